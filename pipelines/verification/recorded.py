"""What a manifest says of the run that made it, as the job that reads the output again."""

from __future__ import annotations

from typing import Any

from transforms.core.errors import GdrError
from transforms.core.fields import FieldOptions
from transforms.core.fingerprints import fingerprint
from transforms.core.job import Job
from transforms.core.manifest import Manifest
from transforms.core.policy import Policy
from transforms.core.records import BlockLimits


def job_of(manifest: Manifest) -> Job | None:
    """The job that the manifest's options describe, without an output.

    None when they describe none. Only what decides how a shard is read and judged is taken over;
    that nothing else was changed either, `fingerprints_hold` tells.
    """
    try:
        return _job(dict(manifest.options))
    except (KeyError, TypeError, ValueError, GdrError):
        return None


def _job(options: dict[str, Any]) -> Job:
    fields = FieldOptions(
        text=tuple(options["text_field"]),
        id=options["id_field"],
        date_key=options.get("date_key", ""),  # earlier manifests have none
        keep=tuple(options["keep_field"]),
        drop=tuple(options["drop_field"]),
        text_unit=options["text_unit"],
        binary=options["binary"],
        revision=options["revision"],
    )
    _ = (
        fields.text_steps,
        fields.drop_steps,
        fields.id_steps,
        fields.date_key_steps,
    )  # parsed now, so that none fails later
    return Job(
        fields=fields,
        limits=BlockLimits(sample_bytes=int(options["max_sample_bytes"])),
        policy=Policy.model_validate(options["policy"]),
        quarantine=str(options["quarantine"]),
        take=options["limit"],
        code=str(options["detector"]),
    )


def fingerprints_hold(manifest: Manifest) -> bool:
    """Whether options, key id and epoch give the fingerprint and the run's id."""
    made = fingerprint({**manifest.options, "key_id": manifest.key_id})
    run_id = fingerprint([manifest.fingerprint, manifest.epoch])[:16]
    return made == manifest.fingerprint and run_id == manifest.run_id
