"""A finished output opened again: only samples in quarantine or among the dead letters, as asked.

Every other sample of the shard is taken over as it stands: its texts from data, its lines from the
    sidecars.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from transforms.core.errors import NotFoundInStoreError, OutputError
from transforms.core.manifest import ShardEntry
from transforms.core.records import Block, Outcome, Position, Previous, Sample, Shard
from transforms.worker import Worker


def with_previous(worker: Worker, shard: Shard, blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks with what an earlier run made of those samples that are not opened again."""
    entries = worker.previous.shards if worker.previous else ()
    entry = next((e for e in entries if e.relative == shard.relative and e.id == shard.id), None)
    if entry is None:
        yield from blocks
        return
    finished = FinishedShard(worker, entry)
    for block in blocks:
        if not block.part:
            finished.fill(block)
        yield block


class FinishedShard:
    """One refined shard with its sidecars, read again in the order of the original."""

    def __init__(self, worker: Worker, entry: ShardEntry) -> None:
        self._worker = worker
        self._entry = entry
        self._at = 0
        self._rows: Iterator[Sample] | None = None

    def __repr__(self) -> str:
        return f"FinishedShard({self._entry.read} samples)"

    def fill(self, block: Block) -> None:
        """Puts what was made of the block's samples into `previous`, but for those to open again.

        Raises:
            OutputError: the finished output is not what its lineage says.
        """
        for sample in block.samples:
            if sample.defect:
                continue  # what cannot be read now has no row to take over
            previous = self._previous(sample.index)
            if previous.outcome not in self._worker.job.reopen:
                block.previous[sample.index] = previous

    def _previous(self, index: int) -> Previous:
        offset = self._offsets[index]
        line = self._lineage[offset : self._lineage.index(b"\n", offset) + 1]
        row = json.loads(line)
        outcome = Outcome(row["outcome"])
        return Previous(
            outcome,
            self._texts(index) if outcome.in_data else (),
            line,
            self._lines("quarantine").get(index, b""),
            self._lines("dead_letters").get(index, b""),
            row["before"],
        )

    @cached_property
    def _lineage(self) -> bytes:
        return self._file("lineage")

    @cached_property
    def _offsets(self) -> array[int]:
        """Where the lineage of each sample begins, in bytes."""
        offsets = array("Q")
        at = 0
        while at < len(self._lineage):
            offsets.append(at)
            at = self._lineage.index(b"\n", at) + 1
        return offsets

    @cached_property
    def _places(self) -> array[int]:
        """For each sample, how many samples before it stand in data."""
        places = array("Q")
        standing = 0
        for offset in self._offsets:
            places.append(standing)
            row = json.loads(self._lineage[offset : self._lineage.index(b"\n", offset)])
            standing += Outcome(row["outcome"]).in_data
        return places

    def _file(self, kind: str) -> bytes:
        file = self._entry.files.get(kind)
        if file is None:
            return b""
        uri = self._worker.address_of(file)
        try:
            return self._worker.store(uri).read(uri)
        except NotFoundInStoreError:
            raise OutputError(
                f"{kind} of shard {self._entry.relative!r} is gone from --output: give --overwrite"
            ) from None

    @cached_property
    def _by_index(self) -> dict[str, dict[int, bytes]]:
        return {
            kind: {
                json.loads(line)["index"]: line
                for line in self._file(kind).splitlines(keepends=True)
            }
            for kind in ("quarantine", "dead_letters")
        }

    def _lines(self, kind: str) -> dict[int, bytes]:
        return self._by_index[kind]

    def _texts(self, index: int) -> tuple[str, ...]:
        """The texts of a sample as they stand in data; cheap when asked for in order."""
        place = self._places[index]
        if self._rows is None or place < self._at:
            self._rows, self._at = self._read_from(place)
        sample: Sample | None = None
        while self._at <= place:
            sample = next(self._rows, None)
            self._at += 1
        if sample is None or sample.defect:
            raise OutputError(
                f"data of shard {self._entry.relative!r} is not what its lineage says: "
                "give --overwrite"
            )
        return sample.texts

    @cached_property
    def _data(self) -> Shard:
        file = self._entry.files["data"]
        entry = self._entry
        shard = Shard(0, "", entry.relative, entry.format, entry.compression, file.bytes, "")
        return replace(shard, uri=self._worker.address_of(file), folder=entry.folder)

    @cached_property
    def _positions(self) -> list[tuple[Position, ...]]:
        """Where the samples stand in data, one tuple for each run that is read in order."""
        cut = self._worker.format(self._data.format).cut(
            self._worker.source(self._data), self._worker.job.limits
        )
        return list(cut)

    def _read_from(self, place: int) -> tuple[Iterator[Sample], int]:
        """Samples of data from the block that holds `place` on, and the place of the first."""
        positions = [position for run in self._positions for position in run]
        first = max(0, bisect_right([position.index for position in positions], place) - 1)
        begin = positions[first].index if positions else 0
        return self._samples(positions[first].ordinal if positions else 0), begin

    def _samples(self, ordinal: int) -> Iterator[Sample]:
        reader = self._worker.format(self._data.format)
        source = self._worker.source(self._data)
        for run in self._positions:
            due = [position for position in run if position.ordinal >= ordinal]
            if due:
                for _, rows in reader.read(source, due, self._worker.job.limits):
                    yield from rows.samples
