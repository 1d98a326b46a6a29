"""The invented persons of the corpora, and as many more as a benchmark needs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.corpora.values import card, choose, draw, grouped, iban, ip6, number, ssn

_TABLE = Path(__file__).parent / "source" / "people.tsv"

CATEGORIES = {
    "email": "EMAIL_ADDRESS",
    "email_up": "EMAIL_ADDRESS",
    "phone": "PHONE_NUMBER",
    "phone_alt": "PHONE_NUMBER",
    "ip": "IPV4_ADDRESS",
    "ip6": "IPV6_ADDRESS",
    "iban": "IBAN",
    "iban_plain": "IBAN",
    "card": "CREDIT_CARD_NUMBER",
    "card_plain": "CREDIT_CARD_NUMBER",
    "ssn": "US_SSN",
}
"""Attribute of a person to the category that a check reports; names are for checks to come."""


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist; one entity, whichever corpus and spelling it stands in."""

    key: str
    country: str
    first: str
    last: str
    email: str
    phone: str
    phone_alt: str
    city: str
    company: str
    ip: str
    street: str

    def get(self, name: str) -> str:
        """The value of an attribute or of a derived one (see `CATEGORIES`)."""
        derived = _DERIVED.get(name)
        return str(getattr(self, name)) if derived is None else derived(self)


_DERIVED: dict[str, Callable[[Person], str]] = {
    "name": lambda person: f"{person.first} {person.last}",
    "handle": lambda person: (
        f"{person.first}{person.last[:3]}".lower().encode("ascii", "ignore").decode()
    ),
    "email_up": lambda person: person.email.title().replace(".Com", ".com"),
    "ip6": lambda person: ip6(person.key),
    "iban": lambda person: grouped(iban(person.country, person.key)),
    "iban_plain": lambda person: iban(person.country, person.key),
    "card": lambda person: grouped(card(person.key)),
    "card_plain": lambda person: card(person.key),
    "ssn": lambda person: ssn(person.key),
}


@cache
def people() -> dict[str, Person]:
    """The persons of `source/people.tsv`, by key."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["key"]: Person(**row) for row in rows}


def synthetic(index: int, country: str = "*") -> Person:
    """Person number `index` of as many as are wanted; no two have the same e-mail address."""
    fits = tuple(person for person in people().values() if country in ("*", person.country))
    model = choose(fits, index, "model")
    other = choose(tuple(people().values()), index, "other")
    n = number(index, "digits")
    word = draw("abcdefghiklmnoprstuvw", 7, index, "domain")
    line = f"{n % 80 + 20:02d}{n // 80 % 100:02d}"
    area = choose(("212", "312", "415", "503", "617", "713", "773"), index, "area")
    end = choose(("mills", "loft", "werk"), index, "end")
    network = choose((11, 21, 22, 26, 29, 30), index, "network")
    return Person(
        key=f"s{index}",
        country=model.country,
        first=model.first,
        last=other.last,
        email=f"{model.key}.{other.key}{index:x}@{word}-{end}.com",
        phone=f"({area}) 555-{line}",
        phone_alt=f"+1 {area}-555-{line}",
        city=model.city,
        company=other.company,
        ip=f"{network}.{n % 251}.{n // 251 % 251}.{n // 63001 % 250 + 1}",
        street=f"{n % 400 + 1} {other.street.split(' ', 1)[-1]}",
    )
