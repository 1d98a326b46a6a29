"""The prescreen with Hyperscan: every form's weaker pattern in one pass, every key word in another.

The only seam to the library. Its wheel is Vectorscan (BSD), the portable fork of Hyperscan, with
bindings under the MIT licence.
"""

from __future__ import annotations

import argparse
import ftplib
import netrc
import os
import smtplib
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import ModuleType

import hyperscan  # noqa: TID251 - the seam
import numpy as np
import numpy.typing as npt

from transforms.checks.pii import (
    byte_sets,
    character_sets,
    database,
    expressions,
    joining,
    relaxing,
)
from transforms.checks.pii.batch import Batch, Window
from transforms.checks.pii.database import Compiled, Pattern
from transforms.checks.pii.expressions import of_forms, of_keywords
from transforms.checks.pii.folding import fold
from transforms.checks.pii.joining import LONG_WORD
from transforms.checks.pii.prescreening import Table

Numbers = npt.NDArray[np.int64]

_PLACES = 40
"""Bits of a report that say where, below those that say what."""


class HyperPrescreen:
    """Looks for all patterns at once.

    Args:
        table: what to look for.
        cache: folder of compiled databases; the user's own when not given.
    """

    def __init__(self, table: Table, cache: Path | None = None) -> None:
        self._table = table
        self._cache = cache or database.cache_folder(os.environ)

    @cached_property
    def _forms(self) -> _Engine:
        free = self._table.free
        forms = [(e.number, e.form) for e in free]
        leads = [e.number for e in free if self._table.is_lead(e)]
        source = [
            (n, f.pattern, f.begins, f.ignore_case, f.anchors, f.before, f.after) for n, f in forms
        ]
        return _Engine(self._cache, [*source, leads], lambda: of_forms(forms, leads, _counted))

    @cached_property
    def _words(self) -> _Engine:
        words = list(enumerate(self._table.keywords))
        return _Engine(self._cache, words, lambda: of_keywords(words))

    def regions(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """As `Prescreen.regions`: around the ends that Hyperscan reports."""
        numbers, ends = self._forms.ends(batch.utf8)
        before, behind = self._forms.reaches(numbers)
        return batch.around(numbers, batch.before_bytes(ends), before, behind)

    def keywords(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """As `Prescreen.keywords`."""
        found: dict[int, list[Window]] = {}
        for number, places in groupby(self._spans(batch), itemgetter(0)):
            word, owners = self._listed[number]
            spans = [(start, end) for _, start, end in places]
            if not word.isascii():
                spans = [span for span in spans if _is_word(batch.joined, *span, word)]
            for owner in owners if spans else ():
                found.setdefault(owner, []).extend(spans)
        return {owner: sorted(spans) for owner, spans in found.items()}

    def _spans(self, batch: Batch) -> Iterator[tuple[int, int, int]]:
        """Every key word by its number, and where it stands."""
        numbers, ends = self._words.ends(batch.utf8)
        numbers = numbers % len(self._listed)  # a short one is looked for in two ways
        characters, octets = self._sizes[numbers].T
        short = characters < LONG_WORD
        last = batch.before_bytes(ends)
        end = last + ~short  # behind a short one what borders on it was seen as well
        around = np.minimum([ends, ends - octets - 1, ends - octets], len(batch.utf8) - 1)
        behind, before, first = np.frombuffer(batch.utf8, np.uint8)[around]
        apart = ~_LETTERS[before] | (_SMALL[before] & _CAPITALS[first])
        kept = short | (octets > characters) | (apart & ~_LETTERS[behind])
        columns = (numbers, end - characters, end)
        return zip(*(column[kept].tolist() for column in columns), strict=True)

    @cached_property
    def _sizes(self) -> Numbers:
        """By number of a key word, its characters and bytes."""
        sizes = [(len(word), len(word.encode())) for word, _ in self._listed]
        return np.array(sizes, np.int64).reshape(-1, 2)

    def scan_only(self, data: bytes) -> None:
        """Lets the library scan and forgets what it reports: what the prescreen is measured by."""
        for engine in (self._forms, self._words):
            engine.scan(data, _forget)

    @property
    def patterns(self) -> int:
        """How many expressions there are."""
        return len(self._table.free) + len(self._listed)

    @cached_property
    def _listed(self) -> Sequence[tuple[str, Sequence[int]]]:
        return list(self._table.keywords.items())


def _is_word(text: str, start: int, end: int, word: str) -> bool:
    """Whether a word is one whose letters have several capitals, or none, and ends there."""
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    alone = len(word) < LONG_WORD or not any(c.isascii() and c.isalpha() for c in beside)
    return alone and fold(text[start:end]) == word


_CAPITALS = np.array([ord("A") <= byte <= ord("Z") for byte in range(256)])
_SMALL = np.array([ord("a") <= byte <= ord("z") for byte in range(256)])
_LETTERS = _CAPITALS | _SMALL
"""Whether a byte is a letter of ASCII."""


class _Engine:
    """One database, ready to scan from any thread."""

    def __init__(
        self,
        cache: Path,
        source: Sequence[object],
        patterns: Callable[[], Sequence[Pattern]],
    ) -> None:
        makers = (sys.modules[__name__], *_MAKERS)
        own = [_source(module) for module in makers]
        name = database.fingerprint([*own, *source], version("hyperscan"))
        made = database.load_or_compile(cache, name, lambda: _compiled(patterns()))
        self._reach = np.zeros((max(made.reach, default=0) + 1, 2), np.int64)
        for number, reach in made.reach.items():
            self._reach[number] = reach
        self._database = hyperscan.loadb(made.data, hyperscan.HS_MODE_BLOCK) if made.data else None
        self._scratches: list[hyperscan.Scratch] = []

    def ends(self, data: bytes) -> tuple[Numbers, Numbers]:
        """Where matches may end, ascending by number of pattern, then by end: number and end."""
        found: list[int] = []
        take = found.append

        def report(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            take(number << _PLACES | end)

        self.scan(data, report)
        reports = np.array(found, np.int64)
        reports.sort()
        return reports >> _PLACES, reports & ((1 << _PLACES) - 1)

    def reaches(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """For patterns by number, how many characters before and behind an end their match lies."""
        before, behind = self._reach[numbers].T
        return before, behind

    def scan(self, data: bytes, report: Callable[[int, int, int, int, object], None]) -> None:
        """Reports every end to `report`."""
        if self._database is not None:
            with self._scratch() as scratch:
                self._database.scan(data, match_event_handler=report, scratch=scratch)

    @contextmanager
    def _scratch(self) -> Iterator[hyperscan.Scratch]:
        """Memory for one scan: threads cannot share it, so that each takes one and puts it back."""
        try:
            scratch = self._scratches.pop()
        except IndexError:
            scratch = hyperscan.Scratch(self._database)
        yield scratch
        self._scratches.append(scratch)


def _forget(_number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
    pass


def _compiled(patterns: Sequence[Pattern]) -> Compiled:
    reach = {pattern.number: (pattern.before, pattern.behind) for pattern in patterns}
    made = _built(patterns) if patterns else None
    return Compiled(reach, hyperscan.dumpb(made) if made else b"")


def _built(patterns: Sequence[Pattern]) -> hyperscan.Database:
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    made.compile(
        expressions=[pattern.expression for pattern in patterns],
        ids=[pattern.number for pattern in patterns],
        flags=[
            hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0)
            for pattern in patterns
        ],
    )
    return made


_MAKERS = (byte_sets, character_sets, database, expressions, joining, relaxing)
"""What databases are made by: another source of one is another database."""


def _source(module: ModuleType) -> bytes:
    """What a module is made from; nothing where only its byte code is there."""
    try:
        return Path(module.__file__ or "").read_bytes()
    except OSError:
        return b""


def _counted(patterns: Sequence[Pattern]) -> Counter[int]:
    """How often each pattern is reported in code as there is everywhere: that of the libraries."""
    counts: Counter[int] = Counter()
    if patterns:
        made = _built(patterns)

        def count(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            counts[number] += 1

        for module in (argparse, ftplib, netrc, smtplib, ssl):
            made.scan(_source(module), match_event_handler=count)
    return counts
