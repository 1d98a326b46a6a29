"""`gdr launch`: submits the refinement of a corpus to Dataflow, and leaves it alone.

Or writes it as a jar, which a Flink cluster runs as an application of its own.

All that `gdr refine` looks at before work is looked at here, on the machine that launches; then the
lock of the output goes over to the workers.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import preflight, sizing
from pipelines.beam_options import DATAFLOW_RUNNER
from pipelines.jobs import refine_job
from pipelines.locking import handed_over
from pipelines.options import LaunchOptions
from pipelines.refine import begin, build
from pipelines.versions import versions
from transforms.core.errors import GdrError, OptionsError
from transforms.core.job import Job
from transforms.core.run_lock import DETACHED_EXPIRY_S
from transforms.discovery import corpus_bytes, list_shards
from transforms.summarize import sweep
from transforms.worker import Worker

FLEXRS_S = 6 * 3600.0
"""Within which FlexRS begins a job: cloud.google.com/dataflow/docs/guides/flexrs."""

DEVELOPER_API_BYTES = 100_000_000
"""A larger corpus has to be meant to go to the Developer API, whose terms are another's. Ours."""


def run(options: LaunchOptions) -> int:
    """Submits the job, prints its id, and returns 0."""
    sized = _sized(options)
    job = refine_job(sized)
    worker = Worker(job)
    preflight.refuse_foreign(worker)
    expiry_s = DETACHED_EXPIRY_S + (FLEXRS_S if options.flexrs else 0.0)
    with handed_over(worker.output, job.output, expiry_s) as lock:
        try:
            begun = begin(worker, sized)
        except GdrError:
            preflight.leave_nothing(worker)
            raise
        if begun is None:
            sweep(worker)
            lock.release()
            _say(options, "nothing to do: every shard is refined already and unchanged")
            return 0
        made = _submit(replace(begun, lock_epoch=lock.epoch), sized)
    sys.stdout.write(made + os.linesep)
    return 0


def _sized(options: LaunchOptions) -> LaunchOptions:
    """The options with machines and threads for the corpus.

    Raises:
        OptionsError: a large corpus would go to the Developer API unasked.
    """
    looking = Worker(refine_job(options))
    job, corpus = looking.job, corpus_bytes(looking, list_shards(looking))
    settings = job.settings
    keyed = settings is not None and not settings.project
    if keyed and corpus > DEVELOPER_API_BYTES and not options.allow_api_key:
        raise OptionsError(
            f"--api-key-secret: the Gemini Developer API would get {corpus / 1e6:.0f} MB; "
            "leave the key out for Vertex AI, or give --allow-api-key"
        )
    if options.runner != DATAFLOW_RUNNER:
        return options
    wanted = sizing.size(corpus, settings).arguments(options.beam_arguments)
    return options.model_copy(update={"beam_arguments": tuple(wanted)})


def _submit(job: Job, options: LaunchOptions) -> str:
    """The id of the job; what a template launcher or a jar's writer wrote has none yet."""
    arguments = [f"--runner={options.runner}", *options.beam_arguments]
    if options.runner == DATAFLOW_RUNNER:
        arguments += _labels(job)
    pipeline = beam.Pipeline(runner=options.runner, options=PipelineOptions(arguments))
    build(pipeline, job)
    result: Any = pipeline.run()
    if options.runner != DATAFLOW_RUNNER:
        result.wait_until_finish()
        return "jar written"
    return result.job_id() if result.has_job else "template written"


def _labels(job: Job) -> list[str]:
    """By which costs and jobs are found again; lower case, digits and dashes only."""
    version = versions()["gdr"].split("+")[0].replace(".", "-").lower()
    return [f"--labels=gdr-{version}", f"--labels=gdr-backend={job.backend}"]


def _say(options: LaunchOptions, message: str) -> None:
    if not options.quiet:
        sys.stdout.write(message + os.linesep)
