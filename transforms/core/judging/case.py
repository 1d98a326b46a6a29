"""What is judged and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from transforms.core.edits import Span, apply, check_order, output_spans
from transforms.core.judging.syntax import broken
from transforms.core.records import Edit, Finding


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

    @cached_property
    def broken(self) -> tuple[tuple[int, ...], ...]:
        """Per text, numbers of the edits after which it does not parse as it did."""
        pairs = zip(self.texts, self.edits, strict=True)
        return tuple(
            broken(self.name, text, edits) if check_order(edits, len(text)) else ()
            for text, edits in pairs
        )

    @cached_property
    def surrogates(self) -> tuple[Sequence[Span], ...]:
        """Per text, where surrogates stand in the output."""
        return tuple(output_spans(edits) for edits in self.edits)


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
    """`accepted`, or the objections, ordered."""

    objections: tuple[Objection, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the output counts."""
        return not self.objections


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
