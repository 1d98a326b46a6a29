"""Options built from loose values, or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from pydantic import ValidationError

from pipelines import conflicts
from pipelines.arguments import about, complaint, flag
from pipelines.option_groups import Options
from transforms.core.errors import OptionsError

Kind = TypeVar("Kind", bound=Options)


@dataclass(frozen=True, slots=True)
class Checked(Generic[Kind]):
    """What `check` found.

    Attributes:
        options: the options, None when something is wrong.
        values: the given values that are right, by field name.
        problems: a line for each mistake: name, value, mend.
    """

    options: Kind | None
    values: Mapping[str, object]
    problems: tuple[str, ...]


def check(
    kind: type[Kind],
    values: Mapping[str, object],
    *,
    origins: Mapping[str, str] = MappingProxyType({}),
    excused: Set[str] = frozenset(),
) -> Checked[Kind]:
    """The options of a command, or all that is wrong with them.

    Args:
        kind: the command's model.
        values: by field name, as the command line or the configuration gave them.
        origins: where a value comes from, by field name, when not from the command line.
        excused: fields whose absence was explained already.
    """
    wrong: list[tuple[str, str]] = []
    try:
        return Checked(kind.model_validate(values), values, ())
    except ValidationError as error:
        wrong = list(_problems(kind, values, error, origins))
    except OptionsError:
        pass  # contradictions: found again below, with their origins
    bad = {name for name, _ in wrong}
    good = {name: value for name, value in values.items() if name not in bad}
    effective = {**{name: info.default for name, info in kind.model_fields.items()}, **good}
    conflicting = [
        complaint(name, effective.get(name), mend, origins.get(name, ""))
        for name, mend in conflicts.find(effective, good.keys())
    ]
    lines = [line for name, line in wrong if not (name in excused and name not in values)]
    return Checked(None, good, (*lines, *conflicting))


def _problems(
    kind: type[Options],
    values: Mapping[str, object],
    wrong: ValidationError,
    origins: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    """Name and line of every field that is wrong, once for each, in the order of the model."""
    items = about(kind)
    seen: set[str] = set()
    for error in wrong.errors(include_url=False, include_input=False):
        name = str(error["loc"][0])
        if name in seen:
            continue
        seen.add(name)
        value, item = values.get(name), items.get(name)
        if error["type"] == "missing":
            where = item.metavar if item and item.positional else flag(name)
            yield name, f"{where}: is missing; {item.expects if item else 'give it'}"
            continue
        if len(error["loc"]) > 1 and isinstance(value, list | tuple):
            value = value[int(error["loc"][1])]
        if error["type"] == "value_error":
            mend = str(error["ctx"]["error"])
        else:
            mend = item.expects if item and item.expects else "give a text"
        yield name, complaint(name, value, mend, origins.get(name, ""))
