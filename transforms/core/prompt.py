"""The prompt: the task of a backend, as data, read from `prompts/*.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from transforms.core.fingerprints import fingerprint


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ExampleEdit(_Data):
    """An edit that a demonstration shows; the names are those of the wire."""

    find: str
    replace: str
    category: str


class Example(_Data):
    """One demonstration: a text, and what a good answer makes of it.

    Attributes:
        text: as a sample's.
        edits: the answer in mode `edits`; in mode `rewrite` they are made, and give the text.
        rewritten: the answer in mode `rewrite` where edits do not say it, None where they do.
    """

    text: str
    edits: tuple[ExampleEdit, ...] = ()
    rewritten: str | None = None


class ExampleSet(_Data):
    """Demonstrations that are sent together, always in the same order: a stable prefix."""

    samples: tuple[Example, ...] = Field(min_length=1)


class Prompt(_Data):
    """A task for a backend.

    Attributes:
        name, version: of the prompt's file.
        policy: name or path of the policy that judges its outputs.
        mode: the form of the answers; "auto" chooses for each chunk by expected tokens.
        system: the system instruction for a model; `local` needs none.
        edits, rewrite: what is added to it for answers of that form.
        categories: what to look for: name to a description for the model.
        temperature: of sampling; 0 for the likeliest answer.
        thinking: tokens allowed for thinking; 0 for none, None where the model has no such choice.
        unfiltered: whether harm thresholds are off: a filter would refuse what is to be mended.
        chunk_tokens: most estimated tokens of a chunk; longer texts are split.
        max_output_tokens: most tokens of an answer, thoughts included.
        examples: sets of demonstrations; a hash of the input chooses one.
    """

    name: str
    version: int
    policy: str
    mode: Literal["edits", "rewrite", "auto"] = "edits"
    system: str
    edits: str = ""
    rewrite: str = ""
    categories: dict[str, str] = Field(default_factory=dict)
    temperature: float = Field(default=0.0, ge=0, le=2)
    thinking: int | None = Field(default=0, ge=-1)
    unfiltered: bool = True
    chunk_tokens: int = Field(default=6000, ge=50)
    max_output_tokens: int = Field(default=8192, ge=64)
    examples: tuple[ExampleSet, ...] = ()

    @property
    def fingerprint(self) -> str:
        """64 hex digits that change with anything in the prompt."""
        return fingerprint(self.model_dump(mode="json"))


def together(several: Sequence[Prompt]) -> Prompt:
    """One prompt for all tasks: rewriting if one of them rewrites.

    Sets of demonstrations are joined, the first with the first.
    """
    thinking = [prompt.thinking for prompt in several]
    modes = {prompt.mode for prompt in several}
    sets = zip_longest(*(prompt.examples for prompt in several))
    return Prompt(
        name="+".join(prompt.name for prompt in several),
        version=max(prompt.version for prompt in several),
        policy=",".join(prompt.policy for prompt in several),
        mode=next(mode for mode in ("rewrite", "auto", "edits") if mode in modes),
        system="\n\n".join(prompt.system.strip() for prompt in several),
        edits=_joined([prompt.edits for prompt in several]),
        rewrite=_joined([prompt.rewrite for prompt in several]),
        categories={name: what for p in several for name, what in p.categories.items()},
        temperature=max(prompt.temperature for prompt in several),
        thinking=None if None in thinking else max(n for n in thinking if n is not None),
        unfiltered=any(prompt.unfiltered for prompt in several),
        chunk_tokens=min(prompt.chunk_tokens for prompt in several),
        max_output_tokens=max(prompt.max_output_tokens for prompt in several),
        examples=tuple(
            ExampleSet(samples=tuple(sample for one in some if one for sample in one.samples))
            for some in sets
        ),
    )


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())
