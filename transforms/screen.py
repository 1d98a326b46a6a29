"""Screen: the checks on the input.

What has to go, and what travels untouched though it should not.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms.core.judging.judge import Findings
from transforms.core.records import Block, Outcome, Sample
from transforms.core.refining import Refined
from transforms.core.toxicity.scores import worst
from transforms.sharing import SharedWorker
from transforms.worker import Worker


@dataclass(eq=False)
class Screen(beam.PTransform[PCollection[Block], PCollection[Block]]):
    """Blocks with findings by sample."""

    worker: SharedWorker

    def expand(self, blocks: PCollection[Block]) -> PCollection[Block]:  # noqa: D102
        return blocks | "Screen" >> beam.ParDo(_Screen(self.worker))


@dataclass(eq=False)
class _Screen(beam.DoFn):
    worker: SharedWorker

    def process(self, block: Block) -> list[Block]:
        return [screen(self.worker.get(), block)]


def screen(worker: Worker, block: Block) -> Block:
    """The block with its findings, in one pass of every check over all of its texts."""
    began = time.perf_counter()
    samples = block.open_samples
    try:
        _screen_texts(worker, block, samples)
    except Exception as error:  # noqa: BLE001 - one bad sample never costs another: screened again singly
        _screen_singly(worker, block, samples, type(error).__name__)
    watched = [sample for sample in block.samples if sample.others and not sample.defect]
    try:
        _watch(worker, block, watched)
    except Exception:  # noqa: BLE001 - as above; `_watch_singly` keeps the type
        block.kept.clear()
        _watch_singly(worker, block, watched)
    block.seconds["screen"] = time.perf_counter() - began
    return block


def _screen_texts(worker: Worker, block: Block, samples: Sequence[Sample]) -> None:
    texts = [text for sample in samples for text in sample.texts]
    found = worker.judge.screen(texts)
    scores = worker.judge.scores(texts)
    at = 0
    for sample in samples:
        end = at + len(sample.texts)
        own = tuple(found[at:end])
        if any(own):
            block.findings[sample.index] = own
        if scores:
            block.scores[sample.index] = worst(scores[at:end])
        at = end


def _screen_singly(worker: Worker, block: Block, samples: Sequence[Sample], reason: str) -> None:
    for sample in samples:
        try:
            _screen_texts(worker, block, [sample])
        except Exception:  # noqa: BLE001 - its type is the reason; its message may hold text
            dead = Refined(Outcome.DEAD_LETTER, None, (reason,), "screen")
            block.refined[sample.index] = dead


def _watch(worker: Worker, block: Block, samples: Sequence[Sample]) -> None:
    """Screens what travels untouched: findings in kept columns are counted.

    In others they keep the sample back.
    """
    # Columns such as a language or a role repeat a few values: each is screened once a block.
    values = list(dict.fromkeys(value for sample in samples for _, value in sample.others))
    found = {v: f for v, f in zip(values, worker.judge.screen_bare(values), strict=True) if f}
    if not found:
        return
    for sample in samples:
        for column, value in sample.others:
            findings = found.get(value, ())
            if findings and column in worker.kept_columns:
                _count(block, column, findings)
            elif findings:
                _hold_back(block, sample, {f"untouched:{column}:{f.category}" for f in findings})


def _watch_singly(worker: Worker, block: Block, samples: Sequence[Sample]) -> None:
    for sample in samples:
        try:
            _watch(worker, block, [sample])
        except Exception as error:  # noqa: BLE001 - fail closed: what cannot be screened stays out of data
            _hold_back(block, sample, {f"unscreened:{type(error).__name__}"})


def _hold_back(block: Block, sample: Sample, reasons: set[str]) -> None:
    if sample.index not in block.previous:
        earlier = block.watched.get(sample.index, ())
        block.watched[sample.index] = tuple(sorted({*earlier, *reasons}))


def _count(block: Block, column: str, findings: Findings) -> None:
    for finding in findings:
        key = (column, finding.category)
        block.kept[key] = block.kept.get(key, 0) + 1
