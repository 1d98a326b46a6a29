"""ReadBlocks: descriptors into blocks of samples.

What cannot be read becomes dead letters, never an exception.
"""

import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.core.errors import DeniedInStoreError, GdrError, NotFoundInStoreError, SampleError
from transforms.core.protocols import Rows
from transforms.core.records import Block, Descriptor, Position, Sample
from transforms.isolation import refine_alone
from transforms.reopened import with_previous
from transforms.sharing import SharedWorker
from transforms.worker import Worker

DEADLY_STARTS = 2
"""Starts of a block that came to no end, after which it runs alone in a process of its own."""


@dataclass(eq=False)
class ReadBlocks(beam.PTransform[PCollection[Descriptor], PCollection[Block]]):
    """Blocks in memory; one that a part commits comes with its address and nothing to do."""

    worker: SharedWorker

    def expand(self, descriptors: PCollection[Descriptor]) -> PCollection[Block]:  # noqa: D102
        return descriptors | "Read" >> beam.ParDo(_Read(self.worker))


@dataclass(eq=False)
class _Read(beam.DoFn):
    worker: SharedWorker

    def process(self, descriptor: Descriptor) -> Iterator[Block]:
        worker = self.worker.get()
        blocks = read(worker, descriptor)
        yield from with_previous(worker, descriptor.shard, blocks) if worker.job.reopen else blocks


@dataclass(frozen=True)
class DefectRows:
    """The rows of a place that cannot be read.

    As many samples with the same defect, and no bytes.
    """

    position: Position
    defect: str

    @property
    def samples(self) -> Sequence[Sample]:
        """One sample for each that was counted there."""
        first = self.position.index
        return [Sample(first + n, defect=self.defect) for n in range(self.position.count)]

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """Nothing."""
        return b""


def read(worker: Worker, descriptor: Descriptor) -> Iterator[Block]:
    """The descriptor's blocks: finished ones named by their part, deadly ones done elsewhere.

    The others read. A job without an output has no parts: all of its blocks are read here.
    """
    if not worker.job.output:
        yield from _read_all(worker, descriptor)
        return
    left: list[Position] = []
    for position in descriptor.positions:
        part = worker.parts.find(descriptor.shard, position)
        if part is None:
            left.append(position)
        else:
            yield Block(descriptor.shard, position, part=part)
    deadly = bool(left) and _deadly(worker, descriptor, left[0])
    while left:
        if deadly:
            part = refine_alone(worker.job, descriptor, left[0])
            yield Block(descriptor.shard, left.pop(0), part=part)
            deadly = bool(left) and _deadly(worker, descriptor, left[0])
            continue
        for block in read_run(worker, descriptor, tuple(left)):
            yield block
            del left[0]
            deadly = bool(left) and _deadly(worker, descriptor, left[0])
            if deadly:
                break


def _read_all(worker: Worker, descriptor: Descriptor) -> Iterator[Block]:
    done = 0
    while done < len(descriptor.positions):
        for block in read_run(worker, descriptor, descriptor.positions[done:]):
            yield block
            done += 1


def _deadly(worker: Worker, descriptor: Descriptor, position: Position) -> bool:
    """Notes that the block begins; whether it began too often before without coming to an end."""
    return worker.parts.mark_start(descriptor.shard, position) >= DEADLY_STARTS


def read_run(
    worker: Worker, descriptor: Descriptor, positions: Sequence[Position]
) -> Iterator[Block]:
    """Blocks at `positions`, in order, at least one.

    The run ends behind a place that cannot be read.
    """
    began = time.perf_counter()
    for position, rows in _rows(worker, descriptor, positions):
        block = Block(descriptor.shard, position, rows)
        block.only = None if descriptor.only is None else frozenset(descriptor.only)
        block.seconds["read"] = time.perf_counter() - began
        yield block
        began = time.perf_counter()


def _rows(
    worker: Worker, descriptor: Descriptor, positions: Sequence[Position]
) -> Iterator[tuple[Position, Rows]]:
    """What the format reads, until a place cannot be read: that one comes last, as defects."""
    source = worker.source(descriptor.shard)
    reading = worker.format(descriptor.shard.format).read(
        source, [position for position in positions if not position.defect], worker.job.limits
    )
    for expected in positions:
        rows: Rows | None = None
        try:
            if expected.defect:
                rows = DefectRows(expected, expected.defect)
            else:
                position, found = next(reading, (expected, None))
                rows = _checked(source.unchanged(), position, expected, found)
        except NotFoundInStoreError:
            reason = "vanished"
        except DeniedInStoreError:
            reason = "denied"
        except SampleError as error:
            reason = error.reason
        except GdrError:
            raise
        except Exception as error:  # noqa: BLE001 - a reader that stumbles costs one block, not the job
            reason = type(error).__name__
        yield expected, rows or DefectRows(expected, reason)
        if rows is None:
            return


def _checked(unchanged: bool, position: Position, expected: Position, rows: Rows | None) -> Rows:
    """The rows, or defects when the shard changed or the reader counts otherwise than the cut."""
    if not unchanged:
        return DefectRows(expected, "changed")
    if rows is None or position != expected or len(rows.samples) != position.count:
        return DefectRows(expected, "miscounted")
    return rows
