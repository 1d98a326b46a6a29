"""Caches of answers across runs: one file a kind, found by the scheme of an address.

Filled with accepted answers only, keyed by keyed hashes. Entries hold offsets and replacements, no
private value; confidential all the same: the offsets tell where private values stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Protocol

from transforms.core import registry
from transforms.core.asking.items import Proposed
from transforms.core.errors import OptionsError
from transforms.core.protocols import Store


class Cache(Protocol):
    """Answers of earlier runs; used in one asyncio loop, by many processes at once.

    A cache is a help: one that fails in the middle of a run finds nothing, and the run goes on.

    Attributes:
        damaged: entries that were skipped because they were not what was written.
        failures: questions that got no answer.
    """

    damaged: int
    failures: int

    async def lookup(self, keys: Sequence[str]) -> dict[str, Proposed]:
        """The answers that are known, by key."""
        ...

    async def put(self, entries: Mapping[str, Proposed]) -> None:
        """Keeps answers; for a key that is known either one stays."""
        ...

    async def close(self) -> None:
        """Everything is durable; connections are closed."""
        ...


@dataclass(frozen=True)
class Context:
    """What a cache is built from.

    Attributes:
        store: the store of an address.
        executor: where files and stores are talked to.
        clock: seconds that only grow.
        password: fetched when it is needed; "" for none.
    """

    store: Callable[[str], Store] = field(repr=False)
    executor: Executor = field(repr=False)
    clock: Callable[[], float] = field(repr=False)
    password: Callable[[], str] = field(default=lambda: "", repr=False)


def build(address: str, context: Context) -> Cache:
    """The cache at the address.

    Raises:
        OptionsError: no kind of cache knows the scheme, or there is no cache to be had there.
    """
    cache: Cache = registry.module("caches", kind(address)).build(address, context)
    return cache


def kind(address: str) -> str:
    """The name of the kind of cache that knows the address; asks nobody whether it is there.

    Raises:
        OptionsError: none does.
    """
    scheme, colon, _ = address.partition(":")
    wanted = scheme.lower() if colon and len(scheme) > 1 else ""
    known: list[str] = []
    for name in registry.names("caches"):
        schemes = registry.module("caches", name).SCHEMES
        if wanted in schemes:
            return name
        known += schemes
    named = ", ".join(f"{scheme}:" for scheme in known if scheme)
    raise OptionsError(f"{scheme}: is no kind of cache; give a folder, or one of {named}")
