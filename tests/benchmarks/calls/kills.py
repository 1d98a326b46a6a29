"""What is repeated after a kill, an outage, and a key that is revoked in the middle."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.calls import material, running
from tests.benchmarks.calls.running import API_KEY
from tests.benchmarks.calls.table import Row
from tests.servers.gemini import Config, Fault, Latency, Running

CALM = Config(latency=Latency(s=0.2))
SINGLE = ("--samples-per-request", "1", "--processes", "1")
IN_FLIGHT = 64
INTERVAL_S = 1.0
OUTAGE_S = 60.0


def rows(work: Path) -> Iterator[Row]:
    """A corpus of 500 samples in 4 shards, each time."""
    pattern = material.corpus(work / "four", 500, 4)
    with running.server(CALM) as gemini:
        calm = running.refine(gemini, pattern, work / "calm", *SINGLE)
        most = IN_FLIGHT + INTERVAL_S * calm.calls_per_s
        yield _killed(gemini, pattern, work, calm.digest, most)
        yield _outage(gemini, pattern, work, calm.digest, most)
        yield _revoked(gemini, pattern, work, calm.digest, most)


def _killed(gemini: Running, pattern: str, work: Path, digest: str, most: float) -> Row:
    worst, same, dead = 0, True, 0
    for point in range(1, 11):
        out = work / f"killed-{point}"
        gemini.reset()
        running.refine_and_kill(gemini, pattern, out, 45 * point, *SINGLE)
        ran = running.refine(gemini, pattern, out, *SINGLE, again=True)
        worst = max(worst, ran.counts["repeated"])
        same = same and ran.digest == digest
        dead += ran.books.get("dead_letter", 0)
    return Row(
        "kill -9 at 10 points, then the same command",
        f"at most {most:.0f} repeated, same bytes",
        f"at most {worst} repeated, {'same' if same else 'OTHER'} bytes, {dead} dead letters",
        worst <= most and same and dead == 0,
    )


def _outage(gemini: Running, pattern: str, work: Path, digest: str, most: float) -> Row:
    fault = Fault(kind="status:503", seconds=(1.0, 1.0 + OUTAGE_S))
    gemini.configure(Config(latency=CALM.latency, faults=(fault,)))
    ran = running.refine(gemini, pattern, work / "outage", *SINGLE)
    gemini.configure(CALM)
    dead, same = ran.books.get("dead_letter", 0), ran.digest == digest
    return Row(
        f"an outage of {OUTAGE_S:.0f} s",
        f"at most {most:.0f} repeated, same bytes",
        f"{ran.counts['repeated']} repeated, {'same' if same else 'OTHER'} bytes, {dead} dead "
        f"letters, {ran.seconds:.0f} s, exit {ran.status}",
        ran.counts["repeated"] <= most and same and dead == ran.status == 0,
    )


def _revoked(gemini: Running, pattern: str, work: Path, digest: str, most: float) -> Row:
    out = work / "revoked"
    revoke = threading.Event()

    def watch() -> None:
        while not revoke.wait(0.05):
            if gemini.counts()["calls"] >= 200:
                gemini.configure(Config(latency=CALM.latency, keys=("another key",)))
                return

    gemini.reset()
    watcher = threading.Thread(target=watch)
    watcher.start()
    stopped = running.refine(gemini, pattern, out, *SINGLE, again=True)
    revoke.set()
    watcher.join()
    gemini.configure(Config(latency=CALM.latency, keys=(API_KEY,)))
    ran = running.refine(gemini, pattern, out, *SINGLE, again=True)
    gemini.configure(CALM)
    dead, same = ran.books.get("dead_letter", 0), ran.digest == digest
    return Row(
        "a key revoked in the middle, then the same command",
        f"exit 4, then 0; at most {most:.0f} repeated",
        f"exit {stopped.status}, then {ran.status}; {ran.counts['repeated']} repeated, "
        f"{'same' if same else 'OTHER'} bytes, {dead} dead letters",
        (stopped.status, ran.status, dead) == (4, 0, 0)
        and same and ran.counts["repeated"] <= most,
    )  # fmt: skip
