"""What a kind of number is made of: its check, and what each of its places may become."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.core.identifiers.validity import check


@dataclass(frozen=True)
class Number:
    """A kind of number that somebody gives out.

    Attributes:
        name: of the category.
        checks: names that `validity.check` knows, one of which has to pass; none: the format alone.
        layouts: a character for each place of the compact form, one layout for each length; those
            of one state among several behind its letters and a colon (`FR:kkcc...`). `k` stays,
            `d` becomes a digit, `n` one from 1 to 9, `a` a letter, `x` a letter or digit as there
            was, `l` as `x` but digits stay, `e` as `x` but letters stay, `c` and `C` a check digit
            and a check character, found by trying, `Y`, `M`, `D` part of a date (`m` a month's
            letter in Italy). `*e`: all places of any other length.
    """

    name: str
    checks: tuple[str, ...]
    layouts: tuple[str, ...]

    def layout(self, number: str) -> str:
        """The layout for a compact form; where none fits the last place checks, if anything does.

        >>> Number("X", (), ("kdd", "*e")).layout("A1234")
        'eeeee'
        """
        role = "x"
        for entry in self.layouts:
            start, _, layout = entry.rpartition(":")
            if layout.startswith("*"):
                role = layout[1]
            elif len(layout) == len(number) and number.startswith(start):
                return layout
        return role * (len(number) - 1) + ("C" if self.checks else role)

    def is_valid(self, number: str) -> bool:
        """Whether a compact form passes; True where there is nothing to check."""
        return not self.checks or any(check(name)(number) for name in self.checks)


def table(text: str) -> dict[str, Number]:
    """The numbers of lines `NAME | checks | layouts`, both separated by spaces."""
    found: dict[str, Number] = {}
    for line in text.strip().splitlines():
        name, checks, layouts = (part.strip() for part in line.split("|"))
        found[name] = Number(name, tuple(checks.split()), tuple(layouts.split()))
    return found
