"""Disguised values are found where they are written, and read as what they are."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.checks.pattern_samples import Draw, sample
from tests.transforms.checks.rows import CHECK, marked, plain
from transforms.checks.pii.views import DISGUISES, swaps
from transforms.core.disguises.disguise import disguised
from transforms.core.disguises.disguise import plain as reading
from transforms.core.disguises.rules import Swap
from transforms.core.disguises.view import View, apart
from transforms.core.normal_forms import normal_form
from transforms.core.surrogates.engine import SurrogateEngine

CODED = base64.b64encode(b"contact mira@kelora.net now").decode()
TOKEN = base64.b64encode(("ghp_" + "k3Tz91pQ" * 4 + "aB7d").encode()).decode()
HITS = [
    "«mira [at] kelora [dot] net»",
    "write to «mira (at) kelora.net», please",
    "«Mira.V AT kelora DOT net»",
    "«mira dot velmo at kelora dot net»",
    "«mira@kelora (dot) net»",
    "to=«mira%40kelora.net»&x=1",
    'href="mailto:«mira&#64;kelora.net»"',
    "«mira&#x40;kelora&#46;net»",
    f"cfg: {{blob: '«{CODED}»'}}",
    f"token «{TOKEN}»",
    "«mirа@kelorа.net»",
    "«m\u200bira@kel\u200dora.net»",
    "my ssn is «6 8 5 5 4 6 1 3 7»",
    "ssn «6 8 5 - 5 4 - 6 1 3 7» ok",
    "ssn: «６８５-５４-６１３７»",
    "ssn «685\u200b-54\u200b-6137»",
    "call «+４１ ４４ ６６８ １８ ０１»",
    "телефон «٢١٢-٥٥٥-٧١٨٣»",
]
MISSES = [
    "look at kelora.net or at kelora.net",
    "meet me at noon. The dot is red",
    "mira [at] home, dot",
    "they are at work dot",
    "mira (at) example (dot) com",
    "a%20b%2Fc and 100%40 of it",
    "&amp; &#64; &lt;",
    "aGVsbG8gd29ybGQsIGhvdyBhcmUgeW91",
    "IDENTIFIERSTHATLOOKLIKEBASE64AAA",
    "4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a",
    "строка mira и kelora",
    "да, это κείμενο",
    "row 1 2 3 4 5 6 7 8 9",
    "1 2 3 4 5 6",
    "全角 ＡＢＣ １２３ です",
    "zero\u200bwidth words\u200b only",
    "٢١٢ و ٥٥٥",
    "x = [1,2,3,4,5,6,7]",
]


@pytest.mark.parametrize("row", HITS)
def test_a_disguised_value_is_found_where_it_is_written(row: str) -> None:
    assert marked(row) == row
    assert marked(f"before\n{row}\nbehind") == f"before\n{row}\nbehind"


@pytest.mark.parametrize("row", MISSES)
def test_what_reads_as_nobodys_stays(row: str) -> None:
    assert marked(row) == row


def test_the_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)


WRITTEN = [
    ("mira [at] kelora [dot] net", "tuhe@pevibel.example", "tuhe [at] pevibel [dot] example"),
    ("mira at kelora dot net", "tuhe@pevibel.example", "tuhe at pevibel dot example"),
    ("mira@kelora (dot) net", "tuhe@pevibel.example", "tuhe@pevibel (dot) example"),
    ("mira%40kelora.net", "tuhe@pevibel.example", "tuhe%40pevibel.example"),
    ("%6D%69%72%61%40kelora.net", "tuhe@p.example", "%74%75%68%65%40%70.%65%78%61%6D%70%6C%65"),
    ("mira&#64;kelora.net", "tuhe@pevibel.example", "tuhe&#64;pevibel.example"),
    ("mirа@kelora.net", "tahe@pevibel.example", "tаhe@pevibel.exаmple"),
    ("４１１１ ２２", "9876 54", "９８７６ ５４"),
    ("٠١٢٣٤٥٦٧", "98765432", "٩٨٧٦٥٤٣٢"),
    ("4 1 1 1 2 2 2 2 9", "123456789", "1 2 3 4 5 6 7 8 9"),
    ("6 8 5 - 5 4 - 6 1 3 7", "900-12-3456", "9 0 0 - 1 2 - 3 4 5 6"),
    ("mira@kelora.net", "tuhe@pevibel.example", "tuhe@pevibel.example"),
    ("mira [at] kelora [dot] net", "no address", "no address"),
]


@pytest.mark.parametrize(("value", "other", "made"), WRITTEN)
def test_another_value_is_written_in_the_same_disguise(value: str, other: str, made: str) -> None:
    assert disguised(value, other) == made
    assert reading(made) == other


VALUES = st.sampled_from([row[0] for row in WRITTEN] + [CODED, "４４", "a\u200bb@c.de"])


def test_what_hints_at_a_disguise_is_in_everything_that_a_rule_matches() -> None:
    draw = Draw(7)
    for form in DISGUISES.forms:
        for _ in range(200):
            made = sample(form, draw)
            swapped = list(swaps(form, form.regex.finditer(made)))
            assert (
                not swapped
                or reading(made) != made
                or View(made, apart(swapped), 0, len(made)).text == made
            )


@given(VALUES, st.text("ab1 .@-", max_size=20) | st.text(max_size=20))
def test_what_a_disguised_value_reads_as_is_what_was_given(value: str, other: str) -> None:
    made = disguised(value, other)
    assert made == other or reading(made) == other


@given(st.text("ab%40 é", max_size=30), st.data())
def test_spans_of_a_view_come_from_what_is_written_there(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    swaps = [Swap(a, b, "xyz"[: data.draw(st.integers(0, 3))]) for a, b in pairs]
    view = View(text, apart(swaps), 0, len(text))
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    low, high, swapped = view.back(start, end)
    assert 0 <= low <= high <= len(text)
    if not swapped:
        assert text[low:high] == view.text[start:end]


@pytest.mark.parametrize("row", [row for row in HITS if "ghp" not in row])
def test_a_surrogate_keeps_the_disguise_and_is_that_of_the_plain_value(row: str) -> None:
    text = plain(row)
    (found,) = CHECK.find([text])
    value = text[found.start : found.end]
    scope = SurrogateEngine(b"key").scope()
    made = scope.surrogate(found.category, value)
    assert normal_form(found.category, made) != normal_form(found.category, value)
    assert scope.surrogate(found.category, reading(value)) == reading(made)
    again = text.replace(value, made)
    assert all(again[f.start : f.end] == made for f in CHECK.find([again]))


def test_a_disguised_and_a_plain_value_are_one_entity() -> None:
    assert normal_form("EMAIL_ADDRESS", "Mira [at] kelora (dot) net") == "mira@kelora.net"
    assert normal_form("US_SSN", "６８５-54-6137") == "685546137"
    assert normal_form("PASSWORD", "a%40b") == "a%40b"
