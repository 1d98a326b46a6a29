"""Field paths: what they name, what is malformed, what of them is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.core.errors import OptionsError
from transforms.core.fields import FieldOptions, column, parse


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("text", ("text",)),
        ("meta.author", ("meta", "author")),
        ("messages[].content", ("messages", "[]", "content")),
        ("a[][]", ("a", "[]", "[]")),
        ("labels{}", ("labels", "{}")),
        ("labels{}.text", ("labels", "{}", "text")),
        (r"a\.b", ("a.b",)),
        (r"a\[\]", ("a[]",)),
        (r"a\\b", ("a\\b",)),
        ("with space", ("with space",)),
        ("zoë.ß", ("zoë", "ß")),
    ],
)
def test_a_path_is_its_steps(path: str, steps: tuple[str, ...]) -> None:
    assert parse(path) == steps


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".a",
        "a.",
        "a..b",
        "[]",
        "{}.a",
        "a[0]",
        "a[",
        "a]",
        "a{x}",
        "a[]b",
        "a{}b",
        "a\\",
        "a.[]",
    ],
)
def test_a_malformed_path_is_refused(path: str) -> None:
    with pytest.raises(OptionsError, match="field path"):
        parse(path)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def escaped(name: str) -> str:
    return re.sub(r"([.\[\]{}\\])", r"\\\1", name)


@given(st.lists(NAMES, min_size=1, max_size=5), st.sampled_from(["", "[]", "{}"]))
@settings(deadline=None)
def test_any_name_can_be_written(steps: list[str], last: str) -> None:
    names = [name for name in steps if name not in {"[]", "{}"}] or ["a"]
    path = ".".join(map(escaped, names)) + last
    assert parse(path) == (*names, *([last] if last else []))


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        (("text",), "text"),
        (("messages", "[]", "content"), "messages[].content"),
        (("labels", "{}"), "labels{}"),
        (("meta", "someone@example.com", "[]"), "meta.*[]"),
        (("with space",), "*"),
        (("x" * 64,), "x" * 64),
        (("x" * 65,), "*"),
        (("text\n",), "*"),
    ],
)
def test_a_column_shows_no_step_that_may_be_private(steps: tuple[str, ...], shown: str) -> None:
    assert column(steps) == shown


def test_options_are_parsed_once() -> None:
    options = FieldOptions(text=("a", "b[].c"), drop=("d",), id="e.f")
    assert options.text_steps == (("a",), ("b", "[]", "c"))
    assert (options.drop_steps, options.id_steps) == ((("d",),), ("e", "f"))
    assert FieldOptions().id_steps == ()
