"""The listener: in a thread of this process, or in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import orjson

from tests.servers.gemini.config import Config, Fault
from tests.servers.gemini.counts import Line
from tests.servers.gemini.http import Connection, Request
from tests.servers.gemini.service import Gemini
from tests.waiting import PATIENCE_S

T = TypeVar("T")

_ROOT = Path(__file__).parents[3]
_BACKLOG = 4096  # connections that come at once


class Listener:
    """A port of 127.0.0.1, the service behind it, and its control paths."""

    def __init__(self, config: Config, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._gemini = Gemini(config, loop)
        self._open: set[Connection] = set()
        self._server: asyncio.Server | None = None
        self._shut: list[asyncio.TimerHandle] = []
        self._waits = False
        self.port = 0

    @property
    def gemini(self) -> Gemini:
        """The service."""
        return self._gemini

    async def listen(self, port: int = 0) -> None:
        """Opens the port; any that is free for 0."""
        self._server = await self._loop.create_server(
            self._connect, "127.0.0.1", port, backlog=_BACKLOG
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._arm()

    def _connect(self) -> Connection:
        return Connection(self._serve, self._open, self._loop)

    def _serve(self, request: Request, connection: Connection) -> None:
        if request.path.startswith("/_"):
            self._control(request, connection)
            return
        if self._waits:
            self._start_clocks()
        self._gemini.serve(request, connection)

    def close(self) -> None:
        """Cuts all connections and frees the port."""
        for timer in self._shut:
            timer.cancel()
        self._shut_down()

    # Refused connections: the port is closed for a time

    def _arm(self) -> None:
        """Faults of kind `refused` with seconds begin to count at the first request."""
        for timer in self._shut:
            timer.cancel()
        self._shut.clear()
        self._waits = any(map(_closes, self._gemini.config.faults))

    def _start_clocks(self) -> None:
        self._waits = False
        first_s = self._gemini.counts.first_s
        began_s = self._loop.time() if first_s is None else first_s
        for fault in filter(_closes, self._gemini.config.faults):
            assert fault.seconds is not None
            start_s, end_s = fault.seconds
            self._shut.append(self._loop.call_at(began_s + start_s, self._shut_down))
            if end_s:
                self._shut.append(self._loop.call_at(began_s + end_s, self._reopen))

    def _shut_down(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in tuple(self._open):
            connection.cut()

    def _reopen(self) -> None:
        self._reopening = self._loop.create_task(self._listen_again())

    async def _listen_again(self) -> None:
        if self._server is None:
            self._server = await self._loop.create_server(
                self._connect, "127.0.0.1", self.port, backlog=_BACKLOG
            )

    # Control

    def _control(self, request: Request, connection: Connection) -> None:
        """Answers /_counts, /_log, /_reset, /_config and /_health."""
        try:
            answer = self.control(request.path, request.body)
        except ValueError as error:
            connection.send(400, orjson.dumps({"error": str(error)}))
            return
        if answer is None:
            connection.send(404, b"{}")
        else:
            connection.send(200, orjson.dumps(answer))

    def control(self, path: str, body: bytes = b"") -> Any:
        """What a control path gives; None for one that there is not.

        Raises:
            ValueError: the configuration is none.
        """
        if path == "/_counts":
            return self._gemini.counts.described()
        if path == "/_log":
            return [line._asdict() for line in self._gemini.counts.log]
        if path == "/_config":
            self._gemini.configure(Config.model_validate_json(body))
            self._arm()
            return {}
        if path == "/_reset":
            self._gemini.reset()
            self._arm()
            return {}
        return {} if path == "/_health" else None


def _closes(fault: Fault) -> bool:
    return fault.kind == "refused" and fault.weather and fault.seconds is not None


class Serving:
    """A server in a thread of this process; calls may come from any other thread."""

    def __init__(self, listener: Listener, loop: asyncio.AbstractEventLoop) -> None:
        self._listener = listener
        self._loop = loop
        self.url = f"http://127.0.0.1:{listener.port}"

    def counts(self) -> dict[str, Any]:
        """`Counts.described` now."""
        counted: dict[str, Any] = self._ask(lambda: self._listener.control("/_counts"))
        return counted

    def log(self) -> list[Line]:
        """Every request since the reset, in the order of the answers."""
        return self._ask(lambda: list(self._listener.gemini.counts.log))

    def configure(self, config: Config) -> None:
        """Goes on with another configuration: full buckets, the same counts."""
        self._ask(lambda: self._listener.control("/_config", _json(config)))

    def reset(self) -> None:
        """As if just started, with the same configuration."""
        self._ask(lambda: self._listener.control("/_reset"))

    def _ask(self, what: Callable[[], T]) -> T:
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(what())
            except Exception as error:  # noqa: BLE001 - handed to the thread that asked
                done.set_exception(error)

        self._loop.call_soon_threadsafe(run)
        return done.result(timeout=PATIENCE_S)


@contextlib.contextmanager
def serving(config: Config | None = None, port: int = 0) -> Iterator[Serving]:
    """A server in a thread."""
    loop = asyncio.new_event_loop()
    listener = Listener(config or Config(), loop)
    loop.run_until_complete(listener.listen(port))
    thread = threading.Thread(target=loop.run_forever, name="gemini", daemon=True)
    thread.start()
    try:
        yield Serving(listener, loop)
    finally:
        loop.call_soon_threadsafe(_stop, listener, loop)
        thread.join(timeout=PATIENCE_S)
        loop.close()


def _stop(listener: Listener, loop: asyncio.AbstractEventLoop) -> None:
    listener.close()
    loop.call_later(0.01, loop.stop)  # the connections' last callbacks run before


class Running:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self._process = process
        self.url = url
        self.pid = process.pid

    def counts(self) -> dict[str, Any]:
        """`Counts.described` now."""
        counted: dict[str, Any] = self._fetch("/_counts")
        return counted

    def log(self) -> list[Line]:
        """Every request since the reset, in the order of the answers."""
        return [Line(**line) for line in self._fetch("/_log")]

    def configure(self, config: Config) -> None:
        """Goes on with another configuration: full buckets, the same counts."""
        self._fetch("/_config", _json(config))

    def reset(self) -> None:
        """As if just started, with the same configuration."""
        self._fetch("/_reset", b"{}")

    def _fetch(self, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self.url + path, data=body)  # noqa: S310 - ours
        with _OPENER.open(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@contextlib.contextmanager
def running(config: Config | None = None, port: int = 0) -> Iterator[Running]:
    """A server in a process of its own, which ends with the block."""
    command = [sys.executable, "-m", "tests.servers.gemini", "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        url = process.stdout.readline().strip()
        found = Running(process, url)
        found.configure(config or Config())
        yield found
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def _json(config: Config) -> bytes:
    return config.model_dump_json().encode()


def run_alone(config: Config, port: int) -> None:
    """Serves until a signal comes; prints the URL first."""

    async def main() -> None:
        listener = Listener(config, asyncio.get_running_loop())
        await listener.listen(port)
        print(f"http://127.0.0.1:{listener.port}", flush=True)
        await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
