"""Where bytes lie: one file per kind of storage, found by the scheme of an address."""

from __future__ import annotations

from transforms.core import addresses, registry
from transforms.core.errors import OptionsError
from transforms.core.protocols import Store


def build(uri: str) -> Store:
    """The store that holds `uri`: by its scheme, among all that the registry finds.

    Raises:
        OptionsError: no store knows the scheme; the message lists those that are known.
    """
    wanted = addresses.scheme(uri)
    known: list[str] = []
    for name in registry.names("stores"):
        module = registry.module("stores", name)
        if wanted in module.SCHEMES:
            store: Store = module.build()
            return store
        known.extend(module.SCHEMES)
    raise OptionsError(
        f"unknown scheme {wanted!r}: known are {', '.join(known)}; a local path needs none"
    )
