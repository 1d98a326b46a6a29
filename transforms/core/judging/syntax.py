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
from functools import partial
from typing import NamedTuple
from xml.parsers import expat

import yaml

from transforms.core.edits import apply
from transforms.core.judging.grammars import ending, parser
from transforms.core.judging.trees import same_tree
from transforms.core.records import Edit

Shape = object
Same = Callable[[str, str, Sequence[Edit]], bool]

_MOST_TRIED = 20_000_000
"""Characters parsed to find which edit of many broke a file; beyond it all of them count."""

_UNSAFE = frozenset("\"'`\\\n\r\0")
"""What may end a string or a line: an edit puts in no more of them than it takes out."""


class Kind(NamedTuple):
    """What a text has to parse as.

    Attributes:
        name: in reasons, as in `not_json`.
        same: whether the output parses as the text did.
    """

    name: str
    same: Same


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
    return Kind(ending(name)[1:], partial(same_tree, found)) if found else _TEXT


def broken(name: str, text: str, edits: Sequence[Edit]) -> tuple[int, ...]:
    """Numbers of the edits that keep the output from parsing as the text did; () for none."""
    kind = kind_of(name, text) if edits else None
    if kind is None or kind.same(text, apply(text, edits), edits):
        return ()
    everyone = tuple(range(len(edits)))
    if len(edits) * len(text) > _MOST_TRIED:
        return everyone
    blamed = tuple(n for n in everyone if not kind.same(text, apply(text, [edits[n]]), [edits[n]]))
    rest = [edit for n, edit in enumerate(edits) if n not in blamed]
    return blamed if blamed and kind.same(text, apply(text, rest), rest) else everyone


def _by_shape(shape: Callable[[str], Shape], text: str, output: str, edits: Sequence[Edit]) -> bool:
    """Whether both have the same shape; what has none itself has nothing to keep.

    The output first: where it has none, somebody has to ask whether the text had one.
    """
    made = shape(output)
    return made == shape(text) if made is not None else shape(text) is None


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


def _same_python(text: str, output: str, edits: Sequence[Edit]) -> bool:
    if not _is_python(output):
        return not _is_python(text)
    found = parser(".py")
    return found is None or same_tree(found, text, output, edits)


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a corpus is no concern of ours
            symtable.symtable(text, "sample", "exec")  # as `ast.parse`, without building the tree
    except (ValueError, SyntaxError, RecursionError, MemoryError):  # the last: nested too deep
        return False
    return True


def _same_marks(text: str, output: str, edits: Sequence[Edit]) -> bool:
    """Without a parser: no edit puts in what could end a string or a line."""
    return all(not _marks(edit.value) - _marks(text[edit.start : edit.end]) for edit in edits)


def _marks(text: Iterable[str]) -> Counter[str]:
    return Counter(char for char in text if char in _UNSAFE)


_OF_JSON = frozenset({"", ".json", ".jsonl", ".har", ".ipynb"})
_JSON = Kind("json", partial(_by_shape, _json_shape))
_YAML = Kind("yaml", partial(_by_shape, _yaml_shape))
_XML = Kind("xml", partial(_by_shape, _xml_shape))
_PYTHON = Kind("python", _same_python)
_TEXT = Kind("safe", _same_marks)
_KINDS = {
    **dict.fromkeys((".json", ".har", ".ipynb"), _JSON),
    **dict.fromkeys((".yml", ".yaml"), _YAML),
    ".toml": Kind("toml", partial(_by_shape, _toml_shape)),
    **dict.fromkeys((".xml", ".csproj", ".pom", ".plist", ".svg", ".xsd", ".xslt"), _XML),
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
}
"""Ending to what its files are parsed as; others have a grammar, or only safe edits."""
