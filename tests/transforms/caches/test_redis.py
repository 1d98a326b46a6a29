"""The Redis cache against a real server: password, loss, damage."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from tests.servers import redis_server
from tests.transforms.caches.test_contract import answers
from transforms import caches
from transforms.caches import Context
from transforms.caches.redis import PREFIX
from transforms.core.errors import OptionsError


def test_a_wrong_password_is_refused_before_the_work_and_is_in_no_message(
    redis_port: int, context: Context
) -> None:
    wrong = replace(context, password=lambda: "not the password")
    with pytest.raises(OptionsError, match="--cache-password-env") as caught:
        caches.build(f"redis://127.0.0.1:{redis_port}/0", wrong)
    assert "not the password" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_nobody_there_is_told_before_the_work(context: Context) -> None:
    with pytest.raises(OptionsError, match="no Redis server"):
        caches.build("redis://127.0.0.1:9/0", context)


@pytest.mark.parametrize(
    "address", ["redis://:hidden@127.0.0.1:6379/0", "redis://127.0.0.1/0?password=hidden"]
)
def test_a_password_in_the_address_is_refused_and_not_repeated(
    address: str, context: Context
) -> None:
    with pytest.raises(OptionsError) as caught:
        caches.build(address, context)
    assert "hidden" not in str(caught.value)


def test_damage_is_skipped_and_counted(redis_port: int, context: Context) -> None:
    async def main() -> None:
        cache = caches.build(f"redis://127.0.0.1:{redis_port}/0", context)
        await cache.put(answers(0, 3))
        with redis.Redis(port=redis_port, password=redis_server.PASSWORD) as client:
            client.set(PREFIX + f"{1:032x}", b"something else")
        assert set(await cache.lookup(list(answers(0, 3)))) == {f"{0:032x}", f"{2:032x}"}
        assert cache.damaged == 1
        await cache.close()

    asyncio.run(main())


def test_a_server_that_goes_away_is_a_cache_that_finds_nothing(
    tmp_path: Path, context: Context
) -> None:
    async def main() -> None:
        with redis_server.serving(tmp_path) as port:
            cache = caches.build(f"redis://127.0.0.1:{port}/0", context)
            await cache.put(answers(0, 3))
            assert len(await cache.lookup(list(answers(0, 3)))) == 3
        assert await cache.lookup(list(answers(0, 3))) == {}
        await cache.put(answers(3, 3))
        assert cache.failures == 2
        await cache.close()

    asyncio.run(main())
