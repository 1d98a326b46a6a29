"""What a simulation is fed with: CPU of a call and requests to a store, measured on real runs."""

from __future__ import annotations

import os
import resource
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import runs
from tests.servers import gcs, gemini
from tests.servers.gemini import Config, Latency
from transforms import stores

CALLS = 600
BLOCKS = 40
BLOCK_SAMPLES = 25


@contextmanager
def _variables(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def cpu_s_of_a_call() -> float:
    """CPU seconds of this process for one sample asked alone: read to commit, imports excluded."""
    with (
        tempfile.TemporaryDirectory() as folder,
        gemini.running(Config(latency=Latency(s=0.05))) as model,
    ):
        place = Path(folder)
        corpus = runs.write_jsonl(place / "a.jsonl", runs.rows(CALLS, filler=600))
        few = runs.write_jsonl(place / "few.jsonl", runs.rows(1))
        options = (
            "--backend",
            "gemini",
            "--model",
            "m",
            "--samples-per-request",
            1,
            "--processes",
            1,
        )
        with _variables(GOOGLE_GEMINI_BASE_URL=model.url, GEMINI_API_KEY="k"):
            _spent(few, place / "warm", *options)
            base = _spent(few, place / "base", *options)
            return (_spent(corpus, place / "out", *options) - base) / (CALLS - 1)


def _spent(corpus: Path, output: Path, *options: object) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    ran = runs.refine(corpus, output, *options)
    assert ran.status == 0, ran.err
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def store_requests_of_a_block() -> dict[str, float]:
    """Requests by method that a block of a remote run costs, from cut to sweep."""
    counted: list[Counter[str]] = []
    with gcs.serving("bucket") as server, _variables(STORAGE_EMULATOR_HOST=server.url):
        store = stores.build("gs://bucket")
        for blocks in (BLOCKS // 4, BLOCKS):
            with tempfile.TemporaryDirectory() as folder:
                path = runs.write_jsonl(Path(folder) / "a.jsonl", runs.rows(BLOCK_SAMPLES * blocks))
                store.put(f"gs://bucket/{blocks}/a.jsonl", path.read_bytes())
            server.faults.clear()
            ran = runs.refine(
                f"gs://bucket/{blocks}/a.jsonl", f"gs://bucket/out-{blocks}",
                "--block-samples", BLOCK_SAMPLES,
            )  # fmt: skip
            assert ran.status == 0, ran.err
            counted.append(Counter(line.partition(" ")[0] for line in server.faults.requests))
    more = BLOCKS - BLOCKS // 4
    return {method: (counted[1][method] - counted[0][method]) / more for method in counted[1]}
