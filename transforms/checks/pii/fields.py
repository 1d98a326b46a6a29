"""Traits of persons as values of fields: in forms, JSON, YAML, CSV-like logs and code.

In prose the words around decide (`prose`); here the name of the field does.
"""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form, any_candidate
from transforms.checks.pii.entries import Shape, entry
from transforms.checks.pii.placeholders import is_placeholder
from transforms.core.surrogates.listing import listed

_VALUE = r"(?P<value>[^\W_][\w.'+/-]*+(?:[ ][\w.'+/-]++){0,4}+)"
"""Up to five words."""

_TYPES = frozenset(
    listed(
        "array bool boolean char charfield choice choices column const date datetime dict enum "
        "false float foreignkey input int integer keyword label list map none null number object "
        "option optional required select selected self string str text textfield true type "
        "unknown undefined value varchar field name other any"
    )
)
"""What stands behind a field's name in source code and schemas."""

_CODE = re.compile(r"[a-z][A-Z]|_|\.\w|[A-Z][a-z]+[A-Z]")
_LETTERS = frozenset("MFDXWHVmfdxwhv")
"""What forms abbreviate a sex by."""

_ASSIGNED = re.compile(r"=\s+\Z")


def is_told(candidate: Candidate) -> bool:
    """Whether a field's value says something: no type, no placeholder, no code."""
    if candidate.after(1) == "=" and " " in candidate.value:
        candidate.end -= len(candidate.value.split()[-1]) + 1  # that is the next field's name
    value = candidate.value
    words = value.lower().split()
    if candidate.after(1) in {"(", "[", "{", "=", ":", "_"} or _CODE.search(value):
        return False
    if _ASSIGNED.search(candidate.before(4)):
        return False  # `gender = person`: a variable, and no text; a quote would stand in between
    key = candidate.match.string[candidate.match.start() : candidate.start].lower()
    if len(value) == 1:
        return value in _LETTERS
    empty = is_placeholder(value) or value.lower() in key
    return not empty and not any(word in _TYPES for word in words)


def _field(name: str, group: str, keys: str, value: str = _VALUE) -> Category:
    """A category whose values stand behind one of `keys` (separated by `;`) as a field's.

    Values in words have to be told from code; numbers and dates of the right form need not.
    """
    spelled = [key.strip() for key in keys.split(";")]
    numeric = value is not _VALUE
    pattern = "|".join(re.escape(key).replace(r"\ ", "[ _-]?") for key in spelled)
    return Category(
        name,
        group,
        "*",
        (
            Form(
                rf"""(?<![A-Za-z])(?:{pattern})(?![a-z])["'*]{{0,3}}[ ]?
                     (?:[:=]|\||\t)[ \t]{{0,12}}["']?{value}(?![\w@])""",
                "the name of the field",
                score=0.85 if numeric else 0.7,
                anchors=tuple(sorted({re.split(r"[ ]", key)[0] for key in spelled})),
                after=120,
                ignore_case=True,
                valid=any_candidate if numeric else is_told,
            ),
        ),
    )


_BIRTH_KEYS = (
    "date of birth; birth date; birthdate; birthday; dob; date birth; geburtsdatum"
    "; fecha de nacimiento; date de naissance; data di nascita; born"
)
_STAMPED = (
    r"(?P<value>\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
"""ISO 8601, as programs store a day; the group is left open for the other forms of days."""

_POSTAL_KEYS = (
    "postal code; postcode; post code; zip code; zip; plz; postleitzahl; código postal; code postal"
    "; codigo postal"
)
_POSTAL = r"""
    \d{5}-\d{4}|\d{5}|\d{4}[ ]?[A-Z]{2}|\d{3}-\d{4}|\d{2}-\d{3}|\d{3}[ ]\d{2}|\d{4}|\d{6}
    |[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}|[A-Z]\d[A-Z][ -]?\d[A-Z]\d
"""
"""Universal Postal Union, "Addressing": codes of the United States, Brazil and Europe, the
Netherlands, Japan, Poland, Czechia, India, the United Kingdom, Canada."""

CATEGORIES = (
    _field("GENDER", "demographic", "gender; sex; geschlecht; género; sexo; sexe; genre"),
    _field(
        "ETHNIC_GROUP",
        "demographic",
        "ethnicity; ethnic group; ethnic origin; race; nationality; nacionalidad; nationalité"
        "; staatsangehörigkeit; etnia",
    ),
    _field(
        "RELIGION",
        "demographic",
        "religion; religious affiliation; faith; konfession; religión; denomination",
    ),
    _field(
        "POLITICAL_AFFILIATION",
        "demographic",
        "political affiliation; political party; party affiliation; political view"
        "; political views; afiliación política; parteizugehörigkeit",
    ),
    _field(
        "SEXUAL_ORIENTATION",
        "demographic",
        "sexual orientation; orientación sexual; orientation sexuelle; sexuelle orientierung",
    ),
    _field(
        "MARITAL_STATUS",
        "demographic",
        "marital status; civil status; familienstand; estado civil; état civil"
        "; situation familiale; relationship status",
    ),
    _field(
        "IMMIGRATION_STATUS",
        "demographic",
        "immigration status; residence status; visa status; residency status; citizenship status"
        "; aufenthaltsstatus; estatus migratorio",
    ),
    _field(
        "TRADE_UNION",
        "demographic",
        "trade union; union membership; union member; labor union; labour union; union"
        "; gewerkschaft; sindicato; syndicat",
    ),
    _field(
        "EMPLOYMENT_STATUS",
        "demographic",
        "employment status; job status; work status; situación laboral; beschäftigungsstatus"
        "; situation professionnelle",
    ),
    _field(
        "AGE",
        "demographic",
        "age; alter; edad; âge; age years",
        r"(?P<value>(?:1[01]\d|[1-9]\d?)(?:[ -](?:years?[ -]old|years[ ]of[ ]age|yo|y/o|yrs))?"
        r"|[a-z]{3,9}-year-old|aged[ ]\d{1,3}|age[ ]\d{1,3}|\d{1,3}[ ](?:years|a\xf1os|ans|jahre))",
    ),
    _field(
        "DATE_OF_BIRTH",
        "person",
        _BIRTH_KEYS,
        _STAMPED
        + r"""|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})
            |\d{1,2}\.?[ ][^\W\d_]{3,10}\.?[ ]\d{4}|[^\W\d_]{3,10}\.?[ ]\d{1,2},?[ ]\d{4}
            |(?:19|20)\d{6})""",
    ),
    entry(
        "DATE_OF_BIRTH",
        "person",
        "*",
        _BIRTH_KEYS,
        Shape(
            _STAMPED + r"|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[/-](?:\d{4}|\d{2})"
            r"|[A-Z][a-z]{2}-(?:\d{4}|\d{2})|\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?)",
            "ISO 8601 with time of day; days and months without a year, behind what says so",
            near=0.7,
        ),
    ),
    _field("POSTAL_CODE", "location", _POSTAL_KEYS, rf"(?P<value>{_POSTAL})"),
    entry(
        "POSTAL_CODE",
        "location",
        "*",
        _POSTAL_KEYS,
        Shape(_POSTAL, "Universal Postal Union, addressing guides, near its key word", near=0.8),
    ),
)
"""Fields that say what somebody is."""
