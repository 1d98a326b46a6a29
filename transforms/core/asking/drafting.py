"""A sample as it is asked for: chunks of its texts, masked, each with a name for the wire."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from transforms.core.asking import estimating, examples
from transforms.core.asking.cues import has_cue
from transforms.core.asking.items import Item, Mode, Span
from transforms.core.asking.masking import mask, never_leaves, told
from transforms.core.asking.splitting import halve, split
from transforms.core.edits import Place
from transforms.core.prompt import Prompt
from transforms.core.records import Finding, Sample
from transforms.core.sought import spans_to_edit
from transforms.core.surrogates.engine import Scope, SurrogateEngine
from transforms.core.toxicity.scores import without_toxic

SHORT_WORDS = 30
"""Words of a text that may be rewritten where the form of the answer is chosen (design, 3)."""

EDIT_TOKENS = 12
"""Tokens of an edit's JSON around its value: two names, a category, braces; ours."""

ENVELOPE_TOKENS = 16
"""Tokens of an item's JSON around its text, each way: braces, names, its id; ours."""

_ID = 8  # characters of base 32: 40 bits, one pack of 100 in 200 million has two alike


@dataclass(frozen=True, eq=False)
class Draft:
    """A sample on its way to a model.

    Attributes:
        sample: as read.
        findings: of the checks, per text.
        places: what the checks want gone, per text: findings, and where their values stand again.
        items: what is asked for, in order.
    """

    sample: Sample
    findings: tuple[tuple[Finding, ...], ...] = field(repr=False)
    places: Sequence[Sequence[Place]] = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)

    @cached_property
    def tokens(self) -> int:
        """Estimated, of all that is sent and of what is expected back."""
        return sum(sent_tokens(item) + answer_tokens(item) for item in self.items)

    @cached_property
    def cue(self) -> bool:
        """Whether a text talks to a model."""
        return any(has_cue(text) for text in self.sample.texts)


@dataclass(frozen=True)
class Drafter:
    """Makes drafts, and other items of them when an answer asks for it.

    Attributes:
        prompt: the task.
        premask: categories whose findings never leave the machine; `EVERY` for all.
        engine: chooses the values that stand in for what is masked.
        key: of the ids on the wire: nobody who sees a text can name its item.
    """

    prompt: Prompt
    premask: frozenset[str]
    engine: SurrogateEngine = field(repr=False)
    key: bytes = field(repr=False)

    def draft(self, shard: str, sample: Sample, findings: tuple[tuple[Finding, ...], ...]) -> Draft:
        """The sample in items; texts without a letter or a digit are left out.

        Args:
            shard: what tells the sample's shard from others.
            sample: with texts.
            findings: per text.
        """
        # What is toxic is for the model to say otherwise; only what is private has a surrogate.
        places = spans_to_edit(sample.texts, tuple(map(without_toxic, findings)))
        chosen = examples.choose(self.prompt, "\0".join(sample.texts))
        items: list[Item] = []
        for number, text in enumerate(sample.texts):
            if not any(char.isalnum() for char in text):
                continue
            taken = [(start, end) for start, end, _ in places[number]]
            spans = split(text, taken, self.prompt.chunk_tokens, code=sample.name)
            items += [
                self._item(shard, sample, number, span, places[number], chosen) for span in spans
            ]
        return Draft(sample, findings, places, tuple(items))

    def _item(
        self, shard: str, sample: Sample, number: int, span: Span, places: Sequence[Place],
        chosen: int,
    ) -> Item:  # fmt: skip
        start, end = span
        text = sample.texts[number]
        inside = [place for place in places if start <= place[0] < end]
        masked = [place for place in inside if never_leaves(place[2], self.premask)]
        mode = self._mode(text[start:end], len(inside) - len(masked))
        item = Item(
            sample.index, number, start, end, "", (), self._id(shard, sample.index, number, span),
            mode, chosen, (), sample.name,
        )  # fmt: skip
        scope = self.engine.scope(sample.entity)
        return _masked(item, sample, inside if mode == "rewrite" else masked, scope)

    def _mode(self, text: str, edits: int) -> Mode:
        """The form of the answer: the one that takes fewer tokens, where the prompt lets choose.

        Args:
            text: of the chunk.
            edits: that are expected at least: findings that are not masked.
        """
        if self.prompt.mode != "auto":
            return self.prompt.mode
        short = len(text.split()) <= SHORT_WORDS
        fewer = estimating.of_text(text) < EDIT_TOKENS * edits
        return "rewrite" if short and fewer else "edits"

    def _id(self, shard: str, index: int, number: int, span: Span) -> str:
        named = f"{shard}\0{index}\0{number}\0{span[0]}\0{span[1]}".encode("utf-8", "surrogatepass")
        digest = hmac.digest(self.key, named, hashlib.sha256)
        return base64.b32encode(digest)[:_ID].decode("ascii").lower()

    def mask(self, drafts: Mapping[int, Draft], item: Item) -> Item:
        """The item with placeholders in place of all that the checks found in it.

        A filter for private data takes surrogates, which look alike, amiss as well.
        """
        draft = drafts[item.sample]
        found = [p for p in draft.places[item.text] if item.start <= p[0] < item.end]
        return _masked(item, draft.sample, found, self.engine.placeholders())

    def halve(self, drafts: Mapping[int, Draft], shard: str, item: Item) -> list[Item]:
        """The item in two or a few more; itself alone when nothing in it may be cut."""
        draft = drafts[item.sample]
        text, places = draft.sample.texts[item.text], draft.places[item.text]
        taken = [(start, end) for start, end, _ in places]
        spans = halve(text, (item.start, item.end), taken, code=item.code)
        if len(spans) < 2:
            return [item]
        masked = {(found.start, found.end, found.category) for found in item.masks}
        halves: list[Item] = []
        for span in spans:
            half = replace(
                item, start=span[0], end=span[1],
                id=self._id(shard, item.sample, item.text, span),
            )  # fmt: skip
            kept = [place for place in places if place in masked]
            scope = self.engine.scope(draft.sample.entity)
            halves.append(_masked(half, draft.sample, kept, scope))
        return halves


def _masked(item: Item, sample: Sample, places: Sequence[Place], scope: Scope) -> Item:
    text = sample.texts[item.text]
    sent, masks = mask(text, item.start, item.end, places, scope.surrogate)
    return replace(item, sent=sent, masks=masks)


def sent_tokens(item: Item) -> int:
    """Estimated tokens of the item as sent."""
    ratio = estimating.CODE if item.code else estimating.PROSE
    return (
        ENVELOPE_TOKENS + estimating.of_text(item.sent, ratio) + sum(map(told_tokens, told(item)))
    )


def told_tokens(value: str) -> int:
    """Estimated tokens of a value that a request names as replaced: quotes, a comma, itself."""
    return 1 + estimating.of_text(value)


def answer_tokens(item: Item) -> int:
    """Estimated tokens of an answer to the item; edits: as for one edit in 100 tokens of text."""
    text = estimating.of_text(item.sent, estimating.CODE if item.code else estimating.PROSE)
    if item.mode == "rewrite":
        return ENVELOPE_TOKENS + text
    return ENVELOPE_TOKENS + EDIT_TOKENS * (1 + text // 100)
