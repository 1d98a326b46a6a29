"""Gemini, through google-genai: the Developer API, or Vertex AI where a project is named.

The only file that speaks to the SDK. It makes one attempt at a time and turns every end of it into
a `Reply`; the SDK's own retries are off, for they ignore what the service says of waiting.

Models that cannot stop thinking (the "pro" ones) refuse `thinking = 0`: their prompt file leaves it
out, or names the smallest budget that they take (ai.google.dev/gemini-api/docs/thinking).
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import aiohttp
import google.auth.exceptions
import httpx
from google import genai
from google.genai import errors, types

from transforms.backends import Context
from transforms.core.calling.bodies import body_of
from transforms.core.calling.replies import Call, End, Reply, Usage
from transforms.core.calling.settings import ModelSettings
from transforms.core.errors import OptionsError

SERVICE = True
"""Calls go over a network, and cost."""

FINISHES: Mapping[str, End] = {
    "STOP": End.ANSWERED,
    "MAX_TOKENS": End.MAX_TOKENS,
    "SAFETY": End.SAFETY,
    "RECITATION": End.RECITATION,
    "LANGUAGE": End.LANGUAGE,
    "OTHER": End.OTHER,
    "FINISH_REASON_UNSPECIFIED": End.OTHER,
    "BLOCKLIST": End.BLOCKLIST,
    "PROHIBITED_CONTENT": End.PROHIBITED_CONTENT,
    "SPII": End.SPII,
    "MALFORMED_FUNCTION_CALL": End.MALFORMED,
    "UNEXPECTED_TOOL_CALL": End.MALFORMED,
    "TOO_MANY_TOOL_CALLS": End.MALFORMED,
    "CONTINUATION": End.OTHER,
    # Of images, which nobody asks for here.
    "IMAGE_SAFETY": End.SAFETY,
    "IMAGE_PROHIBITED_CONTENT": End.PROHIBITED_CONTENT,
    "NO_IMAGE": End.OTHER,
    "IMAGE_RECITATION": End.RECITATION,
    "IMAGE_OTHER": End.OTHER,
}
"""`FinishReason` of the SDK; a test fails when it grows one that is not here."""

BLOCKS: Mapping[str, End] = {
    "BLOCKED_REASON_UNSPECIFIED": End.OTHER,
    "SAFETY": End.SAFETY,
    "OTHER": End.OTHER,
    "BLOCKLIST": End.BLOCKLIST,
    "PROHIBITED_CONTENT": End.PROHIBITED_CONTENT,
    "IMAGE_SAFETY": End.SAFETY,
    "MODEL_ARMOR": End.SAFETY,
    "JAILBREAK": End.SAFETY,
}
"""`BlockedReason` of the SDK: the prompt itself was refused."""

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
_LOGGERS = ("google_genai", "httpx", "httpcore", "google.auth")
_IN_BODY = "-"  # the SDK wants something here
_NO_FUNCTIONS = types.AutomaticFunctionCallingConfig(disable=True)
_GRACE_S = 5.0  # the HTTP client's own deadline comes after ours: it only has to free the socket


@dataclass(eq=False)
class Gemini:
    """One client; used in one asyncio loop.

    Args:
        settings: project and location, or where the key is.
        key: of the Developer API; "" with a project.
    """

    settings: ModelSettings
    key: str = field(repr=False, default="")
    name: str = "gemini"
    _client: genai.Client | None = field(default=None, repr=False)

    def __reduce__(self) -> NoReturn:
        """Refuses to be pickled: it holds a key, and sockets."""
        raise TypeError("a client of Gemini is built on each worker, never pickled")

    async def resolve(self, model: str) -> Reply:
        """What the name of a model stands for, such as `gemini-2.5-flash@001`; costs no token."""
        try:
            async with asyncio.timeout(self.settings.call_timeout_s):
                found = await self._open().aio.models.get(model=model)
        except Exception as error:  # noqa: BLE001 - the seam: every failure is told as an end
            return _failed(error)
        name = (found.name or model).rpartition("/")[2]
        return Reply(End.ANSWERED, model=f"{name}@{found.version}" if found.version else name)

    async def call(self, call: Call) -> Reply:
        """One attempt; a connection that hangs is cut at the deadline."""
        try:
            async with asyncio.timeout(call.timeout_s):
                response = await self._open().aio.models.generate_content(
                    model=call.model,
                    contents=_IN_BODY,
                    config=_config(call),
                )
        except Exception as error:  # noqa: BLE001 - the seam: every failure is told as an end
            return _failed(error)
        return _reply(response)

    async def embed(self, model: str, text: str) -> tuple[float, ...] | Reply:
        """The vector of a text, or how the attempt ended; for evaluations."""
        try:
            async with asyncio.timeout(self.settings.call_timeout_s):
                found = await self._open().aio.models.embed_content(model=model, contents=text)
        except Exception as error:  # noqa: BLE001 - the seam: every failure is told as an end
            return _failed(error)
        values = found.embeddings[0].values if found.embeddings else None
        return tuple(values) if values else Reply(End.EMPTY)

    async def close(self) -> None:
        """Closes connections; closing twice is no error."""
        client, self._client = self._client, None
        if client is not None:
            await client.aio.aclose()

    def _open(self) -> genai.Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> genai.Client:
        options = types.HttpOptions(
            timeout=int((self.settings.call_timeout_s + _GRACE_S) * 1000),
            # One attempt: without it the SDK makes a call again, after up to 10 s, whose connection
            # was cut (_api_client.py, `_async_request_once`).
            retry_options=types.HttpRetryOptions(attempts=1),
        )
        if not self.settings.project:
            return genai.Client(vertexai=False, api_key=self.key, http_options=options)
        return genai.Client(
            vertexai=True,
            project=self.settings.project,
            location=self.settings.location or None,
            http_options=options,
        )


def build(context: Context) -> Gemini:
    """The service; raises `OptionsError` when no key is to be had."""
    settings = context.settings
    if settings is None:
        raise OptionsError("--backend gemini: needs --model")
    for name in _LOGGERS:  # they print addresses and headers
        logging.getLogger(name).setLevel(logging.ERROR)
    return Gemini(settings, "" if settings.project else _key(context, settings))


def _key(context: Context, settings: ModelSettings) -> str:
    if settings.api_key_secret:
        return context.secret(settings.api_key_secret).strip()
    for name in settings.api_key_env:
        value = os.environ.get(name, "").strip()
        if value:
            return value
    names = " or ".join(settings.api_key_env)
    raise OptionsError(
        f"no API key: set {names} on every worker, name a Secret Manager version with "
        "--api-key-secret, or give --project and --location for Vertex AI"
    )


def _config(call: Call) -> types.GenerateContentConfig:
    """Everything goes as it is in the body; see `transforms.core.calling.bodies`."""
    return types.GenerateContentConfig(
        http_options=types.HttpOptions(extra_body=body_of(call)),
        automatic_function_calling=_NO_FUNCTIONS,
    )


def _reply(response: types.GenerateContentResponse) -> Reply:
    usage = _usage(response.usage_metadata)
    model = response.model_version or ""
    if not response.candidates:
        feedback = response.prompt_feedback
        reason = feedback.block_reason if feedback else None
        end = BLOCKS.get(reason.name, End.OTHER) if reason else End.EMPTY
        return Reply(end, usage=usage, model=model)
    candidate = response.candidates[0]
    finish = candidate.finish_reason
    end = FINISHES.get(finish.name, End.OTHER) if finish else End.OTHER
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text or "" for part in parts if not part.thought)
    if end is End.ANSWERED and not text.strip():
        end = End.EMPTY
    return Reply(end, text if end is End.ANSWERED else "", usage, model)


def _usage(said: types.GenerateContentResponseUsageMetadata | None) -> Usage | None:
    if said is None:
        return None
    cached = said.cached_content_token_count or 0
    return Usage(
        prompt=max(0, (said.prompt_token_count or 0) - cached),
        cached=cached,
        thoughts=said.thoughts_token_count or 0,
        output=said.candidates_token_count or 0,
    )


def _failed(error: Exception) -> Reply:
    """The end that an exception stands for; nothing of its message is kept."""
    if isinstance(error, errors.APIError):
        return _refused(error)
    if isinstance(error, TimeoutError | httpx.TimeoutException):  # aiohttp's is a TimeoutError
        return Reply(End.TIMEOUT)
    if isinstance(error, google.auth.exceptions.GoogleAuthError):
        return Reply(End.UNAUTHENTICATED)
    if isinstance(error, aiohttp.ClientError | httpx.TransportError | OSError):
        return Reply(End.CUT)
    if isinstance(error, ValueError):  # an envelope that is no JSON, or not Gemini's
        return Reply(End.MALFORMED)
    return Reply(End.REJECTED, reason=_code(type(error).__name__.upper()))  # a probe will tell


def _refused(error: errors.APIError) -> Reply:
    details = _details(error)
    reasons = {str(detail.get("reason", "")) for detail in details}
    end = _STATUS.get(error.code, End.SERVER_ERROR if error.code >= 500 else End.REJECTED)
    if reasons & _KEY_REASONS:
        end = End.UNAUTHENTICATED
    elif reasons & _BILLING_REASONS:
        end = End.BILLING
    elif end is End.THROTTLED and any("PerDay" in quota for quota in _quotas(details)):
        end = End.DAILY_QUOTA
    elif end is End.REJECTED and _TOO_MANY_TOKENS.search(str(error.message or "")):
        end = End.TOO_LARGE
    reason = next((_code(reason) for reason in sorted(reasons) if reason), "")
    return Reply(end, retry_after_s=_wait(error, details), status=error.code, reason=reason)


def _code(reason: str) -> str:
    return reason if _REASON.fullmatch(reason) else ""


def _details(error: errors.APIError) -> list[Mapping[str, Any]]:
    """`error.details` of Google's error model (google.rpc.Status), whatever wraps it."""
    body = error.details
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


def _wait(error: errors.APIError, details: Iterable[Mapping[str, Any]]) -> float | None:
    """Seconds that RetryInfo or Retry-After ask for, the larger of both."""
    asked: list[float] = []
    for detail in details:
        match = _SECONDS.fullmatch(str(detail.get("retryDelay", "")))
        if match:
            asked.append(float(match[1]))
    headers = getattr(error.response, "headers", None) or {}
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
