"""A model's answer as proposals: text from outside, believed only as far as it can be checked."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ValidationError

from transforms.core.asking.alignment import align
from transforms.core.asking.items import Item, Proposal, Proposed
from transforms.core.asking.locating import Rules, locate, without_overlaps
from transforms.core.asking.masking import outside_masks
from transforms.core.asking.refusals import is_refusal
from transforms.core.asking.schema import EditsAnswer, RewriteAnswer, SampleEdits, SampleText

LARGEST = 4
"""Times as many characters as were sent, plus `SPARE`: a longer answer is not read. Ours."""

SPARE = 64_000

_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL)


def parse(text: str, items: Sequence[Item], model: str, rules: Rules) -> dict[str, Proposed] | str:
    """What an answer proposes, by the item's id; or the code of what is wrong with it.

    One answer to each item and none to anything else is sound. Codes: `too_large`, `refusal`,
    `not_json`, `wrong_schema`, `foreign_id`, `doubled_id`, `missing_id`, `mask_lost`.

    Args:
        text: as the model gave it.
        items: of the request, all of one mode.
        model: the resolved version that answered.
        rules: which edits may count.
    """
    if len(text) > LARGEST * sum(len(item.sent) for item in items) + SPARE:
        return "too_large"
    read = _read(text, RewriteAnswer if items[0].mode == "rewrite" else EditsAnswer)
    if isinstance(read, str):
        return read
    wrong = _wrong_ids([sample.id for sample in read], items)
    if wrong:
        return wrong
    answers = {sample.id: sample for sample in read}
    made: dict[str, Proposed] = {}
    for item in items:
        proposed = _proposed(item, answers[item.id], model, rules)
        if isinstance(proposed, str):
            return proposed
        made[item.id] = proposed
    return made


def _read(text: str, form: type[BaseModel]) -> Sequence[SampleEdits | SampleText] | str:
    fenced = _FENCE.fullmatch(text)
    body = (fenced[1] if fenced else text).lstrip("\ufeff")
    try:
        answer = form.model_validate(json.loads(body, object_pairs_hook=_once), strict=False)
    except ValidationError:
        return "wrong_schema"
    except (ValueError, RecursionError):
        return "refusal" if is_refusal(body) else "not_json"
    samples: Sequence[SampleEdits | SampleText] = answer.samples  # type: ignore[attr-defined]
    return samples


def _once(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    """The object; one that names a field twice says two things, and is none."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _wrong_ids(named: Sequence[str], items: Sequence[Item]) -> str:
    asked = {item.id for item in items}
    if not asked.issuperset(named):
        return "foreign_id"
    if len(set(named)) != len(named):
        return "doubled_id"
    return "" if len(named) == len(asked) else "missing_id"


def _proposed(
    item: Item, answer: SampleEdits | SampleText, model: str, rules: Rules
) -> Proposed | str:
    if isinstance(answer, SampleEdits):
        proposals, ignored = locate(item, answer.edits, rules)
        return Proposed(proposals, model, tuple(sorted(ignored.items())))
    if is_refusal(answer.text, item.sent):
        return "refusal"
    changes = align(item.sent, answer.text)
    # Where the engine chooses all values, what a model did to its surrogates does not count.
    if rules.policy.free_categories and not _masks_kept(item, answer.text, changes):
        return "mask_lost"
    return _rewritten(item, changes, model, rules)


def _masks_kept(item: Item, rewritten: str, changes: Sequence[Proposal]) -> bool:
    """Whether every surrogate that was sent still stands in the rewritten text."""
    touched = [
        found
        for found in item.masks
        for change in changes
        if change.start < found.sent_end and found.sent_start < change.end
    ]
    return all(found.value in rewritten for found in touched)


def _rewritten(item: Item, changes: Sequence[Proposal], model: str, rules: Rules) -> Proposed:
    """The changes as proposals: the model's own words where the policy leaves them free.

    Elsewhere only short ones count, and without them: the surrogate engine chooses.
    """
    free = bool(rules.policy.free_categories)
    ignored: Counter[str] = Counter()
    kept: list[Proposal] = []
    for change in changes:
        touches = any(
            change.start < found.sent_end and found.sent_start < change.end for found in item.masks
        )
        if free and not touches:
            kept.append(change._replace(category=rules.policy.free_categories[0]))
        elif change.end - change.start > rules.policy.longest_edit or free:
            ignored["too_long" if not touches else "over_mask"] += 1
        else:
            kept += _named(item, change, rules, ignored)
    return Proposed(tuple(without_overlaps(kept)), model, tuple(sorted(ignored.items())))


def _named(item: Item, change: Proposal, rules: Rules, ignored: Counter[str]) -> list[Proposal]:
    """The change under a category that its shape tells; nothing where it looks like no entity."""
    found: list[Proposal] = []
    for start, end in outside_masks(item, change.start, change.end):
        piece = item.sent[start:end]
        category = _shape(piece)
        if not category or not rules.policy.wants(category) or rules.policy.keeps(piece):
            ignored["no_entity"] += 1
            continue
        shift = len(piece) - len(piece.lstrip())
        found.append(Proposal(start + shift, start + len(piece.rstrip()), category))
    return found


_NAME = re.compile(r"[^\W\d_]+(?:[ '\u2019.-]+[^\W\d_]+){0,4}\.?")


def _shape(value: str) -> str:
    """What a value that a model replaced looks like, "" for nothing that identifies."""
    value = value.strip()
    if "@" in value:
        return "EMAIL_ADDRESS"
    if sum(char.isdigit() for char in value) >= 4:  # a year is the least that identifies
        return "PHONE_NUMBER" if len(value) >= 7 else ""
    if value[:1].isupper() and _NAME.fullmatch(value):
        return "PERSON_NAME"
    return ""
