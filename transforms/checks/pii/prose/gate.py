"""Tells prose from code and machines' output, cheaply."""

from __future__ import annotations

_CODE = "{}();=<>_[]$\\"
"""Marks that prose has few of (C. D. Manning et al., any corpus): in code every tenth character."""

_MOST = 0.045
"""Share of these marks above which a text is no prose."""

_SHORT = 120
"""Characters below which a text is taken for prose: its marks say little."""

_HEAD = 20_000
"""Characters that are counted."""


def is_prose(text: str) -> bool:
    """Whether a text is people's language rather than code, data or a log of machines."""
    if len(text) < _SHORT:
        return True
    head = text[:_HEAD]
    return sum(head.count(mark) for mark in _CODE) <= _MOST * len(head)
