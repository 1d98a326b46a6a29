"""How entries of the tables are written in one line each, and how key words are spelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from transforms.checks.pii.category import (
    REPORTED,
    Candidate,
    Category,
    Form,
    any_candidate,
    any_of,
)
from transforms.checks.pii.folding import fold
from transforms.core.identifiers.numbers import NUMBERS
from transforms.core.identifiers.validity import compact

LEFT = r"(?<![\w.+/\\-])"
"""What stands in front makes a number part of something else: a word, decimal, path or amount."""

RIGHT = r"(?![\w\\-]|[.,/]\w)"
"""What stands behind does: a word, a decimal, a path."""

_SUFFIXES = ("number", "no", "num", "nr", "id", "code", "value")
"""What programs put behind a name: `passportNumber`, `taxid`."""

_LATIN = re.compile(r"[a-z0-9 _.'/-]+")


def words(text: str) -> tuple[str, ...]:
    """The key words of a list separated by `;`, lower case, in all spellings of prose and programs.

    `tax id` is also written `tax_id`, `tax-id` and `taxid`; `passport` is also announced by
    `passportnumber`.
    """
    plain = [word.strip().lower() for word in text.split(";") if word.strip()]
    found = dict.fromkeys(spelling for word in plain for spelling in _spellings(word))
    return tuple(found)


def _spellings(word: str) -> Iterable[str]:
    yield word
    if not _LATIN.fullmatch(word):
        return
    for between in ("_", "-", ""):
        yield re.sub(r"[ '-]+", between, word)
    solid = re.sub(r"[ '_.-]+", "", word)
    if len(solid) >= 3:
        yield from (solid + suffix for suffix in _SUFFIXES if not solid.endswith(suffix))


def proves(category: str) -> Callable[[Candidate], bool]:
    """Whether a match is a number of the category: its check digits, and no row of one digit."""
    number = NUMBERS[category]

    def proven(candidate: Candidate) -> bool:
        text = compact(candidate.value)
        distinct = len(set(text))
        return distinct > (2 if text.isdigit() else 1) and number.is_valid(text)

    return proven


_NEAR = 24
"""Characters in front of a value in which its key word mostly stands: looked at first."""
_BETWEEN = 40
"""Characters between a key word and what it announces, at most."""


_LISTED = r"(?:(?<![0-9])[a-z]{0,3}[0-9][0-9a-z]{4,12}(?:,|;|/|[ ](?:and|or|und|y|et))?[ ]){0,3}"
"""Numbers before it in the same list."""


def announced(keywords: tuple[str, ...]) -> Callable[[Candidate], bool]:
    """Whether one of the key words leads up to the value, with no other number in between.

    For values without a check digit: any number fits them, so it has to be said which one is meant.
    """
    lead = re.compile(rf"(?:{any_of(keywords)})[^0-9]{{0,{_BETWEEN}}}{_LISTED}\Z")

    def is_announced(candidate: Candidate) -> bool:
        before = fold(candidate.before(_BETWEEN + 64))
        near = max(0, len(before) - _NEAR)
        return any(lead.search(before, start) is not None for start in (near, 0))

    return is_announced


def grouped(lengths: str, between: str = "[ -]?") -> str:
    r"""Groups of so many digits with the same separator between all of them, or none.

    >>> grouped("3 2")
    '\\d{3}(?P<between>[ -]?)\\d{2}'
    """
    first, second, *rest = (rf"\d{{{length}}}" for length in lengths.split())
    return first + f"(?P<between>{between})" + second + "".join(f"(?P=between){g}" for g in rest)


@dataclass(frozen=True)
class Shape:
    """One way in which an entry's values are written; `entry` makes a form of it.

    Attributes:
        pattern: verbose regular expression, without boundaries.
        source: the definition that it follows.
        alone: score without a key word; below `REPORTED` it needs one.
        near: score beside a key word.
        numbers: digits that stand together in every match that may stand alone.
        before, after: characters of a match in front of those digits or the seed, and behind.
        seed: what is quick to search, where few digits stand together.
        valid: as `Form.valid`; None for the check digits of the category's number, and where it has
            none and needs a key word, for `announced`.
        ignore_case: for the pattern.
    """

    pattern: str
    source: str
    alone: float = 0.2
    near: float = 0.85
    numbers: int = 0
    before: int = 0
    after: int = 0
    seed: str = ""
    valid: Callable[[Candidate], float] | None = None
    ignore_case: bool = False

    def form(self, category: str, keywords: tuple[str, ...]) -> Form:
        """The form between `LEFT` and `RIGHT`."""
        checked: Callable[[Candidate], float] = any_candidate
        if category in NUMBERS and NUMBERS[category].checks:
            checked = proves(category)
        elif self.alone < REPORTED:
            checked = announced(keywords)
        return Form(
            f"{LEFT}(?:{self.pattern}){RIGHT}",
            self.source,
            score=self.alone,
            near=self.near,
            numbers=self.numbers,
            before=self.before,
            after=self.after,
            seed=self.seed,
            ignore_case=self.ignore_case,
            valid=self.valid or checked,
        )


def entry(
    name: str, group: str, country: str, keywords: str, *shapes: Shape, rank: int = 0
) -> Category:
    """A category; its values are checked by its number's check digits unless a shape says how."""
    said = words(keywords)
    forms = tuple(shape.form(name, said) for shape in shapes)
    return Category(name, group, country, forms, said, rank)


def identity(name: str, country: str, keywords: str, *shapes: Shape, rank: int = 0) -> Category:
    """An entry of the group identity: what a state gives to people and companies."""
    told = [*shapes, *(small_too(shape) for shape in shapes if shape.alone >= REPORTED)]
    told = [  # beside its key word nobody minds the case
        replace(shape, ignore_case=True) if shape.alone < REPORTED else shape for shape in told
    ]
    return entry(name, "identity", country, keywords, *told, rank=rank)


def small_too(shape: Shape) -> Shape:
    """The shape in any case, which needs a key word."""
    return replace(shape, alone=0.2, near=shape.near - 0.05, numbers=0, before=0, after=0, seed="")
