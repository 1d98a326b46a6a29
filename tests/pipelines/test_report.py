"""`gdr report`: one page about an output, which shows no private value and runs no text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reporting import changes, plots
from pipelines.reporting.page import dumps
from tests import hostile_pages, runs
from transforms.core.edits import apply
from transforms.core.records import Edit

MAIL = hostile_pages.MAIL


def report(output: Path, file: Path, *more: object) -> str:
    ran = runs.gdr("report", output, "--file", file, "--quiet", *more)
    assert (ran.status, ran.err) == (0, "")
    return file.read_text("utf-8")


class Markup(HTMLParser):
    """Counts elements, and collects what script elements hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


def shown(page: str) -> list[dict[str, Any]]:
    """The changes that a page holds."""
    found: list[dict[str, Any]] = json.loads(Markup(page).scripts[0])
    return found


@pytest.fixture(scope="module")
def refined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    runs.write_jsonl(folder / "in" / "a.jsonl", [*runs.rows(40), "{no json"])
    runs.write_jsonl(folder / "in" / "b.jsonl", hostile_pages.rows())
    ran = runs.refine(f"{folder}/in/*", folder / "out", "--id-field", "id", "--block-samples", 7)
    assert ran.status == 0, ran.err
    return folder


@pytest.fixture(scope="module")
def page(refined: Path) -> str:
    return report(refined / "out", refined / "page.html")


@pytest.fixture(scope="module")
def with_originals(refined: Path) -> str:
    return report(refined / "out", refined / "originals.html", "--show-originals")


def test_every_private_value_is_masked(page: str) -> None:
    assert MAIL not in page
    assert not re.search(r"ines\.walder\d+@", page)
    assert "ORIGINALS ARE SHOWN" not in page
    assert len(shown(page)) == 40 + len(hostile_pages.TEXTS) + 1


def test_originals_are_shown_when_asked_and_the_page_says_so(with_originals: str) -> None:
    assert MAIL in with_originals
    assert "ORIGINALS ARE SHOWN" in with_originals


def test_the_page_is_for_its_owner_alone(refined: Path, page: str) -> None:
    assert page
    assert (refined / "page.html").stat().st_mode & 0o077 == 0


def test_no_text_of_a_corpus_becomes_markup(with_originals: str, tmp_path: Path) -> None:
    hostile = Markup(with_originals)
    harmless = tmp_path / "in.jsonl"
    runs.write_jsonl(harmless, runs.rows(40))
    runs.refine(harmless, tmp_path / "out")
    plain = Markup(report(tmp_path / "out", tmp_path / "plain.html"))
    assert len(hostile.scripts) == len(plain.scripts) == 3
    assert set(hostile.tags) - set(plain.tags) <= {"circle", "thead", "tbody", "tr", "td", "th"}
    assert not {"onerror", "onload", "srcdoc", "style"} & set(hostile.attributes)
    assert hostile.scripts[2] == plain.scripts[2], "the page's own script"


def test_the_texts_come_out_as_they_were(with_originals: str) -> None:
    found = shown(with_originals)
    befores = {
        "".join(segment[1] for segment in text) for change in found for text in change["texts"]
    }
    assert {row["text"] for row in hostile_pages.rows()} <= befores


def test_the_page_loads_nothing_from_elsewhere(page: str) -> None:
    assert "default-src 'none'" in page
    assert "connect-src 'none'" in page
    markup = Markup(page)
    assert not {"src", "href", "action"} & set(markup.attributes)
    assert not {"link", "img", "iframe"} & set(markup.tags)


def test_a_change_whose_original_is_gone_shows_its_output(refined: Path, tmp_path: Path) -> None:
    runs.write_jsonl(tmp_path / "in.jsonl", runs.rows(3))
    runs.refine(tmp_path / "in.jsonl", tmp_path / "out")
    (tmp_path / "in.jsonl").unlink()
    found = shown(report(tmp_path / "out", tmp_path / "page.html"))
    assert [change["original"] for change in found] == [False] * 3
    assert all("".join(s[2] for s in text) for change in found for text in change["texts"])


def test_dead_letters_and_quarantine_come_with_their_reasons(page: str) -> None:
    found = shown(page)
    dead = [change for change in found if change["outcome"] == "dead_letter"]
    assert [change["reasons"] for change in dead] == [["read:not_json"]]
    assert all(not change["texts"] for change in dead)


def test_the_same_output_gives_the_same_page(refined: Path, tmp_path: Path) -> None:
    first = report(refined / "out", tmp_path / "1.html", "--changes", 9)
    assert first == report(refined / "out", tmp_path / "2.html", "--changes", 9)
    assert len(shown(first)) == 9


def test_a_report_changes_nothing_in_the_output(refined: Path, tmp_path: Path) -> None:
    before = runs.tree(refined / "out")
    report(refined / "out", tmp_path / "page.html")
    assert runs.tree(refined / "out") == before


def test_what_is_no_output_is_refused(tmp_path: Path) -> None:
    ran = runs.gdr("report", tmp_path, "--file", tmp_path / "page.html")
    assert ran.status == 2
    assert "holds no manifest.json" in ran.err
    assert not (tmp_path / "page.html").exists()


def test_a_page_of_long_texts_stays_small(tmp_path: Path) -> None:
    words = "nothing private here " * 40_000
    texts = [f"{words} {n} write to {MAIL} {words}" for n in range(4)]
    runs.write_jsonl(tmp_path / "in.jsonl", [{"text": text} for text in texts])
    runs.refine(tmp_path / "in.jsonl", tmp_path / "out")
    page = report(tmp_path / "out", tmp_path / "page.html", "--show-originals")
    assert len(page) < 150_000
    assert len(shown(page)) == 4


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_json_in_a_script_element_is_read_as_it_was_written(texts: list[str]) -> None:
    made = dumps(texts)
    assert not set("<>&\u2028\u2029") & set(made)
    assert json.loads(made) == [t.encode("utf-8", "replace").decode("utf-8") for t in texts]


@given(st.text(max_size=80), st.data())
def test_short_texts_are_shown_whole(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(places[0::2], places[1::2], strict=False))
    edits = [Edit(start, end, "X", f"<{number}>") for number, (start, end) in enumerate(pairs)]
    made = changes.segments(text, edits, show=True)
    assert "".join(segment.before for segment in made) == text
    assert "".join(segment.after for segment in made) == apply(text, edits)
    hidden = changes.segments(text, edits, show=False)
    for segment in hidden:
        assert segment.kind == "kept" or set(segment.before) <= {changes.MASK}


@pytest.mark.parametrize(
    "books",
    [
        {"unchanged": 0, "refined": 0},
        {"unchanged": 5},
        {"refined": 1, "quarantined": 1, "dead_letter": 1, "unchanged": 10**9, "passthrough": 2},
    ],
)
def test_a_flow_draws_every_outcome_that_there_is(books: dict[str, int]) -> None:
    read = sum(books.values())
    failed = sum(books.get(n, 0) for n in ("refined", "quarantined", "dead_letter"))
    drawn = plots.flow(read, failed, books, "books")
    for name, count in books.items():
        assert (f"{name.replace('_', ' ')} {count:,}" in drawn) == (count > 0)


def test_plots_escape_what_they_write() -> None:
    drawn = plots.bars([plots.Bar("<b>", (1.0,), "&")], ("plain",), '"><script>')
    assert "<b>" not in drawn
    assert "<script>" not in drawn
    assert "&lt;b&gt;" in drawn


def test_plots_of_nothing_are_nothing() -> None:
    assert plots.bars([], ("plain",), "") == ""
    assert plots.histogram({"a": []}, {"a": "plain"}, "") == ""
    assert plots.scatter({"a": []}, "") == ""
