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
from transforms.core.asking.message import system_of, user_message
from transforms.core.asking.schema import schema_of
from transforms.core.calling.replies import Call, Turn
from transforms.core.fingerprints import fingerprint
from transforms.core.policy import Policy
from transforms.core.prompt import Prompt

WIRE = 2
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
    def systems(self) -> Mapping[tuple[Mode, int], str]:
        """The system instruction for each form of answer and set of demonstrations."""
        modes: tuple[Mode, ...] = ("edits", "rewrite")
        return {
            (mode, number): system_of(
                self.prompt, mode, self.categories, number, values=self._values
            )
            for mode in modes
            for number in range(max(1, len(self.prompt.examples)))
        }

    @cached_property
    def _prefix_tokens(self) -> Mapping[tuple[Mode, int], int]:
        return {which: estimating.of_text(system) for which, system in self.systems.items()}

    @cached_property
    def _rules(self) -> str:
        """Names all that decides what an answer comes to, but for the item itself."""
        return fingerprint(
            [
                WIRE,
                self.prompt.fingerprint,
                list(self.systems.values()),
                self.policy.model_dump(mode="json"),
            ]
        )

    @property
    def _values(self) -> bool:
        """Whether a model says what to put in: only where the policy lets it choose."""
        return bool(self.policy.free_categories)

    def call(self, items: Sequence[Item], model: str) -> Call:
        """The call for items of one form and one set of demonstrations."""
        mode = items[0].mode
        which = (mode, items[0].examples)
        sent = sum(map(sent_tokens, items))
        back = sum(map(answer_tokens, items))
        return Call(
            model=model,
            system=self.systems[which],
            turns=(Turn("user", user_message(items)),),
            schema=schema_of(mode, values=self._values),
            temperature=self.prompt.temperature,
            max_output_tokens=self._most_output(sent),
            thinking=self.prompt.thinking,
            unfiltered=self.prompt.unfiltered,
            timeout_s=self.timeout_s,
            estimated_tokens=self._prefix_tokens[which] + sent + back,
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
        if item.masks or item.failed:
            masks = [[found.sent_start, found.sent_end] for found in item.masks]
            of_item = fingerprint([list(item.failed), masks]).encode("ascii")
        else:
            of_item = b""
        head = self._heads(model, item.mode, item.examples)
        named = b"\0".join((head, of_item, item.sent.encode("utf-8", "surrogatepass")))
        return hmac.digest(self.key, named, hashlib.sha256).hex()[:32]

    def _heads(self, model: str, mode: Mode, examples: int) -> bytes:
        """What names everything but the item itself."""
        which = (model, mode, examples)
        if which not in self._known_heads:
            version = self.versions.get(model, model)
            made = fingerprint([mode, examples, self._rules, version])
            self._known_heads[which] = made.encode("ascii")
        return self._known_heads[which]

    @cached_property
    def _known_heads(self) -> dict[tuple[str, Mode, int], bytes]:
        return {}
