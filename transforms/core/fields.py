"""Field paths: how an option names a place inside a row.

    text                    the top-level field
    meta.author             a field of a nested object (Parquet struct, Avro record, JSON object)
    messages[].content      that field in every element of a list
    tags[]                  every element of a list of strings
    labels{}                every value of a map with free keys (Parquet and Avro maps)

A field whose own name holds `.`, `[`, `{` or a backslash is written with a backslash before that
character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from transforms.core.errors import OptionsError

ITEMS = "[]"
VALUES = "{}"

_STEP = re.compile(r"\[\]|\{\}|\.?((?:[^.\[\]{}\\]|\\.)+)", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}\Z")


def parse(path: str) -> tuple[str, ...]:
    """The steps of a path: names, `ITEMS` and `VALUES`.

    >>> parse("messages[].content")
    ('messages', '[]', 'content')

    Raises:
        OptionsError: the path is empty or not of the form above.
    """
    steps: list[str] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if (
            match is None
            or (match[0][0] == "." and not steps)
            or (match[1] and match[0][0] != "." and steps)
        ):
            raise OptionsError(
                f"field path {path!r} is malformed at character {at}: "
                "write it as messages[].content"
            )
        steps.append(re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL) if match[1] else match[0])
        at = match.end()
    if not steps or steps[0] in {ITEMS, VALUES}:
        raise OptionsError(f"field path {path!r} does not begin with a field's name")
    return tuple(steps)


def column(steps: tuple[str, ...]) -> str:
    """The name of a column for people and metrics; `*` for a step that may be private text.

    >>> column(("meta", "someone@example.com", "[]"))
    'meta.*[]'
    """
    shown = ""
    for step in steps:
        if step in {ITEMS, VALUES}:
            shown += step
        else:
            shown += ("." if shown else "") + (step if _PLAIN.match(step) else "*")
    return shown


@dataclass(frozen=True)
class FieldOptions:
    """Which fields are text, which travel untouched, which go; the same for every format.

    Attributes:
        text: paths of the text fields; several, nested.
        id: path of the field that names a sample, "" for none.
        date_key: path of the field that names whom a sample's dates are about, "" for none.
        keep: paths that may hold findings and stay as they are, counted.
        drop: paths that are absent from the output.
        text_unit: "file" or "line": what a sample of a plain text is.
        binary: "keep" or "drop": what becomes of binary files among code.
        revision: of a bare git repository.
    """

    text: tuple[str, ...] = ("text",)
    id: str = ""
    date_key: str = ""
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    text_unit: str = "file"
    binary: str = "keep"
    revision: str = "HEAD"

    @cached_property
    def text_steps(self) -> tuple[tuple[str, ...], ...]:
        """The text paths, parsed."""
        return tuple(parse(path) for path in self.text)

    @cached_property
    def drop_steps(self) -> tuple[tuple[str, ...], ...]:
        """The paths to drop, parsed."""
        return tuple(parse(path) for path in self.drop)

    @cached_property
    def id_steps(self) -> tuple[str, ...]:
        """The id's path, parsed; empty for none."""
        return parse(self.id) if self.id else ()

    @cached_property
    def date_key_steps(self) -> tuple[str, ...]:
        """The date key's path, parsed; empty for none."""
        return parse(self.date_key) if self.date_key else ()
