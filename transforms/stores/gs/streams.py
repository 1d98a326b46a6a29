"""Objects of Cloud Storage as streams: one generation read by ranges, and a resumable upload."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from google.cloud.storage.fileio import BlobReader, BlobWriter

from transforms.stores.gs.client import FAILURES, RETRY, clear

_FIRST_READ = 128 << 10  # doubled while the reading goes on in order, so that a glance stays cheap
_LARGEST_READ = 8 << 20
_UPLOAD_CHUNK = 8 << 20  # a multiple of 256 KiB, as resumable uploads ask for


class Reader(BlobReader):  # type: ignore[misc]  # the SDK has no types
    """One generation of an object; what fails is ours."""

    def __init__(self, blob: Any) -> None:
        super().__init__(
            blob,
            chunk_size=_FIRST_READ,
            retry=RETRY,
            raw_download=True,
            if_generation_match=blob.generation,
        )
        self._names = (blob.bucket.name, blob.name)
        self._size = int(blob.size)
        self._beyond = 0  # how far behind the end, where the SDK's own reader would not go
        self._ahead = _FIRST_READ

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; all to the end where it is negative."""
        if super().seek(0, io.SEEK_CUR) == self._size:
            return b""
        with clear("read", *self._names, pinned=True):
            data = super().read(size)
        self._read_ahead(2 * self._ahead)
        return bytes(data)

    def seek(self, pos: int, whence: int = io.SEEK_SET) -> int:
        """The new position; nothing is asked."""
        before = int(super().seek(0, io.SEEK_CUR)) + self._beyond
        after = pos + {io.SEEK_SET: 0, io.SEEK_CUR: before, io.SEEK_END: self._size}[whence]
        if after < 0:
            raise ValueError("negative position")
        if after != before:
            super().seek(min(after, self._size))
            self._beyond = max(0, after - self._size)
            self._read_ahead(_FIRST_READ)
        return after

    def _read_ahead(self, size: int) -> None:
        # What the SDK buffers; should it ever rename this, reads stay small, nothing else.
        self._ahead = self._chunk_size = min(size, _LARGEST_READ)


class Upload(BlobWriter):  # type: ignore[misc]  # the SDK has no types
    """A resumable upload that nothing completes but `publish`.

    The SDK's own writer completes it in `close`, which its destructor calls too: whoever dropped it
    after an exception published a truncated object.
    """

    def __init__(self, blob: Any) -> None:
        super().__init__(blob, chunk_size=_UPLOAD_CHUNK, ignore_flush=True, retry=RETRY)
        self._names = (blob.bucket.name, blob.name)

    def write(self, data: Any) -> int:
        """The bytes taken: whole chunks are sent, the rest waits."""
        with clear("create", *self._names):
            return int(super().write(data))

    def close(self) -> None:
        """Does nothing: see the class."""

    def publish(self) -> None:
        """Sends what waits and makes the object appear."""
        with clear("create", *self._names):
            super().close()

    def abandon(self) -> None:
        """Ends the upload; no object appears."""
        # A session that cannot be ended now ends by itself within a week, unseen.
        with contextlib.suppress(*FAILURES):
            self.terminate()
