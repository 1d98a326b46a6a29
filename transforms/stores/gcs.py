"""Objects of Google Cloud Storage: `gs://bucket/key`.

A put is one object; a stream is a resumable upload that only the end of its block completes. A
reader is pinned to the generation that it saw first. The SDK retries what is transient (`_RETRY`).

References, at https://cloud.google.com/storage/docs: request-preconditions, retry-strategy,
resumable-uploads, objects#naming, batch.
"""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import os
import threading
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import requests
from google.api_core import exceptions as api
from google.auth import exceptions as auth
from google.cloud.storage import Client
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
from google.cloud.storage.fileio import BlobReader, BlobWriter
from google.cloud.storage.retry import DEFAULT_RETRY

from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.core.protocols import Entry

SCHEMES = ("gs",)

_RETRY = DEFAULT_RETRY.with_delay(initial=0.5, maximum=32.0, multiplier=2.0).with_timeout(300.0)
_FIRST_READ = 128 << 10  # doubled while the reading goes on in order, so that a glance stays cheap
_LARGEST_READ = 8 << 20
_BUFFER = 64 << 10
_UPLOAD_CHUNK = 8 << 20  # a multiple of 256 KiB, as resumable uploads ask for
_BATCH = 100  # calls that one batch request may hold
_CONNECTIONS = 64
_WRITER = "gdr-writer"  # metadata: whose object it is when the answer to a put was lost
_BYTES = "application/octet-stream"

_CODES = {
    400: "invalid",
    401: "unauthenticated",
    403: "permission_denied",
    409: "conflict",
    412: "changed",
    429: "throttled",
}
_MENDS = {
    "unauthenticated": ": no usable Google credentials; run gcloud auth application-default login",
}
_FAILURES = (
    api.GoogleAPICallError,
    api.RetryError,
    auth.GoogleAuthError,
    DataCorruption,
    InvalidResponse,
    requests.RequestException,
    ConnectionError,
)

_BUILDING = threading.Lock()


def build() -> GcsStore:
    """The store of all buckets that the credentials of this process reach."""
    return GcsStore()


class GcsStore:
    """Objects of Google Cloud Storage, see `transforms.core.protocols.Store`.

    A folder is a prefix ending with '/': `a/bc` is not below `a/b`. Empty objects whose name ends
    with '/' stand for folders in consoles: listings leave them out, `delete_folder` deletes them.
    """

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every object below folder `prefix`, ordered by address as code points."""
        bucket, folder = addresses.split_folder(prefix)
        with _clear("list", bucket):
            for blob in _client().list_blobs(bucket, prefix=folder, retry=_RETRY):
                if not _is_marker(blob):
                    yield _entry(blob)

    def children(self, prefix: str) -> Iterator[Entry]:
        """What lies directly in folder `prefix`, ordered; a folder's address ends with '/'."""
        bucket, folder = addresses.split_folder(prefix)
        with _clear("list", bucket):
            found = _client().list_blobs(bucket, prefix=folder, delimiter="/", retry=_RETRY)
            for page in found.pages:
                entries = [_entry(blob) for blob in page if not _is_marker(blob)]
                entries += [_folder_entry(bucket, name) for name in page.prefixes]
                yield from sorted(entries, key=lambda entry: entry.uri)

    def stat(self, uri: str) -> Entry:
        """The object at `uri`, or else the folder, if anything is below it."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("stat", bucket, key):
            found = (
                _bucket(bucket).get_blob(addresses.checked_key(key), retry=_RETRY) if key else None
            )
            if found is not None and not _is_marker(found):
                return _entry(found)
            folder = addresses.split_folder(uri)[1]
            below = _client().list_blobs(bucket, prefix=folder, max_results=1, retry=_RETRY)
            if next(iter(below), None) is not None:
                return _folder_entry(bucket, folder)
        raise NotFoundInStoreError(_said("stat", "not_found", bucket, key))

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the stored bytes, standing at `start`; of one generation only."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("open", bucket, key):
            blob = _bucket(bucket).get_blob(addresses.checked_key(key), retry=_RETRY)
        if blob is None:
            raise NotFoundInStoreError(_said("open", "not_found", bucket, key))
        stream = io.BufferedReader(_Reader(blob), _BUFFER)
        if start:
            stream.seek(start)
        return stream

    def read(self, uri: str) -> bytes:
        """All bytes of a small object."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("read", bucket, key):
            blob = _bucket(bucket).blob(addresses.checked_key(key))
            return bytes(blob.download_as_bytes(raw_download=True, retry=_RETRY))

    def put(self, uri: str, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
        """Publishes `data` whole; `mode` means nothing here: rights are the bucket's."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("put", bucket, key):
            blob = _bucket(bucket).blob(addresses.checked_key(key))
            blob.upload_from_string(data, content_type=_BYTES, retry=_RETRY)

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where an object is; of many at once one wins."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("put_if_absent", bucket, key):
            blob = _bucket(bucket).blob(addresses.checked_key(key))
            blob.metadata = {_WRITER: uuid.uuid4().hex}
            try:
                blob.upload_from_string(
                    data, content_type=_BYTES, if_generation_match=0, retry=_RETRY
                )
            except api.PreconditionFailed:
                return _is_ours(bucket, key, blob.metadata[_WRITER])
            return True

    @contextlib.contextmanager
    def create(self, uri: str) -> Iterator[BinaryIO]:
        """A stream published whole when the block ends without an exception, else never."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("create", bucket, key):
            upload = _Upload(_bucket(bucket).blob(addresses.checked_key(key)))
        try:
            yield upload
            upload.publish()
        except BaseException:
            upload.abandon()
            raise

    def link(self, uri: str, target: str) -> None:
        """Raises `StoreError`: an object store has no links."""
        bucket, key = addresses.split_bucket(uri)
        raise StoreError(_said("link", "unsupported", bucket, key))

    def delete(self, uri: str) -> None:
        """Deletes the object; none there is no error."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("delete", bucket, key), contextlib.suppress(api.NotFound):
            _bucket(bucket).delete_blob(addresses.checked_key(key), retry=_RETRY)

    def delete_folder(self, prefix: str) -> None:
        """Deletes every object below `prefix`; none there is no error.

        Raises:
            StoreError: also when `prefix` is the bucket itself: nothing is deleted.
        """
        bucket, folder = addresses.split_folder(prefix)
        if not folder:
            raise StoreError(_said("delete_folder", "refused_root", bucket))
        with _clear("delete_folder", bucket, folder):
            found = iter(_client().list_blobs(bucket, prefix=folder, retry=_RETRY))
            while names := [blob.name for blob in itertools.islice(found, _BATCH)]:
                _delete_all(bucket, names)

    def sync(self, prefix: str) -> None:
        """Does nothing: what is published here is durable."""

    def delete_drafts(self, prefix: str) -> None:
        """Does nothing: a resumable upload without an end is seen by nobody and ends in a week."""


class _Reader(BlobReader):  # type: ignore[misc]  # the SDK has no types
    """One generation of an object; what fails is ours."""

    def __init__(self, blob: Any) -> None:
        super().__init__(
            blob,
            chunk_size=_FIRST_READ,
            retry=_RETRY,
            raw_download=True,
            if_generation_match=blob.generation,
        )
        self._names = (blob.bucket.name, blob.name)
        self._size = int(blob.size)
        self._beyond = 0  # how far behind the end, where the SDK's own reader would not go
        self._ahead = _FIRST_READ

    def read(self, size: int = -1) -> bytes:
        if super().seek(0, io.SEEK_CUR) == self._size:
            return b""
        with _clear("read", *self._names, pinned=True):
            data = super().read(size)
        self._read_ahead(2 * self._ahead)
        return bytes(data)

    def seek(self, pos: int, whence: int = io.SEEK_SET) -> int:
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


class _Upload(BlobWriter):  # type: ignore[misc]  # the SDK has no types
    """A resumable upload that nothing completes but `publish`.

    The SDK's own writer completes it in `close`, which its destructor calls too: whoever dropped it
    after an exception published a truncated object.
    """

    def __init__(self, blob: Any) -> None:
        super().__init__(blob, chunk_size=_UPLOAD_CHUNK, ignore_flush=True, retry=_RETRY)
        self._names = (blob.bucket.name, blob.name)

    def write(self, data: Any) -> int:
        with _clear("create", *self._names):
            return int(super().write(data))

    def close(self) -> None:
        """Does nothing: see the class."""

    def publish(self) -> None:
        with _clear("create", *self._names):
            super().close()

    def abandon(self) -> None:
        # A session that cannot be ended now ends by itself within a week, unseen.
        with contextlib.suppress(*_FAILURES):
            self.terminate()


def _delete_all(bucket: str, names: Sequence[str]) -> None:
    try:
        with _client().batch():
            for name in names:
                _bucket(bucket).delete_blob(name)
    except _FAILURES:
        # One of them is gone already or has failed, and a batch is not retried: singly, each is.
        for name in names:
            with contextlib.suppress(api.NotFound):
                _bucket(bucket).delete_blob(name, retry=_RETRY)


def _is_ours(bucket: str, key: str, writer: str) -> bool:
    """Whether an object is there because the answer to our put was lost and the SDK put again."""
    there = _bucket(bucket).get_blob(key, retry=_RETRY)
    return there is not None and (there.metadata or {}).get(_WRITER) == writer


def _client() -> Any:
    """The client of this process; made when first asked for."""
    with _BUILDING:
        return _built(os.getpid(), os.environ.get("STORAGE_EMULATOR_HOST", ""))


@functools.cache  # never dropped: a client left to the collector leaves its sockets open
def _built(_process: int, _emulator: str) -> Any:
    with _clear("connect", ""):
        # Reading and writing objects needs no project; the SDK asks for one unless told None.
        client = Client(project=None)
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=_CONNECTIONS)
        client._http.mount("https://", adapter)  # the pool of 10 makes more threads connect anew
        client._http.hooks["response"].append(_drain_failure)
        # It would fetch every bucket's metadata in a thread of its own, for traces that we do not
        # keep, with a right (storage.buckets.get) that nobody needs to read and write objects.
        client._bucket_metadata_cache = None
        return client


def _drain_failure(response: requests.Response, **_options: object) -> None:
    # The SDK drops a failed download's answer unread, and its connection with it.
    if response.status_code >= 400:
        _ = response.content


def _bucket(name: str) -> Any:
    return _client().bucket(name)


@contextlib.contextmanager
def _clear(operation: str, bucket: str, key: str = "", *, pinned: bool = False) -> Iterator[None]:
    """Turns what the SDK raises into a `StoreError` with the bucket, never the key.

    `pinned`: the object was there before, so one that is not found has changed.
    """
    try:
        yield
    except api.NotFound:
        if pinned:
            raise StoreError(_said(operation, "changed", bucket, key)) from None
        if operation in {"open", "read"}:
            raise NotFoundInStoreError(_said(operation, "not_found", bucket, key)) from None
        raise StoreError(_said(operation, "no_bucket", bucket, key)) from None
    except _FAILURES as error:
        raise StoreError(_said(operation, _code(error), bucket, key)) from None


def _code(error: BaseException | None) -> str:
    if isinstance(error, api.RetryError):
        return _code(error.cause)
    if isinstance(error, auth.DefaultCredentialsError | auth.RefreshError):
        return "unauthenticated"
    if isinstance(error, DataCorruption):
        return "checksum_mismatch"
    if isinstance(error, requests.Timeout):
        return "timeout"
    if isinstance(error, InvalidResponse):
        return _code_of_status(error.response.status_code)
    if isinstance(error, api.GoogleAPICallError):
        return _code_of_status(int(error.code or 0))
    return "unreachable"


def _code_of_status(status: int) -> str:
    if status >= 500:
        return "unavailable"
    return _CODES.get(status, f"http_{status}")


def _said(operation: str, code: str, bucket: str, key: str = "") -> str:
    name = f", name of {len(key)} characters" if key else ""
    return f"{operation} on gs://{bucket}: {code}{name}{_MENDS.get(code, '')}"


def _is_marker(blob: Any) -> bool:
    return bool(blob.name.endswith("/") and not blob.size)


def _entry(blob: Any) -> Entry:
    return Entry(
        uri=f"gs://{blob.bucket.name}/{blob.name}",
        size=int(blob.size),
        version=f"generation:{blob.generation}",
    )


def _folder_entry(bucket: str, key: str) -> Entry:
    return Entry(uri=f"gs://{bucket}/{key}", size=0, version="", kind="folder")
