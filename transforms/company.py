"""Who else of this machine is at work on a launch: a run that stops waits for their end.

A local runner ends all of its worker processes as soon as one of them fails; the others would be
torn out of their calls, which are paid, and of blocks that are all but done.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from transforms.core.protocols import Store

_LOOK_S = 0.1


@dataclass
class Company:
    """The processes that are busy, each by an object named by its process id.

    Args:
        store: keeps the objects; of this machine.
        folder: of the launch.
        clock, sleep: seconds that only grow; waits so many.
    """

    store: Store = field(repr=False)
    folder: str
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _bundles: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def come(self) -> None:
        """Notes that a bundle begins in this process."""
        with self._lock:
            self._bundles += 1
            if self._bundles == 1:
                self.store.put(self._mine, b"", durable=False)

    def go(self) -> None:
        """Notes that a bundle has come to its end, and all of it is durable."""
        with self._lock:
            self._bundles -= 1
            if self._bundles == 0:
                self.store.delete(self._mine)

    def wait_for_others(self, most_s: float) -> None:
        """Returns when no other process that is alive is busy, or after so many seconds."""
        until = self.clock() + most_s
        while self._others() and self.clock() < until:
            self.sleep(_LOOK_S)

    @property
    def _mine(self) -> str:
        return f"{self.folder}/{os.getpid()}"

    def _others(self) -> bool:
        names = (entry.uri.rpartition("/")[2] for entry in self.store.list(self.folder))
        numbers = (int(name) for name in names if name.isdecimal())
        return any(_alive(number) for number in numbers if number != os.getpid())


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
