"""The toxicity check: what is toxic, what only looks so, and that the figures can be trusted."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms import checks
from transforms.checks.toxic.model import CARD, FILE, HERE, load
from transforms.checks.toxic.sentences import MOST_WORDS, sentences
from transforms.checks.toxicity import Toxicity
from transforms.core.toxicity.scores import THRESHOLD

SLOW_MACHINES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


TOXIC = (
    "You are an idiot.",
    "What a stupid, stupid man he is",
    "Those morons broke the build again!",
    "Shut up, you pathetic loser.",
    "this is complete bullshit",
    "The food was shit and so was the band",
    "What an 1d10t",
    "that is a sh1tty idea",
    "f*ck this, I am going home",
    "you are such an a$$hole",
    "d u m b as ever",
    "stuuuuupid people everywhere",
)
HARMLESS = (
    "The weather is nice today.",
    "I disagree with your argument; the second figure is wrong.",
    "Thanks a lot for the report, Anna!",
    "The class of 1998 met in Scunthorpe.",
    "She assessed the assets of the association.",
    "He cocked his head and listened to the cockatoo.",
    "Dickens wrote about London.",
    "The black cat sat on the white mat.",
    "My friend is gay and lives in Canada.",
    "A B C D are letters",
    "def main() -> int: return 0",
    "The dam was damaged by the storm.",
)


@cache
def scorer() -> Toxicity:
    return Toxicity(load())


def score(text: str, name: str = "toxicity") -> float:
    return scorer().score([text])[0][name].max


@pytest.mark.parametrize("text", TOXIC)
def test_a_toxic_text_scores_above_the_threshold(text: str) -> None:
    assert score(text) >= THRESHOLD


@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_that_only_looks_so_scores_below_it(text: str) -> None:
    assert score(text) < THRESHOLD


def test_one_toxic_sentence_in_a_long_text_is_seen() -> None:
    text = "The weather is nice today. " * 19 + "You are an idiot."
    scores = scorer().score([text])[0]["toxicity"]
    assert scores.max == score("You are an idiot.")
    assert scores.share == 0.05
    assert scores.mean < 0.2


def test_a_long_run_without_an_end_hides_nothing() -> None:
    text = "the weather is nice today and " * 60 + "you are an idiot and a moron"
    assert score(text) >= THRESHOLD
    assert all(text[a:b].count(" ") < MOST_WORDS for a, b in sentences(text))


def test_a_finding_is_the_words_that_make_a_sentence_toxic() -> None:
    text = "The train was late. You pathetic loser! See you at nine."
    findings = scorer().find(["harmless", text])
    assert [(f.text, text[f.start : f.end]) for f in findings] == [(1, "pathetic loser")]
    assert {f.score for f in findings} == {score("You pathetic loser!")}


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("You are an idiot.", "insult", "threat"),
        ("I will kill you all", "threat", "sexual"),
        ("oh shit, this is fucked", "profanity", "identity_attack"),
    ],
)
def test_categories_tell_what_is_toxic(text: str, name: str, other: str) -> None:
    assert score(text, name) > score(text, other)


@pytest.mark.parametrize("form", ["My friend is {}.", "I hate {} people", "Stupid {}!"])
def test_which_group_a_text_mentions_does_not_move_its_score(form: str) -> None:
    groups = ("gay", "straight", "Muslim", "Christian", "deaf", "old", "white", "Mexican", "trans")
    assert len({score(form.format(group)) for group in groups}) == 1


def test_figures_come_with_the_hash_of_the_weights_that_gave_them() -> None:
    card = json.loads((HERE / CARD).read_text("utf-8"))
    assert scorer().identity == f"toxicity@{card['sha256'][:16]}"
    assert card["bytes"] == (HERE / FILE).stat().st_size < 1_000_000
    assert card["command"].startswith("python -m tests.benchmarks.toxicity")


def test_other_weights_than_the_card_names_are_refused(tmp_path: Path) -> None:
    for name in (CARD, FILE):
        shutil.copy(HERE / name, tmp_path / name)
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(data[:500] + bytes([data[500] ^ 1]) + data[501:])
    with pytest.raises(ValueError, match="is not what model"):
        load(tmp_path)


@SLOW_MACHINES
@given(st.lists(st.text(max_size=60), max_size=5))
def test_scores_are_shares_and_the_same_alone_and_together(texts: list[str]) -> None:
    together = scorer().score(texts)
    assert together == [scorer().score([text])[0] for text in texts]
    for scores in together:
        for figures in scores.values():
            assert all(0 <= value <= 1 for value in figures)
            assert figures.mean <= figures.max


@SLOW_MACHINES
@given(st.text(max_size=200))
def test_sentences_are_ordered_apart_and_leave_out_blanks_only(text: str) -> None:
    spans = sentences(text)
    at = 0
    for start, end in spans:
        assert at <= start < end <= len(text)
        at = end
    left = "".join(c for n, c in enumerate(text) if not any(a <= n < b for a, b in spans))
    assert not any(char.isalnum() for char in left)


def test_scoring_forgets_words_before_memory_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load()
    monkeypatch.setattr("transforms.checks.toxic.model.MOST_WORDS", 10)
    once = model.score(["you are an idiot"]).tolist()
    for number in range(5):
        model.score([" ".join(f"w{number}x{n}" for n in range(9))])
    assert len(model._known.numbers) <= 10 + 9
    assert model.score(["you are an idiot"]).tolist() == once


def test_the_check_scores_as_well() -> None:
    assert checks.build("toxicity").categories == ("TOXICITY",)
