"""The Cloud Storage client of a process, and what it raises as errors of ours."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
from collections.abc import Iterator
from typing import Any

import requests
from google.api_core import exceptions as api
from google.auth import exceptions as auth
from google.cloud.storage import Client
from google.cloud.storage.exceptions import DataCorruption, InvalidResponse
from google.cloud.storage.retry import DEFAULT_RETRY

from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.stores._statuses import code_of

RETRY = DEFAULT_RETRY.with_delay(initial=0.5, maximum=32.0, multiplier=2.0).with_timeout(300.0)
"""For every call: what is transient is asked again by the SDK."""

_CONNECTIONS = 64

_MENDS = {
    "unauthenticated": ": no usable Google credentials; run gcloud auth application-default login",
}
FAILURES = (
    api.GoogleAPICallError,
    api.RetryError,
    auth.GoogleAuthError,
    DataCorruption,
    InvalidResponse,
    requests.RequestException,
    ConnectionError,
)
"""All that the SDK raises for a call that failed."""

_BUILDING = threading.Lock()


def client() -> Any:
    """The client of this process; made when first asked for."""
    with _BUILDING:
        return _built(os.getpid(), os.environ.get("STORAGE_EMULATOR_HOST", ""))


@functools.cache  # never dropped: a client left to the collector leaves its sockets open
def _built(_process: int, _emulator: str) -> Any:
    with clear("connect", ""):
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


def bucket_of(name: str) -> Any:
    """The SDK's bucket of that name; asks nothing."""
    return client().bucket(name)


@contextlib.contextmanager
def clear(operation: str, bucket: str, key: str = "", *, pinned: bool = False) -> Iterator[None]:
    """Turns what the SDK raises into a `StoreError` with the bucket, never the key.

    `pinned`: the object was there before, so one that is not found has changed.
    """
    try:
        yield
    except api.NotFound:
        if pinned:
            raise StoreError(said(operation, "changed", bucket, key)) from None
        if operation in {"open", "read"}:
            raise NotFoundInStoreError(said(operation, "not_found", bucket, key)) from None
        raise StoreError(said(operation, "no_bucket", bucket, key)) from None
    except FAILURES as error:
        raise StoreError(said(operation, _code(error), bucket, key)) from None


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
        return code_of(error.response.status_code)
    if isinstance(error, api.GoogleAPICallError):
        return code_of(int(error.code or 0))
    return "unreachable"


def said(operation: str, code: str, bucket: str, key: str = "") -> str:
    """A message that names the operation and the bucket, never the key."""
    name = f", name of {len(key)} characters" if key else ""
    return f"{operation} on gs://{bucket}: {code}{name}{_MENDS.get(code, '')}"
