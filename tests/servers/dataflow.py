"""A Dataflow on loopback, as far as a launcher needs it: it takes jobs, and keeps them.

    with dataflow.serving() as service:
        monkeypatch.setenv(...)
        gdr launch ... --dataflow_endpoint service.url --no_auth

As the service does, it refuses a second job of a name whose first has not ended.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import server
from typing import Any

WITHOUT_CREDENTIALS = ("apache_beam.internal.gcp.auth._Credentials._credentials_init", True)
"""For `monkeypatch.setattr`: Beam then looks for none, which takes it 20 s where there are none."""

_JOBS = re.compile(r"/v1b3/projects/([\w-]+)/locations/([\w-]+)/jobs")


@dataclass
class Service:
    """The running server.

    Attributes:
        url: as `--dataflow_endpoint` takes it.
        jobs: those that were created, as sent, with project and location.
        refusing: a status that is answered in place of all else; 0 for none.
    """

    url: str = ""
    jobs: list[dict[str, Any]] = field(default_factory=list)
    refusing: int = 0

    def create(self, project: str, location: str, sent: dict[str, Any]) -> tuple[int, Any]:
        """Status and body of the answer to a job."""
        if self.refusing:
            return self.refusing, {"error": {"code": self.refusing, "message": "no", "status": "X"}}
        running = next((job for job in self.jobs if job["name"] == sent["name"]), None)
        if running is not None:
            return 200, running
        job = {**sent, "id": f"2026-11-24_{len(self.jobs)}", "projectId": project}
        self.jobs.append({**job, "location": location})
        return 200, self.jobs[-1]


class _Handler(server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        where = _JOBS.match(self.path)
        if where is None:
            self._answer(404, {})
        else:
            self._answer(*self.service.create(where[1], where[2], json.loads(sent)))

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextlib.contextmanager
def serving() -> Iterator[Service]:
    """A service without jobs, until the block ends."""
    service = Service()
    handler = type("Handler", (_Handler,), {"service": service})
    with server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        running.daemon_threads = True
        service.url = f"http://localhost:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield service
        finally:
            running.shutdown()
            thread.join()
