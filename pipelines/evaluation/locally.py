"""What the local backend makes of the texts of a benchmark, without a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from transforms import backends
from transforms.backends import Context
from transforms.core.judging.judge import Findings
from transforms.core.records import Outcome, Sample
from transforms.core.refining import Refiner, run_now
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.sharing import SharedWorker

KEY = b"gdr evaluate"
"""Labelled data are published or invented: nobody could learn anything from their surrogates."""

_PASSED = frozenset({Outcome.REFINED, Outcome.UNCHANGED})


@dataclass
class Local:
    """Refines samples of one text by the policy of a worker.

    Args:
        worker: with the policy.
    """

    worker: SharedWorker

    def outputs(self, samples: Sequence[Sample], found: Sequence[Findings]) -> list[str | None]:
        """The refined texts, in order; None for one that did not pass.

        Args:
            samples: of one text each.
            found: what the policy objects to in each.
        """
        refined = run_now(self._refiner.refine(samples, [(own,) for own in found]))
        return [
            one.case.outputs[0] if one.case is not None and one.outcome in _PASSED else None
            for one in refined
        ]

    @cached_property
    def _refiner(self) -> Refiner:
        backend: Any = backends.build("local", Context(SurrogateEngine(KEY)))
        return Refiner(backend, self.worker.get().judge)
