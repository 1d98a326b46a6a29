"""Accepted changes as data to tune or to show a model with; the originals' values never leave.

In each pair the private values of the original are replaced by other surrogates, chosen with a key
that is drawn for the export and thrown away: the model sees an input that looks like the original,
and the answer that was accepted. A pair in which an original value stands elsewhere too is left
out.

    tuning     a line of JSON a text, as supervised tuning on Vertex AI takes it (source:
               cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare):
               system instruction, user message and answer as on the wire (design, section 7)
    few_shot   sets of demonstrations in TOML, as a prompt file has them
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.reporting.reading import Text
from transforms.core.edits import apply
from transforms.core.prompt import Example, ExampleEdit, Prompt
from transforms.core.records import Edit
from transforms.core.sought import Sought
from transforms.core.surrogates.engine import SurrogateEngine

SET_SIZE = 3
"""Demonstrations of a few-shot set: enough for an edit, a look-alike and a clean sample. Ours."""

LONGEST_SHOWN = 1200
"""Characters of a demonstration: it is sent with every call. Ours."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An input that nobody wrote, and what a good answer makes of it."""

    example: Example = field(repr=False)
    answer: str = field(repr=False)


@dataclass
class Exporter:
    """Makes pairs of accepted texts.

    Args:
        engine: with a key of its own: that of the run would give the values that stand in data.

    Attributes:
        left_out: texts whose original values could not be kept out for certain.
    """

    engine: SurrogateEngine
    left_out: int = 0

    def pairs(self, texts: Iterable[Text]) -> Iterator[Pair]:
        """A pair for each text whose original is known and has edits."""
        for text in texts:
            if text.before is None or not text.edits:
                continue
            pair = self._pair(text.before, text)
            if pair is None:
                self.left_out += 1
            else:
                yield pair

    def _pair(self, before: str, text: Text) -> Pair | None:
        scope = self.engine.scope()
        values = [(e.category, before[e.start : e.end]) for e in text.edits]
        stand_ins = [scope.surrogate(category, value) for category, value in values]
        swapped = [
            Edit(e.start, e.end, e.category, stand_in)
            for e, stand_in in zip(text.edits, stand_ins, strict=True)
        ]
        shown = apply(before, swapped)
        real = {stand_in.casefold() for _, stand_in in values}
        unsafe = any(stand_in.casefold() in real for stand_in in stand_ins)
        if unsafe or Sought(sorted(set(values))).find(shown) or Sought(values).find(text.after):
            return None
        edits = _edits(stand_ins, text.edits)
        if edits is None or _made(shown, edits) != text.after:
            return None
        return Pair(Example(text=shown, edits=edits), text.after)


def _edits(stand_ins: Sequence[str], edits: Sequence[Edit]) -> tuple[ExampleEdit, ...] | None:
    """What makes data of the stand-ins; None where one of them would have to become two."""
    made: dict[str, ExampleEdit] = {}
    for stand_in, edit in zip(stand_ins, edits, strict=True):
        wanted = ExampleEdit(find=stand_in, replace=edit.value, category=edit.category)
        if stand_in == edit.value or made.setdefault(stand_in, wanted) != wanted:
            return None
    return tuple(made.values())


def _made(text: str, edits: Sequence[ExampleEdit]) -> str:
    """The text with every edit made wherever its value stands, the longest value first."""
    for edit in sorted(edits, key=lambda e: -len(e.find)):
        text = text.replace(edit.find, edit.replace)
    return text


def tuning_lines(pairs: Iterable[Pair], prompt: Prompt) -> Iterator[str]:
    """The lines of a tuning file."""
    for number, pair in enumerate(pairs):
        name = f"s{number}"
        asked = {"samples": [{"id": name, "text": pair.example.text}]}
        edits = [edit.model_dump() for edit in pair.example.edits]
        answer: dict[str, object] = {"id": name, "edits": edits}
        if prompt.mode == "rewrite":
            answer = {"id": name, "text": pair.answer}
        row = {
            "systemInstruction": {"role": "system", "parts": [{"text": prompt.system.strip()}]},
            "contents": [
                {"role": "user", "parts": [{"text": _dumps(asked)}]},
                {"role": "model", "parts": [{"text": _dumps({"samples": [answer]})}]},
            ],
        }
        yield _dumps(row) + "\n"


def few_shot_sets(pairs: Iterable[Pair], sets: int) -> str:
    """So many sets of demonstrations in TOML, of the shortest pairs, no value in two of them."""
    short = sorted(
        (pair for pair in pairs if len(pair.example.text) <= LONGEST_SHOWN),
        key=lambda pair: (len(pair.example.text), pair.example.text),
    )
    chosen = _apart(short)[: sets * SET_SIZE]
    lines: list[str] = []
    for number in range(0, len(chosen), SET_SIZE):
        lines.append("[[examples]]\n")
        for pair in chosen[number : number + SET_SIZE]:
            lines += ["[[examples.samples]]\n", f"text = {_toml(pair.example.text)}\n"]
            rows = (
                f"{{find = {_toml(e.find)}, replace = {_toml(e.replace)}, "
                f"category = {_toml(e.category)}}}"
                for e in pair.example.edits
            )
            lines.append("edits = [\n" + "".join(f"  {row},\n" for row in rows) + "]\n\n")
    return "".join(lines)


def _apart(pairs: Sequence[Pair]) -> list[Pair]:
    """The first pair of those that share a value."""
    seen: set[str] = set()
    taken: list[Pair] = []
    for pair in pairs:
        values = {value for edit in pair.example.edits for value in (edit.find, edit.replace)}
        if not values & seen:
            taken.append(pair)
            seen |= values
    return taken


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _toml(text: str) -> str:
    """A basic string of TOML 1.0; JSON's escapes are TOML's but for those of half a character."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
