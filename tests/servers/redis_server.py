"""A real Redis server (Debian's redis-server) on loopback, with a password, nothing on disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.ports import free_port
from tests.waiting import PATIENCE_S, wait_until

PASSWORD = "a password of tests"
REQUIRED = "GDR_TEST_SERVICES"
"""Set by make test-services: a server that is not installed fails the tests instead of skipping."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of a server that ends with the block; skips the test where none is installed."""
    binary = shutil.which("redis-server")
    if binary is None:
        if os.environ.get(REQUIRED):
            pytest.fail("redis-server is not installed")
        pytest.skip("redis-server is not installed: make test-services installs it")
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--requirepass", PASSWORD]
    quiet = ["--save", "", "--appendonly", "no", "--dir", str(folder), "--loglevel", "warning"]
    process = subprocess.Popen([binary, *options, *quiet], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _listens(port, process))
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "redis-server does not start"
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE_S):
        return True
    return False
