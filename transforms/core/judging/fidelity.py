"""Fidelity: how much of what was no finding survived, and whether the format did."""

from __future__ import annotations

import json
import symtable
import warnings
from collections.abc import Iterator

from transforms.core.edits import check_order, merge, spans_to_edit
from transforms.core.judging.case import Case, Objection
from transforms.core.policy import Policy

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
    """An objection for every text that parsed as JSON or Python before and does not any more."""
    for number, (text, output) in enumerate(zip(case.texts, case.outputs, strict=True)):
        if text == output:
            continue
        # The output first: where it parses, nobody has to ask whether its text did.
        if _begins_as_json(text) and not _is_json(output) and _is_json(text):
            yield Objection("not_json", text=number)
        python = case.name.endswith((".py", ".pyi"))
        if python and not _is_python(output) and _is_python(text):
            yield Objection("not_python", text=number)


def _begins_as_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a corpus is no concern of ours
            symtable.symtable(text, "sample", "exec")  # as `ast.parse`, without building the tree
    except (ValueError, SyntaxError, RecursionError, MemoryError):  # the last: nested too deep
        return False
    return True
