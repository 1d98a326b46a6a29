"""The command line of a command, made from its options model: names, help, units and defaults.

`argparse` writes the help and assigns the values of what `pipelines.splitting` hands on.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

Parser = argparse.ArgumentParser
WIDTH = 100
GROUPS = (
    "Input", "Output", "Refinement", "Service", "Surrogates", "Plan", "Report", "Launch", "Run",
    "General",
)  # fmt: skip
_SHOWN_CHARACTERS = 80
# What may be a key typed in the place of its name.
_HIDDEN = ("surrogate_key", "api_key", "cache_password")
# User and password in an address, RFC 3986, 3.2.1; objects of a bucket may have an @ in their name.
_USER = re.compile(r"(?i)\b(?!gs:|s3:|file:)([a-z][a-z0-9+.-]*://).*@")


@dataclass(frozen=True, slots=True)
class About:
    """What the command line says about one field of an options model; part of its annotation.

    Attributes:
        group: the heading in `--help`.
        help: what it does, a sentence without a full stop.
        expects: what a right value is, as the mend of a wrong one ("give a share from 0 to 1").
        metavar: how the value is called; "" for a flag.
        unit: of a number, "" for everything else.
        repeats: whether it may be given several times.
        choices: gives the known values, asked only when needed.
        positional: whether it is given without a name.
        shapes: whether another value gives other outputs: a part of the run's fingerprint.
        default: what stands for the default in the help where the value itself says nothing.
    """

    group: str
    help: str
    expects: str = ""
    metavar: str = ""
    unit: str = ""
    repeats: bool = False
    choices: Callable[[], Sequence[str]] | None = None
    positional: bool = False
    shapes: bool = False
    default: str = ""


def flag(name: str) -> str:
    """The option of a field.

    A field whose name is taken by Python or pydantic ends with an underscore, the option does not.

    >>> flag("text_field"), flag("json_")
    ('--text-field', '--json')
    """
    return "--" + name.rstrip("_").replace("_", "-")


def shown(value: object) -> str:
    """The value for a message: quoted, control characters escaped, at most 80 characters of it.

    Never a password that stands in an address.
    """
    if isinstance(value, list | tuple) and len(value) == 1:
        return shown(value[0])
    if isinstance(value, Mapping):
        return f"a mapping of {len(value)} fields"
    if isinstance(value, list | tuple):
        value = type(value)(_without_user(item) for item in value)
    value = _without_user(value)
    text = repr(value[: _SHOWN_CHARACTERS + 1] if isinstance(value, str) else value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "..."


def _without_user(value: object) -> object:
    return _USER.sub(r"\1***@", value) if isinstance(value, str) else value


def complaint(name: str, value: object, mend: str, origin: str = "") -> str:
    """The line about a wrong option: name, value, origin, mend. No key is ever shown."""
    what = "" if name.startswith(_HIDDEN) else f" {shown(value)}"
    return f"{flag(name)}{what}{origin}: {mend}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like `name`, "" when none does; dashes are underscores."""
    plain = {other.lstrip("-").replace("_", "-"): other for other in known}
    near = difflib.get_close_matches(name.lstrip("-").replace("_", "-").lower(), plain, 1, 0.7)
    return plain[near[0]] if near else ""


def about(kind: type[BaseModel]) -> dict[str, About]:
    """The fields of a model that are options, by group in the order of `GROUPS`."""
    found = {
        name: item
        for name, info in kind.model_fields.items()
        for item in info.metadata
        if isinstance(item, About)
    }
    return {name: item for group in GROUPS for name, item in found.items() if item.group == group}


def _explained(item: About, default: object) -> str:
    """The help of one option, with choices, unit and default."""
    notes = []
    if item.unit and item.unit not in item.help:
        notes.append(item.unit)
    if item.choices is not None:
        notes.append("one of " + ", ".join(item.choices()))
    if item.repeats:
        notes.append("may be repeated")
    if item.default:
        notes.append(f"default: {item.default}")
    elif default not in (None, False, (), "") and str(default) != "PydanticUndefined":
        notes.append(f"default: {_said(default)}")
    return (item.help + (f" ({'; '.join(notes)})" if notes else "")).replace("%", "%%")


def _said(default: object) -> str:
    """A default as the user would type it: sizes in MiB, several values with commas."""
    if isinstance(default, tuple):
        return ", ".join(default)
    if isinstance(default, int) and default and default % (1 << 20) == 0:
        return f"{default >> 20}MiB"
    return f"{default:g}" if isinstance(default, float) else str(default)


def _usage(name: str, kind: type[BaseModel], items: Mapping[str, About]) -> str:
    needed = [
        f"[{item.metavar}]" if item.positional else f"{flag(field_name)} {item.metavar}"
        for field_name, item in items.items()
        if kind.model_fields[field_name].is_required()
    ]
    beam = ["[options of Apache Beam]"] if "runner" in items else []
    return " ".join(["gdr", name, *needed, "[options]", *beam]).replace("[OUT]", "OUT")


def build(name: str, kind: type[BaseModel], description: str, epilog: str) -> Parser:
    """The parser of one command: every option in its group; what is absent stays absent."""
    items = about(kind)
    parser = argparse.ArgumentParser(
        prog=f"gdr {name}",
        usage=_usage(name, kind, items),
        description=description,
        epilog=epilog,
        allow_abbrev=False,
        add_help=False,
        argument_default=argparse.SUPPRESS,
        formatter_class=partial(argparse.HelpFormatter, width=WIDTH, max_help_position=32),
    )
    groups = {item.group: None for item in items.values()}
    sections = {title: parser.add_argument_group(title) for title in groups}
    for field_name, item in items.items():
        _add(sections[item.group], field_name, item, kind.model_fields[field_name].default)
    sections[next(reversed(sections))].add_argument(
        "-h", "--help", action="help", help="shows this and ends"
    )
    return parser


def _add(section: argparse._ArgumentGroup, name: str, item: About, default: object) -> None:
    text = _explained(item, default)
    if item.positional:
        section.add_argument(name, metavar=item.metavar, help=text, nargs="?")
    elif not item.metavar:
        section.add_argument(flag(name), dest=name, action="store_true", help=text)
        section.add_argument(
            flag("no_" + name), dest=name, action="store_false", help=argparse.SUPPRESS
        )
    else:
        action = "append" if item.repeats else "store"
        section.add_argument(flag(name), dest=name, action=action, metavar=item.metavar, help=text)
