"""CommitBlocks: one part a block, durable before its report goes on."""

import time
from collections.abc import Iterator
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.utils.windowed_value import WindowedValue

from transforms.core.errors import BooksError
from transforms.core.parts import Part
from transforms.core.records import Block, BlockReport
from transforms.core.sidecars import Sidecars
from transforms.sharing import SharedWorker
from transforms.worker import Worker

MOST_BEGUN = 8
"""Blocks of a bundle whose parts are being put at once; they stay in memory so long. Ours."""

Along = tuple[Any, Any]
"""Timestamp and window of a block's element."""


@dataclass(eq=False)
class CommitBlocks(beam.PTransform[PCollection[Block], PCollection[BlockReport]]):
    """A small report for each block, once its part is durable."""

    worker: SharedWorker

    def expand(self, blocks: PCollection[Block]) -> PCollection[BlockReport]:  # noqa: D102
        asks = self.worker.job.asks_service
        return blocks | "Commit" >> beam.ParDo(
            (_Beside if asks else _Commit)(self.worker)
        ).with_output_types(BlockReport)


@dataclass(eq=False)
class _Commit(beam.DoFn):
    worker: SharedWorker

    def process(self, block: Block) -> list[BlockReport]:
        return [commit(self.worker.get(), block)]


@dataclass(eq=False)
class _Beside(beam.DoFn):
    """Commits in a small pool, so that calls go on meanwhile; hands on what is durable."""

    worker: SharedWorker
    _begun: dict[Future[BlockReport], Along] = field(default_factory=dict, init=False, repr=False)

    def start_bundle(self) -> None:
        self._begun = {}

    def process(
        self, block: Block, at: Any = beam.DoFn.TimestampParam, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:  # windowed values; Beam takes a hint for what is in them
        worker = self.worker.get()
        begun = worker.commit_beside(partial(commit, worker, block))
        self._begun[begun] = (at, window)
        most = None if len(self._begun) > MOST_BEGUN else 0.0
        yield from self._durable(most, FIRST_COMPLETED)

    def finish_bundle(self) -> Iterator[Any]:
        yield from self._durable(None, ALL_COMPLETED)

    def _durable(self, timeout_s: float | None, until: str) -> Iterator[WindowedValue]:
        for begun in wait(self._begun, timeout_s, until).done:
            at, window = self._begun.pop(begun)
            yield WindowedValue(begun.result(), at, (window,))


def commit(worker: Worker, block: Block) -> BlockReport:
    """The report of the block's part, which this call or an earlier one put.

    Raises:
        BooksError: samples read and outcomes differ; nothing is put.
    """
    part = block.part or worker.parts.put(block.shard, block.position, make_part(worker, block))
    worker.keep_lock()
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
    for figures in (block.figures, block.earlier):
        for name, figure in figures.items():
            counters[name] += figure  # type: ignore[assignment] # a Counter adds floats as well
    for phase, spent in block.seconds.items():
        counters[f"seconds/{phase}"] += spent  # type: ignore[assignment] # as above
    counters["seconds/commit"] += seconds  # type: ignore[assignment] # as above
