"""How far a run is, read from the parts and plans below `_work`, never from a runner's metrics."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.progress import Snapshot
from transforms.core.job import Job
from transforms.core.manifest import Manifest, load
from transforms.core.parts import samples_of
from transforms.core.protocols import Store
from transforms.worker import Worker

_TOTALS = ("blocks", "samples", "bytes")


@dataclass
class _Watcher:
    store: Store = field(repr=False)
    job: Job
    plans: dict[str, dict[str, int]] = field(default_factory=dict)

    def snapshot(self) -> Snapshot:
        for entry in self.store.list(f"{self.job.work}/plans"):
            if entry.uri not in self.plans:
                self.plans[entry.uri] = json.loads(self.store.read(entry.uri))
        parts = [
            (samples_of(entry.uri), entry.size)
            for entry in self.store.list(f"{self.job.work}/parts")
        ]
        if not parts:
            manifest = load(self.store, self.job.output)
            if manifest is not None and manifest.complete:
                return _finished(manifest)
        return self._under_way(parts)

    def _under_way(self, parts: list[tuple[int, int]]) -> Snapshot:
        totals = {name: sum(plan[name] for plan in self.plans.values()) for name in _TOTALS}
        return Snapshot(
            samples_done=sum(samples for samples, _ in parts),
            samples_total=totals["samples"] or None,
            blocks_done=len(parts),
            blocks_total=totals["blocks"] or None,
            bytes_done=min(sum(size for _, size in parts), totals["bytes"]),
            bytes_total=totals["bytes"] or None,
            phase="refine" if parts else "read",
        )


def _finished(manifest: Manifest) -> Snapshot:
    samples = sum(shard.read for shard in manifest.shards)
    size = sum(shard.bytes for shard in manifest.shards)
    return Snapshot(
        samples_done=samples,
        samples_total=samples,
        bytes_done=size,
        bytes_total=size,
        quarantined=sum(shard.outcomes["quarantined"] for shard in manifest.shards),
        dead_letters=sum(shard.outcomes["dead_letter"] for shard in manifest.shards),
        phase="done",
    )


def watcher(job: Job) -> Callable[[], Snapshot]:
    """What a progress bar polls; raises `StoreError` when the store does not answer."""
    return _Watcher(Worker(job).output, job).snapshot
