"""Progress of a run that calls a service: calls, quota, tokens, money."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from pipelines import snapshots
from pipelines.called import Called, Speed, Speeds
from pipelines.jobs import refine_job
from pipelines.options import RefineOptions
from pipelines.progress import Progress, Snapshot, describe, share
from pipelines.spending import Spending
from tests import runs
from tests.asking import KEY, MODEL, at
from tests.pipelines.test_progress import HALF, Clock, Steps
from tests.servers.gemini import Config, Latency, Serving, serving
from tests.waiting import PATIENCE_S
from transforms import stores
from transforms.core.calling.replies import Usage
from transforms.core.calling.settings import ModelSettings, Tariff
from transforms.core.journal import Entry, Journal
from transforms.core.parts import Part, Parts
from transforms.core.protocols import Store
from transforms.core.records import Position, Shard

SHARD = Shard(0, "/in/a.jsonl", "a.jsonl", "jsonl", "", 10, "sha256:1")
SETTINGS = ModelSettings(
    models=("m",), tariffs={"m": Tariff(1.0, 10.0, 0.1)}, requests_per_minute=600, budget_usd=50.0
)
FULL = Called(90, 1_230_000, 0.84, 600, 2_000_000, 50.0, 5_000_000)


@pytest.mark.parametrize(
    ("called", "speed", "expected"),
    [
        (Called(), Speed(1.0, 1.0), ", 4.0 MB/s, 50 samples/s"),
        (Called(0, 0, 0.0, 600, None, 50.0), None, ", 4.0 MB/s, 50 samples/s"),
        (Called(3, 812), None, ", 812 tokens"),
        (Called(3, 81_200, 0.0042), Speed(9.8, 5.0), ", 9.8 calls/s, 81 k tokens, 0.0042 USD"),
        (
            Called(90, 1_230_000, 0.84, 600, None, 50.0),
            Speed(9.8, 5.0),
            ", 9.8 calls/s (98 % of 600 a minute), 1.2 M tokens, 0.84 of 50.00 USD",
        ),
        (
            FULL,
            Speed(9.8, 30_000.0),
            ", 9.8 calls/s (98 % of 600 a minute), "
            "1.2 M of 5.0 M tokens (90 % of 2.0 M a minute), 0.84 of 50.00 USD",
        ),
    ],
)
def test_a_line_says_what_calls_came_to_and_nothing_of_them_where_there_are_none(
    called: Called, speed: Speed | None, expected: str
) -> None:
    now = HALF._replace(called=called, quarantined=0, dead_letters=0)
    line = describe(Snapshot(bytes_total=80_000_000), now, 10.0, speed)
    assert line == f"500 of 1,000 samples, 50 %, 0:10 left{expected}"


def test_speed_is_that_of_the_last_minute_and_in_the_end_that_since_calls_began() -> None:
    speeds = Speeds()
    assert speeds.recent() is speeds.mean() is None
    for at_s, calls in ((0, 0), (24, 0), (27, 0), (30, 0), (61, 300), (90, 600), (150, 660)):
        speeds.look(at_s, Called(calls, 10 * calls))
    assert speeds.recent() == Speed(1.0, 10.0)
    assert speeds.mean() == Speed(660 / 126, 6600 / 126)


def test_a_first_batch_of_answers_is_not_taken_for_the_work_of_an_instant() -> None:
    speeds = Speeds()
    for at_s in range(80):
        speeds.look(at_s / 2, Called())
    speeds.look(40.0, Called(20, 200))
    assert speeds.recent() == speeds.mean() == Speed(20 / 5.5, 200 / 5.5)


def test_lines_show_calls_and_the_last_one_their_mean() -> None:
    clock, stream = Clock(), io.StringIO()
    steps = Steps(
        clock,
        (0.0, Snapshot()),
        (10.0, Snapshot(called=Called(100, 500, 0.5, 1200))),
        (20.0, Snapshot(called=Called(300, 1500, 1.5, 1200))),
    )
    with Progress(steps, stream, interval_s=0.001, lines_every_s=10.0, clock=clock):
        steps.wait()
    lines = stream.getvalue().splitlines()
    assert lines == [
        "gdr: run: 0 samples, 10.0 calls/s (50 % of 1,200 a minute), 500 tokens, 0.50 USD",
        "gdr: run: 0 samples, 15.0 calls/s (75 % of 1,200 a minute), 1,500 tokens, 1.50 USD",
        "gdr: done after 0:20: "
        "0 samples, 15.0 calls/s (75 % of 1,200 a minute), 1,500 tokens, 1.50 USD",
    ]


class Work:
    """A `_work` with parts and journals, and what a launch that sees it has spent."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.store: Store = stores.build(str(folder))
        self.folder = f"{folder}/_work"
        self.parts = Parts(self.store, self.folder, "run")
        self.clock = clock

    def launch(self) -> Spending:
        return Spending(self.store, self.folder, SETTINGS, self.clock)

    def look(self, spending: Spending) -> tuple[int, int, float]:
        called = spending.look(list(self.store.list(f"{self.folder}/parts")))
        assert called[3:] == (600, None, 50.0, None)
        return called.calls, called.tokens, round(called.usd, 9)

    def answer(self, block: int, *keys: str) -> None:
        """Journals a call of 1000 tokens for each key, 0.0019 USD."""

        async def write() -> None:
            with ThreadPoolExecutor() as executor:
                journal = Journal(
                    self.store, self.parts.journal(SHARD, position(block)), keys[0], 60.0,
                    executor, asyncio.sleep,
                )  # fmt: skip
                for key in keys:
                    journal.add(key, Entry(key, None, Usage(900, output=100), "m", "answered"))
                    journal.add(f"{key}2", Entry(f"{key}2", None, Usage(), "m", "answered"))
                await journal.flush()

        asyncio.run(write())

    def commit(self, block: int, calls: int, **more: float) -> str:
        """Puts a part that took so many such calls, journalled ones among them."""
        counters = {
            "outcome/refined": 1, "calls/m/answered": calls, "calls/m/throttled": 7,
            "usage/m/prompt": 900 * calls, "usage/m/output": 100 * calls, "usd/m": 0.0019 * calls,
            **more,
        }  # fmt: skip
        part = Part(b"rows" * 100, b"{}\n", b"", b"", counters)
        return self.parts.put(SHARD, position(block), part)


def position(block: int) -> Position:
    return Position(0, block, block + 1, 0, 30)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(tmp_path, Clock())


def test_a_block_counts_by_its_journal_and_then_by_its_part(work: Work) -> None:
    launch = work.launch()
    assert work.look(launch) == (0, 0, 0.0)
    work.answer(1, "a", "b")
    work.answer(2, "c")
    assert work.look(launch) == (3, 3000, 0.0057)
    work.commit(1, 3)
    assert work.look(launch) == (4, 4000, 0.0076)
    work.answer(2, "d")
    assert work.look(launch) == (5, 5000, 0.0095)
    work.commit(2, 2)
    assert work.look(launch) == (5, 5000, 0.0095)


def test_what_earlier_launches_paid_for_is_no_spending_of_this_one(work: Work) -> None:
    work.commit(1, 5)
    work.answer(2, "a", "b")
    launch = work.launch()
    assert work.look(launch) == (0, 0, 0.0)
    work.answer(2, "c")
    assert work.look(launch) == (1, 1000, 0.0019)
    work.commit(2, 1, **{"calls/m/journalled": 2, "usage/m/prompt": 2700, "usage/m/output": 300,
                         "usd/m": 0.0057})  # fmt: skip
    assert work.look(launch) == (1, 1000, 0.0019)
    figures = {"cost": {"usd": 9.0, "models": {}}, "calls": {"ends": {"answered": 8}}}
    assert launch.finished(figures).calls == 1


def test_what_was_read_is_not_read_again(work: Work) -> None:
    launch = work.launch()
    work.look(launch)
    part = Path(work.commit(1, 5))
    work.answer(2, "a")
    seen = work.look(launch)
    part.write_bytes(b"")
    for path in Path(work.folder, "journal").rglob("*-*"):
        path.write_bytes(b"")
    assert work.look(launch) == seen == (6, 6000, 0.0114)


def test_a_damaged_object_of_a_journal_counts_for_nothing(work: Work) -> None:
    launch = work.launch()
    work.look(launch)
    work.answer(1, "a")
    for path in Path(work.folder, "journal").rglob("*-*"):
        path.write_bytes(path.read_bytes()[:-9])
    assert work.look(launch) == (0, 0, 0.0)


def test_journals_rest_as_many_times_as_long_as_listing_them_took(work: Work) -> None:
    launch = work.launch()
    work.look(launch)
    work.answer(1, "a")

    class Slow:
        """The store, taking a second to list."""

        def list(self, prefix: str) -> Iterator[object]:
            work.clock.now += 1.0
            return iter(work.store.list(prefix))

        read = staticmethod(work.store.read)

    launch.store = Slow()  # type: ignore[assignment] # all that a look at journals takes
    parts = list(work.store.list(f"{work.folder}/parts"))
    assert launch.look(parts).calls == 1
    work.answer(1, "b")
    work.clock.now += 18.9
    assert launch.look(parts).calls == 1
    work.clock.now += 0.2
    assert launch.look(parts).calls == 2


def test_the_share_is_that_of_the_samples_not_of_what_parts_weigh(tmp_path: Path) -> None:
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", runs.rows(1))
    output = tmp_path / "out"
    job = refine_job(RefineOptions(input=(str(corpus),), output=str(output)))
    work = Work(output, Clock())
    work.store.put(f"{job.work}/plans/a", b'{"blocks": 4, "samples": 4, "bytes": 40}')
    work.commit(1, 0)
    now = snapshots.watcher(job)()
    assert (now.samples_done, share(now), now.called) == (1, 0.25, Called())
    assert snapshots.samples(job) == now


@pytest.fixture(scope="module")
def gemini() -> Iterator[Serving]:
    with serving() as server, at(server):
        yield server


def lines_of_a_run(
    monkeypatch: pytest.MonkeyPatch, corpus: Path, output: Path, *more: object
) -> tuple[int, list[str]]:
    """Status, and lines of progress, one a look."""
    shown = partial(Progress, lines_every_s=0.0, patience_s=PATIENCE_S)
    monkeypatch.setattr("pipelines.refine.Progress", shown)
    monkeypatch.setattr("pipelines.snapshots.LOCAL_INTERVAL_S", 0.05)
    ran = runs.gdr(
        "refine", "--input", corpus, "--output", output, "--backend", "gemini", "--model", MODEL,
        "--block-samples", "20", "--samples-per-request", "1", *more,
    )  # fmt: skip
    assert KEY not in ran.err
    assert "harborlight" not in ran.err
    return ran.status, [line for line in ran.err.splitlines() if "samples" in line]


@pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")
def test_a_run_shows_calls_quota_tokens_and_money(
    gemini: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini.configure(Config(latency=Latency(s=0.5)))
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", runs.rows(60, filler=60))
    status, lines = lines_of_a_run(
        monkeypatch, corpus, tmp_path / "out", "--max-in-flight", "8",
        "--requests-per-minute", "60000", "--budget-usd", "5",
    )  # fmt: skip
    assert status == 0
    shape = re.compile(r"[\d.]+ calls/s \(\d+ % of 60 k a minute\), \S+( k)? tokens, (\S+) of 5.00")
    spent = [float(found[2]) for line in lines if (found := shape.search(line))]
    assert len(set(spent)) > 1, "money grows from line to line"
    assert spent == sorted(spent)
    cost = runs.read_json(tmp_path / "out" / "metrics.json")["cost"]
    assert spent[-1] == pytest.approx(cost["usd"], abs=1e-4)
    tokens = cost["models"][MODEL]["prompt"] + cost["models"][MODEL]["output"]
    assert f"{tokens / 1000:.0f} k tokens" in lines[-1]
    assert lines[-1].startswith("gdr: done after")
    assert any(" left, " in line for line in lines)


@pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")
def test_a_run_that_its_budget_stops_shows_what_it_spent_and_the_next_one_begins_at_nothing(
    gemini: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gemini.configure(Config(latency=Latency(s=0.1)))
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", runs.rows(60, filler=60))
    shown = partial(lines_of_a_run, monkeypatch, corpus, tmp_path / "out", "--max-in-flight", "4")
    status, lines = shown("--budget-tokens", "30000")
    assert status == 4
    ended = next(line for line in lines if line.startswith("gdr: ended early"))
    assert re.search(r"2\d k of 30 k tokens, 0\.0\d+ USD", ended)
    status, lines = shown()
    assert status == 0
    taken = [int(found[1]) for line in lines if (found := re.search(r"(\d+) k tokens", line))]
    assert 0 < taken[-1] < 65, "without those of the launch before"
