"""When calls fail: by accident, always, for ever, and each in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.calls import material, running
from tests.benchmarks.calls.table import Row
from tests.servers.gemini import Config, Fault, Latency

LATENCY = Latency(s=0.2)
SINGLE = ("--samples-per-request", "1")


def rows(work: Path) -> Iterator[Row]:
    """500 samples each time."""
    pattern = material.corpus(work / "one", 500)
    yield _strays(pattern, work)
    yield _always(pattern, work)
    yield _mixed(pattern, work)


def _strays(pattern: str, work: Path) -> Row:
    faults = (
        Fault(kind="throttled", share=0.05, fresh=True, seed="a"),
        Fault(kind="status:500", share=0.05, fresh=True, seed="b"),
        Fault(kind="cut", share=0.01, fresh=True, seed="c"),
        Fault(kind="bad_envelope", share=0.01, fresh=True, seed="d"),
        Fault(kind="truncated", share=0.01, fresh=True, seed="e"),
    )
    with running.server(Config(latency=LATENCY, faults=faults)) as gemini:
        ran = running.refine(gemini, pattern, work / "out", *SINGLE)
    right = ran.books.get("refined", 0)
    return Row(
        "stray faults: 5 % 429, 5 % 500, 3 % cut or malformed",
        "500 of 500, 9 s",
        f"{right} of 500, {ran.seconds:.1f} s",
        right == 500 and ran.seconds <= 9,
    )


def _always(pattern: str, work: Path) -> Row:
    faults = tuple(
        Fault(kind="status:500", marker=f"Row {number}:") for number in (3, 77, 140, 333, 499)
    )
    with running.server(Config(latency=LATENCY)) as gemini:
        calm = running.refine(gemini, pattern, work / "out", *SINGLE)
        gemini.configure(Config(latency=LATENCY, faults=faults))
        ran = running.refine(gemini, pattern, work / "out", *SINGLE)
    dead, right = ran.books.get("dead_letter", 0), ran.books.get("refined", 0)
    return Row(
        "5 of 500 samples always fail",
        "495 rows, 5 dead letters, exit 0",
        f"{right} rows, {dead} dead letters, exit {ran.status}; "
        f"{ran.seconds:.1f} s, calm {calm.seconds:.1f} s",
        (right, dead, ran.status) == (495, 5, 0),
    )


def _mixed(pattern: str, work: Path) -> Row:
    kinds = (
        "hang", "finish:SAFETY", "finish:SPII", "finish:MAX_TOKENS", "refusal", "missing_id",
        "doubled_id", "foreign_id",
    )  # fmt: skip
    shares = dict.fromkeys(kinds, 0.02) | dict.fromkeys(kinds[5:], 0.02 / 3)
    faults = tuple(Fault(kind=kind, share=share, seed=kind) for kind, share in shares.items())
    with running.server(Config(latency=LATENCY, faults=faults)) as gemini:
        ran = running.refine(gemini, pattern, work / "out", "--call-timeout-s", "2")
    books = ran.books
    outcomes = {name: count for name, count in books.items() if count and name != "read"}
    return Row(
        "hang, SAFETY, SPII, MAX_TOKENS, refusals, wrong ids, 2 % each",
        "the books balance",
        f"{outcomes}, {ran.seconds:.0f} s",
        sum(outcomes.values()) == books.get("read") == 500,
    )
