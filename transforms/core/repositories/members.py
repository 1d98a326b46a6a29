"""What every kind of repository gives: its members in order, and their content within bounds."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits

MAX_MEMBERS = 1 << 20
"""Members of one repository, twice what the largest public ones hold; what lies beyond is cut."""

MAX_LINK = 4096
"""Bytes of a symbolic link's target: PATH_MAX of Linux."""


class Kind(enum.StrEnum):
    """What a member is; `OTHER` is neither file, link nor folder and comes with a defect."""

    FILE = "file"
    LINK = "link"
    FOLDER = "folder"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """One member as its container lists it.

    Attributes:
        raw: the name as stored; a folder's may end in a slash.
        kind: every member but a folder is a sample.
        size: bytes of the content as declared.
        mode: permission bits, 0 for unknown.
        mtime: seconds since 1970 UTC, 0 for unknown.
        target: of a link, where the listing knows it; else it is the content.
        defect: why the container cannot give it, "" when it can.
        attributes: what the container's writer needs besides, in its own form.
        version: what changes with the content, where the container knows such a thing.
        place: where the container finds the content; its own business.
        codec: of a `raw` that is not UTF-8, "" when such a name is a defect.
    """

    raw: bytes
    kind: Kind
    size: int = 0
    mode: int = 0
    mtime: int = 0
    target: bytes | None = None
    defect: str = ""
    attributes: bytes = b""
    version: str = ""
    place: Any = None
    codec: str = ""


class Repository(Protocol):
    """A repository opened for reading; the order of its members is always the same."""

    def walk(self, first: int = 0) -> Iterator[Member]:
        """Every member in order, folders included.

        Args:
            first: files and links before this one (0-based) may come without their size.

        Raises:
            SampleError: nothing behind this point can be read; what was given before is whole.
        """
        ...

    def check(self, member: Member) -> None:
        """Nothing when the member just given is whole; raises `SampleError` as `walk` does."""
        ...

    def content(self, member: Member) -> bytes:
        """All bytes of the member just given, never more than it declares.

        Raises:
            SampleError: this member cannot be read.
        """
        ...

    def close(self) -> None:
        """Lets go of open streams."""
        ...


def read_fully(stream: BinaryIO, size: int) -> bytes:
    """`size` bytes, fewer only at the end; memory grows with what is there, not with `size`."""
    first = stream.read(min(size, 1 << 20))
    if len(first) == size:
        return first
    chunks = bytearray(first)
    while len(chunks) < size and (chunk := stream.read(min(size - len(chunks), 1 << 20))):
        chunks += chunk
    return bytes(chunks)


class Expansion:
    """The guard against archives that grow out of proportion to the bytes stored."""

    def __init__(self, limits: BlockLimits, stored: int) -> None:
        self._limits = limits
        self._allowed = max(limits.expansion_bytes, stored * limits.expansion_ratio)
        self._bytes = 0
        self._members = 0

    def add(self, size: int) -> None:
        """Counts one member in; one that is too large to be read does not grow.

        Raises:
            SampleError: `archive_bomb`, or `too_many_members`.
        """
        self._members += 1
        self._bytes += size if size <= self._limits.sample_bytes else 0
        if self._bytes > self._allowed:
            raise SampleError("read", "archive_bomb")
        if self._members > MAX_MEMBERS:
            raise SampleError("read", "too_many_members")
