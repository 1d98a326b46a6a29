"""Gemini's answers as replies: the envelopes of the Developer API and of Vertex AI are the same.

Read from the JSON itself: the SDK's own models take a third of the processor time of a call.
Source: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from transforms.core.calling.replies import End, Reply, Usage

FINISHES: Mapping[str, End] = {
    "STOP": End.ANSWERED,
    "MAX_TOKENS": End.MAX_TOKENS,
    "SAFETY": End.SAFETY,
    "RECITATION": End.RECITATION,
    "LANGUAGE": End.LANGUAGE,
    "OTHER": End.OTHER,
    "FINISH_REASON_UNSPECIFIED": End.OTHER,
    "BLOCKLIST": End.BLOCKLIST,
    "PROHIBITED_CONTENT": End.PROHIBITED_CONTENT,
    "SPII": End.SPII,
    "MALFORMED_FUNCTION_CALL": End.MALFORMED,
    "UNEXPECTED_TOOL_CALL": End.MALFORMED,
    "TOO_MANY_TOOL_CALLS": End.MALFORMED,
    "CONTINUATION": End.OTHER,
    # Of images, which nobody asks for here.
    "IMAGE_SAFETY": End.SAFETY,
    "IMAGE_PROHIBITED_CONTENT": End.PROHIBITED_CONTENT,
    "NO_IMAGE": End.OTHER,
    "IMAGE_RECITATION": End.RECITATION,
    "IMAGE_OTHER": End.OTHER,
}
"""Why a candidate ended; a test fails when the SDK knows a reason that is not here."""

BLOCKS: Mapping[str, End] = {
    "BLOCKED_REASON_UNSPECIFIED": End.OTHER,
    "SAFETY": End.SAFETY,
    "OTHER": End.OTHER,
    "BLOCKLIST": End.BLOCKLIST,
    "PROHIBITED_CONTENT": End.PROHIBITED_CONTENT,
    "IMAGE_SAFETY": End.SAFETY,
    "MODEL_ARMOR": End.SAFETY,
    "JAILBREAK": End.SAFETY,
}
"""Why the prompt itself was refused; the same test."""


class _Read(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, alias_generator=to_camel
    )


class _Part(_Read):
    text: str | None = None
    thought: bool | None = None


class _Content(_Read):
    parts: list[_Part] | None = None


class _Candidate(_Read):
    content: _Content | None = None
    finish_reason: str | None = None


class _Feedback(_Read):
    block_reason: str | None = None


class _Metadata(_Read):
    prompt_token_count: int | None = None
    cached_content_token_count: int | None = None
    thoughts_token_count: int | None = None
    candidates_token_count: int | None = None


class _Envelope(_Read):
    candidates: list[_Candidate] | None = None
    prompt_feedback: _Feedback | None = None
    usage_metadata: _Metadata | None = None
    model_version: str | None = None


def reply_of(body: str) -> Reply:
    """What the body of a 200 says; `MALFORMED` for one that is no envelope.

    >>> reply_of('{"promptFeedback": {"blockReason": "SAFETY"}}').end.value, reply_of("{").end.value
    ('safety', 'malformed')
    """
    try:
        envelope = _Envelope.model_validate_json(body or "{}")
    except ValidationError:
        return Reply(End.MALFORMED)
    usage, model = _usage(envelope.usage_metadata), envelope.model_version or ""
    if not envelope.candidates:
        reason = envelope.prompt_feedback.block_reason if envelope.prompt_feedback else None
        return Reply(BLOCKS.get(reason, End.OTHER) if reason else End.EMPTY, "", usage, model)
    candidate = envelope.candidates[0]
    end = FINISHES.get(candidate.finish_reason or "", End.OTHER)
    if end is not End.ANSWERED:
        return Reply(end, "", usage, model)
    parts = (candidate.content.parts if candidate.content else None) or []
    text = "".join(part.text or "" for part in parts if not part.thought)
    return Reply(end if text.strip() else End.EMPTY, text if text.strip() else "", usage, model)


def _usage(said: _Metadata | None) -> Usage | None:
    if said is None:
        return None
    cached = said.cached_content_token_count or 0
    return Usage(
        prompt=max(0, (said.prompt_token_count or 0) - cached),
        cached=cached,
        thoughts=said.thoughts_token_count or 0,
        output=said.candidates_token_count or 0,
    )
