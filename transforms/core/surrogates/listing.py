"""Tables of words, written as they are read."""

from __future__ import annotations


def listed(text: str) -> tuple[str, ...]:
    """The words of `text`, in order.

    >>> listed("smtp web")
    ('smtp', 'web')
    """
    return tuple(text.split())
