"""A server of scores on loopback: Natural Language's and OpenAI's JSON, with faults."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

KEY = "a key of the scores"


@dataclass
class Asked:
    """What was asked, and how to answer.

    Attributes:
        score: of a text that holds the marker; of all others 0.02.
        statuses: given first, one a request; then answers.
        answers: how many are given before `down`; None for no end.
        down: status of all requests after that.
        until_s: on the monotonic clock, when that is over.
        wait_s: before an answer.
        answer: bytes given instead of an answer.
        texts: what came with the right key.
        refused: requests with another key.
    """

    score: float = 0.9
    marker: str = "idiot"
    statuses: list[int] = field(default_factory=list)
    answers: int | None = None
    down: int = 503
    until_s: float = math.inf
    wait_s: float = 0.0
    answer: bytes | None = None
    texts: list[str] = field(default_factory=list)
    refused: int = 0

    @property
    def is_down(self) -> bool:
        """Whether it gives no answer now."""
        enough = self.answers is not None and len(self.texts) >= self.answers
        return enough and time.monotonic() < self.until_s

    def value(self, text: str) -> float:
        """The score of a text."""
        return self.score if self.marker in text else 0.02


@contextmanager
def serving(asked: Asked) -> Iterator[str]:
    """The address of the server."""

    class Handler(_Handler):
        state = asked

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    state: ClassVar[Asked]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length))
        google = self.headers.get("X-Goog-Api-Key") == KEY
        openai = self.headers.get("Authorization") == f"Bearer {KEY}"
        if not (google or openai):
            self.state.refused += 1
            self._give(403, b"{}")
        elif self.state.statuses:
            self._give(self.state.statuses.pop(0), b"{}")
        elif self.state.is_down:
            self._give(self.state.down, b"{}")
        elif self.path == "/v2/documents:moderateText" and google:
            text = body["document"]["content"]
            assert body["document"]["type"] == "PLAIN_TEXT"
            self._answer(text, _google(self.state.value(text)))
        elif self.path == "/moderations" and openai:
            text = body["input"]
            self._answer(text, _openai(self.state.value(text)))
        else:
            self._give(404, b"{}")

    def _answer(self, text: str, made: Any) -> None:
        self.state.texts.append(text)
        time.sleep(self.state.wait_s)
        found = self.state.answer
        self._give(200, json.dumps(made).encode() if found is None else found)

    def _give(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form: str, *values: object) -> None:
        """Says nothing."""


def _google(value: float) -> dict[str, Any]:
    names: Sequence[str] = ("Toxic", "Insult", "Profanity", "Derogatory", "Sexual", "Violent")
    rows = [{"name": name, "confidence": value} for name in (*names, "Finance")]
    return {"moderationCategories": rows, "languageCode": "en", "languageSupported": True}


def _openai(value: float) -> dict[str, Any]:
    scores = {
        "harassment": value, "harassment/threatening": value / 2, "hate": value / 3,
        "hate/threatening": 0.001, "sexual": 0.002, "sexual/minors": 0.0001, "violence": 0.3,
        "self-harm": 0.0,
    }  # fmt: skip
    result = {"flagged": value >= 0.5, "categories": {}, "category_scores": scores}
    return {"id": "modr-1", "model": "omni-moderation-2024-09-26", "results": [result]}
