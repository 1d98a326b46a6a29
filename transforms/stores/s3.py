"""Objects of S3 and of services that speak its protocol: `s3://bucket/key`.

Needs the extra `gdr[s3]`. Credentials, region and endpoint are found as by every AWS tool
(`AWS_PROFILE`, `AWS_REGION`, `AWS_ENDPOINT_URL_S3`, ...). A stream is a multipart upload that only
the end of its block completes. A reader is pinned to the etag that it saw first. The SDK retries
what is transient (`_OPTIONS`).

References, at https://docs.aws.amazon.com/AmazonS3/latest: userguide/conditional-writes.html,
userguide/qfacts.html (limits of multipart uploads), API/API_DeleteObjects.html.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import io
import os
import threading
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, OptionsError, StoreError
from transforms.core.protocols import Entry

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

SCHEMES = ("s3",)

_OPTIONS = {
    "retries": {"mode": "standard", "total_max_attempts": 8},  # backoff of at most 20 s, jittered
    "connect_timeout": 10,
    "read_timeout": 60,
    "max_pool_connections": 64,
}
_FIRST_READ = 128 << 10  # doubled while the reading goes on in order, so that a glance stays cheap
_LARGEST_READ = 8 << 20
_BUFFER = 64 << 10
_PART = 8 << 20  # at least 5 MiB each, at most 10,000 parts
_PARTS_OF_A_SIZE = 1000  # then larger ones, so that an object may grow beyond 400 GB
_BATCH = 1000  # keys that one DeleteObjects may hold
_BODY_TRIES = 5  # a body that breaks off is asked for again from there
_CONFLICT_TRIES = 8
_WRITER = "gdr-writer"  # metadata: whose object it is when the answer to a put was lost

_CODES = {
    400: "invalid",
    401: "unauthenticated",
    403: "permission_denied",
    409: "conflict",
    412: "changed",
    429: "throttled",
}
_READING = frozenset({"stat", "open", "read"})
_NO_KEY = frozenset({"NoSuchKey", "404", "NotFound"})
_CREDENTIALS = frozenset({"ExpiredToken", "InvalidAccessKeyId", "SignatureDoesNotMatch"})
_MENDS = {
    "unauthenticated": ": no usable AWS credentials; set AWS_PROFILE, or run aws configure",
}

_BUILDING = threading.Lock()


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
        with _clear("stat", bucket):
            below = _client().list_objects_v2(Bucket=bucket, Prefix=folder, MaxKeys=1)
        if not below.get("KeyCount"):
            raise NotFoundInStoreError(_said("stat", "not_found", bucket, key))
        return _folder_entry(bucket, folder)

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the stored bytes, standing at `start`; of one version only."""
        bucket, key = addresses.split_bucket(uri)
        stream = io.BufferedReader(_Reader(bucket, key, _head("open", bucket, key)), _BUFFER)
        if start:
            stream.seek(start)
        return stream

    def read(self, uri: str) -> bytes:
        """All bytes of a small object."""
        bucket, key = addresses.split_bucket(uri)
        return _get(bucket, key)

    def put(self, uri: str, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
        """Publishes `data` whole; `mode` means nothing here: rights are the bucket's."""
        bucket, key = addresses.split_bucket(uri)
        with _clear("put", bucket, key):
            _client().put_object(Bucket=bucket, Key=addresses.checked_key(key), Body=data)

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where an object is; of many at once one wins."""
        bucket, key = addresses.split_bucket(uri)
        writer = {_WRITER: uuid.uuid4().hex}
        for _ in range(_CONFLICT_TRIES):
            with _clear("put_if_absent", bucket, key):
                status = _claim(
                    Bucket=bucket, Key=addresses.checked_key(key), Body=data, Metadata=writer
                )
            if status == 412:
                return _is_ours(bucket, key, writer)
            if status == 200:
                return True
            # 409: another put was under way at that moment; the service asks to try again.
        raise StoreError(_said("put_if_absent", "conflict", bucket, key))

    @contextlib.contextmanager
    def create(self, uri: str) -> Iterator[BinaryIO]:
        """A stream published whole when the block ends without an exception, else never."""
        bucket, key = addresses.split_bucket(uri)
        upload = _Upload(bucket, addresses.checked_key(key))
        try:
            yield cast(BinaryIO, upload)
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
        with _clear("delete", bucket, key):
            _client().delete_object(Bucket=bucket, Key=addresses.checked_key(key))

    def delete_folder(self, prefix: str) -> None:
        """Deletes every object below `prefix`; none there is no error.

        Raises:
            StoreError: also when `prefix` is the bucket itself: nothing is deleted.
        """
        bucket, folder = addresses.split_folder(prefix)
        if not folder:
            raise StoreError(_said("delete_folder", "refused_root", bucket))
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
        with contextlib.suppress(StoreError), _clear("delete_drafts", bucket):
            pager = _client().get_paginator("list_multipart_uploads")
            for page in pager.paginate(Bucket=bucket, Prefix=folder):
                for upload in page.get("Uploads", ()):
                    _client().abort_multipart_upload(
                        Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                    )


class _Reader(io.RawIOBase):
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
        return _get(*self._names, Range=f"bytes={start}-{end - 1}", IfMatch=self._etag)

    def readall(self) -> bytes:
        data = self._range(self._at, self._size)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError("negative position")
        self._at = origin + offset
        return self._at

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


class _Upload(io.BufferedIOBase):
    """A multipart upload, begun with its second part, that nothing completes but `publish`."""

    def __init__(self, bucket: str, key: str) -> None:
        self._names = {"Bucket": bucket, "Key": key}
        self._pending = bytearray()
        self._sent = 0
        self._parts: list[dict[str, object]] = []
        self._upload: dict[str, str] = {}

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._sent + len(self._pending)

    def write(self, data: ReadableBuffer) -> int:
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
                answer = _client().create_multipart_upload(**self._names)
                self._upload = {**self._names, "UploadId": answer["UploadId"]}
            number = len(self._parts) + 1
            answer = _client().upload_part(**self._upload, PartNumber=number, Body=data)
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._sent += len(data)

    def publish(self) -> None:
        data = bytes(self._pending)
        if not self._upload:
            with self._clear():
                _client().put_object(**self._names, Body=data)
            return
        self._send(data)
        with self._clear():
            parts = {"Parts": self._parts}
            _client().complete_multipart_upload(**self._upload, MultipartUpload=parts)

    def abandon(self) -> None:
        # What cannot be ended now stays unseen until the bucket's lifecycle rule clears it.
        if self._upload:
            with contextlib.suppress(StoreError), self._clear():
                _client().abort_multipart_upload(**self._upload)

    def _clear(self) -> contextlib.AbstractContextManager[None]:
        return _clear("create", self._names["Bucket"], self._names["Key"])


def _pages(operation: str, bucket: str, folder: str, **options: str) -> Iterator[dict[str, Any]]:
    with _clear(operation, bucket):
        pager = _client().get_paginator("list_objects_v2")
        yield from pager.paginate(Bucket=bucket, Prefix=folder, **options)


def _head(operation: str, bucket: str, key: str) -> Entry:
    with _clear(operation, bucket, key):
        return _entry(
            bucket, key, _client().head_object(Bucket=bucket, Key=addresses.checked_key(key))
        )


def _get(bucket: str, key: str, **options: str) -> bytes:
    from botocore.exceptions import HTTPClientError, IncompleteReadError

    for attempt in range(1, _BODY_TRIES + 1):
        with _clear("read", bucket, key, pinned=bool(options)):
            answer = _client().get_object(Bucket=bucket, Key=addresses.checked_key(key), **options)
            try:
                with contextlib.closing(answer["Body"]) as body:
                    return bytes(body.read())
            except (HTTPClientError, IncompleteReadError):
                # The answer broke off after its status: the SDK does not ask again by itself.
                if attempt == _BODY_TRIES:
                    raise
    raise StoreError(_said("read", "unreachable", bucket, key))


def _claim(**put: object) -> int:
    """The status of a put where nothing is: 200, 409 or 412."""
    from botocore.exceptions import ClientError

    try:
        _client().put_object(**put, IfNoneMatch="*")
    except ClientError as error:
        status = _status(error)
        if status in {409, 412}:
            return status
        raise
    return 200


def _is_ours(bucket: str, key: str, writer: dict[str, str]) -> bool:
    """Whether an object is there because the answer to our put was lost and the SDK put again."""
    try:
        with _clear("stat", bucket, key):
            there = _client().head_object(Bucket=bucket, Key=key)
    except NotFoundInStoreError:
        return False
    return bool(there.get("Metadata") == writer)


def _delete_all(bucket: str, keys: list[dict[str, str]]) -> None:
    with _clear("delete_folder", bucket):
        delete = {"Objects": keys, "Quiet": True}
        answer = _client().delete_objects(Bucket=bucket, Delete=delete)
    for failed in answer.get("Errors", ()):
        code = "permission_denied" if failed["Code"] == "AccessDenied" else "unavailable"
        raise StoreError(_said("delete_folder", code, bucket))


def _client() -> Any:
    """The client of this process; made when first asked for."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    with _BUILDING:
        return _built(os.getpid(), endpoint)


@functools.cache  # never dropped: a client left to the collector leaves its sockets open
def _built(_process: int, _endpoint: str) -> Any:
    import boto3
    from botocore.config import Config

    # A session of our own: boto3's default one is not made for threads.
    return boto3.session.Session().client("s3", config=Config(**_OPTIONS))


@contextlib.contextmanager
def _clear(operation: str, bucket: str, key: str = "", *, pinned: bool = False) -> Iterator[None]:
    """Turns what the SDK raises into a `StoreError` with the bucket, never the key.

    `pinned`: the object was there before, so one that is not found has changed.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        code = _code(error)
        if code == "not_found" and pinned:
            code = "changed"
        if code == "not_found" and operation in _READING:
            raise NotFoundInStoreError(_said(operation, code, bucket, key)) from None
        raise StoreError(_said(operation, code, bucket, key)) from None
    except BotoCoreError as error:
        raise StoreError(_said(operation, _code_of_sdk(error), bucket, key)) from None


def _code(error: Any) -> str:
    code, status = str(error.response.get("Error", {}).get("Code", "")), _status(error)
    if code in _NO_KEY:
        return "not_found"
    if code == "NoSuchBucket":
        return "no_bucket"
    if code in _CREDENTIALS:
        return "unauthenticated"
    if status >= 500:
        return "unavailable"
    return _CODES.get(status, f"http_{status}")


def _status(error: Any) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _code_of_sdk(error: Exception) -> str:
    from botocore import exceptions as sdk

    if isinstance(
        error, sdk.NoCredentialsError | sdk.PartialCredentialsError | sdk.ProfileNotFound
    ):
        return "unauthenticated"
    if isinstance(error, sdk.ParamValidationError):
        return "invalid"
    if isinstance(error, sdk.ReadTimeoutError | sdk.ConnectTimeoutError):
        return "timeout"
    return "unreachable"


def _said(operation: str, code: str, bucket: str, key: str = "") -> str:
    name = f", name of {len(key)} characters" if key else ""
    return f"{operation} on s3://{bucket}: {code}{name}{_MENDS.get(code, '')}"


def _is_marker(item: dict[str, Any]) -> bool:
    return bool(item["Key"].endswith("/") and not item["Size"])


def _entry(bucket: str, key: str, item: dict[str, Any]) -> Entry:
    size = item["Size"] if "Size" in item else item["ContentLength"]
    return Entry(f"s3://{bucket}/{key}", int(size), "etag:" + item["ETag"].strip('"'))


def _folder_entry(bucket: str, key: str) -> Entry:
    return Entry(uri=f"s3://{bucket}/{key}", size=0, version="", kind="folder")
