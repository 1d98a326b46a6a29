"""The disguises that people use, each as a pattern and what it stands for.

Full-width and other digits, characters that nobody sees, look-alikes of other scripts, "name at
domain dot com", digits with spaces between, percent-encoding, HTML's character references, Base64.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote


class Swap(NamedTuple):
    """Characters `start` (inclusive) to `end` (exclusive) of a text, and how they read."""

    start: int
    end: int
    text: str

    def __repr__(self) -> str:
        return f"Swap({self.start}, {self.end})"


@dataclass(frozen=True)
class Rule:
    """One disguise.

    Attributes:
        name: of the rule.
        pattern: a verbose regular expression in which a word is ASCII; see `checks.pii.category`
            for what it must not need.
        source: where the notation is defined, or seen.
        swaps: how a match reads; nothing where it is no disguise after all.
        anchors: literals, one of which every match has, none where there are too many.
        ignore_case: for the pattern.
    """

    name: str
    pattern: str
    source: str
    swaps: Callable[[re.Match[str]], Iterable[Swap]]
    anchors: tuple[str, ...] = ()
    ignore_case: bool = False

    @property
    def flags(self) -> int:
        """Of the pattern."""
        return re.VERBOSE | re.ASCII | (re.IGNORECASE if self.ignore_case else 0)


_WIDE = r"\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff20\U0001d400-\U0001d7ff"
_HIDDEN = r"\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_DIGITS = (
    r"\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0be6-\u0bef\u0e50-\u0e59"
)
"""Arabic-Indic, Persian, Devanagari, Bengali, Gurmukhi, Tamil and Thai digits."""

ALIKE = dict(
    zip(
        "аАвВеЕкКмМнНоОрРсСтТхХуУіІјЈѕЅԁԛԝһαΑΒΕΖΗΙΚΜΝοΟρΡΤΥΧνγιⅰ",
        "aABBeEkKMMHHoOpPcCTTxXyYiIjJsSdqwhaABEZHIKMNoOpPTYXvyii",
        strict=False,
    )
)
"""Cyrillic and Greek letters that look like Latin ones (Unicode UTS 39, confusables)."""

_FOREIGN = "".join(sorted(ALIKE))


def _letters(match: re.Match[str]) -> Iterator[Swap]:
    """Every character by its compatibility form or its decimal value, where that is one."""
    for at, char in enumerate(match[0], match.start()):
        digit = unicodedata.decimal(char, None)
        plain = unicodedata.normalize("NFKC", char) if digit is None else str(digit)
        if char > "\x7f" and len(plain) == 1 and plain.isascii():
            yield Swap(at, at + 1, plain)


def _nothing(match: re.Match[str]) -> Iterator[Swap]:
    """What is not seen is not there."""
    yield Swap(match.start(), match.end(), "")


def _alike(match: re.Match[str]) -> Iterator[Swap]:
    """Look-alikes in a word that has Latin letters, digits or an at sign too."""
    text = match.string
    low, high = match.span()
    while low > 0 and match.start() - low < _LONGEST_WORD and text[low - 1] in _IN_WORDS:
        low -= 1
    while high < len(text) and high - match.end() < _LONGEST_WORD and text[high] in _IN_WORDS:
        high += 1
    for at in range(low, high):
        if text[at] in ALIKE:
            yield Swap(at, at + 1, ALIKE[text[at]])


_LONGEST_WORD = 64  # characters on either side
_IN_WORDS = frozenset(string.ascii_letters + string.digits + "@._+-" + _FOREIGN)


def _spelled(match: re.Match[str]) -> Iterator[Swap]:
    """The at sign and the dots of an address in words, when its sense is beyond doubt.

    A bare "at" is a word like any other unless a "dot" is spelled out behind it, and so is a sign
    with space around it: `x @ w.to(device)` multiplies matrices.
    """
    dots = [
        (match.start("host") + dot.start(), match.start("host") + dot.end())
        for dot in _DOT.finditer(match["host"])
    ]
    at = match["at"].strip()
    said = {match.string[a:b].strip().lower() for a, b in dots}
    if (at.isalpha() or at == "@") and said <= {"."}:
        return
    if at.lower() == "at" and said == {"point"}:  # "at this point in time"; who says point, arobase
        return
    for dot in _DOT_WORD.finditer(match["user"]):
        yield Swap(match.start("user") + dot.start(), match.start("user") + dot.end(), ".")
    yield Swap(match.start("at"), match.end("at"), "@")
    yield from (Swap(start, end, ".") for start, end in dots)


def _dotted(match: re.Match[str]) -> Iterator[Swap]:
    """The dots behind an at sign."""
    for dot in _DOT_WORD.finditer(match[0]):
        yield Swap(match.start() + dot.start(), match.start() + dot.end(), ".")


def _spaced(match: re.Match[str]) -> list[Swap]:
    """Digits without what separates every two of them; a mark between groups stays."""
    first = match.start()
    return [Swap(first + start, first + end, mark) for start, end, mark in _gaps(match[0])]


@functools.lru_cache(1 << 8)
def _gaps(digits: str) -> tuple[tuple[int, int, str], ...]:
    """Where spaced digits have gaps, and what stays of each; texts repeat themselves."""
    gaps = re.finditer(r"[ _.-]+", digits)
    return tuple((*gap.span(), gap[0].strip() if len(gap[0]) > 2 else "") for gap in gaps)


def _percent(match: re.Match[str]) -> Iterator[Swap]:
    for at in range(match.start(), match.end(), 3):
        yield Swap(at, at + 3, unquote(match.string[at : at + 3]))


def _reference(match: re.Match[str]) -> Iterator[Swap]:
    plain = html.unescape(match[0])
    if len(plain) == 1 and plain.isprintable():
        yield Swap(match.start(), match.end(), plain)


def _base64(match: re.Match[str]) -> Iterator[Swap]:
    plain = decoded(match[0])
    if plain:
        yield Swap(match.start(), match.end(), plain)


def decoded(text: str) -> str:
    """The text that Base64 stands for (RFC 4648), "" where it stands for no text."""
    if len(text) % 4 == 1 or (text.endswith("=") and len(text) % 4):
        return ""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    shown = plain.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return plain if shown.isprintable() and len(plain) >= 8 else ""


_AT = r"""(?:[ ]{0,2}[\[({<][ ]{0,2}(?:at|@|arroba|arobase)[ ]{0,2}[\])}>][ ]{0,2}
    |[ ]{1,2}(?:at|arroba|arobase)[ ]{1,2}|[ ]{1,2}@[ ]{1,2})"""
_DOTS = r"""(?:[ ]{0,2}[\[({<][ ]{0,2}(?:dot|punto|point|punkt|\.)[ ]{0,2}[\])}>][ ]{0,2}
    |[ ]{1,2}(?:dot|punto|point|punkt)[ ]{1,2}|\.)"""
_SPELLED_DOT = _DOTS.replace(r"|\.)", ")")
_DOT = re.compile(_DOTS, re.VERBOSE | re.IGNORECASE)
_DOT_WORD = re.compile(_SPELLED_DOT, re.VERBOSE | re.IGNORECASE)
_FOUR = "[CDI-Za-f][AC-HQS-Xgi-nwy-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]"
"""What Base64 makes of three characters of ASCII, visible or white space: of each byte the highest
bit is 0, and the highest three are not all 0 but for line ends and tabs."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

RULES: tuple[Rule, ...] = (
    Rule(
        "wide",
        rf"[{_WIDE}](?:[{_WIDE}\uff0b\uff0d\uff0e\uff3f\u3000]|[!-~]){{0,200}}+",
        "Unicode, Halfwidth and Fullwidth Forms; Mathematical Alphanumeric Symbols",
        _letters,
    ),
    Rule(
        "digits",
        rf"[{_DIGITS}](?:[ .-]?[{_DIGITS}]){{3,40}}+",
        "Unicode, general category Nd",
        _letters,
    ),
    Rule(
        "hidden",
        rf"(?<=[!-~])[{_HIDDEN}]{{1,8}}+(?=[!-~])",
        "Unicode, default ignorable code points",
        _nothing,
    ),
    Rule(
        "alike",
        rf"[A-Za-z0-9@][{_FOREIGN}]|[{_FOREIGN}][A-Za-z0-9@]",
        "Unicode UTS 39, mixed-script confusables",
        _alike,
    ),
    Rule(
        "spelled",
        rf"""(?<![A-Za-z0-9._%+-])
             (?P<user>[a-z0-9_%+-]{{1,64}}+(?:{_DOTS}[a-z0-9_%+-]{{1,32}}+){{0,3}}?)
             (?P<at>{_AT})(?P<host>{_LABEL}(?:{_DOTS}{_LABEL}){{1,4}})(?![a-z0-9])""",
        "as people write addresses against collectors",
        _spelled,
        ignore_case=True,
    ),
    Rule(
        "dotted",
        rf"@{_LABEL}(?:\.{_LABEL}){{0,3}}{_SPELLED_DOT}{_LABEL}(?:{_DOTS}{_LABEL}){{0,3}}(?![a-z0-9])",
        "as above, with the at sign as it is",
        _dotted,
        anchors=("@",),
        ignore_case=True,
    ),
    Rule(
        "spaced",
        r"""(?<![A-Za-z0-9_.-])[0-9]
            (?:[ _.-][0-9]|[ ]{2}[0-9]|[ ][.-][ ][0-9]){6,40}+(?![A-Za-z0-9_-])""",
        "as people write numbers against filters",
        _spaced,
    ),
    Rule(
        "percent",
        r"""(?:%(?:40|2[BbDdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9Aa])){1,200}+""",
        "RFC 3986, 2.1: of characters that values are made of",
        _percent,
        anchors=("%",),
    ),
    Rule(
        "reference",
        r"&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|commat|period|lowbar|plus|hyphen|dash|nbsp);",
        "HTML, character references",
        _reference,
        anchors=("&",),
    ),
    Rule(
        "base64",
        rf"""(?<![A-Za-z0-9+/=_.-])(?:{_FOUR}){{4,1000}}+
             (?:[A-Za-z0-9+/]{{2,3}}={{0,2}})?(?![A-Za-z0-9+/=_-])""",
        "RFC 4648, 4",
        _base64,
    ),
)
