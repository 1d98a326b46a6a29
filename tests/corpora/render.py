"""Templates with slots: hand-written text in, text with invented values out, and a ledger of them.

⟦p.email⟧        an attribute of person p (a role of the scene, or the key of a person)
⟦$pw⟧ ⟦$pw:db⟧   a secret (`values.SECRETS`); the same within one text for the same label
⟦!uuid⟧ ⟦!uuid:a⟧ a look-alike (`values.LOOK_ALIKES`)
⟦=192.0.2.1⟧     a literal look-alike
⟦#10-99⟧         a number that nobody records
⟦one¦two⟧        one of several wordings
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tests.corpora.people import CATEGORIES, Person, people
from tests.corpora.values import LOOK_ALIKES, SECRETS, choose, number

_SLOT = re.compile(r"⟦([^⟧]*)⟧")


@dataclass
class Ledger:
    """What a corpus holds, counted by occurrence.

    Attributes:
        planted: (category, value) to occurrences: private, must not survive.
        look_alikes: value to occurrences: not private, must survive.
        names: full names, for checks that find these.
        samples: shard to samples.
    """

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    look_alikes: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    samples: dict[str, int] = field(default_factory=dict)


@cache
def _parsed(template: str) -> tuple[str, ...]:
    """Text and slots in turn, beginning and ending with text."""
    return tuple(_SLOT.split(template))


def render(template: str, key: str, roles: Mapping[str, Person], ledger: Ledger) -> str:
    """The template with its slots filled, a function of template, key and roles.

    What was planted is added to the ledger.
    """
    pieces = list(_parsed(template))
    for place in range(1, len(pieces), 2):
        pieces[place] = _fill(pieces[place], key, place, roles, ledger)
    return "".join(pieces)


def _fill(slot: str, key: str, place: int, roles: Mapping[str, Person], ledger: Ledger) -> str:
    rule = _RULES.get(slot[0]) if "¦" not in slot else None
    if rule is not None:
        return rule(slot[1:], key, place, ledger)
    if "¦" in slot:
        return choose(slot.split("¦"), key, place)
    role, _, name = slot.partition(".")
    person = roles[role] if role in roles else people()[role]
    value = person.get(name)
    if name in CATEGORIES:
        ledger.planted[CATEGORIES[name], value] += 1
    elif name == "name":
        ledger.names[value] += 1
    return value


def _secret(slot: str, key: str, _place: int, ledger: Ledger) -> str:
    kind, _, label = slot.partition(":")
    if kind[-1].isdigit():
        kind, label = kind[:-1], kind[-1]
    category, invent = SECRETS[kind]
    value = invent(key, kind, label)
    lines = value.splitlines()[1:-1] if category == "PRIVATE_KEY_PEM" else [value]
    for line in lines:
        ledger.planted[category, line] += 1
    return value


def _look_alike(slot: str, key: str, place: int, ledger: Ledger) -> str:
    kind, _, label = slot.partition(":")
    value = LOOK_ALIKES[kind](key, kind, label or place)
    ledger.look_alikes[value] += 1
    return value


def _literal(slot: str, _key: str, _place: int, ledger: Ledger) -> str:
    ledger.look_alikes[slot] += 1
    return slot


def _number(slot: str, key: str, place: int, _ledger: Ledger) -> str:
    low, high = (int(part) for part in slot.split("-"))
    return str(low + number(key, place) % (high - low + 1))


_RULES: dict[str, Callable[[str, str, int, Ledger], str]] = {
    "$": _secret,
    "!": _look_alike,
    "=": _literal,
    "#": _number,
}


def cast(wanted: str, key: str, crowd: tuple[Person, ...]) -> dict[str, Person]:
    """Different persons for roles such as "p:US,q:*" (role, colon, country or `*`)."""
    roles: dict[str, Person] = {}
    for part in filter(None, wanted.split(",")):
        role, _, country = part.partition(":")
        fits = [person for person in crowd if country in ("*", person.country)]
        free = [person for person in fits if person not in roles.values()] or fits
        roles[role] = choose(free, key, role)
    return roles
