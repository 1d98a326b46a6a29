"""An empty cache of each kind that the registry finds: files, folders, and a real Redis server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.servers import redis_server
from transforms import caches, stores
from transforms.caches import Cache, Context
from transforms.core import registry


@dataclass
class Kind:
    """A cache that can be opened any number of times."""

    name: str
    address: str
    context: Context
    open: Callable[[], Cache] = field(init=False)

    def __post_init__(self) -> None:
        self.open = lambda: caches.build(self.address, self.context)


@pytest.fixture(scope="session")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with redis_server.serving(tmp_path_factory.mktemp("redis")) as port:
        yield port


@pytest.fixture
def context() -> Iterator[Context]:
    with ThreadPoolExecutor(4) as executor:
        yield Context(stores.build, executor, time.monotonic, lambda: redis_server.PASSWORD)


@pytest.fixture(params=registry.names("caches"))
def kind(request: pytest.FixtureRequest, tmp_path: Path, context: Context) -> Kind:
    """One of all kinds; a new kind without an address here fails."""
    addresses = {
        "folder": lambda: str(tmp_path / "cache"),
        "sqlite": lambda: f"sqlite:{tmp_path / 'cache.db'}",
        "redis": lambda: f"redis://127.0.0.1:{request.getfixturevalue('redis_port')}/0",
    }
    made = Kind(request.param, addresses[request.param](), context)
    if request.param == "redis":
        _empty(request.getfixturevalue("redis_port"))
    return made


def _empty(port: int) -> None:
    import redis

    with redis.Redis(port=port, password=redis_server.PASSWORD) as client:
        client.flushall()
