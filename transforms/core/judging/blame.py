"""Which edits are to blame where an output does not parse as its text did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from transforms.core.edits import apply
from transforms.core.records import Edit

MOST_PARSED = 20_000_000
"""Characters parsed to find which edit of many broke a text; beyond it all of a group count."""


class Original(Protocol):
    """A text as it parsed, which outputs are compared with."""

    def differs(self, output: str, edits: Sequence[Edit]) -> tuple[int, ...] | None:
        """Numbers of the edits that keep the output from parsing as the text did.

        () where it does; None where something does, and the place does not tell which.
        """


def blamed(text: str, edits: Sequence[Edit], original: Original) -> tuple[int, ...]:
    """Numbers of the edits to undo, so that the others leave a text that parses as it did.

    By their places, else by halves: one among n costs about 2 log2(n) parses, not n. What breaks
    it only together is blamed together; where the rest still fails, all are.
    """
    everyone = range(len(edits))
    trial = _Trial(text, edits, original)
    found = trial.among(everyone)
    rest = [number for number in everyone if number not in set(found)]
    if found and rest and trial.differs(rest) != ():
        return tuple(everyone)
    return found


class _Trial:
    """Tries groups of edits without the others."""

    def __init__(self, text: str, edits: Sequence[Edit], original: Original) -> None:
        self._text = text
        self._edits = edits
        self._original = original
        self._left = MOST_PARSED

    def among(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Those of the group that are to blame."""
        told = self.differs(numbers)
        if told is not None:
            return tuple(numbers[place] for place in told)
        if len(numbers) == 1 or self._left < 0:
            return tuple(numbers)
        half = len(numbers) // 2
        found = self.among(numbers[:half]) + self.among(numbers[half:])
        return found or tuple(numbers)

    def differs(self, numbers: Sequence[int]) -> tuple[int, ...] | None:
        """As the original's, places within the group."""
        self._left -= len(self._text)
        tried = [self._edits[number] for number in numbers]
        return self._original.differs(apply(self._text, tried), tried)
