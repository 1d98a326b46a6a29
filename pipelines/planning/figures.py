"""What a refinement asks of a model: samples, requests and tokens, added up as the corpus is read.

The wire format is that of the design, section 7: a system instruction, and one user message of JSON
with one or more samples; answers are edits, or texts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields
from typing import Any

from transforms.core.asking import estimating as tokens
from transforms.core.asking import examples
from transforms.core.asking.cues import has_cue
from transforms.core.asking.drafting import EDIT_TOKENS, ENVELOPE_TOKENS, told_tokens
from transforms.core.asking.masking import EVERY, never_leaves
from transforms.core.asking.packing import PACK_TOKENS, Sized, pack
from transforms.core.calling.settings import ModelSettings
from transforms.core.judging.judge import Findings
from transforms.core.prompt import Prompt
from transforms.core.records import Block, Sample
from transforms.core.toxicity.scores import without_toxic


@dataclass(frozen=True)
class Way:
    """How samples are asked for, as `transforms.core.asking` does it.

    Attributes:
        prompt: the task.
        most: samples that share a request.
        premask: categories whose findings are replaced before a text is sent.
    """

    prompt: Prompt
    most: int = ModelSettings().samples_per_request
    premask: Set[str] = frozenset({EVERY})

    @property
    def rewrites(self) -> bool:
        """Whether every answer is a whole text."""
        return self.prompt.mode == "rewrite"


@dataclass
class Figures:
    """Sums over samples; all but the first three only over those with a text.

    Attributes:
        samples: looked at.
        defects: of these, cannot be read.
        characters: of all texts.
        requests: one for each sample with text.
        chunks: requests more, because a text is too long for one.
        packed: requests when short neighbours share one.
        text_tokens: sent as text, without instruction and JSON.
        flagged: samples in which the checks find something.
        flagged_packed, flagged_tokens, flagged_chunks: as above, of these alone.
        findings: of the checks.
        masked: of these, replaced before the text is sent.
        told_tokens: that naming what was put in their place takes in a request.
        edit_tokens: that the edits for all other findings take in an answer.
    """

    samples: int = 0
    defects: int = 0
    characters: int = 0
    requests: int = 0
    chunks: int = 0
    packed: float = 0
    text_tokens: int = 0
    flagged: int = 0
    flagged_packed: float = 0
    flagged_tokens: int = 0
    flagged_chunks: int = 0
    findings: int = 0
    masked: int = 0
    told_tokens: int = 0
    edit_tokens: int = 0

    def scaled(self, factor: float) -> Figures:
        """The figures of all samples where one of `factor` was looked at; whole numbers."""
        values = {item.name: round(getattr(self, item.name) * factor) for item in fields(self)}
        return Figures(**values)

    def add(self, block: Block, way: Way) -> None:
        """Adds a screened block: all of its samples, or those chosen."""
        ratio = tokens.CODE if block.shard.format == "code" else tokens.PROSE
        every: list[Sized] = []
        flagged: list[Sized] = []
        samples = block.samples
        for sample in samples:
            self.samples += 1
            self.defects += bool(sample.defect)
            if sample.defect or not any(sample.texts):
                continue
            lengths = [tokens.of_text(text, ratio) for text in sample.texts if text]
            more = sum(length // way.prompt.chunk_tokens for length in lengths)
            every.append(_sized(sample, lengths, way))
            self.characters += sum(map(len, sample.texts))
            self.text_tokens += sum(lengths)
            self.chunks += more
            found = block.findings.get(sample.index, ())
            if any(found):
                flagged.append(every[-1])
                self.flagged_tokens += sum(lengths)
                self.flagged_chunks += more
                self._add_findings(sample, found, {EVERY} if way.rewrites else way.premask)
        self.requests += len(every)
        self.flagged += len(flagged)
        self.packed += packed(every, len(samples), block.position.count, way.most)
        self.flagged_packed += packed(flagged, len(samples), block.position.count, way.most)

    def _add_findings(self, sample: Sample, found: Sequence[Findings], premask: Set[str]) -> None:
        for text, findings in zip(sample.texts, found, strict=True):
            self.findings += len(findings)
            replaced: set[str] = set()
            for finding in without_toxic(findings):  # a model's own words replace what is toxic
                value = text[finding.start : finding.end]
                if never_leaves(finding.category, premask):
                    self.masked += 1
                    replaced.add(value)
                else:
                    self.edit_tokens += EDIT_TOKENS + tokens.of_text(value, tokens.CODE)
            self.told_tokens += sum(map(told_tokens, replaced))


def _sized(sample: Sample, lengths: Sequence[int], way: Way) -> Sized:
    """What decides with whom the sample shares a request."""
    text = sum(lengths)
    envelopes = 2 * ENVELOPE_TOKENS * len(lengths)
    edits = sum(EDIT_TOKENS * (1 + length // 100) for length in lengths)
    size = envelopes + text + (text if way.rewrites else edits)
    alone = size > PACK_TOKENS // 2 or any(map(has_cue, sample.texts))
    return Sized(size, (examples.choose(way.prompt, "\0".join(sample.texts)),), alone)


def packed(samples: Sequence[Sized], looked_at: int, count: int, most: int) -> float:
    """How many requests a block's samples take when neighbours share one as long as they fit.

    Where only some samples of a block were looked at, their part of what all of it would take.

    Args:
        samples: that are asked for, in order.
        looked_at: samples of the block that were looked at, with those that are not asked for.
        count: samples of the block.
        most: samples that share a request.

    >>> packed([Sized(100)] * 20, 20, 20, 8), packed([Sized(100)] * 2, 2, 20, 8)
    (3, 0.3)
    """
    if looked_at == count:
        return len(pack(samples, most=most, tokens=PACK_TOKENS))
    if not samples:
        return 0
    size = sum(sample.tokens for sample in samples)
    in_one = max(1, min(most, PACK_TOKENS * len(samples) // max(1, size)))
    in_block = count * len(samples) / looked_at
    return math.ceil(in_block / in_one) * looked_at / count


def ways(
    figures: Figures, instructions: Mapping[str, int], *, flagged: bool
) -> dict[str, dict[str, int]]:
    """Requests and tokens of each way to ask: singly or packed, for edits or for whole texts.

    Args:
        figures: of the corpus, scaled.
        instructions: form of the answer ("edits", "rewrite") to tokens of its system instruction,
            sent with every request; a form that is not named is not asked for.
        flagged: only samples in which the checks find something are asked for.
    """
    samples = figures.flagged if flagged else figures.requests
    text = figures.flagged_tokens if flagged else figures.text_tokens
    shared = round(figures.flagged_packed if flagged else figures.packed)
    envelopes = samples * ENVELOPE_TOKENS
    chunks = figures.flagged_chunks if flagged else figures.chunks
    out = {"edits": figures.edit_tokens, "rewrite": text}
    made: dict[str, dict[str, int]] = {}
    for how, requests in (("single", samples + chunks), ("packed", shared + chunks)):
        for answer, instruction in instructions.items():
            made[f"{answer}_{how}"] = {
                "requests": requests,
                "instruction_tokens": requests * instruction,
                "tokens_in": requests * instruction + envelopes + text + figures.told_tokens,
                "tokens_out": envelopes + out[answer],
            }
    return made


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures by name."""
    return {item.name: getattr(figures, item.name) for item in fields(figures)}
