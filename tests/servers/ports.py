"""Ports for servers that cannot say which one they took."""

from __future__ import annotations

import secrets
import socket

_FIRST, _LAST = 15_000, 32_000
"""Below those that a kernel hands out itself (Linux from 32768 on, ip_local_port_range): nobody who
asks for any port is given one of these before the server has it."""


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    while True:
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
