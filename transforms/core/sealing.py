"""Cached answers as bytes: with the key they belong to, and a sum that tells damage.

What comes out of a cache is text from outside: it is read as an answer is, and judged as one.
"""

from __future__ import annotations

import json
import zlib

from transforms.core.asking.items import Proposed
from transforms.core.journal import decode, encode

_SUM = 8  # hex digits of a CRC-32


def seal(key: str, made: Proposed) -> bytes:
    """The answer for a cache: offsets, categories, free values; no text of the sample."""
    body = json.dumps([key, encode(made)], separators=(",", ":"), ensure_ascii=True).encode("ascii")
    return b"%08x" % zlib.crc32(body) + body


def unseal(key: str, data: bytes) -> Proposed | None:
    """The answer that `seal` made for this key; None for anything else."""
    body = data[_SUM:]
    if data[:_SUM] != b"%08x" % zlib.crc32(body):
        return None
    try:
        found, row = json.loads(body)
        return decode(row) if found == key else None
    except (ValueError, TypeError, RecursionError):
        return None
