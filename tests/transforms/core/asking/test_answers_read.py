"""Locating, parsing, choosing: what an answer says, believed only as far as it can be checked."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.asking.choosing import choose
from transforms.core.asking.items import Item, Mask, Proposal, Proposed
from transforms.core.asking.locating import Rules, locate, occurrences, without_overlaps
from transforms.core.asking.parsing import parse
from transforms.core.asking.schema import EditAnswer
from transforms.core.edits import apply
from transforms.core.policy import Policy
from transforms.core.records import Finding
from transforms.core.surrogates.engine import SurrogateEngine

RULES = Rules(
    Policy(name="p", version=1, keep=("Ada Lovelace",), longest_edit=40),
    frozenset({"PERSON_NAME", "EMAIL_ADDRESS"}),
)
ENGINE = SurrogateEngine(b"a key for tests only, 32 characters")


def item(sent: str, number: int = 0, *, mode: str = "edits", masks: tuple[Mask, ...] = ()) -> Item:
    return Item(number, 0, 0, len(sent), sent, masks, f"s{number}", mode)  # type: ignore[arg-type]


def edit(find: str, category: str = "PERSON_NAME", replace: str = "x") -> EditAnswer:
    return EditAnswer(find=find, replace=replace, category=category)


def edits_answer(*samples: tuple[str, list[tuple[str, str]]]) -> str:
    made = [
        {"id": id, "edits": [{"find": f, "replace": "x", "category": c} for f, c in edits]}
        for id, edits in samples
    ]
    return json.dumps({"samples": made})


@given(st.text(min_size=1, max_size=60), st.data())
def test_every_occurrence_stands_for_itself_and_none_overlap(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spans = occurrences(text, text[start:end])
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    if any(text[low:high] == text[start:end] for low, high in spans):
        assert all(text[low:high] == text[start:end] for low, high in spans)


@pytest.mark.parametrize(
    ("text", "find", "wanted"),
    [
        ("Ann met Ann.", "Ann", ["Ann", "Ann"]),
        ("Annie and Joann", "Ann", []),
        ("by ANN LEE", "Ann Lee", ["ANN LEE"]),
        ("Ann\n   Lee came", "Ann Lee", ["Ann\n   Lee"]),
        ("O\u2019Hara came", "O'Hara", ["O\u2019Hara"]),
        ("call 555-0100", "555\u20100100", []),
        ("x", "", []),
    ],
)  # fmt: skip
def test_a_value_is_found_at_the_edges_of_words(text: str, find: str, wanted: list[str]) -> None:
    found = occurrences(text, find) if find else []
    assert [text[start:end] for start, end in found] == wanted


@pytest.mark.parametrize(
    ("given_edit", "reason"),
    [
        (edit("A"), "too_short"),
        (edit("..."), "too_short"),
        (edit("Ann Lee", "SHOE_SIZE"), "category"),
        (edit("Ada Lovelace"), "kept"),
        (edit("a" * 41), "too_long"),
        (edit("Nobody"), "not_found"),
    ],
)
def test_an_edit_that_must_not_count_is_counted_by_its_reason(
    given_edit: EditAnswer, reason: str
) -> None:
    sent = item("Ann Lee met Ada Lovelace, A, ... " + "a" * 41)
    assert locate(sent, [given_edit], RULES) == ((), {reason: 1})


MASKED = item("Ask Eve Smith", masks=(Mask(4, 7, 4, 9, "PERSON_NAME", "Eve"),))


@pytest.mark.parametrize("find", ["Eve", "eve", "Eve "])
def test_what_was_put_in_is_not_found_again(find: str) -> None:
    assert locate(MASKED, [edit(find)], RULES) == ((), {"over_mask": 1})


def test_a_value_that_holds_what_was_put_in_is_one_value_of_the_sample() -> None:
    (proposal,), ignored = locate(MASKED, [edit("Eve Smith")], RULES)
    assert (proposal.start, proposal.end, dict(ignored)) == (4, 13, {})
    text = "Ask Petra Smith"
    finding = Finding(0, 4, 9, "PERSON_NAME", 1.0, "names")
    pairs = [(MASKED, Proposed((proposal,)))]
    (masked,) = choose([text], [[finding]], pairs, ENGINE.scope())
    whole = [(item(text), Proposed((Proposal(4, 15, "PERSON_NAME"),)))]
    (plain,) = choose([text], [[finding]], whole, ENGINE.scope())
    assert masked == plain
    assert [(e.start, e.end) for e in masked] == [(4, 15)]


def test_a_models_own_words_stand_nowhere_over_a_mask() -> None:
    free = Rules(RULES.policy.model_copy(update={"free_categories": ("PERSON_NAME",)}),
                 RULES.categories)  # fmt: skip
    assert locate(MASKED, [edit("Eve Smith")], free) == ((), {"over_mask": 1})
    (proposal,), _ = locate(MASKED, [edit("Smith")], free)
    assert proposal == Proposal(8, 13, "PERSON_NAME", "x")


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(1, 9)).map(
            lambda s: Proposal(s[0], s[0] + s[1], "PERSON_NAME")
        ),
        max_size=12,
    )
)
def test_of_two_that_overlap_the_longer_stays(proposals: list[Proposal]) -> None:
    kept = without_overlaps(proposals)
    assert all(before.end <= after.start for before, after in pairwise(kept))
    assert set(kept) <= set(proposals)
    assert bool(kept) == bool(proposals)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("no JSON at all", "not_json"),
        ('{"samples": [{"id": "s0", "edits": "none"}]}', "wrong_schema"),
        ('{"samples": [{"id": "s0", "id": "s0", "edits": []}]}', "not_json"),
        (edits_answer(("s0", [])), "missing_id"),
        (edits_answer(("s0", []), ("s0", []), ("s1", [])), "doubled_id"),
        (edits_answer(("s0", []), ("s1", []), ("s2", [])), "foreign_id"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("[" * 60_000, "not_json"),
        (" " * 100_000, "too_large"),
        ("", "not_json"),
    ],
)
def test_an_answer_that_is_none_is_named(text: str, wrong: str) -> None:
    assert parse(text, [item("Ann Lee", 0), item("Eve Day", 1)], "m@1", RULES) == wrong


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    found = parse(text, [item("Ann Lee")], "m@1", RULES)
    assert isinstance(found, str) or set(found) == {"s0"}


@given(st.permutations(range(4)))
def test_answers_belong_to_their_ids_in_any_order(order: list[int]) -> None:
    names = ["Ann Lee", "Eve Day", "Bob Orr", "Kim Fox"]
    items = [item(f"Ask {name}.", number) for number, name in enumerate(names)]
    samples = [(f"s{n}", [(names[n], "PERSON_NAME")]) for n in order]
    found = parse(edits_answer(*samples), items, "m@1", RULES)
    assert isinstance(found, dict)
    for number in range(4):
        assert found[f"s{number}"] == Proposed((Proposal(4, 11, "PERSON_NAME"),), "m@1")


def test_a_fence_and_a_byte_order_mark_are_looked_through() -> None:
    right = edits_answer(("s0", [("Ann Lee", "PERSON_NAME")]))
    plain = parse(right, [item("Ann Lee")], "m", RULES)
    assert parse(f"```json\n{right}\n```", [item("Ann Lee")], "m", RULES) == plain
    assert parse(f"\ufeff{right}", [item("Ann Lee")], "m", RULES) == plain


def test_a_rewrite_that_loses_a_mask_is_no_answer_where_its_words_count() -> None:
    masked = Mask(4, 7, 4, 9, "PERSON_NAME", "Eve")
    sent = item("Ask Eve today", mode="rewrite", masks=(masked,))
    lost = json.dumps({"samples": [{"id": "s0", "text": "Ask her today"}]})
    kept = json.dumps({"samples": [{"id": "s0", "text": "Ask Eve today"}]})
    words = Rules(RULES.policy.model_copy(update={"free_categories": ("TOXIC",)}), RULES.categories)
    assert parse(lost, [sent], "m", words) == "mask_lost"
    assert parse(lost, [sent], "m", RULES) == {"s0": Proposed((), "m")}
    assert parse(kept, [sent], "m", RULES) == {"s0": Proposed((), "m")}


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 12)).map(
            lambda s: Proposal(s[0], s[0] + s[1], "PERSON_NAME", "own words")
        ),
        max_size=6,
    ),
    st.booleans(),
)
def test_chosen_edits_are_ordered_apart_and_leave_nothing_proposed(
    proposals: list[Proposal], free: bool
) -> None:
    text = "Mira Solberg wrote to Jonas Weidner and to Petra Lindqvist."
    kept = without_overlaps(p for p in proposals if p.end <= len(text))
    scope = ENGINE.scope()
    (edits,) = choose(
        [text], [[]], [(item(text), Proposed(tuple(kept)))], scope,
        ("PERSON_NAME",) if free else (),
    )  # fmt: skip
    assert all(before.end <= after.start for before, after in pairwise(edits))
    apply(text, edits)
    for proposal in kept:
        assert any(e.start <= proposal.start and proposal.end <= e.end for e in edits)
    if free:
        assert all(e.value == "own words" for e in edits)


def test_a_proposal_grows_to_the_finding_that_it_meets_and_its_value_goes_everywhere() -> None:
    texts = ["Ask Mira Solberg.", "Mira Solberg is away."]
    finding = Finding(0, 4, 16, "PERSON_NAME", 1.0, "names")
    proposed = Proposed((Proposal(4, 8, "PERSON_NAME"),))
    scope = ENGINE.scope()
    first, second = choose(texts, [[finding], []], [(item(texts[0]), proposed)], scope)
    assert [(e.start, e.end) for e in first] == [(4, 16)]
    assert [(e.start, e.end) for e in second] == [(0, 12)]
    assert first[0].value == second[0].value
