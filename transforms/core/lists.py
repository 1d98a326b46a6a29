"""A policy's own lists: what stays whoever objects to it, and what goes wherever it stands."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from transforms.core.normal_forms import words
from transforms.core.records import Finding
from transforms.core.sought import Sought

DENIED = "DENIED"
"""The category of a value of a deny list whose line names no other."""

_NAMES = "PERSON_NAME"
_HOSTS = re.compile(r"(?:@|://)?((?:[\w-]+\.)+[\w-]+)[^@\s]*\Z")


def entries(data: bytes) -> list[str]:
    """The entries of a list's file: a line each, UTF-8, but for blank lines and comments (`#`).

    Raises:
        ValueError: it is no UTF-8.
    """
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError("a list's file has to be UTF-8") from None
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@dataclass(frozen=True)
class Kept:
    """Values that stay.

    An entry is a value (`Angela Merkel`: she stays by her surname alone as well), a domain with
    all its addresses, hosts and URLs (`domain:example.org`), addresses of one (`@example.org`), or
    a pattern for whole values (`/ACME-[0-9]+/`).
    """

    values: frozenset[str] = frozenset()
    names: tuple[frozenset[str], ...] = ()
    domains: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    def keeps(self, value: str, category: str = "") -> bool:
        """Whether the value, found as `category`, stays."""
        folded = words(value)
        if folded in self.values or any(p.fullmatch(value.strip()) for p in self.patterns):
            return True
        if any(folded.endswith(domain) for domain in self.domains if domain[:1] == "@"):
            return True
        if category == _NAMES:
            parts = frozenset(folded.removesuffix("'s").removesuffix("’s").split())
            return any(parts <= name for name in self.names)
        return self._of_domain(folded)

    def _of_domain(self, folded: str) -> bool:
        match = _HOSTS.search(folded)
        host = match[1] if match else ""
        plain = (domain for domain in self.domains if domain[:1] != "@")
        return any(host == domain or host.endswith(f".{domain}") for domain in plain)


@functools.lru_cache(64)
def kept_entries(listed: tuple[str, ...]) -> Kept:
    """What the entries keep.

    Raises:
        ValueError: a pattern is no regular expression; names its place, not the entry.
    """
    values: set[str] = set()
    domains: list[str] = []
    patterns: list[re.Pattern[str]] = []
    for number, entry in enumerate(listed, 1):
        if len(entry) > 2 and entry[0] == entry[-1] == "/":
            try:
                patterns.append(re.compile(entry[1:-1]))
            except re.error:
                raise ValueError(f"entry {number} of keep is no regular expression") from None
        elif entry.startswith("@"):
            domains.append(words(entry))
        elif entry.startswith("domain:"):
            domains.append(words(entry.removeprefix("domain:")))
        else:
            values.add(words(entry))
    names = tuple(frozenset(value.split()) for value in sorted(values))
    return Kept(frozenset(values), names, tuple(domains), tuple(patterns))


@dataclass(frozen=True)
class Denied:
    """Values that go wherever they stand, in any case, numbers in any grouping.

    Attributes:
        values: (category, value).
    """

    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @functools.cached_property
    def _sought(self) -> Sought:
        return Sought(self.values)

    def find(self, texts: Sequence[str]) -> Iterable[Finding]:
        """A finding of score 1 for each place of a value, ordered by text and start."""
        if not self.values:
            return
        for number, places in enumerate(self._sought.find_in_all(texts)):
            for start, end, category in places:
                yield Finding(number, start, end, category, 1.0, "deny")


def denied_values(files: Iterable[bytes]) -> Denied:
    """The values of deny lists' files: `value`, or `CATEGORY: value`.

    Raises:
        ValueError: a file is no UTF-8.
    """
    found = []
    for data in files:
        for line in entries(data):
            match = re.fullmatch(r"(?:([A-Z][A-Z0-9_]{2,}):\s*)?(.+)", line)
            if match is not None:
                found.append((match[1] or DENIED, match[2]))
    return Denied(tuple(found))
