"""Leaks and new findings: whether private data is left in an output.

A leak is a finding's value still at its aligned place, or a normal form of it anywhere where it
is no other entity's surrogate (design, section 1).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from transforms.core.edits import blank, covered, input_span
from transforms.core.judging.case import Case, Objection
from transforms.core.normal_forms import normal_form
from transforms.core.records import Edit, Finding
from transforms.core.sought import Sought


def leaks(case: Case) -> Iterator[Objection]:
    """An objection for every finding whose value is still there."""
    for number, (text, found, edits) in enumerate(
        zip(case.texts, case.findings, case.edits, strict=True)
    ):
        starts = [edit.start for edit in edits]
        for finding in found:
            at = bisect_right(starts, finding.start) - 1
            if at < 0 or not _gone(text, finding, edits[at]):
                yield Objection("leak", finding.category, number, finding.start, finding.end)
    yield from _elsewhere(case)


def _gone(text: str, finding: Finding, edit: Edit) -> bool:
    """Whether the edit covers the finding and puts another entity there."""
    if finding.end > edit.end:
        return False
    old = (text[finding.start : finding.end], text[edit.start : edit.end])
    new = normal_form(finding.category, edit.value)
    return all(new != normal_form(finding.category, value) for value in old)


def _elsewhere(case: Case) -> Iterator[Objection]:
    values = {
        (finding.category, text[finding.start : finding.end])
        for text, found in zip(case.texts, case.findings, strict=True)
        for finding in found
    }
    if not values:
        return
    sought = Sought(sorted(values))
    if not sought.find(_outside(case)):
        return
    visible = [
        blank(output, spans) if spans else output
        for output, spans in zip(case.outputs, case.placed, strict=True)
    ]
    for number, places in enumerate(sought.find_in_all(visible)):
        for start, end, category in places:
            low, high = input_span((start, end), case.edits[number])
            yield Objection("leak", category, number, low, high)


def _outside(case: Case) -> str:
    """What is outside of the edits, which is the same before and after them, in one text."""
    pieces: list[str] = []
    for text, edits in zip(case.texts, case.edits, strict=True):
        at = 0
        for edit in edits:
            pieces.append(text[at : edit.start])
            at = edit.end
        pieces.append(text[at:])
    return "\0".join(pieces)


def new_findings(case: Case, found: Mapping[int, Sequence[Finding]]) -> Iterator[Objection]:
    """An objection for every finding in the outputs (by number of text) that is no surrogate."""
    for number, findings in found.items():
        placed = case.placed[number]
        for finding in findings:
            if not covered((finding.start, finding.end), placed):
                low, high = input_span((finding.start, finding.end), case.edits[number])
                yield Objection("new_finding", finding.category, number, low, high)
