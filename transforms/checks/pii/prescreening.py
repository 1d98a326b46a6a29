"""Where in a batch a form may match at all: what the two ways of looking have in common.

A prescreen gives, for each form, regions that hold all of its matches, and the key words of the
categories. It may give more regions than needed, never too few: what matches in them is decided by
the same code (`scanner`) for both, and by what stands there alone. So both find the same:

- A form finds what `re.finditer` finds in each whole text. Where regions hold every match whole,
  with what its look-arounds see, and regions that overlap are joined, then going through them one
  after another finds the same: a match that would begin inside another one has the other one in its
  region as well.
- A form that begins with an anchor is tried at its anchors in order, but for those inside of the
  match before: regions need to hold where each match begins.
- A form that needs a key word runs in windows around its key words, and these are the same spans
  for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from transforms.checks.pii.batch import Batch, Window
from transforms.checks.pii.category import Category, Form


class Entry(NamedTuple):
    """One form of one category, by number."""

    number: int
    owner: int
    category: Category
    form: Form


@dataclass(frozen=True)
class Table:
    """All categories, their forms numbered.

    Attributes:
        categories: whose values are looked for.
        leads: never reported: what their forms match tells detectors where to look.
    """

    categories: tuple[Category, ...]
    leads: tuple[Category, ...] = ()

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every form in the order of the tables; its place is its number."""
        owners = enumerate((*self.categories, *self.leads))
        pairs = [(owner, c, f) for owner, c in owners for f in c.forms]
        return tuple(Entry(number, *pair) for number, pair in enumerate(pairs))

    def is_lead(self, entry: Entry) -> bool:
        """Whether a form is one of `leads`."""
        return entry.owner >= len(self.categories)

    @cached_property
    def free(self) -> tuple[Entry, ...]:
        """The forms that need no key word."""
        return tuple(entry for entry in self.entries if not entry.form.needs_keyword)

    @cached_property
    def told(self) -> Mapping[int, tuple[Entry, ...]]:
        """By number of its category, the forms that need a key word."""
        found: dict[int, tuple[Entry, ...]] = {}
        for entry in self.entries:
            if entry.form.needs_keyword:
                found[entry.owner] = (*found.get(entry.owner, ()), entry)
        return found

    @cached_property
    def keywords(self) -> Mapping[str, tuple[int, ...]]:
        """Key words, sorted, with the numbers of the categories whose forms need them."""
        found: dict[str, tuple[int, ...]] = {}
        for owner in self.told:
            for word in self.categories[owner].keywords:
                found[word] = (*found.get(word, ()), owner)
        return dict(sorted(found.items()))


class Prescreen(Protocol):
    """Looks for forms and key words of its table."""

    def regions(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """By number of a form that needs no key word, where it may match.

        Ordered, apart, each in one text. Of a form that begins with an anchor, where matches may
        begin. Of leads, places (windows without a character): for each
        match at least one in it, or right behind it.
        """
        ...

    def keywords(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        """By number of a category of `Table.told`, every place of its key words, by start.

        A key word stands in lower case text between characters other than a to z.
        """
        ...
