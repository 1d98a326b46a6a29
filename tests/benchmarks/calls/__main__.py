"""Prints what is reached of issue 3's table; everything, or the parts that are named.

python -m tests.benchmarks.calls [throughput found_out given faults kills tokens memory] [--work F]
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks.calls import faults, kills, output_tokens, quotas, throughput
from tests.benchmarks.calls.table import Row


def _tokens(work: Path) -> Iterator[Row]:
    """Prints lines of its own."""
    del work
    output_tokens.main()
    yield from ()


PARTS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "throughput": throughput.rows,
    "found_out": quotas.found_out,
    "given": quotas.given,
    "faults": faults.rows,
    "kills": kills.rows,
    "tokens": _tokens,
    "memory": throughput.memory,
}


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description="Calls to a model's service: wanted and reached.")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when none is named")
    parser.add_argument("--work", type=Path, help="folder for corpora and outputs (temporary)")
    options = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    for part in options.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="gdr-calls-", dir=options.work) as folder:
            for row in PARTS[part](Path(folder)):
                row.show()


if __name__ == "__main__":
    main()
