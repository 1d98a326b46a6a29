"""What the options of `gdr launch` say to Dataflow beyond what its user says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from pipelines.given import Values, first

_GCS = "gs://"

MIN_RAM = "min_ram=4GB"
"""Heeded where Dataflow chooses machines (Prime). A process takes 270 MB: README, "Runners"."""


def implied(values: Values) -> Iterator[str]:
    """Beam's options that follow from ours, where they were given."""
    output, location = first(values, "output"), first(values, "location")
    if location and location != "global":
        yield f"--region={location}"
    if output.startswith(_GCS):
        yield f"--temp_location={_GCS}{output.removeprefix(_GCS).partition('/')[0]}/gdr-staging"
        yield f"--job_name={job_name(output)}"
    if image := first(values, "image"):
        yield f"--sdk_container_image={image}"
    if values.get("flexrs") in (True, "true"):
        yield "--flexrs_goal=COST_OPTIMIZED"
    yield f"--resource_hints={MIN_RAM}"
    # The list of packages of the launching machine would stand in the staging folder.
    yield "--experiments=disable_logging_submission_environment"


def job_name(output: str) -> str:
    """A name of the output folder: Dataflow refuses a second job of a name while the first runs.

    >>> job_name("gs://bucket/Refined/Chat 2026/")
    'gdr-chat-2026-694e22d9'
    """
    address = output.rstrip("/")
    word = re.sub("[^a-z0-9]+", "-", address.rpartition("/")[2].lower()).strip("-")[:40]
    return f"gdr-{word or 'job'}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
