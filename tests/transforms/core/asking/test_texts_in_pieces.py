"""Splitting, masking, aligning, packing: what is taken apart gives the whole again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core.asking.alignment import MOST_TOKENS, align
from transforms.core.asking.items import Item, Proposal, Span
from transforms.core.asking.masking import mask, outside_masks, to_sample, to_sent
from transforms.core.asking.packing import Sized, pack
from transforms.core.asking.splitting import halve, split
from transforms.core.edits import Place

TEXTS = st.text(
    alphabet=st.sampled_from("ab \n\t.;}def(){}'\u3042\U0001f600-1"), max_size=300
) | st.text(max_size=200)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text, and spans in it that do not overlap."""
    text = draw(TEXTS)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    return text, [(a, b) for a, b in list(pairwise(ends))[::2] if a < b]


@given(texts_with_spans(), st.integers(1, 60), st.sampled_from(["", "main.py"]))
def test_chunks_joined_are_the_text_and_no_finding_is_cut(
    given_text: tuple[str, list[Span]], limit: int, code: str
) -> None:
    text, taken = given_text
    chunks = split(text, taken, limit, code=code)
    assert "".join(text[start:end] for start, end in chunks) == text
    assert all(before[1] == after[0] for before, after in pairwise(chunks))
    for start, end in taken:
        assert any(low <= start and end <= high for low, high in chunks)


@given(TEXTS, st.integers(1, 60))
def test_a_chunk_without_findings_keeps_to_its_limit(text: str, limit: int) -> None:
    assert all(end - start <= limit * 4 for start, end in split(text, [], limit))


@given(texts_with_spans())
def test_halves_joined_are_the_chunk(given_text: tuple[str, list[Span]]) -> None:
    text, taken = given_text
    if len(text) < 4:
        return
    span = (1, len(text) - 1)
    inside = [(a, b) for a, b in taken if span[0] <= a and b <= span[1]]
    halves = halve(text, span, inside)
    assert halves[0][0] == span[0]
    assert halves[-1][1] == span[1]
    assert all(before[1] == after[0] for before, after in pairwise(halves))
    if not inside:
        assert len(halves) > 1


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("First part.\n\nSecond part.", "", ["First part.\n\n", "Second part."]),
        ("def a():\n    pass\n\n\ndef b():\n    pass\n", "m.py",
         ["def a():\n    pass\n\n\n", "def b():\n    pass\n"]),
        ("One sentence here. Another one.", "", ["One sentence here. ", "Another one."]),
    ],
)  # fmt: skip
def test_a_cut_is_made_at_the_best_boundary_in_reach(
    text: str, code: str, wanted: list[str]
) -> None:
    longest = max(map(len, wanted))
    limit = -(-longest // (3 if code else 4))
    assert [text[start:end] for start, end in split(text, [], limit, code=code)] == wanted


@given(texts_with_spans(), st.data())
def test_masks_map_back_to_the_text(
    given_text: tuple[str, list[Span]], data: st.DataObject
) -> None:
    text, taken = given_text
    places: list[Place] = [(start, end, "PERSON_NAME") for start, end in taken]
    sent, masks = mask(text, 0, len(text), places, lambda category, value: f"<{len(value)}>")
    item = Item(0, 0, 0, len(text), sent, masks)
    for found in masks:
        assert sent[found.sent_start : found.sent_end] == found.value
    back = sent
    for found in reversed(masks):
        back = back[: found.sent_start] + text[found.start : found.end] + back[found.sent_end :]
    assert back == text
    if sent:
        start = data.draw(st.integers(0, len(sent) - 1))
        end = data.draw(st.integers(start + 1, len(sent)))
        for low, high in outside_masks(item, start, end):
            first, last = to_sample(item, low, high)
            assert text[first:last] == sent[low:high]
            assert to_sent(item, first) == low
        first, last = to_sample(item, start, end)
        touched = [m for m in masks if m.sent_start < end and start < m.sent_end]
        assert all(first <= m.start and m.end <= last for m in touched)
        assert not [m for m in masks if m not in touched and m.start < last and first < m.end]
        assert all(to_sent(item, m.start) == m.sent_start for m in masks)


@given(st.text(max_size=80), st.text(max_size=80))
def test_an_alignment_applied_gives_the_rewritten_text(sent: str, rewritten: str) -> None:
    changes = align(sent, rewritten)
    assert all(change.start < change.end for change in changes)
    assert all(before.end <= after.start for before, after in pairwise(changes))
    if sent:
        assert _applied(sent, changes) == rewritten


@given(st.integers(0, 30), st.integers(0, 30))
def test_long_texts_are_aligned_from_their_ends(at: int, size: int) -> None:
    sent = "word " * MOST_TOKENS
    rewritten = sent[: at * 100] + "other" + sent[at * 100 + size :]
    assert _applied(sent, align(sent, rewritten)) == rewritten


def _applied(text: str, changes: list[Proposal]) -> str:
    for change in reversed(changes):
        text = text[: change.start] + change.replace + text[change.end :]
    return text


SIZED = st.builds(Sized, st.integers(0, 50), st.tuples(st.sampled_from("ab")), st.booleans())


@given(st.lists(SIZED, max_size=40), st.integers(1, 8), st.integers(1, 120))
def test_packs_hold_each_sample_once_and_keep_their_limits(
    samples: list[Sized], most: int, tokens: int
) -> None:
    packs = pack(samples, most=most, tokens=tokens)
    assert sorted(number for group in packs for number in group) == list(range(len(samples)))
    for group in packs:
        assert len(group) <= most
        assert len(group) == 1 or sum(samples[number].tokens for number in group) <= tokens
        assert len({samples[number].sort for number in group}) == 1
        assert len(group) == 1 or not any(samples[number].alone for number in group)
        assert group == sorted(group)


@given(st.lists(SIZED, max_size=30))
def test_packs_are_the_same_every_time(samples: list[Sized]) -> None:
    assert pack(samples, most=4, tokens=60) == pack(tuple(samples), most=4, tokens=60)
