"""The options of what is read; see `pipelines.option_groups` for the form."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field

from pipelines.arguments import About
from pipelines.option_groups import INPUT, Options
from pipelines.values import (
    BINARIES,
    TEXT_UNITS,
    Addresses,
    Binary,
    FieldPath,
    FieldPaths,
    FormatName,
    Text,
    TextUnit,
)
from transforms.core import registry
from transforms.core.fields import FieldOptions


class CorpusOptions(Options):
    """Which corpus, and which of its fields are text."""

    input: Annotated[
        Addresses,
        Field(min_length=1),
        About("Input", INPUT, "give at least one path or pattern", metavar="PATTERN", repeats=True),
    ]
    format: Annotated[
        FormatName | None,
        About(
            "Input",
            "format of the corpus",
            metavar="NAME",
            choices=partial(registry.names, "formats"),
            shapes=True,
            default="guessed by ending and first bytes",
        ),
    ] = None
    text_field: Annotated[
        FieldPaths,
        Field(min_length=1),
        About(
            "Input",
            "field that is text to refine, such as messages[].content",
            "give at least one field path",
            metavar="PATH",
            repeats=True,
            shapes=True,
        ),
    ] = ("text",)
    text_unit: Annotated[
        TextUnit,
        About(
            "Input",
            "what a sample of a plain text is",
            metavar="UNIT",
            choices=lambda: TEXT_UNITS,
            shapes=True,
        ),
    ] = "file"
    id_field: Annotated[
        FieldPath | None,
        About(
            "Input",
            "field that names a sample",
            metavar="PATH",
            shapes=True,
            default="<relative path>#<index>",
        ),
    ] = None
    keep_field: Annotated[
        FieldPaths,
        About(
            "Input",
            "field that may hold private data and stays as it is, counted",
            metavar="PATH",
            repeats=True,
            shapes=True,
        ),
    ] = ()
    drop_field: Annotated[
        FieldPaths,
        About(
            "Input",
            "field that is left out of the output",
            metavar="PATH",
            repeats=True,
            shapes=True,
        ),
    ] = ()
    binary: Annotated[
        Binary,
        About(
            "Input",
            "what becomes of binary files among code",
            metavar="WHAT",
            choices=lambda: BINARIES,
            shapes=True,
        ),
    ] = "keep"
    revision: Annotated[
        Text,
        About(
            "Input",
            "branch, tag or commit of a bare git repository",
            "give a text; put quotes around a number",
            metavar="REV",
            shapes=True,
        ),
    ] = "HEAD"

    @property
    def field_options(self) -> FieldOptions:
        """The choice of fields, as formats take it."""
        return FieldOptions(
            text=self.text_field,
            id=self.id_field or "",
            keep=self.keep_field,
            drop=self.drop_field,
            text_unit=self.text_unit,
            binary=self.binary,
            revision=self.revision,
        )
