"""Masks: private values that are replaced before a text leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transforms.core.asking.items import Item, Mask, Span
from transforms.core.edits import Place


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


def to_sample(item: Item, start: int, end: int) -> Span:
    """Offsets of the text as sent, outside of masks, as offsets of the sample's text."""
    shift = item.start
    for found in item.masks:
        if found.sent_end > start:
            break
        shift = found.end - found.sent_end
    return start + shift, end + shift
