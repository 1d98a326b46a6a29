"""What a detoxified text has to hold: content, facts, and nothing said about the text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.core.judging import number_words
from transforms.core.judging.case import CANNOT, Case
from transforms.core.judging.chrf import chrf
from transforms.core.judging.detoxified import HOPELESS, detoxified, nothing_else
from transforms.core.judging.facts import lost
from transforms.core.policy import ToxicityRules
from transforms.core.records import Edit, Finding
from transforms.core.toxicity.scores import Score, Scores

TOXIC: Scores = {"toxicity": Score(0.9, 0.9, 1.0)}
CALM: Scores = {"toxicity": Score(0.1, 0.1, 0.0)}
TEXT = "You fools, the lift in house 7 was fixed by Anna Brandt on 3 May."


def codes(output: str, before: Scores = TOXIC, after: Scores = CALM, text: str = TEXT) -> set[str]:
    edits = (Edit(0, len(text), "TOXICITY", output),) if output != text else ()
    case = Case((text,), ((Finding(0, 4, 9, "TOXICITY", 0.9, "toxicity"),),), (edits,))
    return {o.code for o in detoxified(case, ToxicityRules(), [before], [after])}


def test_a_rewrite_that_keeps_what_is_said_passes() -> None:
    assert codes("The lift in house 7 was fixed by Anna Brandt on 3 May.") == set()


@pytest.mark.parametrize(
    ("before", "after", "objected"),
    [
        (0.9, 0.49, False),
        (0.9, 0.5, True),
        (0.2, 0.5, True),
        (0.2, 0.29, False),  # another name in it moves a score a little
        (0.2, 0.4, True),
        (0.45, 0.2, False),
    ],
)
def test_the_worst_sentence_stays_below_the_threshold(
    before: float, after: float, objected: bool
) -> None:
    was, now = ({"toxicity": Score(value, value, 0.0)} for value in (before, after))
    assert ("toxic" in codes(TEXT.replace("You fools, t", "T"), was, now)) == objected


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("The lift in house 7 was fixed by Anna Brandt in May.", "numbers_changed"),
        ("The lift in house 77 was fixed by Anna Brandt on 3 May.", "numbers_changed"),
        ("The lift in house 7 was fixed by Anna on 3 May.", "names_changed"),
        ("I cannot help with the lift in house 7, Anna Brandt, 3 May.", "refusal"),
        ("Let's be kind: the lift in house 7 was fixed by Anna Brandt on 3 May.", "moralising"),
        ("Here is a rewritten version: house 7, lift, Anna Brandt, 3 May.", "moralising"),
        ("7 3 xq zw", "chrf"),
    ],
)
def test_a_rewrite_that_says_something_else_is_objected_to(output: str, code: str) -> None:
    assert code in codes(output)


@pytest.mark.parametrize(
    "text",
    [
        "I cannot help with that, you fool, house 7 is not mine.",
        "Please be kind to my dog, you fool.",
        "It is important to be on time, you fool.",
        "I 'm sorry, I couldn 't help it, you fool.",
        "This comment is not new, you fool.",
    ],
)
def test_what_the_text_says_itself_is_no_talk_about_it(text: str) -> None:
    assert codes(text.replace(", you fool", ""), text=text) == set()


@pytest.mark.parametrize(
    ("text", "output", "code"),
    [
        ("Sorry to hear that, you fool.", "I'm sorry to hear that.", None),
        ("Sorry to hear that, you fool.", "I'm sorry, but I can't help with that.", "refusal"),
        ("What a foolish statement.", "This statement is not good.", None),
        ("What a foolish plan.", "This statement is not good, the plan neither.", "moralising"),
        ("What a foolish comment.", "The comment has offensive language.", "moralising"),
    ],
)
def test_only_what_the_text_does_not_say_is_talk_about_it(
    text: str, output: str, code: str | None
) -> None:
    found = codes(output, text=text)
    assert found & {"refusal", "moralising"} == ({code} if code else set())


def test_a_model_may_say_that_nothing_is_left() -> None:
    assert codes(HOPELESS) == {CANNOT}


@pytest.mark.parametrize(
    ("text", "insult", "left"),
    [
        ("You idiot!", "idiot", False),
        ("What an idiot you are", "idiot", False),
        ("The idiot paid 40", "idiot", True),
        ("Anna is an idiot", "idiot", True),
    ],
)
def test_a_text_that_is_nothing_but_an_insult_is_told_apart(
    text: str, insult: str, left: bool
) -> None:
    at = text.index(insult)
    found = [Finding(0, at, at + len(insult), "TOXICITY", 0.9, "toxicity")]
    assert nothing_else(text, found) is not left
    assert not nothing_else(text, [])


@pytest.mark.parametrize(
    ("kind", "text", "output", "changed"),
    [
        ("numbers", "1,000 of them", "1000 of them", False),
        ("numbers", "the 2nd of 3", "the second of 3", False),
        ("numbers", "talk 2 me", "talk to me", False),
        ("numbers", "two of them", "2 of them", False),
        ("numbers", "room 2", "room", True),
        ("numbers", "room 12", "room 2", True),
        ("numbers", "MP3 and B2B", "music", False),
        ("numbers", "eighty six of them", "86 of them", False),
        ("numbers", "86 of them", "Eighty-six of them", False),
        ("numbers", "86 of them", "Sixty-eight of them", True),
        ("numbers", "the 43 th house, 55 kb", "the 43rd house, 55kb", False),
        ("numbers", "give me 99 99", "give me 99.99", False),
        ("numbers", "give me 14.3", "give me 3.14", True),
        ("numbers", "give me 14", "give me 14.5", True),
        ("numbers", "love it <3", "I love it", False),
        ("numbers", "keep it < 30", "keep it low", True),
        ("urls", "see https://a.example/x.", "see https://a.example/x", False),
        ("urls", "see https://a.example/x", "see it", True),
        ("urls", "see it", "see www.a.example", True),
        ("names", "ask Anna", "ask anna", False),
        ("names", "it is Anna's", "it belongs to Anna", False),
        ("names", "ask Anna", "ask her", True),
        ("names", "Ask her", "her", False),
    ],
)
def test_facts_are_numbers_addresses_and_names(
    kind: str, text: str, output: str, changed: bool
) -> None:
    assert lost(kind, text, output, ()) == changed


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("zero, Eleven, ninetieth", [0, 11, 90]),
        ("forty two and twenty-first", [42, 21]),
        ("five or six, five six", [5, 6, 5, 6]),
        ("one hundred and five thousand", [105_000]),
        ("two million three hundred", [2_000_300]),
        ("twenty twenty, zero one", [20, 20, 0, 1]),
        ("hundreds of thousands, a million", []),
        ("someone, tension, sixtynine", []),
    ],
)
def test_words_stand_for_numbers(text: str, values: list[int]) -> None:
    assert list(number_words.values(text)) == values


def test_what_was_to_go_is_no_fact() -> None:
    assert not lost("names", "that Idiot again", "that again", [(5, 10)])
    assert lost("names", "that Idiot again", "that again", [])


@pytest.mark.parametrize(
    ("text", "output", "value"),
    # By sacrebleu 2.6.0, CHRF(lowercase=True); see Popović (2015).
    [
        ("ab", "ab", 1.0),
        ("ab", "ac", 0.25),
        ("abc", "xyz", 0.0),
        ("a b", "ab", 1.0),
        ("abc", "abd", 0.388889),
        ("the lift is fixed", "the lift was fixed", 0.654649),
        ("You fools, the LIFT in house 7 was fixed", "The lift in house 7 was fixed", 0.739139),
        ("short", "a much longer one than short", 0.446533),
        ("", "", 1.0),
        ("", "a", 0.0),
    ],
)
def test_chrf_is_that_of_the_paper(text: str, output: str, value: float) -> None:
    assert chrf(text, output) == pytest.approx(value, abs=1e-6)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=30), st.text(max_size=30))
def test_chrf_is_a_share_and_full_for_the_same(text: str, output: str) -> None:
    assert 0 <= chrf(text, output) <= 1
    assert chrf(text, text) == 1
