"""A Redis server: for runs of many machines at once.

The password comes from an environment variable or a secret, never from the address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from transforms.caches import Context
from transforms.core.asking.items import Proposed
from transforms.core.errors import OptionsError
from transforms.core.sealing import seal, unseal

if TYPE_CHECKING:
    from redis.asyncio import Redis

SCHEMES = ("redis", "rediss")

PREFIX = "gdr:1:"
"""Of all keys; another form of entries has another number."""

TIMEOUT_S = 10.0
"""Of one question; ours: a model's answer takes seconds, waiting longer for a cache is no gain."""


def build(address: str, context: Context) -> RedisCache:
    """The cache of the server; asks it once whether it is there.

    Raises:
        OptionsError: it does not answer, refuses the password, or the package is not installed.
    """
    try:
        import redis
        import redis.asyncio
    except ImportError:
        raise OptionsError(
            "--cache redis: the package redis is not installed; install gdr[redis]"
        ) from None
    address = _canonical(address)
    password = context.password() or None
    try:
        with redis.Redis.from_url(address, password=password, socket_timeout=TIMEOUT_S) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        raise OptionsError(
            f"--cache {address}: no Redis server lets us in there ({type(error).__name__}); give "
            "redis://HOST:PORT/DB, and its password by --cache-password-env or "
            "--cache-password-secret"
        ) from None
    return RedisCache(
        redis.asyncio.Redis.from_url(address, password=password, socket_timeout=TIMEOUT_S)
    )


def _canonical(address: str) -> str:
    """The address without what may follow it; redis-py takes a password from there too."""
    parts = urlsplit(address)
    if parts.password or parts.query:
        raise OptionsError("--cache redis: holds more than redis://HOST:PORT/DB; leave it out")
    return address


@dataclass
class RedisCache:
    """See `transforms.caches.Cache`."""

    client: Redis = field(repr=False)
    damaged: int = 0
    failures: int = 0

    async def lookup(self, keys: Sequence[str]) -> dict[str, Proposed]:
        """The answers that are known, by key."""
        if not keys:
            return {}
        values = await self._ask(list(keys))
        found: dict[str, Proposed] = {}
        for key, value in zip(keys, values, strict=True):
            made = unseal(key, value) if isinstance(value, bytes) else None
            if made is not None:
                found[key] = made
            elif value is not None:
                self.damaged += 1
        return found

    async def _ask(self, keys: list[str]) -> list[object]:
        from redis import RedisError

        try:
            return list(await self.client.mget([PREFIX + key for key in keys]))
        except (RedisError, OSError):
            self.failures += 1
            return [None] * len(keys)

    async def put(self, entries: Mapping[str, Proposed]) -> None:
        """Keeps answers."""
        from redis import RedisError

        if not entries:
            return
        try:
            await self.client.mset({PREFIX + k: seal(k, made) for k, made in entries.items()})
        except (RedisError, OSError):
            self.failures += 1

    async def close(self) -> None:
        """Closes connections."""
        await self.client.aclose()
