"""What finds values by other means than patterns: a tagger of names, a lexer of source code.

A module of this package offers its detectors beside or instead of `CATEGORIES`:

    DETECTORS = (Names,)        # what builds them, without arguments; called once a process

They run after all patterns, one after another in the order of their modules' names, and see what
was found before them. A detector must be a function of the batch's single texts: what it finds in
one does not depend on the others.

Looking at whole texts costs more than all patterns together do. So a detector names leads: forms of
which one matches wherever there may be something for it. They are looked for together with all
other patterns, and it is told where.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Form, Hit


class Detector(Protocol):
    """Finds values of its categories."""

    @property
    def categories(self) -> Sequence[Category]:
        """What it may report; entries may have no forms."""
        ...

    @property
    def leads(self) -> Sequence[Form]:
        """Forms, with anchors, that tell where to look; none where it looks by other means."""
        ...

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> Iterable[Hit]:
        """Further hits in the batch; they may overlap each other and those of `found`.

        Args:
            batch: the texts; `batch.words` tells cheaply whether it is worth looking.
            found: what patterns and earlier detectors found, in no order, with overlaps.
            led: characters, ascending: of each match of a lead one in it, or right behind it. There
                may be more of them, and hits must not depend on those.
        """
        ...
