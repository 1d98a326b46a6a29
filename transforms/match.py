"""Match: which shards there are, and which of them are new or changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PBegin, PCollection
from apache_beam.typehints.decorators import no_annotations

from transforms.core.manifest import ShardEntry
from transforms.core.records import Shard
from transforms.discovery import identify, list_shards, still_valid
from transforms.sharing import SharedWorker


class Matched(NamedTuple):
    """New or changed shards, and the manifest's entries of those that stay as they are."""

    changed: PCollection[Shard]
    kept: PCollection[ShardEntry]


@dataclass(eq=False)
class Match(beam.PTransform[PBegin, Matched]):
    """The shards that the job's patterns match: only the patterns are in the job graph."""

    worker: SharedWorker

    @no_annotations  # type: ignore[untyped-decorator] # Beam's; it knows no NamedTuple of PCollections
    def expand(self, begin: PBegin) -> Matched:  # noqa: D102
        matched = (
            begin
            | "Begin" >> beam.Create([0])
            | "List" >> beam.ParDo(_List(self.worker))
            | "Spread" >> beam.Reshuffle()
            | "Identify" >> beam.ParDo(_Identify(self.worker)).with_outputs("kept", main="changed")
        )
        return Matched(matched.changed, matched.kept)


@dataclass(eq=False)
class _List(beam.DoFn):
    worker: SharedWorker

    def process(self, _: int) -> Iterator[Shard]:
        yield from list_shards(self.worker.get())


@dataclass(eq=False)
class _Identify(beam.DoFn):
    worker: SharedWorker

    def setup(self) -> None:
        worker = self.worker.get()
        entries = worker.previous.shards if worker.previous else ()
        self._known = {entry.relative: entry for entry in entries}

    def process(
        self, shard: Shard
    ) -> Iterator[Shard | beam.pvalue.TaggedOutput[Literal["kept"], ShardEntry]]:
        worker = self.worker.get()
        shard = identify(worker, shard)
        entry = self._known.get(shard.relative)
        if entry is not None and still_valid(worker, entry, shard):
            yield beam.pvalue.TaggedOutput("kept", entry)
        else:
            yield shard
