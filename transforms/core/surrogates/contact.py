"""E-mail addresses and telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import phonenumbers

from transforms.core.surrogates.credentials import make_secret
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.network import host
from transforms.core.surrogates.permute import permuted_digits
from transforms.core.surrogates.reserved import Fiction, fiction, is_surrogate_phone
from transforms.core.surrogates.words import tokens

_MAILBOXES = frozenset(
    listed(
        "abuse admin billing contact hello help hostmaster info jobs mail marketing news no noc "
        "noreply office postmaster press privacy reply sales security service support team "
        "webmaster www"
    )
)
"""Mailboxes of a role (RFC 2142 and custom): they name nobody and stay."""


def make_email(keyed: Keyed, value: str, draw: Draw) -> str:
    """An address in `.example` (RFC 2606).

    Its words are those that the same words become elsewhere.
    """
    local, at, domain = value.rpartition("@")
    if not (local and domain):
        return tokens(keyed, value)
    return tokens(keyed, local, _MAILBOXES) + at + host(keyed, domain)


AREA_CODES = listed(
    "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 "
    "234 239 240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 "
    "308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 347 "
    "351 352 360 361 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 "
    "425 432 434 435 440 443 469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 "
    "515 516 517 518 520 530 540 541 551 559 561 562 563 567 570 571 573 574 580 585 586 601 "
    "602 603 605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 "
    "646 650 651 660 661 662 678 682 701 702 703 704 706 707 708 712 713 714 715 716 717 718 "
    "719 720 724 727 731 732 734 740 757 760 763 765 770 772 773 774 775 781 785 786 801 802 "
    "803 804 805 806 808 810 812 813 814 815 816 817 818 828 830 831 832 843 845 847 848 850 "
    "856 857 858 859 860 862 863 864 865 870 901 903 904 906 907 908 909 910 912 913 914 915 "
    "916 917 918 919 920 925 928 931 936 937 940 941 947 949 951 952 954 956 970 971 972 973 "
    "978 979 980 985 989"
)
"""Geographic area codes of the United States (NANPA, NPA database)."""

_NANP = re.compile(r"(1?)([2-9]\d\d)([2-9]\d{6})")
_EXTENSION = re.compile(r"(?:x|ext\.?|extension|#)\s*\d{1,7}\s*\Z", re.IGNORECASE)


def make_phone(keyed: Keyed, value: str, draw: Draw) -> str:
    """The number with other digits in the same places.

    From ranges kept for fiction where the country has them.

    North America: 555-01xx under some area code; of each range the last third, which
    `is_surrogate_phone` knows. Elsewhere country code, trunk 0 and the first
    digit stay, and no two numbers become the same one.
    """
    extension = _EXTENSION.search(value)
    end = extension.start() if extension else len(value)
    digits = _digits(value[:end])
    if not digits:
        return make_secret(keyed, value, draw)
    international = value.lstrip(" (").startswith(("+", "＋", "00"))
    made = _number(keyed, digits, international, draw) + draw.digits(len(_digits(value[end:])))
    fresh = iter(made)
    return "".join(next(fresh) if char.isdecimal() else char for char in value)


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def _number(keyed: Keyed, digits: str, international: bool, draw: Draw) -> str:
    if not international and len(digits) == 7 and digits[0] not in "01":
        return _fictional(_EXCHANGE, draw)
    american = _NANP.fullmatch(digits)
    if american and (not international or american[1]):
        return american[1] + draw.choice(AREA_CODES) + _fictional(_EXCHANGE, draw)
    country, trunk, national = _split(digits, international)
    ranges = fiction(country, national) if country else _national_ranges(national, trunk)
    if ranges:
        return digits[: -len(national)] + _fictional(ranges, draw)
    kept = digits[: len(digits) - len(national) + 1]
    return kept + permuted_digits(keyed, f"phone {kept}", national[1:])


_EXCHANGE = (Fiction("1", "55501", 2),)
"""NANPA, 555 Line Number Reservation and Use Guidelines: under every area code."""


def _fictional(ranges: Sequence[Fiction], draw: Draw) -> str:
    """One of the ranges' numbers that are surrogates: the last third of each."""
    while True:
        chosen = draw.choice(ranges)
        number = chosen.prefix + draw.digits(chosen.free)
        if is_surrogate_phone(chosen.country + number):
            return number


def _split(digits: str, international: bool) -> tuple[str, str, str]:
    """Country code ("" for none), trunk 0, and the national number, which has at least 1 digit."""
    dialled = "00" if digits.startswith("00") else ""
    plain = digits[len(dialled) :]
    if international or _is_international(plain):
        for length in (1, 2, 3):
            country = plain[:length]
            if country.isdigit() and int(country) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
                return (country, *_trunk(plain[length:])) if plain[length:] else ("", "", plain)
    return ("", *_trunk(digits))


def _trunk(digits: str) -> tuple[str, str]:
    trunk = "0" if len(digits) > 1 and digits[0] == "0" else ""
    return trunk, digits[len(trunk) :]


def _is_international(digits: str) -> bool:
    """Whether digits without a plus are a number with its country code.

    Long, and valid in that country's plan.
    """
    if len(digits) < 11 or digits[0] == "0":
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse("+" + digits))
    except phonenumbers.NumberParseException:
        return False


_TRUNK_COUNTRIES = ("44", "33", "61", "353")


def _national_ranges(national: str, trunk: str) -> tuple[Fiction, ...]:
    """Ranges for a number in its country's own form.

    Of the first country with such ranges where the number is valid.
    """
    for country in _TRUNK_COUNTRIES if trunk else ():
        try:
            number = phonenumbers.parse(f"+{country}{national}")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return fiction(country, national)
    return ()
