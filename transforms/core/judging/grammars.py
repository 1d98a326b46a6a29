"""Grammars of programming languages, by a file's ending: those that are installed (extra `code`).

tree-sitter's wheels bring their grammars along; nothing is fetched.
"""

from __future__ import annotations

import functools
import importlib
import posixpath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Parser


class Grammar(NamedTuple):
    """Where a grammar is: the module and its function that gives the language."""

    module: str
    function: str = "language"


_JAVASCRIPT = Grammar("tree_sitter_javascript")
_TYPESCRIPT = Grammar("tree_sitter_typescript", "language_typescript")
_CPP = Grammar("tree_sitter_cpp")
_BASH = Grammar("tree_sitter_bash")
_KOTLIN = Grammar("tree_sitter_kotlin")
_PYTHON = Grammar("tree_sitter_python")

GRAMMARS = {
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), _JAVASCRIPT),
    **dict.fromkeys((".ts", ".mts", ".cts"), _TYPESCRIPT),
    ".tsx": Grammar("tree_sitter_typescript", "language_tsx"),
    ".java": Grammar("tree_sitter_java"),
    ".go": Grammar("tree_sitter_go"),
    ".c": Grammar("tree_sitter_c"),
    **dict.fromkeys((".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp"), _CPP),
    ".rs": Grammar("tree_sitter_rust"),
    **dict.fromkeys((".rb", ".rake", ".gemspec"), Grammar("tree_sitter_ruby")),
    ".php": Grammar("tree_sitter_php", "language_php"),
    ".cs": Grammar("tree_sitter_c_sharp"),
    **dict.fromkeys((".sh", ".bash"), _BASH),
    **dict.fromkeys((".scala", ".sc"), Grammar("tree_sitter_scala")),
    **dict.fromkeys((".kt", ".kts"), _KOTLIN),
    **dict.fromkeys((".py", ".pyi"), _PYTHON),
}
"""Ending to grammar; `.h` may be C or C++, and C++'s grammar takes both."""


def ending(name: str) -> str:
    """The ending of a file's name in lower case, with its dot; "" without one."""
    return posixpath.splitext(name)[1].lower()


@functools.cache
def parser(ending: str) -> Parser | None:
    """What parses files with this ending, None without an installed grammar for them."""
    grammar = GRAMMARS.get(ending)
    if grammar is None:
        return None
    try:
        from tree_sitter import Language, Parser

        module = importlib.import_module(grammar.module)
    except ImportError:
        return None
    return Parser(Language(getattr(module, grammar.function)()))
