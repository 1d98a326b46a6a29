"""Summarize: the books of the run, metrics.json, and a manifest that says complete.

Then `_work` goes.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection

from transforms import metrics
from transforms.core.errors import BooksError, OutputError
from transforms.core.manifest import Manifest, ShardEntry, address
from transforms.sharing import SharedWorker
from transforms.worker import Worker

_MOST_SLOWEST = 25  # as many as a page shows


_PASSING = (
    "seconds/", "usd/", "usage/", "calls/", "retries/", "answers/", "anomalies/", "packs/",
)  # fmt: skip
"""Figures that are another number every time, though the answers are the same (invariant 4)."""
_LOG = logging.getLogger("gdr.run")


@dataclass(eq=False)
class Summarize(beam.PTransform[PCollection[ShardEntry], PCollection[str]]):
    """The run's id, once metrics.json and the complete manifest stand."""

    worker: SharedWorker

    def expand(self, entries: PCollection[ShardEntry]) -> PCollection[str]:  # noqa: D102
        begin = entries.pipeline | "Begin" >> beam.Create([0])
        return begin | "Summarize" >> beam.ParDo(
            _Summarize(self.worker), entries=beam.pvalue.AsList(entries)
        )


@dataclass(eq=False)
class _Summarize(beam.DoFn):
    worker: SharedWorker

    def process(self, _: int, entries: list[ShardEntry]) -> list[str]:
        return [summarize(self.worker.get(), entries)]


@dataclass(eq=False)
class Sweep(beam.PTransform[PCollection[str], PCollection[str]]):
    """Deletes `_work` and drafts; only what `Summarize` has finished comes here."""

    worker: SharedWorker

    def expand(self, finished: PCollection[str]) -> PCollection[str]:  # noqa: D102
        return finished | "Barrier" >> beam.Reshuffle() | "Sweep" >> beam.ParDo(_Sweep(self.worker))


@dataclass(eq=False)
class _Sweep(beam.DoFn):
    worker: SharedWorker

    def process(self, run_id: str) -> list[str]:
        worker = self.worker.get()
        # Done a second time, late, it must not take away what the next run has begun.
        if worker.begun_manifest().run_id == run_id:
            sweep(worker)
            worker.release_lock()
        return [run_id]


def sweep(worker: Worker) -> None:
    """Leaves nothing in the output folder but the products, and the lock that the caller holds.

    Were the lock deleted here, a second run could take it, and the first would give that one back.
    """
    store, work = worker.output, worker.job.work
    store.delete_drafts(worker.job.output)
    held = False
    for entry in list(store.children(work)):
        if entry.uri.rpartition("/")[2].startswith("lock"):
            held = True
        elif entry.kind == "folder":
            store.delete_folder(entry.uri)
        else:
            store.delete(entry.uri)
    if not held:
        store.delete_folder(work)


def summarize(worker: Worker, entries: Iterable[ShardEntry]) -> str:
    """The run's id, after metrics.json and the complete manifest are written.

    Raises:
        BooksError: samples read and outcomes differ.
        OutputError: another run has begun on the output meanwhile.
    """
    shards = tuple(sorted(entries, key=lambda entry: entry.relative))
    begun = worker.begun_manifest()
    if begun.run_id != worker.job.run_id:
        raise OutputError("another run has begun on --output: this one leaves it alone")
    known = {shard.relative for shard in shards}
    gone = [shard for shard in begun.shards if shard.relative not in known]
    for shard in gone:
        _delete_outputs(worker, shard)
    figures = figures_of(shards)
    # Done a second time, this finds a complete manifest: what the first time deleted stays listed.
    earlier = begun.vanished if begun.complete else ()
    vanished = (*earlier, *(shard.relative for shard in gone))
    figures["vanished"] = list(vanished)
    figures["slowest_shards"] = _slowest(shards)
    figures["seconds"] |= {"wall": round(time.time() - worker.job.started_s, 3)}
    worker.output.sync(worker.job.output)
    _put_json(worker, f"{worker.job.output}/metrics.json", figures)
    timeless = tuple(_without_seconds(shard) for shard in shards)
    update = {"complete": True, "shards": timeless, "vanished": vanished}
    manifest: Manifest = begun.model_copy(update=update)
    worker.output.put(address(worker.job.output), manifest.encode())
    _log(figures)
    return worker.job.run_id


def _log(figures: Mapping[str, Any]) -> None:
    """One line for whoever watches the logs: deploy/terraform/alerts.tf reads figures from it."""
    books = figures["books"]
    cost = figures.get("cost", {"usd": 0.0})
    _LOG.info(
        "gdr run complete: read=%d quarantined_share=%.6f dead_letter_share=%.6f usd=%.4f",
        books["read"],
        books["quarantined"] / max(1, books["read"]),
        books["dead_letter"] / max(1, books["read"]),
        cost["usd"],
    )


def figures_of(shards: Iterable[ShardEntry]) -> dict[str, Any]:
    """Everything in metrics.json that comes from the parts: each metric's figure by its name.

    Raises:
        BooksError: samples read and outcomes differ.
    """
    totals: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    for shard in shards:
        totals.update(shard.counters)
        out = shard.files["data"].bytes if "data" in shard.files else 0
        totals.update({"read": shard.read, "bytes_in": shard.bytes, "bytes_out": out, "shards": 1})
        books = {"read": shard.read, **shard.outcomes}
        rows.append(
            {"relative": shard.relative, **books, "bytes_in": shard.bytes, "bytes_out": out}
        )
    outcomes = sum(n for name, n in totals.items() if name.startswith("outcome/"))
    if totals["read"] != outcomes:
        raise BooksError(f"{totals['read']} samples read, {outcomes} outcomes")
    figures = {metric.name: metric.of(totals) for metric in metrics.build_all()}
    return {**figures, "shards": rows}


def _slowest(shards: Iterable[ShardEntry]) -> list[dict[str, Any]]:
    """The shards that took the most work of all processes, the slowest first."""
    spent = [
        (sum(v for n, v in shard.counters.items() if n.startswith("seconds/")), shard)
        for shard in shards
    ]
    slowest = sorted(spent, key=lambda entry: (-entry[0], entry[1].relative))[:_MOST_SLOWEST]
    return [
        {"relative": s.relative, "seconds": round(t, 3), "read": s.read, "bytes_in": s.bytes}
        for t, s in slowest
        if t
    ]


def _without_seconds(shard: ShardEntry) -> ShardEntry:
    """The entry as the manifest has it: the same for the same answers, whatever time they took."""
    timeless = {n: v for n, v in shard.counters.items() if not n.startswith(_PASSING)}
    return shard.model_copy(update={"counters": timeless})


def _delete_outputs(worker: Worker, shard: ShardEntry) -> None:
    for file in shard.files.values():
        uri = worker.address_of(file)
        store = worker.store(uri)
        store.delete(uri)
        store.delete_folder(uri)


def _put_json(worker: Worker, uri: str, value: dict[str, Any]) -> None:
    worker.output.put(uri, (json.dumps(value, indent=1) + "\n").encode("utf-8"))
