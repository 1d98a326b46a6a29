"""Forms and key words as the expressions that Hyperscan takes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

from transforms.checks.pii.category import Form
from transforms.checks.pii.database import Pattern
from transforms.checks.pii.folding import fold
from transforms.checks.pii.joining import LONG_WORD, joined
from transforms.checks.pii.relaxing import UnrelaxedError, longest, relax


def of_forms(
    forms: Sequence[tuple[int, Form]],
    leads: Collection[int],
    counted: Callable[[Sequence[Pattern]], Counter[int]],
) -> list[Pattern]:
    """The forms as Hyperscan takes them: weakened, or where that says too little, their anchors.

    Of a lead no match is sought: an end is all that there is to know.

    Args:
        forms: by number.
        leads: numbers of those that are leads.
        counted: tells how often each pattern is reported in some source code.
    """
    weak = {number: _weakened(number, form) or _anchored(number, form) for number, form in forms}
    worded = [(number, form) for number, form in forms if form.anchors and form.ignore_case]
    anchored = {number: _anchored(number, form) for number, form in worded}
    ends = counted([weak[number] for number in anchored])
    places = counted(list(anchored.values()))
    few = {n: pattern for n, pattern in anchored.items() if places.get(n, 0) < ends.get(n, 0)}
    made = [few.get(number, pattern) for number, pattern in weak.items()]
    return [p._replace(before=0, behind=0) if p.number in leads else p for p in made]


def _flags(form: Form) -> int:
    return re.VERBOSE | re.ASCII | (re.IGNORECASE if form.ignore_case else 0)


def _weakened(number: int, form: Form) -> Pattern | None:
    try:
        relaxed = relax(form.begins or form.pattern, _flags(form))
    except UnrelaxedError:
        return None
    behind = _anchor(form) if form.begins_with_anchor else relaxed.behind
    return Pattern(number, relaxed.pattern, relaxed.caseless, relaxed.before, behind)


def _anchored(number: int, form: Form) -> Pattern:
    expression = b"|".join(b"(?:%s)" % _quoted(anchor) for anchor in form.anchors)
    before = form.before + _anchor(form)
    behind = _anchor(form) if form.begins_with_anchor else longest(form.pattern, _flags(form))
    return Pattern(number, expression, form.ignore_case, before, behind)


def _anchor(form: Form) -> int:
    """Characters of its longest anchor: where one is looked for, all of it has to be seen."""
    return max(map(len, form.anchors))


def of_keywords(words: Sequence[tuple[int, str]]) -> list[Pattern]:
    """Key words in any case, between characters other than a to z.

    The short ones also where a capital joins them to another word, numbered from there on.
    """
    beyond = {char for _, word in words for char in word if not char.isascii()}
    written = {char: sorted({*_others().get(char, ()), *_itself(char)}) for char in beyond}
    plain = [Pattern(number, _bordered(word, written), True, 0, 0) for number, word in words]
    short = [(n + len(words), joined(word)) for n, word in words if len(word) < LONG_WORD]
    return plain + [Pattern(n, _joined(ways), False, 0, 0) for n, ways in short if ways]


def _joined(ways: Sequence[str]) -> bytes:
    """A word behind another one, between characters as in `_bordered`."""
    return b"[a-z](?:" + b"|".join(map(_quoted, ways)) + b")[^A-Za-z]"


@cache
def _others() -> Mapping[str, Sequence[str]]:
    """By what they are folded to, the characters beyond ASCII that are folded to another."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for char in map(chr, range(0x80, 0x10000)):
        if fold(char) != char:
            found[fold(char)].append(char)
    return found


def _itself(char: str) -> tuple[str, ...]:
    return (char,) if "\x80" <= char < "\U00010000" and fold(char) == char else ()


def _bordered(word: str, written: Mapping[str, Sequence[str]]) -> bytes:
    """A short word with what may border on it, a long one without: parts of words are rare then.

    Thousands of words with borders take seconds to compile.
    """
    made = _word(word, written)
    return b"[^a-z]" + made + b"[^a-z]" if len(word) < LONG_WORD else made


def _word(word: str, written: Mapping[str, Sequence[str]]) -> bytes:
    ways = [[_quoted(way) for way in written.get(char) or [char]] for char in word]
    return b"".join(way[0] if len(way) == 1 else b"(?:%s)" % b"|".join(way) for way in ways)


def _quoted(literal: str) -> bytes:
    data = literal.encode("utf-8", "surrogatepass")
    return b"".join(rb"\x%02x" % code for code in data)
