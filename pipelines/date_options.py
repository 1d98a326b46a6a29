"""By what dates move: an option that shapes outputs, so a command that refines takes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pipelines.arguments import About
from pipelines.corpus_options import CorpusOptions
from pipelines.values import FieldPath
from transforms.core.fields import FieldOptions


class DateOptions(CorpusOptions):
    """By what dates move, so that what lies between two of them stays."""

    date_key: Annotated[
        FieldPath | None,
        About(
            "Surrogates",
            "field that names whom a sample's dates are about: all dates of one value move by the "
            "same days",
            metavar="PATH",
            shapes=True,
            default="one number of days for the run",
        ),
    ] = None

    @property
    def field_options(self) -> FieldOptions:
        """The choice of fields, with the key of dates."""
        return replace(super().field_options, date_key=self.date_key or "")
