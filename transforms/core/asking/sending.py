"""Items as a call: instructions, demonstrations and message, and what names them for ever."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from transforms.core.asking import estimating
from transforms.core.asking.drafting import answer_tokens, sent_tokens
from transforms.core.asking.items import Item, Mode
from transforms.core.asking.message import system_of, turns_of, user_message
from transforms.core.asking.schema import schema_of
from transforms.core.calling.replies import Call, Turn
from transforms.core.fingerprints import fingerprint
from transforms.core.policy import Policy
from transforms.core.prompt import Prompt

WIRE = 1
"""Raised when the same item and answer would be sent or read another way."""

LEAST_OUTPUT, OUTPUT_RATIO = 512, 4
"""Most tokens of an answer: so many, and so many times the text's. A list of edits is longer than
a text that is all names, and shorter than four of it; an answer that runs away is cut. Ours."""

_PROBE = "Hello."


@dataclass(frozen=True)
class Sender:
    """What is sent for items of one job.

    Attributes:
        prompt: the task.
        policy: what an answer is held to; with it `categories` decides which edits count.
        categories: names that edits may have.
        timeout_s: deadline of a call.
        key: of the hashes of what is sent.
        versions: what the name of a model stands for.
    """

    prompt: Prompt
    policy: Policy
    categories: tuple[str, ...]
    timeout_s: float
    key: bytes = field(repr=False)
    versions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def systems(self) -> Mapping[Mode, str]:
        """The system instruction for each form of answer."""
        modes: tuple[Mode, ...] = ("edits", "rewrite")
        return {mode: system_of(self.prompt, mode, self.categories) for mode in modes}

    @cached_property
    def _prefixes(self) -> dict[tuple[Mode, int], tuple[tuple[Turn, ...], int]]:
        """Demonstrations by form and set, with the estimated tokens of all that comes before."""
        made: dict[tuple[Mode, int], tuple[tuple[Turn, ...], int]] = {}
        for mode, system in self.systems.items():
            for number in range(max(1, len(self.prompt.examples))):
                turns = turns_of(self.prompt, mode, number, values=self._values)
                tokens = sum(map(estimating.of_text, (system, *(turn.text for turn in turns))))
                made[mode, number] = (turns, tokens)
        return made

    @cached_property
    def _rules(self) -> str:
        """Names all that decides what an answer comes to, but for the item itself."""
        return fingerprint(
            [WIRE, self.prompt.fingerprint, dict(self.systems), self.policy.model_dump(mode="json")]
        )

    @property
    def _values(self) -> bool:
        """Whether a model says what to put in: only where the policy lets it choose."""
        return bool(self.policy.free_categories)

    def call(self, items: Sequence[Item], model: str) -> Call:
        """The call for items of one form and one set of demonstrations."""
        mode = items[0].mode
        turns, prefix = self._prefixes[mode, items[0].examples]
        sent = sum(map(sent_tokens, items))
        back = sum(map(answer_tokens, items))
        return Call(
            model=model,
            system=self.systems[mode],
            turns=(*turns, Turn("user", user_message(items))),
            schema=schema_of(mode, values=self._values),
            temperature=self.prompt.temperature,
            max_output_tokens=self._most_output(sent),
            thinking=self.prompt.thinking,
            unfiltered=self.prompt.unfiltered,
            timeout_s=self.timeout_s,
            estimated_tokens=prefix + sent + back,
        )

    def _most_output(self, sent: int) -> int:
        most = self.prompt.max_output_tokens
        if self.prompt.thinking != 0:  # thoughts count, and nobody knows how many there will be
            return most
        return min(most, LEAST_OUTPUT + OUTPUT_RATIO * sent)

    def probe(self, model: str) -> Call:
        """A call without any text of a corpus that a service which works answers."""
        mode: Mode = "rewrite" if self.prompt.mode == "rewrite" else "edits"
        item = Item(0, 0, 0, len(_PROBE), _PROBE, id="probe", mode=mode)
        return self.call([item], model)

    def item_key(self, item: Item, model: str) -> str:
        """A keyed hash that is the same for whatever must give the same answer.

        Of the item as sent, form, demonstrations, what failed, prompt, policy and model version.
        """
        masks = [[found.sent_start, found.sent_end] for found in item.masks]
        version = self.versions.get(model, model)
        parts = [item.mode, item.examples, list(item.failed), masks, self._rules, version]
        named = fingerprint(parts).encode("ascii") + item.sent.encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, named, hashlib.sha256).hex()[:32]
