"""Which samples are looked at: all, or a share chosen by hash, the same at every run."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.core.records import Descriptor, Position
from transforms.cut import cut
from transforms.discovery import identify, list_shards
from transforms.worker import Worker

_ALL = 1 << 64


def draw(relative: str, index: int) -> int:
    """A number below 2 ** 64 that only path and index decide."""
    digest = hashlib.sha256(f"gdr plan {relative} {index}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:8])


@dataclass(frozen=True, slots=True)
class Choice:
    """The samples whose draw is below `limit`."""

    limit: int = _ALL

    @property
    def everything(self) -> bool:
        """Whether all samples are looked at."""
        return self.limit >= _ALL

    def of(self, descriptor: Descriptor) -> Descriptor | None:
        """The descriptor with just the samples chosen; None when there are none."""
        if self.everything:
            return descriptor
        relative, limit = descriptor.shard.relative, self.limit
        only: list[int] = []
        positions: list[Position] = []
        for position in descriptor.positions:
            run = range(position.index, position.index + position.count)
            picked = [index for index in run if draw(relative, index) < limit]
            if picked:
                only += picked
                positions.append(position)
        return Descriptor(descriptor.shard, tuple(positions), tuple(only)) if only else None


def descriptors(worker: Worker) -> Iterator[Descriptor]:
    """The blocks of the whole corpus, cut but not read, in order."""
    for shard in list_shards(worker):
        yield from cut(worker, identify(worker, shard))


def choose(worker: Worker, share: float | None, samples: int | None) -> Choice:
    """The choice of a share, or of just so many samples; at least one where there are any.

    The corpus is counted for it, by cutting: it is not read.
    """
    if share is None and samples is None:
        return Choice()
    draws = (
        draw(descriptor.shard.relative, index)
        for descriptor in descriptors(worker)
        for position in descriptor.positions
        for index in range(position.index, position.index + position.count)
    )
    if samples is None:
        limit = int((share or 0.0) * _ALL)
        return Choice(max(limit, min(draws, default=0) + 1)) if limit < _ALL else Choice()
    return _smallest(draws, samples)


def _smallest(draws: Iterable[int], samples: int) -> Choice:
    """The choice of the samples with the smallest draws: of all when there are no more."""
    kept: list[int] = []  # a heap of negatives: its first is the largest kept
    left_out = False
    for number in draws:
        if len(kept) < samples:
            heapq.heappush(kept, -number)
        else:
            left_out = True
            heapq.heappushpop(kept, -number)
    return Choice(1 - kept[0]) if left_out else Choice()
