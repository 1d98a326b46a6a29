"""A sample's way through the models: ask - apply - judge - ask again with what failed - escalate.

for each model, the cheap first
    for each attempt that the policy allows
        ask; no answer: the next model
        apply, judge; accepted: done
        ask again those chunks that failed, with what failed and where
every model failed the judge: the local backend does what is left, if the policy says so
no model gave an answer: a dead letter with the reason of the last
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.core.asking.asker import Asker, Failure, Pair
from transforms.core.asking.bench import Bench
from transforms.core.asking.choosing import choose
from transforms.core.asking.courses import Course, Last, accepted, dead, done, outcome_of
from transforms.core.asking.crossing import crossed
from transforms.core.asking.docket import Docket
from transforms.core.asking.drafting import Draft
from transforms.core.asking.examples import Demonstrated
from transforms.core.asking.items import Item
from transforms.core.asking.telling import again, told
from transforms.core.edits import Place, blank
from transforms.core.errors import GdrError, SampleError
from transforms.core.judging.case import Case, Objection, Verdict, mended
from transforms.core.policy import Policy
from transforms.core.protocols import Backend
from transforms.core.records import Outcome
from transforms.core.refining import Refined, Refiner, as_sample_error
from transforms.core.surrogates.engine import SurrogateEngine
from transforms.core.toxicity.asking import SecondOpinion


@dataclass(frozen=True)
class Rounds:
    """Asks until the judge accepts, or everything is tried.

    Attributes:
        asker: asks one model.
        bench: has the last word.
        engine: chooses the values.
        models: the cheap first.
        local: the backend for what is left.
        demonstrated: values that no output may hold.
        outside: a service that is asked about what the judge accepts; None for none.
    """

    asker: Asker
    bench: Bench
    engine: SurrogateEngine = field(repr=False)
    models: tuple[str, ...]
    local: Backend
    demonstrated: Demonstrated
    outside: SecondOpinion | None = None

    @property
    def policy(self) -> Policy:
        """What the judge applies."""
        return self.bench.judge.policy

    async def together(self, drafts: Sequence[Draft], docket: Docket) -> list[Refined]:
        """What became of samples that share a request, in order.

        Any anomaly, a failed verdict among them, sends every member again, each alone, as if the
        shared answer had never been: one sample changes nothing of another's course.
        """
        if len(drafts) > 1:
            papers = docket.for_one()
            items = [item for draft in drafts for item in draft.items]
            try:
                refined = await self._shared(drafts, items, papers)
            finally:
                self.asker.give_up(items, self.models[0], papers)
            if refined is not None:
                return refined
            docket.tally["packs/apart"] += 1
        ended = await asyncio.gather(
            *(self.alone(draft, docket) for draft in drafts), return_exceptions=True
        )
        return [_or_raise(result) for result in ended]

    async def _shared(
        self, drafts: Sequence[Draft], items: Sequence[Item], docket: Docket
    ) -> list[Refined] | None:
        """What came of all from one answer, None unless every one of them is accepted."""
        answered = await self.asker.ask_pack(items, self.models[0], docket)
        if isinstance(answered, Failure):
            return None
        if crossed(answered, {draft.sample.index: draft.findings for draft in drafts}):
            docket.tally["anomalies/crossed"] += 1
            return None
        try:
            courses = await self._judge_all(drafts, answered)
        except GdrError:
            raise
        except Exception:  # noqa: BLE001 - whose fault it is comes out when each is asked alone
            return None
        if not all(course.last and course.last.verdict.accepted for course in courses):
            return None
        self.asker.land(answered, self.models[0], docket)
        self.asker.keep(answered, self.models[0], docket)
        return [accepted(course) for course in courses]

    async def _judge_all(self, drafts: Sequence[Draft], answered: Sequence[Pair]) -> list[Course]:
        by_sample: dict[int, list[Pair]] = {draft.sample.index: [] for draft in drafts}
        for pair in answered:
            by_sample[pair[0].sample].append(pair)
        courses = [Course() for _ in drafts]
        await asyncio.gather(
            *(
                self._judge(draft, by_sample[draft.sample.index], course)
                for draft, course in zip(drafts, courses, strict=True)
            )
        )
        return courses

    async def alone(self, draft: Draft, docket: Docket) -> Refined:
        """What became of one sample; its own fault is a dead letter and nobody else's.

        Raises:
            GdrError: the run stops, or its storage fails.
        """
        course = Course()
        try:
            return await self._alone(draft, docket.for_one(), course)
        except SampleError as error:
            return dead(course, error)
        except GdrError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad sample never costs another
            return dead(course, as_sample_error("refine", error))

    async def _alone(self, draft: Draft, docket: Docket, course: Course) -> Refined:
        if not draft.items:  # nothing in it that a model could read
            await self._judge(draft, [], course)
            return await self._ended(draft, course)
        for model in self.models:
            try:
                if await self._ask_model(draft, model, docket, course):
                    return accepted(course)
            finally:
                self.asker.give_up(draft.items, model, docket)
            if course.last is not None and course.last.verdict.hopeless:
                break
        return await self._ended(draft, course)

    async def _ask_model(self, draft: Draft, model: str, docket: Docket, course: Course) -> bool:
        """Whether an answer of the model was accepted."""
        todo: Sequence[Item] = draft.items
        kept: list[Pair] = []
        last = course.last
        if last is not None:  # the next to ask is told what the one before did wrong
            todo = [told(item, last.verdict) for item in draft.items]
        for _ in range(self.policy.attempts):
            answered = await self.asker.ask(todo, model, docket)
            if isinstance(answered, Failure):
                course.failure = answered
                course.attempts += 1
                return False
            pairs = [*kept, *answered]
            verdict = await self._judge(draft, pairs, course)
            if verdict.accepted:
                self.asker.land(pairs, model, docket)
                return True
            self.asker.give_up(draft.items, model, docket)
            if verdict.hopeless:
                return False
            todo, kept = again(pairs, verdict)
            docket.tally["asked_again"] += 1
        return False

    async def _judge(self, draft: Draft, pairs: Sequence[Pair], course: Course) -> Verdict:
        """The verdict on a sample with all that was answered for it."""
        ordered = sorted(pairs, key=lambda pair: (pair[0].text, pair[0].start))
        scope = self.engine.scope(draft.sample.entity)
        policy = self.policy
        edits = choose(draft.sample.texts, draft.findings, ordered, scope, policy.free_categories)
        case = mended(Case(draft.sample.texts, draft.findings, edits, draft.sample.name))
        verdict = await self._verdict(case)
        course.attempts += 1
        course.last = Last(case, verdict, ordered, scope.collisions)
        return verdict

    async def _verdict(self, case: Case) -> Verdict:
        verdict = await self.bench.verdict(case)
        shown = [
            Objection("demonstration", text=number)
            for number in case.edited
            if self.demonstrated.shown(_own_words(case, number, self.policy), case.texts[number])
        ]
        if self.outside is not None and verdict.accepted and not shown:
            shown += await self.outside.objections(case)
        if not shown:
            return verdict
        return Verdict(tuple(sorted({*verdict.objections, *shown})), verdict.scores)

    async def _ended(self, draft: Draft, course: Course) -> Refined:
        """What follows when every model was asked in vain."""
        last = course.last
        if last is None:
            failure = course.failure or Failure("unasked")
            return dead(course, SampleError("refine", failure.code))
        if last.verdict.accepted:
            return accepted(course)
        hopeless = last.verdict.hopeless
        if self.policy.fallback == "local" and not hopeless:
            refined = await self._rest(draft, course, last) or await self._all_local(draft, course)
            if refined is not None:
                return refined
        refined = done(course, last, Outcome.QUARANTINED)
        if hopeless:
            refined.case = last.case.undone
        refined.reasons = tuple(sorted({objection.reason for objection in last.verdict.objections}))
        if self.policy.on_failure == "dead_letter":
            refined.outcome, refined.stage = Outcome.DEAD_LETTER, "judge"
        return refined

    async def _rest(self, draft: Draft, course: Course, last: Last) -> Refined | None:
        """The last answer with all that the checks find in it replaced as well."""
        places: list[list[Place]] = [list(found) for found in draft.places]
        verdict = last.verdict
        for _ in range(self.policy.attempts):
            for _, category, number, start, end in verdict.objections:
                if end > start:
                    places[number].append((start, end, category))
            scope = self.engine.scope(draft.sample.entity)
            edits = choose(
                draft.sample.texts, draft.findings, last.pairs, scope,
                self.policy.free_categories, places,
            )  # fmt: skip
            case = mended(Case(draft.sample.texts, draft.findings, edits, draft.sample.name))
            verdict = await self._verdict(case)
            if verdict.accepted:
                found = Last(case, verdict, last.pairs, scope.collisions)
                return done(course, found, outcome_of(case), model=self.local.name)
            if not any(objection.end > objection.start for objection in verdict.objections):
                return None
        return None

    async def _all_local(self, draft: Draft, course: Course) -> Refined | None:
        """The local backend's own answer: when a model's edits are what fails."""
        refined = Refiner(self.local, self.bench.judge).refine_now(draft.sample, draft.findings)
        if not refined.outcome.in_data or refined.case is None:
            return None
        if self.outside is not None and await self.outside.objections(refined.case):
            return None
        refined.attempts = course.attempts
        refined.model = self.local.name
        return refined


def _or_raise(result: Refined | BaseException) -> Refined:
    if isinstance(result, BaseException):
        raise result
    return result


def _own_words(case: Case, number: int, policy: Policy) -> str:
    """The output without the surrogates that the engine chose: what the model may have written."""
    free = policy.free_categories
    spans = zip(case.surrogates[number], case.edits[number], strict=True)
    chosen = [span for span, edit in spans if edit.category not in free]
    return blank(case.outputs[number], chosen)
