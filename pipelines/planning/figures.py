"""What a refinement asks of a model: samples, requests and tokens, added up as the corpus is read.

The wire format is that of the design, section 7: a system instruction, and one user message of JSON
with one or more samples; answers are edits, or texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from transforms.core.asking import estimating as tokens
from transforms.core.judging.judge import Findings
from transforms.core.records import Block, Sample

PACK_SAMPLES = 16
"""Samples that share a request at most, in the packed estimate; ours."""

PACK_TOKENS = 2000
"""Tokens of text that share a request at most, unless one sample alone is longer; ours."""

ENVELOPE = 16
"""Tokens of a sample's JSON around its text, each way: braces, names, an id of 8 characters."""

EDIT = 24
"""Tokens of an edit's JSON around the two values: three names, a category, braces; ours."""


@dataclass
class Figures:
    """Sums over samples; all but the first three only over those with a text.

    Attributes:
        samples: looked at.
        defects: of these, cannot be read.
        characters: of all texts.
        requests: one for each sample with text.
        packed: requests when short neighbours share one.
        text_tokens: sent as text, without instruction and JSON.
        flagged: samples in which the checks find something.
        flagged_packed, flagged_tokens: as above, of these alone.
        findings: of the checks.
        edit_tokens: that the edits for these findings take in an answer.
    """

    samples: int = 0
    defects: int = 0
    characters: int = 0
    requests: int = 0
    packed: float = 0
    text_tokens: int = 0
    flagged: int = 0
    flagged_packed: float = 0
    flagged_tokens: int = 0
    findings: int = 0
    edit_tokens: int = 0

    def scaled(self, factor: float) -> Figures:
        """The figures of all samples where one of `factor` was looked at; whole numbers."""
        values = {item.name: round(getattr(self, item.name) * factor) for item in fields(self)}
        return Figures(**values)

    def add(self, block: Block) -> None:
        """Adds a screened block: all of its samples, or those chosen."""
        ratio = tokens.CODE if block.shard.format == "code" else tokens.PROSE
        every: list[int] = []
        flagged: list[int] = []
        samples = block.samples
        for sample in samples:
            self.samples += 1
            self.defects += bool(sample.defect)
            if sample.defect or not any(sample.texts):
                continue
            length = sum(tokens.of_text(text, ratio) for text in sample.texts)
            every.append(length)
            self.characters += sum(map(len, sample.texts))
            found = block.findings.get(sample.index, ())
            if any(found):
                flagged.append(length)
                self._add_findings(sample, found)
        self.requests += len(every)
        self.text_tokens += sum(every)
        self.flagged += len(flagged)
        self.flagged_tokens += sum(flagged)
        self.packed += packed(every, len(samples), block.position.count)
        self.flagged_packed += packed(flagged, len(samples), block.position.count)

    def _add_findings(self, sample: Sample, found: Sequence[Findings]) -> None:
        for text, findings in zip(sample.texts, found, strict=True):
            self.findings += len(findings)
            for finding in findings:
                value = tokens.of_text(text[finding.start : finding.end], tokens.CODE)
                self.edit_tokens += EDIT + 2 * value


def packed(lengths: Sequence[int], looked_at: int, count: int) -> float:
    """How many requests a block's samples take when neighbours share one as long as they fit.

    Where only some samples of a block were looked at, their part of what all of it would take.

    Args:
        lengths: tokens of the samples that are asked for, in order.
        looked_at: samples of the block that were looked at, with those that are not asked for.
        count: samples of the block.

    >>> packed([100] * 20, 20, 20), packed([100] * 2, 2, 20), packed([3000], 1, 1)
    (2, 0.2, 1)
    """
    if looked_at == count:
        return _packed_all(lengths)
    if not lengths:
        return 0
    in_one = max(1, min(PACK_SAMPLES, PACK_TOKENS * len(lengths) // max(1, sum(lengths))))
    in_block = count * len(lengths) / looked_at
    return math.ceil(in_block / in_one) * looked_at / count


def _packed_all(lengths: Sequence[int]) -> int:
    requests = samples = taken = 0
    for length in lengths:
        if not requests or samples >= PACK_SAMPLES or taken + length > PACK_TOKENS:
            requests += 1
            samples = taken = 0
        samples += 1
        taken += length
    return requests


def ways(figures: Figures, instruction: int, *, flagged: bool) -> dict[str, dict[str, int]]:
    """Requests and tokens of each way to ask: singly or packed, for edits or for whole texts.

    Args:
        figures: of the corpus, scaled.
        instruction: tokens of the prompt's system instruction, sent with every request.
        flagged: only samples in which the checks find something are asked for.
    """
    samples = figures.flagged if flagged else figures.requests
    text = figures.flagged_tokens if flagged else figures.text_tokens
    shared = round(figures.flagged_packed if flagged else figures.packed)
    envelopes = samples * ENVELOPE
    made: dict[str, dict[str, int]] = {}
    for how, requests in (("single", samples), ("packed", shared)):
        for answer, out in (("edits", figures.edit_tokens), ("rewrite", text)):
            made[f"{answer}_{how}"] = {
                "requests": requests,
                "instruction_tokens": requests * instruction,
                "tokens_in": requests * instruction + envelopes + text,
                "tokens_out": envelopes + out,
            }
    return made


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures by name."""
    return {item.name: getattr(figures, item.name) for item in fields(figures)}
