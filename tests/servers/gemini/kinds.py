"""The kinds of faults, and the errors as Google words them.

status:N        N of 400 403 401 404 408 413 429 499 500 502 503 504 529, as Google's JSON
html:N          the same status as a page of a proxy
named errors    `NAMED` below
hang            no answer, ever            refused     nobody listens, open connections are cut
cut             the connection ends        cut_body    it ends in the middle of the body
trickle         an answer of a byte every `after_s` seconds (0.5)
bad_envelope    200 with JSON that breaks off        empty_envelope   200 without a body
html            200 with a page of a proxy
finish:X        finishReason X, any word             block:X          promptFeedback, any word
no_candidates   200 with usage alone                 no_parts         a candidate without parts
answers whose text is wrong: `SPOILED` below
"""

from __future__ import annotations

from typing import Any, NamedTuple

SPOILED = frozenset(
    {
        "not_json",  # prose
        "truncated",  # the JSON breaks off, STOP all the same
        "wrong_schema",  # JSON of another form
        "empty_text",
        "refusal",  # "I'm sorry, but ..."
        "fenced",  # right, but in ```json
        "missing_id",  # the last sample is left out
        "doubled_id",  # the first sample is answered twice, the second time without edits
        "foreign_id",  # the last answer has an id that nobody asked for
        "swapped_ids",  # each answer has its neighbour's id
        "extra_fields",
        "invented_find",  # finds what no text holds
    }
)
_PLAIN = frozenset(
    {
        "hang",
        "refused",
        "cut",
        "cut_body",
        "trickle",
        "bad_envelope",
        "empty_envelope",
        "html",
        "no_candidates",
        "no_parts",
    }
)
_FAMILIES = ("status:", "html:", "finish:", "block:")


class Error(NamedTuple):
    """Status line and body's error; `reason` goes into an ErrorInfo, `quota` in a QuotaFailure."""

    code: int
    status: str
    message: str
    reason: str = ""
    quota: str = ""


# Wording and codes as the service has them: https://ai.google.dev/gemini-api/docs/troubleshooting,
# google/api/error_reason.proto, and issues of googleapis/python-genai that quote bodies.
_EXCEEDED = (
    "You exceeded your current quota, please check your plan and billing details. For more "
    "information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits."
)
_STATUS: dict[int, tuple[str, str]] = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: (
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential.",
    ),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "models/gone is not found for API version v1beta."),
    408: ("DEADLINE_EXCEEDED", "Request timed out."),
    413: ("INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes."),
    429: ("RESOURCE_EXHAUSTED", _EXCEEDED),
    499: ("CANCELLED", "The operation was cancelled."),
    500: ("INTERNAL", "An internal error has occurred. Please retry."),
    502: ("UNAVAILABLE", "Bad gateway."),
    503: ("UNAVAILABLE", "The model is overloaded. Please try again later."),
    504: ("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
    529: ("UNAVAILABLE", "The service is overloaded."),
}
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel"
PER_MINUTE_TOKENS = "GenerateContentInputTokensPerModelPerMinute"
NAMED: dict[str, Error] = {
    "throttled": Error(429, "RESOURCE_EXHAUSTED", _EXCEEDED, quota=PER_MINUTE),
    "throttled_vertex": Error(
        429, "RESOURCE_EXHAUSTED", "Resource exhausted. Please try again later."
    ),
    "daily_quota": Error(
        429, "RESOURCE_EXHAUSTED", _EXCEEDED, quota="GenerateRequestsPerDayPerProjectPerModel"
    ),
    "key_invalid": Error(
        400,
        "INVALID_ARGUMENT",
        "API key not valid. Please pass a valid API key.",
        "API_KEY_INVALID",
    ),
    "key_expired": Error(
        400,
        "INVALID_ARGUMENT",
        "API key expired. Please renew the API key.",
        "API_KEY_INVALID",
    ),
    "key_leaked": Error(
        403,
        "PERMISSION_DENIED",
        "Your API key was reported as leaked. Please use another API key.",
    ),
    "key_blocked": Error(
        403,
        "PERMISSION_DENIED",
        "Requests to this API are blocked.",
        "API_KEY_SERVICE_BLOCKED",
    ),
    "token_expired": Error(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials.",
        "ACCESS_TOKEN_EXPIRED",
    ),
    "service_disabled": Error(
        403,
        "PERMISSION_DENIED",
        "Generative Language API has not been used in this project before or it is disabled.",
        "SERVICE_DISABLED",
    ),
    "billing_disabled": Error(
        403,
        "PERMISSION_DENIED",
        "This API method requires billing to be enabled.",
        "BILLING_DISABLED",
    ),
    "billing_depleted": Error(
        429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", "BILLING_DISABLED"
    ),
    "billing_region": Error(
        400,
        "FAILED_PRECONDITION",
        "Gemini API free tier is not available in your country. Please enable billing on your "
        "project in Google AI Studio.",
    ),
    "suspended": Error(
        403,
        "PERMISSION_DENIED",
        "Permission denied: Consumer has been suspended.",
        "CONSUMER_SUSPENDED",
    ),
    "too_long": Error(
        400,
        "INVALID_ARGUMENT",
        "The input token count exceeds the maximum number of tokens allowed (1048576).",
    ),
    "must_think": Error(
        400,
        "INVALID_ARGUMENT",
        "Budget 0 is invalid. This model only works in thinking mode.",
    ),
}


def check_kind(kind: str) -> str:
    """The kind, if there is such a one.

    Raises:
        ValueError: there is none.
    """
    family, _, value = kind.partition(":")
    numbered = f"{family}:" in _FAMILIES[:2] and value.isdigit() and int(value) in _STATUS
    worded = f"{family}:" in _FAMILIES[2:] and value.isupper()
    if numbered or worded or kind in NAMED or kind in SPOILED or kind in _PLAIN:
        return kind
    raise ValueError(f"no such kind of fault: {kind}")


def error_of(kind: str) -> Error | None:
    """The error that a kind stands for, None when it is not one in Google's JSON."""
    if kind in NAMED:
        return NAMED[kind]
    if kind.startswith("status:"):
        code = int(kind.removeprefix("status:"))
        return Error(code, *_STATUS[code])
    return None


def body_of(error: Error, *, retry_s: float | None = None) -> dict[str, Any]:
    """The error as Google's JSON, with what details it has."""
    details: list[dict[str, Any]] = []
    if error.quota:
        details.append(
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [
                    {
                        "quotaMetric": "generativelanguage.googleapis.com/generate_content",
                        "quotaId": error.quota,
                        "quotaDimensions": {"location": "global"},
                    }
                ],
            }
        )
    if error.reason:
        details.append(
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": error.reason,
                "domain": "googleapis.com",
                "metadata": {"service": "generativelanguage.googleapis.com"},
            }
        )
    if retry_s is not None:
        details.append(
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{retry_s:.9g}s"}
        )
    inner: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "status": error.status,
    }
    return {"error": inner | ({"details": details} if details else {})}
