"""`gdr refine` against the Gemini of the tests, each in a process of its own, and what both saw."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import ROOT, Usage, measure
from tests.runs import kill_group, products
from tests.servers.gemini import Config, Running
from tests.servers.gemini import running as gemini_running

MODEL = "gemini-2.5-flash"
API_KEY = "a key of the benchmarks"
_SECRETS = {"GEMINI_API_KEY": API_KEY, "GDR_SURROGATE_KEY": "a key of the benchmarks, no secret"}


@dataclass(frozen=True)
class Ran:
    """What came of a run; `counts` are the server's."""

    usage: Usage
    counts: dict[str, Any] = field(repr=False)
    output: Path = field(repr=False)

    @property
    def status(self) -> int:
        return self.usage.status

    @property
    def seconds(self) -> float:
        """From the first request to the last answer."""
        return float(self.counts["seconds"])

    @property
    def calls(self) -> int:
        return int(self.counts["calls"])

    @property
    def calls_per_s(self) -> float:
        return self.calls / self.seconds if self.seconds else 0.0

    @property
    def refused(self) -> int:
        """429s by the quota."""
        return int(self.counts["refused"])

    @property
    def books(self) -> dict[str, int]:
        found: dict[str, int] = self._metrics().get("books", {})
        return found

    def _metrics(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.output / "metrics.json").read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return found

    @property
    def digest(self) -> str:
        """Of all that has to be the same whenever the answers are."""
        return hashlib.sha256(json.dumps(products(self.output)).encode()).hexdigest()[:16]


@contextlib.contextmanager
def server(config: Config) -> Iterator[Running]:
    """The service, in a process of its own."""
    with gemini_running(config) as found:
        yield found


def command(pattern: str, output: Path, options: Sequence[str]) -> list[str]:
    """The command line of a run."""
    backend = ["--backend", "gemini", "--model", MODEL]
    if "--backend" in options:
        backend = []
    run = ["--input", pattern, "--output", str(output), "--quiet"]
    return [sys.executable, "-m", "pipelines.refine", *run, *backend, *options]


def environment(url: str) -> dict[str, str]:
    """What a run needs to find the service and its keys."""
    return {**_SECRETS, "GOOGLE_GEMINI_BASE_URL": url}


def refine(gemini: Running, pattern: str, output: Path, *options: str, again: bool = False) -> Ran:
    """One run to its end, and what the service saw of it; `again` goes on with what is there."""
    if not again:
        shutil.rmtree(output, ignore_errors=True)
        gemini.reset()
    log = output.with_name(f"{output.name}.log")
    usage = measure(command(pattern, output, options), log, environment(gemini.url))
    return Ran(usage, gemini.counts(), output)


def refine_and_kill(gemini: Running, pattern: str, output: Path, calls: int, *options: str) -> None:
    """A run that is killed (-9, all its processes) once the service has seen so many calls."""
    process = subprocess.Popen(
        command(pattern, output, options), cwd=ROOT, env={**os.environ, **environment(gemini.url)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and gemini.counts()["calls"] < calls:
        time.sleep(0.02)
    kill_group(process)
