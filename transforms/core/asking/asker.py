"""Asks a model for items until there is an answer to each, or a reason why there is none.

Each end of a call has its own next step (design, section 7):

    answered, sound            the answer
    answered, an anomaly       asked again, each item alone, `MOST_ASKED` times; then the reason
    malformed, other, refusal  the same
    max_tokens, too_large      each item alone, then in halves; then the reason
    spii                       once more with placeholders for local findings; then the reason
    safety and the like        the reason: another model may do it
    what no further try mends  the reason
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from transforms.core.asking.docket import Docket
from transforms.core.asking.flights import Flights
from transforms.core.asking.items import Item, Proposed
from transforms.core.calling.replies import End, Reply, Usage
from transforms.core.journal import Entry

MOST_ASKED = 3
"""How often one request is asked for an answer that can be read; ours."""

_SPLIT = frozenset({End.MAX_TOKENS, End.TOO_LARGE})
_AGAIN = frozenset({End.ANSWERED, End.MALFORMED, End.OTHER, End.REFUSAL})
_UNUSED = Usage()

Pair = tuple[Item, Proposed]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a model gave no answer.

    Attributes:
        code: a reason for dead letters, such as "safety" or "missing_id".
        end: how the last call ended.
    """

    code: str
    end: End = End.ANSWERED


@dataclass(frozen=True)
class Ways:
    """What the asker does not know itself.

    Attributes:
        send: makes the call for items of one form and one set of demonstrations.
        read: an answer's text as a proposal by the item's id, or the code of an anomaly.
        key: of an item asked of a model: the same for whatever must give the same answer.
        mask: the item with a placeholder for every local finding; itself where there is none.
        halve: the item in two; itself alone when it cannot be split.
        group: items in requests, in order.
    """

    send: Callable[[Sequence[Item], str, Docket], Awaitable[Reply]]
    read: Callable[[str, Sequence[Item], str], dict[str, Proposed] | str]
    key: Callable[[Item, str], str]
    mask: Callable[[Item], Item]
    halve: Callable[[Item], list[Item]]
    group: Callable[[Sequence[Item]], list[list[Item]]]


@dataclass(frozen=True)
class Asker:
    """Asks one model at a time."""

    ways: Ways = field(repr=False)
    flights: Flights = field(default_factory=Flights)

    async def ask_pack(
        self, items: Sequence[Item], model: str, docket: Docket
    ) -> list[Pair] | Failure:
        """The answers to items of several samples in one request, asked once."""
        return await self._shared(items, model, docket, "pack")

    async def ask(self, items: Sequence[Item], model: str, docket: Docket) -> list[Pair] | Failure:
        """The answers to the items of one sample, in as many requests as they need."""
        groups = [self._group(group, model, docket) for group in self.ways.group(items)]
        return _joined(await _all(groups))

    async def _group(
        self, items: Sequence[Item], model: str, docket: Docket
    ) -> list[Pair] | Failure:
        answered = await self._shared(items, model, docket, "alone")
        if not isinstance(answered, Failure):
            return answered
        return await self._next_step(items, model, docket, answered, 1)

    async def _next_step(
        self, items: Sequence[Item], model: str, docket: Docket, failure: Failure, asked: int
    ) -> list[Pair] | Failure:
        """What follows from an end that is no answer."""
        if failure.end in _SPLIT:
            smaller = [[item] for item in items] if len(items) > 1 else self._halves(items[0])
            return await self._each(smaller, model, docket) if smaller else failure
        if failure.end is End.SPII:
            masked = [self.ways.mask(item) for item in items]
            return await self._again(masked, model, docket, asked) if masked != items else failure
        if failure.end not in _AGAIN or asked >= MOST_ASKED:
            return failure
        if len(items) > 1:
            return await self._each([[item] for item in items], model, docket)
        return await self._again(items, model, docket, asked)

    def _halves(self, item: Item) -> list[list[Item]]:
        halves = self.ways.halve(item)
        return [[half] for half in halves] if len(halves) > 1 else []

    async def _each(
        self, groups: Iterable[Sequence[Item]], model: str, docket: Docket
    ) -> list[Pair] | Failure:
        return _joined(await _all([self._again(group, model, docket, 0) for group in groups]))

    async def _again(
        self, items: Sequence[Item], model: str, docket: Docket, asked: int
    ) -> list[Pair] | Failure:
        answered = await self._once(items, model, docket, f"alone{asked}")
        if not isinstance(answered, Failure):
            return answered
        return await self._next_step(items, model, docket, answered, asked + 1)

    async def _shared(
        self, items: Sequence[Item], model: str, docket: Docket, way: str
    ) -> list[Pair] | Failure:
        """As `_once`, but what is cached or in flight elsewhere is not asked.

        The keys that this call leads stay claimed until `land` or `give_up`.
        """
        keys = {item: self.ways.key(item, model) for item in items}
        known = {item: docket.cached[key] for item, key in keys.items() if key in docket.cached}
        if known:
            docket.tally["answers/cached"] += len(known)
        open_keys = [
            key
            for item, key in keys.items()
            if item not in known and not item.failed and key not in docket.leads
        ]
        followed = self.flights.claim(open_keys)
        docket.leads.update(key for key in open_keys if key not in followed)
        mine = [item for item in items if item not in known and keys[item] not in followed]
        answered = await self._once(mine, model, docket, way) if mine else []
        if isinstance(answered, Failure):
            return answered
        waiting = [item for item in items if item not in known and keys[item] in followed]
        for item in waiting:
            proposed = await followed[keys[item]]
            if proposed is None:
                alone = await self._once([item], model, docket, way)
                if isinstance(alone, Failure):
                    return alone
                answered += alone
            else:
                docket.tally["answers/shared"] += 1
                mark = f"{keys[item]}/{way}"
                docket.add(mark, Entry(mark, proposed, _UNUSED, model, "answered"))
                answered.append((item, proposed))
        return [*known.items(), *answered]

    def land(self, pairs: Iterable[Pair], model: str, docket: Docket) -> None:
        """Gives accepted answers to all who follow, and to the cache."""
        for item, proposed in pairs:
            key = self.ways.key(item, model)
            docket.accepted[key] = proposed
            if key in docket.leads:
                docket.leads.discard(key)
                self.flights.land(key, proposed)

    def keep(self, pairs: Iterable[Pair], model: str, docket: Docket) -> None:
        """Journals what was accepted of a shared answer as the answer to each item alone.

        Whoever redoes the block sample by sample, because it took its worker down, asks nothing
        twice.
        """
        for item, proposed in pairs:
            mark = f"{self.ways.key(item, model)}/alone"
            if docket.journal.get(mark) is None:
                docket.add(mark, Entry(mark, proposed, _UNUSED, model, "answered"))

    def give_up(self, items: Iterable[Item], model: str, docket: Docket) -> None:
        """Tells all who follow that there is no answer to these items."""
        for item in items:
            key = self.ways.key(item, model)
            if key in docket.leads:
                docket.leads.discard(key)
                self.flights.land(key, None)

    async def _once(
        self, items: Sequence[Item], model: str, docket: Docket, way: str
    ) -> list[Pair] | Failure:
        """One request: from the journal, else from the model."""
        keys = [f"{self.ways.key(item, model)}/{way}" for item in items]
        mark = "+".join(sorted(keys)) if len(keys) > 1 else f"{keys[0]}/end"
        found = self._journalled(items, keys, mark, docket)
        if found is not None:
            return found
        reply = await self.ways.send(items, model, docket)
        usage = reply.usage or _UNUSED
        if reply.end is not End.ANSWERED:
            failure = Failure(str(reply.end), reply.end)
            docket.add(mark, Entry(mark, None, usage, model, failure.code))
            return failure
        read = self.ways.read(reply.text, items, reply.model or model)
        if isinstance(read, str):
            docket.tally[f"anomalies/{read}"] += 1
            docket.add(mark, Entry(mark, None, usage, model, f"answered/{read}"))
            return Failure(read)
        for key, item in zip(keys, items, strict=True):
            docket.add(key, Entry(key, read[item.id], usage, model, "answered"))
            docket.tally.update({f"ignored/{why}": n for why, n in read[item.id].ignored})
            usage = _UNUSED
        return [(item, read[item.id]) for item in items]

    def _journalled(
        self, items: Sequence[Item], keys: Sequence[str], mark: str, docket: Docket
    ) -> list[Pair] | Failure | None:
        entries = [docket.journal.get(key) for key in keys]
        kept = [entry.proposed for entry in entries if entry is not None]
        if len(kept) == len(items):
            docket.tally["answers/journalled"] += len(items)
            return [(i, p) for i, p in zip(items, kept, strict=True) if p is not None]
        end = docket.journal.get(mark)
        if end is None:
            return None
        docket.tally["answers/journalled"] += 1
        code, _, anomaly = end.end.partition("/")
        return Failure(anomaly or code, End(code))


async def _all(
    asks: Sequence[Awaitable[list[Pair] | Failure]],
) -> list[list[Pair] | Failure]:
    """What each came to, once all have ended: nobody is cancelled for another's failure."""
    if len(asks) == 1:
        return [await asks[0]]
    ended = await asyncio.gather(*asks, return_exceptions=True)
    for result in ended:
        if isinstance(result, BaseException):
            raise result
    return [result for result in ended if not isinstance(result, BaseException)]


def _joined(answered: Iterable[list[Pair] | Failure]) -> list[Pair] | Failure:
    """All pairs, or the first failure."""
    pairs: list[Pair] = []
    for some in answered:
        if isinstance(some, Failure):
            return some
        pairs += some
    return pairs
