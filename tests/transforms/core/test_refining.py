"""The refine loop: asks again with what failed, isolates what is bad, fails closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from tests.transforms.core.test_judging import JUDGE, POLICY
from transforms.backends.local import Local
from transforms.core.errors import SampleError
from transforms.core.judging.judge import Judge
from transforms.core.protocols import Answer, Request
from transforms.core.records import Edit, Outcome, Sample
from transforms.core.refining import Refined, Refiner, run_now
from transforms.core.surrogates.engine import SurrogateEngine

Reply = Callable[[Request], Answer]


@dataclass
class Scripted:
    """A backend that answers as told, and remembers what it was asked."""

    reply: Reply
    name: str = "scripted"
    asked: list[Request] = field(default_factory=list)

    async def answer(self, requests: Sequence[Request]) -> list[Answer]:
        self.asked += requests
        return [self.reply(request) for request in requests]


def replace_all(request: Request) -> Answer:
    """Every finding becomes `Anna`."""
    return Answer(tuple(
        tuple(Edit(f.start, f.end, f.category, "Anna") for f in found) for found in request.findings
    ), prompt_tokens=10, output_tokens=2)  # fmt: skip


def nothing(request: Request) -> Answer:
    return Answer(tuple(() for _ in request.texts))


def refine(reply: Reply, *texts: str, judge: Judge = JUDGE) -> tuple[list[Refined], Scripted]:
    backend = Scripted(reply)
    samples = [Sample(n, (text,)) for n, text in enumerate(texts)]
    findings = [tuple(judge.screen([text])) for text in texts]
    return run_now(Refiner(backend, judge).refine(samples, findings)), backend


def test_a_good_answer_is_accepted_at_once() -> None:
    refined, backend = refine(replace_all, "hello Zzoe")
    assert refined[0].outcome is Outcome.REFINED
    assert refined[0].case is not None
    assert refined[0].case.outputs == ("hello Anna",)
    assert (refined[0].attempts, refined[0].prompt_tokens, len(backend.asked)) == (1, 10, 1)


def test_what_failed_is_said_and_located_when_asked_again() -> None:
    refined, backend = refine(nothing, "one\ntwo Zzoe")
    assert refined[0].outcome is Outcome.QUARANTINED
    assert refined[0].reasons == ("leak:PERSON_NAME",)
    assert len(backend.asked) == POLICY.attempts
    assert backend.asked[1].failed[0] == "PERSON_NAME at line 2"


def test_tokens_of_failed_attempts_count() -> None:
    def late(request: Request) -> Answer:
        done = replace_all(request) if request.failed else nothing(request)
        return Answer(done.edits, prompt_tokens=10, output_tokens=2)

    refined, _ = refine(late, "hello Zzoe")
    assert (refined[0].outcome, refined[0].attempts) == (Outcome.REFINED, 2)
    assert (refined[0].prompt_tokens, refined[0].output_tokens) == (20, 4)


def test_an_answer_without_any_change_leaves_the_sample_unchanged() -> None:
    assert refine(nothing, "hello world")[0][0].outcome is Outcome.UNCHANGED


def test_the_policy_may_send_failures_to_the_dead_letters() -> None:
    judge = Judge(
        POLICY.model_copy(update={"on_failure": "dead_letter", "attempts": 1}), JUDGE.checks
    )
    refined, backend = refine(nothing, "hello Zzoe", judge=judge)
    assert (refined[0].outcome, refined[0].stage) == (Outcome.DEAD_LETTER, "judge")
    assert len(backend.asked) == 1


@pytest.mark.parametrize(
    "error", [ValueError("Zzoe"), RecursionError(), SampleError("refine", "x")]
)
def test_a_sample_that_breaks_the_backend_fails_alone(error: Exception) -> None:
    def broken(request: Request) -> Answer:
        if "bad" in request.texts[0]:
            raise error
        return replace_all(request)

    refined, _ = refine(broken, "Zzoe one", "bad Zzoe", "Zzoe three")
    assert [r.outcome for r in refined] == [Outcome.REFINED, Outcome.DEAD_LETTER, Outcome.REFINED]
    assert refined[1].reasons == (getattr(error, "reason", type(error).__name__),)
    assert "Zzoe" not in repr(refined)


def test_a_wrong_number_of_answers_costs_nobody_anothers_answer() -> None:
    class Losing(Scripted):
        async def answer(self, requests: Sequence[Request]) -> list[Answer]:
            return (await super().answer(requests))[: 1 if len(requests) > 1 else None]

    samples = [Sample(n, (f"Zz{n} here",)) for n in range(3)]
    findings = [tuple(JUDGE.screen(list(s.texts))) for s in samples]
    refined = run_now(Refiner(Losing(replace_all), JUDGE).refine(samples, findings))
    assert [r.outcome for r in refined] == [Outcome.REFINED] * 3


def test_a_sample_that_breaks_the_judge_fails_alone() -> None:
    class Fragile(Judge):
        def judge(self, cases):  # type: ignore[no-untyped-def]
            if any("bad" in case.texts[0] for case in cases):
                raise MemoryError
            return super().judge(cases)

    refined, _ = refine(replace_all, "Zzoe", "bad Zzoe", judge=Fragile(POLICY, JUDGE.checks))
    assert [r.outcome for r in refined] == [Outcome.REFINED, Outcome.DEAD_LETTER]
    assert (refined[1].stage, refined[1].reasons) == ("judge", ("MemoryError",))


def test_the_local_backend_gives_one_surrogate_to_one_entity_over_all_texts() -> None:
    engine = SurrogateEngine(b"0123456789abcdef")
    texts = ("mail ines@mill-house.org", "Again INES@mill-house.org, ok")
    findings = tuple(JUDGE.screen(list(texts)))
    refined = run_now(Refiner(Local(engine), JUDGE).refine([Sample(0, texts)], [findings]))
    case = refined[0].case
    assert case is not None
    assert refined[0].outcome is Outcome.REFINED
    values = {edit.value.lower() for edits in case.edits for edit in edits}
    assert len(values) == 1


def test_a_backend_that_waits_needs_a_loop() -> None:
    async def waits() -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waited"):
        run_now(waits())


def refine_file(name: str, text: str, edits: Callable[[Request], tuple[Edit, ...]]) -> Refined:
    backend = Scripted(lambda request: Answer((edits(request),)))
    sample = Sample(0, (text,), name=name)
    return run_now(Refiner(backend, JUDGE).refine([sample], [tuple(JUDGE.screen([text]))]))[0]


def test_an_edit_that_breaks_a_file_is_undone_alone() -> None:
    def edits(request: Request) -> tuple[Edit, ...]:
        text, (found,) = request.texts[0], request.findings
        extra = text.index("two")
        return (
            *(Edit(f.start, f.end, f.category, "Anna") for f in found),
            Edit(extra, extra + 3, "X", "t'o"),
        )

    refined = refine_file("a.py", "a = 'hello Zzoe'\nb = 'two'\n", edits)
    assert refined.outcome is Outcome.REFINED
    assert refined.case is not None
    assert refined.case.outputs == ("a = 'hello Anna'\nb = 'two'\n",)


def test_a_file_is_quarantined_when_the_finding_of_an_undone_edit_stays() -> None:
    def edits(request: Request) -> tuple[Edit, ...]:
        return tuple(Edit(f.start, f.end, f.category, "A'a") for f in request.findings[0])

    refined = refine_file("a.py", "a = 'hello Zzoe'\n", edits)
    assert refined.outcome is Outcome.QUARANTINED
    assert any(reason.startswith("leak") for reason in refined.reasons)
    assert refined.case is not None
    assert refined.case.outputs == ("a = 'hello Zzoe'\n",)
