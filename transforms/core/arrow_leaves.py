"""String leaves of Arrow arrays: found by field path, read row by row, put back with other values.

A `Node` is a place in a schema (a column, a struct's field, a list's items, a map's keys or
values) and is made from types alone. `strings` reads the values of all string leaves below it
together with the row each belongs to; `rebuild` makes the array anew with some leaves changed or
gone: same types, same nulls, same list lengths.

Strings are `string`, `large_string` and `string_view`, also dictionary-encoded and as the storage
of an extension type (`arrow.json`); binary columns are none. Leaves are numbered as Parquet
numbers its columns: depth first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from transforms.core.fields import ITEMS, VALUES

Steps = tuple[str, ...]
Numbers = npt.NDArray[np.int64]
Order = tuple[Numbers | int, ...]
Change = Callable[["Node", pa.Array], pa.Array]
Keep = Callable[["Node"], bool]

HIDDEN = -1
"""The row of a value below a null parent: no reader sees it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a schema.

    Attributes:
        steps: its field path; a map's keys have the path of its values.
        type: its Arrow type.
        children: fields of a struct, items of a list, keys and values of a map, storage of an
            extension type.
        first: number of its first leaf.
        leaves: how many leaves it has; 1 for a leaf.
        key: whether it lies in the keys of a map.
    """

    steps: Steps
    type: pa.DataType
    children: tuple[Node, ...]
    first: int
    leaves: int
    key: bool

    def walk(self) -> Iterator[Node]:
        """The node and all below it, depth first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def is_string(self) -> bool:
        """Whether it is a leaf that holds strings."""
        kind = self.type.value_type if pt.is_dictionary(self.type) else self.type
        return bool(pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind))


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf of an array.

    Attributes:
        node: where.
        array: its values, as long as `rows`.
        rows: the row of each value, ascending but for `HIDDEN`.
        order: sorts the values of one row in document order: for each level a number, or one for
            each value.
    """

    node: Node
    array: pa.Array = field(repr=False)
    rows: Numbers = field(repr=False)
    order: Order = field(repr=False)


def tree(schema: pa.Schema) -> tuple[Node, ...]:
    """The nodes of the schema's columns, in order."""
    columns = zip(schema.names, schema.types, strict=True)
    return _nodes([((name,), kind, False) for name, kind in columns], 0)


def find(roots: Iterable[Node], steps: Steps) -> Node | None:
    """The innermost node at path `steps`, never a map's key; None where there is none."""
    below = [node for root in roots if root.steps == steps[:1] for node in root.walk()]
    found = [node for node in below if node.steps == steps and not node.key]
    return found[-1] if found else None


def _nodes(members: Sequence[tuple[Steps, pa.DataType, bool]], first: int) -> tuple[Node, ...]:
    nodes: list[Node] = []
    for steps, kind, key in members:
        children = _nodes(_members(steps, kind, key), first)
        leaves = sum(child.leaves for child in children) or 1
        nodes.append(Node(steps, kind, children, first, leaves, key))
        first += leaves
    return tuple(nodes)


def _members(steps: Steps, kind: pa.DataType, key: bool) -> list[tuple[Steps, pa.DataType, bool]]:
    if isinstance(kind, pa.BaseExtensionType):
        return [(steps, kind.storage_type, key)]
    if pt.is_struct(kind):
        return [((*steps, member.name), member.type, key) for member in kind]
    if pt.is_map(kind):
        path = (*steps, VALUES)
        return [(path, kind.key_type, True), (path, kind.item_type, key)]
    if _is_list(kind):
        return [((*steps, ITEMS), kind.value_type, key)]
    return []


def _is_list(kind: pa.DataType) -> bool:
    return bool(pt.is_list(kind) or pt.is_large_list(kind) or pt.is_fixed_size_list(kind))


def leaves(number: int, node: Node, array: pa.Array) -> list[Leaf]:
    """All leaves of a column's array, in the order of the schema; `number` is the column's."""
    rows = np.arange(len(array), dtype=np.int64)
    return list(_leaves(node, array, rows, (number,)))


def _leaves(node: Node, array: pa.Array, rows: Numbers, order: Order) -> Iterator[Leaf]:
    if not node.children:
        yield Leaf(node, array, rows, order)
        return
    if array.null_count:
        rows = np.where(array.is_valid().to_numpy(zero_copy_only=False), rows, HIDDEN)
    parts, offsets = _below(node, array)
    if offsets is not None:
        counts = np.diff(offsets)
        rows = np.repeat(rows, counts)
        repeated = (n if isinstance(n, int) else np.repeat(n, counts) for n in order)
        order = (*repeated, np.arange(len(rows), dtype=np.int64))
    for number, (child, part) in enumerate(zip(node.children, parts, strict=True)):
        yield from _leaves(child, part, rows, (*order, number))


def _below(node: Node, array: pa.Array) -> tuple[list[pa.Array], Numbers | None]:
    """The children's arrays, and for lists where each row's items begin and end in them."""
    kind = node.type
    if isinstance(kind, pa.BaseExtensionType):
        return [array.storage], None
    if pt.is_struct(kind):
        return [array.field(number) for number in range(kind.num_fields)], None
    if pt.is_fixed_size_list(kind):
        size = kind.list_size
        values = array.values.slice(array.offset * size, len(array) * size)
        return [values], np.arange(len(array) + 1, dtype=np.int64) * size
    offsets = array.offsets.to_numpy().astype(np.int64)
    first, length = int(offsets[0]), int(offsets[-1] - offsets[0])
    whole = [array.keys, array.items] if pt.is_map(kind) else [array.values]
    return [part.slice(first, length) for part in whole], offsets - first


def values(array: pa.Array) -> list[str | bytes | None]:
    """The strings of a leaf, bytes where they are not valid UTF-8, None for null."""
    plain = dense(array)
    try:
        decoded: list[str | bytes | None] = plain.to_pylist()
    except UnicodeDecodeError:
        raw = plain.view(_binary(plain.type)).to_pylist()
        return [_decoded(value) for value in raw]
    return decoded


def _decoded(raw: bytes | None) -> str | bytes | None:
    try:
        return raw if raw is None else raw.decode()
    except UnicodeDecodeError:
        return raw


def _binary(kind: pa.DataType) -> pa.DataType:
    if pt.is_string_view(kind):
        return pa.binary_view()
    return pa.large_binary() if pt.is_large_string(kind) else pa.binary()


def dense(array: pa.Array) -> pa.Array:
    """The array without dictionary encoding, and so without values that no row uses."""
    return array.dictionary_decode() if pt.is_dictionary(array.type) else array


def with_values(array: pa.Array, changes: dict[int, str]) -> pa.Array:
    """A dense leaf with other strings at some places; a lone surrogate becomes a question mark."""
    plain = dense(array)
    binary = _binary(plain.type)
    raw = plain.view(binary).to_pylist()
    for place, value in changes.items():
        raw[place] = value.encode("utf-8", "replace")
    return pa.array(raw, binary).view(plain.type)


def with_ordered_values(array: pa.Array, changes: dict[int, str]) -> pa.Array:
    """An ordered dictionary array with other strings at some places; values new to it come last."""
    plain = with_values(array, changes)
    known = (
        pa.concat_arrays([array.dictionary, plain.drop_null()]).unique()
        if changes
        else array.dictionary
    )
    indices = pc.index_in(plain, value_set=known) if changes else array.indices.cast(pa.int32())
    return pa.DictionaryArray.from_arrays(indices, known, ordered=True)


def compact(array: pa.Array) -> pa.Array:
    """The dictionary array without the values that no row uses, the others in their order."""
    used = array.indices.drop_null().unique().sort()
    indices = pc.index_in(array.indices, value_set=used)
    return pa.DictionaryArray.from_arrays(
        indices, array.dictionary.take(used), ordered=array.type.ordered
    )


def rebuild(node: Node, array: pa.Array, change: Change, keep: Keep) -> pa.Array | None:
    """The array with `change` applied to every leaf that is kept; None when nothing is kept.

    Args:
        node: where the array stands.
        array: of the node's type.
        change: the new array of a leaf, of the same length.
        keep: whether a node stays; asked from the top.
    """
    if not keep(node):
        return None
    if not node.children:
        return change(node, array)
    parts, offsets = _below(node, array)
    pairs = zip(node.children, parts, strict=True)
    rebuilt = [rebuild(child, part, change, keep) for child, part in pairs]
    gone = sum(part is None for part in rebuilt)
    if gone == len(rebuilt) or (gone and pt.is_map(node.type)):
        return None
    mask = array.is_null() if array.null_count else None
    return _joined(node.type, rebuilt, offsets, mask)


def _joined(
    kind: pa.DataType, parts: list[Any], offsets: Numbers | None, mask: pa.Array | None
) -> pa.Array:
    if isinstance(kind, pa.BaseExtensionType):
        storage = parts[0]
        same = storage.type == kind.storage_type
        return pa.ExtensionArray.from_storage(kind, storage) if same else storage
    if pt.is_struct(kind):
        kept = [(kind.field(n), part) for n, part in enumerate(parts) if part is not None]
        fields = [member.with_type(part.type) for member, part in kept]
        return pa.StructArray.from_arrays([part for _, part in kept], fields=fields, mask=mask)
    if pt.is_map(kind):
        keys, items = parts
        key, item = kind.key_field.with_type(keys.type), kind.item_field.with_type(items.type)
        typed = pa.map_(key, item, keys_sorted=kind.keys_sorted)
        return pa.MapArray.from_arrays(pa.array(offsets, pa.int32()), keys, items, typed, mask=mask)
    member = kind.value_field.with_type(parts[0].type)
    if pt.is_fixed_size_list(kind):
        sized = pa.list_(member, kind.list_size)
        return pa.FixedSizeListArray.from_arrays(parts[0], type=sized, mask=mask)
    if pt.is_large_list(kind):
        large, starts = pa.large_list(member), pa.array(offsets, pa.int64())
        return pa.LargeListArray.from_arrays(starts, parts[0], type=large, mask=mask)
    starts = pa.array(offsets, pa.int32())
    return pa.ListArray.from_arrays(starts, parts[0], type=pa.list_(member), mask=mask)
