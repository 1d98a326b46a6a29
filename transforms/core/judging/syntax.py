"""Whether a refined file parses as its original did, and which edits are to blame where not.

JSON, YAML, TOML and XML by their parsers, Python by its own; other languages by their grammars
where these are installed (`grammars`). Only texts that were edited are parsed.
"""

from __future__ import annotations

import json
import symtable
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import NamedTuple
from xml.parsers import expat

import yaml

from transforms.core.judging.blame import Original, blamed
from transforms.core.judging.grammars import ending, parser
from transforms.core.judging.trees import Tree
from transforms.core.records import Edit

Shape = object

_UNSAFE = frozenset("\"'`\\\n\r\0")
"""What may end a string or a line: an edit puts in no more of them than it takes out."""


class Kind(NamedTuple):
    """What a text has to parse as.

    Attributes:
        name: in reasons, as in `not_json`.
        original: reads the text.
    """

    name: str
    original: Callable[[str], Original]


def kind_of(name: str, text: str) -> Kind | None:
    """What a file of this name, or a text without one, has to parse as; None for nothing."""
    if text.lstrip()[:1] in {"{", "["} and ending(name) in _OF_JSON:
        return _JSON
    if not name:
        return None
    known = _KINDS.get(ending(name))
    if known is not None:
        return known
    found = parser(ending(name))
    return Kind(ending(name)[1:], partial(Tree, found)) if found else _TEXT


def broken(name: str, text: str, edits: Sequence[Edit]) -> tuple[int, ...]:
    """Numbers of the edits that keep the output from parsing as the text did; () for none."""
    kind = kind_of(name, text) if edits else None
    return blamed(text, edits, kind.original(text)) if kind else ()


class _Shaped:
    """A text of a format whose parser tells its shape."""

    def __init__(self, shape: Callable[[str], Shape], text: str) -> None:
        self._shape = shape
        self._text = text

    @cached_property
    def _before(self) -> Shape:
        return self._shape(self._text)

    def differs(self, output: str, _edits: Sequence[Edit]) -> tuple[int, ...] | None:
        """Whether both have the same shape; what has none itself has nothing to keep."""
        return () if self._shape(output) == self._before else None


def _json_shape(text: str) -> Shape:
    try:
        return _shape(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _shape(value: object) -> Shape:
    """Types and lengths; names of fields are text and may change."""
    if isinstance(value, dict):
        return ("{", *map(_shape, value.values()))
    if isinstance(value, list):
        return ("[", *map(_shape, value))
    return type(value).__name__


def _toml_shape(text: str) -> Shape:
    try:
        return _shape(tomllib.loads(text))
    except (ValueError, RecursionError):
        return None


def _yaml_shape(text: str) -> Shape:
    """What happens while it is read, with tags of scalars: a number stays one, a text a text."""
    seen: list[str] = []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while loader.check_event():
            event = loader.get_event()
            seen.append(type(event).__name__)
            if isinstance(event, yaml.ScalarEvent):
                tag = event.tag or loader.resolve(yaml.ScalarNode, event.value, event.implicit)
                seen.append(str(tag))
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    finally:
        loader.dispose()
    return seen


def _xml_shape(text: str) -> Shape:
    seen: list[tuple[str, ...]] = []
    reader = expat.ParserCreate()
    reader.StartElementHandler = lambda tag, fields: seen.append((tag, *sorted(fields)))
    reader.EndElementHandler = lambda tag: seen.append(("/", tag))
    try:
        reader.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return None
    return seen


class _Python:
    """Python by its own parser; by places as well where its grammar is installed."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _parsed(self) -> bool:
        return _is_python(self._text)

    @cached_property
    def _tree(self) -> Tree | None:
        found = parser(".py")
        return Tree(found, self._text) if found else None

    def differs(self, output: str, edits: Sequence[Edit]) -> tuple[int, ...] | None:
        """As its protocol says."""
        if _is_python(output):
            return self._tree.differs(output, edits) if self._tree else ()
        return None if self._parsed else ()


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a corpus is no concern of ours
            symtable.symtable(text, "sample", "exec")  # as `ast.parse`, without building the tree
    except (ValueError, SyntaxError, RecursionError, MemoryError):  # the last: nested too deep
        return False
    return True


class _Marked:
    """A text without a parser: no edit puts in what could end a string or a line."""

    def __init__(self, text: str) -> None:
        self._text = text

    def differs(self, _output: str, edits: Sequence[Edit]) -> tuple[int, ...]:
        """As its protocol says."""
        return tuple(
            number
            for number, edit in enumerate(edits)
            if _marks(edit.value) - _marks(self._text[edit.start : edit.end])
        )


def _marks(text: Iterable[str]) -> Counter[str]:
    return Counter(char for char in text if char in _UNSAFE)


_OF_JSON = frozenset({"", ".json", ".jsonl", ".har", ".ipynb"})
_JSON = Kind("json", partial(_Shaped, _json_shape))
_YAML = Kind("yaml", partial(_Shaped, _yaml_shape))
_XML = Kind("xml", partial(_Shaped, _xml_shape))
_PYTHON = Kind("python", _Python)
_TEXT = Kind("safe", _Marked)
_KINDS = {
    **dict.fromkeys((".json", ".har", ".ipynb"), _JSON),
    **dict.fromkeys((".yml", ".yaml"), _YAML),
    ".toml": Kind("toml", partial(_Shaped, _toml_shape)),
    **dict.fromkeys((".xml", ".csproj", ".pom", ".plist", ".svg", ".xsd", ".xslt"), _XML),
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
}
"""Ending to what its files are parsed as; others have a grammar, or only safe edits."""
