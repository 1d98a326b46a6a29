"""What a process needs to ask a service about scores: its own pace, its own health."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, NamedTuple

from transforms import scorers
from transforms.core.budgeting import Budget
from transforms.core.calling import health
from transforms.core.calling.caller import Caller
from transforms.core.calling.replies import Reply, Service
from transforms.core.calling.settings import ModelSettings
from transforms.core.pacing.board import shared
from transforms.core.pacing.pacer import Limits, Pacer
from transforms.core.toxicity.asking import Outside, RemoteScorer, ScorerContext

if TYPE_CHECKING:
    from transforms.worker import Worker

IN_FLIGHT = 16
"""Calls to a service of scores: it is asked twice for each text that changes. Ours."""


class Opened(NamedTuple):
    """The scores of a service, and what to close at the end."""

    outside: Outside | None
    closers: list[Callable[[], Coroutine[Any, Any, None]]]


def open_outside(worker: Worker, service: Service, caller: Caller, executor: Executor) -> Opened:
    """What the policy wants asked about scores; nothing where this machine scores alone.

    A model as judge is asked with the calls of the job; another service has a pace of its own.

    Raises:
        OptionsError: its key is missing, or nobody knows the scorer.
    """
    rules = worker.job.policy.toxicity
    if rules is None or not rules.remote:
        return Opened(None, [])
    settings = worker.job.settings or ModelSettings()
    model = rules.model or settings.models[-1]
    context = ScorerContext(
        os.environ, rules.key_env, rules.key_secret, worker.secret, service, model
    )
    scorer = scorers.build(rules.scorer, context)
    key = worker.engine.derived(b"gdr scores")
    if scorer.service is service:
        return Opened(Outside(scorer, caller, rules, key), [])
    machines = max(1, settings.machines)
    each = rules.requests_per_minute / machines if rules.requests_per_minute else None
    board = shared(f"{settings.launch or 'gdr'}-{scorer.name}")
    limits = Limits(each, None, max(1, IN_FLIGHT // machines), machines)
    pacer = Pacer(limits, time.monotonic, asyncio.sleep, board)
    budget = Budget(worker.output, f"{worker.job.work}/budget/scores", None, None, {}, executor)
    watched = _health(scorer, caller)
    own = Caller(
        scorer.service, pacer, budget, lambda model: watched, caller.stopping, caller.clock,
        caller.sleep, caller.jitter,
    )  # fmt: skip

    async def close() -> None:
        await scorer.service.close()
        pacer.close()

    return Opened(Outside(scorer, own, rules, key), [close])


def _health(scorer: RemoteScorer, caller: Caller) -> health.Health:
    async def probe() -> Reply:
        return await scorer.service.call(scorer.ask("Good morning."))

    return health.Health(
        probe, caller.stopping, caller.clock, caller.sleep,
        health.OUTAGE_PATIENCE_S, health.REFUSAL_PATIENCE_S,
    )  # fmt: skip
