"""Runs a command and measures its process tree: wall and CPU seconds, peak memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
_EVERY_S = 0.2


@dataclass(frozen=True)
class Usage:
    """What a command took.

    Attributes:
        cpu_s: user and system time of the whole tree. From `getrusage`, which misses processes that
            nobody waited for; if samples of the living processes add up to more, their sum.
        rss, pss: peak over time of the sum over the tree, bytes. PSS shares out pages that several
            processes use.
    """

    status: int
    wall_s: float
    cpu_s: float
    rss: int
    pss: int


@dataclass
class _Sampler:
    """Looks at a process and its descendants until told to stop."""

    pid: int
    rss: int = 0
    pss: int = 0
    cpu_s: dict[tuple[int, float], float] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.stop.wait(_EVERY_S):
            self.look()

    def look(self) -> None:
        try:
            root = psutil.Process(self.pid)
            tree = [root, *root.children(recursive=True)]
        except psutil.Error:
            return
        rss = pss = 0
        for process in tree:
            try:
                memory = process.memory_full_info()
                times = process.cpu_times()
                self.cpu_s[process.pid, process.create_time()] = times.user + times.system
            except psutil.Error:
                continue
            rss, pss = rss + memory.rss, pss + memory.pss
        self.rss, self.pss = max(self.rss, rss), max(self.pss, pss)


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(command: Sequence[str], log: Path, environment: dict[str, str] | None = None) -> Usage:
    """The usage of `command`, run in the repository; what it prints goes to `log`."""
    before, began = _children_cpu_s(), time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, **(environment or {})}
        )
        sampler = _Sampler(process.pid)
        thread = threading.Thread(target=sampler.watch, daemon=True)
        thread.start()
        status = process.wait()
    wall_s = time.monotonic() - began
    sampler.stop.set()
    thread.join()
    cpu_s = max(_children_cpu_s() - before, sum(sampler.cpu_s.values()))
    return Usage(status, wall_s, cpu_s, sampler.rss, sampler.pss)


def refine(pattern: str, options: Sequence[str], out: Path, processes: int) -> Usage:
    """The usage of one `gdr refine` into `out`, which must not exist.

    Raises:
        SystemExit: the run failed; with the end of what it printed.
    """
    command = [
        *(sys.executable, "-m", "pipelines.refine", "--input", pattern, "--output", str(out)),
        *options,
        *("--processes", str(processes), "--quiet"),
    ]
    log = out.with_name(f"{out.name}.log")
    usage = measure(command, log, {"GDR_SURROGATE_KEY": "a key of the benchmarks, no secret"})
    if usage.status:
        raise SystemExit(f"exit status {usage.status}:\n{log.read_text()[-3000:]}")
    return usage
