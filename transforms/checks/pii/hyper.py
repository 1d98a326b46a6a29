"""The prescreen with Hyperscan: every form's weaker pattern in one pass, every key word in another.

The only seam to the library. Its wheel is Vectorscan (BSD), the portable fork of Hyperscan, with
bindings under the MIT licence.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import hyperscan  # noqa: TID251 - the seam
import numpy as np

from transforms.checks.pii import database
from transforms.checks.pii.batch import Batch, Window
from transforms.checks.pii.category import Form
from transforms.checks.pii.database import Compiled, Pattern
from transforms.checks.pii.prescreening import Table
from transforms.checks.pii.relaxing import UNSEEN, UnrelaxedError, relax

_EVERYTHING = 1 << 40
"""More characters than any text has."""


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
        forms = [(e.number, e.form) for e in self._table.free]
        source = [(n, f.pattern, f.ignore_case, f.anchors, f.before, f.after) for n, f in forms]
        return _Engine(self._cache, source, lambda: [_pattern(n, f) for n, f in forms])

    @cached_property
    def _words(self) -> _Engine:
        words = list(enumerate(self._table.keywords))
        return _Engine(self._cache, words, lambda: [_keyword(n, word) for n, word in words])

    def regions(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """As `Prescreen.regions`: around the ends that Hyperscan reports."""
        engine = self._forms
        found: dict[int, Sequence[Window]] = {}
        for number, ends in engine.ends(f"\n{batch.joined}\n").items():
            before, behind = engine.reach[number]
            spans = ((max(end - 2, 0), max(end - 2, 0)) for end in ends)
            found[number] = batch.windows(spans, before, behind)
        return found

    def keywords(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """As `Prescreen.keywords`."""
        words = list(self._table.keywords.items())
        found: dict[int, list[Window]] = {}
        padded = f"\n{batch.folded}\n"  # so that there is a character at both ends
        for number, ends in self._words.ends(padded).items():
            word, owners = words[number]
            spans = [(end - 2 - len(word), end - 2) for end in ends]
            for owner in owners:
                found.setdefault(owner, []).extend(spans)
        return {owner: sorted(spans) for owner, spans in found.items()}


class _Engine:
    """One database, ready to scan from any thread."""

    def __init__(
        self, cache: Path, source: Sequence[object], patterns: Callable[[], Sequence[Pattern]]
    ) -> None:
        name = database.fingerprint(source, version("hyperscan"))
        made = database.load_or_compile(cache, name, lambda: _compiled(patterns()))
        self.reach = made.reach
        self._database = hyperscan.loadb(made.data, hyperscan.HS_MODE_BLOCK) if made.data else None
        self._scratches: list[hyperscan.Scratch] = []

    def ends(self, text: str) -> Mapping[int, list[int]]:
        """By number of pattern, in characters, where a match may end; ascending."""
        found: defaultdict[int, list[int]] = defaultdict(list)

        def report(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found[number].append(end)

        if self._database is not None:
            data = text.encode("utf-8", "surrogatepass")
            with self._scratch() as scratch:
                self._database.scan(data, match_event_handler=report, scratch=scratch)
            if len(data) > len(text):
                return _in_characters(data, found)
        return found

    @contextmanager
    def _scratch(self) -> Iterator[hyperscan.Scratch]:
        """Memory for one scan: threads cannot share it, so that each takes one and puts it back."""
        try:
            scratch = self._scratches.pop()
        except IndexError:
            scratch = hyperscan.Scratch(self._database)
        yield scratch
        self._scratches.append(scratch)


def _in_characters(data: bytes, found: Mapping[int, list[int]]) -> Mapping[int, list[int]]:
    """Ends in bytes of UTF-8 as ends in characters; one inside of a character is behind it."""
    begins = (np.frombuffer(data, np.uint8) & 0xC0) != 0x80
    characters = np.concatenate(([0], np.cumsum(begins, dtype=np.int64)))
    return {number: characters[ends].tolist() for number, ends in found.items()}


def _compiled(patterns: Sequence[Pattern]) -> Compiled:
    reach = {pattern.number: (pattern.before, pattern.behind) for pattern in patterns}
    if not patterns:
        return Compiled(reach, b"")
    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    made.compile(
        expressions=[pattern.expression for pattern in patterns],
        ids=[pattern.number for pattern in patterns],
        flags=[
            hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0)
            for pattern in patterns
        ],
    )
    return Compiled(reach, hyperscan.dumpb(made))


def _pattern(number: int, form: Form) -> Pattern:
    """A form as Hyperscan takes it; its anchors, where it has too many shapes for that."""
    flags = re.VERBOSE | re.ASCII | (re.IGNORECASE if form.ignore_case else 0)
    try:
        relaxed = relax(form.pattern, flags)
    except UnrelaxedError:
        expression = b"|".join(b"(?:%s)" % _quoted(anchor) for anchor in form.anchors)
        before = form.before + max(map(len, form.anchors))
        behind = form.after + UNSEEN if form.before else _EVERYTHING
        return Pattern(number, expression, form.ignore_case, before, behind)
    return Pattern(number, relaxed.pattern, relaxed.caseless, relaxed.reach, relaxed.reach)


def _keyword(number: int, word: str) -> Pattern:
    """A key word between characters other than a to z; its length is that of the word alone."""
    return Pattern(number, b"[^a-z]" + _quoted(word) + b"[^a-z]", False, 0, 0)


def _quoted(literal: str) -> bytes:
    return b"".join(rb"\x%02x" % code for code in literal.encode("utf-8"))
