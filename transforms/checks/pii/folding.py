"""Lower case that keeps every character in its place."""

from __future__ import annotations

import re

_KEPT = re.compile("([\u0130\u212a])")
"""Dotted capital I and Kelvin sign: their lower case would be longer, or a letter of ASCII."""


def fold(text: str) -> str:
    """The text in lower case, as long as before, each character by itself.

    >>> fold("İD ΟΔΟΣ")
    'İd οδοσ'
    """
    if text.isascii():
        return text.lower()
    plain = text.replace("\u03a3", "\u03c3")  # a sigma that ends a word has another lower case
    if _KEPT.search(plain) is None:
        return plain.lower()
    return "".join(part if _KEPT.match(part) else part.lower() for part in _KEPT.split(plain))
