"""The fake Gemini as the real SDK sees it: each fault, and what it raises or gives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import pytest
from google import genai  # noqa: TID251 - what is tested is how the SDK takes it
from google.genai import errors, types  # noqa: TID251
from google.oauth2.credentials import Credentials

from tests.servers.gemini import Config, Fault, Latency, Quota, Served, Serving, serving
from tests.waiting import PATIENCE_S, wait_until

# The SDK's own session class; aiohttp frowns on it.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")

MODEL = "gemini-2.5-flash"
EDITS = {
    "type": "object",
    "properties": {
        "samples": {
            "type": "array",
            "items": {"type": "object", "properties": {"id": {}, "edits": {"type": "array"}}},
        }
    },
}
REWRITE = {"type": "object", "properties": {"samples": {"type": "array"}}}
TEXTS = ("Write to jane@corp.de.", "Call +49 30 123456 or write to max@firm.fr.")
PATIENCE_MS = int(1000 * PATIENCE_S)


@pytest.fixture(scope="module")
def shared() -> Iterator[Serving]:
    with serving() as server:
        yield server


@pytest.fixture
def gemini(shared: Serving) -> Serving:
    shared.configure(Config())
    shared.reset()
    return shared


def message(*texts: str, failed: tuple[str, ...] = ()) -> str:
    more = {"failed": failed} if failed else {}
    samples = [{"id": f"s{n}", "text": text, **more} for n, text in enumerate(texts)]
    return json.dumps({"samples": samples})


def client(url: str, **more: Any) -> genai.Client:
    options = types.HttpOptions(
        base_url=url, retry_options=types.HttpRetryOptions(attempts=1), timeout=PATIENCE_MS
    )
    return genai.Client(api_key="a key", http_options=options, **more)


def ask(url: str, *contents: str, **config: Any) -> list[Any]:
    """What each call gave or raised, one after the other on one client."""

    async def main() -> list[Any]:
        made = client(url)
        settings = types.GenerateContentConfig(
            response_mime_type="application/json",
            **{"response_json_schema": EDITS, "system_instruction": "Be careful.", **config},
        )
        ends: list[Any] = []
        for each in contents:
            try:
                ends.append(
                    await made.aio.models.generate_content(
                        model=MODEL, contents=each, config=settings
                    )
                )
            except Exception as error:  # noqa: BLE001 - the table says which
                ends.append(error)
        await made.aio.aclose()
        return ends

    return asyncio.run(main())


def finish(reason: str) -> Callable[[Any], bool]:
    return lambda end: end.candidates[0].finish_reason.value == reason


def status(code: int, name: str, reason: str = "") -> Callable[[Any], bool]:
    def holds(end: Any) -> bool:
        kind = errors.ClientError if code < 500 else errors.ServerError
        reasons = [
            detail.get("reason")
            for detail in end.details["error"].get("details", [])
            if "ErrorInfo" in detail["@type"]
        ]
        return (
            type(end) is kind
            and (end.code, end.status) == (code, name)
            and reasons == ([reason] if reason else [])
        )

    return holds


def raised(kind: type[Exception]) -> Callable[[Any], bool]:
    return lambda end: isinstance(end, kind)


FAULTS: list[tuple[str, Callable[[Any], bool]]] = [
    ("status:400", status(400, "INVALID_ARGUMENT")),
    ("status:401", status(401, "UNAUTHENTICATED")),
    ("status:403", status(403, "PERMISSION_DENIED")),
    ("status:404", status(404, "NOT_FOUND")),
    ("status:408", status(408, "DEADLINE_EXCEEDED")),
    ("status:413", status(413, "INVALID_ARGUMENT")),
    ("status:429", status(429, "RESOURCE_EXHAUSTED")),
    ("status:499", status(499, "CANCELLED")),
    ("status:500", status(500, "INTERNAL")),
    ("status:502", status(502, "UNAVAILABLE")),
    ("status:503", status(503, "UNAVAILABLE")),
    ("status:504", status(504, "DEADLINE_EXCEEDED")),
    ("status:529", status(529, "UNAVAILABLE")),
    ("throttled", status(429, "RESOURCE_EXHAUSTED")),
    ("throttled_vertex", status(429, "RESOURCE_EXHAUSTED")),
    ("daily_quota", status(429, "RESOURCE_EXHAUSTED")),
    ("key_invalid", status(400, "INVALID_ARGUMENT", "API_KEY_INVALID")),
    ("key_expired", status(400, "INVALID_ARGUMENT", "API_KEY_INVALID")),
    ("key_leaked", status(403, "PERMISSION_DENIED")),
    ("key_blocked", status(403, "PERMISSION_DENIED", "API_KEY_SERVICE_BLOCKED")),
    ("token_expired", status(401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED")),
    ("service_disabled", status(403, "PERMISSION_DENIED", "SERVICE_DISABLED")),
    ("billing_disabled", status(403, "PERMISSION_DENIED", "BILLING_DISABLED")),
    ("billing_depleted", status(429, "RESOURCE_EXHAUSTED", "BILLING_DISABLED")),
    ("billing_region", status(400, "FAILED_PRECONDITION")),
    ("suspended", status(403, "PERMISSION_DENIED", "CONSUMER_SUSPENDED")),
    ("too_long", status(400, "INVALID_ARGUMENT")),
    ("html:502", lambda end: type(end) is errors.ServerError and end.code == 502),
    ("html", raised(json.JSONDecodeError)),
    ("bad_envelope", raised(json.JSONDecodeError)),
    ("empty_envelope", lambda end: not end.candidates and end.usage_metadata is None),
    ("cut", raised(aiohttp.ServerDisconnectedError)),
    ("cut_body", raised(aiohttp.ClientPayloadError)),
    ("no_candidates", lambda end: not end.candidates and end.usage_metadata.prompt_token_count),
    ("no_parts", lambda end: finish("STOP")(end) and end.text is None),
    ("not_json", lambda end: end.text.startswith("Here is")),
    ("truncated", lambda end: finish("STOP")(end) and end.text.startswith('{"samples":[{"id"')),
    ("wrong_schema", lambda end: json.loads(end.text)["answer"] == [1, 2, 3]),
    ("empty_text", lambda end: not end.text and finish("STOP")(end)),
    ("refusal", lambda end: end.text.startswith("I'm sorry, but")),
    ("fenced", lambda end: end.text.startswith("```json\n{")),
    ("missing_id", lambda end: ids(end) == ["s0"]),
    ("doubled_id", lambda end: ids(end) == ["s0", "s1", "s0"]),
    ("foreign_id", lambda end: ids(end) == ["s0", "nobody-asked"]),
    ("swapped_ids", lambda end: ids(end) == ["s1", "s0"]),
    ("extra_fields", lambda end: "confidence" in json.loads(end.text)["samples"][0]),
    ("invented_find", lambda end: "zq-in-no-text" in end.text),
    ("finish:MAX_TOKENS", lambda end: finish("MAX_TOKENS")(end) and end.text),
    *[
        (f"finish:{reason}", lambda end, reason=reason: finish(reason)(end) and not end.text)
        for reason in (
            "SAFETY",
            "PROHIBITED_CONTENT",
            "RECITATION",
            "BLOCKLIST",
            "SPII",
            "LANGUAGE",
            "OTHER",
            "MALFORMED_FUNCTION_CALL",
        )
    ],
    *[
        (
            f"block:{reason}",
            lambda end, reason=reason: (
                end.prompt_feedback.block_reason.value == reason and not end.candidates
            ),
        )
        for reason in ("SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT")
    ],
]


def ids(end: Any) -> list[str]:
    return [entry["id"] for entry in json.loads(end.text)["samples"]]


@pytest.mark.parametrize(("kind", "holds"), FAULTS, ids=[kind for kind, _ in FAULTS])
def test_a_fault_reaches_the_sdk_as_what_it_is(
    gemini: Serving, kind: str, holds: Callable[[Any], bool]
) -> None:
    gemini.configure(Config(faults=(Fault(kind=kind, attempts=(1,)),)))
    struck, right = ask(gemini.url, message(*TEXTS), message(*TEXTS))
    assert holds(struck), repr(struck)
    assert ids(right) == ["s0", "s1"]
    assert gemini.counts()["by_fault"] == {kind: 1}


def test_a_slow_trickle_and_a_hang_end_by_the_clients_deadline(gemini: Serving) -> None:
    faults = [Fault(kind=kind, marker=kind) for kind in ("trickle", "hang")]
    gemini.configure(Config(faults=tuple(faults)))
    short = types.HttpOptions(timeout=2_000)  # until then the server has read the request
    ends = ask(gemini.url, message("a trickle"), message("a hang"), http_options=short)
    assert [type(end) for end in ends] == [TimeoutError, TimeoutError]
    wait_until(lambda: gemini.counts()["by_status"] == {"0": 2}, gemini.counts)
    assert gemini.counts()["by_fault"] == {"trickle": 1, "hang": 1}
    assert gemini.counts()["in_flight"] == 0


def test_edits_and_rewriting_follow_the_schema(gemini: Serving) -> None:
    (edits,) = ask(gemini.url, message(*TEXTS))
    first, second = json.loads(edits.text)["samples"]
    assert [(e["find"], e["category"]) for e in first["edits"] + second["edits"]] == [
        ("jane@corp.de", "EMAIL_ADDRESS"),
        ("+49 30 123456", "PHONE_NUMBER"),
        ("max@firm.fr", "EMAIL_ADDRESS"),
    ]
    (rewritten,) = ask(gemini.url, message(TEXTS[0]), response_json_schema=REWRITE)
    text = json.loads(rewritten.text)["samples"][0]["text"]
    assert text.startswith("Write to mail")
    assert text.endswith("@example.org.")


def test_a_pydantic_schema_tells_edits_too(gemini: Serving) -> None:
    schema = types.Schema.model_validate(
        {
            "type": "OBJECT",
            "properties": {
                "samples": {
                    "type": "ARRAY",
                    "items": {"type": "OBJECT", "properties": {"edits": {"type": "ARRAY"}}},
                }
            },
        }
    )
    (end,) = ask(gemini.url, message(TEXTS[0]), response_json_schema=None, response_schema=schema)
    assert json.loads(end.text)["samples"][0]["edits"]


def test_usage_counts_four_characters_a_token_and_a_repeated_prefix(gemini: Serving) -> None:
    gemini.configure(Config(caches=True, models={MODEL: Served(thoughts=7)}))
    first, second = ask(gemini.url, message("a"), message("b"), system_instruction="s" * 400)
    assert first.usage_metadata.prompt_token_count == -(-(400 + len(message("a"))) // 4)
    assert first.usage_metadata.cached_content_token_count is None
    assert second.usage_metadata.cached_content_token_count == 100
    usage = second.usage_metadata
    assert usage.thoughts_token_count == 7
    assert usage.candidates_token_count == -(-len(second.text) // 4)
    assert usage.total_token_count == usage.prompt_token_count + usage.candidates_token_count + 7
    assert second.model_version == MODEL


def test_no_thoughts_without_a_budget_and_a_model_that_must_think_says_so(gemini: Serving) -> None:
    off = types.ThinkingConfig(thinking_budget=0)
    gemini.configure(Config(models={MODEL: Served(thoughts=7)}))
    (end,) = ask(gemini.url, message("a"), thinking_config=off)
    assert end.usage_metadata.thoughts_token_count is None
    gemini.configure(Config(models={MODEL: Served(must_think=True)}))
    (end,) = ask(gemini.url, message("a"), thinking_config=off)
    assert (end.code, end.status) == (400, "INVALID_ARGUMENT")


def test_an_answer_longer_than_allowed_is_cut_off(gemini: Serving) -> None:
    (end,) = ask(gemini.url, message(*TEXTS), max_output_tokens=10)
    assert finish("MAX_TOKENS")(end)
    assert len(end.text) == 40


def test_a_prompt_longer_than_allowed_is_refused(gemini: Serving) -> None:
    gemini.configure(Config(most_prompt_tokens=20))
    (end,) = ask(gemini.url, message("a" * 100))
    assert "exceeds the maximum number of tokens" in end.message


@pytest.mark.parametrize(
    ("quota", "hinted", "header"),
    [
        (Quota(requests=0.2, requests_burst=1), "exact", False),
        (Quota(requests=0.2, requests_burst=1, hint="seconds"), "seconds", False),
        (Quota(requests=0.2, requests_burst=1, hint="none", header="seconds"), "", True),
        (Quota(tokens=2, tokens_burst=10), "exact", False),
    ],
    ids=["exact", "whole seconds", "header", "tokens"],
)
def test_a_quota_says_how_long_to_wait(
    gemini: Serving, quota: Quota, hinted: str, header: bool
) -> None:
    """Both quotas are full again after 5 minutes: the second call comes before."""
    gemini.configure(Config(quota=quota))
    first, second = ask(gemini.url, "a" * 80, "b" * 80, system_instruction=None)
    assert first.text
    assert second.code == 429
    waits = [
        float(detail["retryDelay"].removesuffix("s"))
        for detail in second.details["error"]["details"]
        if detail["@type"].endswith("google.rpc.RetryInfo")
    ]
    assert len(waits) == bool(hinted)
    assert all(wait.is_integer() for wait in waits) == (hinted != "exact")
    named = second.response.headers.get("Retry-After")
    assert (named is not None) == header
    left = float(waits[0] if waits else named)
    assert 0 < left <= 300 if quota.requests else left > 0
    violated = second.details["error"]["details"][0]["violations"][0]["quotaId"]
    assert "PerMinute" in violated or "PerModelPerMinute" in violated
    assert gemini.counts()["refused_by"] == {"tokens" if quota.tokens else "requests": 1}


def test_a_daily_quota_names_the_day_and_a_429_carries_its_hints(gemini: Serving) -> None:
    daily = Fault(kind="daily_quota", marker="day")
    hinted = Fault(kind="status:429", marker="hint", retry_s=0.1, header_s=3)
    gemini.configure(Config(faults=(daily, hinted)))
    of_day, with_hint = ask(gemini.url, message("day"), message("hint"))
    violated = of_day.details["error"]["details"][0]["violations"][0]["quotaId"]
    assert "PerDay" in violated
    assert with_hint.details["error"]["details"][0]["retryDelay"] == "0.1s"
    assert with_hint.response.headers["Retry-After"] == "3"


def test_only_known_keys_and_models_are_let_in(gemini: Serving) -> None:
    gemini.configure(Config(keys=("another",)))
    (end,) = ask(gemini.url, message("a"))
    assert end.details["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    gemini.configure(Config(keys=("a key",), models={"other": Served()}))
    (end,) = ask(gemini.url, message("a"))
    assert end.code == 404


def test_models_tell_their_version_and_tokens_are_counted_on_both_services(
    gemini: Serving,
) -> None:
    async def main() -> None:
        developer = client(gemini.url)
        vertex = genai.Client(
            vertexai=True,
            project="p",
            location="europe-west4",
            credentials=Credentials("a token"),
            http_options=types.HttpOptions(base_url=gemini.url),
        )
        for each in (developer, vertex):
            assert (await each.aio.models.get(model=MODEL)).version == "007"
            counted = await each.aio.models.count_tokens(model=MODEL, contents="a" * 400)
            assert counted.total_tokens == 100
            answered = await each.aio.models.generate_content(
                model=MODEL,
                contents=message(*TEXTS),
                config=types.GenerateContentConfig(
                    response_mime_type="application/json", response_json_schema=EDITS
                ),
            )
            assert ids(answered) == ["s0", "s1"]
            await each.aio.aclose()

    gemini.configure(Config(models={MODEL: Served(version="007")}))
    asyncio.run(main())
    counts = gemini.counts()
    assert (counts["calls"], counts["others"]) == (2, 4)


def test_with_retry_options_of_one_attempt_the_sdk_asks_once(gemini: Serving) -> None:
    """Without them it sleeps 1 to 10 s after a cut connection, and asks again, unseen."""
    gemini.configure(Config(faults=(Fault(kind="cut", attempts=(1,)),)))
    (end,) = ask(gemini.url, message("a"))
    assert isinstance(end, aiohttp.ServerDisconnectedError)
    assert gemini.counts()["calls"] == 1


def test_latency_is_kept(gemini: Serving) -> None:
    gemini.configure(Config(latency=Latency(s=0.1, per_output_token_s=0.01)))
    (end,) = ask(gemini.url, message("nothing"))
    tokens = end.usage_metadata.candidates_token_count
    assert 0.1 + tokens * 0.01 <= gemini.counts()["seconds"] < PATIENCE_S
