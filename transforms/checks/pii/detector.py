"""What finds values by other means than patterns: a tagger of names, a lexer of source code.

A module of this package offers its detectors beside or instead of `CATEGORIES`:

    DETECTORS = (Names,)        # what builds them, without arguments; called once a process

They run after all patterns, one after another in the order of their modules' names, and see what
was found before them. A detector must be a function of the batch's single texts: what it finds in
one does not depend on the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Hit


class Detector(Protocol):
    """Finds values of its categories."""

    @property
    def categories(self) -> Sequence[Category]:
        """What it may report; entries may have no forms."""
        ...

    def find(self, batch: Batch, found: Sequence[Hit]) -> Iterable[Hit]:
        """Further hits in the batch; they may overlap each other and those of `found`.

        Args:
            batch: the texts; `batch.words` tells cheaply whether it is worth looking.
            found: what patterns and earlier detectors found, in no order, with overlaps.
        """
        ...
