"""A rate limit service on loopback that speaks Envoy's protocol over real gRPC.

It counts as the reference service does: fixed windows, one counter for each descriptor, and what it
refuses is counted too.

    with limiting({("unit", "requests"): 10}, window_s=0.2) as service:
        quota = QuotaService(service.address, "a-model", jitter=lambda: 0.0)
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from apache_beam.io.components import rate_limit_pb2

pb2: Any = rate_limit_pb2
_METHOD = "ShouldRateLimit"
_SERVICE = "envoy.service.ratelimit.v3.RateLimitService"


class RateLimits:
    """The service; `granted` are hits by window and unit, `asked` the questions."""

    def __init__(
        self,
        limits: Mapping[tuple[str, str], int],
        window_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._window_s = window_s
        self._clock = clock
        self._lock = threading.Lock()
        self._counted: Counter[tuple[int, str]] = Counter()
        self.granted: Counter[tuple[int, str]] = Counter()
        self.asked = 0
        self.domains: set[str] = set()
        self.models: set[str] = set()
        self.address = ""

    def answer(self, request: Any, context: grpc.ServicerContext) -> Any:
        """One `RateLimitRequest`."""
        del context
        with self._lock:
            self.asked += 1
            self.domains.add(request.domain)
            statuses = [self._status(d, request.hits_addend or 1) for d in request.descriptors]
        over = any(status.code == pb2.RateLimitResponse.OVER_LIMIT for status in statuses)
        code = pb2.RateLimitResponse.OVER_LIMIT if over else pb2.RateLimitResponse.OK
        return pb2.RateLimitResponse(overall_code=code, statuses=statuses)

    def _status(self, descriptor: Any, hits: int) -> Any:
        entries = [(entry.key, entry.value) for entry in descriptor.entries]
        self.models.update(value for key, value in entries if key == "model")
        limit = next((self._limits[entry] for entry in entries if entry in self._limits), None)
        if limit is None:
            return pb2.RateLimitResponse.DescriptorStatus(code=pb2.RateLimitResponse.OK)
        now = self._clock()
        window, unit = int(now // self._window_s), entries[-1][1]
        self._counted[window, unit] += hits
        fits = self._counted[window, unit] <= limit
        self.granted[window, unit] += hits if fits else 0
        code = pb2.RateLimitResponse.OK if fits else pb2.RateLimitResponse.OVER_LIMIT
        status = pb2.RateLimitResponse.DescriptorStatus(code=code)
        status.duration_until_reset.FromNanoseconds(
            int(((window + 1) * self._window_s - now) * 1e9)
        )
        return status


@contextlib.contextmanager
def limiting(
    limits: Mapping[tuple[str, str], int],
    window_s: float = 1.0,
    port: int = 0,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[RateLimits]:
    """The service, for as long as the block lasts."""
    service = RateLimits(limits, window_s, clock)
    server = grpc.server(ThreadPoolExecutor(2))
    handler = grpc.unary_unary_rpc_method_handler(
        service.answer,
        request_deserializer=pb2.RateLimitRequest.FromString,
        response_serializer=pb2.RateLimitResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(_SERVICE, {_METHOD: handler}),)
    )
    service.address = f"127.0.0.1:{server.add_insecure_port(f'127.0.0.1:{port}')}"
    server.start()
    try:
        yield service
    finally:
        server.stop(grace=None).wait()
