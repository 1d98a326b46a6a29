"""Avro schemas: parsed as far as walking binary data needs, and written again without fields.

Source: Apache Avro 1.12 specification, "Schema Declaration", "Names".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from transforms.core.fields import ITEMS, VALUES

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})

Steps = tuple[str, ...]
Dropped = Set[tuple[str, str]]  # full name of a record, name of a field of it


class SchemaError(ValueError):
    """The schema is none, or not one that this module reads; without text of it."""


@dataclass(eq=False, slots=True)
class Type:
    """A type of a schema; named types are one object wherever they are used.

    Attributes:
        kind: a primitive, or record, enum, array, map, union, fixed.
        name: full name of a named type.
        fields: of a record, in order.
        inner: items of an array, values of a map, branches of a union.
        size: bytes of a fixed, symbols of an enum.
    """

    kind: str
    name: str = ""
    fields: list[tuple[str, Type]] = field(default_factory=list, repr=False)
    inner: list[Type] = field(default_factory=list, repr=False)
    size: int = 0


def parse(source: bytes) -> Type:
    """The type that a schema in JSON declares.

    Raises:
        SchemaError: it declares none.
    """
    try:
        return _Parser().type(json.loads(source), "")
    except SchemaError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SchemaError("not an Avro schema") from None


class _Parser:
    def __init__(self) -> None:
        self._named: dict[str, Type] = {}

    def type(self, source: Any, space: str) -> Type:
        if isinstance(source, list):
            return Type("union", inner=[self.type(branch, space) for branch in source])
        if isinstance(source, str):
            return self._by_name(source, space)
        kind = source["type"]
        if not isinstance(kind, str):
            return self.type(kind, space)
        if kind == "array":
            return Type(kind, inner=[self.type(source["items"], space)])
        if kind == "map":
            return Type(kind, inner=[self.type(source["values"], space)])
        if kind in {"record", "error", "enum", "fixed"}:
            return self._named_type(source, space)
        return self._by_name(kind, space)

    def _by_name(self, name: str, space: str) -> Type:
        if name in PRIMITIVES:
            return Type(name)
        found = self._named.get(_full(name, space)) or self._named.get(name)
        if found is None:
            raise SchemaError("a type is used that is not defined before")
        return found

    def _named_type(self, source: Any, space: str) -> Type:
        name, inner_space = named(source, space)
        if name in self._named:
            raise SchemaError("a type is defined twice")
        kind = "record" if source["type"] == "error" else source["type"]
        made = self._named[name] = Type(kind, name)
        if kind == "fixed":
            made.size = int(source["size"])
        elif kind == "enum":
            made.size = len(source["symbols"])
        else:
            for member in source["fields"]:
                made.fields.append((str(member["name"]), self.type(member["type"], inner_space)))
        if made.size < 0:
            raise SchemaError("a size is negative")
        return made


def _full(name: str, space: str) -> str:
    return name if "." in name or not space else f"{space}.{name}"


def named(source: Any, space: str) -> tuple[str, str]:
    """Full name of a type that is declared in namespace `space`, and the namespace inside it."""
    name = source["name"]
    if "." not in name:
        space = source.get("namespace", space) or ""
    full = _full(name, space)
    return full, full.rpartition(".")[0]


def voids(root: Type) -> frozenset[int]:
    """Identities of the types whose values take no bytes: skipped, however many the data claims."""
    known: dict[int, bool] = {}

    def is_void(kind: Type) -> bool:
        if id(kind) not in known:
            known[id(kind)] = False  # a record inside itself has no end: left to the limit of depth
            below = [is_void(inner) for inner in (*(t for _, t in kind.fields), *kind.inner)]
            known[id(kind)] = (
                kind.kind == "null"
                or (kind.kind == "fixed" and kind.size == 0)
                or (kind.kind == "record" and all(below))
            )
        return known[id(kind)]

    is_void(root)
    return frozenset(key for key, void in known.items() if void)


def reached(kind: Type, steps: Steps) -> Iterator[str]:
    """What a text's path may meet: "string", "null", "text_not_string", "text_field_missing"."""
    if kind.kind == "union":
        for branch in kind.inner:
            yield from reached(branch, steps)
    elif kind.kind == "null":
        yield "null"
    elif not steps:
        yield "string" if kind.kind == "string" else "text_not_string"
    else:
        following = below(kind, steps[0])
        if following is None:
            yield "text_field_missing"
        else:
            yield from reached(following, steps[1:])


def below(kind: Type, step: str) -> Type | None:
    """The type one step further, None where there is none."""
    if kind.kind == "record":
        return dict(kind.fields).get(step)
    if (kind.kind, step) in {("array", ITEMS), ("map", VALUES)}:
        return kind.inner[0]
    return None


def dropped(root: Type, paths: tuple[Steps, ...]) -> frozenset[tuple[str, str]]:
    """The fields to drop, as record and field: a field goes wherever its record is used.

    To drop the items of an array, or the values of a map, is to drop the field that holds it.
    """
    found: set[tuple[str, str]] = set()
    for path in paths:
        steps = path
        while steps[-1] in {ITEMS, VALUES}:
            steps = steps[:-1]
        found.update(_owners(root, steps))
    return frozenset(found)


def _owners(kind: Type, steps: Steps) -> Iterator[tuple[str, str]]:
    if kind.kind == "union":
        for branch in kind.inner:
            yield from _owners(branch, steps)
        return
    following = below(kind, steps[0])
    if following is not None and len(steps) > 1:
        yield from _owners(following, steps[1:])
    elif following is not None and kind.kind == "record":
        yield kind.name, steps[0]


def without(source: bytes, fields: Dropped) -> bytes:
    """The schema in JSON without some fields of records; all else as it was.

    A named type declared inside a field that goes is declared where it is used next.
    """
    schema = json.loads(source)
    declared: dict[str, tuple[Any, str]] = {}
    _declarations(schema, "", declared)
    kept = _Pruner(fields, declared).pruned(schema, "")
    return json.dumps(kept, ensure_ascii=False).encode()


def _declarations(source: Any, space: str, found: dict[str, tuple[Any, str]]) -> None:
    if isinstance(source, list):
        for branch in source:
            _declarations(branch, space, found)
    elif isinstance(source, dict):
        if source["type"] in ("record", "error", "enum", "fixed"):
            name, space = named(source, space)
            found[name] = (source, space)
        for member in source.get("fields", ()):
            _declarations(member["type"], space, found)
        for key in ("type", "items", "values"):
            _declarations(source.get(key), space, found)


class _Pruner:
    def __init__(self, fields: Dropped, declared: dict[str, tuple[Any, str]]) -> None:
        self._fields = fields
        self._declared = declared
        self._written: set[str] = set()

    def pruned(self, source: Any, space: str) -> Any:
        if isinstance(source, list):
            return [self.pruned(branch, space) for branch in source]
        if isinstance(source, str):
            return self._reference(source, space)
        if source["type"] in ("record", "error", "enum", "fixed"):
            return self._declaration(source, space)
        keys = ("type", "items", "values")
        return {
            key: self.pruned(value, space) if key in keys else value
            for key, value in source.items()
        }

    def _reference(self, name: str, space: str) -> Any:
        full = _full(name, space)
        full = full if full in self._declared else name
        if name in {*PRIMITIVES, "array", "map"} or full in self._written:
            return name
        declaration, inner_space = self._declared[full]
        short = full.rpartition(".")[2]
        return self._declaration({**declaration, "name": short, "namespace": inner_space}, space)

    def _declaration(self, source: Any, space: str) -> Any:
        name, inner_space = named(source, space)
        self._written.add(name)
        if "fields" not in source:
            return source
        kept = [
            {**member, "type": self.pruned(member["type"], inner_space)}
            for member in source["fields"]
            if (name, str(member["name"])) not in self._fields
        ]
        return {**source, "fields": kept}
