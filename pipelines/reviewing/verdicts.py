"""What reviewers said, in a SQLite file: saved at once, the last word counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from transforms.core.errors import OptionsError

VERDICTS = ("accept", "reject", "wrong_category")
"""The output may stand in data; it may not; it may, but for another reason than was said."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS verdicts (
    run TEXT NOT NULL, key TEXT NOT NULL, verdict TEXT NOT NULL, PRIMARY KEY (run, key)
)"""
_WAIT_S = 10.0


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on one run's output.

    Args:
        file: of SQLite; made when the first verdict comes. Several runs may share it.
        run: id of the run.
    """

    file: Path
    run: str

    def all(self) -> dict[str, str]:
        """Verdicts by the key of the change; raises `OptionsError` for a file of somebody else."""
        if not self.file.exists():
            return {}
        with self._open() as connection:
            rows = connection.execute(
                "SELECT key, verdict FROM verdicts WHERE run = ?", (self.run,)
            )
            return {str(key): str(verdict) for key, verdict in rows if verdict in VERDICTS}

    def say(self, key: str, verdict: str) -> None:
        """Keeps a verdict, durable when this returns; "" takes an earlier one back."""
        with self._open() as connection, connection:
            if verdict:
                connection.execute(
                    "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?)", (self.run, key, verdict)
                )
            else:
                connection.execute(
                    "DELETE FROM verdicts WHERE run = ? AND key = ?", (self.run, key)
                )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.file, timeout=_WAIT_S)) as connection:
                connection.execute(_SCHEMA)
                yield connection
        except sqlite3.DatabaseError as error:
            raise OptionsError(
                f"--reviews {str(self.file)!r}: cannot be used ({type(error).__name__}); "
                "name a file that gdr review wrote, or a new one"
            ) from None


def default_file(folder: str) -> Path:
    """Where the verdicts on an output are kept: beside a local one, else in this folder."""
    local = Path(folder)
    return (
        Path("gdr.reviews.sqlite")
        if "://" in folder
        else local.with_name(f"{local.name}.reviews.sqlite")
    )
