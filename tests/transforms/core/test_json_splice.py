"""Strings spliced and members dropped in JSON lines."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.core.errors import SampleError
from transforms.core.fields import FieldOptions
from transforms.core.json_places import root
from transforms.core.json_splice import edit, encode, swap
from transforms.core.records import Sample


def spliced(line: str, texts: list[str] | None, *text: str, drop: tuple[str, ...] = ()) -> str:
    return edit(line, root(FieldOptions(text=text or ("text",), drop=drop)), texts)


@pytest.mark.parametrize(
    ("line", "path", "new", "expected"),
    [
        ('{"text": "a"}', "text", ["b"], '{"text": "b"}'),
        ('{"text": "a"}\r\n', "text", ["b"], '{"text": "b"}\r\n'),
        (' { "n" : 1e400 , "text"\t:"a" , "z":NaN } ', "text", ["b"],
         ' { "n" : 1e400 , "text"\t:"b" , "z":NaN } '),
        ('{"text":""}', "text", ["b"], '{"text":"b"}'),
        ('{"text":"a"}', "text", [""], '{"text":""}'),
        ('{"text":"a\\"}{"}', "text", ['"\\'], '{"text":"\\"\\\\"}'),
        ('{"te\\u0078t":"a"}', "text", ["b"], '{"te\\u0078t":"b"}'),
        ('{"x":{"text":"no"},"text":"a"}', "text", ["b"], '{"x":{"text":"no"},"text":"b"}'),
        ('{"text":{"text":"a"}}', "text.text", ["b"], '{"text":{"text":"b"}}'),
        ('{"text":null,"a":[1,{}]}', "text", [], '{"text":null,"a":[1,{}]}'),
        ('{"m":[{"c":"a","r":1},{"c":null},{},{"r":2,"c":"b"}]}', "m[].c", ["x", "y"],
         '{"m":[{"c":"x","r":1},{"c":null},{},{"r":2,"c":"y"}]}'),
        ('{"t":["a","b",["c"]]}', "t[]", ["x", "y"], '{"t":["x","y",["c"]]}'),
        ('{"t":[ ]}', "t[]", [], '{"t":[ ]}'),
        ('{"t":{"k":"a","l":"b"}}', "t{}", ["x", "y"], '{"t":{"k":"x","l":"y"}}'),
        ('{"a.b":"a"}', "a\\.b", ["x"], '{"a.b":"x"}'),
        ('{"[]":"a","t":["b"]}', "t[]", ["x"], '{"[]":"a","t":["x"]}'),
    ],
)  # fmt: skip
def test_only_the_string_changes(line: str, path: str, new: list[str], expected: str) -> None:
    assert spliced(line, new, path) == expected


@pytest.mark.parametrize(
    ("line", "drop", "expected"),
    [
        ('{"a":1, "text":"t"}', ("a",), '{"text":"t"}'),
        ('{"text":"t", "a":1}', ("a",), '{"text":"t"}'),
        ('{ "text":"t" ,\t"a":{"x":[1,2]} }', ("a",), '{ "text":"t" }'),
        ('{"b":0, "a":1, "text":"t"}', ("a",), '{"b":0, "text":"t"}'),
        ('{"a":1, "text":"t", "b":0}', ("a", "b"), '{"text":"t"}'),
        ('{"text":"t", "a":1, "b":0}', ("a", "b"), '{"text":"t"}'),
        ('{"a":1, "b":0, "text":"t"}', ("b", "a"), '{"text":"t"}'),
        ('{"text":"t", "x":{"a":1}}', ("x.a",), '{"text":"t", "x":{}}'),
        ('{"text":"t", "x":{ "a":1 , "b":"," }}', ("x.a", "x.b"), '{"text":"t", "x":{  }}'),
        ('{"text":"t", "m":[{"a":1,"b":2},{"b":3},{"c":1,"a":"}"}]}', ("m[].a",),
         '{"text":"t", "m":[{"b":2},{"b":3},{"c":1}]}'),
        ('{"text":"t", "m":[1, 2]}', ("m[]",), '{"text":"t", "m":[]}'),
        ('{"text":"t", "m":{"k":{"a":1},"l":{"a":1}}}', ("m{}.a",),
         '{"text":"t", "m":{"k":{},"l":{}}}'),
        ('{"text":"t", "other":1}', ("a",), '{"text":"t", "other":1}'),
        ('{"text":"t", "a":[[[[[1]]]]]}', ("a[].b",), '{"text":"t", "a":[[[[[1]]]]]}'),
    ],
)  # fmt: skip
def test_a_dropped_member_goes_with_one_comma(
    line: str, drop: tuple[str, ...], expected: str
) -> None:
    assert spliced(line, None, drop=drop) == expected
    changed = spliced(line, ["new"], drop=drop)
    assert json.loads(changed)["text"] == "new"
    assert changed == expected.replace('"t"', '"new"')


@pytest.mark.parametrize(
    ("before", "new", "expected"),
    [
        ('"a\\u00e9"', "é", '"\\u00e9"'),
        ('"a\\u00e9"', "\U0001f600", '"\\ud83d\\ude00"'),
        ('"aé"', "é", '"é"'),
        ('"aé\\u00e9"', "é", '"é"'),
        ('"a"', "é", '"é"'),
        ('"a\\n"', "é\n", '"é\\n"'),
        ('"a"', "\x00\x1f\x7f", '"\\u0000\\u001f\x7f"'),
        ('"a"', "\ud800", '"\\ud800"'),
    ],
)
def test_a_string_is_written_in_the_manner_of_the_one_before(
    before: str, new: str, expected: str
) -> None:
    assert encode(new, before) == expected
    encode(new, before).encode()


def test_a_text_that_is_as_before_keeps_its_escapes() -> None:
    assert spliced('{"text":"\\/a\\u0041"}', ["/aA"]) == '{"text":"\\/a\\u0041"}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ('{"text"', "not_json"),
        ('{"text":', "not_json"),
        ('{"text":"a', "not_json"),
        ('{"text":"a"', "not_json"),
        ('{"text":"a",', "not_json"),
        ('{"text":"a"]', "not_json"),
        ('{"text" "a"}', "not_json"),
        ("{1:2}", "not_json"),
        ('{"a\\u0062"1}', "not_json"),
        ('{"text":["a"}', "not_json"),
        ('{"a":' + "[" * 100_000, "too_deep"),
        ('{"x":1}', "text_count"),
        ('{"text":"a","text":"b"}', "text_count"),
    ],
)
def test_a_line_that_is_not_what_it_was_taken_for_is_refused_without_its_text(
    line: str, reason: str
) -> None:
    with pytest.raises(SampleError) as caught:
        spliced(line, ["x"])
    assert caught.value.reason == reason
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


NAMES = st.text(max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "a", "[]"]) | NAMES, inner, max_size=3)
    ),
    max_leaves=12,
)  # fmt: skip
OBJECTS = st.dictionaries(st.sampled_from(["text", "m", "a", "drop me"]), VALUES, max_size=4)


@settings(max_examples=300, deadline=None)
@given(row=OBJECTS, new=st.text(max_size=6), ascii_only=st.booleans(), spaced=st.booleans())
def test_splicing_then_loading_is_changing_the_object(
    row: dict[str, object], new: str, ascii_only: bool, spaced: bool
) -> None:
    indent, separators = (3, (" ,", " : ")) if spaced else (None, (",", ":"))
    line = json.dumps(row, ensure_ascii=ascii_only, indent=indent, separators=separators)
    texts: list[str] = []
    wanted: dict[str, object] = {}
    for name, value in row.items():
        if name == "drop me":
            continue
        wanted[name] = value
        if name == "text" and isinstance(value, str):
            wanted[name] = new
            texts.append(new)
        if name == "m" and isinstance(value, list):
            parts = [new if isinstance(part, str) else part for part in value]
            texts += [new for part in value if isinstance(part, str)]
            wanted[name] = parts
    after = spliced(line, texts, "text", "m[]", drop=("drop\\ me",))
    assert json.loads(after) == wanted
    assert list(json.loads(after)) == list(wanted)


@settings(max_examples=200, deadline=None)
@given(line=st.text(alphabet='{}[]":,\\u0 \nat1e.-"', max_size=30))
def test_no_line_gets_past_with_another_error(line: str) -> None:
    with contextlib.suppress(SampleError):
        spliced(line, ["x"], "a", "t[]", drop=("e",))


STRINGS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["text", "Write", ", ", "w, w", ": 1, ", '", "', "a@b.org", "NaN", "w\\", "é@"]
    ),
)


@given(
    st.lists(STRINGS, min_size=1, max_size=4),
    st.dictionaries(STRINGS, STRINGS, max_size=3),
    st.booleans(),
    st.data(),
)
def test_swapping_strings_gives_what_walking_gives(
    texts: list[str], others: dict[str, str], escaped: bool, data: st.DataObject
) -> None:
    row = {"other": others, "parts": texts, "n": [1, None, True]}
    line = json.dumps(row, ensure_ascii=escaped)
    new = [data.draw(st.one_of(st.just(old), STRINGS)) for old in texts]
    place = root(FieldOptions(text=("parts[]",)))
    untouched = tuple(("x", string) for pair in others.items() for string in pair)
    sample = Sample(0, tuple(texts), untouched)
    try:
        line.encode()
    except UnicodeEncodeError:
        return  # a lone surrogate is no sample
    swapped = swap(line, sample, new)
    assert swapped is None or swapped == edit(line, place, new)
