"""What HTTP statuses of object stores are called in errors."""

from __future__ import annotations

_CODES = {
    400: "invalid",
    401: "unauthenticated",
    403: "permission_denied",
    409: "conflict",
    412: "changed",
    429: "throttled",
}


def code_of(status: int) -> str:
    """The code of a failure by its HTTP status.

    >>> code_of(412), code_of(503), code_of(418)
    ('changed', 'unavailable', 'http_418')
    """
    return "unavailable" if status >= 500 else _CODES.get(status, f"http_{status}")
