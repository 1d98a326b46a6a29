"""Whether a run is to stop: asked for by a signal, the budget's end or the service's failure.

Nobody is interrupted: no new call begins, the calls in flight come back and are journalled, what is
done is committed, and the run ends with a `StoppedError`.
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.core.errors import StoppedError


@dataclass
class Stopping:
    """The wish to stop, shared by everything in a process.

    Attributes:
        reason: why, as a user reads it; "" while nobody asked.
    """

    reason: str = ""

    def ask(self, reason: str) -> None:
        """Asks for the end; the first reason stays."""
        self.reason = self.reason or reason

    def check(self) -> None:
        """Raises `StoppedError` once somebody asked."""
        if self.reason:
            raise StoppedError(self.reason)
