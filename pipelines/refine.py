"""`gdr refine`: reads a corpus, has every sample refined and judged.

And writes a drop-in replacement.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipelines import beam_options, exposition, preflight, snapshots, summary
from pipelines.examples import find_example
from pipelines.jobs import refine_job
from pipelines.locking import locked
from pipelines.options import RefineOptions
from pipelines.progress import Progress
from pipelines.stopping import draining, stopped, what_is_left
from pipelines.versions import versions
from transforms import stores
from transforms.assemble import AssembleShards
from transforms.commit import CommitBlocks
from transforms.core import addresses
from transforms.core.errors import GdrError, StoppedError, WorkerLostError, worker_lost
from transforms.core.fingerprints import OUTPUT_VERSION, fingerprint
from transforms.core.job import Job
from transforms.core.manifest import Manifest, address
from transforms.cut import CutShards
from transforms.discovery import corpus_bytes, identify, list_shards, still_valid
from transforms.match import Match
from transforms.read import ReadBlocks
from transforms.refine import Refine
from transforms.screen import Screen
from transforms.sharing import SharedWorker
from transforms.summarize import Summarize, Sweep, sweep
from transforms.worker import Worker

MOST_LAUNCHES = 4
"""Of a local run whose worker processes die: one more than a deadly block needs to be found out."""

FAILURES = 3
"""Exit status of a complete run with more failures than `--max-failures` allows."""


def run(options: RefineOptions) -> int:
    """Refines the corpus and returns the exit status (design, section 6)."""
    job = refine_job(options)
    worker = Worker(job)
    preflight.refuse_foreign(worker)
    with locked(worker.output, job.output):
        try:
            begun = begin(worker, options)
        except GdrError:
            preflight.leave_nothing(worker)
            raise
        if begun is None:
            sweep(worker)
            _say(options, "nothing to do: every shard is refined already and unchanged")
            return 0
        shown = Progress(
            snapshots.watcher(begun), quiet=options.quiet, interval_s=snapshots.interval_s(begun)
        )
        with shown, draining(begun):
            _run_pipeline(begun, options)
    return _report(begun, options)


def begin(worker: Worker, options: RefineOptions) -> Job | None:
    """Looks at all that can be looked at before work, and writes a manifest "not complete".

    Returns:
        The job with its run's id; None when the key of a finished output is gone and nothing has
        changed since.
    """
    previous = preflight.load_or_none(worker)
    shards = list_shards(worker)
    local = options.runner == beam_options.LOCAL_RUNNER
    if previous is not None and options.overwrite and _starts_anew(worker, previous):
        preflight.clear(worker, previous)
        previous = None
    elif previous is not None and previous.complete and _unchanged(worker, previous):
        return None
    preflight.ensure_key(worker, local=local, previous=previous)
    if previous is not None:
        preflight.compare(worker.job, worker.engine.key_id, previous)
    preflight.watch_columns(worker, shards)
    return _write_manifest(worker, previous)


def _starts_anew(worker: Worker, previous: Manifest) -> bool:
    """Whether `--overwrite` clears the output.

    Not when it would undo what the same command did until it was killed.
    """
    if previous.complete:
        return True
    key = worker.job.key
    findable = key.secret or key.from_env() or key.from_file(worker.output)
    return not findable or previous.fingerprint != worker.job.fingerprint(worker.engine.key_id)


def _unchanged(worker: Worker, previous: Manifest) -> bool:
    """Whether a finished output is right as it is, though the key that made it may be gone."""
    if previous.fingerprint != worker.job.fingerprint(previous.key_id) or worker.job.reopen:
        return False
    entries = {entry.relative: entry for entry in previous.shards}
    shards = list_shards(worker)
    return len(shards) == len(entries) and all(
        shard.relative in entries
        and still_valid(worker, entries[shard.relative], identify(worker, shard))
        for shard in shards
    )


def _write_manifest(worker: Worker, previous: Manifest | None) -> Job:
    job = worker.job
    epoch = previous.epoch + 1 if previous else 1
    run_id = fingerprint([worker.fingerprint, epoch])[:16]
    manifest = Manifest(
        gdr=versions()["gdr"],
        output_version=OUTPUT_VERSION,
        run_id=run_id,
        epoch=epoch,
        complete=False,
        fingerprint=worker.fingerprint,
        options=job.described(),
        key_id=worker.engine.key_id,
        key_kept=bool(job.key.secret or job.key.from_env()),
        versions=versions(),
        shards=previous.shards if previous else (),
    )
    worker.output.put(address(job.output), manifest.encode())
    return replace(job, run_id=run_id)


def build(pipeline: beam.Pipeline, job: Job) -> PCollection[str]:
    """The whole way of the data; see the design, section 3."""
    worker = SharedWorker(job)
    changed, kept = pipeline | "Match" >> Match(worker)
    descriptors, plans = changed | "CutShards" >> CutShards(worker)
    reports = (
        descriptors
        | "ReadBlocks" >> ReadBlocks(worker)
        | "Screen" >> Screen(worker)
        | "Refine" >> Refine(worker)
        | "CommitBlocks" >> CommitBlocks(worker)
    )
    assembled = (plans, reports) | "AssembleShards" >> AssembleShards(worker)
    entries = (assembled, kept) | "AllShards" >> beam.Flatten()
    finished: PCollection[str] = (
        entries | "Summarize" >> Summarize(worker) | "Sweep" >> Sweep(worker)
    )
    return finished


def _run_pipeline(job: Job, options: RefineOptions) -> None:
    worker = Worker(job)
    made = beam_options.build(options, corpus_bytes(worker, list_shards(worker)))
    runner: Any = FnApiRunner() if options.runner == beam_options.LOCAL_RUNNER else options.runner
    for launch in range(MOST_LAUNCHES):
        pipeline = beam.Pipeline(runner=runner, options=made)
        build(pipeline, job)
        try:
            with _our_path():
                pipeline.run().wait_until_finish()
        except (RuntimeError, StoppedError) as error:
            stop = stopped(error)
            if stop is not None:
                raise what_is_left(job, stop) from None
            if options.runner != beam_options.LOCAL_RUNNER or not worker_lost(str(error)):
                raise
            _say_lost(launch)
        else:
            return
    raise WorkerLostError(
        f"worker processes died in {MOST_LAUNCHES} launches (out of memory?): "
        "what is committed stays, the same command goes on"
    )


@contextlib.contextmanager
def _our_path() -> Iterator[None]:
    """Has worker processes import from where this one does.

    Python would look into the working directory first, where another `transforms` may lie.
    """
    ours = {
        "PYTHONPATH": os.pathsep.join(os.path.abspath(place) for place in sys.path),
        "PYTHONSAFEPATH": "1",
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _say_lost(launch: int) -> None:
    """A local runner does not start workers again; finished blocks are durable, so we can."""
    if launch + 1 < MOST_LAUNCHES:
        sys.stderr.write("gdr: a worker process died; going on with what is left\n")


def _report(job: Job, options: RefineOptions) -> int:
    """Prints the summary and returns 0, or 3 when more failed than allowed."""
    worker = Worker(job)
    figures: dict[str, Any] = json.loads(worker.output.read(f"{job.output}/metrics.json"))
    books = figures["books"]
    if options.prometheus:
        place = addresses.resolve(options.prometheus)
        data = exposition.text(figures, job.run_id).encode("utf-8")
        stores.build(place).put(place, data)
    if not options.quiet:
        example = find_example(worker)
        summary.render(
            figures, job.output, example, summary.console_for(sys.stdout), quarantine=job.quarantine
        )
    failed = books["quarantined"] + books["dead_letter"]
    if failed > options.max_failures * books["read"]:
        sys.stderr.write(
            f"gdr: {failed} of {books['read']} samples failed, more than --max-failures allows\n"
        )
        return FAILURES
    return 0


def _say(options: RefineOptions, message: str) -> None:
    if not options.quiet:
        sys.stdout.write(message + os.linesep)


if __name__ == "__main__":
    from pipelines import cli

    sys.exit(cli.main(["refine", *sys.argv[1:]]))
