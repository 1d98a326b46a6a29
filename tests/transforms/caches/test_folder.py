"""The folder of segments: damage, many of them, and what a lookup costs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.caches.test_contract import answer, answers
from transforms import caches, stores
from transforms.caches import Context, folder
from transforms.core import segments
from transforms.core.sealing import seal
from transforms.stores.local import LocalStore


@given(st.dictionaries(st.text(max_size=8), st.binary(max_size=20), max_size=40), st.text())
def test_every_record_of_a_segment_is_found_and_no_other(
    records: dict[str, bytes], other: str
) -> None:
    data = segments.build(records)
    head = data[: segments.HEAD.size]
    index = segments.read_index(head, data[len(head) : len(head) + segments.index_size(head)])
    keys = [*records, other]
    hits = index.find(np.array([segments.hashed(key) for key in keys], dtype=np.uint64))
    found = {keys[number]: data[start:end] for number, start, end in hits}
    assert found == {**records, **({other: records[other]} if other in records else {})}


@given(st.binary(max_size=60))
def test_what_is_no_segment_is_told(junk: bytes) -> None:
    with pytest.raises(ValueError, match=r"segment|index"):
        segments.read_index(junk, junk[: segments.index_size(junk)] + b"x")


@pytest.mark.parametrize("place", [0, 9, 14, 40, -30])
def test_a_damaged_segment_is_skipped_and_counted(
    tmp_path: Path, context: Context, place: int
) -> None:
    async def main() -> None:
        cache = caches.build(str(tmp_path), context)
        await cache.put(answers(0, 5))
        await cache.put(answers(5, 5))
        hurt = sorted(tmp_path.iterdir())[0]
        data = bytearray(hurt.read_bytes())
        data[place] ^= 0x20
        hurt.write_bytes(data)
        later = caches.build(str(tmp_path), context)
        found = await later.lookup(list(answers(0, 10)))
        assert 5 <= len(found) < 10
        assert later.damaged >= 1
        assert all(found[key] == answers(0, 10)[key] for key in found)

    asyncio.run(main())


def test_many_small_segments_become_one_and_readers_go_on(tmp_path: Path, context: Context) -> None:
    async def main() -> None:
        writer = caches.build(str(tmp_path), context)
        for block in range(40):
            await writer.put(answers(10 * block, 10))
        reader = caches.build(str(tmp_path), context)
        await reader.lookup(list(answers(0, 1)))
        await asyncio.gather(writer.close(), caches.build(str(tmp_path), context).close())
        assert len(list(tmp_path.iterdir())) == 1
        await reader.lookup(list(answers(300, 100)))  # meets what is gone
        assert await reader.lookup(list(answers(300, 100))) == answers(300, 100)
        later = caches.build(str(tmp_path), context)
        assert await later.lookup(list(answers(0, 400))) == answers(0, 400)

    asyncio.run(main())


def test_what_another_process_puts_is_seen_after_a_while(tmp_path: Path) -> None:
    async def main(executor: ThreadPoolExecutor) -> None:
        now = [0.0]
        context = Context(stores.build, executor, lambda: now[0])
        mine, other = (caches.build(str(tmp_path), context) for _ in range(2))
        assert await mine.lookup(list(answers(0, 2))) == {}
        await other.put(answers(0, 2))
        now[0] += folder.REFRESH_S
        assert await mine.lookup(list(answers(0, 2))) == answers(0, 2)

    with ThreadPoolExecutor(2) as executor:
        asyncio.run(main(executor))


def test_a_store_that_fails_is_a_cache_that_finds_nothing(tmp_path: Path, context: Context) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    async def main() -> None:
        cache = caches.build(str(blocked / "cache"), context)
        await cache.put(answers(0, 1))
        assert await cache.lookup(list(answers(0, 1))) == {}
        assert cache.failures >= 1

    asyncio.run(main())


@pytest.mark.slow
def test_a_million_answers_stay_cheap_to_look_up(
    tmp_path: Path, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    for first in range(0, 1_000_000, 50_000):
        records = {f"{n:032x}": seal(f"{n:032x}", answer(n)) for n in range(first, first + 50_000)}
        data = segments.build(records)
        (tmp_path / f"{first:032d}.seg").write_bytes(data)

    opened: list[str] = []

    def opens(self: LocalStore, uri: str, start: int = 0) -> BinaryIO:
        opened.append(uri)
        return open_file(self, uri, start)

    open_file = LocalStore.open
    monkeypatch.setattr(LocalStore, "open", opens)

    async def main() -> None:
        process = psutil.Process()
        cache = caches.build(str(tmp_path), context)
        before = process.memory_info().rss
        await cache.lookup(list(answers(0, 1)))
        assert len(opened) == 20 + 1, "each index once, and one record"
        for block in range(50):
            wanted = answers(block * 17_000, 256)
            assert await cache.lookup(list(wanted)) == wanted
        assert len(opened) <= 21 + 2 * 50, "neighbours lie together, in one segment or in two"
        assert process.memory_info().rss - before < 96 << 20

    asyncio.run(main())
