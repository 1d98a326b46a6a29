"""The judge: what it accepts, what it objects to, and that it fails closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from transforms.core.judging.case import Case, Verdict
from transforms.core.judging.judge import Judge
from transforms.core.policy import Policy
from transforms.core.records import Edit, Finding

POLICY = Policy(name="test", version=1)


@dataclass(frozen=True)
class Names:
    """Finds words that begin with `Zz`, and e-mail addresses that do not end with .example."""

    name: str = "names"
    categories: tuple[str, ...] = ("EMAIL_ADDRESS", "PERSON_NAME")

    def find(self, texts: Sequence[str]) -> list[Finding]:
        found = []
        for number, text in enumerate(texts):
            for match in re.finditer(r"\bZz\w+|[\w.]+@[\w.]+(?<!example)\b", text):
                category = "EMAIL_ADDRESS" if "@" in match[0] else "PERSON_NAME"
                found.append(Finding(number, match.start(), match.end(), category, 0.9, self.name))
        return found


JUDGE = Judge(POLICY, (Names(),))


def case(text: str, *edits: tuple[str, str], name: str = "") -> Case:
    """A case in which each (value, replacement) is replaced where it first stands."""
    made = sorted(
        Edit(text.index(value), text.index(value) + len(value), "PERSON_NAME", new)
        for value, new in edits
    )
    return Case((text,), tuple(JUDGE.screen([text])), (tuple(made),), name)


def reasons(verdict: Verdict) -> set[str]:
    return {objection.reason for objection in verdict.objections}


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (case("hello world"), set()),
        (case("hello Zzoe", ("Zzoe", "Anna")), set()),
        (case("hello Zzoe"), {"leak:PERSON_NAME"}),
        (case("hello Zzoe", ("Zzoe", "zzoe")), {"leak:PERSON_NAME"}),
        (
            case("Zzoe and again Zzoe", ("Zzoe", "Anna")),
            {"leak:PERSON_NAME", "new_finding:PERSON_NAME"},
        ),
        (case("Zzoe said zzoe", ("Zzoe", "Anna")), {"leak:PERSON_NAME"}),
        (case("hello Zzoe", ("Zzoe", "Zzara")), set()),
        (case("ask a@b.org", ("a@b.org", "c@d.org")), set()),
        (case("hello Zzoe, you", ("Zzoe", "Anna"), ("hello", "Zzulu")), set()),
        (case("h" * 41 + " Zzoe, you", ("Zzoe", "Anna"), ("h" * 41, "Zzulu" * 8)), {"edit_share"}),
        (case("hello Zzoe " + "x " * 40, ("Zzoe", "Anna" * 60)), {"length_ratio"}),
        (case('{"name": "Zzoe"}', ("Zzoe", "Anna")), set()),
        (case('{"name": "Zzoe"}', ("Zzoe", 'An"na')), {"not_json"}),
        (case("x = 'Zzoe'", ("Zzoe", "Anna"), name="a.py"), set()),
        (case("x = 'Zzoe'", ("Zzoe", "An'na"), name="a.py"), {"not_python"}),
        (case("x = 'Zzoe", ("Zzoe", "An'na"), name="a.py"), set()),
    ],
)  # fmt: skip
def test_verdicts(judged: Case, expected: set[str]) -> None:
    assert reasons(JUDGE.judge([judged])[0]) == expected


@pytest.mark.parametrize(
    "edits", [((5, 3),), ((0, 4), (2, 6)), ((0, 99),), ((-3, 2),), ((6, 8), (0, 2))]
)
def test_malformed_edits_are_refused_whatever_they_make(edits: Sequence[tuple[int, int]]) -> None:
    made = tuple(Edit(start, end, "X", "y") for start, end in edits)
    verdict = JUDGE.judge([Case(("hello Zzoe",), ((),), (made,))])[0]
    assert reasons(verdict) == {"malformed_edits"}


def test_a_finding_that_surrogates_side_by_side_cover_is_none() -> None:
    text = "ab cd"
    edits = (Edit(0, 2, "X", "Zz"), Edit(2, 3, "X", "a"), Edit(3, 5, "X", "bc"))
    found = (Finding(0, 0, 5, "PERSON_NAME", 1.0, "t"),)
    wide = Edit(0, 5, "PERSON_NAME", "Zzabc")
    assert not JUDGE.judge([Case((text,), ((),), (edits,))])[0].objections[:0]
    assert JUDGE.judge([Case((text,), (found,), ((wide,),))])[0].accepted


def test_a_value_may_stand_where_it_is_another_ones_surrogate() -> None:
    text = "Zzoe met Zzara"
    swapped = case(text, ("Zzoe", "Zzara"), ("Zzara", "Zzoe"))
    assert JUDGE.judge([swapped])[0].accepted


def test_verdicts_come_in_order_and_alone() -> None:
    cases = [case("hello Zzoe"), case("nothing"), case("hi Zzoe", ("Zzoe", "Anna"))]
    assert [v.accepted for v in JUDGE.judge(cases)] == [JUDGE.judge([c])[0].accepted for c in cases]


@pytest.mark.parametrize(
    ("policy", "left"),
    [
        (POLICY, 2),
        (POLICY.model_copy(update={"min_score": 0.95}), 0),
        (POLICY.model_copy(update={"categories": ("EMAIL_ADDRESS",)}), 1),
        (POLICY.model_copy(update={"keep_categories": ("EMAIL_ADDRESS",)}), 1),
    ],
)
def test_the_policy_decides_what_has_to_go(policy: Policy, left: int) -> None:
    found = Judge(policy, (Names(),)).screen(["Zzoe has a@b.org"])
    assert len(found[0]) == left


def test_overlapping_findings_of_two_checks_become_one() -> None:
    @dataclass(frozen=True)
    class Wide(Names):
        name: str = "wide"

        def find(self, texts: Sequence[str]) -> list[Finding]:
            return [Finding(n, 0, len(t), "ALL", 0.6, "wide") for n, t in enumerate(texts) if t]

    found = Judge(POLICY, (Names(), Wide())).screen(["Zzoe", "", "x Zzoe Zzara"])
    assert [[f.category for f in own] for own in found] == [["PERSON_NAME"], [], ["ALL"]]


def test_no_text_is_in_a_repr() -> None:
    judged = case("hello Zzoe", ("Zzoe", "Anna"))
    assert "Zzoe" not in repr(judged) + repr(JUDGE.judge([judged]))
    assert "Anna" not in repr(judged)
