"""Scores of a service outside: asked about what the scorer of this machine accepts.

Closed where it fails: an output without a score counts as toxic. What is the service's failure is
no outcome of a sample: calls go through the same `Caller` as all, which waits, and stops the run.
Answers are journalled with their block: whoever redoes it after a kill asks, and pays, no more.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from transforms.core.asking.docket import Docket
from transforms.core.calling.replies import Call, End, Reply, Service, Usage
from transforms.core.errors import OptionsError
from transforms.core.fingerprints import fingerprint, keyed
from transforms.core.journal import Entry
from transforms.core.judging.case import Case, Objection
from transforms.core.policy import ToxicityRules
from transforms.core.toxicity.scores import TOXICITY, Score, Scores, too_toxic

MOST_ASKED = 3
"""How often one text is asked about for an answer that can be read; ours."""

_REMEMBERED = 4096
"""Answers that a process keeps, so that blocks with the same texts share them. Ours."""


class RemoteScorer(Protocol):
    """A service that says how toxic a text is."""

    @property
    def name(self) -> str:
        """As a policy names it."""
        ...

    @property
    def service(self) -> Service:
        """Who makes the calls."""
        ...

    def ask(self, text: str) -> Call:
        """The call for a text."""
        ...

    def read(self, answer: str) -> Scores | None:
        """The scores that an answer gives; None where it gives none."""
        ...


@dataclass(frozen=True)
class ScorerContext:
    """What a scorer is built from.

    Attributes:
        environment: of this process.
        key_env, key_secret: where its key is; "" for the default of the scorer.
        secret: the text of a Secret Manager version.
        service: that rewrites; None for none.
        model: that a model as judge is.
    """

    environment: Mapping[str, str] = field(repr=False)
    key_env: str = ""
    key_secret: str = ""
    secret: Callable[[str], str] = field(default=lambda name: "", repr=False)
    service: Service | None = field(default=None, repr=False)
    model: str = ""

    def key(self, default_env: str) -> str:
        """The key.

        Raises:
            OptionsError: there is none.
        """
        name = self.key_env or default_env
        found = self.secret(self.key_secret) if self.key_secret else self.environment.get(name, "")
        if not found:
            raise OptionsError(f"policy, toxicity.key_env: {name} is not set or empty; export it")
        return found


def whole(values: Mapping[str, float]) -> Scores | None:
    """The scores of a text that was scored as a whole; None without a score of toxicity."""
    if TOXICITY not in values:
        return None
    return {n: Score(v, v, float(v >= 0.5)) for n, v in sorted(values.items())}


class Calling(Protocol):
    """Makes calls within pace and health; `Caller` is one."""

    async def call(self, call: Call, tally: Counter[str]) -> Reply:
        """How the call ended, at last."""
        ...


@dataclass
class Outside:
    """Asks a service about outputs that were accepted here; one for a process.

    Attributes:
        scorer: whom to ask.
        caller: makes the calls.
        rules: what scores mean.
        key: of the hashes under which answers are journalled.
    """

    scorer: RemoteScorer
    caller: Calling = field(repr=False)
    rules: ToxicityRules
    key: bytes = field(repr=False)
    _known: dict[str, Entry] = field(default_factory=dict, repr=False)

    def of_block(self, docket: Docket) -> SecondOpinion:
        """What asks for the samples of one block."""
        return SecondOpinion(self, docket)

    async def once(self, text: str, number: int, docket: Docket) -> Entry:
        """How one call about a text ended: from the journal or from memory, else from the service.

        Args:
            text: that is asked about.
            number: of the try.
            docket: of the block: it gets figures and entry.
        """
        call = self.scorer.ask(text)
        key = f"{self._named(call)}/{number}"
        known, kept = self._known.get(key), docket.journal.get(key)
        if known is not None:
            docket.tally["answers/shared"] += 1
            if kept is None:
                docket.add(key, replace(known, usage=Usage()))  # paid for with another block
            return known
        if kept is not None:
            docket.tally["answers/journalled"] += 1
            return kept
        entry = await self._asked(call, key, docket)
        docket.add(key, entry)
        if entry.scores is not None:
            self._remember(key, entry)
        return entry

    async def _asked(self, call: Call, key: str, docket: Docket) -> Entry:
        reply = await self.caller.call(call, docket.tally)
        usage = reply.usage or Usage()
        if reply.end is not End.ANSWERED:
            return Entry(key, None, usage, call.model, str(reply.end))
        scores = self.scorer.read(reply.text)
        if scores is None:
            return Entry(key, None, usage, call.model, "answered/unreadable")
        values = {name: score.max for name, score in scores.items()}
        return Entry(key, None, usage, call.model, str(End.ANSWERED), values)

    def _named(self, call: Call) -> str:
        """A keyed hash of all that decides what an answer says."""
        form = (self.scorer.name, call.model, call.system, fingerprint(call.schema))
        return f"scores/{keyed(self.key, *form, *(turn.text for turn in call.turns))}"

    def _remember(self, key: str, entry: Entry) -> None:
        if len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[key] = entry


@dataclass(frozen=True)
class SecondOpinion:
    """What a service says of the outputs of one block.

    Attributes:
        outside: asks it.
        docket: of the block.
    """

    outside: Outside
    docket: Docket = field(repr=False)

    async def objections(self, case: Case) -> tuple[Objection, ...]:
        """Objections to the texts of a sample that were changed."""
        found = await asyncio.gather(*(self._of(case, n) for n in case.edited))
        return tuple(objection for objection in found if objection is not None)

    async def _of(self, case: Case, number: int) -> Objection | None:
        name = self.outside.scorer.name
        was, now = await asyncio.gather(
            self._score(case.texts[number]), self._score(case.outputs[number])
        )
        if was is None or now is None:
            return Objection(f"unscored_by_{name}", text=number)
        if too_toxic(was[TOXICITY].max, now[TOXICITY].max, self.outside.rules.max_score):
            return Objection(f"toxic_by_{name}", text=number)
        return None

    async def _score(self, text: str) -> Scores | None:
        """The scores of a text; None where the service has no answer to it."""
        if not any(map(str.isalnum, text)):
            return whole({TOXICITY: 0.0})
        for number in range(MOST_ASKED):
            entry = await self.outside.once(text, number, self.docket)
            if entry.scores is not None:
                return whole(entry.scores)
            if not entry.end.startswith(End.ANSWERED):
                return None
        return None
