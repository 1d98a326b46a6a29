"""Scores of a service outside: asked about what the scorer of this machine accepts.

Closed where it fails: an output without a score counts as toxic. What is the service's failure is
no outcome of a sample: calls go through the same `Caller` as all, which waits, and stops the run.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from transforms.core.calling.replies import Call, End, Reply, Service
from transforms.core.errors import OptionsError
from transforms.core.judging.case import Case, Objection
from transforms.core.policy import ToxicityRules
from transforms.core.toxicity.scores import TOXICITY, Score, Scores

MOST_ASKED = 3
"""How often one text is asked about for an answer that can be read; ours."""

_REMEMBERED = 4096


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
    """Asks a service about outputs that were accepted here.

    Attributes:
        scorer: whom to ask.
        caller: makes the calls.
        rules: what scores mean.
        tally: figures of its calls since they were last counted.
    """

    scorer: RemoteScorer
    caller: Calling = field(repr=False)
    rules: ToxicityRules
    tally: Counter[str] = field(default_factory=Counter, repr=False)
    _known: dict[str, Scores] = field(default_factory=dict, repr=False)

    def counted(self) -> Counter[str]:
        """The figures since this was last asked: of whichever block asks first, right in sum."""
        found, self.tally = self.tally, Counter()
        return found

    async def objections(self, case: Case) -> tuple[Objection, ...]:
        """Objections to the texts of a sample that were changed."""
        found = await asyncio.gather(*(self._of(case, n) for n in case.edited))
        return tuple(objection for objection in found if objection is not None)

    async def _of(self, case: Case, number: int) -> Objection | None:
        was, now = await asyncio.gather(
            self._score(case.texts[number]), self._score(case.outputs[number])
        )
        if was is None or now is None:
            return Objection(f"unscored_by_{self.scorer.name}", text=number)
        before, after = was[TOXICITY].max, now[TOXICITY].max
        limit = self.rules.max_score
        if after >= limit or (before >= limit and after >= before):
            return Objection(f"toxic_by_{self.scorer.name}", text=number)
        return None

    async def _score(self, text: str) -> Scores | None:
        """The scores of a text; None where the service has no answer to it."""
        if not any(map(str.isalnum, text)):
            return whole({TOXICITY: 0.0})
        if text in self._known:
            return self._known[text]
        for _ in range(MOST_ASKED):
            reply = await self.caller.call(self.scorer.ask(text), self.tally)
            if reply.end is not End.ANSWERED:
                return None
            scores = self.scorer.read(reply.text)
            if scores is not None:
                self._remember(text, scores)
                return scores
        return None

    def _remember(self, text: str, scores: Scores) -> None:
        if len(self._known) >= _REMEMBERED:
            self._known.pop(next(iter(self._known)))
        self._known[text] = scores
