"""The S3 client of a process, and what it raises as errors of ours."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from typing import Any

from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.stores._statuses import code_of

_OPTIONS = {
    "retries": {"mode": "standard", "total_max_attempts": 8},  # backoff of at most 20 s, jittered
    "connect_timeout": 10,
    "read_timeout": 60,
    "max_pool_connections": 64,
}
_READING = frozenset({"stat", "open", "read"})
_NO_KEY = frozenset({"NoSuchKey", "404", "NotFound"})
_CREDENTIALS = frozenset({"ExpiredToken", "InvalidAccessKeyId", "SignatureDoesNotMatch"})
_MENDS = {
    "unauthenticated": ": no usable AWS credentials; set AWS_PROFILE, or run aws configure",
}

_BUILDING = threading.Lock()


def client() -> Any:
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
def clear(operation: str, bucket: str, key: str = "", *, pinned: bool = False) -> Iterator[None]:
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
            raise NotFoundInStoreError(said(operation, code, bucket, key)) from None
        raise StoreError(said(operation, code, bucket, key)) from None
    except BotoCoreError as error:
        raise StoreError(said(operation, _code_of_sdk(error), bucket, key)) from None


def _code(error: Any) -> str:
    code, answered = str(error.response.get("Error", {}).get("Code", "")), status(error)
    if code in _NO_KEY:
        return "not_found"
    if code == "NoSuchBucket":
        return "no_bucket"
    if code in _CREDENTIALS:
        return "unauthenticated"
    return code_of(answered)


def status(error: Any) -> int:
    """The HTTP status of a `ClientError`; 0 where it has none."""
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


def said(operation: str, code: str, bucket: str, key: str = "") -> str:
    """A message that names the operation and the bucket, never the key."""
    name = f", name of {len(key)} characters" if key else ""
    return f"{operation} on s3://{bucket}: {code}{name}{_MENDS.get(code, '')}"
