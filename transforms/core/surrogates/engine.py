"""Chooses surrogates: never the original > the same in the whole run > injective in a sample.

A surrogate is a function of key, family, normal form and spelling alone: no state, no context, so
that workers agree without talking to each other. Two values of a sample that share one are
therefore counted, not told apart.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from transforms.core.disguises.disguise import disguised, plain
from transforms.core.disguises.rules import decoded
from transforms.core.edits import Place
from transforms.core.modes import Mode, mode_of, placeholder
from transforms.core.normal_forms import RULES, exact, normal_form
from transforms.core.records import Edit
from transforms.core.surrogates.draw import Keyed
from transforms.core.surrogates.generalising import GENERALISERS, REACH, fitted
from transforms.core.surrogates.makers import MAKERS, OTHER
from transforms.core.taxonomy import words

OF_ENTITY = frozenset({"DATE", "DATE_OF_BIRTH"})
"""Categories whose surrogates depend on the entity as well as on the value."""

_IN_BASE64 = frozenset(
    {"BASIC_AUTH_HEADER", "JSON_WEB_TOKEN", "PRIVATE_KEY_PEM", "SSL_CERTIFICATE"}
)
"""Categories that are written in Base64 by themselves; their makers know."""

ATTEMPTS = 32
"""Draws after which a value that always comes back as itself (nothing in it can change) gets an
invented word."""


_LONGEST_KEPT = 256  # characters
_MOST_KEPT = 1 << 14


class Choice(NamedTuple):
    """A surrogate, the family it was drawn in, and the normal forms of the value and of itself."""

    value: str
    family: str
    original: str
    form: str

    def __repr__(self) -> str:
        return f"Choice({self.family})"


class SurrogateEngine:
    """The surrogates of one key.

    Args:
        key: the secret; with it every surrogate could be traced by trying values. Not empty.
        modes: what else takes a value's place, as a policy names it.

    Raises:
        ValueError: the key is empty.
    """

    def __init__(self, key: bytes, modes: Mapping[str, Mode] | None = None) -> None:
        if not key:
            raise ValueError("the surrogate key is empty")
        self._keyed = Keyed(key)
        self._modes = dict(modes or {})
        self._choices: dict[tuple[str, str, str], Choice] = {}
        self._key = key
        self._key_id = hmac.digest(key, b"gdr key id", "sha256")[:8].hex()

    def __repr__(self) -> str:
        return "SurrogateEngine()"

    @property
    def key_id(self) -> str:
        """16 hex digits that tell whether two runs have the same key, and nothing else about it."""
        return self._key_id

    def derived(self, purpose: bytes) -> bytes:
        """A key of its own for a purpose: what it hashes tells nothing about surrogates."""
        return hmac.digest(self._key, purpose, "sha256")

    def scope(self, entity: str = "") -> Scope:
        """What chooses and counts for one sample; `entity`: whom its dates are about."""
        return Scope(partial(self._remembered, entity), self._modes)

    def placeholders(self) -> Scope:
        """As `scope`, with a placeholder in the place of every value."""
        return Scope(partial(self._remembered, ""), {"*": Mode.PLACEHOLDER})

    def _remembered(self, entity: str, category: str, value: str) -> Choice:
        """The choice for `value`, kept for a while: people come again all over a corpus."""
        owner = entity if category in OF_ENTITY else ""
        if len(value) > _LONGEST_KEPT:
            return self._choose(owner, category, value)
        key = (owner, category, value)
        choice = self._choices.get(key)
        if choice is None:
            choice = self._choose(owner, category, value)
            if len(self._choices) >= _MOST_KEPT:
                self._choices.clear()
            self._choices[key] = choice
        return choice

    def _choose(self, owner: str, category: str, value: str) -> Choice:
        """The choice for `value`; of a disguised one that for what it reads as, so disguised."""
        reading = _reading(category, value)
        choice = self._choose_plain(owner, category, reading)
        if reading == value:
            return choice
        made, original = disguised(value, choice.value), normal_form(category, value)
        return Choice(made, choice.family, original, normal_form(category, made))

    def _choose_plain(self, owner: str, category: str, value: str) -> Choice:
        family, _ = MAKERS.get(category, OTHER)
        original = normal_form(category, value)
        keyed = Keyed(self._keyed.derived("entity", owner)) if owner else self._keyed
        made = _made(keyed, category, value, original)
        return Choice(made, family, original, normal_form(category, made))


def _made(keyed: Keyed, category: str, value: str, original: str) -> str:
    family, maker = MAKERS.get(category, OTHER)
    for attempt in range(ATTEMPTS):
        made = maker(keyed, value, keyed.draw(family, original, attempt))
        if normal_form(category, made) != original:
            return made
    attempt = 0
    while True:
        word = "x" + keyed.draw("word", original, attempt).text("bdfgklmnprst", 7)
        if normal_form(category, word) != original:
            return word
        attempt += 1


def _reading(category: str, value: str) -> str:
    """What a disguised value reads as; of secrets only Base64 is a disguise."""
    if category in _IN_BASE64:
        return value
    return plain(value) if RULES.get(category) is not exact else decoded(value) or value


class Scope:
    """The surrogates of one sample."""

    def __init__(
        self, choose: Callable[[str, str], Choice], modes: Mapping[str, Mode] | None = None
    ) -> None:
        self._choose = choose
        self._modes = modes or {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: Counter[str] = Counter()
        self._owners: dict[tuple[str, str], str] = {}
        self._shared: set[tuple[str, str]] = set()

    def __repr__(self) -> str:
        return f"Scope({len(self._owners)} surrogates, {self.collisions} collisions)"

    @property
    def collisions(self) -> int:
        """Entities of this sample whose surrogate another entity of the same family already had."""
        return len(self._shared)

    def surrogate(self, category: str, value: str) -> str:
        """The invented value for `value`, or what the category's mode puts there.

        Never the value or another spelling of it, the same whenever asked.
        """
        mode = mode_of(self._modes, category) if self._modes else Mode.SURROGATE
        if mode is Mode.PLACEHOLDER:
            return self._placeholder(category, value)
        if mode is Mode.GENERALISE and category in GENERALISERS:
            return _coarser(category, value)
        choice = self._choose(category, value)
        owner = self._owners.setdefault((choice.family, choice.form), choice.original)
        if owner != choice.original:
            self._shared.add((choice.family, choice.original))
        return choice.value

    def edits(self, text: str, places: Sequence[Place]) -> list[Edit]:
        """What takes the places' place, in their order; a generalisation fits its sentence."""
        made: list[Edit] = []
        last = 0
        for start, end, category in places:
            value = self.surrogate(category, text[start:end])
            if self._modes and mode_of(self._modes, category) is Mode.GENERALISE:
                before = text[max(last, start - REACH) : start]
                taken, value = fitted(category, value, before)
                start -= taken
            made.append(Edit(start, end, category, value))
            last = end
        return made

    def _placeholder(self, category: str, value: str) -> str:
        """The constant for a value: numbered in the order in which the sample's are asked for."""
        key = (category, normal_form(category, value))
        number = self._numbers.get(key)
        if number is None:
            self._counts[category] += 1
            number = self._numbers[key] = self._counts[category]
        return placeholder(category, number)


def _coarser(category: str, value: str) -> str:
    """A coarser value, or the category's name where the value itself is as coarse as that."""
    made = GENERALISERS[category](value)
    same = normal_form(category, made) == normal_form(category, value)
    return words(category).lower() if same else made
