"""Checks: one file per check; `pii/` holds the category tables."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.core import registry
from transforms.core.policy import Policy
from transforms.core.protocols import Check
from transforms.core.toxicity.scores import Scorer


def build(name: str) -> Check:
    """The check of this name; raises `OptionsError` that lists the known ones."""
    check: Check = registry.module("checks", name).build()
    return check


def scorer(policy: Policy, built: Sequence[Check]) -> Scorer | None:
    """The check that scores toxicity, of those built for the policy; None where it does not ask."""
    if policy.toxicity is None:
        return None
    return next((check for check in built if isinstance(check, Scorer)), None)
