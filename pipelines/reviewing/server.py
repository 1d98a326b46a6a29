"""The page of a review, served on loopback to the one browser that has its address.

Whoever else is on the machine, or a page of another site in the same browser, gets nothing:

- the address holds a token (256 bits) that is printed once, and every path needs it;
- `Host` must name this server, so that no other name can be made to point here (DNS rebinding);
- a verdict needs the token in a header as well, and an `Origin` that is this server's;
- the page may load nothing and speak to nobody else (its content security policy).
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pipelines.reviewing.verdicts import VERDICTS
from transforms.core.errors import OptionsError

LOOPBACK = "127.0.0.1"
_MOST_BYTES = 4096  # of a verdict
_IDLE_S = 30.0  # after which a connection that sends nothing is closed


@dataclass(frozen=True)
class Site:
    """What is served.

    Attributes:
        page: gives the HTML, as of now.
        keys: of the changes that may be judged.
        say: keeps a verdict; "" takes one back.
        token: what the address and every verdict need.
    """

    page: Callable[[], str]
    keys: Collection[str] = field(repr=False)
    say: Callable[[str, str], None]
    token: str = field(repr=False)


def new_token() -> str:
    """A token of 256 bits."""
    return secrets.token_urlsafe(32)


class Server(ThreadingHTTPServer):
    """Serves a site on loopback until it is shut down."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, site: Site, port: int = 0) -> None:
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except OSError as error:
            raise OptionsError(
                f"--port {port}: {error.strerror or 'cannot be used'}; give another, or 0 for any"
            ) from None
        self.site = site

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def hosts(self) -> frozenset[str]:
        """What a browser may call it."""
        return frozenset({f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"})

    @property
    def url(self) -> str:
        """The address of the page, token included."""
        return f"http://{LOOPBACK}:{self.port}/{self.site.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing: what a browser broke off is no error, and a traceback may hold text."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "gdr"
    sys_version = ""
    timeout = _IDLE_S

    def do_GET(self) -> None:
        """Gives the page."""
        if not self._allowed("/"):
            return
        self._answer(HTTPStatus.OK, self.server.site.page().encode("utf-8"), "text/html")

    def do_POST(self) -> None:
        """Keeps a verdict."""
        if not self._allowed("/verdict"):
            return
        token = self.headers.get("X-Review-Token", "")
        origin = self.headers.get("Origin", "").removeprefix("http://")
        if not _same(token, self.server.site.token) or origin not in self.server.hosts:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        verdict = self._verdict()
        if verdict is None:
            self._refuse(HTTPStatus.BAD_REQUEST)
            return
        self.server.site.say(*verdict)
        self._answer(HTTPStatus.OK, b"{}", "application/json")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: addresses hold the token."""

    def _allowed(self, place: str) -> bool:
        """Whether host and path are right; answered already when not."""
        if self.headers.get("Host", "") not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return False
        token, slash, rest = self.path.lstrip("/").partition("/")
        if not _same(token, self.server.site.token) or f"{slash}{rest}" != place:
            self._refuse(HTTPStatus.NOT_FOUND)
            return False
        return True

    def _verdict(self) -> tuple[str, str] | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _MOST_BYTES:
            return None
        try:
            row = json.loads(self.rfile.read(int(length)))
            key, verdict = row["key"], row["verdict"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        known = isinstance(key, str) and key in self.server.site.keys
        return (key, verdict) if known and verdict in ("", *VERDICTS) else None

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self._answer(status, b"", "text/plain")

    def _answer(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)


def _same(one: str, other: str) -> bool:
    """Whether both are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8"))
