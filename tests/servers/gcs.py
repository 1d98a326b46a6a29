"""A Google Cloud Storage on loopback: gcp-storage-emulator, with what it lacks of the service.

    with gcs.serving("bucket") as server:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)

Added are preconditions and pinned generations (as the service holds them: atomically), pages of
listings, threads, an upload's cancellation, and faults.
"""

import contextlib
import json
import logging
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http import server
from typing import Any

from gcp_storage_emulator.exceptions import NotFound
from gcp_storage_emulator.handlers import buckets
from gcp_storage_emulator.server import RequestHandler
from gcp_storage_emulator.storage import Storage

PAGE = 7  # objects; small, so that every test turns pages


@dataclass
class Faults:
    """What the server does wrong next, and the requests that it saw.

    A fault is taken by the next request of its method: a status is answered in place of the act;
    "lost" acts and answers 503 all the same, as when an answer is lost on the way; "cut" breaks the
    connection off in the middle of the answer's body.
    """

    requests: list[str] = field(default_factory=list, repr=False)
    _coming: list[tuple[str, int | str]] = field(default_factory=list)
    _every: int = 0
    _takes_s: float = 0.0
    _sprinkled: tuple[int | str, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, fault: int | str, times: int = 1) -> None:
        with self._lock:
            self._coming += [(method, fault)] * times

    def sprinkle(self, every: int, *faults: int | str) -> None:
        """From now on every so many-th request has one of these faults, in turn."""
        with self._lock:
            self._every, self._sprinkled = every, faults

    def slow(self, takes_s: float) -> None:
        """From now on every request takes so many seconds more."""
        with self._lock:
            self._takes_s = takes_s

    def take(self, method: str, path: str) -> int | str:
        """The fault of this request, 0 for none."""
        time.sleep(self._takes_s)
        with self._lock:
            self.requests.append(f"{method} {path}")
            turn, rest = divmod(len(self.requests), self._every or sys.maxsize)
            if turn and not rest:
                return self._sprinkled[turn % len(self._sprinkled)]
            for place, (wanted, fault) in enumerate(self._coming):
                if wanted == method:
                    del self._coming[place]
                    return fault
        return 0

    def clear(self) -> None:
        with self._lock:
            self._coming.clear()
            self.requests.clear()
            self._every = 0
            self._takes_s = 0.0

    @property
    def left(self) -> int:
        with self._lock:
            return len(self._coming)


@dataclass
class Server:
    """The running server."""

    url: str
    faults: Faults


class _PreconditionError(Exception):
    pass


class _Storage(Storage):
    """Objects with generations that mean something; `query` is that of the request being served."""

    query: dict[str, list[str]]
    completed: dict[str, bytes]

    def _write_config_to_file(self) -> None:
        """Nothing: all is in memory, and writing it anew for every object takes quadratic time."""

    def get_file_obj(self, bucket_name: str, file_name: str) -> Any:
        found = super().get_file_obj(bucket_name, file_name)
        if self.query.get("generation", [found["generation"]])[0] != found["generation"]:
            raise NotFound
        self._check(found["generation"])
        return found

    def create_file(
        self, bucket_name: str, file_name: str, content: bytes, file_obj: Any, *rest: Any
    ) -> None:
        there = self.objects.get(bucket_name, {}).get(file_name)
        self._check(there["generation"] if there else "0")
        # The emulator forgets to quote the name, as the service does.
        quoted = urllib.parse.quote(file_name, safe="")
        start, _, end = file_obj["mediaLink"].partition(f"/o/{file_name}?")
        file_obj["mediaLink"] = f"{start}/o/{quoted}?{end}"
        super().create_file(bucket_name, file_name, content, file_obj, *rest)

    def _check(self, generation: str) -> None:
        if self.query.get("ifGenerationMatch", [generation])[0] != generation:
            raise _PreconditionError


class _Cut:
    """A connection that breaks off in the body: headers are one write, it is the next."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._writes = 0

    def write(self, data: bytes) -> None:
        self._writes += 1
        self._inner.write(data if self._writes == 1 else data[: len(data) // 2])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Kept:
    """A connection whose body is kept as well: headers are one write, the body is the next."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.writes: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.writes.append(bytes(data))
        self._inner.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _Handler(RequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, storage: _Storage, faults: Faults, lock: Any, *args: Any) -> None:
        self._faults = faults
        self._lock = lock
        super().__init__(storage, *args)

    def do_GET(self) -> None:  # noqa: N802  # http.server calls it so
        self._serve("GET")

    def do_POST(self) -> None:  # noqa: N802  # http.server calls it so
        self._serve("POST")

    def do_PUT(self) -> None:  # noqa: N802  # http.server calls it so
        self._serve("PUT")

    def do_DELETE(self) -> None:  # noqa: N802  # http.server calls it so
        self._serve("DELETE")

    def _serve(self, method: str) -> None:
        fault = self._fault = self._faults.take(method, self.path)
        if isinstance(fault, int) and fault:
            self._drain()
            self._answer(fault)
        else:
            with self._lock:
                self._act(method, fault)

    def _act(self, method: str, fault: int | str) -> None:
        address = urllib.parse.urlparse(self.path)
        self.storage.query = urllib.parse.parse_qs(address.query)
        self._fault = fault
        if fault == "cut":
            self.wfile = _Cut(self.wfile)
            self.close_connection = True
        try:
            if method == "GET" and address.path.endswith("/o"):
                self._list(urllib.parse.unquote(address.path.split("/")[-2]))
            elif method == "DELETE" and "upload_id" in self.storage.query:
                self._answer(499)  # what the service answers to a cancelled upload
            elif method == "PUT" and "upload_id" in self.storage.query:
                self._upload(self.storage.query["upload_id"][0])
            else:
                getattr(super(), f"do_{method}")()
        except _PreconditionError:
            self._answer(412)

    def _upload(self, upload: str) -> None:
        """A piece of an upload; what is complete answers as it did, which the emulator forgets.

        So the service does: cloud.google.com/storage/docs/performing-resumable-uploads, "Check the
        status of a resumable upload".
        """
        if upload in self.storage.completed:
            self._drain()
            self._answer(200, self.storage.completed[upload])
            return
        kept = self.wfile = _Kept(self.wfile)
        super().do_PUT()
        self.wfile = kept._inner
        if b" 308 " not in kept.writes[0].split(b"\r\n")[0]:
            self.storage.completed[upload] = b"".join(kept.writes[1:])

    def _list(self, bucket: str) -> None:
        query = self.storage.query
        prefix, delimiter = (query.get(name, [""])[0] for name in ("prefix", "delimiter"))
        try:
            files, folders = self.storage.get_file_list(bucket, prefix, delimiter or None)
        except NotFound:
            self._answer(404)
            return
        found = sorted(
            [(item["name"], item) for item in files] + [(name, None) for name in folders]
        )
        found = [item for item in found if item[0] > query.get("pageToken", [""])[0]]
        page = found[: min(PAGE, int(query.get("maxResults", [PAGE])[0]))]
        body: dict[str, Any] = {
            "kind": "storage#objects",
            "items": [item for _, item in page if item],
            "prefixes": [name for name, item in page if not item],
        }
        if len(page) < len(found):
            body["nextPageToken"] = page[-1][0]
        self._answer(200, json.dumps(body).encode())

    def send_response(self, code: int, message: str | None = None) -> None:
        if self._fault == "lost":
            code, message = 503, None
        super().send_response(code, message)

    def _drain(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, status: int, body: bytes = b"{}") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def serving(*names: str) -> Iterator[Server]:
    """A server with the named buckets, until the block ends; ready in a tenth of a second."""
    logging.getLogger("gcp_storage_emulator").setLevel(logging.CRITICAL)
    for name in ("api.object", "api.bucket"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    storage = _Storage(use_memory_fs=True)
    storage.query = {}
    storage.completed = {}
    for name in names:
        buckets.create_bucket(name, storage)
    faults = Faults()
    handler = partial(_Handler, storage, faults, threading.Lock())
    with server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Server(f"http://127.0.0.1:{running.server_address[1]}", faults)
        finally:
            running.shutdown()
            thread.join()
