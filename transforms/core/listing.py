"""Lists of the user: what stays though a check objects to it, and what goes though none does.

One entry a line; empty lines and those that begin with `#` say nothing. A list of what stays:

    Ada Lovelace         a name or value, in any case; its parts stay in texts that have all of it
    @example.org         addresses of a domain, and of those below it; hosts and URLs of it
    /INV-[0-9]{6}/       a regular expression that a whole value matches

A list of what goes holds values, each behind its category and a tab where that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from transforms.core.errors import OptionsError
from transforms.core.records import Finding

LISTED = "LISTED"
"""Category of what goes and has no other."""

SHORTEST = 3
"""Characters of an entry of what goes; a shorter one would take apart every text."""


@dataclass(frozen=True)
class Keep:
    """What stays."""

    entries: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def _values(self) -> frozenset[str]:
        plain = (entry for entry in self.entries if not _is_marked(entry))
        return frozenset(_folded(entry) for entry in plain)

    @cached_property
    def _domains(self) -> tuple[str, ...]:
        marked = (entry for entry in self.entries if entry.startswith("@"))
        return tuple(entry[1:].casefold() for entry in marked)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        marked = (entry for entry in self.entries if entry.startswith("/") and len(entry) > 1)
        return tuple(re.compile(entry[1:].removesuffix("/")) for entry in marked)

    def keeps(self, value: str) -> bool:
        """Whether the value stays wherever it stands."""
        folded = _folded(value)
        if folded in self._values:
            return True
        if any(_is_of(domain, folded) for domain in self._domains):
            return True
        return any(pattern.fullmatch(value) for pattern in self._patterns)

    def keeps_in(self, text: str, findings: Sequence[Finding]) -> list[Finding]:
        """The findings in a text that do not stay."""
        if not self.entries:
            return list(findings)
        whole = _folded(text)
        here = [value for value in self._values if " " in value and value in whole]
        return [
            finding
            for finding in findings
            if not self._stays(text[finding.start : finding.end], here)
        ]

    def _stays(self, value: str, here: Iterable[str]) -> bool:
        """As `keeps`; `here` are the values of several words that the text has."""
        if self.keeps(value):
            return True
        part = f" {_folded(value)} "
        return any(part in f" {entry} " for entry in here)


def _is_marked(entry: str) -> bool:
    return entry.startswith(("@", "/"))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_of(domain: str, value: str) -> bool:
    """Whether a value is an address at a domain or below it, its host, or a URL of it."""
    host = value.rpartition("@")[2].partition("://")[2] or value.rpartition("@")[2]
    host = re.split(r"[/:?#]", host, maxsplit=1)[0]
    return host == domain or host.endswith(f".{domain}")


def read_keep(lines: Iterable[str]) -> Keep:
    """What stays by the lines of a list.

    Raises:
        OptionsError: an entry is no regular expression; names its line, not the entry.
    """
    entries: list[str] = []
    for number, entry in _entries(lines):
        if entry.startswith("/"):
            try:
                re.compile(entry[1:].removesuffix("/"))
            except re.error:
                raise OptionsError(
                    f"list of what stays, line {number}: no regular expression"
                ) from None
        entries.append(entry)
    return Keep(tuple(entries))


def read_deny(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What goes by the lines of a list: category and value of each entry.

    Raises:
        OptionsError: an entry is too short; names its line, not the entry.
    """
    found: list[tuple[str, str]] = []
    for number, entry in _entries(lines):
        category, tab, value = entry.partition("\t")
        pair = (category.strip(), value.strip()) if tab else (LISTED, entry)
        if len(pair[1]) < SHORTEST:
            raise OptionsError(
                f"list of what goes, line {number}: give {SHORTEST} characters or more"
            )
        found.append(pair)
    return tuple(dict.fromkeys(found))


def _entries(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        entry = line.strip()
        if entry and not entry.startswith("#"):
            yield number, entry
