"""The budget: never passed, shared through a store, and of use to its last part."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.runs import ROOT
from tests.waiting import PATIENCE_S
from transforms.core.budgeting import MARGIN, Budget, Reservation
from transforms.core.calling.replies import Usage
from transforms.core.calling.settings import Tariff
from transforms.core.ledger import WHOLE, Ledger
from transforms.stores.local import build as local_store

MODEL = "a-model"
TARIFFS = {MODEL: Tariff(input=1.0, output=10.0, cached=0.1)}


@pytest.fixture(scope="module")
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


def budget(
    folder: Path,
    threads: ThreadPoolExecutor,
    *,
    usd: float | None = None,
    tokens: int | None = None,
) -> Budget:
    return Budget(local_store(), str(folder), usd, tokens, TARIFFS, threads)


def entries(folder: Path) -> list[int]:
    return [int(path.read_text()) for path in sorted(folder.iterdir())]


def test_without_a_budget_nothing_is_asked_of_the_store(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        made = budget(tmp_path / "b", threads)
        reservation = await made.reserve(MODEL, 10**9, 10**9)
        assert reservation is not None
        made.settle(reservation, Usage(prompt=1_000_000))
        assert made.spent_usd == pytest.approx(1.0)
        await made.close()

    asyncio.run(main())
    assert not (tmp_path / "b").exists()


def test_what_a_call_costs_is_by_kind_of_token(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    made = budget(tmp_path, threads, usd=1.0)
    usage = Usage(prompt=1000, cached=1000, thoughts=100, output=100)
    assert made.price(MODEL, usage) == pytest.approx((1000 + 100 + 2000) / 1e6)
    assert made.price("unknown", usage) == 0.0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tokens=st.integers(50, 5000),
    calls=st.lists(
        st.tuples(st.integers(0, 300), st.integers(1, 200), st.floats(0, 1), st.booleans()),
        min_size=1, max_size=40,
    ),
    processes=st.integers(1, 4),
)  # fmt: skip
def test_spent_and_reserved_never_pass_it(
    tmp_path_factory: pytest.TempPathFactory,
    threads: ThreadPoolExecutor,
    tokens: int,
    calls: list[tuple[int, int, float, bool]],
    processes: int,
) -> None:
    folder = tmp_path_factory.mktemp("budget")
    budgets = [budget(folder, threads, tokens=tokens) for _ in range(processes)]
    worst = 0.0

    async def one(number: int, call: tuple[int, int, float, bool]) -> None:
        nonlocal worst
        prompt, output, used, known = call
        mine = budgets[number % processes]
        reservation = await mine.reserve(MODEL, prompt, output)
        if reservation is None:
            return
        await asyncio.sleep(0)
        paid = Usage(prompt=int(prompt * MARGIN * used), output=int(output * used))
        worst += paid.total if known else math_floor(reservation, tokens)
        mine.settle(reservation, paid if known else None)

    async def main() -> None:
        await asyncio.gather(*(one(n, call) for n, call in enumerate(calls)))
        for mine in budgets:
            await mine.close()

    asyncio.run(main())
    assert worst <= tokens
    taken = entries(folder) if folder.exists() else []
    assert 0 <= sum(taken) <= WHOLE


def math_floor(reservation: Reservation, tokens: int) -> int:
    return reservation.parts * tokens // WHOLE


def test_a_small_budget_is_used_nearly_whole_with_few_puts(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    """A call may take 900 tokens and takes 100: it waits for bills."""
    done = 0

    async def call(made: Budget) -> None:
        nonlocal done
        reservation = await made.reserve(MODEL, 50, 800)
        if reservation is None:
            return
        await asyncio.sleep(0.001)
        made.settle(reservation, Usage(prompt=50, output=50))
        done += 1

    async def main() -> None:
        made = budget(tmp_path, threads, tokens=10_000)
        await asyncio.gather(*(call(made) for _ in range(200)))
        assert made.spent_tokens <= 10_000
        assert made.left < 0.1

    asyncio.run(main())
    assert done >= 91  # what is left after the last does not hold one more at its worst
    assert len(entries(tmp_path)) < 60


class SlowStore:
    """A local store whose reads wait for the signal."""

    def __init__(self) -> None:
        self.store = local_store()
        self.reading, self.go_on = threading.Event(), threading.Event()

    def read(self, uri: str) -> bytes:
        self.reading.set()
        assert self.go_on.wait(PATIENCE_S)
        return self.store.read(uri)

    def put_if_absent(self, uri: str, data: bytes) -> bool:
        return self.store.put_if_absent(uri, data)


@pytest.mark.parametrize("needed", [800, 950])
def test_a_bill_that_comes_while_the_ledger_is_read_counts(
    tmp_path: Path, threads: ThreadPoolExecutor, needed: int
) -> None:
    store = SlowStore()

    async def main() -> None:
        made = Budget(store, str(tmp_path), None, 1000, TARIFFS, threads)  # type: ignore[arg-type]
        first = await made.reserve(MODEL, 0, 850)
        assert first is not None
        second = asyncio.create_task(made.reserve(MODEL, 0, needed))
        await asyncio.to_thread(store.reading.wait, PATIENCE_S)
        made.settle(first, Usage(output=10))
        store.go_on.set()
        assert await second is not None, "990 of 1000 tokens are free"

    asyncio.run(main())


def test_a_large_budget_needs_few_puts(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    async def main() -> None:
        made = budget(tmp_path, threads, usd=50.0)
        for _ in range(500):
            reservation = await made.reserve(MODEL, 300, 8192)
            assert reservation is not None
            made.settle(reservation, Usage(prompt=300, output=100))

    asyncio.run(main())
    assert len(entries(tmp_path)) <= 2


def test_what_a_dead_process_had_leased_counts_and_what_a_closed_one_had_does_not(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        dead, closed, alive = (budget(tmp_path, threads, tokens=1000) for _ in range(3))
        for one in (dead, closed):
            reservation = await one.reserve(MODEL, 0, 100)
            assert reservation is not None
        closed.settle(reservation, Usage(output=10))
        await closed.close()
        calls = 0
        while (reservation := await alive.reserve(MODEL, 0, 10)) is not None:
            alive.settle(reservation, None)  # nobody knows: it counts in full
            calls += 1
        assert calls == (1000 - 100 - 10) // 10

    asyncio.run(main())


_PROCESS = """
import asyncio, sys
from concurrent.futures import ThreadPoolExecutor
from transforms.core.budgeting import Budget
from transforms.core.calling.replies import Usage
from transforms.stores.local import build

async def main():
    with ThreadPoolExecutor(2) as threads:
        budget = Budget(build(), sys.argv[1], None, 20000, {}, threads)
        async def work():
            while (found := await budget.reserve("m", 10, 100)) is not None:
                await asyncio.sleep(0.0005)
                budget.settle(found, Usage(prompt=10, output=30))
        await asyncio.gather(*(work() for _ in range(8)))
        await budget.close()
        print(budget.spent_tokens)

asyncio.run(main())
"""


def test_processes_together_use_it_and_never_pass_it(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    spent = [int(process.communicate()[0]) for process in processes]
    assert 0.9 * 20_000 < sum(spent) <= 20_000
    assert sum(entries(tmp_path)) <= WHOLE


def test_the_ledger_gives_each_entry_to_one(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    async def main() -> None:
        ledgers = [Ledger(local_store(), str(tmp_path), threads) for _ in range(6)]
        taken = await asyncio.gather(*(ledger.take(WHOLE // 4) for ledger in ledgers))
        assert sorted(taken) == [0, 0] + [WHOLE // 4] * 4

    asyncio.run(main())
