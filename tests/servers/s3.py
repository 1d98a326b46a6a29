"""An S3 on loopback: moto, with puts that are atomic as the service's, small pages, and faults.

with s3.serving("bucket") as server:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
"""

import contextlib
import logging
import threading
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server

from tests.servers.gcs import Faults

PAGE = 7  # objects; small, so that every test turns pages


@dataclass
class Server:
    """The running server."""

    url: str
    faults: Faults

    @property
    def environment(self) -> dict[str, str]:
        """What AWS's tools need to find it, and nothing of the machine's own."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@dataclass
class _Application:
    """moto, one request at a time: else two puts that must not both succeed may."""

    inner: Callable[..., Iterable[bytes]]
    faults: Faults
    lock: threading.Lock

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ["QUERY_STRING"] = _small_page(environ["QUERY_STRING"])
        fault = self.faults.take(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        if isinstance(fault, int) and fault:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start(f"{fault} Fault", [("Content-Length", "0")])
            return [b""]
        answered: list[Any] = []
        with self.lock:
            body = b"".join(self.inner(environ, lambda *args, **_: answered.append(args)))
        if fault == "lost":
            start("503 Lost", [("Content-Length", "0")])
            return [b""]
        start(*answered[-1][:2])
        return [body[: len(body) // 2]] if fault == "cut" else [body]


def _small_page(query: str) -> str:
    values = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
    if "list-type" not in values:
        return query
    values["max-keys"] = str(min(PAGE, int(values.get("max-keys", PAGE))))
    return urllib.parse.urlencode(values)


@contextlib.contextmanager
def serving(*names: str) -> Iterator[Server]:
    """A server with the named buckets, until the block ends; ready in less than a second."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    faults = Faults()
    application = _Application(
        DomainDispatcherApplication(create_backend_app), faults, threading.Lock()
    )
    running = make_server(
        "127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler
    )
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        server = Server(f"http://127.0.0.1:{running.server_port}", faults)
        _make_buckets(server, names)
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def _make_buckets(server: Server, names: Iterable[str]) -> None:
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    for name in names:
        client.create_bucket(Bucket=name)
    client.close()
