"""Counts what the checks found: flat names to numbers, added up over blocks and shards.

blocks, samples, characters, flagged          flagged: samples with a finding in a text
found/CATEGORY                                findings in texts
samples/CATEGORY                              samples with one
untouched/COLUMN:CATEGORY                     samples with one in a string that travels untouched
defect/STAGE:REASON                           samples that cannot be read, or not be screened
planned_blocks, planned_samples               as `CutShards` counted them
shards, flagged_shards, shards/CATEGORY       per shard 0 or 1
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from transforms.core.errors import BooksError
from transforms.core.policy import Policy
from transforms.core.records import Block, Outcome, Sample, ShardPlan

Counts = dict[str, int]


def of_block(block: Block) -> Counts:
    """The figures of a screened block."""
    counts: Counter[str] = Counter(blocks=1)
    for sample in block.samples:
        _add_sample(counts, block, sample)
    return dict(counts)


def _add_sample(counts: Counter[str], block: Block, sample: Sample) -> None:
    counts["samples"] += 1
    reason = defect_of(block, sample)
    if reason:
        counts[f"defect/{reason}"] += 1
    counts["characters"] += sum(map(len, sample.texts))
    found = Counter(f.category for text in block.findings.get(sample.index, ()) for f in text)
    for category, number in found.items():
        counts[f"found/{category}"] += number
        counts[f"samples/{category}"] += 1
    counts["flagged"] += bool(found)
    for watched in block.watched.get(sample.index, ()):
        counts[_name_of(watched)] += 1


def defect_of(block: Block, sample: Sample) -> str:
    """Why a sample was not screened, as stage and reason; "" when it was."""
    if sample.defect:
        return f"read:{sample.defect}"
    refined = block.refined.get(sample.index)
    if refined is not None and refined.outcome is Outcome.DEAD_LETTER:
        return f"screen:{','.join(refined.reasons)}"
    return ""


def _name_of(watched: str) -> str:
    """The counter of a reason that `Screen` gives."""
    kind, _, rest = watched.partition(":")
    return f"untouched/{rest}" if kind == "untouched" else f"defect/screen_untouched:{rest}"


def of_plan(plan: ShardPlan) -> Counts:
    """What the tallies of a shard's blocks must add up to."""
    return {"planned_blocks": plan.blocks, "planned_samples": plan.samples}


def add(several: Iterable[Mapping[str, int]]) -> Counts:
    """The sums."""
    total: Counter[str] = Counter()
    for counts in several:
        total.update(counts)
    return dict(total)


def close_shard(numbered: tuple[int, Counts]) -> Counts:
    """The figures of a whole shard.

    Raises:
        BooksError: samples scanned are not those that were counted when the shard was cut.
    """
    number, counts = numbered
    for unit in ("blocks", "samples"):
        seen, planned = counts.get(unit, 0), counts.get(f"planned_{unit}", 0)
        if seen != planned:
            raise BooksError(f"shard {number}: {planned} {unit} counted, {seen} scanned")
    found = {name.partition("/")[2] for name in counts if name.startswith("found/")}
    shards = {f"shards/{category}": 1 for category in found}
    return {**counts, **shards, "shards": 1, "flagged_shards": int(bool(found))}


def report(counts: Mapping[str, int], policy: Policy) -> dict[str, Any]:
    """The result of a scan, as `--json` has it."""
    categories = {
        category: {"findings": n, "samples": counts[f"samples/{category}"],
                   "shards": counts[f"shards/{category}"]}
        for category, n in _below(counts, "found").items()
    }  # fmt: skip
    untouched: dict[str, dict[str, int]] = {}
    for name, n in _below(counts, "untouched").items():
        column, _, category = name.partition(":")
        untouched.setdefault(column, {})[category] = n
    return {
        "policy": f"{policy.name}@{policy.version}",
        "checks": list(policy.checks),
        "shards": counts.get("shards", 0),
        "samples": counts.get("samples", 0),
        "characters": counts.get("characters", 0),
        "findings": sum(row["findings"] for row in categories.values()),
        "samples_with_findings": counts.get("flagged", 0),
        "shards_with_findings": counts.get("flagged_shards", 0),
        "categories": categories,
        "untouched": untouched,
        "defects": _below(counts, "defect"),
    }


def _below(counts: Mapping[str, int], prefix: str) -> Counts:
    start = f"{prefix}/"
    return {name[len(start) :]: counts[name] for name in sorted(counts) if name.startswith(start)}
