"""Options as they were given, before a model has checked them all: by field name."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.beam_options import LOCAL_RUNNER, runner_name

Values = Mapping[str, object]
Conflict = tuple[str, str]
"""The field that is to change, and the mend."""


def texts(values: Values, name: str) -> list[str]:
    """The texts of a field, given as one or as several; none where it is something else."""
    value = values.get(name)
    items = value if isinstance(value, list | tuple) else [value]
    return [item for item in items if isinstance(item, str) and item]


def first(values: Values, name: str) -> str:
    """The first text of a field, "" for none."""
    return next(iter(texts(values, name)), "")


def runs_here(values: Values) -> bool:
    """Whether the workers are processes of this machine, with its environment."""
    runner = values.get("runner", "")
    return isinstance(runner, str) and runner_name(runner) == LOCAL_RUNNER
