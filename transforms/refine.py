"""Refine: what has findings is rewritten, judged, asked again, and given up."""

import time
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.core.records import Block
from transforms.core.refining import run_now
from transforms.sharing import SharedWorker
from transforms.worker import Worker


@dataclass(eq=False)
class Refine(beam.PTransform[PCollection[Block], PCollection[Block]]):
    """Blocks with what became of each sample that had findings."""

    worker: SharedWorker

    def expand(self, blocks: PCollection[Block]) -> PCollection[Block]:  # noqa: D102
        return blocks | "Refine" >> beam.ParDo(_Refine(self.worker))


@dataclass(eq=False)
class _Refine(beam.DoFn):
    worker: SharedWorker

    def process(self, block: Block) -> list[Block]:
        return [refine(self.worker.get(), block)]


def refine(worker: Worker, block: Block) -> Block:
    """The block with `refined` filled.

    A sample without findings has nothing to refine and stays as it is.
    """
    began = time.perf_counter()
    samples = [s for s in block.open_samples if s.index in block.findings]
    findings = [block.findings[sample.index] for sample in samples]
    for sample, refined in zip(
        samples, run_now(worker.refiner.refine(samples, findings)), strict=True
    ):
        block.refined[sample.index] = refined
    block.seconds["refine"] = time.perf_counter() - began
    return block
