"""With a quota of 600 requests a minute (burst 60), and with one of tokens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.calls import material, running
from tests.benchmarks.calls.table import Row
from tests.benchmarks.measuring import ROOT
from tests.servers.gemini import Config, Latency, Quota, Running
from tests.transforms.core.pacing.simulation import Service, simulate

REQUESTS = 600
LIMITED = Config(latency=Latency(s=0.2), quota=Quota(requests=REQUESTS), log=False)
SINGLE = ("--samples-per-request", "1")
TOKENS = 600_000


def found_out(work: Path) -> Iterator[Row]:
    """The quota is not given: 1, 2 and 8 processes of one machine, and 8 that know nothing."""
    pattern = material.corpus(work / "eight", 500, 8)
    with running.server(LIMITED) as gemini:
        for processes in (1, 2, 8):
            ran = running.refine(
                gemini, pattern, work / "out", *SINGLE, "--processes", str(processes)
            )
            yield _row(f"600/min, not given, {processes} processes", ran.counts, 46, 0.05)
        yield _row("600/min, not given, 8 that know nothing", _apart(gemini), 54, 0.06)
    yield from simulated()


def simulated() -> Iterator[Row]:
    """What 10,000 calls would reach, in virtual time."""
    seen = simulate(Service(Quota(requests=REQUESTS)), 10_000)
    used = seen.used(REQUESTS, 10_000)
    yield Row(
        "10,000 calls, simulated",
        "97 % of the quota, waste under 4 %",
        f"{used:.1%}, waste {seen.waste:.1%}",
        used >= 0.97 and seen.waste < 0.04,
    )


def given(work: Path) -> Iterator[Row]:
    """The quota is given, in requests and in tokens with texts of very different length."""
    pattern = material.corpus(work / "one", 500)
    with running.server(LIMITED) as gemini:
        ran = running.refine(
            gemini, pattern, work / "out", *SINGLE, "--requests-per-minute", str(REQUESTS)
        )
        yield _used("600/min, given", ran, ran.calls - ran.refused, REQUESTS)
    unequal = _unequal(work / "unequal")
    limited = Config(latency=Latency(s=0.2), quota=Quota(tokens=TOKENS), log=False)
    with running.server(limited) as gemini:
        ran = running.refine(
            gemini, unequal, work / "out", *SINGLE, "--tokens-per-minute", str(TOKENS)
        )
        tokens = sum(ran.counts["tokens"].get(n, 0) for n in ("prompt", "output", "thoughts"))
        yield _used(f"{TOKENS} tokens/min, given, unequal texts", ran, tokens, TOKENS)


def _unequal(folder: Path) -> str:
    """Texts from a line to some pages."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = material.texts(400)
    lines = [
        json.dumps({"text": " ".join(texts[number : number + 1 + (number * 7 % 11) ** 2 // 10])})
        for number in range(380)
    ]
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return str(folder / "*.jsonl")


def _used(what: str, ran: running.Ran, amount: float, quota: float) -> Row:
    used = amount / (quota / 10 + quota / 60 * ran.seconds)
    return Row(
        what,
        "98 % of the quota, no 429",
        f"{used:.1%} in {ran.seconds:.1f} s, {ran.refused} refused",
        used >= 0.98 and ran.refused == 0 and ran.status == 0,
    )


def _row(what: str, counts: dict[str, float], most_s: float, waste: float) -> Row:
    share = counts["refused"] / counts["calls"]
    return Row(
        what,
        f"{most_s} s, waste under {waste:.0%}",
        f"{counts['seconds']:.1f} s, {counts['refused']} refused ({share:.1%})",
        counts["seconds"] <= most_s and share < waste,
    )


def _apart(gemini: Running) -> dict[str, float]:
    """Eight processes, each as the only one of its machine; what the service saw."""
    gemini.reset()
    process = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.calls.apart", "500", "8"], cwd=ROOT,
        env={**os.environ, **running.environment(gemini.url)}, check=False,
    )  # fmt: skip
    assert process.returncode == 0
    return gemini.counts()
