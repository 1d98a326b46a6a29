"""From options to a job: prompt and policy loaded, addresses made whole."""

from __future__ import annotations

import time

from pipelines import beam_options
from pipelines.option_groups import CorpusOptions
from pipelines.options import RefineOptions
from prompts.loader import load_policy, load_prompt
from transforms import backends
from transforms.core import addresses
from transforms.core.job import Job, KeySource
from transforms.core.prompt import Prompt
from transforms.core.records import Outcome
from transforms.worker import detector_hash


def refine_job(options: RefineOptions) -> Job:
    """The job of `gdr refine`; raises `OptionsError` for a prompt or policy that is wrong."""
    prompt = load_prompt(options.prompt)
    output = addresses.resolve(options.output).rstrip("/")
    service = backends.is_service(options.backend)
    opened = {
        Outcome.DEAD_LETTER: options.retry_dead_letters,
        Outcome.QUARANTINED: options.retry_quarantine,
    }
    return Job(
        output=output,
        inputs=tuple(options.input),
        format=options.format or "",
        fields=options.field_options,
        limits=options.block_limits,
        policy=load_policy(options.policy or prompt.policy),
        prompt=shown(prompt),
        prompt_fingerprint=prompt.fingerprint,
        backend=options.backend,
        key=KeySource(
            env=options.surrogate_key_env,
            secret=options.surrogate_key_secret or "",
            file=f"{output}/_work/surrogate.key",
        ),
        quarantine=addresses.resolve(options.quarantine).rstrip("/") if options.quarantine else "",
        take=options.limit,
        reopen=tuple(str(outcome) for outcome, wanted in opened.items() if wanted),
        code=detector_hash(),
        started_s=time.time(),
        settings=options.settings(beam_options.machines(options)) if service else None,
        task=prompt if service else None,
    )


def reading_job(options: CorpusOptions, prompt: str) -> Job:
    """A job that only reads and screens: for `gdr scan` and `gdr plan`."""
    loaded = load_prompt(prompt)
    return Job(
        inputs=tuple(options.input),
        format=options.format or "",
        fields=options.field_options,
        policy=load_policy(loaded.policy),
        prompt=shown(loaded),
        prompt_fingerprint=loaded.fingerprint,
    )


def shown(prompt: Prompt) -> str:
    """Name, version and short fingerprint of a prompt, as lineage shows it."""
    return f"{prompt.name}@{prompt.version}:{prompt.fingerprint[:12]}"
