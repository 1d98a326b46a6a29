"""The body of a request is what the SDK itself would make of the same call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from google import genai  # noqa: TID251 - what ours is compared with
from google.genai import types  # noqa: TID251 - the same

from tests.servers.gemini import serving
from tests.servers.gemini.service import Gemini
from transforms.core.calling.bodies import body_of
from transforms.core.calling.envelopes import BLOCKS, FINISHES, reply_of
from transforms.core.calling.replies import Call, End, Turn, Usage

SCHEMA = {"type": "object", "properties": {"samples": {"type": "array"}}}
TURNS = (Turn("user", "a"), Turn("model", "b"), Turn("user", "{\u00e9}"))


def sdk_config(call: Call) -> types.GenerateContentConfig:
    names = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
    safety = [
        types.SafetySetting(
            category=types.HarmCategory(f"HARM_CATEGORY_{name}"),
            threshold=types.HarmBlockThreshold.OFF,
        )
        for name in names
    ]
    return types.GenerateContentConfig(
        system_instruction=call.system or None,
        temperature=call.temperature,
        candidate_count=1,
        max_output_tokens=call.max_output_tokens,
        response_mime_type="application/json" if call.schema else None,
        response_json_schema=dict(call.schema) if call.schema else None,
        safety_settings=safety if call.unfiltered else None,
        thinking_config=(
            None if call.thinking is None else types.ThinkingConfig(thinking_budget=call.thinking)
        ),
    )


def snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


def alike(value: Any) -> Any:
    """With names in one spelling: the SDK leaves some in its own, and the service takes both."""
    if isinstance(value, dict):
        return {snake(name): alike(found) for name, found in value.items()}
    return [alike(found) for found in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "call",
    [
        Call("m", "Do.", TURNS, schema=SCHEMA),
        Call("m", "", TURNS[:1], unfiltered=False, thinking=None, temperature=0.5),
        Call("m", "Do.", TURNS, thinking=-1, max_output_tokens=17),
    ],
    ids=["all", "little", "thinking"],
)
def test_a_body_is_what_the_sdk_would_send(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del tmp_path
    bodies: list[bytes] = []
    served = Gemini.serve

    def note(self: Gemini, request: Any, connection: Any) -> None:
        bodies.append(request.body)
        served(self, request, connection)

    monkeypatch.setattr(Gemini, "serve", note)
    with serving() as gemini:
        client = genai.Client(
            api_key="a key of tests", http_options=types.HttpOptions(base_url=gemini.url)
        )
        contents = [
            types.Content(role=turn.role, parts=[types.Part(text=turn.text)]) for turn in call.turns
        ]
        client.models.generate_content(model="m", contents=contents, config=sdk_config(call))
        client.close()
    assert alike(orjson.loads(bodies[0])) == alike(body_of(call))


@pytest.mark.parametrize("kind", [types.FinishReason, types.BlockedReason])
def test_every_reason_that_the_sdk_knows_is_an_end_of_ours(kind: Any) -> None:
    known = FINISHES if kind is types.FinishReason else BLOCKS
    assert {reason.name for reason in kind} <= set(known)


ENVELOPES = [
    ("", End.EMPTY, ""),
    ("{}", End.EMPTY, ""),
    ("[]", End.MALFORMED, ""),
    ('{"candidates": 7}', End.MALFORMED, ""),
    ('{"candidates": [{"finishReason": "STOP"}]}', End.EMPTY, ""),
    ('{"candidates": [{"finishReason": "NEW_ONE"}]}', End.OTHER, ""),
    ('{"candidates": [{"content": {"parts": [{"text": "a"}]}}]}', End.OTHER, ""),
    (
        '{"candidates": [{"finishReason": "STOP", "content": {"parts": [{"text": "a", "thought": '
        'true}, {"text": "b"}, {"text": "c"}]}}], "new": {"x": 1}}',
        End.ANSWERED, "bc",
    ),
    ('{"candidates": [{"finishReason": "STOP", "content": {"parts": [{"text": " "}]}}]}',
     End.EMPTY, ""),
    ('{"candidates": [{"finishReason": "MAX_TOKENS", "content": {"parts": [{"text": "a"}]}}]}',
     End.MAX_TOKENS, ""),
    ('{"promptFeedback": {"blockReason": "JAILBREAK"}}', End.SAFETY, ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "end", "text"), ENVELOPES)
def test_an_envelope_is_read_as_it_is(body: str, end: End, text: str) -> None:
    reply = reply_of(body)
    assert (reply.end, reply.text) == (end, text)


def test_tokens_are_those_that_are_billed() -> None:
    said = (
        '{"usageMetadata": {"promptTokenCount": 100, "cachedContentTokenCount": 60,'
        ' "thoughtsTokenCount": 7, "candidatesTokenCount": 5}, "modelVersion": "m-001"}'
    )
    reply = reply_of(said)
    assert (reply.usage, reply.model) == (Usage(40, 60, 7, 5), "m-001")
    assert reply_of('{"modelVersion": "m"}').usage is None
