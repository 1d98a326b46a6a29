"""The rows that are printed: what was wanted, what was reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line.

    Attributes:
        what: what was done.
        wanted: in words.
        reached: in words.
        held: whether it is what was wanted; None where nothing is.
    """

    what: str
    wanted: str
    reached: str
    held: bool | None = None

    def show(self) -> None:
        """Prints the line at once: the whole takes long."""
        mark = {True: "ok", False: "NO", None: "  "}[self.held]
        print(f"{mark:3}{self.what:58} {self.reached:44} wanted: {self.wanted}", flush=True)
