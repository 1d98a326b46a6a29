"""What is asked again, and what a model is told of its last answer: category and line alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.core.asking.asker import Pair
from transforms.core.asking.items import Item
from transforms.core.asking.masking import to_sent
from transforms.core.judging.case import Objection, Verdict

MOST_SAID = 20
"""Of what failed in one item: a model that reads more of it does not do better. Ours."""


def again(pairs: Sequence[Pair], verdict: Verdict) -> tuple[list[Item], list[Pair]]:
    """The items to ask again, told what failed, and the answers that stay.

    An objection to a place concerns the item that holds it, one to the whole sample every item.
    """
    placed = [objection for objection in verdict.objections if objection.end > objection.start]
    whole = len(placed) < len(verdict.objections)
    todo: list[Item] = []
    kept: list[Pair] = []
    for item, proposed in pairs:
        if whole or any(_concerns(item, objection) for objection in placed):
            todo.append(told(item, verdict))
        else:
            kept.append((item, proposed))
    return (todo, kept) if todo else ([told(item, verdict) for item, _ in pairs], [])


def _concerns(item: Item, objection: Objection) -> bool:
    if objection.end <= objection.start:
        return True
    same = objection.text == item.text
    return same and objection.start < item.end and item.start < objection.end


def told(item: Item, verdict: Verdict) -> Item:
    """The item with what failed in it, in words; without any where nothing did."""
    failed = dict.fromkeys(
        _said(item, objection) for objection in verdict.objections if _concerns(item, objection)
    )
    return replace(item, failed=tuple(failed)[:MOST_SAID])


def _said(item: Item, objection: Objection) -> str:
    """Category and line, counted from 1 in the chunk as sent, never a value."""
    if objection.end <= objection.start or not objection.category:
        return objection.code
    line = item.sent.count("\n", 0, to_sent(item, max(item.start, objection.start))) + 1
    return f"{objection.category} at line {line}"
