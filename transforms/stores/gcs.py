"""Objects of Google Cloud Storage: `gs://bucket/key`.

A put is one object; a stream is a resumable upload that only the end of its block completes. A
reader is pinned to the generation that it saw first. The SDK retries what is transient.

References, at https://cloud.google.com/storage/docs: request-preconditions, retry-strategy,
resumable-uploads, objects#naming, batch.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from google.api_core import exceptions as api

from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.core.protocols import Entry
from transforms.stores.gs.client import FAILURES, RETRY, bucket_of, clear, client, said
from transforms.stores.gs.streams import Reader, Upload

SCHEMES = ("gs",)

_BUFFER = 64 << 10
_BATCH = 100  # calls that one batch request may hold
_WRITER = "gdr-writer"  # metadata: whose object it is when the answer to a put was lost
_BYTES = "application/octet-stream"


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
        with clear("list", bucket):
            for blob in client().list_blobs(bucket, prefix=folder, retry=RETRY):
                if not _is_marker(blob):
                    yield _entry(blob)

    def children(self, prefix: str) -> Iterator[Entry]:
        """What lies directly in folder `prefix`, ordered; a folder's address ends with '/'."""
        bucket, folder = addresses.split_folder(prefix)
        with clear("list", bucket):
            found = client().list_blobs(bucket, prefix=folder, delimiter="/", retry=RETRY)
            for page in found.pages:
                entries = [_entry(blob) for blob in page if not _is_marker(blob)]
                entries += [_folder_entry(bucket, name) for name in page.prefixes]
                yield from sorted(entries, key=lambda entry: entry.uri)

    def stat(self, uri: str) -> Entry:
        """The object at `uri`, or else the folder, if anything is below it."""
        bucket, key = addresses.split_bucket(uri)
        with clear("stat", bucket, key):
            found = (
                bucket_of(bucket).get_blob(addresses.checked_key(key), retry=RETRY) if key else None
            )
            if found is not None and not _is_marker(found):
                return _entry(found)
            folder = addresses.split_folder(uri)[1]
            below = client().list_blobs(bucket, prefix=folder, max_results=1, retry=RETRY)
            if next(iter(below), None) is not None:
                return _folder_entry(bucket, folder)
        raise NotFoundInStoreError(said("stat", "not_found", bucket, key))

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the stored bytes, standing at `start`; of one generation only."""
        bucket, key = addresses.split_bucket(uri)
        with clear("open", bucket, key):
            blob = bucket_of(bucket).get_blob(addresses.checked_key(key), retry=RETRY)
        if blob is None:
            raise NotFoundInStoreError(said("open", "not_found", bucket, key))
        stream = io.BufferedReader(Reader(blob), _BUFFER)
        if start:
            stream.seek(start)
        return stream

    def read(self, uri: str) -> bytes:
        """All bytes of a small object."""
        bucket, key = addresses.split_bucket(uri)
        with clear("read", bucket, key):
            blob = bucket_of(bucket).blob(addresses.checked_key(key))
            return bytes(blob.download_as_bytes(raw_download=True, retry=RETRY))

    def put(self, uri: str, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
        """Publishes `data` whole; `mode` means nothing here: rights are the bucket's."""
        bucket, key = addresses.split_bucket(uri)
        with clear("put", bucket, key):
            blob = bucket_of(bucket).blob(addresses.checked_key(key))
            blob.upload_from_string(data, content_type=_BYTES, retry=RETRY)

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where an object is; of many at once one wins."""
        bucket, key = addresses.split_bucket(uri)
        with clear("put_if_absent", bucket, key):
            blob = bucket_of(bucket).blob(addresses.checked_key(key))
            blob.metadata = {_WRITER: uuid.uuid4().hex}
            try:
                blob.upload_from_string(
                    data, content_type=_BYTES, if_generation_match=0, retry=RETRY
                )
            except api.PreconditionFailed:
                return _is_ours(bucket, key, blob.metadata[_WRITER])
            return True

    @contextlib.contextmanager
    def create(self, uri: str) -> Iterator[BinaryIO]:
        """A stream published whole when the block ends without an exception, else never."""
        bucket, key = addresses.split_bucket(uri)
        with clear("create", bucket, key):
            upload = Upload(bucket_of(bucket).blob(addresses.checked_key(key)))
        try:
            yield upload
            upload.publish()
        except BaseException:
            upload.abandon()
            raise

    def link(self, uri: str, target: str) -> None:
        """Raises `StoreError`: an object store has no links."""
        bucket, key = addresses.split_bucket(uri)
        raise StoreError(said("link", "unsupported", bucket, key))

    def delete(self, uri: str) -> None:
        """Deletes the object; none there is no error."""
        bucket, key = addresses.split_bucket(uri)
        with clear("delete", bucket, key), contextlib.suppress(api.NotFound):
            bucket_of(bucket).delete_blob(addresses.checked_key(key), retry=RETRY)

    def delete_folder(self, prefix: str) -> None:
        """Deletes every object below `prefix`; none there is no error.

        Raises:
            StoreError: also when `prefix` is the bucket itself: nothing is deleted.
        """
        bucket, folder = addresses.split_folder(prefix)
        if not folder:
            raise StoreError(said("delete_folder", "refused_root", bucket))
        with clear("delete_folder", bucket, folder):
            found = iter(client().list_blobs(bucket, prefix=folder, retry=RETRY))
            while names := [blob.name for blob in itertools.islice(found, _BATCH)]:
                _delete_all(bucket, names)

    def sync(self, prefix: str) -> None:
        """Does nothing: what is published here is durable."""

    def delete_drafts(self, prefix: str) -> None:
        """Does nothing: a resumable upload without an end is seen by nobody and ends in a week."""


def _delete_all(bucket: str, names: Sequence[str]) -> None:
    try:
        with client().batch():
            for name in names:
                bucket_of(bucket).delete_blob(name)
    except FAILURES:
        # One of them is gone already or has failed, and a batch is not retried: singly, each is.
        for name in names:
            with contextlib.suppress(api.NotFound):
                bucket_of(bucket).delete_blob(name, retry=RETRY)


def _is_ours(bucket: str, key: str, writer: str) -> bool:
    """Whether an object is there because the answer to our put was lost and the SDK put again."""
    there = bucket_of(bucket).get_blob(key, retry=RETRY)
    return there is not None and (there.metadata or {}).get(_WRITER) == writer


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
