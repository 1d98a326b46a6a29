"""The backend without a model and without a network: findings become surrogates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.backends import Context
from transforms.core.edits import Place, spans_to_edit
from transforms.core.protocols import Answer, Request
from transforms.core.records import Edit
from transforms.core.surrogates.engine import SurrogateEngine

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
        scope = self.engine.scope()
        spans = self._spans(request)
        edits = tuple(
            tuple(
                Edit(start, end, category, scope.surrogate(category, text[start:end]))
                for start, end, category in places
            )
            for text, places in zip(request.texts, spans, strict=True)
        )
        return Answer(edits, scope.collisions)

    def _spans(self, request: Request) -> Sequence[Sequence[Place]]:
        if request.failed or sum(map(len, request.texts)) > LONG:
            return spans_to_edit(request.texts, request.findings)
        return [[(f.start, f.end, f.category) for f in found] for found in request.findings]


def build(context: Context) -> Local:
    """The backend over a surrogate engine."""
    return Local(context.engine)
