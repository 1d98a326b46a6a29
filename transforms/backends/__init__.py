"""Backends: one file per service that rewrites."""

from __future__ import annotations

from transforms.core import registry
from transforms.core.protocols import Backend
from transforms.core.surrogates.engine import SurrogateEngine


def build(name: str, engine: SurrogateEngine) -> Backend:
    """The backend of this name; raises `OptionsError` that lists the known ones."""
    backend: Backend = registry.module("backends", name).build(engine)
    return backend
