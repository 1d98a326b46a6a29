"""Whether code parses as before, and what an edit touched in it.

The trees need no full walk: where neither has an error, what lies outside of the edits is the same
text, and the smallest nodes around an edit tell the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from transforms.core.edits import Span, output_spans
from transforms.core.records import Edit

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_MOST_NODES = 20_000
"""Around one edit; more are not compared, and the edit counts as one that changed them."""

_CONTENT = (
    "escape_sequence", "string_content", "string_fragment", "literal_content", "literal_fragment"
)  # fmt: skip
"""Ends of the names that grammars have for pieces of a string's text, with escapes and without;
what is put into it (`${x}`) has others."""

_ESCAPE = re.compile(rb"\\(?:x..|u....|U.{8}|[0-7]{1,3}|.)", re.DOTALL)


class Tree:
    """A text as its grammar reads it.

    Edits may touch only leaves that carry text: comments, strings, names and numbers. Every other
    leaf (key words, marks) has to be there and the same. What did not parse before has nothing to
    keep.
    """

    def __init__(self, parser: Parser, text: str) -> None:
        self._parser = parser
        self._text = text
        self._raw = text.encode("utf-8", "replace")
        self._root = parser.parse(self._raw).root_node

    def differs(self, output: str, edits: Sequence[Edit]) -> tuple[int, ...] | None:
        """Numbers of the edits that changed more than such leaves; None where nothing parses."""
        if self._root.has_error:
            return ()
        made = output.encode("utf-8", "replace")
        after = self._parser.parse(made).root_node
        if after.has_error:
            return None
        spans = zip(
            _in_bytes(self._text, [(edit.start, edit.end) for edit in edits]),
            _in_bytes(output, output_spans(edits)),
            strict=True,
        )
        return tuple(
            number
            for number, pair in enumerate(spans)
            if not _same_place(self._root, after, self._raw, made, *pair)
        )


def _in_bytes(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans (ordered, apart) counted in bytes of UTF-8."""
    if text.isascii():
        yield from spans
        return
    places = [0, *(place for span in spans for place in span)]
    sizes = [len(text[low:high].encode("utf-8", "replace")) for low, high in pairwise(places)]
    counted = list(accumulate(sizes))
    yield from zip(counted[::2], counted[1::2], strict=True)


def _same_place(before: Node, after: Node, raw: bytes, made: bytes, old: Span, new: Span) -> bool:
    first = before.descendant_for_byte_range(*old)
    second = after.descendant_for_byte_range(*new)
    if first is None or second is None:
        return False
    if not _escapes(made[slice(*new)]) <= _escapes(raw[slice(*old)]):
        return False  # the grammars take what their compilers do not
    budget = _MOST_NODES
    pairs = [(_whole(first), _whole(second))]
    while pairs:
        one, other = pairs.pop()
        budget -= 1
        ones, others = _parts(one), _parts(other)
        if budget < 0 or one.type != other.type or len(ones) != len(others):
            return False
        if ones:
            pairs += zip(ones, others, strict=True)
        elif not one.is_named and _bytes_of(one, raw) != _bytes_of(other, made):
            return False
    return True


def _escapes(source: bytes) -> set[bytes]:
    return set(_ESCAPE.findall(source)) if b"\\" in source else set()


def _whole(node: Node) -> Node:
    """The string that a piece of its content belongs to."""
    while node.type.endswith(_CONTENT) and node.parent is not None:
        node = node.parent
    return node


def _parts(node: Node) -> list[Node]:
    """Its children without what only tells how its text is written."""
    return [child for child in node.children if not child.type.endswith(_CONTENT)]


def _bytes_of(node: Node, source: bytes) -> bytes:
    return source[node.start_byte : node.end_byte]
