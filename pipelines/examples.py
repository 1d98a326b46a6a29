"""One change of a run, to show: the original masked, the refined text as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipelines.summary import Example
from transforms.core.errors import GdrError
from transforms.core.manifest import ShardEntry
from transforms.core.records import Sample, Shard
from transforms.worker import Worker

_AROUND = 60
"""Characters shown on either side of a change."""


def find_example(worker: Worker) -> Example | None:
    """The first refined sample with a short change.

    None when there is none or its original is gone.
    """
    manifest = worker.begun_manifest()
    for entry in manifest.shards:
        if entry.outcomes.get("refined") and "data" in entry.files:
            try:
                return next(_examples(worker, entry), None)
            except (GdrError, OSError, ValueError, StopIteration):
                return None
    return None


def _examples(worker: Worker, entry: ShardEntry) -> Iterator[Example]:
    lineage = entry.files["lineage"]
    place = -1
    for line in worker.output.read(worker.address_of(lineage)).splitlines():
        row = json.loads(line)
        place += row["outcome"] in {"unchanged", "refined", "passthrough"}
        if row["outcome"] == "refined" and row["spans"]:
            yield _example(entry, row, _sample(worker, entry, place))


def _sample(worker: Worker, entry: ShardEntry, place: int) -> Sample:
    """The sample at this place of the refined shard."""
    data = entry.files["data"]
    shard = Shard(
        0, worker.address_of(data), entry.relative, entry.format, entry.compression, data.bytes, "",
        entry.folder,
    )  # fmt: skip
    reader, source = worker.format(shard.format), worker.source(shard)
    for positions in reader.cut(source, worker.job.limits):
        for position, rows in reader.read(source, positions, worker.job.limits):
            if place < position.index + position.count:
                return rows.samples[place - position.index]
    raise StopIteration


def _example(entry: ShardEntry, row: dict[str, object], sample: Sample) -> Example:
    number, start, end, category = row["spans"][0]  # type: ignore[index] # a list, see sidecars
    text = sample.texts[number]
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before = text[low:start] + "*" * (end - start) + text[end:high]
    index = row["index"]
    assert isinstance(index, int)  # noqa: S101 - our own lineage
    return Example(entry.relative, index, category, before, text[low:high])
