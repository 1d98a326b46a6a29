"""Backends: one file per service that rewrites, and `local`, which needs none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from transforms.core import registry
from transforms.core.calling.replies import Service
from transforms.core.calling.settings import ModelSettings
from transforms.core.protocols import Backend
from transforms.core.surrogates.engine import SurrogateEngine


@dataclass(frozen=True)
class Context:
    """What a backend is built from.

    Attributes:
        engine: chooses surrogates.
        settings: what the options say about calls; None for a job without any.
        secret: the text of a Secret Manager version.
    """

    engine: SurrogateEngine
    settings: ModelSettings | None = None
    secret: Callable[[str], str] = field(default=lambda name: "", repr=False)


def build(name: str, context: Context) -> Backend | Service:
    """The backend of this name; raises `OptionsError` that lists the known ones."""
    backend: Backend | Service = registry.module("backends", name).build(context)
    return backend


def is_service(name: str) -> bool:
    """Whether the backend calls a service; raises as `build` does."""
    return bool(getattr(registry.module("backends", name), "SERVICE", False))
