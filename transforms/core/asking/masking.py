"""Masks: private values that are replaced before a text leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from transforms.core.asking.items import Item, Mask, Span
from transforms.core.edits import Place

EVERY = "*"
"""Among the categories that never leave the machine: all of them."""

MOST_TOLD = 200
"""Replaced values that an item names at most: whoever reads more does not do better. Ours."""


def never_leaves(category: str, premask: Set[str]) -> bool:
    """Whether what the checks find under this name is replaced before it is sent."""
    return EVERY in premask or category in premask


def mask(
    text: str, start: int, end: int, places: Sequence[Place], surrogate: Callable[[str, str], str]
) -> tuple[str, tuple[Mask, ...]]:
    """The chunk from `start` to `end` of a text as it is sent, and what was replaced in it.

    Args:
        text: of the sample.
        start: of the chunk, 0-based.
        end: of the chunk, exclusive.
        places: what has to leave, in the whole text, ordered, not overlapping, none across an end
            of the chunk.
        surrogate: the invented value for a category and a value.
    """
    pieces: list[str] = []
    masks: list[Mask] = []
    at, sent_at = start, 0
    for low, high, category in places:
        if high <= start or low >= end:
            continue
        value = surrogate(category, text[low:high])
        sent_at += low - at
        pieces += (text[at:low], value)
        masks.append(Mask(sent_at, sent_at + len(value), low, high, category, value))
        sent_at += len(value)
        at = high
    pieces.append(text[at:end])
    return "".join(pieces), tuple(masks)


def outside_masks(item: Item, start: int, end: int) -> list[Span]:
    """The pieces of `start` to `end` of the text as sent that no mask covers."""
    pieces: list[Span] = []
    at = start
    for found in item.masks:
        if found.sent_end <= at or found.sent_start >= end:
            continue
        if found.sent_start > at:
            pieces.append((at, found.sent_start))
        at = max(at, found.sent_end)
    if at < end:
        pieces.append((at, end))
    return pieces


def told(item: Item) -> tuple[str, ...]:
    """The values that stand in the text as sent in the place of others, each once, in order."""
    return tuple(dict.fromkeys(found.value for found in item.masks))[:MOST_TOLD]


def to_sample(item: Item, start: int, end: int) -> Span:
    """Offsets of the text as sent as offsets of the sample's text.

    A mask of which a part is meant is meant as a whole.
    """
    shift = item.start
    low = high = -1
    for found in item.masks:
        if low < 0 and start < found.sent_end:
            low = found.start if start >= found.sent_start else start + shift
        if end <= found.sent_start:
            break
        if end < found.sent_end:
            high = found.end
            break
        shift = found.end - found.sent_end
    return (low if low >= 0 else start + shift), (high if high >= 0 else end + shift)


def to_sent(item: Item, at: int) -> int:
    """An offset of the sample's text, in the item's chunk, as one of the text as sent.

    Of what was masked the beginning of what stands there instead.
    """
    shift = -item.start
    for found in item.masks:
        if at < found.start:
            break
        if at < found.end:
            return found.sent_start
        shift = found.sent_end - found.end
    return max(0, at + shift)
