"""Demonstrations: which set an input is asked with, and that none of their values comes out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from transforms.core.prompt import Prompt

_SHORTEST = 4  # characters: a shorter value says too little


def choose(prompt: Prompt, text: str) -> int:
    """The number of the set of demonstrations for a text: the same for the same text."""
    if len(prompt.examples) < 2:
        return 0
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % len(prompt.examples)


@dataclass(frozen=True)
class Demonstrated:
    """The values of a prompt's demonstrations, which belong to nobody's sample."""

    values: tuple[str, ...] = field(repr=False)

    @staticmethod
    def of(prompt: Prompt) -> Demonstrated:
        """Those that the demonstrations have found and put in."""
        values = {
            value
            for chosen in prompt.examples
            for sample in chosen.samples
            for edit in sample.edits
            for value in (edit.find, edit.replace)
            if len(value) >= _SHORTEST
        }
        return Demonstrated(tuple(sorted(values, key=lambda value: (-len(value), value))))

    def shown(self, output: str, text: str) -> bool:
        """Whether the output holds one of them that its text did not hold."""
        return any(value in output and value not in text for value in self.values)
