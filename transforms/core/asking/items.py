"""What travels to a model and back: items as sent, and what was proposed for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Mode = Literal["edits", "rewrite"]
Span = tuple[int, int]


class Mask(NamedTuple):
    """A private value that was replaced before sending.

    `sent_start` to `sent_end` of the text as sent hold the surrogate `value`; `start` to `end` of
    the sample's text hold what it stands for. Offsets are 0-based, ends exclusive, in characters.
    """

    sent_start: int
    sent_end: int
    start: int
    end: int
    category: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """A chunk as sent: a piece of one text of one sample.

    Attributes:
        sample: index of the sample in its shard.
        text: number of the text in its sample.
        start, end: the chunk in that text, in characters, 0-based, end exclusive.
        sent: the chunk as sent: with surrogates in the place of what is masked.
        masks: what was replaced, ordered by start, not overlapping.
        id: what names it on the wire: a keyed hash, unique in its request.
        mode: the form of its answer.
        examples: number of the set of demonstrations that it is asked with.
        failed: what its last answer failed for, empty at first.
        code: name of the file the text is, "" when it is no code.
    """

    sample: int
    text: int
    start: int
    end: int
    sent: str = field(repr=False)
    masks: tuple[Mask, ...] = field(default=(), repr=False)
    id: str = ""
    mode: Mode = "edits"
    examples: int = 0
    failed: tuple[str, ...] = ()
    code: str = field(default="", repr=False)


class Proposal(NamedTuple):
    """What a model proposes for `start` to `end` of an item's text as sent.

    `replace` is the model's own value; it counts only for categories that the policy marks free,
    and is "" for all others, so that no answer that is kept holds more than it has to.
    """

    start: int
    end: int
    category: str
    replace: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """An answer to one item, as parsed: what journal and cache keep.

    Attributes:
        proposals: ordered by start, not overlapping, none of masks alone.
        model: the resolved model version that answered.
        ignored: how many of the model's edits did not count, by reason code.
    """

    proposals: tuple[Proposal, ...] = field(default=(), repr=False)
    model: str = ""
    ignored: tuple[tuple[str, int], ...] = ()
