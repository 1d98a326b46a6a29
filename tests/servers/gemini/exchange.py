"""One request on its way to its answer, and what an answer's text and headers become."""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Callable

from tests.servers.gemini.http import Connection, Request
from tests.servers.gemini.wire import Path, Question, tokens

WITH_TEXT = frozenset({"STOP", "MAX_TOKENS"})  # filters give no part of what they stopped


class Exchange:
    """One request on its way to its answer; `leave` is called once, however it ends."""

    def __init__(
        self,
        request: Request,
        connection: Connection,
        path: Path,
        leave: Callable[[Exchange, int], None],
    ) -> None:
        self.request = request
        self.connection = connection
        self.path = path
        self.question: Question | None = None
        self.attempt = 0
        self.fault = ""
        self._leave = leave
        connection.on_lost = None

    def send(
        self, status: int, body: bytes, *, headers: list[tuple[str, str]] | None = None
    ) -> None:
        """Answers."""
        self._leave(self, status)
        self.connection.send(status, body, headers=headers or ())

    def end(self, status: int, how: Callable[[], None]) -> None:
        """Ends without a right answer."""
        self._leave(self, status)
        how()

    def wait_for_ever(self) -> None:
        """Ends when the client gives up."""
        self.connection.on_lost = lambda: self._leave(self, 0)


def cut_off(text: str, finish: str, most_tokens: int) -> tuple[str, str]:
    """The text and finish reason under the request's limit; a fault's MAX_TOKENS keeps half."""
    if finish == "MAX_TOKENS":
        return text[: len(text) // 2], finish
    if finish == "STOP" and most_tokens and tokens(len(text)) > most_tokens:
        return text[: most_tokens * 4], "MAX_TOKENS"
    return ("", finish) if finish not in WITH_TEXT else (text, finish)


def retry_after(wait_s: float | None, form: str) -> list[tuple[str, str]]:
    """The header in its form, "seconds" or "date"; none where there is nothing to wait for."""
    if wait_s is None:
        return []
    if form == "date":
        when = time.time() + math.ceil(wait_s)
        return [("Retry-After", email.utils.formatdate(when, usegmt=True))]
    return [("Retry-After", str(math.ceil(wait_s)))]
