"""The client of an Envoy rate limit service, against a real one over gRPC."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.rate_limits import RateLimits, limiting
from tests.waiting import PATIENCE_S
from transforms.core.errors import OptionsError, StoppedError
from transforms.core.pacing.pacer import Limits, Pacer
from transforms.quota_service import QuotaService

REQUESTS, TOKENS = ("unit", "requests"), ("unit", "tokens")
NOBODY = "127.0.0.1:9"  # the discard port: nobody listens


def quota(address: str, **more: Any) -> QuotaService:
    options: dict[str, Any] = {"timeout_s": PATIENCE_S, **more}
    return QuotaService(address, "a-model", jitter=lambda: 0.0, **options)


class Clock:
    """Seconds that go by only where somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds


async def take_all(service: QuotaService, calls: int, tokens: int) -> None:
    for _ in range(calls):
        while (wait_s := await service.take(1, tokens)) > 0:
            await asyncio.sleep(wait_s)


def most_granted(service: RateLimits, unit: str) -> int:
    return max(hits for (_, name), hits in service.granted.items() if name == unit)


def test_processes_that_ask_it_hold_the_quota_of_requests_together() -> None:
    async def main(address: str) -> None:
        clients = [quota(address) for _ in range(3)]
        await asyncio.gather(*(take_all(client, 10, 100) for client in clients))
        for client in clients:
            await client.close()

    with limiting({REQUESTS: 6}, window_s=0.2) as service:
        asyncio.run(main(service.address))
    assert sum(hits for (_, unit), hits in service.granted.items() if unit == "requests") == 30
    assert most_granted(service, "requests") <= 6
    assert service.domains == {"gdr"}
    assert service.models == {"a-model"}


def test_tokens_are_asked_for_by_number_and_a_call_larger_than_a_window_gets_several() -> None:
    async def main(address: str) -> None:
        client = quota(address)
        await take_all(client, 3, 250)
        await client.close()

    with limiting({TOKENS: 100}, window_s=0.1) as service:
        asyncio.run(main(service.address))
    total = sum(hits for (_, unit), hits in service.granted.items() if unit == "tokens")
    assert 750 <= total <= 750 + 100  # the rest of the last piece is kept for the next call
    assert most_granted(service, "tokens") <= 100


def test_tokens_that_were_granted_are_not_lost_when_requests_are_refused() -> None:
    async def main(address: str) -> None:
        client = quota(address)
        await take_all(client, 8, 50)
        await client.close()

    with limiting({REQUESTS: 2, TOKENS: 1000}, window_s=0.1) as service:
        asyncio.run(main(service.address))
    assert sum(h for (_, unit), h in service.granted.items() if unit == "tokens") == 8 * 50


def test_nobody_asks_again_before_the_window_ends() -> None:
    async def main(address: str) -> None:
        client = quota(address)
        await take_all(client, 9, 1)
        await client.close()

    with limiting({REQUESTS: 3}, window_s=0.2) as service:
        asyncio.run(main(service.address))
    assert service.asked <= 2 * 9 + 4  # two units a call, one refusal a window


def test_a_service_that_does_not_answer_lets_nothing_through_until_it_does() -> None:
    """gRPC alone would look again after two minutes."""

    async def main(port: int) -> float:
        client = quota(f"127.0.0.1:{port}")
        assert await client.take(1, 10) > 0
        with limiting({REQUESTS: 5}, port=port):
            began = time.monotonic()
            await take_all(client, 1, 10)
            await client.close()
            return time.monotonic() - began

    with kept_port() as port:
        assert asyncio.run(main(port)) < 60


@contextlib.contextmanager
def kept_port() -> Iterator[int]:
    """A port where nobody listens, and that nobody is given: gRPC shares it (SO_REUSEPORT)."""
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        kept.bind(("127.0.0.1", 0))
        yield kept.getsockname()[1]


def test_a_service_that_is_away_for_long_stops_the_run_and_condemns_nothing() -> None:
    async def main() -> None:
        client = quota(NOBODY, give_up_s=0.3)
        with pytest.raises(StoppedError, match="quota service"):
            await take_all(client, 1, 10)
        await client.close()

    asyncio.run(main())


def test_it_is_looked_for_before_the_work_begins() -> None:
    async def main(address: str, patience_s: float) -> None:
        client = quota(address)
        try:
            await client.check(patience_s)
        finally:
            await client.close()

    with limiting({REQUESTS: 1}) as service:
        asyncio.run(main(service.address, PATIENCE_S))
        assert not service.granted
    with pytest.raises(OptionsError, match="--quota-service"):
        asyncio.run(main(NOBODY, 0.5))


def test_a_pacer_waits_for_it_and_counts_that_as_throttled() -> None:
    clock = Clock()

    async def main(address: str) -> float:
        client = quota(address, clock=clock)
        pacer = Pacer(Limits(), clock, clock.sleep, quota=client)
        for _ in range(5):
            await pacer.acquire(10)
        await client.close()
        return pacer.throttled_s

    with limiting({REQUESTS: 2}, window_s=10.0, clock=clock) as service:
        assert asyncio.run(main(service.address)) == pytest.approx(20.0, abs=0.01)
