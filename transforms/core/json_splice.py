"""Changes strings inside a JSON line and leaves every other byte as it is.

`edit` walks a line along the places that matter, with the standard library's own scanner for
everything else, so that it agrees with `json` on where a value ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.core.errors import SampleError
from transforms.core.json_places import Place
from transforms.core.records import Sample

Span = tuple[int, int]  # characters, 0-based, the end exclusive

_WHITESPACE = re.compile(r"[ \t\n\r]*")
_KEY = re.compile(r'"([^"\\]*)"[ \t\n\r]*:[ \t\n\r]*')  # the usual one: without escapes
_MARK = re.compile(r"[ \t\n\r]*([,}\]])[ \t\n\r]*")


class Literal(str):
    """A number as it is written: nothing is rounded, and its length costs nothing."""

    __slots__ = ()


def refuse_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object's members; `SampleError("read", "duplicate_key")` if one name is there twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise SampleError("read", "duplicate_key")
    return members


# Control characters inside strings are taken as they come (strict=False) and stay as they are.
DECODER = json.JSONDecoder(
    object_pairs_hook=refuse_duplicates, parse_int=Literal, parse_float=Literal, strict=False
)
_SKIPPER = json.JSONDecoder(parse_int=Literal, parse_float=Literal, strict=False)


_quoted = json.encoder.encode_basestring
# What can stand between two strings: structure, numbers, and the letters of true, false, null, NaN
# and Infinity.
_STRUCTURE = re.compile(r"[\s,:\[\]{}0-9.+\-eEtrufalsnINiy]*")
_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def edit(line: str, place: Place, texts: Sequence[str] | None) -> str:
    """`line` with its text strings changed and what is to be dropped removed.

    Args:
        line: one row; `DECODER` has accepted it.
        place: the row's.
        texts: the new strings of all text places in document order; None leaves them. A string that
            is as before keeps its escapes.

    Raises:
        SampleError: the line is not what it was taken for.
    """
    walk = _Walk(line)
    try:
        walk.value(_skip_space(line, 0), place)
    except (IndexError, ValueError):  # ValueError is what `json` raises
        raise SampleError("encode", "not_json") from None
    except RecursionError:
        raise SampleError("encode", "too_deep") from None
    changes = [(start, end, "") for start, end in _merged(walk.drops)]
    if texts is not None:
        if len(texts) != len(walk.texts):
            raise SampleError("encode", "text_count")
        changes += [
            (start, end, encode(new, line[start:end]))
            for (start, end, old), new in zip(walk.texts, texts, strict=True)
            if old != new
        ]
    return _spliced(line, sorted(changes))


def swap(line: str, sample: Sample, texts: Sequence[str]) -> str | None:
    """As `edit` for a row from which nothing is dropped, without walking it; None when unsure.

    A text's own spelling as JSON, quotes included, stands in the line once. It is a whole string
    there, for between two strings there is nothing but structure, numbers and literals, and no
    text of such characters alone is taken. And it is this text's, if no other string of the row
    has the same content: no text, no untouched string, not the id, no name of a field.
    """
    changes: list[tuple[int, int, str]] = []
    for old, new in zip(sample.texts, texts, strict=True):
        if old == new:
            continue
        token = _quoted(old)
        at = line.find(token)
        if at < 0 or "\\u" in token or line.find(token, at + 1) >= 0 or not _is_alone(old, sample):
            return None
        changes.append((at, at + len(token), encode(new, token)))
    return _spliced(line, sorted(changes))


def _is_alone(text: str, sample: Sample) -> bool:
    """Whether no other string of the row can be equal to `text`."""
    if _STRUCTURE.fullmatch(text) or _FIELD_NAME.fullmatch(text) or text == sample.id:
        return False
    others = any(text == value for _, value in sample.others)
    return not others and sample.texts.count(text) == 1


def encode(text: str, before: str) -> str:
    """`text` as a JSON string in the manner of the string `before` that it replaces.

    Other characters than ASCII are written as escapes exactly if `before` is ASCII and holds such.
    """
    escaped = before.isascii() and "\\u" in before
    return json.dumps(text, ensure_ascii=escaped or not _is_encodable(text))


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return True


def _skip_space(line: str, at: int) -> int:
    match = _WHITESPACE.match(line, at)
    return match.end() if match else at


def _spliced(line: str, changes: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, new in changes:
        parts += [line[at:start], new]
        at = end
    return "".join([*parts, line[at:]])


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


@dataclass(slots=True)
class _Walk:
    """The spans of texts and of what is to be dropped, found in one pass."""

    line: str = field(repr=False)
    texts: list[tuple[int, int, str]] = field(default_factory=list, repr=False)
    drops: list[Span] = field(default_factory=list)

    def value(self, at: int, place: Place) -> int:
        """The end of the value that begins at `at`."""
        first = self.line[at]
        if place.edited and first == "{":
            return self._members(at, place)
        if place.edited and first == "[":
            return self._elements(at, place.items)
        value, end = _SKIPPER.raw_decode(self.line, at)
        if place.text and first == '"':
            self.texts.append((at, end, value))
        return end

    def _members(self, at: int, place: Place) -> int:
        line, found = self.line, []
        at = _skip_space(line, at + 1)
        if line[at] == "}":
            return at + 1
        more = True
        while more:
            start = at
            key = _KEY.match(line, at)
            name, at = (key[1], key.end()) if key else self._odd_key(at)
            child = place.child(name)
            end = self._below(at, child)
            found.append((start, end, child.drop))
            at, more = self._after(end, "}")
        self._drop(found)
        return at

    def _elements(self, at: int, items: Place) -> int:
        line, found = self.line, []
        at = _skip_space(line, at + 1)
        if line[at] == "]":
            return at + 1
        more = True
        while more:
            end = self._below(at, items)
            found.append((at, end, items.drop))
            at, more = self._after(end, "]")
        self._drop(found)
        return at

    def _below(self, at: int, place: Place) -> int:
        if place.drop:  # what goes is not looked into
            return _SKIPPER.raw_decode(self.line, at)[1]
        return self.value(at, place)

    def _odd_key(self, at: int) -> tuple[str, int]:
        """A key with escapes, and where its value begins."""
        name, at = _SKIPPER.raw_decode(self.line, at)
        at = _skip_space(self.line, at)
        if type(name) is not str or self.line[at] != ":":
            raise ValueError
        return name, _skip_space(self.line, at + 1)

    def _after(self, at: int, closing: str) -> tuple[int, bool]:
        """Where the next member or element begins and True, or the end of it all and False."""
        mark = _MARK.match(self.line, at)
        if mark is None or mark[1] not in (",", closing):
            raise ValueError
        return (mark.end(), True) if mark[1] == "," else (mark.end(1), False)

    def _drop(self, members: list[tuple[int, int, bool]]) -> None:
        """Marks dropped members of one object or list, each with the comma that goes with it."""
        kept_end = -1
        for number, (start, end, dropped) in enumerate(members):
            if not dropped:
                kept_end = end
            elif number + 1 < len(members):
                self.drops.append((start, members[number + 1][0]))
            else:
                self.drops.append((start if kept_end < 0 else kept_end, end))
