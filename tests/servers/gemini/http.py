"""HTTP/1.1 on an asyncio transport: keep-alive, a body by Content-Length, little CPU."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import NamedTuple

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_JSON = "application/json; charset=UTF-8"


class Request(NamedTuple):
    """What came; header names in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Connection(asyncio.Protocol):
    """One client's connection; requests are answered one after the other.

    Attributes:
        on_lost: called once when the connection ends while a request waits for its answer.
        known: whether it was counted.
    """

    def __init__(
        self,
        serve: Callable[[Request, Connection], None],
        everyone: set[Connection],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        self._serve = serve
        self._everyone = everyone
        self._loop = loop
        self._buffer = b""
        self._busy = False
        self._transport: asyncio.Transport | None = None
        self.on_lost: Callable[[], None] | None = None
        self.known = False

    @property
    def open(self) -> bool:
        """Whether what is sent may still arrive."""
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._everyone.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._everyone.discard(self)
        self._transport = None
        lost, self.on_lost = self.on_lost, None
        if lost is not None:
            lost()

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not self._busy:
            self._next()

    def _next(self) -> None:
        """Serves the next request if all of it is there."""
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        lines = self._buffer[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        stop = end + 4 + int(headers.get("content-length", 0))
        if len(self._buffer) < stop:
            return
        method, path, _ = lines[0].split(" ", 2)
        body, self._buffer = self._buffer[end + 4 : stop], self._buffer[stop:]
        self._busy = True
        self._serve(Request(method, path, headers, body), self)

    def send(
        self,
        status: int,
        body: bytes,
        *,
        headers: Iterable[tuple[str, str]] = (),
        kind: str = _JSON,
    ) -> None:
        """Answers the request, and looks for the next."""
        if self._transport is None:
            return
        self.on_lost = None
        self._transport.write(head(status, len(body), headers=headers, kind=kind) + body)
        self._busy = False
        if self._buffer:
            self._loop.call_soon(self._next)

    def send_cut(self, status: int, body: bytes) -> None:
        """Half of the answer, then the end of the connection."""
        if self._transport is not None:
            self.on_lost = None
            self._transport.write(head(status, len(body)) + body[: len(body) // 2])
            self._transport.close()

    def send_slowly(self, status: int, body: bytes, every_s: float) -> None:
        """The head at once, then a byte every so many seconds, until the client has enough."""
        if self._transport is None:
            return
        self._transport.write(head(status, len(body)))
        self._drip(body, 0, every_s)

    def _drip(self, body: bytes, place: int, every_s: float) -> None:
        if self._transport is None:
            return
        if place >= len(body):
            self._transport.close()
            return
        self._transport.write(body[place : place + 1])
        self._loop.call_later(every_s, self._drip, body, place + 1, every_s)

    def cut(self) -> None:
        """The end of the connection, without a word."""
        if self._transport is not None:
            self._transport.abort()


def head(
    status: int, length: int, *, headers: Iterable[tuple[str, str]] = (), kind: str = _JSON
) -> bytes:
    """The status line and headers of an answer."""
    more = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return (
        f"HTTP/1.1 {status} {_REASONS.get(status, 'Unknown')}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\nServer: scaffolding\r\n{more}\r\n"
    ).encode("latin-1")
