"""Hosts, IP addresses and URLs on ranges for documentation (RFC 2606, 5737, 2544, 3849)."""

from __future__ import annotations

import ipaddress
import re

from transforms.core.normal_forms import address
from transforms.core.surrogates import credentials
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.reserved import (
    HOST_SUFFIX,
    IPV4_SURROGATES,
    LAST_GROUP,
)
from transforms.core.surrogates.words import latin_word, tokens

_PLAIN_LABELS = frozenset(
    listed("api app cdn dev ftp git imap mail mx ns pop prod smtp staging test vpn web www")
)
"""First labels of a host that tell what it is and not whose; they stay."""

_SECOND_LEVELS = frozenset(listed("ac co com edu gob gov net ne or org"))
"""Below a country's domain: not the name that was registered."""

_ROLES = frozenset(
    listed("admin administrator anonymous guest nobody postgres root sa sysdba user username")
)
"""Accounts that every installation has; they stay."""

_HEX_GROUP = 16


def host(keyed: Keyed, text: str) -> str:
    """A host in `.example` with the words of the original replaced one by one.

    The same for the same host.

    An IP address becomes one; what is reserved and has a single label (localhost) stays.

    >>> host(Keyed(b"k"), "www.acme.co.uk").startswith("www."), host(Keyed(b"k"), "localhost")
    (True, 'localhost')
    """
    bare = text.strip("[]")
    if re.fullmatch(r"[\d.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*", bare):
        label = address(bare)
        made = make_address(keyed, bare, keyed.draw("address", label))
        return f"[{made}]" if text.startswith("[") else made
    labels = text.casefold().rstrip(".").split(".")
    if labels == ["localhost"]:
        return text
    own = _registered(labels)
    subdomains = [_subdomain(keyed, label) for label in labels[: len(labels) - len(own)]]
    made = ".".join([*subdomains, _label(keyed, own[0]), HOST_SUFFIX])
    return made.upper() if text.isupper() else made


def _registered(labels: list[str]) -> list[str]:
    """The end of a host name that was registered: `acme.co.uk` of `www.acme.co.uk`."""
    if len(labels) >= 3 and labels[-2] in _SECOND_LEVELS and len(labels[-1]) == 2:
        return labels[-3:]
    return labels[-2:]


def _subdomain(keyed: Keyed, label: str) -> str:
    return label if label in _PLAIN_LABELS else _label(keyed, label)


def _label(keyed: Keyed, label: str) -> str:
    made = tokens(keyed, label)
    return (
        made if re.fullmatch(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", made) else latin_word(keyed, label)
    )


def make_host(keyed: Keyed, value: str, draw: Draw) -> str:
    """A domain name; see `host`."""
    return host(keyed, value)


def make_address(keyed: Keyed, value: str, draw: Draw) -> str:
    """An address of the same family and style from a documentation range.

    The length of a prefix stays; anything else is redrawn by its shape.
    """
    whole, slash, prefix = value.partition("/")
    if slash and prefix.isdigit():
        return f"{make_address(keyed, whole, draw)}/{prefix}"
    plain, _, zone = value.partition("%")
    try:
        parsed = ipaddress.ip_address(plain)
    except ValueError:
        return credentials.make_secret(keyed, value, draw)
    if isinstance(parsed, ipaddress.IPv4Address):
        return _ipv4(draw)
    suffix = f"%{zone}" if zone else ""
    if parsed.ipv4_mapped is not None:
        return (
            f"{plain[: plain.rfind(':') + 1]}{_ipv4(draw)}"
            if "." in plain
            else "::ffff:" + _ipv4(draw)
        )
    return _styled(_ipv6(parsed, draw), plain) + suffix


def _ipv4(draw: Draw) -> str:
    return str(IPV4_SURROGATES[draw.below(IPV4_SURROGATES.num_addresses)])


def _ipv6(original: ipaddress.IPv6Address, draw: Draw) -> list[int]:
    """The groups of an address in 2001:db8::/32.

    Zero where the original's are, of as many digits elsewhere; the last from `LAST_GROUP` on.
    """
    groups = [int(group, _HEX_GROUP) for group in original.exploded.split(":")]
    made = [0x2001, 0x0DB8]
    for group in groups[2:7]:
        digits = len(f"{group:x}")
        low = 1 if digits == 1 else _HEX_GROUP ** (digits - 1)
        made.append(0 if group == 0 else low + draw.below(_HEX_GROUP**digits - low))
    return [*made, LAST_GROUP + draw.below(_HEX_GROUP**4 - LAST_GROUP)]


def _styled(groups: list[int], like: str) -> str:
    """The groups written as `like` is: padded or not, with or without `::`, in its case."""
    padded = re.search(r"(?<![0-9A-Fa-f])0[0-9A-Fa-f]{3}", like) is not None
    text = ":".join(f"{group:04x}" if padded else f"{group:x}" for group in groups)
    if "::" in like:
        text = ipaddress.IPv6Address(text).compressed
    return text.upper() if re.search("[A-F]", like) else text


_URL = re.compile(
    r"(?P<scheme>[A-Za-z][\w+.-]*://)(?P<user>[^\s/@:]*)(?P<colon>:?)(?P<password>[^\s/]*)@"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s/:?#,;]+)(?P<rest>.*)",
    re.DOTALL,
)


def make_url(keyed: Keyed, value: str, draw: Draw) -> str:
    """The URL with another user, password and host; scheme, port, path and query stay."""
    match = _URL.fullmatch(value)
    if match is None:
        return credentials.make_secret(keyed, value, draw)
    user = tokens(keyed, match["user"], _ROLES)
    password = match["password"]
    if password:
        password = credentials.secret(keyed, password)
    return "".join(
        (
            match["scheme"],
            user,
            match["colon"],
            password,
            "@",
            host(keyed, match["host"]),
            match["rest"],
        )
    )
