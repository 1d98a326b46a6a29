"""How far a run is, read from parts, journals and plans below `_work`.

Never from a runner's metrics: retried bundles count twice there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.called import Called
from pipelines.progress import Snapshot
from pipelines.spending import Spending
from transforms.core.job import Job
from transforms.core.manifest import Manifest, load
from transforms.core.parts import samples_of
from transforms.core.protocols import Entry, Store
from transforms.worker import Worker

LOCAL_INTERVAL_S, REMOTE_INTERVAL_S = 0.5, 5.0
"""Between two looks: an object store is paid by the request, and journals there are no fresher."""

_TOTALS = ("blocks", "samples", "bytes")


@dataclass
class _Watcher:
    store: Store = field(repr=False)
    job: Job
    spending: Spending | None
    plans: dict[str, dict[str, int]] = field(default_factory=dict)

    def snapshot(self) -> Snapshot:
        for entry in self.store.list(f"{self.job.work}/plans"):
            if entry.uri not in self.plans:
                self.plans[entry.uri] = json.loads(self.store.read(entry.uri))
        parts = list(self.store.list(f"{self.job.work}/parts"))
        if not parts:
            manifest = load(self.store, self.job.output)
            if manifest is not None and manifest.complete:
                return _finished(manifest, self._spent())
        called = Called() if self.spending is None else self.spending.look(parts)
        return self._under_way(parts, called)

    def _spent(self) -> Called:
        """What was spent in the end."""
        if self.spending is None:
            return Called()
        return self.spending.finished(
            json.loads(self.store.read(f"{self.job.output}/metrics.json"))
        )

    def _under_way(self, parts: list[Entry], called: Called) -> Snapshot:
        totals = {name: sum(plan[name] for plan in self.plans.values()) for name in _TOTALS}
        done, weighed = sum(samples_of(entry.uri) for entry in parts), totals["bytes"]
        if totals["samples"]:
            # A part weighs more than what was read for it, by its lineage.
            weighed = round(weighed * min(1.0, done / totals["samples"]))
        else:
            weighed = min(weighed, sum(entry.size for entry in parts))
        return Snapshot(
            samples_done=done,
            samples_total=totals["samples"] or None,
            blocks_done=len(parts),
            blocks_total=totals["blocks"] or None,
            bytes_done=weighed,
            bytes_total=totals["bytes"] or None,
            phase="refine" if parts or called.calls else "read",
            called=called,
        )


def _finished(manifest: Manifest, called: Called) -> Snapshot:
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
        called=called,
    )


def watcher(job: Job) -> Callable[[], Snapshot]:
    """What a progress bar polls; raises `StoreError` when the store does not answer."""
    store = Worker(job).output
    spending = None if job.settings is None else Spending(store, job.work, job.settings)
    return _Watcher(store, job, spending).snapshot


def interval_s(job: Job) -> float:
    """Seconds between two polls."""
    return REMOTE_INTERVAL_S if "://" in job.output else LOCAL_INTERVAL_S


def samples(job: Job) -> Snapshot:
    """How far a run is, once, without its calls."""
    return _Watcher(Worker(job).output, job, None).snapshot()
