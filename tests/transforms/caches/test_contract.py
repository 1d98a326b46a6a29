"""What every cache that the registry finds has to keep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.servers import redis_server
from tests.transforms.caches.conftest import Kind
from transforms import caches
from transforms.caches import Context
from transforms.core.asking.items import Proposal, Proposed
from transforms.core.errors import OptionsError
from transforms.core.sealing import seal, unseal

PROPOSALS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 9), st.text(max_size=5), st.text(max_size=5)),
    max_size=4,
)


@st.composite
def proposeds(draw: Callable[..., object]) -> Proposed:
    at, made = 0, []
    for gap, size, category, value in draw(PROPOSALS):  # type: ignore[attr-defined]
        made.append(Proposal(at + gap, at + gap + size, category, value))
        at += gap + size
    counts = draw(st.dictionaries(st.text(max_size=4), st.integers(0, 9), max_size=2))
    return Proposed(tuple(made), str(draw(st.text(max_size=6))), tuple(counts.items()))  # type: ignore[attr-defined]


def answer(number: int) -> Proposed:
    return Proposed((Proposal(number, number + 3, "EMAIL_ADDRESS"),), "m@001", (("kept", 1),))


def answers(first: int, count: int) -> dict[str, Proposed]:
    return {f"{number:032x}": answer(number) for number in range(first, first + count)}


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(made=st.dictionaries(st.text("abcdef0123456789", min_size=1), proposeds(), max_size=5))
def test_what_was_put_is_found_again(kind: Kind, made: dict[str, Proposed]) -> None:
    async def main() -> None:
        cache = kind.open()
        await cache.put(made)
        found = await cache.lookup(list(made))
        assert found == made
        assert (cache.damaged, cache.failures) == (0, 0)
        await cache.close()

    asyncio.run(main())


def test_a_later_run_finds_it_and_nothing_else(kind: Kind) -> None:
    async def main() -> None:
        first = kind.open()
        await first.put(answers(0, 10))
        await first.put({})
        await first.close()
        later = kind.open()
        keys = list(answers(5, 10))
        assert await later.lookup(keys) == answers(5, 5)
        assert await later.lookup([]) == {}
        await later.close()

    asyncio.run(main())


def test_two_runs_at_once_lose_nothing(kind: Kind) -> None:
    async def run(number: int) -> None:
        cache = kind.open()
        for block in range(6):
            await cache.put(answers(100 * number + 10 * block, 10))
            await cache.put(answers(1000 + 10 * block, 10))  # both have these
        await cache.close()

    async def main() -> None:
        await asyncio.gather(*(run(number) for number in range(3)))
        cache = kind.open()
        wanted = {**answers(0, 60), **answers(100, 60), **answers(200, 60), **answers(1000, 60)}
        assert await cache.lookup(list(wanted)) == wanted
        assert (cache.damaged, cache.failures) == (0, 0)
        await cache.close()

    asyncio.run(main())


def test_a_repr_shows_neither_answers_nor_a_password(kind: Kind) -> None:
    async def main() -> str:
        cache = kind.open()
        await cache.put(answers(0, 2))
        shown = repr(cache)
        await cache.close()
        return shown

    shown = asyncio.run(main())
    assert redis_server.PASSWORD not in shown
    assert "EMAIL" not in shown


def test_an_unknown_kind_names_the_known_ones(context: Context) -> None:
    with pytest.raises(OptionsError, match="sqlite:"):
        caches.build("memcached://127.0.0.1", context)


@given(proposeds(), st.binary(max_size=3), st.integers(0, 80))
def test_damage_is_never_taken_for_an_answer(made: Proposed, junk: bytes, place: int) -> None:
    data = seal("key", made)
    assert unseal("key", data) == made
    assert unseal("other", data) is None
    at = place % (len(data) + 1)
    hurt = data[:at] + junk + data[at + len(junk) :]
    assert unseal("key", hurt) == (made if hurt == data else None)
    assert unseal("key", data[:at]) is (made if at == len(data) else None) or at == len(data)


def test_a_file_that_is_no_cache_is_refused_by_name(tmp_path: Path, context: Context) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("These are notes and no data base, and longer than a header of one." * 20)
    with pytest.raises(OptionsError, match=r"--cache sqlite:.*NOTADB"):
        caches.build(f"sqlite:{other}", context)
