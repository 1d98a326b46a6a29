"""Labelled documents, and what stands in another corpus in their place.

A line of JSON a document: `{"id", "text", "spans": [{"start", "end", "label"}], ...}`, offsets in
characters, `start` from 0 and inclusive, `end` exclusive. Lists of spans named in `IGNORED` count
neither for nor against. Files may be compressed, and are read as streams.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from transforms import stores
from transforms.core import addresses, compression
from transforms.core.errors import OptionsError
from transforms.core.records import BlockLimits

IGNORED = ("opt_spans", "nomask_spans")
"""Spans that may be found or not."""


class Span(NamedTuple):
    """A labelled span."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled document.

    Attributes:
        spans: what is private.
        ignored: what counts neither way.
        negative: what was reviewed and is not private.
        repo: of code: the repository it belongs to.
        path: of code: the name of the file.
    """

    id: str = field(repr=False)
    text: str = field(repr=False)
    spans: tuple[Span, ...]
    ignored: tuple[Span, ...] = ()
    negative: tuple[Span, ...] = ()
    repo: str = field(default="", repr=False)
    path: str = field(default="", repr=False)


def files(patterns: Iterable[str], option: str) -> list[str]:
    """The addresses that the patterns match, sorted; raises `OptionsError` for one with none."""
    found: set[str] = set()
    for pattern in patterns:
        address = addresses.resolve(pattern)
        if addresses.has_wildcard(address):
            root, _ = addresses.split_pattern(address)
            entries = stores.build(root).list(root)
            matched = {e.uri for e in entries if addresses.matches(address, e.uri)}
        else:
            stores.build(address).stat(address)
            matched = {address}
        if not matched:
            raise OptionsError(f"{option} {pattern!r}: matches no file; mend the pattern")
        found |= matched
    return sorted(found)


def rows(uri: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file.

    Raises:
        OptionsError: a line is none; named by its number, without its text.
    """
    store = stores.build(uri)
    size = store.stat(uri).size
    with store.open(uri) as stored:
        head = stored.read(8)
        stored.seek(0)
        packed, _ = compression.guess(uri, head)
        stream = compression.decompress(stored, packed, BlockLimits(), size)
        with io.TextIOWrapper(stream, "utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield _row(line, uri, number)


def _row(line: str, uri: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise OptionsError(f"{uri}, line {number}: is no JSON object")
    return row


def documents(uri: str) -> Iterator[Gold]:
    """The labelled documents of a file; raises `OptionsError` for a line that is none."""
    for number, row in enumerate(rows(uri), start=1):
        try:
            yield parse(row)
        except (KeyError, TypeError, ValueError):
            raise OptionsError(
                f"{uri}, line {number}: is no labelled document; it needs id, text, and spans with "
                "start, end and label"
            ) from None


def parse(row: dict[str, Any]) -> Gold:
    """The document of a row; raises `KeyError`, `TypeError` or `ValueError` when it is none."""
    text = row["text"]
    if not isinstance(text, str):
        raise TypeError
    named = {name: _spans(row.get(name) or (), len(text)) for name in IGNORED}
    return Gold(
        id=str(row["id"]),
        text=text,
        spans=_spans(row["spans"], len(text)),
        ignored=tuple(span for spans in named.values() for span in spans),
        negative=_spans(row.get("neg_spans") or (), len(text)),
        repo=str(row.get("repo", "")),
        path=str(row.get("path", "")),
    )


def _spans(rows: Iterable[dict[str, Any]], length: int) -> tuple[Span, ...]:
    spans = tuple(Span(int(s["start"]), int(s["end"]), str(s["label"])) for s in rows)
    if any(not 0 <= span.start < span.end <= length for span in spans):
        raise ValueError
    return spans


@dataclass
class Others:
    """The texts of another corpus by id, read in step with the gold's: rows may be absent there.

    Attributes:
        missing: ids of the gold that were not there.
    """

    uri: str
    id_field: str = "id"
    text_field: str = "text"
    missing: int = 0

    def __post_init__(self) -> None:
        self._rows = rows(self.uri)
        self._next = next(self._rows, None)

    def text_of(self, identity: str) -> str | None:
        """The text with this id if it is the next one, else None: it is absent."""
        if self._next is None or str(self._next.get(self.id_field)) != identity:
            self.missing += 1
            return None
        found = self._next.get(self.text_field)
        self._next = next(self._rows, None)
        if not isinstance(found, str):
            raise OptionsError(f"{self.uri}: a row has no {self.text_field!r} that is a text")
        return found

    def close(self) -> None:
        """Raises `OptionsError` when rows are left: of other documents, or out of order."""
        if self._next is not None:
            raise OptionsError(
                f"{self.uri}: holds rows that the gold has not, or in another order; ids must come "
                "as in the gold file"
            )
