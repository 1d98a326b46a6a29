"""The Envoy rate limit service with Redis, on loopback, as deploy/quota has it in a cluster."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.distributed import tools
from tests.servers.ports import free_port
from tests.waiting import PATIENCE_S, wait_until


@contextlib.contextmanager
def serving(folder: Path, limits: str) -> Iterator[str]:
    """The service's gRPC address, until the block ends; `limits` is its configuration (YAML)."""
    configuration = folder / "runtime" / "ratelimit" / "config"
    configuration.mkdir(parents=True)
    (configuration / "limits.yaml").write_text(limits, "utf-8")
    redis, grpc, http, debug = (free_port() for _ in range(4))
    variables = {
        "REDIS_SOCKET_TYPE": "tcp", "REDIS_URL": f"127.0.0.1:{redis}", "USE_STATSD": "false",
        "RUNTIME_ROOT": str(folder / "runtime"), "RUNTIME_SUBDIRECTORY": "ratelimit",
        "RUNTIME_WATCH_ROOT": "false", "LOG_LEVEL": "warn", "HOST": "127.0.0.1",
        "GRPC_HOST": "127.0.0.1", "DEBUG_HOST": "127.0.0.1", "PORT": str(http),
        "GRPC_PORT": str(grpc), "DEBUG_PORT": str(debug),
    }  # fmt: skip
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder / "services.log").open("wb"))
        _run(stack, log, [str(tools.redis()), "--port", str(redis), "--bind", "127.0.0.1",
                          "--save", "", "--dir", str(folder)], {})  # fmt: skip
        wait_for_port(redis)
        _run(stack, log, [str(tools.ratelimit())], variables)
        wait_for_port(grpc)
        yield f"127.0.0.1:{grpc}"


def _run(
    stack: contextlib.ExitStack, log: object, command: list[str], variables: dict[str, str]
) -> None:
    process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **variables})  # type: ignore[call-overload]
    stack.callback(process.wait)
    stack.callback(process.kill)


def wait_for_port(port: int) -> None:
    """Returns once somebody listens."""
    wait_until(lambda: _listens(port), every_s=0.1)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), PATIENCE_S):
        return True
    return False
