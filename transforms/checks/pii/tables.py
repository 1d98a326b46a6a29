"""Finds the tables: every module of this package that has `CATEGORIES` or `DETECTORS`.

A new family is a new file; nothing else names it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

from transforms.checks import pii
from transforms.checks.pii.category import Category
from transforms.checks.pii.detector import Detector


def categories() -> tuple[Category, ...]:
    """The entries of all tables, by module name and in their own order."""
    tables: list[tuple[Category, ...]] = [
        module.CATEGORIES for module in _modules() if hasattr(module, "CATEGORIES")
    ]
    return tuple(category for table in tables for category in table)


def detectors() -> tuple[Callable[[], Detector], ...]:
    """What builds the detectors, by module name and in their own order."""
    offered: list[tuple[Callable[[], Detector], ...]] = [
        module.DETECTORS for module in _modules() if hasattr(module, "DETECTORS")
    ]
    return tuple(make for several in offered for make in several)


def _modules() -> Iterator[ModuleType]:
    """The package's modules, those of packages in it as well, by name; not this one."""
    found = pkgutil.walk_packages(pii.__path__, f"{pii.__name__}.")
    for name in sorted(module.name for module in found):
        if name != __name__:
            yield importlib.import_module(name)
