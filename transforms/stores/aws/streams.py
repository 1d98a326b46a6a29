"""Objects of S3 as streams: one version read by ranges, and a multipart upload."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from transforms.core import addresses
from transforms.core.errors import StoreError
from transforms.core.protocols import Entry
from transforms.stores.aws.client import clear, client, said

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_FIRST_READ = 128 << 10  # doubled while the reading goes on in order, so that a glance stays cheap
_LARGEST_READ = 8 << 20
_PART = 8 << 20  # at least 5 MiB each, at most 10,000 parts
_PARTS_OF_A_SIZE = 1000  # then larger ones, so that an object may grow beyond 400 GB
_BODY_TRIES = 5  # a body that breaks off is asked for again from there


class Reader(io.RawIOBase):
    """One version of an object, read by ranges; what fails is ours."""

    def __init__(self, bucket: str, key: str, entry: Entry) -> None:
        self._names = (bucket, key)
        self._size = entry.size
        self._etag = entry.version.removeprefix("etag:")
        self._at = 0
        self._ahead = _FIRST_READ
        self._window = b""
        self._window_start = 0

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Bytes read into `buffer`; 0 at the end."""
        wanted = memoryview(buffer).cast("B")
        offset = self._at - self._window_start
        if not 0 <= offset < len(self._window):
            self._fetch(len(wanted))
            offset = 0
        found = self._window[offset : offset + len(wanted)]
        wanted[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _fetch(self, wanted: int) -> None:
        in_order = self._at == self._window_start + len(self._window)
        self._ahead = min(2 * self._ahead, _LARGEST_READ) if in_order else _FIRST_READ
        self._window = self._range(self._at, self._at + max(wanted, self._ahead))
        self._window_start = self._at

    def _range(self, start: int, end: int) -> bytes:
        end = min(end, self._size)
        if start >= end:
            return b""
        return get(*self._names, Range=f"bytes={start}-{end - 1}", IfMatch=self._etag)

    def readall(self) -> bytes:
        """All bytes from here to the end."""
        data = self._range(self._at, self._size)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """The new position; nothing is asked."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError("negative position")
        self._at = origin + offset
        return self._at

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True


class Upload(io.BufferedIOBase):
    """A multipart upload, begun with its second part, that nothing completes but `publish`."""

    def __init__(self, bucket: str, key: str) -> None:
        self._names = {"Bucket": bucket, "Key": key}
        self._pending = bytearray()
        self._sent = 0
        self._parts: list[dict[str, object]] = []
        self._upload: dict[str, str] = {}

    def writable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._sent + len(self._pending)

    def write(self, data: ReadableBuffer) -> int:
        """The bytes taken: whole parts are sent, the rest waits."""
        if self.closed:
            raise ValueError("write to a closed stream")
        size = len(self._pending)
        self._pending += data
        size = len(self._pending) - size
        while len(self._pending) > (part := _PART * (1 + len(self._parts) // _PARTS_OF_A_SIZE)):
            self._send(bytes(self._pending[:part]))
            del self._pending[:part]
        return size

    def _send(self, data: bytes) -> None:
        with self._clear():
            if not self._upload:
                answer = client().create_multipart_upload(**self._names)
                self._upload = {**self._names, "UploadId": answer["UploadId"]}
            number = len(self._parts) + 1
            answer = client().upload_part(**self._upload, PartNumber=number, Body=data)
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._sent += len(data)

    def publish(self) -> None:
        """Sends what waits and makes the object appear."""
        data = bytes(self._pending)
        if not self._upload:
            with self._clear():
                client().put_object(**self._names, Body=data)
            return
        self._send(data)
        with self._clear():
            parts = {"Parts": self._parts}
            client().complete_multipart_upload(**self._upload, MultipartUpload=parts)

    def abandon(self) -> None:
        """Ends the upload; no object appears."""
        # What cannot be ended now stays unseen until the bucket's lifecycle rule clears it.
        if self._upload:
            with contextlib.suppress(StoreError), self._clear():
                client().abort_multipart_upload(**self._upload)

    def _clear(self) -> contextlib.AbstractContextManager[None]:
        return clear("create", self._names["Bucket"], self._names["Key"])


def get(bucket: str, key: str, **options: str) -> bytes:
    """The bytes of an object, or with `Range` some of them.

    Raises:
        StoreError: also when the object's version is no longer that of `IfMatch`.
    """
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    for attempt in range(1, _BODY_TRIES + 1):
        with clear("read", bucket, key, pinned=bool(options)):
            answer = client().get_object(Bucket=bucket, Key=addresses.checked_key(key), **options)
            try:
                with contextlib.closing(answer["Body"]) as body:
                    return bytes(body.read())
            except (HTTPClientError, IncompleteReadError):
                # The answer broke off after its status: the SDK does not ask again by itself.
                if attempt == _BODY_TRIES:
                    raise
    raise StoreError(said("read", "unreachable", bucket, key))
