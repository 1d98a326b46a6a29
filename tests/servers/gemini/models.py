"""The scripted model: what it finds in a text, as edits or as the text rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from tests.servers.gemini.commands import carry_out
from tests.servers.gemini.config import Script
from tests.servers.gemini.wire import Question, Sample, share_of

# Wide nets of our own, so that the model is no copy of gdr's checks. What stands in a range that is
# reserved for examples (RFC 2606; 555-01xx) is left alone: it is somebody's surrogate already.
PATTERNS: dict[str, str] = {
    "EMAIL_ADDRESS": r"""[\w.+-]+@
        (?!(?:[\w-]+\.)*example\.(?:com|org|net)\b) (?![\w.-]*\.(?:example|test|invalid)\b)
        [\w-]+(?:\.[\w-]+)+""",
    "PHONE_NUMBER": r"""(?<![\w+.-]) (?![\d+(). -]*555[-. ]?01) (?:
        \+\d{1,3}[ .-]?(?:\(\d+\)|\d+)(?:[ .-]?\d+){1,5}
        | \(\d{3}\)[ ]?\d{3}[-. ]\d{4}
        | \d{3}[-.]\d{3}[-.]\d{4} ) (?![\w-])""",
    "IPV4_ADDRESS": r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
}


class Edit(NamedTuple):
    """What the model proposes."""

    find: str
    replace: str
    category: str


class Model:
    """A script, ready to answer."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._forgets = frozenset(script.forgets)
        self._never = frozenset(script.never)
        self._patterns = [
            (name, re.compile(PATTERNS[name], re.VERBOSE)) for name in script.patterns
        ]
        longest_first = sorted(script.values, key=lambda value: (-len(value), value))
        joined = "|".join(map(re.escape, longest_first))
        self._values = re.compile(rf"(?<!\w)(?:{joined})(?!\w)") if joined else None

    def answer(self, question: Question) -> str:
        """The text of the answer: JSON where the question is of our form."""
        if not question.formed:
            return "OK"
        if question.rates:
            return self._rated(question)
        entries = self.entries(question)
        if self._script.obeys:
            return carry_out(entries, question)
        if not question.replaces:
            for edit in (edit for entry in entries for edit in entry.get("edits", ())):
                del edit["replace"]
        return written(entries)

    def _rated(self, question: Question) -> str:
        """A score by each name: of a text that holds a marker the script's, else hardly any."""
        text = str(orjson.loads(question.message)["text"])
        given = [value for marker, value in self._script.rates.items() if marker in text]
        return orjson.dumps(dict.fromkeys(question.rates, max(given, default=0.02))).decode()

    def entries(self, question: Question) -> list[dict[str, Any]]:
        """An answer for each sample, in order."""
        make = self._rewritten if question.rewrite else self._edited
        return [make(sample) for sample in question.samples]

    def _edited(self, sample: Sample) -> dict[str, Any]:
        return {"id": sample.id, "edits": [edit._asdict() for edit in self.edits(sample)]}

    def _rewritten(self, sample: Sample) -> dict[str, Any]:
        text = sample.text
        for edit in self.edits(sample):
            text = re.sub(
                rf"(?<!\w){re.escape(edit.find)}(?!\w)", edit.replace.replace("\\", r"\\"), text
            )
        return {"id": sample.id, "text": text}

    def edits(self, sample: Sample) -> list[Edit]:
        """One for each value that is found, in the order of the text."""
        if not self._script.finds:
            return []
        found: dict[str, tuple[int, str]] = {}
        for start, value, category in self._found(sample.text):
            if value not in found and not self._misses(value, category, sample.failed):
                found[value] = (start, category)
        inside = [v for v in found if any(v != w and v in w for w in found)]
        return [
            Edit(value, self._replacement(value, category), category)
            for value, (_, category) in sorted(found.items(), key=lambda item: item[1])
            if value not in inside
        ]

    def _found(self, text: str) -> Iterator[tuple[int, str, str]]:
        if self._values is not None:
            for match in self._values.finditer(text):
                yield match.start(), match[0], self._script.values[match[0]]
        for category, pattern in self._patterns:
            for match in pattern.finditer(text):
                yield match.start(), match[0].rstrip("."), category

    def _misses(self, value: str, category: str, failed: tuple[str, ...]) -> bool:
        if value in self._never:
            return True
        forgotten = value in self._forgets or share_of("forget", value) < self._script.forget_share
        return forgotten and not any(category in reason for reason in failed)

    def _replacement(self, value: str, category: str) -> str:
        return self._script.replacements.get(value) or made_up(value, category)


@lru_cache(maxsize=65536)
def made_up(value: str, category: str) -> str:
    """An invented value by the value alone, from the ranges for examples."""
    drawn = int(share_of("made up", value) * 1e6)
    if category == "EMAIL_ADDRESS":
        return f"mail{drawn:06}@example.org"
    if category == "PHONE_NUMBER":
        return f"({200 + drawn % 700}) 555-01{drawn // 1000 % 100:02}"
    if category == "IPV4_ADDRESS":
        return f"192.0.2.{drawn % 256}"
    return "".join(_letter(letter, drawn, place) for place, letter in enumerate(value))


def _letter(letter: str, drawn: int, place: int) -> str:
    """Another of the same kind."""
    shift = 1 + (drawn >> (place % 16)) % 25
    if letter.isascii() and letter.isalpha():
        base = ord("A") if letter.isupper() else ord("a")
        return chr(base + (ord(letter) - base + shift) % 26)
    if letter.isdecimal():
        return str((int(letter) + 1 + shift % 9) % 10)
    return letter


def written(entries: list[dict[str, Any]]) -> str:
    """The answer's text."""
    return orjson.dumps({"samples": entries}).decode()
