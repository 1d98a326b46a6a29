"""What a block leaves beside its rows.

Lines of lineage, quarantine and dead letters, and its counters.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.core.records import Block, Outcome, Sample
from transforms.core.refining import Refined
from transforms.core.toxicity.scores import before_and_after, counted

_UNREFINED = Refined(Outcome.UNCHANGED)


@dataclass
class Sidecars:
    """Collects one block's lines and figures, sample by sample, in order.

    Args:
        relative: path of the shard below OUT/data: the first half of a default id.
        prompt: name and short fingerprint, as lineage shows it.
        model: what rewrote, where the answer does not say.

    Attributes:
        changed: new texts by index, for `Rows.encode`.
        absent: indexes that are not in data.
        counters: flat names to numbers.
    """

    relative: str
    prompt: str
    model: str
    changed: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    absent: set[int] = field(default_factory=set, repr=False)
    counters: Counter[str] = field(default_factory=Counter)
    lineage: list[bytes] = field(default_factory=list, repr=False)
    quarantine: list[bytes] = field(default_factory=list, repr=False)
    dead_letters: list[bytes] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._id_head = json.dumps(self.relative)[:-1]
        self._tail = (
            '"before":{},"after":{},"scores":{},"attempts":0,"model":"","prompt":'
            + json.dumps(self.prompt)
            + ',"tokens":{"prompt":0,"output":0},"spans":[]}\n'
        )

    def add(self, block: Block, sample: Sample) -> None:
        """Accounts for one sample of the block.

        Its line of lineage, its outcome, what follows from it.
        """
        if sample.index in block.previous:
            self._add_previous(block, sample)
            return
        refined = block.refined.get(sample.index, _UNREFINED)
        outcome, reasons, stage = self._outcome(block, sample, refined)
        self.counters[f"outcome/{outcome}"] += 1
        if not outcome.in_data:
            self.absent.add(sample.index)
        if outcome is Outcome.QUARANTINED:
            self._to_quarantine(sample, refined, reasons)
        elif outcome is Outcome.DEAD_LETTER:
            self._to_dead_letters(sample, stage, reasons)
        elif outcome is Outcome.REFINED and refined.case is not None:
            self.changed[sample.index] = refined.case.outputs
        self._to_lineage(block, sample, refined, outcome)

    def _outcome(
        self, block: Block, sample: Sample, refined: Refined
    ) -> tuple[Outcome, tuple[str, ...], str]:
        """The outcome with its reasons and, for a dead letter, its stage."""
        if sample.defect:
            return Outcome.DEAD_LETTER, (sample.defect,), "read"
        watched = block.watched.get(sample.index, ())
        if refined.outcome is Outcome.DEAD_LETTER:
            return Outcome.DEAD_LETTER, refined.reasons, refined.stage
        if watched or refined.outcome is Outcome.QUARANTINED:
            return Outcome.QUARANTINED, tuple(sorted({*watched, *refined.reasons})), ""
        if sample.passthrough:
            return Outcome.PASSTHROUGH, (), ""
        return refined.outcome, (), ""

    def _add_previous(self, block: Block, sample: Sample) -> None:
        """An earlier run's sample: as it stands in data, with the line of lineage that it has."""
        previous = block.previous[sample.index]
        self.counters[f"outcome/{previous.outcome}"] += 1
        self.lineage.append(previous.lineage)
        if not previous.outcome.in_data:
            self.absent.add(sample.index)
            self.quarantine += [previous.quarantine] if previous.quarantine else []
            self.dead_letters += [previous.dead_letter] if previous.dead_letter else []
        elif previous.texts != sample.texts:
            self.changed[sample.index] = previous.texts
        for category, count in previous.before.items():
            self.counters[f"before/{category}"] += count

    def _id(self, sample: Sample) -> str:
        """The sample's id as JSON."""
        return json.dumps(sample.id) if sample.id else f'{self._id_head}#{sample.index}"'

    def _to_quarantine(self, sample: Sample, refined: Refined, reasons: tuple[str, ...]) -> None:
        texts = refined.case.outputs if refined.case is not None else sample.texts
        text: object = texts[0] if len(texts) == 1 else list(texts)
        row = {"reasons": list(reasons), "text": text}
        line = f'{{"id":{self._id(sample)},"index":{sample.index},{_dumps(row)[1:]}\n'
        self.quarantine.append(line.encode("utf-8"))
        for reason in reasons:
            self.counters[f"quarantine/{reason}"] += 1

    def _to_dead_letters(self, sample: Sample, stage: str, reasons: tuple[str, ...]) -> None:
        row = {"stage": stage, "reason": ",".join(reasons)}
        line = f'{{"id":{self._id(sample)},"index":{sample.index},{_dumps(row)[1:]}\n'
        self.dead_letters.append(line.encode("utf-8"))
        for reason in reasons:
            self.counters[f"dead_letter/{stage}:{reason}"] += 1

    def _to_lineage(self, block: Block, sample: Sample, refined: Refined, outcome: Outcome) -> None:
        head = f'{{"id":{self._id(sample)},"index":{sample.index},"outcome":"{outcome}",'
        was = block.scores.get(sample.index)
        if refined is _UNREFINED and sample.index not in block.findings and was is None:
            self.lineage.append((head + self._tail).encode("utf-8"))
            return
        before = Counter(
            f.category for found in block.findings.get(sample.index, ()) for f in found
        )
        after = _left(refined)
        now = (refined.scores or was) if outcome.in_data else None
        if was is not None and now is not None:
            self.counters.update(counted(was, now))
        row = {
            "before": dict(sorted(before.items())),
            "after": dict(sorted(after.items())),
            "scores": before_and_after(was, now),
            "attempts": refined.attempts,
            "model": refined.model or self.model,
            "prompt": self.prompt,
            "tokens": {"prompt": refined.prompt_tokens, "output": refined.output_tokens},
            "spans": _spans(refined) if outcome is Outcome.REFINED else [],
        }
        self.lineage.append((head + _dumps(row)[1:] + "\n").encode("utf-8"))
        self._count(before, after, refined)

    def _count(self, before: Mapping[str, int], after: Mapping[str, int], refined: Refined) -> None:
        for category, count in before.items():
            self.counters[f"before/{category}"] += count
        for category, count in after.items():
            self.counters[f"after/{category}"] += count
        self.counters["attempts"] += refined.attempts
        self.counters["collisions"] += refined.collisions
        self.counters["tokens/prompt"] += refined.prompt_tokens
        self.counters["tokens/output"] += refined.output_tokens


def _dumps(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _left(refined: Refined) -> Counter[str]:
    """Objections by category that the last answer still had: what a quarantined sample holds."""
    named = (reason.partition(":") for reason in refined.reasons)
    return Counter(category for code, _, category in named if code in {"leak", "new_finding"})


def _spans(refined: Refined) -> list[list[int | str]]:
    """[text, start, end, category] of every surrogate in the output.

    Offsets in characters, no values.
    """
    if refined.case is None:
        return []
    case = refined.case
    return [
        [number, start, end, edit.category]
        for number, (spans, edits) in enumerate(zip(case.surrogates, case.edits, strict=True))
        for (start, end), edit in zip(spans, edits, strict=True)
    ]


def lost_sample(lineage: bytes) -> tuple[bytes, bytes]:
    """A line of lineage turned into that of a dead letter, and the dead letter.

    For a shard that changed or vanished after its blocks were refined and before it was written.
    """
    row = json.loads(lineage)
    row |= {"outcome": str(Outcome.DEAD_LETTER), "spans": []}
    letter = {"id": row["id"], "index": row["index"], "stage": "assemble", "reason": "changed"}
    return (_dumps(row) + "\n").encode("utf-8"), (_dumps(letter) + "\n").encode("utf-8")
