"""Hyperscan, literals, and every form over every text: all three find exactly the same.

Detectors too, whether they are led to a few lines or look at all of them.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpora.reading import rows
from tests.transforms.checks.pattern_samples import Draw, flags, near_miss, sample
from transforms.checks.pii import tables
from transforms.checks.pii.batch import Batch, Window
from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.hyper import HyperPrescreen
from transforms.checks.pii.literals import LiteralPrescreen
from transforms.checks.pii.prescreening import Table
from transforms.checks.pii.relaxing import UnrelaxedError, relax
from transforms.checks.pii.scanner import Scanner
from transforms.checks.private_data import CATEGORIES
from transforms.core.records import Finding

ROOT = Path(__file__).parents[2] / "corpora"
SHARED = Path(os.environ.get("GDR_SHARED", Path(__file__).parents[4] / "shared")) / "data"
FEW = 250_000
"""Characters of each file of the shared data, so that the test stays short."""


class NoPrescreen:
    """Lets every form run over every text: slow, and right by definition."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._literals = LiteralPrescreen(table)

    def regions(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        places = {at for at, char in enumerate(batch.joined) if char == "\n" or at % 64 == 0}
        lines = [(at, at) for at in sorted(places.union(low for low, _ in batch.spans))]
        return {
            entry.number: lines if self._table.is_lead(entry) else batch.spans
            for entry in self._table.free
        }

    def keywords(self, batch: Batch) -> Mapping[int, Sequence[Window]]:
        found = {
            owner: [
                *category.keyword_regex.finditer(batch.folded),
                *category.joined_regex.finditer(batch.joined),
            ]
            for owner, category in enumerate(self._table.categories)
            if owner in self._table.told
        }
        return {
            owner: sorted(match.span() for match in matches)
            for owner, matches in found.items()
            if matches
        }


DETECTORS = [make() for make in tables.detectors()]
WAYS = {
    make.__name__: Scanner(CATEGORIES, "test", DETECTORS, make)
    for make in (NoPrescreen, HyperPrescreen, LiteralPrescreen)
}


def assert_all_find_the_same(texts: Sequence[str]) -> list[Finding]:
    found, *others = (scanner.find(texts) for scanner in WAYS.values())
    for other in others:
        differ = sorted(set(other) ^ set(found))
        assert [(texts[f.text], f) for f in differ] == []
        assert other == found
    return found


def bundled() -> Iterator[str]:
    spec = json.loads((ROOT / "expected.json").read_text("utf-8"))
    for corpus in sorted(spec):
        for shard in spec[corpus]["samples"]:
            for row in rows(ROOT / shard, spec[corpus]["text_fields"], spec[corpus]["text_unit"]):
                yield from row.texts


def test_over_all_bundled_corpora() -> None:
    assert len(assert_all_find_the_same(list(bundled()))) > 500


SHARED_FILES = sorted(SHARED.glob("*/*.jsonl.gz")) if SHARED.is_dir() else []


@pytest.mark.slow
@pytest.mark.skipif(not SHARED_FILES, reason="no ../shared/data here")
@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.name)
def test_over_the_shared_data(path: Path) -> None:
    texts: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line).get("text") or line)
            if sum(map(len, texts)) > FEW:
                break
    assert_all_find_the_same(texts)


SURROUNDINGS = ["", " ", "\n", "x", "é", "😀 ", '="', "(", "\n- ", "\ud800", "0", "."]


def surrounded(category: Category, form: Form, draw: Draw) -> str:
    words = [*category.keywords, "value", *SURROUNDINGS]
    made = near_miss(form, draw) if draw.below(2) else sample(form, draw)
    text = f"{draw.of(words)}{draw.of(SURROUNDINGS)}{made}{draw.of(SURROUNDINGS)}{draw.of(words)}"
    return text.upper() if draw.below(8) == 0 else text


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3, 4))])
def test_over_texts_made_from_all_patterns(seed: int) -> None:
    draw = Draw(seed)
    texts = [surrounded(*pair, draw) for pair in PAIRS]
    long = "\n".join(surrounded(*draw.of(PAIRS), draw) for _ in range(500))
    assert len(assert_all_find_the_same([*texts, long])) > 100


LEADS = [(detector.categories[0], form) for detector in DETECTORS for form in detector.leads]
PAIRS = [(category, form) for category in CATEGORIES for form in category.forms] + LEADS


@settings(derandomize=True)  # the tables grow: what they break is to fail where they do
@given(st.lists(st.tuples(st.sampled_from(PAIRS), st.integers(0, 1 << 30)), max_size=4))
def test_over_any_of_them(made: list[tuple[tuple[Category, Form], int]]) -> None:
    assert_all_find_the_same([surrounded(*pair, Draw(seed)) for pair, seed in made])


@given(st.text(max_size=30), st.text("ab0@.-: \n", max_size=30))
def test_over_any_text(some: str, other: str) -> None:
    assert_all_find_the_same([some, other, some + other])


def test_nearly_every_form_has_a_weaker_pattern() -> None:
    strong = []
    for _, form in PAIRS:
        try:
            relax(form.pattern, flags(form))
        except UnrelaxedError:
            strong.append(form)
    assert len(strong) * 20 <= len(PAIRS)
    assert all(form.anchors or form.needs_keyword for form in strong)
    assert not {form.pattern for form in strong} & {form.pattern for _, form in LEADS}
