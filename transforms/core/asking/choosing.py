"""From proposals to edits: what counts, and who chooses the value (design, section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transforms.core.asking.items import Item, Proposed
from transforms.core.asking.masking import to_sample
from transforms.core.edits import Place, merge
from transforms.core.records import Edit, Finding
from transforms.core.sought import Sought
from transforms.core.surrogates.engine import Scope

Pairs = Iterable[tuple[Item, Proposed]]


def choose(
    texts: Sequence[str],
    findings: Sequence[Sequence[Finding]],
    pairs: Pairs,
    scope: Scope,
    free: Sequence[str] = (),
    more: Sequence[Sequence[Place]] = (),
) -> tuple[tuple[Edit, ...], ...]:
    """The edits of each text, ordered, not overlapping.

    What was masked is replaced; what a model proposed is replaced wherever it stands in the sample,
    together with the finding that it meets. The engine chooses the value, but for `free`
    categories, where the model's own stands.

    Args:
        texts: of the sample.
        findings: of the checks, per text; those that no answer meets stay as they are.
        pairs: items with what was proposed for them.
        scope: the surrogates of the sample.
        free: categories whose value a model may choose.
        more: places, per text, that are replaced as well.
    """
    places: list[list[Place]] = [list(found) for found in more] or [[] for _ in texts]
    own: list[list[Edit]] = [[] for _ in texts]
    for item, proposed in pairs:
        places[item.text] += [(m.start, m.end, m.category) for m in item.masks]
        for start, end, category, replace in proposed.proposals:
            low, high = to_sample(item, start, end)
            if category in free:
                own[item.text].append(Edit(low, high, category, replace))
            else:
                places[item.text].append(_met(low, high, category, findings[item.text]))
    everywhere = _everywhere(texts, places)
    return tuple(
        _with_own(scope.edits(text, merge(found)), mine)
        for text, found, mine in zip(texts, everywhere, own, strict=True)
    )


def _met(start: int, end: int, category: str, findings: Sequence[Finding]) -> Place:
    """The place, grown to the findings that it meets, under their name."""
    for finding in findings:
        if finding.start < end and start < finding.end:
            start, end = min(start, finding.start), max(end, finding.end)
            category = finding.category
    return start, end, category


def _everywhere(texts: Sequence[str], places: Sequence[list[Place]]) -> list[list[Place]]:
    """The places, and where their values stand again."""
    values = {
        (category, text[start:end])
        for text, found in zip(texts, places, strict=True)
        for start, end, category in found
    }
    if not values:
        return [list(found) for found in places]
    again = Sought(sorted(values)).find_in_all(texts)
    return [[*found, *more] for found, more in zip(places, again, strict=True)]


def _with_own(edits: list[Edit], own: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits with the model's own; where both meet, what is private goes first."""
    kept = list(edits)
    for edit in sorted(set(own)):
        if all(edit.end <= other.start or other.end <= edit.start for other in kept):
            kept.append(edit)
    return tuple(sorted(kept))
