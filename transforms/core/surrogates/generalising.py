"""Coarser values that stay true: decades, networks, regions. Nothing is invented here.

A value that a generaliser cannot read becomes the name of its kind ("a date").
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from transforms.core.surrogates.listing import listed

Generaliser = Callable[[str], str]


def decade(value: str) -> str:
    """The part of a decade that a date lies in.

    >>> decade("12 March 1987"), decade("03/04/1951"), decade("2015-06-01")
    ('the late 1980s', 'the early 1950s', 'the mid-2010s')
    """
    years = re.findall(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)", value)
    year = int(years[0]) if years else _short_year(value)
    if year is None:
        return "a date"
    start = year // 10 * 10
    place = year - start
    part = "the early " if place < _MID else "the mid-" if place < _LATE else "the late "
    return f"{part}{start}s"


_MID, _LATE, _PIVOT = 4, 7, 30
"""Years of a decade from which on it is its middle and its end; two digits below 30 are 20xx."""


def _short_year(value: str) -> int | None:
    """The year of a date that ends in two digits, None where there is none."""
    match = re.fullmatch(r"\s*\d{1,2}[./-]\d{1,2}[./-](\d\d)\s*", value)
    if match is None:
        return None
    short = int(match[1])
    return short + (2000 if short < _PIVOT else 1900)


def age(value: str) -> str:
    """The decade of an age, in the words around it.

    >>> age("47 years old"), age("aged 9")
    ('in their 40s', 'a child')
    """
    match = re.search(r"\d{1,3}", value)
    if match is None:
        return "of some age"
    years = int(match[0])
    if years < _ADULT:
        return "a child" if years < _TEEN else "a teenager"
    return "over 89" if years > _OLDEST else f"in their {years // 10 * 10}s"


_TEEN, _ADULT, _OLDEST = 13, 20, 89
"""Ages over 89 are told as one (HIPAA Privacy Rule, 45 CFR 164.514(b)(2)(i)(C))."""


def network(value: str) -> str:
    """The /24 or /48 network of an address.

    >>> network("211.3.47.14"), network("2a0b:d121:c58:9687::4")
    ('211.3.47.0/24', '2a0b:d121:c58::/48')
    """
    try:
        parsed = ipaddress.ip_address(value.partition("%")[0])
    except ValueError:
        return "an IP address"
    prefix = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{prefix}", strict=False))


def coordinates(value: str) -> str:
    """The coordinates to one decimal: about 11 km.

    >>> coordinates("-63.73427, -129.67575")
    '-63.7, -129.7'
    """
    return re.sub(r"-?\d+\.\d+", lambda match: f"{float(match[0]):.1f}", value)


def postal_area(value: str) -> str:
    """The first three characters of a postal code (HIPAA Privacy Rule, 45 CFR 164.514(b)(2)(i)(B)).

    A British or Irish one's area.

    >>> postal_area("93912-1201"), postal_area("SW1A 1AA")
    ('939**', 'SW')
    """
    letters = re.match(r"[A-Za-z]{1,2}(?=\d)", value)
    if letters is not None:
        return letters[0].upper()
    return value[:3] + "**"


_STREET_WORDS = frozenset(
    listed("apt apt. suite ste unit floor st street ave avenue road rd lane ln drive dr blvd way")
)


def city(value: str) -> str:
    """The town of a street address: what follows its first comma, without number and code.

    >>> city("546 Sunset Drive, Austin, TX 78701"), city("Hauptstr. 5, 10115 Berlin")
    ('Austin, TX', 'Berlin')
    """
    _, comma, rest = value.partition(",")
    parts = [re.sub(r"[\d-]*\d[\d-]*", "", part).strip() for part in rest.split(",")]
    named = [part for part in parts if part and part.split()[0].lower() not in _STREET_WORDS]
    return ", ".join(named) if comma and named else _NO_TOWN


_NO_TOWN = "an address"
"""What a street becomes whose town its address does not say."""


def domain(value: str) -> str:
    """The kind of a mailbox: what stands behind its host's last point.

    >>> domain("mira@mail.kelora.de")
    'an address in .de'
    """
    return f"an address in .{value.rpartition('.')[2].lower()}"


def chapter(value: str) -> str:
    """The chapter's letter and first digit of a diagnosis (WHO, ICD-10: blocks).

    >>> chapter("D19.60")
    'D1-'
    """
    return value[:2].upper() + "-"


def country_of_phone(value: str) -> str:
    """The country code of an international number, else the name of its kind.

    >>> country_of_phone("+81-3-3592-9603"), country_of_phone("(212) 736-5000")
    ('a number in +81', 'a phone number')
    """
    match = _COUNTRY_CODE.match(value)
    return f"a number in +{match[1]}" if match else "a phone number"


_COUNTRY_CODE = re.compile(
    r"\s*\+\s?(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})"
)
"""ITU-T E.164: of one, two or three digits; none begins with another."""


def issuer(value: str) -> str:
    """The country of an IBAN or a bank's code."""
    match = re.match(r"[A-Za-z]{2}(?=\d)", value)
    return f"an account in {match[0].upper()}" if match else "an account"


def fitted(category: str, made: str, before: str) -> tuple[int, str]:
    """A coarser value that fits behind `before`, and how many characters of that it takes with it.

    English: on a day, but in a decade; at a house, but in a town.

    >>> fitted("DATE", "the late 1980s", "She was born on ")
    (3, 'in the late 1980s')
    >>> fitted("DATE", "the late 1980s", "until ")
    (0, 'the late 1980s')
    """
    if category in {"DATE", "DATE_OF_BIRTH"} and made.startswith("the "):
        lead = _DAY.search(before)
    elif category == "STREET_ADDRESS" and made != _NO_TOWN:
        lead = _HOUSE.search(before)
    else:
        lead = None
    if lead is None:
        return 0, made
    taken = lead["word"] or ""
    word = "" if taken == "the " else ("In " if taken[:1].isupper() else "in ")
    return len(taken), word + made


_DAY = re.compile(r"(?<!\w)(?:(?P<word>[Oo]n (?:the )?|the )|born |died |married )\Z")
_HOUSE = re.compile(r"(?<!\w)(?P<word>[Aa]t )\Z")
REACH = 12
"""Characters in front of a value that these ask for, at most."""

GENERALISERS: dict[str, Generaliser] = {
    "DATE": decade,
    "DATE_OF_BIRTH": decade,
    "AGE": age,
    "IPV4_ADDRESS": network,
    "IPV6_ADDRESS": network,
    "LOCATION_COORDINATES": coordinates,
    "POSTAL_CODE": postal_area,
    "IRELAND_EIRCODE": postal_area,
    "STREET_ADDRESS": city,
    "EMAIL_ADDRESS": domain,
    "ICD10_CODE": chapter,
    "PHONE_NUMBER": country_of_phone,
    "FAX_NUMBER": country_of_phone,
    "IBAN": issuer,
}
"""Category to what makes its values coarser; a policy that asks it of another one is refused."""
