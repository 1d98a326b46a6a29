"""Fidelity: how much of what was no finding survived, and whether the format did."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.core.edits import check_order, merge
from transforms.core.judging.case import Case, Objection
from transforms.core.judging.syntax import kind_of
from transforms.core.policy import Policy
from transforms.core.sought import spans_to_edit

_LONG_ENOUGH = 40
"""Characters from which on a ratio of lengths says something."""


def malformed(case: Case) -> Iterator[Objection]:
    """An objection for every text whose edits are not ordered, overlap, or lie outside of it."""
    for number, (text, edits) in enumerate(zip(case.texts, case.edits, strict=True)):
        if not check_order(edits, len(text)):
            yield Objection("malformed_edits", text=number)


def fidelity(case: Case, policy: Policy) -> Iterator[Objection]:
    """Objections to edits that touch too much, or change a text's length beyond the policy."""
    if _share_outside(case, policy.spare_edit) > policy.max_edit_share:
        yield Objection("edit_share")
    for number, (text, output) in enumerate(zip(case.texts, case.outputs, strict=True)):
        ratio = len(output) / len(text) if len(text) >= _LONG_ENOUGH else 1.0
        if not policy.min_length_ratio <= ratio <= policy.max_length_ratio:
            yield Objection("length_ratio", text=number)


def _share_outside(case: Case, spare: int) -> float:
    """The share of all characters that edits touch without need, 0 for up to `spare`; 0 to 1."""
    found = [{(f.start, f.end) for f in findings} for findings in case.findings]
    pairs = zip(found, case.edits, strict=True)
    if all((edit.start, edit.end) in spans for spans, edits in pairs for edit in edits):
        return 0.0
    outside = 0
    for spans, edits in zip(spans_to_edit(case.texts, case.findings), case.edits, strict=True):
        touched = [(edit.start, edit.end, "") for edit in edits]
        outside += sum(end - start for start, end, _ in merge([*spans, *touched]))
        outside -= sum(end - start for start, end, _ in spans)
    return outside / sum(map(len, case.texts)) if outside > spare else 0.0


def format_kept(case: Case) -> Iterator[Objection]:
    """An objection for every text that does not parse any more as it did: `not_json`, `not_go`."""
    for number, (text, blamed) in enumerate(zip(case.texts, case.broken, strict=True)):
        kind = kind_of(case.name, text) if blamed else None
        if kind is not None:
            yield Objection(f"not_{kind.name}", text=number)
