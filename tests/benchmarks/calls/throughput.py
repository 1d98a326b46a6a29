"""Without a quota: calls a second beside the bare SDK, packed samples a second, CPU, memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.calls import bare, material, running
from tests.benchmarks.calls.table import Row
from tests.servers.gemini import Config, Latency

MB = 10**6
LATENCY = Config(latency=Latency(s=0.2), log=False)
SINGLE = ("--samples-per-request", "1", "--processes", "1")


def rows(work: Path) -> Iterator[Row]:
    """500 samples to warm up, then 2000, at 64 and at 256 in flight."""
    many = material.corpus(work / "many", 2000)
    with running.server(LATENCY) as gemini:
        for in_flight, wanted in ((64, 0.95), (256, 0.90)):
            best = bare.measure(gemini, 2000, in_flight)
            ran = running.refine(
                gemini, many, work / "out", *SINGLE, "--max-in-flight", str(in_flight)
            )
            share = ran.calls_per_s / best.calls_per_s
            yield Row(
                f"2000 samples, one a request, {in_flight} in flight",
                f"{wanted:.0%} of bare",
                f"{ran.calls_per_s:.0f}/s, bare {best.calls_per_s:.0f}/s: {share:.0%}",
                share >= wanted and ran.status == 0,
            )
            if in_flight == 64:
                yield _cpu(ran, best, many, work)
        ran = running.refine(gemini, many, work / "out", "--processes", "1")
        rate = 2000 / ran.seconds
        yield Row(
            "2000 samples, packed",
            "300 samples/s",
            f"{rate:.0f} samples/s in {ran.calls} calls",
            rate >= 300 and ran.status == 0,
        )


def _cpu(ran: running.Ran, best: bare.Bare, pattern: str, work: Path) -> Row:
    """A run with the `local` backend screens, judges and starts up too."""
    local = running.measure(
        running.command(pattern, work / "local", ["--backend", "local", "--processes", "1"]),
        work / "local.log",
        running.environment(""),
    )
    more_ms = 1000 * ((ran.usage.cpu_s - local.cpu_s) / ran.calls - best.cpu_s_per_call)
    return Row(
        "CPU a call over the bare SDK's, screening and judging",
        "1.0 ms",
        f"{more_ms:.2f} ms (bare {1000 * best.cpu_s_per_call:.2f} ms)",
        more_ms <= 1.0,
    )


def memory(work: Path) -> Iterator[Row]:
    """Peak memory for 10,000 and 40,000 samples, and beside the `local` backend.

    Both fill what is bounded: open blocks (4 MiB of characters, these have 8 and 34) and the values
    that are remembered (16,384, these have 20,000 and 80,000).
    """
    small = material.corpus(work / "small", 10_000, 20)
    large = material.corpus(work / "large", 40_000, 80)
    with running.server(Config(log=False)) as gemini:
        peaks = [
            running.refine(gemini, pattern, work / "out", "--processes", "1").usage.pss / MB
            for pattern in (small, large)
        ]
    local = running.measure(
        running.command(large, work / "local", ["--backend", "local", "--processes", "1"]),
        work / "local.log",
        running.environment(""),
    )
    over = peaks[1] - local.pss / MB
    yield Row(
        "memory, 10,000 and 40,000 samples",
        "flat",
        f"{peaks[0]:.0f} and {peaks[1]:.0f} MB",
        peaks[1] <= 1.15 * peaks[0],
    )
    yield Row("memory over a run with the local backend", "150 MB", f"{over:.0f} MB", over < 150)
