"""A real Redis server (Debian's redis-server) on loopback, with a password, nothing on disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PASSWORD = "a password of tests"
REQUIRED = "GDR_TEST_SERVICES"
"""Set by make test-services: a server that is not installed fails the tests instead of skipping."""

_PATIENCE_S = 10.0


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of a server that ends with the block; skips the test where none is installed."""
    binary = shutil.which("redis-server")
    if binary is None:
        if os.environ.get(REQUIRED):
            pytest.fail("redis-server is not installed")
        pytest.skip("redis-server is not installed: make test-services installs it")
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD]
    quiet = ["--save", "", "--appendonly", "no", "--dir", str(folder), "--loglevel", "warning"]
    process = subprocess.Popen([binary, *options, *quiet], stdout=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.02)
    raise RuntimeError("redis-server does not start")
