"""Originals and outputs of a run, side by side: a sample of them, chosen by hash.

Only numbers go through a shuffle; texts are read by the worker that looks at them.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import apache_beam as beam
from apache_beam.pvalue import PCollection

from pipelines.reporting.output import Output
from transforms.core.manifest import ShardEntry

Place = tuple[str, int, int, int]
"""Hash, number of the shard, index in it, and how many samples stand in data before it."""

PASSED = frozenset({"unchanged", "refined", "passthrough"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A sample in data with its original.

    Attributes:
        key: "<shard number>/<index>".
        before, after: its texts, joined by line ends.
    """

    key: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(eq=False)
class ChoosePlaces(beam.PTransform[PCollection[int], PCollection[list[Place]]]):
    """The places of at most `most` samples of the smallest hashes, all in one element.

    Attributes:
        folder: the output.
        most: samples.
    """

    folder: str
    most: int

    def expand(self, begin: PCollection[int]) -> PCollection[list[Place]]:  # noqa: D102
        return (
            begin
            | "Numbers" >> beam.FlatMap(_numbers, self.folder)
            | "Spread" >> beam.Reshuffle()
            | "Places" >> beam.Map(places, self.folder, self.most)
            | "Smallest" >> beam.CombineGlobally(_smallest, self.most)
        )


def _numbers(_: int, folder: str) -> range:
    return range(len(Output.open(folder).manifest.shards))


def _smallest(several: Iterable[list[Place]], most: int) -> list[Place]:
    return heapq.nsmallest(most, (place for some in several for place in some))


def places(number: int, folder: str, most: int) -> list[Place]:
    """The `most` samples of a shard with the smallest hashes that stand in data."""
    output = Output.open(folder)
    entry = output.manifest.shards[number]
    return heapq.nsmallest(most, _all(output, entry, number))


def _all(output: Output, entry: ShardEntry, number: int) -> Iterator[Place]:
    file = entry.files.get("lineage")
    if file is None or "data" not in entry.files:
        return
    uri = output.worker.address_of(file)
    before = 0
    with output.worker.store(uri).open(uri) as stream:
        for line in stream:
            row = json.loads(line)
            if row["outcome"] not in PASSED:
                continue
            if row["outcome"] != "passthrough":
                name = f"{entry.relative}\0{row['index']}".encode("utf-8", "surrogatepass")
                yield hashlib.sha256(name).hexdigest()[:16], number, row["index"], before
            before += 1


def pairs(chosen: Iterable[Place], output: Output) -> Iterator[Pair]:
    """The chosen samples whose originals still are what they were."""
    by_shard: dict[int, list[Place]] = {}
    for place in chosen:
        by_shard.setdefault(place[1], []).append(place)
    for number, several in sorted(by_shard.items()):
        entry = output.manifest.shards[number]
        originals = output.reader.originals(number, [index for _, _, index, _ in several])
        outputs = output.reader.outputs(entry, [before for *_, before in several])
        for _, _, index, before in sorted(several, key=lambda place: place[2]):
            if index in originals and before in outputs:
                texts = ("\n".join(s.texts) for s in (originals[index], outputs[before]))
                yield Pair(f"{number}/{index}", *texts)
