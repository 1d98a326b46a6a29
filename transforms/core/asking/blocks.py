"""A block's way through the models: which samples are worth a call, and who shares a request."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from transforms.core.asking.asker import Asker, Ways
from transforms.core.asking.bench import Bench
from transforms.core.asking.docket import Docket
from transforms.core.asking.drafting import Draft, Drafter, answer_tokens, sent_tokens
from transforms.core.asking.examples import Demonstrated
from transforms.core.asking.flights import Flights
from transforms.core.asking.items import Item, Proposed
from transforms.core.asking.locating import Rules
from transforms.core.asking.packing import PACK_TOKENS, Sized, pack
from transforms.core.asking.parsing import parse
from transforms.core.asking.prescreening import Prescreen
from transforms.core.asking.rounds import Rounds
from transforms.core.asking.sending import Sender
from transforms.core.budgeting import Budget
from transforms.core.calling.caller import Caller
from transforms.core.calling.replies import Reply
from transforms.core.journal import Journal
from transforms.core.protocols import Backend
from transforms.core.records import Block, Finding, Outcome, Sample
from transforms.core.refining import Refined
from transforms.core.toxicity.asking import Outside


class Answers(Protocol):
    """Answers of earlier runs, by the key of the item."""

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, Proposed]:
        """Those that are known."""
        ...

    async def put(self, entries: Mapping[str, Proposed]) -> None:
        """Keeps them."""
        ...


@dataclass(frozen=True)
class BlockRefiner:
    """Refines blocks with the models of a service; used in one asyncio loop.

    Attributes:
        caller: makes calls.
        drafter: makes items of samples.
        sender: makes calls of items.
        rules: which edits may count.
        bench: has the last word.
        prescreen: says which samples are worth a call.
        models: the cheap first.
        local: the backend for what is left.
        demonstrated: values that no output may hold.
        most_shared: samples of a request.
        answers: of earlier runs; None where none are kept.
        flights: what is asked at this moment, in the whole process.
        outside: scores what the judge accepts; None for none.
    """

    caller: Caller
    drafter: Drafter
    sender: Sender
    rules: Rules
    bench: Bench
    prescreen: Prescreen
    models: tuple[str, ...]
    local: Backend
    demonstrated: Demonstrated
    most_shared: int
    answers: Answers | None = None
    flights: Flights = field(default_factory=Flights)
    outside: Outside | None = None

    async def refine(self, block: Block, journal: Journal) -> None:
        """Fills `refined` and `figures` of the block.

        Raises:
            GdrError: the run stops, or its storage fails; what was answered is in the journal.
        """
        await journal.load()
        docket = Docket(journal)
        try:
            await self._refine(block, docket)
        finally:
            await journal.flush()
        if self.answers is not None and docket.accepted:
            await self.answers.put(docket.accepted)
        block.figures.update(docket.tally)
        block.earlier.update(_earlier(journal, self.caller.budget))

    async def _refine(self, block: Block, docket: Docket) -> None:
        worth = self._worth(block, docket.tally)
        drafts = [self.drafter.draft(block.shard.id, *pair) for pair in worth]
        await self._look_up(drafts, docket)
        rounds = self._rounds(block.shard.id, {d.sample.index: d for d in drafts}, docket)
        packs = [[drafts[n] for n in numbers] for numbers in self._packs(drafts)]
        ended = await asyncio.gather(
            *(rounds.together(pack, docket) for pack in packs), return_exceptions=True
        )
        for members, result in zip(packs, ended, strict=True):
            if isinstance(result, BaseException):
                raise result
            for draft, refined in zip(members, result, strict=True):
                block.refined[draft.sample.index] = refined
                self._count(draft, refined, docket.tally)

    def _worth(
        self, block: Block, tally: Counter[str]
    ) -> list[tuple[Sample, tuple[tuple[Finding, ...], ...]]]:
        """The samples that are worth a call, with their findings."""
        chosen = []
        for sample in block.open_samples:
            if sample.index in block.refined:  # could not be screened
                continue
            found = block.findings.get(sample.index)
            if self.prescreen.wants(block.shard.id, sample.index, flagged=found is not None):
                chosen.append((sample, found or tuple(() for _ in sample.texts)))
                tally["prescreen/flagged" if found else "prescreen/others"] += 1
            else:
                tally["prescreen/skipped"] += 1
        return chosen

    async def _look_up(self, drafts: Iterable[Draft], docket: Docket) -> None:
        if self.answers is None:
            return
        keys = {
            self.sender.item_key(item, model)
            for draft in drafts for item in draft.items for model in self.models
        }  # fmt: skip
        docket.cached.update(await self.answers.lookup(sorted(keys)))

    def _packs(self, drafts: Sequence[Draft]) -> list[list[int]]:
        """Numbers of the drafts of each request."""
        sized = [
            Sized(
                draft.tokens,
                (draft.items[0].mode, draft.items[0].examples) if draft.items else (),
                alone=self.most_shared == 1 or _alone(draft),
            )
            for draft in drafts
        ]
        return pack(sized, most=self.most_shared, tokens=PACK_TOKENS)

    def _rounds(self, shard: str, drafts: Mapping[int, Draft], of_block: Docket) -> Rounds:
        async def send(items: Sequence[Item], model: str, docket: Docket) -> Reply:
            if len({item.sample for item in items}) > 1:
                docket.tally["packs/asked"] += 1
            return await self.caller.call(self.sender.call(items, model), docket.tally)

        ways = Ways(
            send=send,
            read=lambda text, items, model: parse(text, items, model, self.rules),
            key=self.sender.item_key,
            mask=lambda item: self.drafter.mask(drafts, item),
            halve=lambda item: self.drafter.halve(drafts, shard, item),
            group=self._groups,
        )
        return Rounds(
            Asker(ways, self.flights), self.bench, self.drafter.engine, self.models, self.local,
            self.demonstrated, self.outside.of_block(of_block) if self.outside else None,
        )  # fmt: skip

    def _groups(self, items: Sequence[Item]) -> list[list[Item]]:
        """The items of one sample in requests: those of one form share one as long as they fit."""
        sized = [
            Sized(sent_tokens(item) + answer_tokens(item), (item.mode, item.examples))
            for item in items
        ]
        numbers = pack(sized, most=len(items), tokens=PACK_TOKENS)
        return [[items[n] for n in group] for group in numbers]

    def _count(self, draft: Draft, refined: Refined, tally: Counter[str]) -> None:
        if refined.outcome is Outcome.REFINED and not any(draft.findings):
            tally["prescreen/others_changed"] += 1
        if refined.case is None:
            return
        if refined.outcome is Outcome.REFINED:
            tally["edits/all"] += sum(map(len, refined.case.edits))
            tally["edits/found_by_model_only"] += sum(
                1
                for edits, places in zip(refined.case.edits, draft.places, strict=True)
                for edit in edits
                if all(edit.end <= start or end <= edit.start for start, end, _ in places)
            )


def _alone(draft: Draft) -> bool:
    """Whether the sample has requests of its own: long, of several forms, or talking to a model."""
    forms = {(item.mode, item.examples) for item in draft.items}
    return len(forms) != 1 or draft.tokens > PACK_TOKENS // 2 or draft.cue


def _earlier(journal: Journal, budget: Budget) -> Counter[str]:
    """What attempts at this block paid for that came to no end."""
    tally: Counter[str] = Counter()
    for entry in journal.earlier:
        if not entry.usage.total:
            continue
        tally[f"calls/{entry.model}/journalled"] += 1
        for name in ("prompt", "cached", "thoughts", "output"):
            tally[f"usage/{entry.model}/{name}"] += getattr(entry.usage, name)
        usd = budget.price(entry.model, entry.usage)
        tally[f"usd/{entry.model}"] += usd  # type: ignore[assignment] # a Counter adds floats too
    return tally
