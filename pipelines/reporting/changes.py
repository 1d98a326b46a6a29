"""One change of a run as a page shows it: what was kept, what went, what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.reporting.reading import Read, Text
from transforms.core.records import Edit

Kind = Literal["kept", "changed", "gap"]

AROUND = 240
"""Characters shown on either side of a change; what lies between two changes further apart is left
out. Ours."""

MOST_CHARACTERS = 6000
"""Of one change on each side: a few hundred of them stay below 5 MB in any script."""

MASK = "\u2022"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text.

    Attributes:
        kind: kept as it was; changed; or a gap, of which nothing is shown.
        before: of the original, masked unless originals are shown; "" when it is not to be had.
        after: of the output.
        category: of what went; "" for what was kept.
    """

    kind: Kind
    before: str = field(repr=False)
    after: str = field(repr=False)
    category: str = ""

    def as_json(self) -> list[str]:
        """The segment as the page takes it."""
        return [self.kind, self.before, self.after, self.category]


@dataclass(frozen=True, slots=True)
class Change:
    """A sample that the page shows.

    Attributes:
        key: names the change in this output: "<shard number>/<index>".
        shard: path of the shard below OUT/data.
        index: of the sample in its shard, 0-based.
        id: of the sample.
        outcome: what became of it.
        categories: findings of the original, by category.
        checks: names of the checks that report these categories.
        reasons: why it did not pass, empty where it did.
        attempts, model: as lineage has them.
        scores: as lineage has them.
        texts: per text, its segments; none where nothing may be shown.
        original: whether the original was read.
    """

    key: str
    shard: str = field(repr=False)
    index: int
    id: str = field(repr=False)
    outcome: str
    categories: dict[str, int]
    checks: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    attempts: int = 0
    model: str = ""
    scores: dict[str, Any] = field(default_factory=dict)
    texts: tuple[tuple[Segment, ...], ...] = field(default=(), repr=False)
    original: bool = False

    def as_json(self) -> dict[str, Any]:
        """The change as the page takes it."""
        return {
            "key": self.key,
            "shard": self.shard,
            "index": self.index,
            "id": self.id,
            "outcome": self.outcome,
            "categories": self.categories,
            "checks": list(self.checks),
            "reasons": list(self.reasons),
            "attempts": self.attempts,
            "model": self.model,
            "scores": self.scores,
            "texts": [[segment.as_json() for segment in text] for text in self.texts],
            "original": self.original,
        }


@dataclass(frozen=True)
class Shown:
    """Makes changes of what was read.

    Args:
        check_of: name of the check that reports a category.
        originals: whether private values are shown.
    """

    check_of: Mapping[str, str]
    originals: bool

    def change(self, read: Read) -> Change:
        """The sample as the page shows it; of what did not pass the text only with originals."""
        row = read.chosen.row
        before = {str(name): int(count) for name, count in row["before"].items()}
        texts = tuple(self._text(text) for text in read.texts)
        if self.originals:
            texts += tuple(output_only(text, ()) for text in read.held)
        return Change(
            key=f"{read.chosen.shard}/{row['index']}",
            shard=read.entry.relative,
            index=row["index"],
            id=str(row["id"]),
            outcome=row["outcome"],
            categories=before,
            checks=tuple(sorted({self.check_of[c] for c in before if c in self.check_of})),
            reasons=read.reasons,
            attempts=int(row.get("attempts", 0)),
            model=str(row.get("model", "")),
            scores=dict(row.get("scores") or {}),
            texts=texts,
            original=bool(read.texts) and all(text.before is not None for text in read.texts),
        )

    def _text(self, text: Text) -> tuple[Segment, ...]:
        if text.before is None:
            return output_only(text.after, text.spans)
        return segments(text.before, text.edits, show=self.originals)


def masked(value: str) -> str:
    """As many dots as the value has characters, at most 24: nothing of it but about its length."""
    return MASK * min(len(value), 24)


def segments(original: str, edits: Sequence[Edit], *, show: bool) -> tuple[Segment, ...]:
    """The original and its output side by side.

    Args:
        original: a text of the sample.
        edits: that made the output of it, ordered, not overlapping.
        show: whether private values are shown.
    """
    made: list[Segment] = []
    at = 0
    for edit in edits:
        made += _kept(original[at : edit.start], first=not made, last=False)
        value = original[edit.start : edit.end]
        before = value if show else masked(value)
        made.append(Segment("changed", _cut(before), _cut(edit.value), edit.category))
        at = edit.end
    return _bounded([*made, *_kept(original[at:], first=not made, last=True)])


def output_only(output: str, spans: Sequence[tuple[int, int, str]]) -> tuple[Segment, ...]:
    """The output alone, its surrogates marked; for an original that is gone."""
    made: list[Segment] = []
    at = 0
    for start, end, category in spans:
        made += _kept(output[at:start], first=not made, last=False)
        made.append(Segment("changed", "", _cut(output[start:end]), category))
        at = end
    return _bounded([*made, *_kept(output[at:], first=not made, last=True)])


def _kept(text: str, *, first: bool, last: bool) -> list[Segment]:
    """What was kept, its middle left out where it is long."""
    if not text:
        return []
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if first and last:
        head = 2 * AROUND
    if len(text) <= head + tail + 2 * MOST_CHARACTERS // 100:
        return [Segment("kept", text, text)]
    pieces = [Segment("kept", text[:head], text[:head])] if head else []
    pieces.append(Segment("gap", "", f"{len(text) - head - tail:,}"))
    if tail:
        pieces.append(Segment("kept", text[-tail:], text[-tail:]))
    return pieces


def _cut(value: str) -> str:
    return value if len(value) <= MOST_CHARACTERS // 4 else value[: MOST_CHARACTERS // 4] + "\u2026"


def _bounded(made: Sequence[Segment]) -> tuple[Segment, ...]:
    """The first segments, as many as may be shown."""
    taken: list[Segment] = []
    characters = 0
    for number, segment in enumerate(made):
        characters += max(len(segment.before), len(segment.after))
        if characters > MOST_CHARACTERS:
            taken.append(Segment("gap", "", f"{len(made) - number:,} pieces"))
            break
        taken.append(segment)
    return tuple(taken)
