"""The backend without a model and without a network: findings become surrogates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.core.edits import spans_to_edit
from transforms.core.protocols import Answer, Request
from transforms.core.records import Edit
from transforms.core.surrogates.engine import SurrogateEngine


@dataclass(frozen=True)
class Local:
    """Puts a surrogate in the place of every finding.

    And of its value wherever it occurs again in the sample.
    """

    engine: SurrogateEngine = field(repr=False)
    name: str = "local"

    async def answer(self, requests: Sequence[Request]) -> list[Answer]:
        """One answer a request: the surrogates of all its texts come from one map."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Answer:
        scope = self.engine.scope()
        edits = tuple(
            tuple(
                Edit(start, end, category, scope.surrogate(category, text[start:end]))
                for start, end, category in spans
            )
            for text, spans in zip(
                request.texts, spans_to_edit(request.texts, request.findings), strict=True
            )
        )
        return Answer(edits, scope.collisions)


def build(engine: SurrogateEngine) -> Local:
    """The backend over a surrogate engine."""
    return Local(engine)
