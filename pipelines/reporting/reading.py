"""Reads the chosen samples of an output, with their originals where these still are."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.reporting.chosen import Chosen
from pipelines.verification import alignment
from pipelines.verification.shards import GROWTH
from transforms.core.errors import GdrError
from transforms.core.manifest import FileEntry, Manifest, ShardEntry
from transforms.core.records import Edit, Position, Sample, Shard
from transforms.core.shard_files import content_version
from transforms.worker import Worker

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a sample that was changed.

    Attributes:
        after: as it stands in data.
        spans: (start, end, category) of its surrogates.
        before: of the original; None when that is not to be had.
        edits: that make `after` of `before`, with categories; none without `before`.
    """

    after: str = field(repr=False)
    spans: tuple[Span, ...]
    before: str | None = field(default=None, repr=False)
    edits: tuple[Edit, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Read:
    """A chosen sample as read.

    Attributes:
        chosen: its line of lineage.
        entry: its shard.
        texts: those that were changed; none for a sample that did not pass.
        reasons: why it did not pass; empty where it did.
        held: its texts in quarantine.
    """

    chosen: Chosen
    entry: ShardEntry
    texts: tuple[Text, ...] = ()
    reasons: tuple[str, ...] = ()
    held: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Reader:
    """Reads samples by number.

    Args:
        worker: with the job of the run.
        output: the output folder.
        manifest: of it.
    """

    worker: Worker
    output: str
    manifest: Manifest

    def read(self, chosen: Sequence[Chosen]) -> Iterator[Read]:
        """The chosen samples, in order."""
        by_shard: dict[int, list[Chosen]] = {}
        for one in chosen:
            by_shard.setdefault(one.shard, []).append(one)
        for number, several in by_shard.items():
            yield from self._shard(number, several)

    def _shard(self, number: int, chosen: Sequence[Chosen]) -> Iterator[Read]:
        entry = self.manifest.shards[number]
        passed = [one for one in chosen if one.row["outcome"] == "refined"]
        outputs = self.outputs(entry, [one.place for one in passed])
        originals = self.originals(number, [one.row["index"] for one in passed])
        quarantined = self._sidecar(entry, "quarantine", chosen)
        dead = self._sidecar(entry, "dead_letters", chosen)
        for one in chosen:
            index = one.row["index"]
            if one.row["outcome"] == "refined":
                texts = _texts(one, outputs.get(one.place), originals.get(index))
                yield Read(one, entry, texts)
            else:
                row = quarantined.get(index)
                yield Read(one, entry, (), _why(row, dead.get(index)), _held(row))

    def outputs(self, entry: ShardEntry, places: Sequence[int]) -> dict[int, Sample]:
        """The samples of a refined shard by place: how many stand in data before them."""
        data = entry.files.get("data")
        if data is None or not places:
            return {}
        shard = Shard(
            0, self._address(data), entry.relative, entry.format, entry.compression, data.bytes,
            "", entry.folder,
        )  # fmt: skip
        job = self.worker.job
        grown = replace(job.limits, sample_bytes=GROWTH * job.limits.sample_bytes)
        return _samples(Worker(replace(job, limits=grown)), shard, places)

    def originals(self, number: int, indexes: Sequence[int]) -> dict[int, Sample]:
        """The originals by index; none when their shard is gone or changed."""
        entry = self.manifest.shards[number]
        shard = Shard(
            number, entry.source, entry.relative, entry.format, entry.compression, entry.bytes,
            entry.version, entry.folder,
        )  # fmt: skip
        if not indexes:
            return {}
        try:
            if content_version(self.worker.store(shard.uri), shard) != entry.version:
                return {}
            return _samples(self.worker, shard, indexes)
        except (GdrError, OSError):
            return {}

    def _sidecar(
        self, entry: ShardEntry, kind: str, chosen: Sequence[Chosen]
    ) -> dict[int, dict[str, Any]]:
        """The lines of quarantine or dead letters that belong to the chosen, by index."""
        file = entry.files.get(kind)
        wanted = {one.row["index"] for one in chosen if one.row["outcome"] != "refined"}
        return _lines(self.worker, self._address(file), wanted) if file and wanted else {}

    def _address(self, file: FileEntry) -> str:
        elsewhere = file.path.startswith("/") or "://" in file.path
        return file.path if elsewhere else f"{self.output}/{file.path}"


def _texts(one: Chosen, output: Sample | None, original: Sample | None) -> tuple[Text, ...]:
    if output is None:
        return ()
    spans: dict[int, list[Span]] = {}
    for number, start, end, category in one.row["spans"]:
        spans.setdefault(number, []).append((start, end, str(category)))
    befores = original.texts if original and len(original.texts) == len(output.texts) else ()
    return tuple(
        _text(after, tuple(spans[number]), befores[number] if befores else None)
        for number, after in enumerate(output.texts)
        if number in spans
    )


def _text(after: str, spans: tuple[Span, ...], before: str | None) -> Text:
    """The text with its edits, found again from where the surrogates stand."""
    places = [(start, end) for start, end, _ in spans]
    found = None if before is None else alignment.edits(before, after, places)
    if before is None or found is None:
        return Text(after, spans)
    named = zip(found, spans, strict=True)
    edits = tuple(Edit(e.start, e.end, category, e.value) for e, (_, _, category) in named)
    return Text(after, spans, before, edits)


def _why(quarantined: Mapping[str, Any] | None, dead: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Why a sample did not pass."""
    if quarantined is not None:
        return tuple(map(str, quarantined["reasons"]))
    return () if dead is None else (f"{dead['stage']}:{dead['reason']}",)


def _held(quarantined: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The texts of a sample in quarantine."""
    if quarantined is None:
        return ()
    text = quarantined["text"]
    return (text,) if isinstance(text, str) else tuple(map(str, text))


def _lines(worker: Worker, uri: str, wanted: Set[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    try:
        with worker.store(uri).open(uri) as stream:
            for line in stream:
                row = json.loads(line)
                if row["index"] in wanted:
                    found[row["index"]] = row
                    if len(found) == len(wanted):
                        break
    except (GdrError, OSError, ValueError, KeyError, TypeError):
        return found
    return found


def _samples(worker: Worker, shard: Shard, indexes: Sequence[int]) -> dict[int, Sample]:
    """The samples at these indexes; only the blocks that hold them are read."""
    wanted = sorted(set(indexes))
    found: dict[int, Sample] = {}
    reader, source = worker.format(shard.format), worker.source(shard)
    try:
        for positions in reader.cut(source, worker.job.limits):
            held = [p for p in positions if not p.defect and _holds(p, wanted)]
            for position, rows in reader.read(source, held, worker.job.limits) if held else ():
                for index in wanted:
                    if position.index <= index < position.index + position.count:
                        found[index] = rows.samples[index - position.index]
            if len(found) == len(wanted):
                break
    except (GdrError, OSError):
        return found
    return found


def _holds(position: Position, wanted: Sequence[int]) -> bool:
    at = bisect_left(wanted, position.index)
    return at < len(wanted) and wanted[at] < position.index + position.count
