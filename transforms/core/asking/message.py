"""The wire between us and a model (design, section 7): instructions, demonstrations, message."""

from __future__ import annotations

import json
from collections.abc import Sequence

from transforms.core.asking.items import Item, Mode
from transforms.core.asking.masking import told
from transforms.core.edits import apply
from transforms.core.prompt import Example, ExampleEdit, Prompt
from transforms.core.records import Edit

_DEMONSTRATION_ID = "demo"


def system_of(
    prompt: Prompt, mode: Mode, categories: Sequence[str] = (), examples: int = 0, *,
    values: bool = False,
) -> str:  # fmt: skip
    """The system instruction: the same bytes for every call of a prompt and a form of answer.

    The service's cache of prefixes depends on that.

    Args:
        prompt: the task.
        mode: the form of the answer.
        categories: names that an edit may have beside those that the prompt describes.
        examples: number of the set of demonstrations.
        values: whether edits say what to put in.
    """
    parts = [prompt.system.strip(), (prompt.edits if mode == "edits" else prompt.rewrite).strip()]
    if prompt.categories:
        rows = [f"{name}: {what}" for name, what in prompt.categories.items()]
        parts.append("Categories:\n" + "\n".join(rows))
    more = [name for name in categories if name not in prompt.categories]
    if more and mode == "edits":
        parts.append(("Also: " if prompt.categories else "Categories: ") + ", ".join(more))
    parts.append(shown(prompt, mode, examples, values=values))
    return "\n\n".join(part for part in parts if part)


def user_message(items: Sequence[Item]) -> str:
    """The JSON of the items; whatever a text holds, it stays a string in it."""
    rows = [_sample(item.id, item.sent, told(item), item.failed) for item in items]
    return _dumps({"samples": rows})


def _sample(
    name: str, text: str, replaced: Sequence[str] = (), failed: Sequence[str] = ()
) -> dict[str, object]:
    row: dict[str, object] = {"id": name, "text": text}
    if replaced:
        row["replaced"] = list(replaced)
    if failed:
        row["failed"] = list(failed)
    return row


def _dumps(value: object) -> str:
    """JSON; what UTF-8 cannot carry (half of a surrogate pair) stands as an escape."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        made.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return made


def shown(prompt: Prompt, mode: Mode, examples: int, *, values: bool) -> str:
    """The demonstrations of a set, as they end the system instruction; "" for none.

    In the instruction and not as turns of their own: the prefix that is sent with every call stays
    the same all the same, and the SDK takes half a millisecond less of the processor for a call.
    With `values`, edits say what to put in.
    """
    if not prompt.examples:
        return ""
    samples = prompt.examples[examples].samples
    named = [(f"{_DEMONSTRATION_ID}{number}", sample) for number, sample in enumerate(samples)]
    asked = [_sample(name, sample.text) for name, sample in named]
    answered = [{"id": name, **_answer(sample, mode, values)} for name, sample in named]
    return (
        "An example, of invented values. To\n"
        + _dumps({"samples": asked})
        + "\nthe answer is\n"
        + _dumps({"samples": answered})
    )


def _answer(sample: Example, mode: Mode, values: bool) -> dict[str, object]:
    if mode == "edits":
        hidden = set() if values else {"replace"}
        return {"edits": [edit.model_dump(exclude=hidden) for edit in sample.edits]}
    return {"text": sample.rewritten or made(sample.text, sample.edits)}


def made(text: str, edits: Sequence[ExampleEdit]) -> str:
    """The text of a demonstration with its edits made, each wherever it stands."""
    for edit in edits:
        places: list[Edit] = []
        at = text.find(edit.find)
        while at >= 0:
            end = at + len(edit.find)
            places.append(Edit(at, end, edit.category, edit.replace))
            at = text.find(edit.find, end)
        text = apply(text, places)
    return text
