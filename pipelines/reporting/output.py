"""An output folder as it stands: what its manifest and metrics say, and what reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from pipelines.reporting.reading import Reader
from pipelines.verification.recorded import job_of
from transforms import checks, stores
from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, OptionsError, OutputError
from transforms.core.manifest import Manifest, load
from transforms.worker import Worker


@dataclass(frozen=True)
class Output:
    """A finished output folder, or one that a run has left half done.

    Attributes:
        folder: its address.
        manifest, metrics: their contents; metrics are empty while the run is not complete.
        worker: reads what it names.
    """

    folder: str
    manifest: Manifest
    metrics: dict[str, Any]
    worker: Worker

    @staticmethod
    def open(out: str) -> Output:
        """The output folder at an address; raises `OptionsError` when there is none."""
        folder = addresses.resolve(out).rstrip("/")
        store = stores.build(folder)
        manifest = load(store, folder)
        if manifest is None:
            raise OptionsError(f"{out!r}: holds no manifest.json; give the --output of a run")
        job = job_of(manifest)
        if job is None:
            raise OutputError("manifest.json of OUT has no options of a run")
        try:
            metrics = json.loads(store.read(f"{folder}/metrics.json"))
        except (NotFoundInStoreError, ValueError):
            metrics = {}
        worker = Worker(replace(job, output=folder, run_id=manifest.run_id))
        return Output(folder, manifest, metrics if isinstance(metrics, dict) else {}, worker)

    @property
    def reader(self) -> Reader:
        """Reads samples of it."""
        return Reader(self.worker, self.folder, self.manifest)

    @property
    def check_of(self) -> dict[str, str]:
        """The name of the check that reports a category."""
        return {
            category: name
            for name in self.worker.job.policy.checks
            for category in checks.build(name).categories
        }
