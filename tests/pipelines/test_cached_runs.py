"""What one run has paid for the next one finds in the cache; the budget stops and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import runs
from tests.servers.gemini import Config, Script, serving

MODEL = ("--backend", "gemini", "--model", "gemini-2.5-flash", "--samples-per-request", "1")


@pytest.mark.parametrize(
    ("kind", "premask"), [("folder", "none"), ("sqlite", "none"), ("folder", "all")]
)
def test_another_output_of_the_same_corpus_is_not_paid_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, premask: str
) -> None:
    corpus = runs.write_jsonl(tmp_path / "in" / "a.jsonl", runs.rows(12))
    address = {"folder": str(tmp_path / "cache"), "sqlite": f"sqlite:{tmp_path / 'c.db'}"}[kind]
    named = Script(values={"Row 3": "PERSON_NAME", **dict.fromkeys(("Row 5",), "USERNAME")})
    more = (*MODEL, "--cache", address, "--premask", premask)
    with serving(Config(script=named)) as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        monkeypatch.setenv("GEMINI_API_KEY", "a key of tests")
        first = runs.refine(corpus, tmp_path / "one", *more)
        assert (first.status, gemini.counts()["calls"]) == (0, 12)
        second = runs.refine(corpus, tmp_path / "two", *more)
        assert (second.status, gemini.counts()["calls"]) == (0, 12)
        other = runs.refine(
            corpus, tmp_path / "three", *more, key="another key, 32 characters long"
        )
        assert (other.status, gemini.counts()["calls"]) == (0, 24), "each key has its own answers"
    assert runs.products(tmp_path / "one") == runs.products(tmp_path / "two")
    for output in ("one", "three"):
        data = (tmp_path / output / "data" / "a.jsonl").read_text("utf-8")
        assert not [value for value in ("Row 3", "Row 5", "ines.walder") if value in data]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("c*/*")) + b"".join(
        path.read_bytes() for path in tmp_path.glob("c.db*")
    )
    assert b"PERSON_NAME" in kept
    assert (b"EMAIL_ADDRESS" in kept) == (premask == "none")
    assert b"ines.walder" not in kept  # offsets, and no private value


def test_a_budget_of_tokens_stops_before_it_is_passed_and_the_same_command_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = runs.write_jsonl(tmp_path / "in" / "a.jsonl", runs.rows(40))
    most = 12_000
    command = (corpus, tmp_path / "out", *MODEL, "--budget-tokens", most)
    with serving(Config()) as gemini:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", gemini.url)
        monkeypatch.setenv("GEMINI_API_KEY", "a key of tests")
        spent, stops = 0, 0
        for _ in range(12):
            status = runs.refine(*command).status
            counts = gemini.counts()
            now = sum(counts["tokens"].values())
            assert now - spent <= most
            assert counts["repeated"] == 0
            spent = now
            if status != 4:
                break
            stops += 1
        assert status == 0
        assert stops > 0
    assert runs.books(tmp_path / "out")["refined"] == 40
