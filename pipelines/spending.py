"""Calls, tokens and money of a launch, from its parts and journals below `_work`.

Of a block that has a part, its counters count: they are what metrics.json sums up. Of one that has
none yet, its journal does, an interval of the journal late. Not the ledger of the budget: what is
taken ahead there is not spent. Not the board of the pace: it knows one machine.

It is cheap: neither parts nor objects of a journal ever change, so each is read once, a part
without its rows, the journal of a finished block not at all. What lay there when the launch began
is no spending of it. Parts of earlier launches are not read for that, but the journals of blocks
that they left open are.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.called import Called
from transforms.core.calling.replies import End
from transforms.core.calling.settings import ModelSettings
from transforms.core.errors import NotFoundInStoreError
from transforms.core.journal import paid
from transforms.core.parts import block_of, counters_of
from transforms.core.protocols import Entry, Store

MOST_READ = 200
"""New objects of one look: at 30 ms each, a look at an object store takes 6 s. Ours."""

RESTS = 19
"""Listing journals takes the longer the more there are: after it, so many times as long goes by
before the next time, so that a twentieth of one core is used at most. Ours."""

_CONGESTION = frozenset(str(end) for end in End if end.congestion)


@dataclass
class Spending:
    """What a launch has spent, look by look.

    Args:
        store, work: where the launch works.
        settings: of the job.
        clock: seconds that only grow.
    """

    store: Store = field(repr=False)
    work: str
    settings: ModelSettings
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _earlier: set[str] | None = None
    _done: dict[str, Counter[str]] = field(default_factory=dict)
    _open: dict[str, Counter[str]] = field(default_factory=dict)
    _before: dict[str, Counter[str]] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)
    _next_s: float = 0.0

    def look(self, parts: Iterable[Entry]) -> Called:
        """What is spent so far.

        Args:
            parts: all that there are.
        """
        by_block = {block_of(entry.uri): entry for entry in parts}
        if self._earlier is None:
            self._look_at_journals(set(by_block), most=None)
            self._before, self._open = self._open, {}
            self._earlier = set(by_block)
        new = sorted(by_block.keys() - self._earlier - self._done.keys())
        for block in new[:MOST_READ]:
            self._done[block] = _of_part(counters_of(self.store, by_block[block]))
            self._done[block].subtract(self._before.get(block, Counter()))
            self._open.pop(block, None)
        if self.clock() >= self._next_s:
            began = self.clock()
            self._look_at_journals(set(by_block), most=MOST_READ)
            self._next_s = self.clock() + RESTS * (self.clock() - began)
        return self._called([*self._done.values(), *self._open.values()])

    def finished(self, metrics: Mapping[str, Any]) -> Called:
        """What is spent in the end, when `_work` is gone.

        By metrics.json, which has all launches of a run: where this is not the first, what was
        last seen of this one.
        """
        if self._earlier or self._before:
            return self._called([*self._done.values(), *self._open.values()])
        cost, ends = metrics["cost"], metrics["calls"]["ends"]
        calls = sum(count for end, count in ends.items() if end not in _CONGESTION)
        tokens = sum(
            count for of in cost["models"].values() for name, count in of.items() if name != "usd"
        )
        return self._called([Counter({"calls": calls, "tokens": tokens, "usd": cost["usd"]})])

    def _look_at_journals(self, finished: set[str], most: int | None) -> None:
        """Reads what is new in the journals of blocks that have no part."""
        new = [
            (block, entry.uri)
            for entry in self.store.list(f"{self.work}/journal")
            for block in [block_of(entry.uri.rpartition("/")[0])]
            if block not in finished and entry.uri not in self._read
        ]
        for block, uri in new[:most]:
            self._read.add(uri)
            self._open.setdefault(block, Counter()).update(self._of_journal(uri))

    def _of_journal(self, uri: str) -> Counter[str]:
        figures: Counter[str] = Counter()
        try:
            data = self.store.read(uri)
        except NotFoundInStoreError:  # the run has come to its end
            return figures
        for model, usage in paid(uri.rpartition("/")[2], data):
            tariff = self.settings.tariffs.get(model)
            usd: Any = tariff.usd(usage) if tariff else 0.0  # a Counter adds floats too
            figures.update({"calls": 1, "tokens": usage.total, "usd": usd})
        return figures

    def _called(self, figures: Iterable[Mapping[str, float]]) -> Called:
        total: Counter[str] = Counter()
        for each in figures:
            total.update(each)
        settings = self.settings
        return Called(
            total["calls"],
            total["tokens"],
            max(0.0, total["usd"]),
            settings.requests_per_minute,
            settings.tokens_per_minute,
            settings.budget_usd,
            settings.budget_tokens,
        )


def _of_part(counters: Mapping[str, float]) -> Counter[str]:
    figures: Counter[str] = Counter()
    for name, count in counters.items():
        kind, _, rest = name.partition("/")
        amount: Any = count  # a Counter adds floats too
        if kind == "calls" and rest.rpartition("/")[2] not in _CONGESTION:
            figures["calls"] += amount
        elif kind == "usage":
            figures["tokens"] += amount
        elif kind == "usd":
            figures["usd"] += amount
    return figures
