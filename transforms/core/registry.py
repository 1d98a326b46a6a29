"""Finds extensions: a format, backend, store, cache, check or metric is one file.

And its name is the file's.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from types import ModuleType

from transforms.core.errors import OptionsError

KINDS = ("formats", "backends", "stores", "caches", "checks", "metrics", "scorers", "peers")


@functools.cache
def names(kind: str) -> tuple[str, ...]:
    """The names of all extensions of `kind`, sorted.

    The modules of `transforms.<kind>` (not its packages).
    """
    package = importlib.import_module(f"transforms.{kind}")
    found = pkgutil.iter_modules(package.__path__)
    return tuple(
        sorted(module.name for module in found if not module.ispkg and module.name[0] != "_")
    )


def module(kind: str, name: str) -> ModuleType:
    """The module of extension `name`.

    Raises:
        OptionsError: no such extension; the message lists the known ones and names the nearest.
    """
    known = names(kind)
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise OptionsError(
            f"unknown {kind.removesuffix('s')} {name!r}: known are {', '.join(known)}{hint}"
        )
    return importlib.import_module(f"transforms.{kind}.{name}")
