"""Waits for what comes in its own time: looked at again and again, with an end far away.

A test that looks once, after a sleep that was long enough here, fails on a machine that is slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 300.0
"""Longer than anything takes on a slow machine that others use: who waits so long, waits in vain.
Also the time a child process is given to end."""


def wait_until(
    holds: Callable[[], object], seen: Callable[[], object] = lambda: "", *, every_s: float = 0.01
) -> None:
    """Returns once `holds()` is true; fails after `PATIENCE_S`, showing what is `seen` instead."""
    ends = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends, f"waited in vain for {PATIENCE_S:.0f} s: {seen()}"
        time.sleep(every_s)
