"""Telephone numbers."""

from __future__ import annotations

import functools
import re

import phonenumbers

from transforms.checks.pii.category import FEWEST_DIGITS, NO_DIGITS, Candidate, Category, Form
from transforms.core.surrogates.reserved import is_fictional_phone


def _digits(candidate: Candidate) -> str:
    """The digits without an extension's."""
    value = candidate.value
    return NO_DIGITS.sub("", value if value[-7:].isdigit() else _EXTENSION.sub("", value))


def _fit(candidate: Candidate, digits: str) -> bool:
    """Whether a number stands for itself and is somebody's.

    Not inside of a longer one, of a path, decimal or version, and not kept for fiction.
    """
    before = candidate.before(40)
    if _DECIMAL.fullmatch(candidate.value) or _SUM.search(before):
        return False
    if _GLUED.search(before[-2:]):
        return False
    if before[-1:] == " " and before[-2:-1].isalnum() and _IBAN_BEFORE.search(before):
        return False
    return not is_fictional_phone(digits)


_DECIMAL = re.compile(r"0\.\d+|\d{1,3}\.\d{7,}|(?:19|20)\d\d/(?:19|20)\d\d|[01]\d\d-\d{4}")
"""Decimals, years side by side; an American exchange does not begin with 0 or 1 (NANPA)."""
_SUM = re.compile(r"[0-9)][ ]?[+*][ ]?\(?\Z")
"""In front of the second number of a sum or a product."""
_GLUED = re.compile(r"[A-Za-z0-9_.#&$€£\\-]\Z|[^\s:=]/\Z|[=!<>]=\Z|\w\(\Z")
"""What in front makes digits part of something else: a word, amount, decimal, path, comparison or
call."""
_IBAN_BEFORE = re.compile(r"[A-Z](?<![A-Za-z0-9][A-Z])[A-Z]\d{2}(?: ?[A-Z0-9]{4}){0,8} ?\Z")
_EXTENSION = re.compile(r"\s*(?:x|ext\.?|extension|#)\s*\d{1,6}\Z", re.IGNORECASE)


def is_international(candidate: Candidate) -> bool:
    """Whether digits after a plus are a number that its country's plan has room for."""
    digits = _digits(candidate)
    return len(digits) in _lengths(digits[:3]) and _fit(candidate, digits)


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

    Area and exchange as they are given out.
    """
    whole = _digits(candidate)
    digits = whole[-10:]
    service = digits[1:3] == "11" or digits[4:6] == "11"
    return (
        digits[0] in "23456789"
        and digits[3] in "23456789"
        and not service
        and _fit(candidate, whole)
    )


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
_NO_PHONE = re.compile(r"\d{3}-\d{2}-\d{4}|\d{5}-\d{4}")
"""Social security numbers and postal codes (ZIP+4) that begin with 0."""
_ANNOUNCED = re.compile(
    r"(?:phone|tel|mobile|cell|fax|whatsapp|sms|hotline|number)[a-z]*\W*(?:\w+\W+){0,2}\Z"
    r"|(?:call|dial)\W*\Z|(?:电话|電話|手机|热线|전화|फोन|मोबाइल)[^\n\d]{0,12}\Z",
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
    return (
        7 <= len(digits) <= 15
        and varied
        and not _DATE.search(candidate.value)
        and _fit(candidate, _digits(candidate))
    )


_SEP = r"[ .\u2010-\u2015-]"

_FAXED = re.compile(r"fax[a-z]*\W*(?:[^\W\d]+\W+){0,4}[+(]*\Z", re.IGNORECASE)


def is_faxed_to(candidate: Candidate) -> bool:
    """As `is_spoken_of`, for a number that `fax` leads up to: no other stands in between."""
    return _FAXED.search(candidate.before(48)) is not None and is_spoken_of(candidate)


CATEGORIES = (
    Category(
        "PHONE_NUMBER",
        "contact",
        "*",
        (
            Form(
                r"""(?<!\d)(?:\(\+[1-9]\d{0,2}\)|\+[1-9]\d{0,2})
                    (?:[ ./-]{0,2}(?:\(\d{1,5}\)|\d{1,12})){1,8}+
                    (?:\s?(?:x|ext\.?)\s?\d{1,6})?(?!\w|[.-]\d)""",
                "ITU-T E.164 and E.123; numbering plans as in libphonenumber",
                score=0.85,
                near=0.95,
                numbers=7,
                before=3,
                after=12,
                valid=is_international,
            ),
            Form(
                rf"""(?<!\d)(?:\+?1(?:{_SEP}|\ ?(?=\()))?(?:\(\d{{3}}\)\ ?|\d{{3}}[.\u2010-\u2015-])
                    \d{{3}}{_SEP}\d{{4}}
                    (?:\s?(?:x|ext\.?|extension|\#)\s?\d{{1,6}})?(?!\w|[.-]\d)""",
                "North American Numbering Plan (NANPA)",
                score=0.75,
                near=0.95,
                numbers=10,
                before=3,
                after=12,
                valid=is_american,
            ),
            Form(
                r"""(?<!\d)\(?0\d{1,4}\)?(?:[ ./-]\d{2,8}){1,5}+(?!\w|[.:-]\d)""",
                "national form with a trunk 0 (ITU-T E.123); plans as in libphonenumber",
                score=0.6,
                near=0.9,
                numbers=9,
                before=2,
                valid=is_national,
            ),
            Form(
                r"""(?<!\d)(?:\(?\+\d{1,3}\)?[ ]?)?(?:\([ ]?\d{1,5}[ ]?\)|\d{1,12})
                    (?:(?:[ ./\u2010-\u2015-]{0,2}|[ ]-[ ])(?:\(\d{1,5}\)|\d{1,12})){0,6}+
                    (?:\s?(?:[xX]|[eE]xt\.?)\s?\d{1,6})?(?!\w|[.:-]\d)""",
                "any grouping (ITU-T E.123), where the words say that it is a number to call",
                score=0.2,
                near=0.7,
                numbers=7,
                before=6,
                after=12,
                valid=is_spoken_of,
            ),
        ),
        keywords=(
            *(
                "phone",
                "telephone",
                "tel",
                "mobile",
                "cell",
                "cellphone",
                "fax",
                "whatsapp",
                "sms",
                "hotline",
            ),
            *(
                "call",
                "dial",
                "reach",
                "ring",
                "phone number",
                "contact number",
                "phones",
                "landline",
                "voicemail",
            ),
            *("teléfono", "telefono", "móvil", "celular", "telefon", "handy", "rufnummer", "mobil"),
            *("téléphone", "portable", "telefone", "cellulare", "telefoon", "телефон", "тел"),
            *("电话", "電話", "手机", "携帯", "전화", "फोन", "मोबाइल", "热线"),
        ),
    ),
    Category(
        "FAX_NUMBER",
        "contact",
        "*",
        (
            Form(
                r"""(?<!\d)(?:\+\d{1,3}[ ]?)?(?:\([ ]?\d{1,5}[ ]?\)|\d{1,12})
                    (?:[ ./\u2010-\u2015-]{0,2}(?:\(\d{1,5}\)|\d{1,12})){0,6}+(?!\w|[.:-]\d)""",
                "any grouping (ITU-T E.123), where the words say that it is a fax",
                score=0.2,
                near=0.96,
                numbers=7,
                before=6,
                after=12,
                valid=is_faxed_to,
            ),
        ),
        keywords=("fax", "telefax", "facsimile", "faxnummer", "faxnumber", "fax_number"),
        rank=1,
    ),
)
