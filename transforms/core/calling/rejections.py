"""Google's errors as replies: status, details of `google.rpc.Status`, and how long to wait.

Nothing of a message is kept: it may quote what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from transforms.core.calling.replies import End, Reply

_STATUS: Mapping[int, End] = {
    401: End.UNAUTHENTICATED,
    403: End.FORBIDDEN,
    404: End.UNKNOWN_MODEL,
    408: End.TIMEOUT,
    413: End.TOO_LARGE,
    429: End.THROTTLED,
    503: End.OVERLOADED,
    504: End.TIMEOUT,
    529: End.OVERLOADED,
}
_KEY_REASONS = frozenset({"API_KEY_INVALID", "API_KEY_EXPIRED", "API_KEY_SERVICE_BLOCKED"})
# google.api.ErrorReason (googleapis/google/api/error_reason.proto).
_BILLING_REASONS = frozenset({"BILLING_DISABLED", "CONSUMER_SUSPENDED", "CONSUMER_INVALID"})
_REASON = re.compile(r"[A-Z][A-Z0-9_]{1,62}")
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")
# As the service words a prompt beyond the context window; there is no code for it.
_TOO_MANY_TOKENS = re.compile(r"exceeds the maximum number of tokens", re.IGNORECASE)


def reply_of(status: int, message: str, body: object, headers: Mapping[str, str]) -> Reply:
    """What a refusal says.

    Args:
        status: of HTTP.
        message: of the error; only looked at.
        body: JSON, whatever it is.
        headers: of HTTP.
    """
    details = _details(body)
    reasons = {str(detail.get("reason", "")) for detail in details}
    end = _STATUS.get(status, End.SERVER_ERROR if status >= 500 else End.REJECTED)
    if reasons & _KEY_REASONS:
        end = End.UNAUTHENTICATED
    elif reasons & _BILLING_REASONS:
        end = End.BILLING
    elif end is End.THROTTLED and any("PerDay" in quota for quota in _quotas(details)):
        end = End.DAILY_QUOTA
    elif end is End.REJECTED and _TOO_MANY_TOKENS.search(message):
        end = End.TOO_LARGE
    reason = next((code(reason) for reason in sorted(reasons) if reason), "")
    return Reply(end, retry_after_s=_wait(headers, details), status=status, reason=reason)


def code(reason: str) -> str:
    """The reason where it is a code, such as `API_KEY_INVALID`, else ""."""
    return reason if _REASON.fullmatch(reason) else ""


def _details(body: object) -> list[Mapping[str, Any]]:
    """The details of Google's error model (google.rpc.Status), whatever wraps it."""
    if isinstance(body, list):
        body = body[0] if body else {}
    inner = body.get("error", body) if isinstance(body, Mapping) else {}
    details = inner.get("details", []) if isinstance(inner, Mapping) else []
    found = details if isinstance(details, list) else []
    return [detail for detail in found if isinstance(detail, Mapping)]


def _quotas(details: Iterable[Mapping[str, Any]]) -> list[str]:
    """Ids and metrics of the quotas that a QuotaFailure names."""
    found: list[str] = []
    for detail in details:
        violations = detail.get("violations", [])
        for violation in violations if isinstance(violations, list) else []:
            if isinstance(violation, Mapping):
                found += [str(violation.get("quotaId", "")), str(violation.get("quotaMetric", ""))]
    return found


def _wait(headers: Mapping[str, str], details: Iterable[Mapping[str, Any]]) -> float | None:
    """Seconds that RetryInfo or Retry-After ask for, the larger of both."""
    asked: list[float] = []
    for detail in details:
        match = _SECONDS.fullmatch(str(detail.get("retryDelay", "")))
        if match:
            asked.append(float(match[1]))
    header = str(headers.get("Retry-After") or headers.get("retry-after") or "").strip()
    if header.isdigit():
        asked.append(float(header))
    elif header:
        asked += _until(header)
    return max(asked) if asked else None


def _until(date: str) -> list[float]:
    """Seconds until an HTTP date; nothing where it is none."""
    try:
        at = parsedate_to_datetime(date)
    except ValueError:
        return []
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return [max(0.0, (at - datetime.now(UTC)).total_seconds())]
