"""Judges outputs from scratch: against lineage alone, and against their originals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from pipelines.verification import alignment
from pipelines.verification.ledger import Row
from pipelines.verification.problems import Problems
from transforms.core.edits import Span, covered
from transforms.core.judging.case import Case
from transforms.core.judging.fidelity import fidelity, format_kept
from transforms.core.judging.judge import MOST_OBJECTIONS, Findings
from transforms.core.judging.leaks import leaks
from transforms.core.records import Edit, Outcome, Sample
from transforms.core.sought import spans_to_edit
from transforms.core.toxicity.scores import TOXIC, without_toxic
from transforms.worker import Worker

Screening = Callable[[Sequence[str]], list[Findings]]


class Pair(NamedTuple):
    """A sample in data: its lineage, what stands there, and the original if it is to be had."""

    row: Row
    output: Sample
    original: Sample | None = None

    def __repr__(self) -> str:
        return f"Pair({self.row!r})"


@dataclass
class Judgement:
    """Judges the samples of one shard, batch by batch.

    Args:
        worker: with the job of the run.
        problems: takes what does not hold.
        relative: of the shard; the first half of a default id.
        same_code: whether the checks installed are those of the run.

    Attributes:
        kept: findings of the originals in kept columns, by "column:category".
    """

    worker: Worker
    problems: Problems
    relative: str
    same_code: bool
    kept: Counter[str] = field(default_factory=Counter)

    def judge(self, pairs: Sequence[Pair]) -> None:
        """Judges outputs, and compares them with their originals where there are any."""
        sound = [pair for pair in pairs if self._sound(pair)]
        found = self._screen([(p.row.index, p.output.texts) for p in sound], bare=True)
        for pair, findings in zip(sound, found, strict=True):
            self._surrogates_only(pair, findings)
        self._untouched(sound)
        compared = [pair for pair in sound if pair.original is not None]
        before = self._screen([(p.row.index, p.original.texts) for p in compared if p.original])
        for pair, findings in zip(compared, before, strict=True):
            self._compare(pair, findings)

    def count_kept(self, originals: Sequence[Sample]) -> None:
        """Counts what stands in kept columns, of every sample that was read."""
        columns = self.worker.kept_columns
        places = [
            (sample.index, column, value)
            for sample in originals
            if columns and not sample.defect
            for column, value in sample.others
            if column in columns
        ]
        found = self._screen([(index, (value,)) for index, _, value in places], bare=True)
        for (_, column, _), findings in zip(places, found, strict=True):
            self.kept.update(f"{column}:{finding.category}" for finding in findings[0])

    def _screen(
        self, rows: Sequence[tuple[int, tuple[str, ...]]], *, bare: bool = False
    ) -> list[tuple[Findings, ...]]:
        """Per row (index, texts) what the policy objects to in each of its texts."""
        judge = self.worker.judge
        screen = judge.screen_bare if bare else judge.screen
        try:
            found = iter(screen([text for _, texts in rows for text in texts]))
        except Exception:  # noqa: BLE001 - one bad sample never hides another: screened again singly
            return [self._screen_singly(screen, *row) for row in rows]
        return [tuple(next(found) for _ in texts) for _, texts in rows]

    def _screen_singly(
        self, screen: Screening, index: int, texts: tuple[str, ...]
    ) -> tuple[Findings, ...]:
        try:
            return tuple(screen(texts))
        except Exception:  # noqa: BLE001 - fail closed; its message may hold text
            self.problems.add("unscreened", index)
            return tuple(() for _ in texts)

    def _sound(self, pair: Pair) -> bool:
        """Whether row and lineage are of one kind, so that the texts can be judged."""
        row, output = pair.row, pair.output
        if output.defect:
            self.problems.add("row_unreadable", row.index, output.defect)
            return False
        if output.passthrough != (row.outcome is Outcome.PASSTHROUGH):
            self.problems.add("row_kind", row.index)
        lengths = [len(text) for text in output.texts]
        for number, spans in row.spans.items():
            if number >= len(lengths) or spans[-1][1] > lengths[number]:
                self.problems.add("span", row.index)
                return False
        return True

    def _surrogates_only(self, pair: Pair, found: tuple[Findings, ...]) -> None:
        for number, findings in enumerate(found):
            placed = pair.row.spans.get(number, [])
            for finding in islice(findings, MOST_OBJECTIONS):
                # A toxic word is one whoever wrote it; only a surrogate may look private.
                toxic = finding.category == TOXIC
                if toxic or not covered((finding.start, finding.end), placed):
                    self.problems.add("finding", pair.row.index, finding.category)

    def _untouched(self, pairs: Sequence[Pair]) -> None:
        kept = self.worker.kept_columns
        places = [
            (pair.row.index, column, value)
            for pair in pairs
            for column, value in pair.output.others
            if column not in kept
        ]
        found = self._screen([(index, (value,)) for index, _, value in places], bare=True)
        for (index, column, _), findings in zip(places, found, strict=True):
            for finding in findings[0]:
                self.problems.add("untouched", index, f"{column}:{finding.category}")

    def _compare(self, pair: Pair, findings: tuple[Findings, ...]) -> None:
        original, output, row = pair.original, pair.output, pair.row
        if original is None:
            return
        if original.defect:
            self.problems.add("original_defect", row.index)
            return
        self._columns(row, original, output)
        if self.same_code and row.before != Counter(f.category for own in findings for f in own):
            self.problems.add("before", row.index)
        if len(original.texts) != len(output.texts):
            self.problems.add("text_differs", row.index)
            return
        case = self._case(pair, original, findings)
        if case is not None:
            self._judge_case(row, case)

    def _columns(self, row: Row, original: Sample, output: Sample) -> None:
        default = f"{self.relative}#{row.index}"
        if row.id != (original.id or default):
            self.problems.add("original_id", row.index)
        if original.name != output.name or original.passthrough != output.passthrough:
            self.problems.add("row_kind", row.index)
        # A folder entry of a repository is watched with the sample behind it, whichever that is.
        if not output.name and original.others != output.others:
            self.problems.add("column_differs", row.index)

    def _judge_case(self, row: Row, case: Case) -> None:
        for objection in islice(leaks(case.private), MOST_OBJECTIONS):
            self.problems.add("leak", row.index, objection.category)
        kept = (*fidelity(case, self.worker.job.policy), *format_kept(case))
        (toxic,) = self.worker.judge.toxic([case])
        for objection in (*kept, *toxic.objections):
            self.problems.add("judged", row.index, objection.reason)

    def _case(self, pair: Pair, original: Sample, findings: tuple[Findings, ...]) -> Case | None:
        """The sample with the edits that were made; None when its texts differ elsewhere too."""
        private = tuple(map(without_toxic, findings))
        texts = zip(original.texts, pair.output.texts, private, strict=True)
        expected = spans_to_edit(original.texts, private)
        made: list[tuple[Edit, ...]] = []
        for number, (before, after, found) in enumerate(texts):
            spans = pair.row.spans.get(number, [])
            edits = _as_expected(before, after, spans, expected[number])
            edits = edits if edits is not None else alignment.edits(before, after, spans, found)
            if edits is None:
                left = alignment.edits(before, after, spans) is not None
                self.problems.add("leak" if left else "text_differs", pair.row.index)
                return None
            named = pair.row.categories.get(number, [])
            pairs = zip(edits, named, strict=True)
            made.append(tuple(edit._replace(category=category) for edit, category in pairs))
        return Case(original.texts, findings, tuple(made), original.name)


def _as_expected(
    before: str, after: str, spans: Sequence[Span], expected: Sequence[tuple[int, int, str]]
) -> tuple[Edit, ...] | None:
    """The edits if they were made just where the checks say, else None."""
    if len(spans) != len(expected):
        return None
    kept = alignment.kept_pieces(before, [(start, end) for start, end, _ in expected])
    if kept != alignment.kept_pieces(after, spans):
        return None
    pairs = zip(expected, spans, strict=True)
    return tuple(Edit(low, high, name, after[a:b]) for (low, high, name), (a, b) in pairs)
