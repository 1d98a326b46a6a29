"""A type at its place in an Avro schema, and what is looked for from there on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from transforms.core import avro_schema
from transforms.core.avro_binary import Found
from transforms.core.avro_schema import Steps, Type


class Place(Protocol):
    """A type at its place in the schema."""

    def read(self, data: bytes, at: int, found: Found) -> int:
        """Notes what is in the value at `at`; returns where it ends."""
        ...


Pending = tuple[tuple[str, Steps], ...]


@dataclass(frozen=True, eq=False)
class At:
    """Where a type stands: what is looked for below it, its path, and the records around it.

    Attributes:
        type: the type.
        pending: ("text", "id" or "entity", steps from here).
        path: steps from the root; a record inside itself has the path of the outer one.
        hidden: below a dropped field, where only an id and an entity are looked for.
        around: places of the records around it, by type and what is looked for.
    """

    type: Type
    pending: Pending
    path: Steps
    hidden: bool
    around: dict[tuple[int, Pending, bool], Place]

    def below(self, kind: Type, step: str | None) -> At:
        """A step further; None for a branch of a union."""
        if step is None:
            return At(kind, self.pending, self.path, self.hidden, self.around)
        pending = tuple((tag, steps[1:]) for tag, steps in self.pending if steps[:1] == (step,))
        return At(kind, pending, (*self.path, step), self.hidden, self.around)

    def sought(self, tag: str) -> bool:
        """Whether this very place is the text, the id or the entity."""
        return (tag, ()) in self.pending

    @property
    def flaw(self) -> str:
        """Why a value here is none of what a text's path leads to."""
        paths = [steps for tag, steps in self.pending if tag == "text"]
        if any(s and avro_schema.below(self.type, s[0]) is None for s in paths):
            return "text_field_missing"
        return "text_not_string" if () in paths and self.type.kind != "string" else ""
