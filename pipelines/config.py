"""Reads `--config job.yaml`: the same fields as the command line, checked as strictly.

One file serves several commands: a field of another `gdr` command is left to it, an option of
Apache Beam is handed on. What a line holds is never shown, only where it is: a configuration is a
place where secrets are pasted by accident.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import yaml

from pipelines.arguments import nearest, shown

_LARGEST_BYTES = 1 << 20


@dataclass(slots=True)
class Configured:
    """What a configuration holds.

    Attributes:
        values: by field name.
        beam: Beam's options, each as one argument.
        origins: where a field or an option of Beam stands (" (job.yaml, line 4)"), by its name.
        problems: a line for each mistake.
    """

    values: dict[str, object] = field(default_factory=dict)
    beam: list[str] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def load(
    path: str,
    own: Iterable[str],
    others: Iterable[str],
    beam: Callable[[str], str],
    beam_names: Callable[[], Iterable[str]],
) -> Configured:
    """The configuration at `path`; mistakes are in its `problems`, nothing is raised.

    Args:
        path: a local file, UTF-8, at most 1 MiB.
        own: names of this command's fields.
        others: names of other commands' fields.
        beam: gives the option of Beam that a field stands for, or "".
        beam_names: gives all options of Beam, to name the nearest.
    """
    found = Configured()
    name = os.path.basename(path)
    fields = {field_name.rstrip("_"): field_name for field_name in own}
    left = {field_name.rstrip("_") for field_name in others}
    for key, line, value in _entries(path, found.problems):
        where = f" ({name}, line {line})"
        plain = key.replace("-", "_")
        if plain in {*found.origins} or key in found.origins:
            found.problems.append(f"{shown(key)}{where}: is given twice; leave one out")
        elif plain in fields:
            found.values[fields[plain]] = value
            found.origins[plain] = found.origins[fields[plain]] = where
        elif plain not in left and (option := beam(key)):
            found.origins[plain] = found.origins[option] = where
            found.beam.extend(_arguments(option, value, where, found.problems))
        elif plain not in left:
            near = nearest(plain, {*fields, *left, *beam_names()})
            mend = f"did you mean {near.lstrip('-')}?" if near else "gdr --help lists the fields"
            found.problems.append(f"{shown(key)}{where}: unknown field; {mend}")
    return found


def _arguments(option: str, value: object, where: str, problems: list[str]) -> Iterator[str]:
    """An option of Beam as arguments: a flag, one value, or one for each of a list."""
    if value is True:
        yield option
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield f"{option}={value}"
    elif isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        yield from (f"{option}={item}" for item in value)
    elif value is not False:
        problems.append(f"{option}{where}: give a text, a number, true or false, or a list of them")


def _entries(path: str, problems: list[str]) -> Iterator[tuple[str, int, object]]:
    """Key, 1-based line and value of every entry; what ends the reading goes to `problems`."""
    loader: yaml.SafeLoader | None = None
    try:
        loader = yaml.SafeLoader(_text(path))
        yield from _pairs(loader, path, problems)
    except OSError as error:
        problems.append(
            f"--config {shown(path)}: cannot be read ({type(error).__name__}); give a YAML file"
        )
    except (ValueError, RecursionError, ArithmeticError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        problems.append(
            f"--config {shown(path)}: is no YAML that gdr reads, {where}; mend it there"
        )
    finally:
        if loader is not None:
            loader.dispose()


def _text(path: str) -> str:
    with open(os.path.expanduser(path), "rb") as file:
        data = file.read(_LARGEST_BYTES + 1)
    if len(data) > _LARGEST_BYTES:
        raise ValueError("too large")
    return data.decode("utf-8-sig")


def _pairs(
    loader: yaml.SafeLoader, path: str, problems: list[str]
) -> Iterator[tuple[str, int, object]]:
    root = loader.get_single_node()
    if root is None or root.tag == "tag:yaml.org,2002:null":
        return
    if not isinstance(root, yaml.MappingNode):
        problems.append(
            f"--config {shown(path)}: holds no mapping; write lines such as output: out/"
        )
        return
    for key, value in root.value:
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode) and isinstance(key.value, str):
            yield key.value, line, loader.construct_document(value)
        else:
            problems.append(f"--config {shown(path)}: line {line} has no name; write name: value")
