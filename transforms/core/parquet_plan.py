"""What is text, id and dropped in Parquet files of one schema, and the schemas written for them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.types as pt

from transforms.core import arrow_leaves
from transforms.core.arrow_leaves import Change, Node, Steps
from transforms.core.fields import ITEMS, VALUES, FieldOptions


@dataclass(frozen=True)
class RowPlan:
    """The user's options applied to one schema.

    Attributes:
        schema: of the file, as read.
        fields: the options.
        int96: numbers of the leaves that are stored as INT96.
    """

    schema: pa.Schema
    fields: FieldOptions
    int96: frozenset[int] = frozenset()

    @cached_property
    def roots(self) -> tuple[Node, ...]:
        """The columns."""
        return arrow_leaves.tree(self.schema)

    @cached_property
    def texts(self) -> frozenset[int]:
        """Numbers of the leaves that are text fields."""
        return frozenset(node.first for node in self._text_nodes if node is not None)

    @cached_property
    def _text_nodes(self) -> list[Node | None]:
        return [arrow_leaves.find(self.roots, steps) for steps in self.fields.text_steps]

    @cached_property
    def defect(self) -> str:
        """Why no row can be a sample, "" when rows can; a column of type null may be text.

        A shard needs one of the text fields, not all: several paths serve a mixed corpus.
        """
        found = [node for node in self._text_nodes if node is not None]
        if not found:
            return "text_field_missing"
        sound = all(node.is_string or pt.is_null(node.type) for node in found)
        return "" if sound else "text_not_string"

    @cached_property
    def id(self) -> int:
        """Number of the leaf, of strings or integers, that names a sample; -1 for none."""
        return self._naming(self.fields.id_steps)

    @cached_property
    def entity(self) -> int:
        """Number of the leaf that names whom a sample's dates are about; as `id`."""
        return self._naming(self.fields.date_key_steps)

    def _naming(self, steps: Steps) -> int:
        node = arrow_leaves.find(self.roots, steps) if steps else None
        if node is None or not (node.is_string or pt.is_integer(node.type)):
            return -1
        return node.first

    @cached_property
    def _dropped(self) -> frozenset[Steps]:
        return frozenset(_without_items(steps) for steps in self.fields.drop_steps)

    def keeps(self, node: Node) -> bool:
        """Whether a node is not dropped itself; one above it may be."""
        return node.steps not in self._dropped

    @cached_property
    def kept(self) -> tuple[int, ...]:
        """Numbers of the leaves that are written, in order."""
        return tuple(leaf for root in self.roots for leaf in self._kept(root))

    def _kept(self, node: Node) -> Iterator[int]:
        if not self.keeps(node):
            return
        if not node.children:
            yield node.first
            return
        below = [list(self._kept(child)) for child in node.children]
        if all(below) or not pt.is_map(node.type):
            for numbers in below:
                yield from numbers

    @cached_property
    def written(self) -> pa.Schema:
        """The schema of the rows of parts: without what is dropped, and dense."""
        return self._rebuilt(densify)

    def described(self, widened: Set[int] = frozenset()) -> pa.Schema:
        """The schema without what is dropped; dictionaries of `widened` leaves get int32 keys."""

        def widen(node: Node, array: pa.Array) -> pa.Array:
            if node.first not in widened:
                return array
            return pa.array([], pa.dictionary(pa.int32(), node.type.value_type))

        return self._rebuilt(widen)

    def _rebuilt(self, change: Change) -> pa.Schema:
        members = []
        for root, member in zip(self.roots, self.schema, strict=True):
            array = arrow_leaves.rebuild(root, _empty(member.type), change, self.keeps)
            if array is not None:
                members.append(member.with_type(array.type))
        return pa.schema(members, self.schema.metadata)

    @cached_property
    def rebuilt(self) -> frozenset[int]:
        """Numbers of the columns that are written otherwise than read even when no text changes."""
        return frozenset(
            number
            for number, root in enumerate(self.roots)
            if any(pt.is_dictionary(n.type) or not self.keeps(n) for n in root.walk())
        )


def densify(node: Node, array: pa.Array) -> pa.Array:
    """A leaf without its dictionary, which may hold values of absent rows; ordered ones keep it."""
    return (
        arrow_leaves.with_ordered_values(array, {})
        if is_ordered(node)
        else arrow_leaves.dense(array)
    )


def is_ordered(node: Node) -> bool:
    """Whether it is a column of ordered categories: their order has a meaning, and is kept."""
    kind = node.type
    return len(node.steps) == 1 and node.is_string and pt.is_dictionary(kind) and bool(kind.ordered)


def _empty(kind: pa.DataType) -> pa.Array:
    if isinstance(kind, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(kind, _empty(kind.storage_type))
    return pa.array([], kind)


def _without_items(steps: Steps) -> Steps:
    """Dropping all items of a list, or all values of a map, is dropping the whole of it."""
    while steps[-1] in {ITEMS, VALUES}:
        steps = steps[:-1]
    return steps
