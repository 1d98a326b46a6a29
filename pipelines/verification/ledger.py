"""The lineage of a shard, read line by line, in lockstep with its quarantine and dead letters."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from pipelines.verification.files import address
from pipelines.verification.problems import Problems
from transforms.core.edits import Span
from transforms.core.errors import NotFoundInStoreError
from transforms.core.manifest import OUTCOMES, ShardEntry
from transforms.core.records import Outcome
from transforms.worker import Worker

_LONGEST_LINE = 1 << 30
"""Bytes; a sample's own limit. What has no line end before is no line of ours."""

_DEAD_LETTER = {"id", "index", "stage", "reason"}
_QUARANTINED = {"id", "index", "reasons", "text"}
_SIDECARS = {
    Outcome.QUARANTINED: ("quarantine", _QUARANTINED),
    Outcome.DEAD_LETTER: ("dead_letters", _DEAD_LETTER),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of lineage.

    Attributes:
        spans: by number of the text, where surrogates stand in it: (start, end), ordered.
        before: findings of the original, by category.
        categories: by number of the text, the category of each of its spans.
    """

    index: int
    id: str = field(repr=False)
    outcome: Outcome
    spans: dict[int, list[Span]]
    before: dict[str, int]
    categories: dict[int, list[str]]


def parse(line: bytes) -> Row:
    """The row; raises `ValueError` without text when it is none."""
    try:
        row = json.loads(line)
        return Row(
            _whole(row["index"]), _string(row["id"]), Outcome(row["outcome"]),
            _spans(row["spans"]), {_string(k): _whole(v) for k, v in row["before"].items()},
            _categories(row["spans"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise ValueError("no line of lineage") from None


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _string(value: object) -> str:
    if type(value) is not str:
        raise ValueError
    return value


def _spans(rows: list[list[Any]]) -> dict[int, list[Span]]:
    """The spans by text; they must be ordered and not overlap."""
    spans: dict[int, list[Span]] = {}
    for number, start, end, category in rows:
        _string(category)
        own = spans.setdefault(_whole(number), [])
        if _whole(start) > _whole(end) or (own and own[-1][1] > start):
            raise ValueError
        own.append((start, end))
    return spans


def _categories(rows: list[list[Any]]) -> dict[int, list[str]]:
    categories: dict[int, list[str]] = {}
    for number, _, _, category in rows:
        categories.setdefault(number, []).append(category)
    return categories


@dataclass
class Ledger:
    """The rows of lineage, each accounted for as it is taken.

    Args:
        worker: with the job of the run.
        entry: the shard's entry in the manifest.
        output: the output folder.
        problems: takes what does not hold.
        stack: closes the files.
    """

    worker: Worker
    entry: ShardEntry
    output: str
    problems: Problems
    stack: ExitStack
    outcomes: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    _sidecars: dict[str, Iterator[bytes]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._lines = self._open("lineage")
        for kind, _ in _SIDECARS.values():
            self._sidecars[kind] = self._open(kind)
        self._last = -1

    def rows(self) -> Iterator[Row]:
        """Every row in order. Behind one that cannot be read there is no more."""
        for number, line in enumerate(self._lines):
            try:
                row = parse(line)
            except ValueError:
                self.problems.add("lineage_unreadable", number)
                return
            self._account(row, number)
            yield row

    def finish(self) -> None:
        """Compares the sums with the manifest's; after the last row."""
        entry = self.entry
        counted = {name: self.outcomes[name] for name in OUTCOMES}
        if entry.read != sum(entry.outcomes.values()) or counted != entry.outcomes:
            self.problems.add("books")
        booked = {n: int(v) for n, v in entry.counters.items() if n.startswith("outcome/")}
        if +Counter(booked) != +Counter({f"outcome/{n}": v for n, v in counted.items()}):
            self.problems.add("books", what="counters")
        # Of a shard that was lost before it was written, the counters are its dead letters alone.
        found = {f"before/{name}": n for name, n in self.before.items()}
        booked = {n: int(v) for n, v in entry.counters.items() if n.startswith("before/")}
        if "data" in entry.files and +Counter(found) != +Counter(booked):
            self.problems.add("lineage_before")
        for kind, lines in self._sidecars.items():
            if next(lines, None) is not None:
                self.problems.add("sidecar", what=kind)

    def _account(self, row: Row, number: int) -> None:
        whole = self.worker.job.take is None
        if row.index <= self._last or (whole and row.index != number):
            self.problems.add("lineage_index", row.index)
        self._last = row.index
        self.outcomes[row.outcome] += 1
        self.before.update(row.before)
        if bool(row.spans) != (row.outcome is Outcome.REFINED):
            self.problems.add("lineage_outcome", row.index)
        if not self.worker.job.fields.id and row.id != f"{self.entry.relative}#{row.index}":
            self.problems.add("lineage_id", row.index)
        if row.outcome in _SIDECARS:
            kind, keys = _SIDECARS[row.outcome]
            if not _fits(row, next(self._sidecars[kind], b""), keys):
                self.problems.add("sidecar", row.index, kind)

    def _open(self, kind: str) -> Iterator[bytes]:
        if kind not in self.entry.files:
            return iter(())
        uri = address(self.worker, self.output, kind, self.entry.relative)
        try:
            stream = self.worker.store(uri).open(uri)
        except NotFoundInStoreError:
            return iter(())  # named among the missing files
        return _lines(self.stack.enter_context(stream))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(_LONGEST_LINE):
        yield line


def _fits(row: Row, line: bytes, keys: set[str]) -> bool:
    """Whether the line of a sidecar is that of the row, and holds what it may hold."""
    try:
        found = json.loads(line)
        return set(found) == keys and (found["id"], found["index"]) == (row.id, row.index)
    except (TypeError, ValueError, RecursionError):
        return False
