"""What takes a private value's place, by category: a surrogate, a generalisation, a placeholder.

surrogate     another value of the same type and format (the default)
generalise    a coarser value that is true: "12 March 1987" to "the late 1980s"
placeholder   "[EMAIL_1]": numbered within a sample, the same value the same number
keep          the value stays: nobody objects to it
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

from transforms.core.taxonomy import selects


class Mode(enum.StrEnum):
    """What becomes of a category's values."""

    SURROGATE = "surrogate"
    GENERALISE = "generalise"
    PLACEHOLDER = "placeholder"
    KEEP = "keep"


def mode_of(modes: Mapping[str, Mode], category: str) -> Mode:
    """The mode of a category: of its name before its country, before its group, before `*`.

    >>> mode_of({"*": Mode.PLACEHOLDER, "country:DE": Mode.KEEP}, "GERMANY_TAX_ID")
    <Mode.KEEP: 'keep'>
    """
    for start in (category, "country:", "group:", "*"):
        for selector, mode in modes.items():
            if selector.startswith(start) and selects(selector, category):
                return mode
    return Mode.SURROGATE


_SHORT = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "FAX_NUMBER": "FAX",
    "PERSON_NAME": "PERSON",
    "STREET_ADDRESS": "ADDRESS",
    "CREDIT_CARD_NUMBER": "CARD",
    "IPV4_ADDRESS": "IP",
    "IPV6_ADDRESS": "IP",
}
"""Names that are as short as those which people write; others are the category's."""

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z0-9_]{1,40}_[1-9]\d{0,5}\]")


def placeholder(category: str, number: int) -> str:
    """The constant for the value of this number in a sample.

    >>> placeholder("EMAIL_ADDRESS", 1)
    '[EMAIL_1]'
    """
    return f"[{_SHORT.get(category, category)}_{number}]"


def is_placeholder(text: str) -> bool:
    """Whether a text is what `placeholder` writes.

    >>> is_placeholder("[EMAIL_1]"), is_placeholder("[email]")
    (True, False)
    """
    return _PLACEHOLDER.fullmatch(text) is not None
