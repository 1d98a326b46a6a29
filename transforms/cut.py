"""CutShards: shards into blocks, counted by other code than the reader's."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.typehints.decorators import no_annotations

from transforms.core.errors import DeniedInStoreError, NotFoundInStoreError
from transforms.core.records import Descriptor, Position, Shard, ShardPlan
from transforms.sharing import SharedWorker
from transforms.worker import Worker


class Cut(NamedTuple):
    """What is to be read, and what each shard must add up to."""

    descriptors: PCollection[Descriptor]
    plans: PCollection[ShardPlan]


@dataclass(eq=False)
class CutShards(beam.PTransform[PCollection[Shard], Cut]):
    """Blocks by position: JSONL by bytes, Parquet by row groups, Avro by its blocks.

    Streams as one run of blocks.
    """

    worker: SharedWorker

    @no_annotations  # type: ignore[untyped-decorator] # Beam's; it knows no NamedTuple of PCollections
    def expand(self, shards: PCollection[Shard]) -> Cut:  # noqa: D102
        cut = shards | "Cut" >> beam.ParDo(_Cut(self.worker)).with_outputs(
            "plans", main="descriptors"
        )
        return Cut(cut.descriptors | "Spread" >> beam.Reshuffle(), cut.plans)


@dataclass(eq=False)
class _Cut(beam.DoFn):
    worker: SharedWorker

    def process(
        self, shard: Shard
    ) -> Iterator[Descriptor | beam.pvalue.TaggedOutput[Literal["plans"], ShardPlan]]:
        counts = _Counts()
        for descriptor in cut(self.worker.get(), shard):
            counts.add(descriptor)
            yield descriptor
        plan = ShardPlan(shard, counts.blocks, counts.samples, counts.sound == 0)
        if self.worker.get().job.output:
            note_plan(self.worker.get(), plan)
        yield beam.pvalue.TaggedOutput("plans", plan)


@dataclass
class _Counts:
    blocks: int = 0
    samples: int = 0
    sound: int = 0

    def add(self, descriptor: Descriptor) -> None:
        for position in descriptor.positions:
            self.blocks += 1
            self.samples += samples_at(position, descriptor.only)
            self.sound += not position.defect


def samples_at(position: Position, only: tuple[int, ...] | None) -> int:
    """How many samples of the position are to be read: all, or a canary's."""
    if only is None:
        return position.count
    first = bisect_left(only, position.index)
    return bisect_left(only, position.index + position.count) - first


def cut(worker: Worker, shard: Shard) -> Iterator[Descriptor]:
    """The shard's descriptors, in order; a shard that vanished is one defect of one sample."""
    runs = _runs(worker, shard)
    if shard.take < 0:
        yield from (Descriptor(shard, positions) for positions in runs)
        return
    whole = list(runs)
    total = sum(position.count for positions in whole for position in positions)
    picked = _pick(shard, total)
    ordinal = 0
    for positions in whole:
        chosen = [p for p in positions if samples_at(p, picked)]
        numbered = [replace(p, ordinal=ordinal + n) for n, p in enumerate(chosen)]
        ordinal += len(numbered)
        if numbered:
            yield Descriptor(shard, tuple(numbered), picked)


def _runs(worker: Worker, shard: Shard) -> Iterator[tuple[Position, ...]]:
    ordinal = index = 0
    try:
        if shard.version in {"vanished", "denied"}:
            yield (Position(0, 0, 1, 0, 0, defect=shard.version),)
            return
        for positions in worker.format(shard.format).cut(worker.source(shard), worker.job.limits):
            yield positions
            ordinal = positions[-1].ordinal + 1
            index = positions[-1].index + positions[-1].count
    except NotFoundInStoreError:
        yield (Position(ordinal, index, 1, 0, 0, defect="vanished"),)
    except DeniedInStoreError:
        yield (Position(ordinal, index, 1, 0, 0, defect="denied"),)


def note_plan(worker: Worker, plan: ShardPlan) -> None:
    """Leaves the shard's counts below `_work`, where a progress bar finds them."""
    counts = {"blocks": plan.blocks, "samples": plan.samples, "bytes": plan.shard.size}
    uri = f"{worker.job.work}/plans/{plan.shard.number}.json"
    worker.output.put(uri, json.dumps(counts).encode("ascii"))


def _pick(shard: Shard, total: int) -> tuple[int, ...]:
    """As many different indexes below `total` as the canary takes of this shard, by hash.

    Ascending.
    """
    wanted = min(shard.take, total)
    picked: set[int] = set()
    draw = 0
    while len(picked) < wanted:
        digest = hashlib.sha256(f"gdr canary {shard.relative} {draw}".encode()).digest()
        picked.add(int.from_bytes(digest[:16]) % total)
        draw += 1
    return tuple(sorted(picked))
