"""Chooses the prescreen: Hyperscan where it is installed, else literals; both find the same."""

from __future__ import annotations

import importlib.util

from transforms.checks.pii.literals import LiteralPrescreen
from transforms.checks.pii.prescreening import Prescreen, Table


def prescreen(table: Table) -> Prescreen:
    """The fastest prescreen that there is here."""
    if importlib.util.find_spec("hyperscan") is None:
        return LiteralPrescreen(table)
    from transforms.checks.pii.hyper import HyperPrescreen

    return HyperPrescreen(table)
