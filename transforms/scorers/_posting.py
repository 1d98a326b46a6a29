"""JSON posted to a service of scores, and how that ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import httpx

from transforms.core.calling.replies import Call, End, Reply

_STATUS: Mapping[int, End] = {
    400: End.REJECTED,
    401: End.UNAUTHENTICATED,
    403: End.FORBIDDEN,
    404: End.UNKNOWN_MODEL,
    408: End.TIMEOUT,
    413: End.TOO_LARGE,
    422: End.REJECTED,
    429: End.THROTTLED,
    503: End.OVERLOADED,
    504: End.TIMEOUT,
    529: End.OVERLOADED,
}


@dataclass(eq=False)
class Posting:
    """A service that takes JSON and gives JSON; used in one asyncio loop.

    Attributes:
        name: of the scorer.
        url: that is posted to.
        headers: with the key.
    """

    name: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    _client: httpx.AsyncClient | None = field(default=None, repr=False)

    def __reduce__(self) -> NoReturn:
        """Refuses to be pickled: it holds a key, and sockets."""
        raise TypeError("a client of a service is built on each worker, never pickled")

    async def resolve(self, model: str) -> Reply:
        """The model as named: these services tell their version with each answer only."""
        return Reply(End.ANSWERED, model=model)

    async def call(self, call: Call) -> Reply:
        """One attempt to post the last turn, which is the body."""
        if self._client is None:
            self._client = httpx.AsyncClient(headers=dict(self.headers))
        try:
            async with asyncio.timeout(call.timeout_s):
                response = await self._client.post(
                    self.url, content=call.turns[-1].text.encode("utf-8", "replace"),
                    headers={"Content-Type": "application/json"}, timeout=call.timeout_s + 5,
                )  # fmt: skip
        except TimeoutError:
            return Reply(End.TIMEOUT)
        except httpx.TimeoutException:
            return Reply(End.TIMEOUT)
        except httpx.HTTPError:  # its message may hold the address with what is in it
            return Reply(End.CUT)
        return _reply(response)

    async def close(self) -> None:
        """Closes connections."""
        if self._client is not None:
            await self._client.aclose()


def _reply(response: httpx.Response) -> Reply:
    if response.is_success:
        return Reply(End.ANSWERED, response.text, status=response.status_code)
    end = _STATUS.get(response.status_code, End.SERVER_ERROR)
    if response.status_code < 500 and response.status_code not in _STATUS:
        end = End.REJECTED
    if end is End.THROTTLED and "insufficient_quota" in response.text:
        end = End.BILLING
    return Reply(end, retry_after_s=_seconds(response), status=response.status_code)


def _seconds(response: httpx.Response) -> float | None:
    """What Retry-After says, in seconds (RFC 9110, 10.2.3); None for a date or nothing."""
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isdigit() else None


def numbers(answer: object, *path: str) -> dict[str, float]:
    """The numbers from 0 to 1 by name in the object at `path`; nothing for any other form."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(answer, Mapping):
        return {}
    return {str(n): float(v) for n, v in answer.items() if is_share(v)}


def is_share(value: Any) -> bool:
    """Whether a value from outside is a number from 0 to 1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def parsed(text: str) -> Any:
    """The JSON of an answer; None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
