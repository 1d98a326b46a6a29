"""What can be checked of an output without looking at a shard: manifest and metrics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipelines.verification.files import shards_are_sound
from pipelines.verification.problems import Problem
from pipelines.verification.recorded import fingerprints_hold, job_of
from transforms.core.errors import BooksError, NotFoundInStoreError, OutputError
from transforms.core.manifest import Manifest, load
from transforms.core.protocols import Store
from transforms.summarize import figures_of

_OF_THE_RUN = ("seconds", "vanished", "calls", "cost")
"""In metrics.json, not from the shards: what time it took, and what it deleted."""

_NEEDED = ("books", "shards")


def whole(code: str, what: str = "") -> Problem:
    """A problem of the output as a whole."""
    return Problem(-1, -1, code, what)


def find_manifest(store: Store, output: str) -> tuple[Manifest | None, list[Problem]]:
    """The manifest, if it is one that shards can be verified by, and what is wrong with it."""
    try:
        manifest = load(store, output)
    except OutputError:
        return None, [whole("manifest_unreadable")]
    if manifest is None:
        return None, [whole("manifest_missing")]
    if not manifest.complete:
        return None, [whole("manifest_incomplete")]
    if job_of(manifest) is None:
        return None, [whole("manifest_options")]
    if not shards_are_sound(manifest):
        return None, [whole("manifest_shards")]
    return manifest, [] if fingerprints_hold(manifest) else [whole("manifest_fingerprint")]


def check_metrics(store: Store, output: str, manifest: Manifest) -> Iterator[Problem]:
    """Compares every figure of metrics.json that comes from the shards with the manifest's."""
    try:
        found: dict[str, Any] = dict(json.loads(store.read(f"{output}/metrics.json")))
        due: dict[str, Any] = json.loads(json.dumps(figures_of(manifest.shards)))
    except (NotFoundInStoreError, TypeError, ValueError, RecursionError):
        yield whole("metrics_missing")
        return
    except BooksError:
        yield whole("books")
        return
    for name in due:
        wanted = name in found or name in _NEEDED
        if wanted and name not in _OF_THE_RUN and found.get(name) != due[name]:
            yield whole("metrics_differ", name)
    if found.get("vanished") != list(manifest.vanished):
        yield whole("metrics_differ", "vanished")
