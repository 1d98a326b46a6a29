"""Milder words in the same form."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.core.edits import apply, check_order
from transforms.core.toxicity.softening import soften

SLOW_MACHINES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.parametrize(
    ("text", "milder"),
    [
        ("He fucked up the report.", "He messed up the report."),
        ("Idiots! IDIOTS!", "People! PEOPLE!"),
        ("This is a stupid idea.", "This is an unwise idea."),
        ("He is an asshole.", "He is a person."),
        ("a fucking good car", "a good car"),
        ("What the hell is this?", "What is this?"),
        ("It sucks as hell", "It disappoints"),
        ("damned, damn it", "darned, darn it"),
        ("sh1tty work", "poor work"),
        ("f*cking", ""),
        ("Shut up about it, you greedy bastards.", "Be quiet about it."),
        ("They sent fools, and Anna.", "They sent people, and Anna."),
        ("The class assessed Dickens.", "The class assessed Dickens."),
    ],
)
def test_words_become_milder_in_their_form(text: str, milder: str) -> None:
    assert apply(text, soften(text, []).edits) == milder


def test_what_has_no_milder_word_is_counted_as_left() -> None:
    text = "You stupid vermin"
    softened = soften(text, [(4, 10), (11, 17)])
    assert apply(text, softened.edits) == "You unwise vermin"
    assert softened.left == 1


@SLOW_MACHINES
@given(st.text(alphabet="aidotsuh fck.!T", max_size=80))
def test_edits_are_ordered_and_lie_in_the_text(text: str) -> None:
    assert check_order(soften(text, []).edits, len(text))
