"""Blocks refined through the real SDK against the fake Gemini, step by step, without a runner."""

from __future__ import annotations

import contextlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.jobs import refine_job
from pipelines.options import RefineOptions
from pipelines.refine import begin
from tests import runs
from tests.servers.gemini import Serving
from transforms.commit import commit
from transforms.core.job import Job
from transforms.core.parts import Part
from transforms.core.records import Block
from transforms.core.refining import Refined
from transforms.cut import cut
from transforms.discovery import identify, list_shards
from transforms.read import read
from transforms.refine import refine
from transforms.screen import screen
from transforms.worker import Worker

MODEL = "gemini-2.5-flash"
KEY = "AIzaSyInventedKeyOfTheTests0123456789"


@contextlib.contextmanager
def at(server: Serving, **more: str) -> Iterator[None]:
    """The environment in which gdr finds the server, its key, and the surrogate key."""
    wanted = {
        "GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": KEY,
        "GDR_SURROGATE_KEY": runs.KEY, **more,
    }  # fmt: skip
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@dataclass
class Came:
    """What became of a corpus.

    Attributes:
        refined: by index, of the samples that were asked for.
        parts: of its blocks.
    """

    refined: dict[int, Refined]
    parts: list[Part]
    worker: Worker

    @property
    def totals(self) -> Counter[str]:
        """The counters of all parts."""
        totals: Counter[str] = Counter()
        for part in self.parts:
            totals.update(part.counters)  # type: ignore[arg-type]
        return totals

    @property
    def outcomes(self) -> dict[str, int]:
        """How many samples came to which outcome."""
        found = {n.partition("/")[2]: int(v) for n, v in self.totals.items() if n[:8] == "outcome/"}
        return dict(sorted(found.items()))

    @property
    def dead(self) -> dict[int, str]:
        """Stage and reason of each dead letter."""
        return {
            row["index"]: f"{row['stage']}:{row['reason']}" for row in self._rows("dead_letters")
        }

    @property
    def lineage(self) -> list[dict[str, Any]]:
        """Its lines."""
        return self._rows("lineage")

    @property
    def texts(self) -> dict[int, str]:
        """The first text of every sample whose case was judged, as it came out, by index."""
        return {n: r.case.outputs[0] for n, r in self.refined.items() if r.case is not None}

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return [
            json.loads(line) for part in self.parts for line in getattr(part, name).splitlines()
        ]


def job_of(folder: Path, values: Iterable[object], **options: Any) -> Job:
    """A job over rows, begun: its first manifest stands."""
    runs.write_jsonl(folder / "in" / "a.jsonl", values)
    given: Mapping[str, Any] = {
        "input": (f"{folder}/in/*.jsonl",), "output": f"{folder}/out", "quiet": True,
        "backend": "gemini", "model": (MODEL,), **options,
    }  # fmt: skip
    made = RefineOptions(**given)
    job = begin(Worker(refine_job(made)), made)
    assert isinstance(job, Job)
    return job


def came_of(job: Job) -> Came:
    """What comes of a job, all of its blocks open side by side."""
    worker = Worker(job)
    worker.enter()
    try:
        blocks = list(_blocks(worker))
        futures = [worker.calls().submit(block) for block in blocks]
        done = [future.result() for future in futures]
        parts = [worker.parts.read(commit(worker, block).part) for block in done]
    finally:
        worker.leave()
    return Came({n: r for block in done for n, r in block.refined.items()}, parts, worker)


def _blocks(worker: Worker) -> Iterator[Block]:
    for shard in list_shards(worker):
        for descriptor in cut(worker, identify(worker, shard)):
            for block in read(worker, descriptor):
                yield screen(worker, block)


def asked(folder: Path, values: Iterable[object], server: Serving, **options: Any) -> Came:
    """What becomes of rows when the server is asked."""
    with at(server):
        return came_of(job_of(folder, values, **options))


__all__ = ["KEY", "MODEL", "Came", "asked", "at", "came_of", "job_of", "refine"]
