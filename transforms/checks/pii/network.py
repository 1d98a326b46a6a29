"""IP addresses, and URLs that carry a user and a password."""

from __future__ import annotations

import ipaddress
import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.coding import in_code
from transforms.checks.pii.placeholders import is_placeholder
from transforms.core.surrogates.reserved import (
    is_reserved_address,
    is_reserved_host,
    is_reserved_v4,
    is_surrogate_address,
)

_VERSION_BEFORE = re.compile(
    r"(?:version|release|revision|firmware|(?<![A-Za-z])(?:ver|rev|v|build|oid|snmp)|[~^<>!])\Z",
    re.IGNORECASE,
)
"""The short ones as words of their own only: `server` and `dev` end so too."""
_SHELL_DEFAULT = re.compile(r"\$\{\w{1,64}:?-\Z", re.ASCII)
"""`${HOST:-` and `${HOST-`: what follows stands for a variable that is unset (POSIX XCU, 2.6.2)."""
_NETWORK_AFTER = re.compile(r"/(\d{1,2})(?!\d)")


def is_host_v4(candidate: Candidate) -> bool:
    """Whether four numbers are the address of a host.

    No version, no network, none of the reserved ones.
    """
    parts = candidate.value.split(".")
    octets = tuple(map(int, parts))
    if (
        max(octets) > 255
        or any(part[0] == "0" < part[1:] for part in parts)
        or is_reserved_v4(octets)
    ):
        return False
    if candidate.before(1) == "-" and not _SHELL_DEFAULT.search(candidate.before(72)):
        return False
    before = candidate.before(12).rstrip(" \t\n:=\"'-") or " "
    if (before[-1].isalpha() or before[-1] in "~^<>!") and _VERSION_BEFORE.search(before):
        return False
    if candidate.before(2) == "==":
        return False
    network = _NETWORK_AFTER.match(candidate.after(3))
    if network is None or int(network[1]) > 31:
        return True
    try:
        ipaddress.IPv4Network(candidate.value + network[0])
    except ValueError:  # host bits are set: an address with its prefix length
        return True
    return False


def is_address_v4(candidate: Candidate) -> float:
    """As `is_host_v4`, but less than two numbers of several digits need a key word.

    So versions and sections are numbered.
    """
    value = candidate.value
    distinct = len(value) > 8 and sum(len(part) > 1 for part in value.split(".")) >= 2
    distinct = distinct and not candidate.value.startswith(
        ("1.2.", "1.3.", "2.5.")
    )  # object identifiers
    return is_host_v4(candidate) * (1.0 if distinct else 0.4)


def is_host_v6(candidate: Candidate) -> bool:
    """Whether hexadecimal groups are an address: no time, MAC, EUI-64, slice or C++ scope."""
    value = candidate.value.partition("%")[0]
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    if is_reserved_address(value) or (value.endswith("::") and candidate.after(1) == "/"):
        return False  # with its prefix length it is a network's
    if "." in value:  # the last 32 bits in decimal: nothing else is written so
        return True
    groups = [group for group in value.split(":") if group]
    if len(groups) == 8 and all(len(group) == 2 for group in groups):
        return False  # EUI-64 and World Wide Names (IEEE) are written so
    if not any(char.isdigit() for char in value) or len(groups) < 2:
        return False
    return len(groups) >= 4 or any(len(group) >= 3 for group in groups)


_SAID = re.compile(r"(?<![a-z])(?:ips?|ipv[46]|v6)(?![a-z0-9])[^\n]{0,44}\Z", re.IGNORECASE)
"""Words that say in so many words that what follows is an IP address; `host` or `server` do not."""


def is_said(candidate: Candidate) -> bool:
    """Whether prose or a form says that any address is an IP address: one that is reserved, too.

    Loopback, documentation, networks; not what our own surrogates are.
    """
    value = candidate.value.partition("%")[0]
    plain = value.partition("/")[0]
    try:
        ipaddress.ip_address(plain)
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    if is_surrogate_address(plain) or _SAID.search(candidate.before(56)) is None:
        return False
    return not in_code(candidate)


def has_credentials(candidate: Candidate) -> bool:
    """Whether user and password of a URL are somebody's: no placeholder, no documentation host."""
    password, host = candidate.group("password"), candidate.group("host")
    user = candidate.group("user")
    loopback = host.casefold() in {"localhost", "127.0.0.1", "[::1]"}
    if is_placeholder(password) or (is_reserved_host(host) and not loopback):
        return False
    return not (user == password and loopback)


_AUTHORITY = r"""
    (?P<user>[^\s/@:"'<>`\[\](){}]{0,64}):(?P<password>[^\s/@"'<>`]{1,128})@
    (?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[\w-](?:[\w.-]{0,252}[\w-])?)(?::\d{1,5})?
    (?:,[\w.-]{1,253}(?::\d{1,5})?){0,8}
    (?:[/?\#][^\s"'<>`\\(){}|^]{0,1024}(?<![.,;:!?]))?
"""
"""RFC 3986, 3.2: user, password, host, port; several hosts as MongoDB and Kafka take them; path and
query."""

_IPV4 = r"[0-9](?<![\w.][0-9])[0-9]{0,2}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![\w-]|\.\w)"
"""Begins with a digit, not with a look-behind: `re` then skips to digits quickly."""

_USERINFO = r"://[^\s/@:\"'<>]{0,64}:[^\s/@\"'<>]{1,128}@"

_DATABASES = (
    "postgres|postgresql|mysql2?|mariadb|mongodb|redis|rediss|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse"
    "|couchdb|neo4j|bolt|cassandra|snowflake|redshift|db2|jdbc:[a-z0-9]{2,16}|kafka|nats|ldaps?|influxdb"
)

CATEGORIES = (
    Category(
        "IPV4_ADDRESS",
        "online",
        "*",
        (
            Form(
                _IPV4,
                "RFC 791, dotted decimal",
                score=0.7,
                near=0.95,
                valid=is_address_v4,
            ),
            Form(
                rf"(?:{_IPV4})(?:/[0-9]{{1,2}}(?![0-9]))?",
                "RFC 791, RFC 4632, 3.1, behind what says that it is an IP address",
                score=0.2,
                near=0.7,
                valid=is_said,
            ),
        ),
        keywords=(
            *(
                "ip",
                "ips",
                "ipv4",
                "ip address",
                "ip-address",
                "ipaddress",
                "address",
                "host",
                "hostname",
                "server",
                "dns",
            ),
            *(
                "client",
                "peer",
                "remote",
                "gateway",
                "ping",
                "ssh",
                "subnet",
                "proxy",
                "nameserver",
                "x-forwarded-for",
            ),
        ),
    ),
    Category(
        "IPV6_ADDRESS",
        "online",
        "*",
        (
            Form(
                r"""(?<![\w:.%-])(?:[0-9A-Fa-f]{0,4}:){2,7}+
                    (?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4})(?:%[\w-]{1,15})?(?!\w|[:.]\w)""",
                "RFC 4291, 2.2; zone of RFC 4007",
                score=0.85,
                near=0.95,
                seed=":[0-9A-Fa-f]{0,4}:",
                before=40,
                after=60,
                valid=is_host_v6,
            ),
            Form(
                r"""(?<![\w:.%-])(?:[0-9A-Fa-f]{0,4}:){2,7}+
                    (?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f]{0,4})(?:/[0-9]{1,3}|%[\w-]{1,15})?
                    (?!\w|[:.]\w)""",
                "RFC 4291, 2.2 and 2.3, behind what says that it is an IP address",
                score=0.2,
                near=0.7,
                valid=is_said,
            ),
        ),
        keywords=("ip", "ips", "v6", "ipv6", "address", "inet6", "host", "server", "gateway"),
    ),
    Category(
        "DB_CONNECTION_STRING",
        "secret",
        "*",
        (
            Form(
                rf"(?<![A-Za-z0-9+.-])(?:{_DATABASES})(?:\+[a-z0-9]{{1,16}})?://{_AUTHORITY}",
                "RFC 3986, 3.2; the drivers' manuals",
                score=0.95,
                seed=_USERINFO,
                before=32,
                after=1800,
                ignore_case=True,
                valid=has_credentials,
            ),
        ),
    ),
    Category(
        "URL_WITH_CREDENTIALS",
        "secret",
        "*",
        (
            Form(
                rf"(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{{1,15}}://{_AUTHORITY}",
                "RFC 3986, 3.2.1",
                score=0.9,
                seed=_USERINFO,
                before=16,
                after=1800,
                ignore_case=True,
                valid=has_credentials,
            ),
        ),
    ),
)
