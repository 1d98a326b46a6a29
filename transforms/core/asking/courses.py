"""How far a sample is on its way through the models, and what becomes of it at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.core.asking import estimating
from transforms.core.asking.asker import Failure, Pair
from transforms.core.asking.drafting import EDIT_TOKENS, ENVELOPE_TOKENS, sent_tokens
from transforms.core.errors import SampleError
from transforms.core.judging.case import Case, Verdict
from transforms.core.records import Outcome
from transforms.core.refining import Refined


@dataclass
class Last:
    """The last answer that was judged, and what was wrong with it."""

    case: Case = field(repr=False)
    verdict: Verdict
    pairs: list[Pair] = field(repr=False)
    collisions: int


@dataclass
class Course:
    """How far a sample is.

    Attributes:
        attempts: answers that were judged, and asks that came to none.
        last: what was judged last.
        failure: why the last ask came to no answer.
    """

    attempts: int = 0
    last: Last | None = None
    failure: Failure | None = None


def outcome_of(case: Case) -> Outcome:
    """Refined, or unchanged where the output is the text."""
    return Outcome.REFINED if case.outputs != case.texts else Outcome.UNCHANGED


def accepted(course: Course) -> Refined:
    """What became of a sample whose last answer the judge accepted."""
    assert course.last is not None  # noqa: S101 - only what was judged is accepted
    return done(course, course.last, outcome_of(course.last.case))


def done(course: Course, last: Last, outcome: Outcome, model: str = "") -> Refined:
    """What became of a sample by its last answer; `model`: who had the last word, if no model."""
    scores = last.verdict.scores if outcome.in_data else None
    models = sorted({proposed.model for _, proposed in last.pairs if proposed.model})
    return Refined(
        outcome,
        last.case,
        attempts=course.attempts,
        collisions=last.collisions,
        model=model or ",".join(models),
        prompt_tokens=sum(sent_tokens(item) for item, _ in last.pairs),
        output_tokens=sum(map(_answered_tokens, last.pairs)),
        scores=scores,
    )


def dead(course: Course, error: SampleError) -> Refined:
    """A dead letter."""
    return Refined(Outcome.DEAD_LETTER, None, (error.reason,), error.stage, max(1, course.attempts))


def _answered_tokens(pair: Pair) -> int:
    """Estimated tokens of a stored answer: the bill depends on who shared a request."""
    item, proposed = pair
    if item.mode == "rewrite":
        return ENVELOPE_TOKENS + estimating.of_text(item.sent)
    values = {item.sent[p.start : p.end] for p in proposed.proposals}
    each = sum(EDIT_TOKENS + estimating.of_text(value) for value in values)
    return ENVELOPE_TOKENS + each
