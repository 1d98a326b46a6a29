"""The job: everything a worker has to know, without a secret; pickled into every step."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from transforms.core.calling.settings import ModelSettings
from transforms.core.errors import NotFoundInStoreError, OptionsError
from transforms.core.fields import FieldOptions
from transforms.core.fingerprints import OUTPUT_VERSION, fingerprint
from transforms.core.policy import Policy
from transforms.core.prompt import Prompt
from transforms.core.protocols import Store
from transforms.core.records import BlockLimits

SHORTEST_KEY = 16
"""Bytes: less than this can be guessed, and with it every surrogate be turned back."""


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where the surrogate key is fetched: named here, held nowhere.

    Attributes:
        env: name of an environment variable on every worker.
        secret: name of a Secret Manager version.
        file: address of the key drawn for this run, below `_work`.
    """

    env: str = ""
    secret: str = ""
    file: str = ""

    def from_env(self) -> bytes | None:
        """The key in the environment variable; None when there is none.

        Raises:
            OptionsError: it is too short.
        """
        value = os.environ.get(self.env, "") if self.env else ""
        if not value:
            return None
        if len(value.encode()) < SHORTEST_KEY:
            raise OptionsError(
                f"--surrogate-key-env: the value of {self.env} is shorter than {SHORTEST_KEY} "
                "bytes: put at least 32 random characters there"
            )
        return value.encode()

    def from_file(self, store: Store) -> bytes | None:
        """The key drawn for this run, None when there is none."""
        try:
            return store.read(self.file) if self.file else None
        except NotFoundInStoreError:
            return None


@dataclass(frozen=True)
class Job:
    """What is to be done with a corpus; the recipe that every step takes.

    Attributes:
        output: the output folder, an address without a final slash; "" for a job that only reads.
        inputs: patterns of the shards.
        format: name of the corpus format, "" to guess it for each shard.
        fields: which fields are text, which travel, which go.
        limits: how large a block may grow.
        policy: what judges every output.
        prompt: name and short fingerprint of the prompt, as lineage shows it.
        prompt_fingerprint: of the prompt's whole content.
        backend: name of what rewrites.
        key: where the surrogate key is.
        quarantine: where quarantined samples go; "" for OUT/quarantine.
        take: how many samples a canary takes; None for all.
        reopen: outcomes whose samples are opened again in a finished output.
        code: hash of the code and tables that find and replace.
        run_id: of this run; no part of the fingerprint.
        lock_epoch: of the lock that a detached job's workers keep; 0 while the launcher holds it.
        started_s: seconds since the epoch when the run began; for metrics.json only.
        settings: how a model's service is called; None for a backend that calls none.
        task: the prompt itself, for a backend that sends it; None for others.
    """

    output: str = ""
    inputs: tuple[str, ...] = ()
    format: str = ""
    fields: FieldOptions = field(default_factory=FieldOptions)
    limits: BlockLimits = field(default_factory=BlockLimits)
    policy: Policy = field(default_factory=lambda: Policy(name="default", version=1))
    prompt: str = ""
    prompt_fingerprint: str = ""
    backend: str = "local"
    key: KeySource = field(default_factory=KeySource)
    quarantine: str = ""
    take: int | None = None
    reopen: tuple[str, ...] = ()
    code: str = ""
    run_id: str = ""
    lock_epoch: int = 0
    started_s: float = 0.0
    settings: ModelSettings | None = None
    task: Prompt | None = None

    @property
    def asks_service(self) -> bool:
        """Whether a model's service is asked."""
        return self.settings is not None

    @property
    def work(self) -> str:
        """The folder of what is gone when the run is complete."""
        return f"{self.output}/_work"

    def described(self) -> dict[str, object]:
        """Everything that decides bytes of the output, as JSON; what the fingerprint is made of."""
        fields = self.fields
        return {
            "inputs": list(self.inputs),
            "format": self.format,
            "text_field": list(fields.text),
            "id_field": fields.id,
            "date_key": fields.date_key,
            "keep_field": list(fields.keep),
            "drop_field": list(fields.drop),
            "text_unit": fields.text_unit,
            "binary": fields.binary,
            "revision": fields.revision,
            "max_sample_bytes": self.limits.sample_bytes,
            "policy": self.policy.model_dump(mode="json"),
            "prompt": self.prompt,
            "prompt_fingerprint": self.prompt_fingerprint,
            "backend": self.backend,
            "quarantine": self.quarantine,
            "limit": self.take,
            "detector": self.code,
            "output_version": OUTPUT_VERSION,
            **(self.settings.described() if self.settings else {}),
        }

    def fingerprint(self, key_id: str) -> str:
        """The run's fingerprint: options, prompt, policy, output version, detector and key.

        64 hex digits.
        """
        return fingerprint({**self.described(), "key_id": key_id})
