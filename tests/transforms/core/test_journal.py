"""The journal of a block: durable in time, read by whoever redoes it, damage skipped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.waiting import PATIENCE_S, wait_until
from transforms.core.asking.items import Proposal, Proposed
from transforms.core.calling.replies import Usage
from transforms.core.errors import StoreError
from transforms.core.journal import Entry, Journal, decode, encode
from transforms.stores.local import build as local_store


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def journal(folder: Path, threads: ThreadPoolExecutor, attempt: str, wait_s: float = 60) -> Journal:
    return Journal(local_store(), str(folder), attempt, wait_s, threads, asyncio.sleep)


def entry(number: int) -> Entry:
    made = Proposed((Proposal(number, number + 2, "PERSON_NAME"),), "m@1")
    return Entry(f"k{number}", made, Usage(prompt=number), "m", "answered")


def fill(made: Journal, numbers: range) -> None:
    for number in numbers:
        made.add(f"k{number}", entry(number))


def test_the_next_attempt_finds_what_the_last_one_paid_for(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        first = journal(tmp_path, threads, "a")
        await first.load()
        fill(first, range(5))
        await first.flush()
        second = journal(tmp_path, threads, "b")
        await second.load()
        assert [second.get(f"k{n}") for n in range(5)] == [entry(n) for n in range(5)]
        assert second.get("k9") is None
        assert sorted(e.key for e in second.earlier) == [f"k{n}" for n in range(5)]

    asyncio.run(main())


def objects(folder: Path) -> int:
    """How many are published: a draft on its way is none."""
    return sum(1 for _ in local_store().list(str(folder)))


def test_an_answer_is_durable_after_an_interval_with_one_object_for_all(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        made = journal(tmp_path, threads, "a", 0.05)
        fill(made, range(50))
        assert objects(tmp_path) == 0
        await asyncio.to_thread(wait_until, lambda: objects(tmp_path))
        assert objects(tmp_path) == 1
        fill(made, range(50, 60))
        await made.flush()
        await made.flush()
        assert objects(tmp_path) == 2

    asyncio.run(main())


class Slow:
    """A store whose put takes until it is let go."""

    def __init__(self) -> None:
        self.began, self.go = Event(), Event()

    def put(self, uri: str, data: bytes) -> None:
        self.began.set()
        assert self.go.wait(PATIENCE_S)
        local_store().put(uri, data)


def test_a_flush_waits_for_what_is_being_written(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        made, slow = journal(tmp_path, threads, "a", 0.0), Slow()
        made.store = slow  # type: ignore[assignment] # all that writing takes
        fill(made, range(3))
        assert await asyncio.to_thread(slow.began.wait, PATIENCE_S)
        flushing = asyncio.create_task(made.flush())
        for _ in range(5):
            await asyncio.sleep(0)
        assert not flushing.done()
        slow.go.set()
        await flushing
        assert objects(tmp_path) == 1

    asyncio.run(main())


@pytest.mark.parametrize("how", ["cut", "flipped", "emptied"])
def test_a_damaged_object_is_skipped_and_counted(
    tmp_path: Path, threads: ThreadPoolExecutor, how: str
) -> None:
    async def main() -> None:
        first = journal(tmp_path, threads, "a")
        fill(first, range(3))
        await first.flush()
        fill(first, range(3, 6))
        await first.flush()
        hurt = sorted(tmp_path.iterdir())[0]
        data = hurt.read_bytes()
        flipped = bytes([data[0] ^ 1]) + data[1:]
        hurt.write_bytes({"cut": data[:-1], "flipped": flipped, "emptied": b""}[how])
        second = journal(tmp_path, threads, "b")
        await second.load()
        assert second.damaged == 1
        assert [second.get(f"k{n}") is not None for n in range(6)] == [False] * 3 + [True] * 3

    asyncio.run(main())


def test_what_could_not_be_written_is_written_the_next_time(
    tmp_path: Path, threads: ThreadPoolExecutor
) -> None:
    async def main() -> None:
        blocked = tmp_path / "journal"
        blocked.write_text("")
        made = journal(blocked, threads, "a")
        fill(made, range(2))
        with pytest.raises(StoreError, match=r"file_in_the_way|exists"):
            await made.flush()
        blocked.unlink()
        await made.flush()
        later = journal(blocked, threads, "b")
        await later.load()
        assert later.get("k0") == entry(0)

    asyncio.run(main())


SPANS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), max_size=5)


@given(SPANS, st.text(max_size=8), st.text(max_size=8), st.dictionaries(st.text(), st.integers()))
def test_decoding_gives_what_was_encoded(
    spans: list[tuple[int, int]], category: str, replace: str, ignored: dict[str, int]
) -> None:
    at, proposals = 0, []
    for gap, size in spans:
        proposals.append(Proposal(at + gap, at + gap + size, category, replace))
        at += gap + size
    made = Proposed(tuple(proposals), "m", tuple(ignored.items()))
    assert decode(encode(made)) == made


@pytest.mark.parametrize(
    "row",
    [
        [[[0, 2, "A", ""], [1, 3, "B", ""]], "m", []],
        [[[2, 2, "A", ""]], "m", []],
        [[[-1, 2, "A", ""]], "m", []],
        [[[0, True, "A", ""]], "m", []],
        [[[0, 2, 7, ""]], "m", []],
        [[], "m"],
        None,
    ],
)  # fmt: skip
def test_what_is_no_answer_is_not_decoded(row: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        decode(row)
