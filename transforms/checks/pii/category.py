"""What an entry of the tables says.

A category, the forms its values take, and what makes a match count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from transforms.checks.pii.folding import fold
from transforms.checks.pii.joining import HAS_JOINT, JOINT, joined_pattern
from transforms.checks.pii.needed import needed

REPORTED = 0.5
"""Scores from here on are findings. A form below it counts only with a key word near
(`Form.near`)."""

KEYWORDS_BEFORE, KEYWORDS_AFTER = 50, 20
"""Characters on either side of a value in which a key word counts, in the same text."""

FEWEST_DIGITS = 7
"""Digits that every numeric form has at least; see `Form.numbers`."""

SOLID = 16
"""Length of the words that keys and tokens are found among; see `Form.solid`."""

NO_DIGITS = re.compile(r"[^0-9]+")


class Hit(NamedTuple):
    """A value found, in characters of a batch's joined texts (`Batch.joined`).

    Attributes:
        start, end: 0-based, inclusive; exclusive.
        category: its name.
        score: 0 to 1, from `REPORTED` on.
        told: how clearly a key word says what it is: 1 beside it, falling to 0.5 at the farthest
            place where one counts, 0 for none. Decides between categories that one value fits.
    """

    start: int
    end: int
    category: str
    score: float
    told: float = 0.0

    def __repr__(self) -> str:
        return f"Hit({self.start}, {self.end}, {self.category})"


def no_parts(value: str) -> tuple[str, ...]:
    """Nothing: parts of the value are nobody's."""
    return ()


class Candidate:
    """A match of a form's pattern, with as much of its own text around it as a validator needs.

    Attributes:
        start, end: of the value in the scanned string: the group `value`, or the whole match. A
            validator may shorten it.
        farthest: most characters on either side that were asked for so far; what looks at
            `match.string` itself stays within them.
    """

    __slots__ = ("_high", "_low", "end", "farthest", "match", "start")

    def __init__(self, match: re.Match[str], low: int, high: int, group: str | int = 0) -> None:
        self.match = match
        self._low = low
        self._high = high
        self.farthest = 0
        self.start, self.end = match.span(group)

    @property
    def value(self) -> str:
        """The characters that a finding would cover."""
        return self.match.string[self.start : self.end]

    @property
    def digits(self) -> str:
        """The digits of the value."""
        return NO_DIGITS.sub("", self.value)

    def before(self, count: int) -> str:
        """Up to `count` characters in front of the value."""
        if count > self.farthest:
            self.farthest = count
        return self.match.string[max(self._low, self.start - count) : self.start]

    def after(self, count: int) -> str:
        """Up to `count` characters behind the value."""
        if count > self.farthest:
            self.farthest = count
        return self.match.string[self.end : min(self._high, self.end + count)]

    def reach(self, before: int, after: int) -> tuple[int, int]:
        """The places so many characters in front of the value and behind it, in its own text."""
        self.farthest = max(self.farthest, before, after)
        return max(self._low, self.start - before), min(self._high, self.end + after)

    def group(self, name: str) -> str:
        """A named group of the pattern, "" where it took no part."""
        return self.match[name] or ""


def any_candidate(candidate: Candidate) -> float:
    """1: the pattern alone decides."""
    return 1.0


@dataclass(frozen=True)
class Form:
    """One way a category's values are written.

    Attributes:
        pattern: verbose regular expression in which a word is ASCII (other scripts need no space
            around it); the value is the group `value`, or all of the match. Every repetition is
            bounded or possessive over characters that its left boundary excludes, so that no text
            makes it slow. It must not need `^`, `$`, or a look-behind that asks for a character:
            texts are scanned side by side.
        source: the definition it follows.
        score: 0 to 1, without a key word.
        near: score with a key word near; 0: key words change nothing.
        anchors: literals without white space, one of which is inside every match. Where `before` is
            0 every match begins with one. Without anchors, numbers and seed a form that needs a key
            word (`score` below `REPORTED`) runs near its key words only, and needs nothing else;
            any other runs over everything, and should begin with a rare character.
        before: most characters of a match in front of its anchor; `after`: from the anchor's first
            character to its end.
        numbers: instead of anchors, the pattern runs where at least this many digits stand together
            (7 or more), with `before` and `after` more characters on either side.
        seed: instead of anchors, a pattern that is quick to search and matches inside every match.
        ignore_case: for pattern and anchors.
        solid: the anchor is part of at least `SOLID` characters without white space in every match,
            which few texts have.
        begins: where a form begins with its anchor: what matches wherever `pattern` does, says less
            and is quick to look for without look-arounds; "" for the pattern itself.
        valid: the share of `score` that a match deserves: 0 (or False) for none, then no key word
            helps; 1 (or True) for all.
    """

    pattern: str
    source: str
    score: float = 0.9
    near: float = 0.0
    anchors: tuple[str, ...] = ()
    before: int = 0
    after: int = 256
    numbers: int = 0
    seed: str = ""
    ignore_case: bool = False
    solid: bool = False
    begins: str = ""
    valid: Callable[[Candidate], float] = any_candidate

    @property
    def _flags(self) -> int:
        return re.VERBOSE | re.ASCII | (re.IGNORECASE if self.ignore_case else 0)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern, compiled when the form is first needed."""
        return re.compile(self.pattern, self._flags)

    @cached_property
    def inside(self) -> re.Pattern[str] | None:
        """Finds quickly what every match has inside; None where nothing rare is."""
        return needed(self.pattern, self._flags)

    @cached_property
    def anchor_regex(self) -> re.Pattern[str]:
        """Finds where an anchor begins, and takes one character: quick, since it says which."""
        rests: dict[str, list[str]] = {}
        for anchor in self.anchors:
            rests.setdefault(anchor[0], []).append(re.escape(anchor[1:]))
        return re.compile(
            "|".join(f"{re.escape(first)}(?={'|'.join(rest)})" for first, rest in rests.items())
        )

    @cached_property
    def group(self) -> str | int:
        """The group of the pattern that is the value."""
        return "value" if "value" in self.regex.groupindex else 0

    @property
    def begins_with_anchor(self) -> bool:
        """Whether it is tried where an anchor stands, and nowhere else."""
        return bool(self.anchors) and not self.before and not self.needs_keyword

    @property
    def needs_keyword(self) -> bool:
        """Whether a match counts only with a key word near."""
        return self.score < REPORTED


def any_of(words: Iterable[str], border: str = "") -> str:
    """A pattern for any of the words, the longest that there is.

    They are sorted by their first letters, which `re` then skips to quickly; so what has to stand
    in front of a word stands behind the letter.

    Args:
        words: as they are written.
        border: what is asked behind the first letter `{}` of each.
    """
    firsts: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        firsts.setdefault(re.escape(word[0]), []).append(re.escape(word[1:]))
    return "|".join(
        f"{first}{border.format(first)}(?:{'|'.join(rest)})" for first, rest in firsts.items()
    )


@dataclass(frozen=True)
class Category:
    """A category of private data; the names, groups and countries are those of the taxonomy.

    Attributes:
        name: what findings, policies and surrogates call it.
        group: contact, online, financial, identity, secret, ...
        country: ISO 3166 code, "*" for none in particular.
        forms: how its values are written; none where only a detector finds them.
        keywords: words (lower case) that say what the value next to them is.
        rank: how specific it is, among categories that one value fits as well: the higher stays. A
            country's comes before all countries' of the same rank.
        parts: of a value that was found, what else means the same entity where it stands alone in
            the same text (the surname of a name), as written there.
    """

    name: str
    group: str
    country: str
    forms: tuple[Form, ...]
    keywords: tuple[str, ...] = ()
    rank: int = 0
    parts: Callable[[str], Iterable[str]] = no_parts

    @cached_property
    def keyword_regex(self) -> re.Pattern[str]:
        """Finds a key word that is no part of a longer word, in lower case text."""
        if not self.keywords:
            return re.compile(r"(?!)")
        return re.compile(f"(?:{any_of(self.keywords, '(?<![a-z]{})')})(?![a-z])")

    @cached_property
    def joined_regex(self) -> re.Pattern[str]:
        """Finds, in text as written, a key word that a capital joins to the word before it.

        As programs do: `employerEin`.
        """
        ways = [joined_pattern(word) for word in sorted(self.keywords, key=len, reverse=True)]
        pattern = "|".join(filter(None, ways))
        return re.compile(rf"{JOINT}(?:{pattern})(?![A-Za-z])" if pattern else r"(?!)", re.ASCII)

    def score(self, form: Form, candidate: Candidate) -> tuple[float, float]:
        """The score of a match, and how clearly a key word near tells what it is (`Hit.told`).

        The score is 0 where the match is not valid, and raised where a key word stands near.
        """
        share = form.valid(candidate)
        told = self._told(candidate) if share and form.near else 0.0
        return (form.near, told) if told else (form.score * share, 0.0)

    def _told(self, candidate: Candidate) -> float:
        """1 for a key word beside the value, less for one farther off, 0 for none.

        A key word counts in front, or behind in the same line; there it is as much farther as it
        may be far, because most announce what follows.
        """
        text = candidate.match.string
        first, last = candidate.reach(KEYWORDS_BEFORE, KEYWORDS_AFTER)
        candidate.farthest = max(candidate.farthest, KEYWORDS_BEFORE + 1)
        line_end = text.find("\n", candidate.end, last)
        end = last if line_end < 0 else line_end
        low = max(0, first - 1)  # a key word is no part of a longer word
        written = text[low : end + 1]
        found = [self.keyword_regex.finditer(fold(written), first - low, end - low)]
        if HAS_JOINT.search(written):
            found.append(self.joined_regex.finditer(written, first - low, end - low))
        apart = min(_apart(words, candidate.start - low, candidate.end - low) for words in found)
        return 1 - apart / (2 * KEYWORDS_BEFORE) if apart < _NOWHERE else 0.0


def _apart(words: Iterable[re.Match[str]], start: int, end: int) -> int:
    """How far the nearest of the words stands off a value; see `Category.score`."""
    front, apart = None, _NOWHERE
    for word in words:
        if word.start() >= end:  # the first behind is the nearest there, the last in front is here
            apart = word.start() - end + KEYWORDS_AFTER
            break
        front = word
    return apart if front is None else min(apart, max(0, start - front.end()))


_NOWHERE = 1 << 30
"""Characters that a key word stands off where there is none."""
