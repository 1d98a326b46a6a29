"""Which samples of an output a page shows: chosen by hash, spread over shards and categories.

Reads the lineage of some shards, line by line, and never more of them than `MOST_LINES`.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from transforms.core.errors import GdrError
from transforms.core.manifest import Manifest, ShardEntry
from transforms.worker import Worker

MOST_SHARDS = 48
"""Whose lineage is read, chosen by hash; ours: a page takes seconds, whatever the corpus."""

MOST_LINES = 2_000_000
"""Of lineage in all."""

_LONGEST_LINE = 16 << 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line of lineage to show, and where its sample stands in data.

    Attributes:
        shard: number of the shard in the manifest.
        place: how many samples of the shard stand in data before it.
        row: the line.
    """

    shard: int
    place: int
    row: dict[str, Any] = field(repr=False)


@dataclass
class Choice:
    """The samples chosen, and what was counted on the way.

    Attributes:
        shown: ordered by shard and index.
        lines: of lineage that were read.
        shards: whose lineage was read.
        scores: values of every score by name ("toxicity.max.before"), of the lines that were read,
            at most 100,000 each.
    """

    shown: list[Chosen] = field(default_factory=list)
    lines: int = 0
    shards: int = 0
    scores: dict[str, list[float]] = field(default_factory=dict)


def choose(worker: Worker, manifest: Manifest, most: int) -> Choice:
    """At most `most` samples that were changed or did not pass; the same for the same output.

    Half of the places go to what is rare: the samples whose categories were chosen least so far.
    """
    choice = Choice()
    drawn: list[tuple[str, int, int, Chosen]] = []
    for number in _shards(manifest):
        entry = manifest.shards[number]
        before = choice.lines
        room = max(1, 8 * most // min(MOST_SHARDS, len(manifest.shards)))
        for chosen in _draw(_rows(worker, entry, number, choice), room):
            rank = _rank(entry.relative, chosen.row["index"])
            drawn.append((rank, number, chosen.row["index"], chosen))
        choice.shards += choice.lines > before
        if choice.lines >= MOST_LINES:
            break
    choice.shown = _spread([entry[-1] for entry in sorted(drawn, key=lambda e: e[:3])], most)
    return choice


def _shards(manifest: Manifest) -> list[int]:
    """Numbers of the shards with something to show, in the order of their hashes."""
    numbers = [
        number
        for number, entry in enumerate(manifest.shards)
        if any(entry.outcomes.get(name, 0) for name in ("refined", "quarantined", "dead_letter"))
    ]
    return sorted(numbers, key=lambda n: _rank(manifest.shards[n].relative, -1))[:MOST_SHARDS]


def _rank(relative: str, index: int) -> str:
    return hashlib.sha256(f"{relative}\0{index}".encode("utf-8", "surrogatepass")).hexdigest()


def _rows(worker: Worker, entry: ShardEntry, number: int, choice: Choice) -> Iterator[Chosen]:
    """Lines worth showing; a sidecar that is gone or broken has none (more)."""
    place = 0
    try:
        uri = worker.address_of(entry.files["lineage"])
        with worker.store(uri).open(uri) as stream:
            while choice.lines < MOST_LINES and (line := stream.readline(_LONGEST_LINE)):
                choice.lines += 1
                row = json.loads(line)
                _count_scores(row.get("scores") or {}, choice)
                if row["outcome"] in {"refined", "quarantined", "dead_letter"}:
                    yield Chosen(number, place, row)
                place += row["outcome"] in {"unchanged", "refined", "passthrough"}
    except (GdrError, OSError, ValueError, KeyError, TypeError):
        return


def _count_scores(scores: dict[str, Any], choice: Choice, name: str = "") -> None:
    for key, value in scores.items():
        path = f"{name}.{key}" if name else key
        if isinstance(value, dict):
            _count_scores(value, choice, path)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            values = choice.scores.setdefault(path, [])
            if len(values) < 100_000:
                values.append(float(value))


def _draw(rows: Iterator[Chosen], room: int) -> list[Chosen]:
    """The `room` rows of the smallest hash."""
    heap: list[tuple[int, int, Chosen]] = []
    for chosen in rows:
        rank = -int(_rank(str(chosen.shard), chosen.row["index"])[:15], 16)
        item = (rank, -chosen.row["index"], chosen)
        if len(heap) < room:
            heapq.heappush(heap, item)
        elif item[:2] > heap[0][:2]:
            heapq.heapreplace(heap, item)
    return [chosen for _, _, chosen in heap]


def _spread(drawn: list[Chosen], most: int) -> list[Chosen]:
    """At most `most` of them: each takes the place of what was seen most."""
    seen: Counter[str] = Counter()
    taken: list[Chosen] = []
    waiting = list(drawn)
    common, rare = most // 2, most - most // 2
    for chosen in waiting[:common]:
        taken.append(chosen)
        seen.update(_kinds(chosen))
    left = waiting[common:]
    for _ in range(min(rare, len(left))):
        best = min(range(len(left)), key=lambda n: (min(seen[k] for k in _kinds(left[n])), n))
        chosen = left.pop(best)
        taken.append(chosen)
        seen.update(_kinds(chosen))
    return sorted(taken, key=lambda chosen: (chosen.shard, chosen.row["index"]))


def _kinds(chosen: Chosen) -> list[str]:
    row = chosen.row
    return [row["outcome"], *(row.get("before") or {})]
