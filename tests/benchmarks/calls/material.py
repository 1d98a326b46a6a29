"""Samples of about 850 characters, no two alike, each with an address and a number to replace."""

from __future__ import annotations

import json
from pathlib import Path

FILLER = 780
"""Characters beside what is private: about 850 in all."""


def texts(count: int) -> list[str]:
    """The texts, the same every time."""
    from tests.runs import rows

    return [str(row["text"]) for row in rows(count, filler=FILLER)]


def corpus(folder: Path, count: int, shards: int = 1) -> str:
    """Writes so many samples into so many shards; the pattern for `--input`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = texts(count)
    for shard in range(shards):
        lines = [json.dumps({"text": text}) for text in made[shard::shards]]
        (folder / f"shard-{shard:03d}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return str(folder / "*.jsonl")
