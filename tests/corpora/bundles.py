"""Reads a bundle: several files in one, so that the material is read and edited in one place.

A member begins with a line `##### path`, after which may stand `x` (executable), `png` (a small
picture is drawn) or `-> target` (a symbolic link).
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

_SOURCE = Path(__file__).parent / "source"
_HEAD = re.compile(r"^##### (\S+)(?: (x|png)| -> (\S+))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Member:
    """One file (`text`), picture or link (`target`) of a bundle."""

    path: str
    text: str
    executable: bool = False
    picture: bool = False
    target: str = ""


def bundle(name: str) -> list[Member]:
    """The members of `source/<name>`, in order."""
    pieces = _HEAD.split((_SOURCE / name).read_text(encoding="utf-8"))
    return [
        Member(path, text, mark == "x", mark == "png", target or "")
        for path, mark, target, text in zip(*(pieces[i::4] for i in (1, 2, 3, 4)), strict=True)
    ]


def picture(size: int = 12) -> bytes:
    """A PNG (RFC 2083) of `size` pixels square in grey, uncompressed: its bytes never change."""
    rows = b"".join(
        b"\0" + bytes((x * y * 5 + 40 * (x % 3)) % 256 for x in range(size)) for y in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
