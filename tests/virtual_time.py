"""An asyncio loop whose clock jumps: hours pass in a moment, and always in the same way."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class _Jumping(selectors.SelectSelector):
    """Waits for nothing: the clock goes on by what would have been waited."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everything waits, and nothing will ever happen")
        self.now_s += max(0.0, timeout)
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s


def now_s() -> float:
    """Seconds on the clock of the running loop; what code under test takes as `clock`."""
    return asyncio.get_running_loop().time()


def run(main: Coroutine[Any, Any, _Result]) -> _Result:
    """What the coroutine gives, in a loop that starts at 0 s and waits for nothing."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(main)
