"""What is judged and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from transforms.core.edits import Span, apply, check_order, output_spans
from transforms.core.judging.syntax import broken
from transforms.core.records import Edit, Finding
from transforms.core.toxicity.scores import TOXIC, Scores, without_toxic


@dataclass(frozen=True)
class Case:
    """One sample with what was made of it.

    Attributes:
        texts: of the sample.
        findings: per text, what had to go.
        edits: per text, what was done.
        name: path of a file among code, else "": tells what the text has to parse as.
    """

    texts: tuple[str, ...] = field(repr=False)
    findings: tuple[tuple[Finding, ...], ...] = field(repr=False)
    edits: tuple[tuple[Edit, ...], ...] = field(repr=False)
    name: str = field(default="", repr=False)

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The texts with the edits made: never taken from a backend."""
        pairs = zip(self.texts, self.edits, strict=True)
        return tuple(apply(text, edits) if edits else text for text, edits in pairs)

    @cached_property
    def edited(self) -> tuple[int, ...]:
        """Numbers of the texts with edits."""
        return tuple(number for number, edits in enumerate(self.edits) if edits)

    @property
    def undone(self) -> Case:
        """The same without any edit."""
        return replace(self, edits=tuple(() for _ in self.texts))

    @cached_property
    def broken(self) -> tuple[tuple[int, ...], ...]:
        """Per text, numbers of the edits after which it does not parse as it did."""
        pairs = zip(self.texts, self.edits, strict=True)
        return tuple(
            broken(self.name, text, edits) if check_order(edits, len(text)) else ()
            for text, edits in pairs
        )

    @cached_property
    def private(self) -> Case:
        """The same without what is toxic: that is judged by its score, not by its place."""
        found = tuple(map(without_toxic, self.findings))
        return self if found == self.findings else replace(self, findings=found)

    @cached_property
    def placed(self) -> tuple[Sequence[Span], ...]:
        """As `surrogates`, without a model's own words: those are judged as any text."""
        kept: list[Sequence[Span]] = []
        for spans, edits in zip(self.surrogates, self.edits, strict=True):
            pairs = zip(spans, edits, strict=True)
            kept.append([span for span, edit in pairs if edit.category != TOXIC])
        return tuple(kept)

    @cached_property
    def surrogates(self) -> tuple[Sequence[Span], ...]:
        """Per text, where surrogates stand in the output."""
        return tuple(output_spans(edits) for edits in self.edits)


CANNOT = "cannot_be_detoxified"
"""The code of what has no harmless form: the meaning itself is the insult."""


class Objection(NamedTuple):
    """Why an output fails: a code, and for what concerns a place.

    Category and span of the input text.
    """

    code: str
    category: str = ""
    text: int = 0
    start: int = 0
    end: int = 0

    @property
    def reason(self) -> str:
        """The reason for sidecars and metrics: code and category, no place, no text."""
        return f"{self.code}:{self.category}" if self.category else self.code


class Verdict(NamedTuple):
    """`accepted`, or the objections, ordered; and how toxic the output is, where that was asked."""

    objections: tuple[Objection, ...] = ()
    scores: Scores | None = None

    @property
    def accepted(self) -> bool:
        """Whether the output counts."""
        return not self.objections

    @property
    def hopeless(self) -> bool:
        """Whether asking again would be of no use: without its insult nothing is left."""
        return any(objection.code == CANNOT for objection in self.objections)


def mended(case: Case) -> Case:
    """The case without the edits that keep its texts from parsing as they did.

    What they were to replace is then still there: if it is a finding, the judge objects to it.
    """
    if not any(case.broken):
        return case
    edits = tuple(
        tuple(edit for number, edit in enumerate(own) if number not in blamed)
        for own, blamed in zip(case.edits, case.broken, strict=True)
    )
    return Case(case.texts, case.findings, edits, case.name)
