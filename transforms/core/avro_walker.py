"""Walks Avro records by their schema: where each ends, where its strings are, what is dropped.

A `Walker` is made once for a schema; places for its types are made when data first gets there.

Source: Apache Avro 1.12 specification, "Binary Encoding".
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.core import avro_schema
from transforms.core.avro_binary import DamagedError, Found, read_long
from transforms.core.avro_places import At, Pending, Place
from transforms.core.avro_schema import Dropped, Type
from transforms.core.fields import ITEMS, VALUES, FieldOptions, column

MAX_DEPTH = 150
"""Records inside records; three Python frames each, of the 1000 that Python grants."""


class Walker:
    """Walks records of one schema."""

    def __init__(self, root: Type, fields: FieldOptions) -> None:
        """Resolves the paths of `fields` in the schema."""
        self.defect = ""
        self.dropped = avro_schema.dropped(root, fields.drop_steps)
        met = {steps: set(avro_schema.reached(root, steps)) for steps in fields.text_steps}
        # A shard needs one of the text fields, not all: several paths serve a mixed corpus.
        there = [
            steps
            for steps, kinds in met.items()
            if kinds == {"null"} or kinds & {"string", "text_not_string"}
        ]
        if not there:
            self.defect = "text_field_missing"
        elif any("string" not in met[steps] and met[steps] != {"null"} for steps in there):
            self.defect = "text_not_string"
        pending = [("text", steps) for steps in there]
        if fields.id:
            pending.append(("id", fields.id_steps))
        if fields.date_key:
            pending.append(("entity", fields.date_key_steps))
        factory = _Factory(avro_schema.voids(root), self.dropped)
        self._root = factory.place(At(root, tuple(pending), (), False, {}))

    def walk(self, data: bytes, at: int) -> tuple[int, Found]:
        """Where the record that begins at `at` ends, and what is in it.

        Raises:
            DamagedError: it has no end, or is no record of the schema.
        """
        found = Found()
        try:
            return self._root.read(data, at, found), found
        except RecursionError:
            raise DamagedError("too_deep") from None


class _Factory:
    """Makes places; those of a record's fields when it is read, as schemas may be recursive."""

    def __init__(self, voids: frozenset[int], dropped: Dropped) -> None:
        self._voids = voids
        self._dropped = dropped

    def place(self, at: At) -> Place:
        """The place of a type."""
        kind = at.type
        if kind.kind == "union":
            return _Union([self.place(at.below(branch, None)) for branch in kind.inner])
        if kind.kind == "null":
            return _Fixed(0)
        made = _Fixed(0) if id(kind) in self._voids else self._valued(at)
        return _Flawed(made, at.flaw) if at.flaw else made

    def _valued(self, at: At) -> Place:
        kind = at.type
        if kind.kind in _SIZES:
            return _Fixed(_SIZES[kind.kind])
        if kind.kind == "fixed":
            return _Fixed(kind.size)
        if kind.kind in {"int", "long", "enum", "boolean"}:
            return _Number(at)
        if kind.kind in {"string", "bytes"}:
            return _String(at)
        if kind.kind == "record":
            return self._record(at)
        inner = kind.inner[0]
        item = self.place(at.below(inner, ITEMS if kind.kind == "array" else VALUES))
        key = _String(At(Type("string"), (), (*at.path, VALUES), at.hidden, {}))
        void = kind.kind == "array" and id(inner) in self._voids
        return _Blocks(None if void else item, key if kind.kind == "map" else None, at.hidden)

    def _record(self, at: At) -> Place:
        key = (id(at.type), at.pending, at.hidden)
        if key in at.around:
            return at.around[key]
        place = _Record(self, at)
        place.around = {**at.around, key: place}
        return place

    def fields(self, at: At, around: dict[tuple[int, Pending, bool], Place]) -> list[_Field]:
        """The places of a record's fields, and which of them are dropped."""
        made: list[_Field] = []
        for name, kind in at.type.fields:
            goes = (at.type.name, name) in self._dropped
            below = at.below(kind, name)
            hidden = at.hidden or goes
            pending = tuple(p for p in below.pending if p[0] != "text") if hidden else below.pending
            place = self.place(At(kind, pending, below.path, hidden, around))
            made.append((place, goes and not at.hidden))
        return made


_Field = tuple[Place, bool]
_SIZES = {"float": 4, "double": 8}


class _Fixed:
    def __init__(self, size: int) -> None:
        self._size = size

    def read(self, data: bytes, at: int, found: Found) -> int:
        if at + self._size > len(data):
            raise DamagedError("corrupt")
        return at + self._size


class _Number:
    """An integer, an enum's symbol, or a boolean (whose byte 1 is no varint's 1)."""

    def __init__(self, at: At) -> None:
        kind = at.type
        self._symbols = kind.size if kind.kind == "enum" else 0
        self._boolean = kind.kind == "boolean"
        self._enum = kind.kind == "enum"
        whole = kind.kind in {"int", "long"}
        self._is_id = whole and at.sought("id")
        self._is_entity = whole and at.sought("entity")

    def read(self, data: bytes, at: int, found: Found) -> int:
        if self._boolean:
            if data[at : at + 1] not in {b"\0", b"\1"}:
                raise DamagedError("corrupt")
            return at + 1
        value, at = read_long(data, at)
        if self._enum and not 0 <= value < self._symbols:
            raise DamagedError("corrupt")
        if self._is_id:
            found.id = value
        if self._is_entity:
            found.entity = value
        return at


class _String:
    def __init__(self, at: At) -> None:
        string = at.type.kind == "string"
        self._is_text = string and at.sought("text")
        self._is_id = string and at.sought("id")
        self._is_entity = string and at.sought("entity")
        self._column = "" if at.hidden or not string or self._is_text else column(at.path or ("*",))

    def read(self, data: bytes, at: int, found: Found) -> int:
        size, start = read_long(data, at)
        end = start + size
        if size < 0 or end > len(data):
            raise DamagedError("corrupt")
        if self._is_text:
            found.texts.append((at, start, end))
        elif self._column:
            found.others.append((self._column, start, end))
        if self._is_id:
            found.id = (start, end)
        if self._is_entity:
            found.entity = (start, end)
        return end


class _Union:
    def __init__(self, branches: Sequence[Place]) -> None:
        self._branches = branches

    def read(self, data: bytes, at: int, found: Found) -> int:
        branch, at = read_long(data, at)
        if not 0 <= branch < len(self._branches):
            raise DamagedError("corrupt")
        return self._branches[branch].read(data, at, found)


class _Flawed:
    def __init__(self, place: Place, defect: str) -> None:
        self._place = place
        self._defect = defect

    def read(self, data: bytes, at: int, found: Found) -> int:
        found.defect = found.defect or self._defect
        return self._place.read(data, at, found)


class _Record:
    around: dict[tuple[int, Pending, bool], Place]

    def __init__(self, factory: _Factory, at: At) -> None:
        self._factory = factory
        self._at = at
        self._fields: list[_Field] | None = None

    def read(self, data: bytes, at: int, found: Found) -> int:
        if self._fields is None:
            self._fields = self._factory.fields(self._at, self.around)
        found.depth += 1
        if found.depth > MAX_DEPTH:
            raise DamagedError("too_deep")
        for place, goes in self._fields:
            start = at
            at = place.read(data, at, found)
            if goes:
                found.drops.append((start, at))
        found.depth -= 1
        return at


class _Blocks:
    """An array or a map: blocks of items, each with a count, the last with none."""

    def __init__(self, item: Place | None, key: Place | None, hidden: bool) -> None:
        self._item = item
        self._key = key
        self._hidden = hidden

    def read(self, data: bytes, at: int, found: Found) -> int:
        while True:
            count, at = read_long(data, at)
            if count == 0:
                return at
            size, size_at = -1, at
            if count < 0:
                size, at = read_long(data, at)
            end = self._items(data, at, abs(count), found)
            if count < 0:
                if end - at != size:
                    raise DamagedError("corrupt")
                if not self._hidden:
                    found.sized.append((size_at, at, end))
            at = end

    def _items(self, data: bytes, at: int, count: int, found: Found) -> int:
        if self._item is None:
            return at
        if count > len(data) - at:  # each takes a byte
            raise DamagedError("corrupt")
        for _ in range(count):
            if self._key is not None:
                at = self._key.read(data, at, found)
            at = self._item.read(data, at, found)
        return at
