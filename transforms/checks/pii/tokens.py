"""How tokens with a prefix are entered, and whether what follows the prefix was drawn."""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.issuers import is_published
from transforms.checks.pii.placeholders import (
    is_drawn_at_random,
    is_placeholder,
    is_random,
)

_WORD = r"[A-Za-z0-9_-]"


def is_drawn(candidate: Candidate) -> bool:
    """Whether the characters behind the prefix look drawn at random."""
    return is_random(candidate.value, 2.8) and not is_published(candidate.value)


def is_header_token(candidate: Candidate) -> bool:
    """Whether the credentials of a header look drawn and are no placeholder or words."""
    return is_drawn_at_random(candidate.value) and not is_placeholder(candidate.value)


def token(
    name: str,
    source: str,
    *tokens: tuple[str, str],
    left: str = _WORD,
    right: str = _WORD,
    score: float = 0.95,
) -> Category:
    """A category of tokens.

    Each is a literal prefix and the pattern of what follows; neither `left` nor `right` may be
    beside it.
    """
    return Category(
        name, "secret", "*", tuple(form(*entry, source, left, right, score) for entry in tokens)
    )


def form(
    prefix: str, body: str, source: str, left: str = _WORD, right: str = _WORD, score: float = 0.95
) -> Form:
    """The form of one token."""
    pattern = rf"(?<!{left}){re.escape(prefix)}{body}(?!{right})"
    return Form(pattern, source, score=score, anchors=(prefix,), solid=True, valid=is_drawn)
