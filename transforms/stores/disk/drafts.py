"""Files that appear whole or not at all: written beside their place, synced, renamed or linked."""

from __future__ import annotations

import contextlib
import io
import os
import re
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from transforms.core.errors import StoreError
from transforms.stores.disk.failures import clear
from transforms.stores.disk.folders import make_folder, sync_folder

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

BUFFER = 256 << 10
"""Bytes that a stream gathers."""

ORDINARY = 0o644
"""Permission bits of an ordinary file; the umask narrows them."""

_DRAFT = re.compile(r"\.gdr-[0-9a-f]{32}\.tmp\Z")


def is_temporary(name: str) -> bool:
    """Whether a file name (without folder) is that of a draft: a file that was not yet published.

    >>> is_temporary(".gdr-0123456789abcdef0123456789abcdef.tmp")
    True
    """
    return _DRAFT.match(name) is not None


def draft_name() -> str:
    """A name that no other file has and that listings leave out."""
    return f".gdr-{uuid.uuid4().hex}.tmp"


class TakenError(Exception):
    """Something is already where a file was to be published."""


class File(io.FileIO):
    """A file whose failures in the middle of a stream are ours."""

    def __init__(self, handle: int, mode: str, *, operation: str = "read") -> None:
        super().__init__(handle, mode, closefd=mode == "r")
        self._operation = operation

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Bytes read into `buffer`; 0 at the end."""
        with clear(self._operation, ""):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        """All bytes from here to the end."""
        with clear(self._operation, ""):
            return super().readall()

    def write(self, data: ReadableBuffer) -> int:
        """The bytes written."""
        with clear(self._operation, ""):
            return super().write(data)


@contextlib.contextmanager
def publishing(
    operation: str,
    path: str,
    publish: Callable[[str, str], None],
    mode: int = ORDINARY,
    *,
    durable: bool = True,
) -> Iterator[BinaryIO]:
    """A stream into a draft beside `path`: `publish(draft, path)` if the block ends well."""
    folder = os.path.dirname(path)
    draft = os.path.join(folder, draft_name())
    with clear(operation, path):
        make_folder(folder)
        handle = os.open(
            draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode & ORDINARY
        )
    stream = io.BufferedWriter(File(handle, "w", operation=operation), BUFFER)
    try:
        yield stream
        with clear(operation, path):
            _finish(stream, handle, mode)
            if durable:
                os.fsync(handle)
            publish(draft, path)
            if durable:
                sync_folder(folder)
    finally:
        with contextlib.suppress(StoreError):  # what it still holds is of no use any more
            stream.close()
        os.close(handle)
        with contextlib.suppress(OSError):  # a rename took it away; else listings leave it out
            os.unlink(draft)


def claim(draft: str, path: str) -> None:
    """Publishes a whole draft where nothing is.

    A hard link, unlike a rename, fails where something is; unlike O_EXCL it is never half there.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        raise TakenError from None


def _finish(stream: BinaryIO, handle: int, mode: int) -> None:
    if not stream.closed:
        stream.flush()
    if mode != ORDINARY:
        os.fchmod(handle, mode & 0o777)
