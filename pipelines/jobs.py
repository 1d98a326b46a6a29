"""From options to a job: prompt and policy loaded, addresses made whole."""

from __future__ import annotations

import time

from pipelines import beam_options
from pipelines.corpus_options import CorpusOptions
from pipelines.options import RefineOptions
from prompts.loader import load_policy, load_prompt
from transforms import backends
from transforms.core import addresses, registry
from transforms.core.errors import OptionsError
from transforms.core.job import Job, KeySource
from transforms.core.policy import Policy
from transforms.core.prompt import Prompt
from transforms.core.records import Outcome
from transforms.worker import detector_hash


def refine_job(options: RefineOptions) -> Job:
    """The job of `gdr refine`; raises `OptionsError` for a prompt or policy that is wrong."""
    prompt = load_prompt(options.prompt)
    output = addresses.resolve(options.output).rstrip("/")
    service = backends.is_service(options.backend)
    policy = load_policy(options.policy or prompt.policy)
    _check_scorer(policy, options.backend, service)
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
        policy=policy,
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


def _check_scorer(policy: Policy, backend: str, service: bool) -> None:
    """Refuses a scorer that nobody knows, and a service that scores where none rewrites."""
    rules = policy.toxicity
    if rules is None or not rules.remote:
        return
    registry.module("scorers", rules.scorer)
    if not service:
        raise OptionsError(
            f"--backend {backend}: policy {policy.name} has outputs scored by {rules.scorer}, a "
            "service; take --backend gemini, or leave toxicity.scorer out"
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
