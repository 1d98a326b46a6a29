"""The summary: every figure of metrics.json, harmless to a terminal, plain where there is none."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from pipelines.summary import WIDTH, Example, console_for, render, size

BOOKS = {
    "read": 12345,
    "unchanged": 10000,
    "refined": 2300,
    "passthrough": 5,
    "quarantined": 30,
    "dead_letter": 10,
}


def metrics(shards: int = 2) -> dict[str, Any]:
    return {
        "books": BOOKS,
        "shards": [
            {"number": n, "relative": f"part-{n}.jsonl", **BOOKS, "bytes_in": 1, "bytes_out": 1}
            for n in range(shards)
        ],
        "categories": {
            "PHONE_NUMBER": {"before": 7, "after": 0},
            "EMAIL_ADDRESS": {"before": 4321, "after": 1},
        },
        "bytes_in": 1_500_000,
        "bytes_out": 1_400_000,
        "seconds": {"wall": 75.0, "read": 1.25, "screen": 2.0},
        "dead_letters": {"bad_json": 10},
        "quarantine": {"leak": 30},
        "collisions": 3,
    }


def shown(figures: dict[str, Any], example: Example | None = None, **more: str) -> str:
    stream = io.StringIO()
    render(figures, "out/", example, console_for(stream), **more)
    return stream.getvalue()


def test_every_figure_is_shown() -> None:
    text = shown(metrics())
    for piece in (
        "12,345", "10,000", "2,300", "part-0.jsonl", "part-1.jsonl", "all 2 shards",
        "EMAIL_ADDRESS", "4,321", "bad_json", "leak", "1.5 MB in, 1.4 MB out",
        "read 1.2 s, screen 2.0 s, wall 1:15", "3 values share a surrogate",
        "out/data", "out/lineage", "out/quarantine", "out/dead_letters", "out/manifest.json",
    ):  # fmt: skip
        assert piece in text
    assert text.index("EMAIL_ADDRESS") < text.index("PHONE_NUMBER")


def test_the_books_stand_in_one_row_for_each_shard() -> None:
    rows = [line for line in shown(metrics()).splitlines() if line.startswith("| part-0.jsonl")]
    assert [cell.strip() for cell in rows[0].strip("|").split("|")] == [
        "part-0.jsonl", "12,345", "10,000", "2,300", "5", "30", "10",
    ]  # fmt: skip


@pytest.mark.parametrize(("shards", "named"), [(1, False), (2, True), (12, True), (13, False)])
def test_many_shards_are_shown_as_totals(shards: int, named: bool) -> None:
    assert ("part-0.jsonl" in shown(metrics(shards))) == named


def test_what_there_is_not_is_not_shown() -> None:
    text = shown({"books": {"read": 3, "unchanged": 3}})
    assert "out/data" in text
    for piece in ("Findings", "Quarantine", "Dead letters", "Bytes", "Seconds", "Collisions"):
        assert piece not in text


def test_another_place_of_the_quarantine_is_named() -> None:
    assert "gs://reviewers/q" in shown(metrics(), quarantine="gs://reviewers/q")


def test_a_pipe_gets_ascii_within_the_width() -> None:
    example = Example("ü.jsonl", 3, "EMAIL_ADDRESS", "größer " * 90, "字" * 300)
    text = shown(metrics(), example)
    assert text.isascii()
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_an_example_stands_side_by_side() -> None:
    text = shown(
        metrics(), Example("a.jsonl", 1234, "EMAIL_ADDRESS", "to ****", "to x@example.com")
    )
    assert "One change: EMAIL_ADDRESS in a.jsonl, sample 1,234" in text
    line = next(line for line in text.splitlines() if "to ****" in line)
    assert "to x@example.com" in line


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x07", "\u202e", "\r", "\x9b31m", "\0", "\ud800"])
def test_a_corpus_cannot_speak_to_the_terminal(evil: str) -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system=None, width=WIDTH)
    figures = metrics()
    figures["shards"][0]["relative"] = f"a{evil}b"
    render(figures, f"out{evil}", Example(f"a{evil}b", 0, "C", f"x{evil}y", f"x{evil}z"), console)
    assert evil not in stream.getvalue()


def test_markup_in_a_text_is_a_text() -> None:
    assert "[bold]x[/nothing]" in shown(
        metrics(), Example("[red]a", 0, "C", "[bold]x[/nothing]", "")
    )


def test_a_terminal_keeps_its_letters() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system=None, width=WIDTH)
    render(metrics(), "out", Example("ü.jsonl", 0, "C", "größer", "größer"), console)
    assert "größer" in stream.getvalue()


def test_an_example_shows_no_text_in_its_repr() -> None:
    assert "secret" not in repr(Example("a", 0, "C", "secret", "secret"))


def test_sizes_are_decimal() -> None:
    assert [size(n) for n in (0, 999, 1000, 1_500_000, 2_000_000_000, 3 * 10**15)] == [
        "0 B", "999 B", "1.0 kB", "1.5 MB", "2.0 GB", "3000.0 TB",
    ]  # fmt: skip
