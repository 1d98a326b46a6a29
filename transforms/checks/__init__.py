"""Checks: one file per check; `pii/` holds the category tables."""

from __future__ import annotations

from transforms.core import registry
from transforms.core.protocols import Check


def build(name: str) -> Check:
    """The check of this name; raises `OptionsError` that lists the known ones."""
    check: Check = registry.module("checks", name).build()
    return check
