"""The refine loop: ask - apply - judge - ask again with what failed - give up.

Plain Python that does not know Beam.
"""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from transforms.core.errors import SampleError
from transforms.core.judging.case import Case, Objection, Verdict, mended
from transforms.core.judging.judge import Findings, Judge
from transforms.core.protocols import Answer, Backend, Request
from transforms.core.records import Finding, Outcome, Sample
from transforms.core.toxicity.scores import Scores

_Result = TypeVar("_Result")


@dataclass(slots=True)
class Refined:
    """What became of one sample.

    Attributes:
        outcome: refined, unchanged, quarantined or dead letter.
        case: the last answer with its texts, findings and edits; None for a dead letter.
        reasons: codes, sorted; empty when accepted.
        stage: where a dead letter came from.
        attempts: how often the backend was asked.
        scores: how toxic the accepted output is; None where that was not asked.
    """

    outcome: Outcome
    case: Case | None = field(default=None, repr=False)
    reasons: tuple[str, ...] = ()
    stage: str = ""
    attempts: int = 0
    collisions: int = 0
    model: str = ""
    prompt_tokens: int = 0
    output_tokens: int = 0
    scores: Scores | None = None


@dataclass(slots=True)
class _Work:
    """A sample on its way through the loop."""

    sample: Sample
    request: Request
    refined: Refined | None = None
    attempts: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True)
class Refiner:
    """Refines samples until the judge accepts or the policy's attempts are used up.

    Attributes:
        backend: what rewrites.
        judge: what has the last word.
    """

    backend: Backend
    judge: Judge

    async def refine(
        self, samples: Sequence[Sample], findings: Sequence[tuple[Findings, ...]]
    ) -> list[Refined]:
        """What became of each sample, in order. A sample that fails, fails alone.

        Args:
            samples: with texts to refine.
            findings: per sample and text, what has to go.
        """
        works = [
            _Work(sample, Request(sample.texts, found, entity=sample.entity))
            for sample, found in zip(samples, findings, strict=True)
        ]
        for last in range(self.judge.policy.attempts, 0, -1):
            pending = [work for work in works if work.refined is None]
            if pending:
                await self._attempt(pending, last == 1)
        return [work.refined or Refined(Outcome.DEAD_LETTER, None, ("unjudged",)) for work in works]

    def refine_now(self, sample: Sample, findings: tuple[Findings, ...]) -> Refined:
        """As `refine` for one sample, with a backend that never waits."""
        return run_now(self.refine([sample], [findings]))[0]

    async def _attempt(self, works: Sequence[_Work], last: bool) -> None:
        answered: list[tuple[_Work, Answer, Case]] = []
        for work, answer in zip(works, await self._ask(works), strict=True):
            work.attempts += 1
            if isinstance(answer, SampleError):
                work.refined = _dead(work, answer)
                continue
            work.prompt_tokens += answer.prompt_tokens
            work.output_tokens += answer.output_tokens
            case = Case(work.request.texts, work.request.findings, answer.edits, work.sample.name)
            answered.append((work, answer, mended(case)))
        verdicts = self._judge([case for _, _, case in answered])
        for (work, answer, case), verdict in zip(answered, verdicts, strict=True):
            if isinstance(verdict, SampleError):
                work.refined = _dead(work, verdict)
            elif verdict.accepted:
                changed = case.outputs != case.texts
                work.refined = _done(
                    work, answer, case, Outcome.REFINED if changed else Outcome.UNCHANGED
                )
                work.refined.scores = verdict.scores
            elif last or verdict.hopeless:
                work.refined = self._failed(work, answer, case, verdict)
            else:
                work.request = _again(work.request, verdict)

    async def _ask(self, works: Sequence[_Work]) -> list[Answer | SampleError]:
        requests = [work.request for work in works]
        try:
            answers: list[Answer | SampleError] = [*await self.backend.answer(requests)]
        except Exception as error:  # noqa: BLE001 - one bad sample never costs another: asked again singly
            if len(works) == 1:
                return [as_sample_error("refine", error)]
            return [answer for work in works for answer in await self._ask([work])]
        if len(answers) != len(works):
            if len(works) == 1:
                return [SampleError("refine", "wrong_number_of_answers")]
            return [answer for work in works for answer in await self._ask([work])]
        return answers

    def _judge(self, cases: Sequence[Case]) -> list[Verdict | SampleError]:
        try:
            return [*self.judge.judge(cases)]
        except Exception as error:  # noqa: BLE001 - one bad sample never costs another: judged again singly
            if len(cases) == 1:
                return [as_sample_error("judge", error)]
            return [verdict for case in cases for verdict in self._judge([case])]

    def _failed(self, work: _Work, answer: Answer, case: Case, verdict: Verdict) -> Refined:
        if verdict.hopeless:
            case = case.undone  # nothing is left of it that could be shown
        refined = _done(work, answer, case, Outcome.QUARANTINED)
        refined.reasons = tuple(sorted({objection.reason for objection in verdict.objections}))
        if self.judge.policy.on_failure == "dead_letter":
            refined.outcome, refined.stage = Outcome.DEAD_LETTER, "judge"
        return refined


def as_sample_error(stage: str, error: Exception) -> SampleError:
    """The error as a dead letter's reason: its type at the most, for its message may hold text."""
    return error if isinstance(error, SampleError) else SampleError(stage, type(error).__name__)


def _dead(work: _Work, error: SampleError) -> Refined:
    return Refined(
        Outcome.DEAD_LETTER, None, (error.reason,), error.stage, work.attempts,
        prompt_tokens=work.prompt_tokens, output_tokens=work.output_tokens,
    )  # fmt: skip


def _done(work: _Work, answer: Answer, case: Case, outcome: Outcome) -> Refined:
    return Refined(
        outcome, case, (), "", work.attempts, answer.collisions, answer.model,
        work.prompt_tokens, work.output_tokens,
    )  # fmt: skip


def _again(request: Request, verdict: Verdict) -> Request:
    """The request with what failed, in words, and as findings where it concerns a place."""
    found = [list(findings) for findings in request.findings]
    failed: list[str] = []
    for objection in verdict.objections:
        failed.append(_describe(request, objection))
        if objection.end > objection.start:
            found[objection.text] = _with(found[objection.text], objection)
    return replace(request, findings=tuple(map(tuple, found)), failed=tuple(failed))


def _describe(request: Request, objection: Objection) -> str:
    if not objection.category:
        return objection.code
    line = request.texts[objection.text].count("\n", 0, objection.start) + 1
    return f"{objection.category} at line {line}"


def _with(found: list[Finding], objection: Objection) -> list[Finding]:
    """The findings with the objection's span; what it overlaps is taken in."""
    apart: list[Finding] = []
    low, high = objection.start, objection.end
    for finding in found:
        if finding.end <= objection.start or objection.end <= finding.start:
            apart.append(finding)
        else:
            low, high = min(low, finding.start), max(high, finding.end)
    new = Finding(objection.text, low, high, objection.category, 1.0, "judge")
    return sorted([*apart, new], key=lambda finding: finding.start)


def run_now(coroutine: Coroutine[Any, Any, _Result]) -> _Result:
    """The result of a coroutine that never waits (a local backend), without an event loop.

    Raises:
        RuntimeError: it waited after all.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: _Result = done.value
        return result
    coroutine.close()
    raise RuntimeError("a backend on this machine waited for something")
