"""Words as the scorer counts them: lower case, disguises undone, groups of people alike.

    f*ck, sh1t, a$$hole, fuuuuck, "f u c k"  ->  fuck, shit, asshole, fuck, fuck
    gay, Muslims, deaf                       ->  one and the same word

That every group counts as one word is a promise: which of them a text mentions cannot move its
score.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from transforms.core.toxicity.disguises import MASKED
from transforms.core.toxicity.groups import is_group

GROUP = "\x01group"
"""What a word for a group of people counts as."""

MENTION, NUMBER = "\x01user", "\x01number"

LONGEST = 32
"""Characters of a word that count: longer ones are no words of a language. Ours."""

TOKEN = re.compile(
    r"""
    https?://\S+ | www\.\S+                      # nothing in an address is said to anybody
    | @\w+                                       # a mention; as a letter, @ follows another
    | [^\W_](?:[\w@$*!\#'\u2019]*[\w@$*\#])?     # a word, perhaps with letters in disguise
    | [$@*]+\w[\w@$*!\#]*                        # one that begins with such a letter
    | [\U0001F300-\U0001FAFF]                    # a picture
    """,
    re.VERBOSE,
)

_SPACED = re.compile(
    r"(?<![\w'\u2019@$*\#])[^\W\d_]([ .*_-]{1,2})(?:[^\W\d_]\1)+[^\W\d_](?![\w'\u2019@$*\#])"
)
"""Single letters apart: "f u c k", "s.h.i.t"."""

_LETTERS = str.maketrans("013457@$!\u00a1\u20ac", "oieastasiie")
"""Digits and signs that stand for letters, as in Unicode TR 39 and in common use."""

_LOOKALIKES = str.maketrans("асеорхуіѕԁһкмтαεικονρτυχ", "aceopxyisdhkmtaeikonptux")
"""Cyrillic and Greek letters that look like Latin ones (Unicode TR 39, confusables)."""

_MASK = re.compile(r"[*#]+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")


class Word(NamedTuple):
    """A word of a text: what it counts as, and where it stands (0-based, end exclusive)."""

    counted: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order.

    >>> [word.counted for word in words("You sh1t, f u c k off!")]
    ['you', 'shit', 'fuck', 'off']
    """
    for start, end in token_spans(text):
        counted = count_as(text[start:end])
        if counted:
            yield Word(counted, start, end)


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where tokens stand; letters apart are one token."""
    at = 0
    for spaced in _SPACED.finditer(text):
        before = TOKEN.finditer(text[at : spaced.start()])
        yield from ((found.start() + at, found.end() + at) for found in before)
        yield spaced.span()
        at = spaced.end()
    yield from ((m.start() + at, m.end() + at) for m in TOKEN.finditer(text[at:]))


def tokens(text: str) -> list[str]:
    """The tokens of a text as written: what `token_spans` spans."""
    if _SPACED.search(text) is None:
        return TOKEN.findall(text)
    return [text[start:end] for start, end in token_spans(text)]


def count_as(token: str) -> str:
    r"""What a token counts as, "" for nothing.

    >>> count_as("F*ck"), count_as("b!tch"), count_as("2024"), count_as("f.u.c.k")
    ('fuck', 'bitch', '\x01number', 'fuck')
    """
    if token.startswith(("http://", "https://", "www.")):
        return ""
    if token[0] == "@" and token[1:].lower().translate(_LETTERS) not in {"ss", "sshole", "rse"}:
        return MENTION
    word = _folded(token)
    if word.isdecimal():
        return NUMBER
    if _SPACED.fullmatch(token):
        word = re.sub(r"[^\w]|_", "", word)
    word = word.replace("'", "").replace("\u2019", "")
    if not word.isalpha():
        word = _revealed(word)
    if _DRAWN_OUT.search(word):
        doubled = _DRAWN_OUT.sub(r"\1\1", word)
        word = doubled if doubled in MASKED else _DRAWN_OUT.sub(r"\1", word)
    word = word[:LONGEST]
    return GROUP if is_group(word) else word


def _folded(token: str) -> str:
    """Lower case, without accents and look-alikes of other scripts."""
    if token.isascii():
        return token.lower()
    plain = unicodedata.normalize("NFKD", token).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    mixed = any("a" <= char <= "z" for char in plain)
    return plain.translate(_LOOKALIKES) if mixed else plain


def _revealed(word: str) -> str:
    """A word with letters in disguise as the word that is meant, where one is known."""
    plain = word.translate(_LETTERS)
    if not _MASK.search(plain):
        return "".join(filter(str.isalnum, plain))
    pattern = "".join(
        f"[a-z]{{1,{max(2, len(piece))}}}" if _MASK.fullmatch(piece) else re.escape(piece)
        for piece in re.split(r"([*#]+)", plain)
        if piece
    )
    meant = re.compile(pattern)
    return next((known for known in MASKED if meant.fullmatch(known)), _MASK.sub("", plain))
