"""Ranges that standards and regulators keep for documentation, tests and fiction.

No one's, so surrogates come from them.

The checks leave them alone (a documentation address is no private data), and so a refined text has
no finding there.
"""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple

from transforms.core.surrogates.listing import listed

HOST_SUFFIX = "example"
"""Top-level domain for documentation (RFC 2606, section 2)."""

_HOSTS = frozenset(f"example.{top}" for top in ("com", "net", "org", "edu"))
"""RFC 2606, section 3; IANA keeps example.edu too."""
_TOPS = frozenset({"example", "invalid", "localhost", "test", "localdomain"})
"""RFC 2606, section 2, and RFC 6761; localdomain is what resolvers put behind localhost."""


def is_reserved_host(host: str) -> bool:
    """Whether a host name can belong to nobody.

    >>> is_reserved_host("mail.Example.com"), is_reserved_host("example.com.evil.io")
    (True, False)
    """
    labels = host.casefold().rstrip(".").split(".")
    return labels[-1] in _TOPS or ".".join(labels[-2:]) in _HOSTS


IPV4_SURROGATES = ipaddress.IPv4Network("198.18.0.0/15")
"""RFC 2544, appendix C.2.2 (benchmarks): larger than the nets of RFC 5737, and few examples of
manuals lie in it. Surrogates come from it alone, so that a text can be told from a refined one."""

IPV6_SURROGATES = ipaddress.IPv6Network("2001:db8::/32")
"""RFC 3849."""

LAST_GROUP = 0xC000
"""Last group from which on an address of that net is taken for a surrogate: examples of manuals
have small ones."""


def is_surrogate_address(text: str) -> bool:
    """Whether an IP address lies where surrogates come from.

    >>> is_surrogate_address("198.19.4.7"), is_surrogate_address("192.0.2.7")
    (True, False)
    """
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return parsed.ipv4_mapped in IPV4_SURROGATES
        return parsed in IPV6_SURROGATES and int(parsed) & 0xFFFF >= LAST_GROUP
    return parsed in IPV4_SURROGATES


def is_reserved_address(text: str) -> bool:
    """Whether an IP address is for documentation or names no host.

    Loopback, unspecified, netmask, broadcast, multicast.

    A text that is no address is not reserved.
    """
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return is_reserved_address(str(parsed.ipv4_mapped))
        return (
            parsed.is_loopback
            or parsed.is_unspecified
            or parsed.is_multicast
            or parsed in IPV6_SURROGATES
        )
    return is_reserved_v4(tuple(parsed.packed))


def is_reserved_v4(octets: tuple[int, ...]) -> bool:
    """As `is_reserved_address`, for the four numbers of an IPv4 address."""
    # 0/8 "this network" (RFC 791), 127/8 loopback (RFC 1122), 169.254/16 one link's alone
    # (RFC 3927), 224/4 multicast
    # (RFC 5771), 240/4 reserved (RFC 1112): netmasks and broadcast lie in the last.
    if (
        octets[0] in {0, 127}
        or octets[0] >= 224
        or octets[:2] in {(169, 254), (198, 18), (198, 19)}
    ):
        return True
    return octets[:3] in {(192, 0, 2), (198, 51, 100), (203, 0, 113)}


class Fiction(NamedTuple):
    """Numbers that a regulator keeps for film and books.

    Country code, national digits without trunk 0, free digits.
    """

    country: str
    prefix: str
    free: int


_OFCOM_CITIES = ("113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161")
_OFCOM = (  # Ofcom, "Telephone numbers for use in TV and radio drama programmes"
    *(Fiction("44", city + "4960", 3) for city in _OFCOM_CITIES),
    Fiction("44", "1632960", 3),
    Fiction("44", "1914980", 3),
    Fiction("44", "2079460", 3),
    Fiction("44", "2896496", 4),
    Fiction("44", "2920180", 3),
    Fiction("44", "3069990", 3),
    Fiction("44", "7700900", 3),
    Fiction("44", "8081570", 3),
)
_ARCEP = tuple(  # ARCEP, decision 2018-0881 (numbers for audiovisual works)
    Fiction("33", prefix, 4) for prefix in ("19900", "26191", "35301", "46571", "53649", "63998")
)
_ACMA = tuple(  # ACMA, "Phone numbers for use in TV shows, films and creative works"
    Fiction("61", area + block, 4) for area in "2378" for block in ("5550", "7010")
)
_ACMA_MOBILE = listed(
    "491570006 491570156 491570157 491570158 491570159 491570110 491570313 491570737 "
    "491571266 491571491 491571804 491572549 491572665 491572983 491573770 491573087 "
    "491574118 491574632 491575254 491575789 491576398 491576801 491577426 491577644 "
    "491578957 491578148 491578888 491579212 491579760 491579455"
)
_COMREG = (Fiction("353", "2091", 5),)  # ComReg, Numbering Conditions of Use: 020 91x xxxx
FICTION = (
    *_OFCOM,
    *_ARCEP,
    *_ACMA,
    *(Fiction("61", number, 0) for number in _ACMA_MOBILE),
    *_COMREG,
)

_BY_COUNTRY: dict[str, tuple[Fiction, ...]] = {
    country: tuple(entry for entry in FICTION if entry.country == country)
    for country in ("44", "33", "61", "353")
}


def fiction(country: str, national: str) -> tuple[Fiction, ...]:
    """The ranges for numbers like `national` (digits without trunk 0).

    Of the same kind where there are, else of the country.
    """
    fits = [
        entry
        for entry in _BY_COUNTRY.get(country, ())
        if len(entry.prefix) + entry.free == len(national)
    ]
    alike = [entry for entry in fits if entry.prefix[0] == national[:1]]
    return tuple(alike or fits)


_FICTIONAL = re.compile(
    r"(?:1?\d{3}|1)?55501\d\d"
    + "".join(
        rf"|(?:(?:00)?{country}0?|0)(?:"
        + "|".join(rf"{entry.prefix}\d{{{entry.free}}}" for entry in entries)
        + ")"
        for country, entries in _BY_COUNTRY.items()
    )
)


def is_fictional_phone(digits: str) -> bool:
    """Whether digits are a number for fiction: with country code, 00 or trunk 0, or American.

    555-0100 to 555-0199 under every area code: NANPA, "555 Line Number Reservation and Use
    Guidelines".

    >>> is_fictional_phone("447700900461"), is_fictional_phone("2127365000")
    (True, False)
    """
    return _FICTIONAL.fullmatch(digits) is not None


def is_surrogate_phone(digits: str) -> bool:
    """Whether a number is one that surrogates are taken from: in the last third of its range.

    So a refined text can be told from one in which somebody gives such a number as his own; as of
    addresses, examples of manuals have small ones.

    >>> is_surrogate_phone("447700900461"), is_surrogate_phone("447700900862")
    (False, True)
    """
    last = digits[-2:] if _NANP_LINE.search(digits) else digits[-3:]
    return is_fictional_phone(digits) and 3 * int(last) >= 2 * 10 ** len(last)


_NANP_LINE = re.compile(r"55501\d\d\Z")
"""555-0100 to 555-0199: two digits are free, elsewhere three at least."""


TEST_BINS: dict[str, str] = {
    "visa": "400000",
    "mastercard": "555555",
    "amex": "378282",
    "discover": "601111",
    "jcb": "353011",
    "diners": "305693",
    "unionpay": "620000",
    "maestro": "675964",
}
"""Brand to the first digits of the numbers that Stripe, PayPal and Worldpay publish for tests;
never issued to a person."""


def is_test_card(digits: str) -> bool:
    """Whether a card number begins like a published test number.

    `TEST_BINS`, and Visa's 4111 1111 1111 1111.
    """
    return digits[:6] in _TEST_BINS or digits.startswith("41111111")


_TEST_BINS = frozenset(TEST_BINS.values())


def is_unassigned_ssn(digits: str) -> bool:
    """Whether nine digits are no social security number.

    The SSA never assigned areas 000, 666 and 900 to 999, group 00, serial 0000.

    Source: SSA, "Social Security Number Randomization".
    """
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000"
