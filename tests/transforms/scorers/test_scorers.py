"""Services of scores against servers that speak their JSON: scores, faults, and failing closed."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.servers import scores
from transforms import scorers
from transforms.core.asking.docket import Docket
from transforms.core.calling.replies import Call, End, Reply, Service
from transforms.core.errors import OptionsError
from transforms.core.journal import Journal
from transforms.core.judging.case import Case, Objection
from transforms.core.policy import ToxicityRules
from transforms.core.records import Edit
from transforms.core.toxicity.asking import MOST_ASKED, Outside, RemoteScorer, ScorerContext
from transforms.stores.local import build as local_store

HTTP = ("moderate_text", "openai_moderation")
ENVIRONMENT = {"GOOGLE_API_KEY": scores.KEY, "OPENAI_API_KEY": scores.KEY}
CASE = Case(("you idiot, it is late",), ((),), ((Edit(4, 9, "TOXICITY", "there"),),))


class Direct:
    """Calls without pace or tries."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def call(self, call: Call, tally: Counter[str]) -> Reply:
        tally["calls"] += 1
        return await self._service.call(call)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[scores.Asked]:
    state = scores.Asked()
    with scores.serving(state) as url:
        monkeypatch.setenv("GOOGLE_LANGUAGE_BASE_URL", url)
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        yield state


def build(name: str, **more: Any) -> RemoteScorer:
    return scorers.build(name, ScorerContext(ENVIRONMENT, **more))


def objections(scorer: RemoteScorer, case: Case = CASE) -> tuple[Objection, ...]:
    return objections_to_each(scorer, case)[0]


def objections_to_each(
    scorer: RemoteScorer, *cases: Case, journal: str = "none", attempt: str = "a"
) -> list[tuple[Objection, ...]]:
    """What is objected to each case, one after the other, in one block."""

    async def ask() -> list[tuple[Objection, ...]]:
        with ThreadPoolExecutor(1) as executor:
            kept = Journal(local_store(), journal, attempt, 60, executor, asyncio.sleep)
            await kept.load()
            outside = Outside(scorer, Direct(scorer.service), ToxicityRules(), b"key")
            block = outside.of_block(Docket(kept))
            try:
                found = [await block.objections(case) for case in cases]
                if journal != "none":
                    await kept.flush()
            finally:
                await scorer.service.close()
            return found

    return asyncio.run(ask())


@pytest.mark.parametrize("name", HTTP)
def test_a_text_gets_the_scores_of_the_service(name: str, asked: scores.Asked) -> None:
    scorer = build(name)

    async def score() -> Any:
        reply = await scorer.service.call(scorer.ask('an "idiot" \u00e9\u4f60\n'))
        await scorer.service.close()
        assert reply.end is End.ANSWERED
        return scorer.read(reply.text)

    found = asyncio.run(score())
    assert found["toxicity"].max == found["insult"].max == 0.9
    assert found["sexual"].share == (1.0 if name == "moderate_text" else 0.0)
    assert asked.texts == ['an "idiot" \u00e9\u4f60\n']


@pytest.mark.parametrize("name", HTTP)
def test_an_output_that_the_service_finds_harmless_passes(name: str, asked: scores.Asked) -> None:
    assert objections(build(name)) == ()
    assert sorted(asked.texts) == ["you idiot, it is late", "you there, it is late"]


@pytest.mark.parametrize("name", HTTP)
def test_an_output_that_the_service_finds_toxic_does_not(name: str, asked: scores.Asked) -> None:
    asked.marker = "late"
    assert [o.code for o in objections(build(name))] == [f"toxic_by_{name}"]


@pytest.mark.parametrize("name", HTTP)
@pytest.mark.parametrize(
    "answer", [b"", b"[]", b"not JSON", b'{"results": []}', b'{"moderationCategories": {}}']
)
def test_an_answer_that_nobody_can_read_is_no_score(
    name: str, answer: bytes, asked: scores.Asked
) -> None:
    asked.answer = answer
    assert [o.code for o in objections(build(name))] == [f"unscored_by_{name}"]


@pytest.mark.parametrize("name", HTTP)
@pytest.mark.parametrize(
    ("status", "end"),
    [
        (400, End.REJECTED),
        (401, End.UNAUTHENTICATED),
        (403, End.FORBIDDEN),
        (429, End.THROTTLED),
        (500, End.SERVER_ERROR),
        (503, End.OVERLOADED),
    ],
)
def test_every_end_of_a_call_is_told_as_one(
    name: str, status: int, end: End, asked: scores.Asked
) -> None:
    asked.statuses = [status]
    scorer = build(name)

    async def call() -> Reply:
        reply = await scorer.service.call(scorer.ask("late"))
        await scorer.service.close()
        return reply

    reply = asyncio.run(call())
    assert (reply.end, reply.status) == (end, status)


@pytest.mark.parametrize("name", HTTP)
def test_a_server_that_is_gone_is_a_cut_connection(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GOOGLE_LANGUAGE_BASE_URL", "OPENAI_BASE_URL"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    scorer = build(name)
    assert asyncio.run(scorer.service.call(scorer.ask("late"))).end is End.CUT


@pytest.mark.parametrize("name", HTTP)
def test_a_key_is_named_and_never_travels(name: str, asked: scores.Asked) -> None:
    with pytest.raises(OptionsError, match="NO_SUCH is not set"):
        build(name, key_env="NO_SUCH")
    scorer = build(name)
    assert scores.KEY not in repr(scorer)
    assert scores.KEY not in repr(scorer.service)
    with pytest.raises(TypeError):
        pickle.dumps(scorer.service)
    assert objections(build(name, key_secret="s", secret=lambda _: "another key"))[0].code == (
        f"unscored_by_{name}"
    )
    assert asked.refused > 0


def test_an_unknown_scorer_names_the_known_ones() -> None:
    with pytest.raises(OptionsError, match="gemini_judge, moderate_text, openai_moderation"):
        build("perspective")


class Judge:
    """A service whose model answers as it is told."""

    name = "gemini"

    def __init__(self, answer: str) -> None:
        self.answer, self.calls = answer, [Call("", "", ())]

    async def resolve(self, model: str) -> Reply:
        return Reply(End.ANSWERED, model=model)

    async def call(self, call: Call) -> Reply:
        self.calls.append(call)
        return Reply(End.ANSWERED, self.answer)

    async def close(self) -> None:
        return None


def test_a_model_as_judge_is_asked_with_a_schema_and_without_harm_thresholds() -> None:
    names = ("toxicity", "insult", "profanity", "identity_attack", "threat", "sexual")
    service = Judge(json.dumps(dict.fromkeys(names, 0.1)))
    assert objections(build("gemini_judge", service=service, model="m")) == ()
    call = service.calls[-1]
    assert call.unfiltered
    assert call.schema is not None
    assert call.schema["required"] == list(names)
    assert json.loads(call.turns[0].text).keys() == {"text"}
    for bad in ('{"toxicity": 0.1}', '{"toxicity": 7}', "I'm sorry", '["toxicity"]'):
        found = objections(build("gemini_judge", service=Judge(bad), model="m"))
        assert [o.code for o in found] == ["unscored_by_gemini_judge"]


@pytest.mark.parametrize("name", HTTP)
def test_an_answer_is_paid_for_once_whoever_does_the_block_again(
    name: str, asked: scores.Asked, tmp_path: Path
) -> None:
    asked.marker = "late"
    journal = str(tmp_path)
    first, second = objections_to_each(build(name), CASE, CASE, journal=journal)
    assert first == second
    assert [objection.code for objection in first] == [f"toxic_by_{name}"]
    assert len(asked.texts) == 2
    asked.marker = "nothing of it"  # whatever the service says now
    assert objections_to_each(build(name), CASE, journal=journal, attempt="b") == [first]
    assert len(asked.texts) == 2
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"idiot" not in written
    assert b"scores/" in written


def test_what_cannot_be_read_is_asked_thrice_and_not_again_in_the_next_attempt(
    asked: scores.Asked, tmp_path: Path
) -> None:
    asked.answer = b"[]"
    for attempt in ("a", "b"):
        (found,) = objections_to_each(
            build("moderate_text"), CASE, journal=str(tmp_path), attempt=attempt
        )
        assert [objection.code for objection in found] == ["unscored_by_moderate_text"]
        assert len(asked.texts) == 2 * MOST_ASKED
