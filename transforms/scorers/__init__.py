"""Scorers: one file per service that says how toxic a text is.

They add to the scorer of this machine: an output that it accepts is asked about as well.
Perspective is not among them: its service ends with 2026.
"""

from __future__ import annotations

from transforms.core import registry
from transforms.core.toxicity.asking import RemoteScorer, ScorerContext


def build(name: str, context: ScorerContext) -> RemoteScorer:
    """The scorer of this name; raises `OptionsError` that lists the known ones."""
    scorer: RemoteScorer = registry.module("scorers", name).build(context)
    return scorer
