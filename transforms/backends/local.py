"""The backend without a model and without a network.

Private data becomes surrogates; toxic words become milder ones by a word list, and what has none
there is left to the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transforms.backends import Context
from transforms.core.edits import Place
from transforms.core.protocols import Answer, Request
from transforms.core.records import Edit
from transforms.core.sought import spans_to_edit
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.core.toxicity.scores import TOXIC, without_toxic
from transforms.core.toxicity.softening import beside, soften

LONG = 8192
"""Characters of all texts of a sample from which on values are looked for again at once."""


@dataclass(frozen=True)
class Local:
    """Puts a surrogate in the place of every finding.

    A value that occurs again where no check found it is a leak to the judge. In short texts few
    do, so they are looked for only when it has said so; in long ones a second attempt costs more.
    """

    engine: SurrogateEngine = field(repr=False)
    name: str = "local"

    async def answer(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer a request: the surrogates of all its texts come from one map."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Answer:
        scope = self.engine.scope(request.entity)
        private = replace(request, findings=tuple(map(without_toxic, request.findings)))
        texts = zip(request.texts, self._spans(private), request.findings, strict=True)
        edits: list[tuple[Edit, ...]] = []
        for text, places, found in texts:
            own = scope.edits(text, places)
            asked = [(f.start, f.end) for f in found if f.category == TOXIC]
            edits.append(beside(own, soften(text, asked).edits) if asked else tuple(own))
        return Answer(tuple(edits), scope.collisions)

    def _spans(self, request: Request) -> Sequence[Sequence[Place]]:
        if request.failed or sum(map(len, request.texts)) > LONG:
            return spans_to_edit(request.texts, request.findings)
        return [[(f.start, f.end, f.category) for f in found] for found in request.findings]


def build(context: Context) -> Local:
    """The backend over a surrogate engine."""
    return Local(context.engine)
