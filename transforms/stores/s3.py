"""Objects of S3 and of services that speak its protocol: `s3://bucket/key`.

Needs the extra `gdr[s3]`. Credentials, region and endpoint are found as by every AWS tool
(`AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL_S3`, ...). A stream is a multipart upload that only
the end of its block completes. A reader is pinned to the etag that it saw first. The SDK retries
what is transient (`aws.client`).

References, at https://docs.aws.amazon.com/AmazonS3/latest: userguide/conditional-writes.html,
userguide/qfacts.html (limits of multipart uploads), API/API_DeleteObjects.html.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import uuid
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, OptionsError, StoreError
from transforms.core.protocols import Entry
from transforms.stores.aws.client import clear, client, said, status
from transforms.stores.aws.streams import Reader, Upload, get

SCHEMES = ("s3",)

_BUFFER = 64 << 10
_BATCH = 1000  # keys that one DeleteObjects may hold
_CONFLICT_TRIES = 8
_WRITER = "gdr-writer"  # metadata: whose object it is when the answer to a put was lost


def build() -> S3Store:
    """The store of all buckets that the credentials of this process reach.

    Raises:
        OptionsError: boto3 is not installed.
    """
    if importlib.util.find_spec("boto3") is None:
        raise OptionsError("s3:// needs boto3, which is not installed: pip install 'gdr[s3]'")
    return S3Store()


class S3Store:
    """Objects of S3, see `transforms.core.protocols.Store`.

    A folder is a prefix ending with '/': `a/bc` is not below `a/b`. Empty objects whose name ends
    with '/' stand for folders in consoles: listings leave them out, `delete_folder` deletes them.
    """

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every object below folder `prefix`, ordered by address as code points."""
        bucket, folder = addresses.split_folder(prefix)
        for page in _pages("list", bucket, folder):
            for item in page.get("Contents", ()):
                if not _is_marker(item):
                    yield _entry(bucket, item["Key"], item)

    def children(self, prefix: str) -> Iterator[Entry]:
        """What lies directly in folder `prefix`, ordered; a folder's address ends with '/'."""
        bucket, folder = addresses.split_folder(prefix)
        for page in _pages("list", bucket, folder, Delimiter="/"):
            files = (item for item in page.get("Contents", ()) if not _is_marker(item))
            entries = [_entry(bucket, item["Key"], item) for item in files]
            entries += [_folder_entry(bucket, p["Prefix"]) for p in page.get("CommonPrefixes", ())]
            yield from sorted(entries, key=lambda entry: entry.uri)

    def stat(self, uri: str) -> Entry:
        """The object at `uri`, or else the folder, if anything is below it."""
        bucket, key = addresses.split_bucket(uri)
        if key and not key.endswith("/"):
            with contextlib.suppress(NotFoundInStoreError):
                return _head("stat", bucket, key)
        folder = addresses.split_folder(uri)[1]
        with clear("stat", bucket):
            below = client().list_objects_v2(Bucket=bucket, Prefix=folder, MaxKeys=1)
        if not below.get("KeyCount"):
            raise NotFoundInStoreError(said("stat", "not_found", bucket, key))
        return _folder_entry(bucket, folder)

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the stored bytes, standing at `start`; of one version only."""
        bucket, key = addresses.split_bucket(uri)
        stream = io.BufferedReader(Reader(bucket, key, _head("open", bucket, key)), _BUFFER)
        if start:
            stream.seek(start)
        return stream

    def read(self, uri: str) -> bytes:
        """All bytes of a small object."""
        bucket, key = addresses.split_bucket(uri)
        return get(bucket, key)

    def put(self, uri: str, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
        """Publishes `data` whole; `mode` means nothing here: rights are the bucket's."""
        bucket, key = addresses.split_bucket(uri)
        with clear("put", bucket, key):
            client().put_object(Bucket=bucket, Key=addresses.checked_key(key), Body=data)

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where an object is; of many at once one wins."""
        bucket, key = addresses.split_bucket(uri)
        writer = {_WRITER: uuid.uuid4().hex}
        for _ in range(_CONFLICT_TRIES):
            with clear("put_if_absent", bucket, key):
                answer = _claim(
                    Bucket=bucket, Key=addresses.checked_key(key), Body=data, Metadata=writer
                )
            if answer == 412:
                return _is_ours(bucket, key, writer)
            if answer == 200:
                return True
            # 409: another put was under way at that moment; the service asks to try again.
        raise StoreError(said("put_if_absent", "conflict", bucket, key))

    @contextlib.contextmanager
    def create(self, uri: str) -> Iterator[BinaryIO]:
        """A stream published whole when the block ends without an exception, else never."""
        bucket, key = addresses.split_bucket(uri)
        upload = Upload(bucket, addresses.checked_key(key))
        try:
            yield cast(BinaryIO, upload)
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
        with clear("delete", bucket, key):
            client().delete_object(Bucket=bucket, Key=addresses.checked_key(key))

    def delete_folder(self, prefix: str) -> None:
        """Deletes every object below `prefix`; none there is no error.

        Raises:
            StoreError: also when `prefix` is the bucket itself: nothing is deleted.
        """
        bucket, folder = addresses.split_folder(prefix)
        if not folder:
            raise StoreError(said("delete_folder", "refused_root", bucket))
        for page in _pages("delete_folder", bucket, folder):
            keys = [{"Key": item["Key"]} for item in page.get("Contents", ())]
            if keys:
                _delete_all(bucket, keys)

    def sync(self, prefix: str) -> None:
        """Does nothing: what is published here is durable."""

    def delete_drafts(self, prefix: str) -> None:
        """Ends every multipart upload below `prefix` that nobody completed: its parts cost money.

        A service or a role that knows or allows no listing of uploads keeps them.
        """
        bucket, folder = addresses.split_folder(prefix)
        with contextlib.suppress(StoreError), clear("delete_drafts", bucket):
            pager = client().get_paginator("list_multipart_uploads")
            for page in pager.paginate(Bucket=bucket, Prefix=folder):
                for upload in page.get("Uploads", ()):
                    client().abort_multipart_upload(
                        Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                    )


def _pages(operation: str, bucket: str, folder: str, **options: str) -> Iterator[dict[str, Any]]:
    with clear(operation, bucket):
        pager = client().get_paginator("list_objects_v2")
        yield from pager.paginate(Bucket=bucket, Prefix=folder, **options)


def _head(operation: str, bucket: str, key: str) -> Entry:
    with clear(operation, bucket, key):
        return _entry(
            bucket, key, client().head_object(Bucket=bucket, Key=addresses.checked_key(key))
        )


def _claim(**put: object) -> int:
    """The status of a put where nothing is: 200, 409 or 412."""
    from botocore.exceptions import ClientError

    try:
        client().put_object(**put, IfNoneMatch="*")
    except ClientError as error:
        refused = status(error)
        if refused in {409, 412}:
            return refused
        raise
    return 200


def _is_ours(bucket: str, key: str, writer: dict[str, str]) -> bool:
    """Whether an object is there because the answer to our put was lost and the SDK put again."""
    try:
        with clear("stat", bucket, key):
            there = client().head_object(Bucket=bucket, Key=key)
    except NotFoundInStoreError:
        return False
    return bool(there.get("Metadata") == writer)


def _delete_all(bucket: str, keys: list[dict[str, str]]) -> None:
    with clear("delete_folder", bucket):
        delete = {"Objects": keys, "Quiet": True}
        answer = client().delete_objects(Bucket=bucket, Delete=delete)
    for failed in answer.get("Errors", ()):
        code = "permission_denied" if failed["Code"] == "AccessDenied" else "unavailable"
        raise StoreError(said("delete_folder", code, bucket))


def _is_marker(item: dict[str, Any]) -> bool:
    return bool(item["Key"].endswith("/") and not item["Size"])


def _entry(bucket: str, key: str, item: dict[str, Any]) -> Entry:
    size = item["Size"] if "Size" in item else item["ContentLength"]
    return Entry(f"s3://{bucket}/{key}", int(size), "etag:" + item["ETag"].strip('"'))


def _folder_entry(bucket: str, key: str) -> Entry:
    return Entry(uri=f"s3://{bucket}/{key}", size=0, version="", kind="folder")
