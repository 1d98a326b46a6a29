"""CommitBlocks: one part a block, durable before its report goes on."""

import time
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.core.errors import BooksError
from transforms.core.parts import Part
from transforms.core.records import Block, BlockReport
from transforms.core.sidecars import Sidecars
from transforms.sharing import SharedWorker
from transforms.worker import Worker


@dataclass(eq=False)
class CommitBlocks(beam.PTransform[PCollection[Block], PCollection[BlockReport]]):
    """A small report for each block, once its part is durable."""

    worker: SharedWorker

    def expand(self, blocks: PCollection[Block]) -> PCollection[BlockReport]:  # noqa: D102
        return blocks | "Commit" >> beam.ParDo(_Commit(self.worker))


@dataclass(eq=False)
class _Commit(beam.DoFn):
    worker: SharedWorker

    def process(self, block: Block) -> list[BlockReport]:
        return [commit(self.worker.get(), block)]


def commit(worker: Worker, block: Block) -> BlockReport:
    """The report of the block's part, which this call or an earlier one put.

    Raises:
        BooksError: samples read and outcomes differ; nothing is put.
    """
    part = block.part or worker.parts.put(block.shard, block.position, make_part(worker, block))
    return BlockReport(block.shard.number, block.position, part)


def make_part(worker: Worker, block: Block) -> Part:
    """The part that commits a refined block."""
    began = time.perf_counter()
    job = worker.job
    sidecars = Sidecars(block.shard.relative, job.prompt, job.backend)
    samples = block.samples
    for sample in samples:
        sidecars.add(block, sample)
    _balance(sidecars, len(samples))
    assert block.rows is not None  # noqa: S101 - a block without rows has a part
    skipped = set() if block.only is None else {s.index for s in block.rows.samples} - block.only
    rows = block.rows.encode(sidecars.changed, sidecars.absent | skipped)
    _add_figures(sidecars, block, time.perf_counter() - began)
    return Part(
        rows,
        b"".join(sidecars.lineage),
        b"".join(sidecars.quarantine),
        b"".join(sidecars.dead_letters),
        dict(sidecars.counters),
    )


def _balance(sidecars: Sidecars, read: int) -> None:
    outcomes = sum(n for name, n in sidecars.counters.items() if name.startswith("outcome/"))
    if outcomes != read or len(sidecars.lineage) != read:
        raise BooksError(f"a block of {read} samples has {outcomes} outcomes")


def _add_figures(sidecars: Sidecars, block: Block, seconds: float) -> None:
    counters = sidecars.counters
    for (column, category), count in block.kept.items():
        counters[f"kept/{column}:{category}"] += count
    for phase, spent in block.seconds.items():
        counters[f"seconds/{phase}"] += spent  # type: ignore[assignment] # a Counter adds floats as well
    counters["seconds/commit"] += seconds  # type: ignore[assignment] # as above
