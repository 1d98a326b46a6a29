"""AssembleShards: the parts of a shard into the refined shard and its sidecars.

In the order of the original.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import BinaryIO

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.typehints.decorators import no_annotations

from transforms.core.errors import BooksError, NotFoundInStoreError, SampleError
from transforms.core.manifest import OUTCOMES, FileEntry, ShardEntry
from transforms.core.parts import Part
from transforms.core.records import BlockReport, Position, ShardPlan
from transforms.core.shard_files import ShardOutput, Written
from transforms.core.sidecars import lost_sample
from transforms.sharing import SharedWorker
from transforms.worker import Worker

_SIDECARS = {"lineage": "jsonl", "quarantine": "jsonl", "dead_letters": "jsonl"}


@dataclass(eq=False)
class AssembleShards(
    beam.PTransform[
        tuple[PCollection[ShardPlan], PCollection[BlockReport]], PCollection[ShardEntry]
    ]
):
    """A manifest entry for each shard, once all its files stand.

    Doing it again gives the same bytes.
    """

    worker: SharedWorker

    @no_annotations  # type: ignore[untyped-decorator] # Beam's; it knows no tuple of PCollections
    def expand(  # noqa: D102
        self, plans_and_reports: tuple[PCollection[ShardPlan], PCollection[BlockReport]]
    ) -> PCollection[ShardEntry]:
        plans, reports = plans_and_reports
        keyed_plans = plans | "KeyPlans" >> beam.Map(_by_shard)
        keyed_reports = reports | "KeyReports" >> beam.Map(_by_number)
        return (
            (keyed_plans, keyed_reports)
            | "Together" >> beam.Flatten()
            | "GroupByShard" >> beam.GroupByKey()
            | "Assemble" >> beam.ParDo(_Assemble(self.worker))
        )


def _by_shard(plan: ShardPlan) -> tuple[int, ShardPlan | BlockReport]:
    return plan.shard.number, plan


def _by_number(report: BlockReport) -> tuple[int, ShardPlan | BlockReport]:
    return report.shard_number, report


@dataclass(eq=False)
class _Assemble(beam.DoFn):
    worker: SharedWorker

    def process(self, keyed: tuple[int, Iterable[ShardPlan | BlockReport]]) -> Iterator[ShardEntry]:
        plan, reports = ordered(keyed[1])
        yield assemble(self.worker.get(), plan, reports)


def ordered(mixed: Iterable[ShardPlan | BlockReport]) -> tuple[ShardPlan, list[BlockReport]]:
    """The plan and one report for each of its blocks, in order.

    Where two attempts left two parts for a block, the smallest name wins.

    Raises:
        BooksError: a block is missing, or one too many is there.
    """
    plans: list[ShardPlan] = []
    best: dict[int, BlockReport] = {}
    for item in mixed:
        if isinstance(item, ShardPlan):
            plans.append(item)
        elif item.position.ordinal not in best or item.part < best[item.position.ordinal].part:
            best[item.position.ordinal] = item
    if not plans or sorted(best) != list(range(plans[0].blocks)):
        expected = plans[0].blocks if plans else 0
        raise BooksError(f"a shard of {expected} blocks has reports of {len(best)}")
    return plans[0], [best[ordinal] for ordinal in sorted(best)]


@dataclass
class _Streams:
    """The sidecars of one shard being written: opened when their first line comes."""

    worker: Worker
    relative: str
    stack: ExitStack
    open: dict[str, tuple[ShardOutput, BinaryIO]] = field(default_factory=dict)

    def write(self, kind: str, lines: bytes) -> None:
        if kind not in self.open and (lines or kind == "lineage"):
            output = ShardOutput(self.worker.output, _address(self.worker, kind, self.relative))
            self.open[kind] = (output, self.stack.enter_context(output.file()))
        if lines:
            self.open[kind][1].write(lines)

    def finish(self) -> dict[str, Written]:
        found = {kind: output.finish() for kind, (output, _) in self.open.items()}
        return {kind: written for kind, written in found.items() if written is not None}


def _address(worker: Worker, kind: str, relative: str) -> str:
    if kind == "quarantine" and worker.job.quarantine:
        return f"{worker.job.quarantine}/{relative}.jsonl"
    return f"{worker.job.output}/{kind}/{relative}{'' if kind == 'data' else '.jsonl'}"


def assemble(worker: Worker, plan: ShardPlan, reports: Sequence[BlockReport]) -> ShardEntry:
    """The manifest entry of the shard, after its files stand."""
    began = time.perf_counter()
    counters: Counter[str] = Counter()
    output = ShardOutput(worker.output, _address(worker, "data", plan.shard.relative))
    try:
        sidecars = _write(worker, plan, reports, output, counters)
    except (NotFoundInStoreError, SampleError):
        # The original, whose header and schema the output repeats, is gone or damaged since it was
        # read.
        counters.clear()
        sidecars = _write_lost(worker, plan, reports, counters)
        output = ShardOutput(worker.output, output.uri)
    counters["seconds/assemble"] += time.perf_counter() - began  # type: ignore[assignment] # floats are fine
    return _entry(worker, plan, output.finish(), sidecars, counters)


def _write(
    worker: Worker,
    plan: ShardPlan,
    reports: Sequence[BlockReport],
    output: ShardOutput,
    counters: Counter[str],
) -> dict[str, Written]:
    with ExitStack() as stack:
        streams = _Streams(worker, plan.shard.relative, stack)
        streams.write("lineage", b"")
        rows = _rows(worker, reports, streams, counters)
        if plan.only_defects and plan.blocks:
            for _ in rows:
                pass
        else:
            source = worker.source(plan.shard)
            worker.format(plan.shard.format).assemble(source, rows, output)
            for _ in rows:
                raise BooksError("a format left parts of its shard unread")
    return streams.finish()


def _rows(
    worker: Worker, reports: Sequence[BlockReport], streams: _Streams, counters: Counter[str]
) -> Iterator[tuple[Position, bytes]]:
    """The rows of each part in order; its sidecars are written and its figures added on the way."""
    for report in reports:
        part: Part = worker.parts.read(report.part)
        worker.keep_lock()
        for kind in _SIDECARS:
            streams.write(kind, getattr(part, kind))
        counters.update(part.counters)
        yield report.position, part.rows


def _write_lost(
    worker: Worker, plan: ShardPlan, reports: Sequence[BlockReport], counters: Counter[str]
) -> dict[str, Written]:
    """Lineage and dead letters for every sample of a shard that can no longer be written."""
    with ExitStack() as stack:
        streams = _Streams(worker, plan.shard.relative, stack)
        streams.write("lineage", b"")
        for report in reports:
            part = worker.parts.read(report.part)
            for line in part.lineage.splitlines(keepends=True):
                lineage, dead_letter = lost_sample(line)
                streams.write("lineage", lineage)
                streams.write("dead_letters", dead_letter)
                counters["outcome/dead_letter"] += 1
                counters["dead_letter/assemble:changed"] += 1
    return streams.finish()


def _entry(
    worker: Worker,
    plan: ShardPlan,
    data: Written | None,
    sidecars: dict[str, Written],
    counters: Counter[str],
) -> ShardEntry:
    outcomes = {name: int(counters[f"outcome/{name}"]) for name in OUTCOMES}
    if sum(outcomes.values()) != plan.samples:
        raise BooksError(
            f"shard {plan.shard.number}: {plan.samples} samples read, "
            f"{sum(outcomes.values())} outcomes"
        )
    shard = plan.shard
    files = {"data": data, **sidecars} if data is not None else sidecars
    _delete_stale(worker, shard.relative, files)
    return ShardEntry(
        relative=shard.relative, source=shard.uri, id=shard.id, version=shard.version,
        format=shard.format, compression=shard.compression, folder=shard.folder, bytes=shard.size,
        read=plan.samples, outcomes=outcomes, counters=dict(sorted(counters.items())),
        files={kind: _file(worker, kind, shard.relative, w) for kind, w in sorted(files.items())},
    )  # fmt: skip


def _file(worker: Worker, kind: str, relative: str, written: Written) -> FileEntry:
    path = _address(worker, kind, relative).removeprefix(f"{worker.job.output}/")
    return FileEntry(path=path, bytes=written.bytes, sha256=written.sha256)


def _delete_stale(worker: Worker, relative: str, files: dict[str, Written]) -> None:
    """Deletes what an earlier run left for this shard and this one has nothing for."""
    for kind in ("data", *_SIDECARS):
        if kind not in files:
            uri = _address(worker, kind, relative)
            worker.store(uri).delete(uri)
            if kind == "data":
                worker.output.delete_folder(uri)
