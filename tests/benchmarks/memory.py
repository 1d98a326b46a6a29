"""Prints the peak memory of `gdr refine` for a small and a ten times larger corpus, and the ratio.

    python -m tests.benchmarks.memory [--mb 100 1000] [--processes 2] [--work FOLDER]

Memory is the sum of PSS (pages that several processes share are counted once) over the process
tree, at its peak.
Wanted: a ratio of at most 1.15 and less than 800 MB with 2 processes.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.material import MB, chat_corpus
from tests.benchmarks.measuring import Usage, refine


def peak(megabytes: int, processes: int, work: Path) -> Usage:
    """The usage of a run over a corpus of that size; corpus and output are deleted."""
    corpus = chat_corpus(work / "corpus", megabytes)
    usage = refine(corpus.pattern, corpus.options, work / "out", processes)
    for name in ("corpus", "out"):
        shutil.rmtree(work / name)
    return usage


def main(argv: Sequence[str] | None = None) -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description="Peak memory of gdr refine, local backend.")
    parser.add_argument("--mb", type=int, nargs=2, default=[100, 1000], help="sizes, MB (10**6)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--work", type=Path, help="folder for corpora and outputs (temporary)")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="gdr-memory-", dir=options.work) as folder:
        small, large = (_show(mb, options.processes, Path(folder)) for mb in options.mb)
    print(f"ratio of PSS: {large.pss / small.pss:.3f} (at most 1.15 wanted)")


def _show(megabytes: int, processes: int, work: Path) -> Usage:
    usage = peak(megabytes, processes, work)
    print(
        f"{megabytes:>6} MB, {processes} processes: peak PSS {usage.pss / MB:.0f} MB, "
        f"RSS {usage.rss / MB:.0f} MB, {usage.wall_s:.0f} s wall, {usage.cpu_s:.0f} CPU s",
        flush=True,
    )
    return usage


if __name__ == "__main__":
    main()
