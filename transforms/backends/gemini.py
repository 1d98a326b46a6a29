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
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.request import getproxies

import aiohttp
import google.auth.exceptions
import httpx
from google import genai
from google.genai import errors, types

from transforms.backends import Context
from transforms.core.calling import envelopes, rejections
from transforms.core.calling.bodies import body_of
from transforms.core.calling.replies import Call, End, Reply
from transforms.core.calling.settings import ModelSettings
from transforms.core.errors import OptionsError

SERVICE = True
"""Calls go over a network, and cost."""

_LOGGERS = ("google_genai", "httpx", "httpcore", "google.auth")
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
    _session: aiohttp.ClientSession | None = field(default=None, repr=False)

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
        return envelopes.reply_of(_body(response))

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
        session, self._session = self._session, None
        if client is not None:
            await client.aio.aclose()
        if session is not None:
            await session.close()

    def _open(self) -> genai.Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> genai.Client:
        self._session = _connections()
        options = types.HttpOptions(
            aiohttp_client=self._session,
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


def _connections() -> aiohttp.ClientSession:
    """As the SDK's own, which looks for a password in ~/.netrc before each call, in a thread.

    Proxies of the environment are used where there are any, and only then is it looked for.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),  # how many are in flight the pace knows
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=bool(getproxies()),
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


class _Quick:
    """What the SDK reads in a quarter of the time, which was a third of that of a call.

    It asks its models for sixty names with `in`, which goes through all the fields of a model and
    never finds one, before it takes the field.
    """

    def __contains__(self, name: str) -> bool:
        return False


class _Content(_Quick, types.Content):
    """Contents as the SDK wants some."""


class _Config(_Quick, types.GenerateContentConfig):
    """A config that is not copied with the body in it."""

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> _Config:
        return self.__copy__()


_IN_BODY = _Content(role="user")
_AS_IT_IS = _Config(
    automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    should_return_http_response=True,
)
_HTTP = types.HttpOptions()


def _config(call: Call) -> _Config:
    """Everything goes and comes as it is; see `transforms.core.calling.bodies` and `envelopes`."""
    http = _HTTP.model_copy(update={"extra_body": body_of(call)})
    return _AS_IT_IS.model_copy(update={"http_options": http})


def _body(response: types.GenerateContentResponse) -> str:
    raw = response.sdk_http_response
    return (raw.body if raw is not None else None) or ""


def _failed(error: Exception) -> Reply:
    """The end that an exception stands for; nothing of its message is kept."""
    if isinstance(error, errors.APIError):
        headers = getattr(error.response, "headers", None) or {}
        message = str(error.message or "")
        return rejections.reply_of(error.code, message, error.details, headers)
    if isinstance(error, TimeoutError | httpx.TimeoutException):  # aiohttp's is a TimeoutError
        return Reply(End.TIMEOUT)
    if isinstance(error, google.auth.exceptions.GoogleAuthError):
        return Reply(End.UNAUTHENTICATED)
    if isinstance(error, aiohttp.ClientError | httpx.TransportError | OSError):
        return Reply(End.CUT)
    if isinstance(error, ValueError):  # an envelope that is no JSON, or not Gemini's
        return Reply(End.MALFORMED)
    # A probe will tell.
    return Reply(End.REJECTED, reason=rejections.code(type(error).__name__.upper()))
