"""Formats: one file per corpus format."""

from __future__ import annotations

from transforms.core import registry
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Format


def build(name: str, fields: FieldOptions) -> Format:
    """The format of this name; raises `OptionsError` that lists the known ones."""
    built: Format = registry.module("formats", name).build(fields)
    return built


def guess(name: str, head: bytes) -> str:
    """The format of a file by its ending, else by its first bytes; "" for none.

    Args:
        name: of the file, without the ending of its compression.
        head: its first bytes, decompressed.
    """
    lower = name.lower()
    modules = [(known, registry.module("formats", known)) for known in registry.names("formats")]
    endings = [
        (len(suffix), known) for known, module in modules for suffix in module.SUFFIXES
        if lower.endswith(suffix)
    ]  # fmt: skip
    if endings:
        return max(endings)[1]
    return next((known for known, module in modules if module.sniff(head)), "")
