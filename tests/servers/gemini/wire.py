"""Gemini's JSON: a request read, an answer written."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

_CHARACTERS_A_TOKEN = 4  # Google: "a token is equivalent to about 4 characters"
_CAPITAL = re.compile("[A-Z]")
_PATH = re.compile(
    r"""/v1(?:beta1?|alpha)?/
        (?P<vertex>(?:projects/[^/]+/locations/[^/]+/)?publishers/google/)?
        models/(?P<model>[^/:?]+)
        (?::(?P<verb>\w+))? (?:\?.*)?$""",
    re.VERBOSE,
)


class Path(NamedTuple):
    """What a path asks for: `verb` is "" for a model's description."""

    model: str
    verb: str
    vertex: bool


def path_of(path: str) -> Path | None:
    """The path's parts, None where it is none of ours."""
    found = _PATH.match(path)
    if found is None:
        return None
    return Path(found["model"], found["verb"] or "", bool(found["vertex"]))


def embedded(body: bytes) -> bytes:
    """The answer to batchEmbedContents: words hashed into 32 places."""
    rows: list[dict[str, Any]] = []
    for asked in orjson.loads(body)["requests"]:
        text = "".join(part.get("text", "") for part in asked["content"]["parts"])
        values = [0.0] * 32
        for word in text.lower().split():
            values[hashlib.sha256(word.encode("utf-8", "replace")).digest()[0] % 32] += 1.0
        rows.append({"values": values})
    return orjson.dumps({"embeddings": rows})


class Sample(NamedTuple):
    """One sample as sent."""

    id: str
    text: str
    failed: tuple[str, ...]


@dataclass(slots=True)
class Question:
    """A request's content.

    Attributes:
        samples: of the last turn's message; none where it is not of our form.
        rewrite: whether the answer is the text, not edits.
        replaces: whether an edit has a value to put in.
        formed: whether an answer in JSON is asked for.
        prompt_tokens, prefix_tokens: of all that was sent, and of all but the last turn.
        prefix: hash of all but the last turn.
        identity: hash of the sorted texts.
        asked: hash of model, sorted texts and what they failed for: the very same question.
        most_output_tokens: 0 where not given.
        thinks: whether thinking is not turned off.
        budget: for thinking, None where not given.
        rates: what a score is asked for, by name; none where samples are to be refined.
        message: of the last turn.
    """

    model: str
    samples: list[Sample] = field(repr=False)
    rewrite: bool
    replaces: bool
    formed: bool
    prompt_tokens: int
    prefix_tokens: int
    prefix: str
    identity: str
    asked: str
    most_output_tokens: int
    thinks: bool
    budget: int | None
    system: str = field(repr=False, default="")
    rates: tuple[str, ...] = ()
    message: str = field(repr=False, default="")

    @property
    def texts(self) -> list[str]:
        """Of all samples."""
        return [sample.text for sample in self.samples]


def tokens(characters: int) -> int:
    """About 4 characters each, rounded up."""
    return -(-characters // _CHARACTERS_A_TOKEN)


def question(model: str, body: bytes) -> Question:
    """The request as read.

    Raises:
        ValueError: it is not of Gemini's form.
    """
    sent = orjson.loads(body)
    if not isinstance(sent, dict) or not isinstance(sent.get("contents"), list):
        raise ValueError("contents are missing")
    turns = [_text(turn) for turn in sent["contents"]]
    system = _text(_field(sent, "systemInstruction") or {})
    settings = _field(sent, "generationConfig") or {}
    schema = _field(settings, "responseSchema") or _field(settings, "responseJsonSchema")
    last = turns[-1] if turns else ""
    before = sum(map(len, turns[:-1])) + len(system)
    samples = _samples(last)
    texts = sorted(sample.text for sample in samples) or [last]
    budget = _field(_field(settings, "thinkingConfig") or {}, "thinkingBudget")
    failed = sorted("\0".join((sample.text, *sample.failed)) for sample in samples) or [last]
    return Question(
        model=model,
        samples=samples,
        rewrite=schema is not None and not _names(schema, "edits"),
        replaces=schema is None or not _names(schema, "find") or _names(schema, "replace"),
        formed=schema is not None or bool(samples),
        prompt_tokens=tokens(before + len(last)),
        prefix_tokens=tokens(before),
        prefix=_hash(system, *turns[:-1]),
        identity=_hash(*texts),
        asked=_hash(model, *failed),
        most_output_tokens=int(_field(settings, "maxOutputTokens") or 0),
        thinks=budget != 0,
        budget=budget,
        system=system,
        rates=_rates(schema),
        message=last,
    )


def _field(of: dict[str, Any], name: str) -> Any:
    """A field by either of its names, as protobuf's JSON takes them; the SDK mixes them."""
    if name in of:
        return of[name]
    return of.get(_CAPITAL.sub(lambda found: f"_{found[0].lower()}", name))


def _text(content: dict[str, Any] | list[Any]) -> str:
    parts = content.get("parts") or [] if isinstance(content, dict) else content
    return "".join(part.get("text") or "" for part in parts)


def _samples(message: str) -> list[Sample]:
    """Of the user's message, none if it is not of the form that gdr sends."""
    try:
        read = orjson.loads(message)
    except orjson.JSONDecodeError:
        return []
    if not isinstance(read, dict) or not isinstance(read.get("samples"), list):
        return []
    return [
        Sample(str(each["id"]), str(each["text"]), tuple(map(str, each.get("failed") or ())))
        for each in read["samples"]
    ]


def _names(schema: object, name: str) -> bool:
    """Whether the schema names such a property anywhere."""
    if isinstance(schema, dict):
        named = schema.get("properties")
        if isinstance(named, dict) and name in named:
            return True
        return any(_names(each, name) for each in schema.values())
    return isinstance(schema, list) and any(_names(each, name) for each in schema)


def _rates(schema: object) -> tuple[str, ...]:
    """The names of a schema that is a list of numbers by name; none for any other."""
    named = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(named, dict):
        return ()
    kinds = {str(each.get("type", "")).lower() for each in named.values()}
    return tuple(named) if kinds == {"number"} else ()


def _hash(*texts: str) -> str:
    made = hashlib.blake2b(digest_size=8)
    for text in texts:
        made.update(text.encode("utf-8", "surrogatepass"))
        made.update(b"\0")
    return made.hexdigest()


def share_of(*parts: str) -> float:
    """A number from 0 up to 1 that is drawn by the strings alone."""
    return int(_hash(*parts), 16) / 2**64


class Billed(NamedTuple):
    """Tokens of an answer; `cached` are part of `prompt`, as Google counts them."""

    prompt: int
    cached: int
    thoughts: int
    output: int


def answer(
    text: str | None,
    billed: Billed,
    model: str,
    *,
    finish: str = "STOP",
    blocked: str = "",
    candidates: bool = True,
) -> bytes:
    """The body of a 200; `text` None for a candidate without parts."""
    body: dict[str, Any] = {}
    if candidates and not blocked:
        content: dict[str, Any] = {"role": "model"}
        if text is not None:
            content["parts"] = [{"text": text}]
        body["candidates"] = [{"content": content, "finishReason": finish, "index": 0}]
    if blocked:
        body["promptFeedback"] = {"blockReason": blocked}
    body["usageMetadata"] = _usage(billed)
    body["modelVersion"] = model
    body["responseId"] = "scaffolding"
    return orjson.dumps(body)


def _usage(billed: Billed) -> dict[str, int]:
    said = {
        "promptTokenCount": billed.prompt,
        "candidatesTokenCount": billed.output,
        "totalTokenCount": billed.prompt + billed.output + billed.thoughts,
        "cachedContentTokenCount": billed.cached,
        "thoughtsTokenCount": billed.thoughts,
    }
    return {name: count for name, count in said.items() if count}  # zeros are left out, as there


def description(path: Path, version: str) -> bytes:
    """The body of models.get."""
    if path.vertex:
        return orjson.dumps(
            {"name": f"publishers/google/models/{path.model}", "versionId": version}
        )
    return orjson.dumps(
        {
            "name": f"models/{path.model}",
            "version": version,
            "displayName": path.model,
            "inputTokenLimit": 1_048_576,
            "outputTokenLimit": 65_536,
            "supportedGenerationMethods": ["generateContent", "countTokens"],
        }
    )
