"""The pace in virtual time: how much of a quota is used, and what that wastes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from tests import virtual_time
from tests.servers.gemini.config import Quota
from tests.transforms.core.pacing.simulation import Service, Sizes, simulate
from transforms.core.calling.replies import End
from transforms.core.calling.settings import ModelSettings
from transforms.core.pacing.board import Board
from transforms.core.pacing.pacer import Limits, Pacer

UNEQUAL: Sizes = ((50, 60), (4000, 3600), (500, 520), (20000, 19000), (120, 90), (900, 1100))


def pacer(limits: Limits | None = None, board: Board | None = None) -> Pacer:
    return Pacer(limits or Limits(), virtual_time.now_s, asyncio.sleep, board or Board())


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main)


@pytest.mark.parametrize("hint", ["exact", "seconds", "none"])
def test_a_quota_that_nobody_named_is_found_out(hint: Any) -> None:
    seen = simulate(Service(Quota(requests=600, hint=hint)), 500)
    assert seen.seconds < 46
    assert seen.waste < 0.05
    assert sum(seen.by_machine) == 500


@pytest.mark.parametrize("shift_s", [0.0, 0.3])
def test_machines_that_do_not_know_of_each_other_share_it(shift_s: float) -> None:
    seen = simulate(Service(Quota(requests=600)), 500, machines=8, shift_s=shift_s)
    assert seen.seconds < 54
    assert seen.refused < 0.06 * 500
    assert min(seen.by_machine) > 500 / 8 / 3


def test_in_the_long_run_little_is_wasted_and_all_is_used() -> None:
    seen = simulate(Service(Quota(requests=600)), 2000)
    assert seen.used(600, seen.calls) > 0.97
    assert seen.waste < 0.04


def test_the_same_figures_come_every_time() -> None:
    first, second = (simulate(Service(Quota(requests=600)), 200) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("requests", [60, 600, 2400])
def test_a_given_quota_of_requests_is_held_and_used(requests: int) -> None:
    seen = simulate(Service(Quota(requests=requests)), 500, limits=Limits(requests))
    assert seen.refused == 0
    assert seen.used(requests, seen.calls) > 0.95  # a lower burst and one latency, of few seconds


def test_a_given_quota_of_tokens_is_held_with_texts_of_very_different_length() -> None:
    service = Service(Quota(tokens=1_200_000))
    seen = simulate(service, 500, limits=Limits(None, 1_200_000), sizes=UNEQUAL)
    assert seen.refused == 0
    assert seen.used(1_200_000, seen.tokens) > 0.98


def test_a_quota_that_is_smaller_than_given_is_found_out_too() -> None:
    seen = simulate(Service(Quota(requests=300)), 500, limits=Limits(600))
    assert seen.waste < 0.1
    assert seen.used(300, seen.calls) > 0.95


@pytest.mark.parametrize("every", [20, 10])
def test_strays_are_no_congestion(every: int) -> None:
    """They come back before any answer does."""
    calm = simulate(Service(Quota()), 1000)
    seen = simulate(Service(Quota(), stray_every=every), 1000)
    assert seen.seconds < calm.seconds * (1.03 + 1 / every)


def test_a_minute_that_is_used_up_is_waited_for() -> None:
    seen = simulate(Service(Quota(requests=600, window="minute", hint="seconds")), 1300)
    assert 120 < seen.seconds < 125
    assert seen.waste < 0.06


def test_nobody_sends_before_the_time_that_the_service_named() -> None:
    async def main() -> None:
        made = pacer()
        permits = [await made.acquire(10) for _ in range(8)]
        for permit in permits:
            made.settle(permit, end=End.THROTTLED, tokens=None, retry_after_s=30.0)
        await made.acquire(10)
        assert virtual_time.now_s() >= 30.0
        assert made.throttled_s >= 30.0

    run(main())


def test_calls_in_flight_are_limited_and_a_place_goes_to_who_waited_longest() -> None:
    async def main() -> None:
        made = pacer(Limits(max_in_flight=2))
        first, _ = await made.acquire(1), await made.acquire(1)
        order: list[int] = []

        async def wait(number: int) -> None:
            permit = await made.acquire(1)
            order.append(number)
            made.settle(permit, end=End.ANSWERED, tokens=1)

        waiting = [asyncio.ensure_future(wait(n)) for n in range(3)]
        await asyncio.sleep(1)
        assert order == []
        made.settle(first, end=End.ANSWERED, tokens=1)
        await asyncio.gather(*waiting)
        assert order == [0, 1, 2]
        assert made.throttled_s == 0.0  # waiting for a place is no throttling

    run(main())


def test_a_call_that_is_cancelled_while_it_waits_leaves_nothing_taken() -> None:
    async def main() -> None:
        board = Board()
        made = pacer(Limits(requests_per_minute=60, max_in_flight=4), board)
        for _ in range(5):
            made.settle(await made.acquire(1), end=End.ANSWERED, tokens=1)
        waiting = asyncio.ensure_future(made.acquire(1))
        await asyncio.sleep(0.01)
        with board as state:
            assert state.in_flight == 1
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        with board as state:
            assert state.in_flight == 0
        began = virtual_time.now_s()
        made.cancel(await made.acquire(1))
        assert virtual_time.now_s() - began < 1.01

    run(main())


def test_estimated_tokens_are_settled_against_the_bill() -> None:
    async def main() -> None:
        board = Board()
        made = pacer(Limits(tokens_per_minute=6000), board)
        with board as state:
            full = state.tokens.level
        permit = await made.acquire(100)
        made.settle(permit, end=End.ANSWERED, tokens=40)
        with board as state:
            assert state.tokens.level == pytest.approx(full - 40)
        made.settle(await made.acquire(100), end=End.THROTTLED, tokens=None)
        with board as state:
            assert state.tokens.level == pytest.approx(full - 40)
        made.settle(await made.acquire(100), end=End.TIMEOUT, tokens=None)  # may be billed
        with board as state:
            assert state.tokens.level < full - 140

    run(main())


def test_estimates_that_are_always_too_small_are_learned() -> None:
    seen = simulate(
        Service(Quota(tokens=600_000)), 600, limits=Limits(None, 600_000), sizes=((500, 590),)
    )
    assert seen.refused == 0


def test_quotas_are_divided_by_the_machines_unless_a_service_holds_them() -> None:
    settings = ModelSettings(
        requests_per_minute=600, tokens_per_minute=None, max_in_flight=64, machines=4
    )
    assert Limits.of(settings) == Limits(150.0, None, 16, 4)
    held = ModelSettings(requests_per_minute=600, machines=100, quota_service="quota:8081")
    assert Limits.of(held) == Limits(None, None, 1, 100)


def test_a_quota_service_is_asked_until_it_lets_the_call_go() -> None:
    class Service:
        waits = [2.0, 1.0, 0.0]  # noqa: RUF012 - of this test alone

        async def take(self, requests: int, tokens: int) -> float:
            assert (requests, tokens) == (1, 70)
            return self.waits.pop(0)

    async def main() -> None:
        made = Pacer(Limits(), virtual_time.now_s, asyncio.sleep, quota=Service())
        await made.acquire(70)
        assert virtual_time.now_s() == pytest.approx(3.0)
        assert made.throttled_s == pytest.approx(3.0)

    run(main())
