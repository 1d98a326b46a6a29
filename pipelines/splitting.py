"""The arguments of a command sorted into ours, Beam's and mistakes.

`argparse` stops at the first mistake, guesses abbreviations and does not know Beam's options, so
`split` goes through the arguments first: it names every mistake, and hands on only what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.arguments import About, Parser, about, flag, nearest, shown

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(slots=True)
class Split:
    """What `split` made of the arguments.

    Attributes:
        values: our options as given: a string, a list of strings, or a bool.
        beam: Beam's, each as one argument ("--num_workers=4").
        problems: a line for each mistake.
        meant: fields that a misspelt option probably stands for: not to be reported as missing too.
    """

    values: dict[str, object] = field(default_factory=dict)
    beam: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    meant: set[str] = field(default_factory=set)


class _Walk:
    """One pass over the arguments of a command."""

    def __init__(
        self,
        items: Mapping[str, About],
        elsewhere: Mapping[str, str],
        beam: Callable[[], Mapping[str, bool]],
    ) -> None:
        self._takes_value = {flag(n): bool(i.metavar) for n, i in items.items() if not i.positional}
        self._no = {flag("no_" + name) for name, item in items.items() if not item.metavar}
        self._positional = [name for name, item in items.items() if item.positional]
        self._elsewhere = elsewhere
        self._beam = beam
        self._once = {flag(n) for n, i in items.items() if i.metavar and not i.repeats}
        self._strays: list[str] = []
        self.clean: list[str] = []
        self.out = Split()

    def go(self, argv: Sequence[str]) -> None:
        rest = list(argv)
        while rest:
            argument = rest.pop(0)
            if argument == "--":
                self._place(rest)
                break
            if not argument.startswith("-") or argument == "-":
                self._place([argument])
            else:
                self._option(argument, rest)
        if self._strays:
            others = f" and {len(self._strays) - 1} more" if self._strays[1:] else ""
            self.out.problems.append(
                f"{shown(self._strays[0])}{others}: belongs to no option; "
                "put quotes around a value with spaces or wildcards"
            )

    def _place(self, arguments: Sequence[str]) -> None:
        for argument in arguments:
            if self._positional:
                self.out.values[self._positional.pop(0)] = argument
            else:
                self._strays.append(argument)

    def _option(self, argument: str, rest: list[str]) -> None:
        name, equals, value = argument.partition("=")
        if name in self._takes_value or name in self._no:
            takes, target = self._takes_value.get(name, False), self.clean
        elif name in (known := self._beam()):
            takes, target = known[name], self.out.beam
        else:
            self._unknown(name, bool(equals), rest)
            return
        if name in self._once and any(done.startswith(f"{name}=") for done in self.clean):
            self.out.problems.append(f"{name}: is given twice; leave one out")
        if not takes:
            target.append(name)
            if equals:
                self.out.problems.append(f"{name} {shown(value)}: takes no value; leave it out")
        elif equals:
            target.append(argument)
        elif rest and not _is_option(rest[0]):
            target.append(f"{name}={rest.pop(0)}")
        else:
            self.out.meant.add(_field(name))
            self.out.problems.append(f"{name}: needs a value; give {name}=VALUE")

    def _unknown(self, name: str, has_value: bool, rest: list[str]) -> None:
        ours = {*self._takes_value, *self._no}
        owner = self._elsewhere.get(name, "")
        near = nearest(name, {*ours, *self._beam()})
        if owner:
            self.out.problems.append(f"{name}: is an option of gdr {owner}; leave it out here")
        else:
            mend = f"did you mean {near}?" if near else "--help lists the options"
            self.out.problems.append(f"{shown(name)[1:-1]}: unknown option; {mend}")
            self.out.meant.add(_field(near))
        takes = self._takes_value.get(near, self._beam().get(near, not self._positional))
        if not has_value and takes and rest and not _is_option(rest[0]):
            rest.pop(0)


def _field(name: str) -> str:
    return name.removeprefix("--").replace("-", "_")


def _is_option(argument: str) -> bool:
    """Whether an argument is an option rather than a value; a negative number is a value."""
    return argument.startswith("-") and not argument[1:2].isdigit() and argument != "-"


def wants_help(argv: Iterable[str]) -> bool:
    """Whether `-h` or `--help` is among the arguments, before a `--`."""
    return any(argument in {"-h", "--help"} for argument in _before_dashes(argv))


def _before_dashes(argv: Iterable[str]) -> Iterator[str]:
    for argument in argv:
        if argument == "--":
            return
        yield argument


def split(
    parser: Parser,
    kind: type[BaseModel],
    argv: Sequence[str],
    *,
    elsewhere: Mapping[str, str],
    beam: Callable[[], Mapping[str, bool]],
) -> Split:
    """The arguments sorted into ours, Beam's and mistakes; raises nothing.

    Args:
        parser: as `build` made it for `kind`.
        kind: the command's options.
        argv: what follows the command's name.
        elsewhere: options of other commands, and whose they are.
        beam: gives Beam's options and whether each takes a value; asked only for other names.
    """
    walk = _Walk(about(kind), elsewhere, beam)
    walk.go(argv)
    values = vars(parser.parse_args(walk.clean))
    walk.out.values = {**values, **walk.out.values}
    return walk.out
