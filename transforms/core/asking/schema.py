"""The two forms of an answer: pydantic models that parse it, and the schemas that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from transforms.core.asking.items import Mode


class _Answer(BaseModel):
    # Fields that nobody asked for are left aside: they can do nothing.
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True)


class EditAnswer(_Answer):
    """One edit: what to find, what it is, and what to put there where a model may choose that."""

    find: str
    category: str
    replace: str = ""


class SampleEdits(_Answer):
    """The edits of one item."""

    id: str
    edits: tuple[EditAnswer, ...]


class SampleText(_Answer):
    """The rewritten text of one item."""

    id: str
    text: str


class EditsAnswer(_Answer):
    """An answer in mode `edits`."""

    samples: tuple[SampleEdits, ...]


class RewriteAnswer(_Answer):
    """An answer in mode `rewrite`."""

    samples: tuple[SampleText, ...]


_STRING = {"type": "string"}


def _object(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(of: object) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _edits(**edit: object) -> Mapping[str, Any]:
    return _object(samples=_list(_object(id=_STRING, edits=_list(_object(**edit)))))


_EDITS = _edits(find=_STRING, category=_STRING)
_EDITS_WITH_VALUES = _edits(find=_STRING, replace=_STRING, category=_STRING)
_REWRITE: Mapping[str, Any] = _object(samples=_list(_object(id=_STRING, text=_STRING)))


def schema_of(mode: Mode, *, values: bool) -> Mapping[str, Any]:
    """The JSON schema of an answer, without references: the same object every time.

    Args:
        mode: the form of the answer.
        values: whether an edit says what to put in. Where the surrogate engine chooses all values,
            nobody reads it, and it would be a third of the tokens that are paid most for.
    """
    if mode == "rewrite":
        return _REWRITE
    return _EDITS_WITH_VALUES if values else _EDITS
