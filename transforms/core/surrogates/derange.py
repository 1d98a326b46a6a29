"""Another member of a list for each member, one-to-one, by the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from transforms.core.surrogates.draw import Keyed
from transforms.core.surrogates.permute import permuted

T = TypeVar("T")

_MOST_STEPS = 512
"""Steps after which a member is given up: the list is at least a tenth of the numbers walked."""


def other(keyed: Keyed, label: str, members: Sequence[T], at: int) -> T | None:
    """The member that takes the place of number `at`: never itself, never that of another.

    Numbers beyond the list are walked over (cycle walking: J. Black and P. Rogaway, 2002). None
    where the walk comes back to `at`, which happens to few members of short lists.
    """
    size = max(10, 10 ** len(str(len(members) - 1)))
    number = permuted(keyed, label, at, size)
    for _ in range(_MOST_STEPS):
        if number < len(members):
            return members[number] if number != at else None
        number = permuted(keyed, label, number, size)
    return None
