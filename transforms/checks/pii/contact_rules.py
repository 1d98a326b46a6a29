"""Whether digits are somebody's telephone number: asked of each match."""

from __future__ import annotations

import functools
import re

import phonenumbers

from transforms.checks.pii.category import FEWEST_DIGITS, NO_DIGITS, Candidate
from transforms.checks.pii.coding import in_code
from transforms.core.surrogates.reserved import is_fictional_phone, is_surrogate_phone


def _digits(candidate: Candidate) -> str:
    """The digits without an extension's."""
    value = candidate.value
    return NO_DIGITS.sub("", value if value[-7:].isdigit() else _EXTENSION.sub("", value))


def _fit(candidate: Candidate, digits: str) -> bool:
    """Whether a number stands for itself and is somebody's: `_stands`, and not kept for fiction."""
    return _stands(candidate) and not is_fictional_phone(digits)


def _stands(candidate: Candidate) -> bool:
    """Whether a number stands for itself: in no longer one, no path, decimal or version."""
    before, value = candidate.before(40), candidate.value
    if _DECIMAL.fullmatch(value) or _SUM.search(before) or _DUMP.match(candidate.after(7)):
        return False
    if _GLUED.search(before[-2:]) and not _is_led(before, value):
        return False
    return not (before[-1:] == " " and before[-2:-1].isalnum() and _IBAN_BEFORE.search(before))


def _is_led(before: str, value: str) -> bool:
    """Whether words lead up to a number without a space, or its area code is in parentheses.

    "my number is(+45) ...", "OFFICE-1(516)...": nothing else is written so.
    """
    if before.endswith("-"):
        return _AREA.match(value) is not None and not before[-2:-1].isdigit()
    return value.startswith(("+", "(+")) and _CALLED.search(before) is not None


_DECIMAL = re.compile(r"0\.\d+|\d{1,3}\.\d{7,}|(?:19|20)\d\d[/-](?:19|20)\d\d|[01]\d\d-\d{4}")
"""Decimals, years side by side; an American exchange does not begin with 0 or 1 (NANPA)."""
_SUM = re.compile(r"[0-9)][ ]?[+*][ ]?\(?\Z")
"""In front of the second number of a sum or a product."""
_GLUED = re.compile(r"[A-Za-z0-9_.#&$€£\\-]\Z|[^\s:=]/\Z|[=!<>]=\Z|\w\(\Z")
"""What in front makes digits part of something else: a word, amount, decimal, path, comparison or
call."""
_AREA = re.compile(r"1?\(\d{3}\) ?\d{3}-\d{4}\Z")
"""An American area code in parentheses."""
_CALLED = re.compile(r"(?:phone|tel|mobile|cell|fax|number|no)[a-z]*[ ]?(?:is|:)\Z", re.IGNORECASE)
_DUMP = re.compile(r"[ ](?=[0-9]?[A-F])[0-9A-F]{2}[ ](?=[0-9A-F]{2})")
"""Behind digits of a dump of bytes."""
_IBAN_BEFORE = re.compile(r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z]\d{2}(?: ?[A-Z0-9]{4}){0,8} ?\Z")
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|#)\s*\d{1,6}\Z", re.IGNORECASE)
_DIALLED = re.compile(r"(?:00|011)(?=[ .-])")
"""What is dialled before a country code: ITU-T E.164, 7.1; North America (NANPA)."""
_SWITCHBOARD = re.compile(r"-\d{2,5}\Z")
"""An extension behind a hyphen, as in China and Germany (DIN 5008)."""


def is_international(candidate: Candidate) -> bool:
    """Whether digits after a plus are a number that its country's plan has room for."""
    digits = _digits(candidate)
    return _has_room(candidate, digits) and _fit(candidate, digits)


def is_dialled(candidate: Candidate) -> bool:
    """As `is_international`, for what is dialled for the plus."""
    digits = NO_DIGITS.sub("", _DIALLED.sub("", candidate.value, count=1))
    return _has_room(candidate, digits) and _fit(candidate, digits)


def _has_room(candidate: Candidate, digits: str) -> bool:
    lengths = _lengths(digits[:3])
    extension = _SWITCHBOARD.search(candidate.value)
    return len(digits) in lengths or (
        extension is not None and len(digits) - len(extension[0]) + 1 in lengths
    )


def is_chinese(candidate: Candidate) -> bool:
    """Whether eleven digits stand in a text in Chinese: a mobile number there."""
    around = candidate.before(20) + candidate.after(20)
    return any("\u4e00" <= char <= "\u9fff" for char in around) and _fit(
        candidate, candidate.digits
    )


@functools.cache
def _lengths(head: str) -> frozenset[int]:
    """How many digits numbers that begin so have, country code and trunk 0 ("+44 (0)20") included.

    `head` is three digits: country codes have at most as many, and none begins with another (ITU-T
    E.164).
    """
    found: set[int] = set()
    for size in (1, 2, 3):
        code = int(head[:size])
        for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code, ()):
            plan = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            lengths = plan.general_desc.possible_length if plan and plan.general_desc else ()
            found.update(size + length + trunk for length in lengths for trunk in (0, 1))
    return frozenset(length for length in found if length >= FEWEST_DIGITS)


@functools.cache
def _national() -> re.Pattern[str]:
    """The numbers, trunk 0 included, of the plans of `_TRUNK_REGIONS`.

    Fixed lines, mobiles and what all may call.
    """
    plans = [
        (region, phonenumbers.PhoneMetadata.metadata_for_region(region))
        for region in _TRUNK_REGIONS
    ]
    return re.compile(  # Italy's 0 is part of the number
        "|".join(
            f"{'' if region == 'IT' else '0'}(?:{kind.national_number_pattern})"
            for region, plan in plans
            if plan is not None
            for kind in (plan.fixed_line, plan.mobile, plan.toll_free)
            if kind is not None and kind.national_number_pattern
        )
    )


def is_american(candidate: Candidate) -> bool:
    """Whether ten digits are a number of the North American plan.

    Area and exchange as they are given out; in prose the parentheses of the area say enough.
    """
    whole = _digits(candidate)
    digits = whole[-10:]
    service = digits[1:3] == "11" or digits[4:6] == "11"
    given_out = digits[0] in "23456789" and digits[3] in "23456789" and not service
    if not given_out and (_AREA.match(candidate.value) is None or in_code(candidate)):
        return False
    return _fit(candidate, whole)


_TRUNK_REGIONS = ("GB", "DE", "FR", "IT", "AU", "NL", "ES", "JP", "IN", "TR", "ZA", "SE", "CH")
"""Plans with a trunk 0 that national numbers are tried against, large ones first."""


def is_national(candidate: Candidate) -> bool:
    """Whether a grouped number with a trunk 0 is valid in a large country's plan, and no date."""
    value = candidate.value
    if _DATE.search(value) or _NO_PHONE.fullmatch(value):
        return False
    digits = candidate.digits
    return (
        9 <= len(digits) <= 12
        and _national().fullmatch(digits) is not None
        and _fit(candidate, digits)
    )


_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ][0-3]?\d"
    r"|[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d\d)(?!\d)"
    r"|\A\d{1,2}(?P<mark>[-./])\d{1,2}(?P=mark)\d{2}\Z"
)
_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
"""An IPv4 address (RFC 791), which nobody dials."""
_NO_PHONE = re.compile(r"\d{3}-\d{2}-\d{4}|\d{5}-\d{4}")
"""Social security numbers and postal codes (ZIP+4) that begin with 0."""
_ANNOUNCED = re.compile(
    r"(?:phone|tel|mobile|cell|fax|whatsapp|sms|hotline|number)[a-z]*\W*(?:\w+\W+){0,2}\Z"
    r"|(?:call|dial)\W*\Z|(?:téléphone|teléfono|móvil|celular|numéro|número|portable|handy|rufnummer)"
    r"[^\w\n]{1,4}(?:\w+\W+){0,2}\Z|(?:电话|電話|手机|热线|전화|फोन|मोबाइल)[^\n\d]{0,12}\Z",
    re.IGNORECASE,
)


def is_spoken_of(candidate: Candidate) -> bool:
    """Whether what a key word announces can be a number.

    7 to 15 digits (ITU-T E.164), no date, no plain year range.
    """
    digits = candidate.digits
    varied = len(set(digits)) > 2 or (len(set(digits)) == 2 and len(digits) > 9)
    if (
        candidate.value.isdigit()
        and len(digits) < 9
        and not _ANNOUNCED.search(candidate.before(30))
    ):
        return False  # a bare number may be anything: the key word has to lead up to it
    if not varied or not 7 <= len(digits) <= 15 or _DATE.search(candidate.value):
        return False
    if _QUAD.fullmatch(candidate.value):
        return False
    return _stands(candidate) and _is_given(candidate, _digits(candidate))


def _is_given(candidate: Candidate, digits: str) -> bool:
    """Whether a number is not kept for fiction, or somebody gives one of those as his own.

    In prose or a form, in so many words; surrogates stay, and so do numbers without an area code.
    """
    if not is_fictional_phone(digits):
        return True
    said = len(digits) > FEWEST_DIGITS and _ANNOUNCED.search(candidate.before(30)) is not None
    return said and not is_surrogate_phone(digits) and not in_code(candidate)


_FAXED = re.compile(r"fax[a-z]*\W*(?:[^\W\d]+\W+){0,4}[+(]*\Z", re.IGNORECASE)


def is_faxed_to(candidate: Candidate) -> bool:
    """As `is_spoken_of`, for a number that `fax` leads up to: no other stands in between."""
    return _FAXED.search(candidate.before(48)) is not None and is_spoken_of(candidate)
