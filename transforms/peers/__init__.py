"""Peers: one file per detect-and-remove service that evaluations measure beside gdr."""

from __future__ import annotations

from transforms.core import registry
from transforms.core.protocols import Peer


def build(name: str) -> Peer:
    """The peer of this name.

    Raises:
        OptionsError: none of this name (lists the known ones), not installed, or not configured.
    """
    peer: Peer = registry.module("peers", name).build()
    return peer
