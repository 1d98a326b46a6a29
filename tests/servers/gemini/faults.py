"""Which fault hits a call, and answers that are spoiled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from tests.servers.gemini.config import Fault
from tests.servers.gemini.kinds import SPOILED
from tests.servers.gemini.wire import Question, share_of

Entry = dict[str, Any]

_REFUSAL = "I'm sorry, but I can't help with processing personal information."


class Plan:
    """The faults of a configuration; the first that fits counts."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._weather = [fault for fault in faults if fault.weather]
        self._content = [fault for fault in faults if not fault.weather]

    def weather(self, model: str, call: int, since_s: float) -> Fault | None:
        """What hits any request now."""
        for fault in self._weather:
            if _now(fault, model, call, since_s):
                return fault
        return None

    def content(self, question: Question, attempt: int, call: int, since_s: float) -> Fault | None:
        """What hits this question at this attempt."""
        for fault in self._content:
            if (
                (not fault.attempts or attempt in fault.attempts)
                and _now(fault, question.model, call, since_s)
                and _meant(fault, question, attempt)
            ):
                return fault
        return None


def _now(fault: Fault, model: str, call: int, since_s: float) -> bool:
    return (
        (not fault.model or fault.model == model)
        and (fault.calls is None or _within(call, *fault.calls, include_last=True))
        and (fault.seconds is None or _within(since_s, *fault.seconds, include_last=False))
    )


def _within(value: float, first: float, last: float, *, include_last: bool) -> bool:
    return value >= first and (not last or value < last or (include_last and value == last))


def _meant(fault: Fault, question: Question, attempt: int) -> bool:
    texts = question.texts or [question.message]
    if fault.marker and not any(fault.marker in text for text in texts):
        return False
    if not fault.share:
        return True
    which = str(attempt) if fault.fresh else ""
    drawn = texts if fault.per == "text" else [question.identity]
    return any(share_of(fault.seed, fault.kind, which, each) < fault.share for each in drawn)


def spoil(kind: str, right: str, entries: list[Entry], question: Question) -> str:
    """The answer's text, gone wrong as the kind says."""
    assert kind in SPOILED, kind
    if kind in _TEXTS:
        return _TEXTS[kind]
    if kind == "truncated":
        return right[: len(right) * 2 // 3]
    if kind == "fenced":
        return f"```json\n{right}\n```"
    changed = [dict(entry) for entry in entries]
    _SPOILERS[kind](changed, question)
    return orjson.dumps({"samples": changed}).decode()


_TEXTS = {
    "not_json": "Here is what I found in the samples: two addresses and a telephone number.",
    "wrong_schema": '{"answer": [1, 2, 3], "samples": {"edits": "none"}}',
    "empty_text": "",
    "refusal": _REFUSAL,
}


def _missing(entries: list[Entry], _: Question) -> None:
    del entries[-1:]


def _doubled(entries: list[Entry], question: Question) -> None:
    again: Entry = {"text": "twice"} if question.rewrite else {"edits": []}
    entries += [{"id": entry["id"], **again} for entry in entries[:1]]


def _foreign(entries: list[Entry], _: Question) -> None:
    for entry in entries[-1:]:
        entry["id"] = "nobody-asked"


def _swapped(entries: list[Entry], _: Question) -> None:
    ids = [entry["id"] for entry in entries]
    for entry, turned in zip(entries, ids[1:] + ids[:1], strict=True):
        entry["id"] = turned


def _extra(entries: list[Entry], _: Question) -> None:
    for entry in entries:
        entry["confidence"] = 0.9


def _invented(entries: list[Entry], _: Question) -> None:
    for entry in entries:
        entry["edits"] = [
            *entry.get("edits", ()),
            {"find": "zq-in-no-text", "replace": "x", "category": "EMAIL_ADDRESS"},
        ]


_SPOILERS = {
    "missing_id": _missing,
    "doubled_id": _doubled,
    "foreign_id": _foreign,
    "swapped_ids": _swapped,
    "extra_fields": _extra,
    "invented_find": _invented,
}
