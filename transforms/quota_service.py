"""The quota of a job held by an Envoy rate limit service, asked before every call.

The protocol is that of Envoy (envoy.service.ratelimit.v3, `ShouldRateLimit`), the same that Beam's
`EnvoyRateLimiter` speaks; that one blocks its thread, and so it is spoken here on asyncio. What to
configure there, per second or per minute (a service counts in fixed windows; seconds are smoother):

    domain: gdr
    descriptors:
      - key: model
        value: gemini-2.5-flash
        descriptors:
          - {key: unit, value: requests, rate_limit: {unit: second, requests_per_unit: 10}}
          - {key: unit, value: tokens, rate_limit: {unit: second, requests_per_unit: 60000}}

A unit without a limit is not limited. The two units are asked for one after the other, because a
request names one number of hits for all its descriptors (numbers per descriptor came late, and a
service that does not know them would count a call of 10,000 tokens as one). Tokens come first: what
was granted and could not be used, because the requests were refused, is kept for the next call and
not lost. A service counts also what it refuses, so nobody asks again before its window ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apache_beam.io.components import rate_limit_pb2 as generated
from grpc import aio

from transforms.core.errors import OptionsError, StoppedError

DOMAIN = "gdr"
METHOD = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit"

MOST_HITS = 1_000_000
"""Hits of one question; ours: the reference service adds them up in 32 bits."""

SHORTEST_WAIT_S = 0.05
"""Seconds; ours. A window that ends "now" (0 s, as some services round) is no reason to spin."""

SPREAD = 0.01
"""Share of a wait that is added by chance, so that not all ask at once; Beam's limiter does so."""

FIRST_RETRY_S, LONGEST_RETRY_S = 0.5, 10.0
"""Seconds between questions to a service that does not answer, doubling; the longest is Beam's."""

_CHANNEL = (
    ("grpc.initial_reconnect_backoff_ms", int(1000 * FIRST_RETRY_S)),
    ("grpc.max_reconnect_backoff_ms", int(1000 * LONGEST_RETRY_S)),  # gRPC's own is two minutes
)

rate_limit_pb2: Any = generated  # code that protoc made: its names are no Python that mypy reads
_Code = rate_limit_pb2.RateLimitResponse


@dataclass(slots=True)
class _Unit:
    """What is known of one unit of one model.

    Attributes:
        name: "requests" or "tokens".
        held: hits that were granted and are not used yet.
        piece: most hits to ask for at once; halved when refused, so that a call larger than a whole
            window gets its share of several.
        closed_until: nobody asks before, on the clock.
    """

    name: str
    held: int = 0
    piece: int = MOST_HITS
    closed_until: float = 0.0


class QuotaService:
    """A `Quota` that an Envoy rate limit service holds for the whole job; of one asyncio loop.

    Args:
        address: `host:port`, spoken to without TLS, as inside a network of one's own.
        model: the model whose quota it is, as the options name it.
        clock: seconds, monotonic.
        jitter: 0 to 1, uniform.
        timeout_s: seconds for one question.
        give_up_s: seconds without any answer after which the job stops.
    """

    def __init__(
        self,
        address: str,
        model: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float],
        timeout_s: float = 5.0,
        give_up_s: float = 300.0,
    ) -> None:
        self._address = address
        self._model = model
        self._clock = clock
        self._jitter = jitter
        self._timeout_s = timeout_s
        self._give_up_s = give_up_s
        self._channel: aio.Channel | None = None
        self._bound: aio.UnaryUnaryMultiCallable | None = None
        self._tokens = _Unit("tokens")
        self._requests = _Unit("requests")
        self._down_since: float | None = None
        self._failures = 0
        self._retry_at = 0.0

    def __repr__(self) -> str:
        return f"QuotaService({self._address!r}, {self._model!r})"

    async def check(self, patience_s: float = 10.0) -> None:
        """Returns when the service answers; takes nothing from a quota.

        Raises:
            OptionsError: it does not within `patience_s` seconds, or is no rate limit service.
        """
        try:
            await self._ask([("check", "start")], 1, patience_s, wait_for_ready=True)
        except aio.AioRpcError as error:
            raise OptionsError(
                f"--quota-service {self._address!r}: no Envoy rate limit service answers there "
                f"({error.code().name}); give its gRPC address as host:port, or leave the option "
                "out: quotas are then divided by the most workers"
            ) from None

    async def take(self, requests: int, tokens: int) -> float:
        """0.0 when so many requests and tokens may be sent now, else seconds until asking again.

        A service that does not answer lets nothing through: it is asked again, ever more rarely.

        Raises:
            StoppedError: it has not answered for `give_up_s` seconds.
        """
        now = self._clock()
        wait_s = max(self._retry_at - now, self._requests.closed_until - now)
        if wait_s > 0:
            return wait_s
        try:
            wait_s = await self._take(self._tokens, tokens)
            return wait_s or await self._take_requests(requests, tokens)
        except aio.AioRpcError as error:
            return self._failed(error.code().name)

    async def close(self) -> None:
        """Closes the connection."""
        channel, self._channel = self._channel, None
        if channel is not None:
            await channel.close()

    async def _take_requests(self, requests: int, tokens: int) -> float:
        wait_s = 1.0
        try:
            wait_s = await self._take(self._requests, requests)
        finally:
            if wait_s > 0:
                self._tokens.held += tokens
        return wait_s

    async def _take(self, unit: _Unit, hits: int) -> float:
        got = min(unit.held, hits)
        unit.held -= got
        try:
            while got < hits:
                wait_s = unit.closed_until - self._clock()
                if wait_s > 0:
                    return wait_s
                piece = min(hits - got, unit.piece)
                if await self._granted(unit, piece):
                    got += piece
            got = 0
            return 0.0
        finally:
            unit.held += got

    async def _granted(self, unit: _Unit, hits: int) -> bool:
        response = await self._ask(
            [("model", self._model), ("unit", unit.name)], hits, self._timeout_s
        )
        self._down_since, self._failures = None, 0
        if response.overall_code == _Code.OK:
            unit.piece = min(MOST_HITS, 2 * unit.piece)
            return True
        unit.piece = max(1, hits // 2)
        reset_s = max(
            (
                status.duration_until_reset.ToTimedelta().total_seconds()
                for status in response.statuses
                if status.code == _Code.OVER_LIMIT
            ),
            default=0.0,
        )
        wait_s = max(SHORTEST_WAIT_S, reset_s) * (1.0 + SPREAD * self._jitter())
        unit.closed_until = self._clock() + wait_s
        return False

    def _failed(self, code: str) -> float:
        """Seconds until asking a service again that did not answer; raises as `take` does."""
        now = self._clock()
        if self._down_since is None:
            self._down_since = now
        elif now - self._down_since >= self._give_up_s:
            raise StoppedError(
                f"the quota service {self._address!r} (--quota-service) has not answered for "
                f"{now - self._down_since:.0f} s ({code}); when it does, the same command goes on"
            ) from None
        wait_s = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** min(self._failures, 10))
        wait_s *= 0.5 + self._jitter() / 2
        self._failures += 1
        self._retry_at = max(self._retry_at, now + wait_s)
        return wait_s

    async def _ask(
        self,
        entries: list[tuple[str, str]],
        hits: int,
        timeout_s: float,
        *,
        wait_for_ready: bool = False,
    ) -> Any:
        entry = rate_limit_pb2.RateLimitDescriptor.Entry
        descriptor = rate_limit_pb2.RateLimitDescriptor(
            entries=[entry(key=key, value=value) for key, value in entries]
        )
        request = rate_limit_pb2.RateLimitRequest(
            domain=DOMAIN, descriptors=[descriptor], hits_addend=hits
        )
        return await self._method()(request, timeout=timeout_s, wait_for_ready=wait_for_ready)

    def _method(self) -> aio.UnaryUnaryMultiCallable:
        """The method of a connection that is opened in the loop that uses it."""
        if self._channel is None:
            self._channel = aio.insecure_channel(self._address, options=_CHANNEL)
            self._bound = self._channel.unary_unary(
                METHOD,
                request_serializer=rate_limit_pb2.RateLimitRequest.SerializeToString,
                response_deserializer=rate_limit_pb2.RateLimitResponse.FromString,
            )
        return self._bound
