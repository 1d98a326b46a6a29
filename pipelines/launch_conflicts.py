"""Options of `gdr launch` that no detached job could run."""

from __future__ import annotations

from collections.abc import Iterator, Set

from pipelines.beam_options import DATAFLOW_RUNNER
from pipelines.given import Conflict, Values, first, texts
from pipelines.service_conflicts import calls_service

_GCS = "gs://"
_IN_GCS = "is not in gs://; the workers of Dataflow reach nothing else without a key of yours"
_REMOTE = "is on this machine; the workers are on others: give a gs:// or s3:// address"
_ADDRESSES = ("input", "output", "quarantine")


def _runner(values: Values, given: Set[str]) -> Iterator[Conflict]:
    """Of another runner, a jar that runs later is what can be had without waiting for the job."""
    arguments = texts(values, "beam_arguments")
    if not any(argument.startswith("--output_executable_path=") for argument in arguments):
        yield (
            "runner",
            f"gdr launch submits to {DATAFLOW_RUNNER}, or writes a jar: give "
            "--output_executable_path=FILE.jar too; for another runner use gdr refine",
        )


def _elsewhere(values: Values, given: Set[str]) -> Iterator[Conflict]:
    for name in _ADDRESSES:
        if any("://" not in address for address in texts(values, name)):
            yield name, _REMOTE


def _addresses(values: Values, given: Set[str]) -> Iterator[Conflict]:
    for name in _ADDRESSES:
        if any(not address.startswith(_GCS) for address in texts(values, name)):
            yield name, _IN_GCS
    if texts(values, "cache") and not first(values, "cache").startswith((_GCS, "redis")):
        yield "cache", "is not on the workers of Dataflow; give a gs:// folder or redis://"


def _secrets(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if not texts(values, "surrogate_key_secret"):
        yield (
            "surrogate_key_secret",
            "is missing; the workers of Dataflow have no variables of this machine",
        )
    for name in ("api_key_env", "cache_password_env"):
        if name in given:
            secret = name.removesuffix("_env").replace("_", "-")
            yield (
                name,
                f"no variable of this machine is on the workers; give --{secret}-secret instead",
            )


def _place(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if not texts(values, "image"):
        yield "image", "is missing; give the image that deploy/build.sh pushed"
    if not texts(values, "project"):
        yield "project", "is missing; give the Google Cloud project that the job belongs to"
    named = any(one.startswith("--region=") for one in texts(values, "beam_arguments"))
    if not named and first(values, "location") in ("", "global"):
        yield "location", "names no region for Dataflow; give one, or --region beside it"
    if calls_service(values) and "api_key_secret" not in given and not texts(values, "location"):
        yield "location", "is missing; give the location of Vertex AI"


_OF_DATAFLOW = (_addresses, _secrets, _place)
_OF_A_JAR = (_runner, _elsewhere)


def _all(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if "allow_api_key" not in values:
        return  # another command's
    dataflow = values.get("runner", DATAFLOW_RUNNER) == DATAFLOW_RUNNER
    for rule in _OF_DATAFLOW if dataflow else _OF_A_JAR:
        yield from rule(values, given)


RULES = (_all,)
"""Each gives the contradictions that it finds in values and the names that were given."""
