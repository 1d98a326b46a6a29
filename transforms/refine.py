"""Refine: what has findings is rewritten, judged, asked again, and given up."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam
from apache_beam.io.components.adaptive_throttler import ThrottlingSignaler
from apache_beam.metrics.metric import Metrics
from apache_beam.pvalue import PCollection
from apache_beam.utils.windowed_value import WindowedValue

from transforms.core.errors import StoppedError
from transforms.core.records import Block
from transforms.core.refining import run_now
from transforms.sharing import SharedWorker
from transforms.window import Window
from transforms.worker import Worker


@dataclass(eq=False)
class Refine(beam.PTransform[PCollection[Block], PCollection[Block]]):
    """Blocks with what became of each sample that had findings, or was worth a call."""

    worker: SharedWorker

    def expand(self, blocks: PCollection[Block]) -> PCollection[Block]:  # noqa: D102
        asks = self.worker.job.asks_service
        return blocks | "Refine" >> beam.ParDo(
            (_Ask if asks else _Refine)(self.worker)
        ).with_output_types(Block)


@dataclass(eq=False)
class _Refine(beam.DoFn):
    worker: SharedWorker

    def process(self, block: Block) -> list[Block]:
        return [refine(self.worker.get(), block)]


@dataclass(eq=False)
class _Ask(beam.DoFn):
    """Keeps several blocks open: their calls are in flight while the next ones are read."""

    worker: SharedWorker
    _window: Window | None = field(default=None, init=False, repr=False)

    def setup(self) -> None:
        self._throttled = _Throttled()
        self.worker.get().enter()

    def teardown(self) -> None:
        self.worker.get().leave()

    def start_bundle(self) -> None:
        self._window = None

    def process(
        self, block: Block, at: Any = beam.DoFn.TimestampParam, window: Any = beam.DoFn.WindowParam
    ) -> Iterator[Any]:  # windowed values; Beam takes a hint for what is in them
        if block.rows is None:  # a part commits it already
            yield WindowedValue(block, at, (window,))
            return
        if self._window is None:
            calls = self.worker.get().calls()
            self._window = Window(calls)
            calls.begin()
        yield from self._given(self._window.submit(block, (at, window)))

    def finish_bundle(self) -> Iterator[Any]:
        if self._window is not None:
            yield from self._given(self._window.drain())
            self._end()

    def _given(self, finished: Iterator[tuple[Block, Any]]) -> Iterator[WindowedValue]:
        calls = self.worker.get().calls()
        try:
            for block, (at, window) in finished:
                yield WindowedValue(block, at, (window,))
        except StoppedError:
            self._end()
            calls.wait_for_others()
            raise
        finally:
            self._throttled.add(calls.throttled_s())

    def _end(self) -> None:
        """All of the bundle that was handed on is durable after this."""
        worker = self.worker.get()
        worker.settle()
        worker.calls().end()
        self._window = None


class _Throttled:
    """Tells runners how long calls waited for their quota: more workers would not help."""

    def __init__(self) -> None:
        self._signaler = ThrottlingSignaler("gdr")
        self._msecs = Metrics.counter("beam-throttling-metrics", "throttling-msecs")
        self._rest_s = 0.0

    def add(self, seconds: float) -> None:
        """Adds to both counters that Beam's runners look at."""
        if seconds <= 0:
            return
        self._msecs.inc(int(seconds * 1000))
        self._rest_s += seconds
        if self._rest_s >= 1:
            self._signaler.signal_throttled(int(self._rest_s))
            self._rest_s %= 1


def refine(worker: Worker, block: Block) -> Block:
    """The block with `refined` filled.

    Without a model, a sample without findings has nothing to refine and stays as it is.
    """
    if worker.asks_service:
        return worker.calls().submit(block).result()
    began = time.perf_counter()
    samples = [s for s in block.open_samples if s.index in block.findings]
    findings = [block.findings[sample.index] for sample in samples]
    for sample, refined in zip(
        samples, run_now(worker.refiner.refine(samples, findings)), strict=True
    ):
        block.refined[sample.index] = refined
    block.seconds["refine"] = time.perf_counter() - began
    return block
