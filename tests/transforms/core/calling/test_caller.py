"""One call with its tries, against a service that fails by plan, in virtual time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests import virtual_time
from transforms.core.budgeting import Budget
from transforms.core.calling import caller as calling
from transforms.core.calling.caller import Caller, Tally
from transforms.core.calling.health import Health
from transforms.core.calling.replies import Call, End, Reply, Turn, Usage
from transforms.core.calling.stopping import Stopping
from transforms.core.errors import StoppedError
from transforms.core.pacing.pacer import Limits, Pacer
from transforms.stores.local import build as local_store

RIGHT = Reply(End.ANSWERED, "{}", Usage(prompt=10, output=5), "m@1")
BUSY = Reply(End.THROTTLED, status=429)


@dataclass
class Plan:
    """A service that gives what is planned, then `then` for ever; each call takes 0.2 s."""

    replies: list[Reply]
    then: Reply = RIGHT
    works_again_s: float = 0.0
    called_at: list[float] = field(default_factory=list)
    probes: int = 0
    name: str = "plan"

    async def call(self, call: Call) -> Reply:
        del call
        self.called_at.append(virtual_time.now_s())
        await asyncio.sleep(0.2)
        return self._next()

    def _next(self) -> Reply:
        if self.replies:
            return self.replies.pop(0)
        broken = virtual_time.now_s() < self.works_again_s
        return self.then if broken or not self.works_again_s else RIGHT

    async def probe(self) -> Reply:
        self.probes += 1
        await asyncio.sleep(0.1)
        return self.then if virtual_time.now_s() < self.works_again_s else RIGHT

    async def resolve(self, model: str) -> Reply:
        return Reply(End.ANSWERED, model=model)

    async def close(self) -> None: ...


@dataclass
class Desk:
    """A caller and what is around it."""

    plan: Plan
    folder: Path
    threads: ThreadPoolExecutor
    tokens: int | None = None
    jitter: float = 1.0

    def __post_init__(self) -> None:
        self.stopping = Stopping()
        self.tally: Tally = Counter()
        self.pacer = Pacer(Limits(), virtual_time.now_s, asyncio.sleep)
        self.health = Health(self.plan.probe, self.stopping, virtual_time.now_s, asyncio.sleep)
        budget = Budget(local_store(), str(self.folder), None, self.tokens, {}, self.threads)
        self.caller = Caller(
            self.plan, self.pacer, budget, lambda model: self.health, self.stopping,
            virtual_time.now_s, asyncio.sleep, lambda: self.jitter,
        )  # fmt: skip

    async def call(self, number: int = 0) -> Reply:
        asked = Call("m", "", (Turn("user", str(number)),), max_output_tokens=50)
        return await self.caller.call(asked, self.tally)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main)


@pytest.mark.parametrize(
    "end", [End.SERVER_ERROR, End.OVERLOADED, End.TIMEOUT, End.CUT, End.EMPTY, End.THROTTLED]
)
def test_what_may_well_succeed_is_called_again(
    end: End, tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        desk = Desk(Plan([Reply(end), Reply(end)]), tmp_path, threads)
        assert await desk.call() == RIGHT
        assert desk.tally[f"retries/{end}"] == 2
        assert len(desk.plan.called_at) == 3

    run(main())


@pytest.mark.parametrize(
    "end", [End.ANSWERED, End.SAFETY, End.SPII, End.MAX_TOKENS, End.REJECTED, End.TOO_LARGE]
)
def test_what_no_further_try_mends_is_called_once(
    end: End, tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        desk = Desk(Plan([Reply(end)]), tmp_path, threads)
        assert (await desk.call()).end is end
        assert len(desk.plan.called_at) == 1

    run(main())


def test_waits_double_and_are_jittered_and_honour_what_the_service_asks(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        failed = Reply(End.SERVER_ERROR)
        asked = Reply(End.SERVER_ERROR, retry_after_s=30.0)
        desk = Desk(Plan([failed, failed, asked]), tmp_path, threads)
        await desk.call()
        at = desk.plan.called_at
        waits = [later - earlier - 0.2 for earlier, later in pairwise(at)]
        assert waits == pytest.approx([0.25, 0.5, 30.0])
        calm = Desk(Plan([failed]), tmp_path, threads, jitter=0.0)
        await calm.call()
        assert calm.plan.called_at[1] - calm.plan.called_at[0] == pytest.approx(0.2)

    run(main())


def test_a_stray_refusal_waits_as_long_as_it_asks(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        desk = Desk(Plan([Reply(End.THROTTLED, retry_after_s=7.0)]), tmp_path, threads)
        await desk.call()
        first, second = desk.plan.called_at
        assert second - first >= 7.0

    run(main())


def test_a_call_that_always_fails_is_given_up_while_the_service_answers_others(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        desk = Desk(Plan([], then=Reply(End.SERVER_ERROR)), tmp_path, threads)
        reply = await desk.call()
        assert reply.end is End.SERVER_ERROR
        assert len(desk.plan.called_at) == calling.MOST_TRIES
        assert not desk.stopping.reason

    run(main())


def test_an_outage_is_waited_out_and_condemns_nothing(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        plan = Plan([], then=Reply(End.OVERLOADED), works_again_s=60.0)
        desk = Desk(plan, tmp_path, threads)
        replies = await asyncio.gather(*(desk.call(n) for n in range(100)))
        assert all(reply == RIGHT for reply in replies)
        assert 60 < virtual_time.now_s() < 60 + 60
        assert len(plan.called_at) <= 2 * 100  # once before the pause, once after it
        assert desk.health.pauses >= 1

    run(main())


def test_who_waits_for_a_place_when_an_outage_begins_is_not_sent_into_it(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        plan = Plan([], then=Reply(End.OVERLOADED), works_again_s=60.0)
        desk = Desk(plan, tmp_path, threads)
        desk.pacer = desk.caller.pacer = Pacer(
            Limits(max_in_flight=8), virtual_time.now_s, asyncio.sleep
        )
        replies = await asyncio.gather(*(desk.call(n) for n in range(100)))
        assert all(reply == RIGHT for reply in replies)
        during = [at for at in plan.called_at if at < 60]
        assert len(during) == 8, "those in flight when it began"
        with desk.pacer.board as state:
            assert (state.in_flight, state.waiting) == (0, 0)

    run(main())


@pytest.mark.parametrize(
    "end", [End.UNAUTHENTICATED, End.FORBIDDEN, End.UNKNOWN_MODEL, End.BILLING, End.DAILY_QUOTA]
)
def test_what_fails_for_all_stops_the_run(
    end: End, tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        desk = Desk(Plan([], then=Reply(end), works_again_s=1e9), tmp_path, threads)
        ends = await asyncio.gather(*(desk.call(n) for n in range(10)), return_exceptions=True)
        assert all(isinstance(found, StoppedError) for found in ends)
        assert virtual_time.now_s() < 30
        assert desk.stopping.reason

    run(main())


def test_no_call_begins_once_the_budget_is_used_up(
    tmp_path: Path, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In real time: threads that talk to a store do not wait for a clock that jumps."""

    async def main() -> None:
        desk = Desk(Plan([]), tmp_path, threads, tokens=120)
        ends = [await _ended(desk.call(number)) for number in range(20)]
        assert ends[-1] is StoppedError
        assert "budget" in desk.stopping.reason
        calls = len(desk.plan.called_at)
        assert calls * 15 <= 120
        assert calls >= 4

    monkeypatch.setattr(virtual_time, "now_s", time.monotonic)
    asyncio.run(main())


async def _ended(call: Coroutine[Any, Any, Reply]) -> type[object]:
    try:
        return type(await call)
    except StoppedError as error:
        return type(error)


def test_figures_are_counted_by_model_and_end(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    async def main() -> None:
        desk = Desk(Plan([BUSY]), tmp_path, threads)
        await desk.call()
        assert desk.tally["calls/m/throttled"] == 1
        assert desk.tally["calls/m/answered"] == 1
        assert desk.tally["usage/m/prompt"] == 10
        assert desk.tally["usage/m/output"] == 5

    run(main())
