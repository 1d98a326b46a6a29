"""String leaves of Arrow arrays: found, read and put back in every nesting, sliced or not."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.core import arrow_leaves

PEOPLE = [
    {"a": "x", "b": [{"c": "1", "d": 2}]},
    None,
    {"a": None, "b": None},
    {"a": "", "b": []},
    {"a": "y", "b": [None, {"c": "p", "d": None}]},
]
ARRAYS = {
    "string": pa.array(["a", "", None, "é", "z"]),
    "large": pa.array(["a", "", None, "é", "z"], pa.large_string()),
    "view": pa.array(["a", "", None, "é", "z" * 40], pa.string_view()),
    "dictionary": pa.array(["a", "b", None, "a", "q"]).dictionary_encode(),
    "list": pa.array([["a"], None, [], ["b"], ["c", None]], pa.list_(pa.string())),
    "large_list": pa.array([["a"], None, [], ["b"], ["c"]], pa.large_list(pa.large_string())),
    "fixed": pa.array([["a", "b"], None, ["c", None], ["d", "e"], ["f", "g"]],
                      pa.list_(pa.string(), 2)),
    "map": pa.array([[("k", "v")], None, [], [("a", None)], [("x", "y"), ("x", "w")]],
                    pa.map_(pa.string(), pa.string())),
    "struct": pa.array(PEOPLE),
    "json": pa.array(["{}", None, "1", "2", "3"], pa.json_()),
    "null": pa.nulls(5),
    "binary": pa.array([b"\xff", None, b"", b"a", b"b"]),
    "required": pa.StructArray.from_arrays(
        [pa.array(list("abcde"))],
        fields=[pa.field("n", pa.string(), nullable=False, metadata={"k": "v"})],
    ),
}  # fmt: skip


def _keep_all(node: arrow_leaves.Node) -> bool:
    return True


def _root(array: pa.Array) -> arrow_leaves.Node:
    return arrow_leaves.tree(pa.schema([("column", array.type)]))[0]


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize(("start", "length"), [(0, 5), (1, 4), (2, 2), (4, 1), (0, 0)])
def test_an_array_rebuilt_without_a_change_is_equal_and_of_the_same_type(
    name: str, start: int, length: int
) -> None:
    array = ARRAYS[name].slice(start, length)
    made = arrow_leaves.rebuild(_root(array), array, lambda node, leaf: leaf, _keep_all)
    assert made is not None
    made.validate(full=True)
    assert made.equals(array)
    assert pa.field("f", made.type).equals(pa.field("f", array.type), check_metadata=False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("string", [(0, "a"), (1, ""), (3, "é"), (4, "z")]),
        ("dictionary", [(0, "a"), (1, "b"), (3, "a"), (4, "q")]),
        ("list", [(0, "a"), (3, "b"), (4, "c")]),
        ("fixed", [(0, "a"), (0, "b"), (2, "c"), (3, "d"), (3, "e"), (4, "f"), (4, "g")]),
        ("map", [(0, "k"), (3, "a"), (4, "x"), (4, "x"), (0, "v"), (4, "y"), (4, "w")]),
        ("struct", [(0, "x"), (3, ""), (4, "y"), (0, "1"), (4, "p")]),
        ("json", [(0, "{}"), (2, "1"), (3, "2"), (4, "3")]),
        ("binary", []),
        ("null", []),
    ],
)
def test_every_visible_string_is_read_with_its_row(
    name: str, expected: list[tuple[int, str]]
) -> None:
    array = ARRAYS[name]
    found = [
        (int(row), value)
        for leaf in arrow_leaves.leaves(0, _root(array), array)
        if leaf.node.is_string
        for row, value in zip(leaf.rows, arrow_leaves.values(leaf.array), strict=True)
        if row != arrow_leaves.HIDDEN and value is not None
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("s", "a"), True),
        (("s", "b", "[]", "c"), True),
        (("s", "b", "c"), False),
        (("m", "{}"), True),
        (("m", "[]"), False),
        (("nope",), False),
    ],
)
def test_a_path_leads_to_a_place_or_nowhere(path: tuple[str, ...], found: bool) -> None:
    roots = arrow_leaves.tree(pa.schema([("s", ARRAYS["struct"].type), ("m", ARRAYS["map"].type)]))
    node = arrow_leaves.find(roots, path)
    assert (node is not None) == found
    assert node is None or (node.is_string and not node.key)


def test_leaves_are_numbered_as_parquet_numbers_its_columns() -> None:
    schema = pa.schema([(name, array.type) for name, array in ARRAYS.items()])
    leaves = [n for root in arrow_leaves.tree(schema) for n in root.walk() if not n.children]
    assert [leaf.first for leaf in leaves] == list(range(len(leaves)))


def test_invalid_utf8_is_told_apart_and_kept() -> None:
    for kind, binary in (
        (pa.string(), pa.binary()),
        (pa.large_string(), pa.large_binary()),
        (pa.string_view(), pa.binary_view()),
    ):
        array = pa.array([b"\xff", None, b"ok"], binary).view(kind)
        assert arrow_leaves.values(array) == [b"\xff", None, "ok"]
        changed = arrow_leaves.with_values(array, {2: "new"})
        assert changed.type == kind
        assert changed.view(binary).to_pylist() == [b"\xff", None, b"new"]


def test_a_changed_leaf_holds_nothing_of_what_it_replaced() -> None:
    array = pa.array(["secret", "open", "secret"]).dictionary_encode()
    changed = arrow_leaves.with_values(array, {0: "new", 2: "new"})
    assert b"secret" not in b"".join(bytes(b) for b in changed.buffers() if b is not None)


def test_an_ordered_dictionary_keeps_its_order_and_loses_what_no_row_has() -> None:
    array = pa.DictionaryArray.from_arrays([2, 0, None], ["high", "secret", "low"], ordered=True)
    made = arrow_leaves.compact(arrow_leaves.with_ordered_values(array, {0: "lower"}))
    assert made.to_pylist() == ["lower", "high", None]
    assert made.dictionary.to_pylist() == ["high", "lower"]
    assert made.type.ordered


def test_a_dropped_field_leaves_its_struct_and_an_emptied_struct_goes() -> None:
    array = ARRAYS["struct"]

    def without(*paths: tuple[str, ...]) -> pa.Array | None:
        return arrow_leaves.rebuild(
            _root(array), array, lambda _, leaf: leaf, lambda node: node.steps not in paths
        )

    kept = without(("column", "a"))
    assert kept is not None
    assert [member.name for member in kept.type] == ["b"]
    assert kept.to_pylist()[4] == {"b": [None, {"c": "p", "d": None}]}
    assert without(("column", "a"), ("column", "b", "[]", "c"), ("column", "b", "[]", "d")) is None


NESTED = pa.list_(pa.struct([("t", pa.string()), ("m", pa.map_(pa.string(), pa.large_string()))]))
TEXTS = st.none() | st.text(max_size=4)
ITEMS = st.none() | st.fixed_dictionaries(
    {"t": TEXTS, "m": st.none() | st.lists(st.tuples(st.text(max_size=2), TEXTS), max_size=2)}
)


@given(st.lists(st.none() | st.lists(ITEMS, max_size=3), max_size=5), st.data())
def test_changing_every_text_changes_just_the_texts(
    rows: list[object], data: st.DataObject
) -> None:
    array = pa.array(rows, NESTED)
    start = data.draw(st.integers(0, len(rows)))
    part = array.slice(start)

    def shout(node: arrow_leaves.Node, leaf: pa.Array) -> pa.Array:
        if node.steps[-1] != "t":
            return leaf
        values = arrow_leaves.values(leaf)
        new = {n: f"<{value}>" for n, value in enumerate(values) if isinstance(value, str)}
        return arrow_leaves.with_values(leaf, new)

    made = arrow_leaves.rebuild(_root(part), part, shout, _keep_all)
    assert made is not None
    expected = [
        row
        and [
            item and {**item, "t": None if item["t"] is None else f"<{item['t']}>"} for item in row
        ]
        for row in part.to_pylist()
    ]
    assert made.type == NESTED
    assert made.to_pylist() == expected
