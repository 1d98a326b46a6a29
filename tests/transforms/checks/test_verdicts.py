"""A verdict that is remembered is the one that would be given."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.transforms.checks.pattern_samples import Draw, near_miss, sample
from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.verdicts import WIDEST, Verdict, Verdicts
from transforms.checks.private_data import CATEGORIES

FIRST = 64
MANY = 2 * FIRST


def judged(category: Category, form: Form, text: str) -> list[Verdict]:
    """What is said of every match of the form in the text."""
    verdicts = Verdicts(category, form, FIRST)
    return [verdicts.of(match, 0, len(text)) for match in form.regex.finditer(text)]


def decided(category: Category, form: Form, text: str) -> list[Verdict]:
    """The same, each decided anew."""

    def verdict(match: re.Match[str]) -> Verdict:
        candidate = Candidate(match, 0, len(text), form.group)
        score, told = category.score(form, candidate)
        start = match.start()
        return Verdict(score, told, candidate.start - start, candidate.end - start)

    return [verdict(match) for match in form.regex.finditer(text)]


def asked(valid: Callable[[Candidate], float], text: str) -> tuple[list[Verdict], int]:
    """The verdicts on the numbers of a text, and how often the validator was asked."""
    times = 0

    def counted(candidate: Candidate) -> float:
        nonlocal times
        times += 1
        return valid(candidate)

    form = Form(r"[0-9]+", "a test", valid=counted)
    category = Category("NUMBER", "none", "*", (form,))
    verdicts = judged(category, form, text)
    calls = times
    assert verdicts == decided(category, form, text)
    return verdicts, calls


def after_an_x(candidate: Candidate) -> float:
    return "x" in candidate.before(9)


def shortened(candidate: Candidate) -> float:
    candidate.start += 1
    candidate.end -= 1
    return 0.7


def test_of_one_match_many_times_few_are_decided() -> None:
    verdicts, calls = asked(after_an_x, "a 123 b " * MANY)
    assert len(verdicts) == MANY
    assert calls < FIRST + 20


def test_what_stands_around_counts_as_far_as_it_was_asked_for() -> None:
    verdicts, _ = asked(after_an_x, "a 123 b " * MANY + "x" + " 123" * 5)
    assert [verdict.score > 0 for verdict in verdicts[MANY:]] == [True, True, False, False, False]


def test_what_looks_farther_later_is_not_mistaken() -> None:
    def far(candidate: Candidate) -> float:
        return "x" in candidate.before(9 if candidate.after(2) == " b" else 90)

    text = "a 123 b " * MANY + "x " + ("-" * 40 + " 123 c ") * 3 + "a 123 b " * MANY
    verdicts, _ = asked(far, text)
    assert sum(verdict.score > 0 for verdict in verdicts) == 2


def test_the_ends_of_a_text_are_not_taken_for_its_middle() -> None:
    def at_the_end(candidate: Candidate) -> float:
        return candidate.after(3) == ""

    verdicts, _ = asked(at_the_end, "a 123 " * MANY + "a 123")
    assert [verdict.score > 0 for verdict in verdicts] == [False] * MANY + [True]


def test_a_value_is_as_short_as_its_validator_made_it() -> None:
    verdicts, calls = asked(shortened, "a 12345 " * MANY)
    assert {(verdict.start, verdict.end) for verdict in verdicts} == {(1, 4)}
    assert calls < FIRST + 20


def test_what_depends_on_more_than_is_compared_is_always_decided() -> None:
    def whole(candidate: Candidate) -> float:
        return "x" in candidate.before(2 * WIDEST)

    _, calls = asked(whole, "a 123 b " * MANY)
    assert calls == MANY


@pytest.mark.parametrize("category", [c for c in CATEGORIES if c.forms], ids=lambda c: c.name)
def test_every_form_says_the_same_of_what_it_saw_before(category: Category) -> None:
    for form in category.forms[:: max(1, len(category.forms) // 4)]:
        draw = Draw(len(form.pattern))
        word = category.keywords[0] if category.keywords else "x"
        values = [sample(form, draw), near_miss(form, draw), sample(form, draw)]
        lines = [f"{word} {value}, {value}" for value in values]
        text = "\n".join([*lines * FIRST, "=", *reversed(lines), *values])
        assert judged(category, form, text) == decided(category, form, text)
