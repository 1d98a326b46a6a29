"""Prints what the private-data engine reaches beside what is wanted and what peers reach.

    python -m tests.benchmarks.pii [--only WORD] [--no-peers] [--peers FOLDER]

Each file of this folder with `ROWS` gives lines of the table. What needs `../shared` says so where
it is absent. The peers run on the same texts in the same run, in an environment that is made for it
(the first time takes a minute; `--peers FOLDER` keeps it).
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.pii.peers import installed
from tests.benchmarks.pii.rows import AbsentError, Figures, Row, Tools


def rows(only: str) -> Iterator[Row]:
    """The rows of all files of this folder whose name has `only` in it, files by name."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name in {"__main__", "peer_server"}:
            continue
        found = importlib.import_module(f"tests.benchmarks.pii.{module.name}")
        yield from (row for row in getattr(found, "ROWS", ()) if only in row.name)


def measured(row: Row, tools: Tools) -> Figures:
    """The row's figures, or what is absent."""
    try:
        return row.measure(tools)
    except AbsentError as error:
        return Figures(f"not measured: {error}")


def main() -> None:
    """Measures and prints row by row: what is slow keeps nobody waiting for the rest."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.pii", description=__doc__)
    parser.add_argument("--only", default="", help="rows with this in their name")
    parser.add_argument("--no-peers", action="store_true", help="without the peers' figures")
    parser.add_argument("--peers", default="", help="folder to keep the peers' environment in")
    options = parser.parse_args()
    with ExitStack() as stack:
        tools = Tools()
        if not options.no_peers:
            try:
                tools.peers = stack.enter_context(installed(options.peers))
            except AbsentError as error:
                print(f"no peers: {error}")
        print("| on | to reach | reached | peer, same run | s |\n|---|---|---|---|---|")
        for row in rows(options.only):
            start = time.monotonic()
            reached, peer = measured(row, tools)
            took = time.monotonic() - start
            print(f"| {row.name} | {row.wanted} | {reached} | {peer} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()
