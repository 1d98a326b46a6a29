"""Opens what a process calls a service with: client, pace, budget, cache, the refine loop."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from transforms import backends, caches
from transforms.core.asking.bench import Bench
from transforms.core.asking.blocks import BlockRefiner
from transforms.core.asking.drafting import Drafter
from transforms.core.asking.examples import Demonstrated
from transforms.core.asking.locating import Rules
from transforms.core.asking.prescreening import Prescreen
from transforms.core.asking.sending import Sender
from transforms.core.budgeting import Budget
from transforms.core.calling import health
from transforms.core.calling.caller import Caller
from transforms.core.calling.replies import End, Reply, Service
from transforms.core.calling.settings import ModelSettings
from transforms.core.calling.stopping import Stopping
from transforms.core.errors import OptionsError
from transforms.core.pacing.board import shared
from transforms.core.pacing.pacer import Limits, Pacer
from transforms.core.protocols import Backend
from transforms.outside_scores import open_outside
from transforms.quota_service import QuotaService

if TYPE_CHECKING:
    from transforms.worker import Worker

_LOG = logging.getLogger("gdr.pace")

ALONE = (
    "this process holds quotas and calls in flight by itself: the folder for temporary files does "
    "not let processes share them; with several processes each takes as much as the whole job may"
)
"""Said where files of the pace cannot be had; counted in metrics.json as well."""

_RESOLVE_TRIES = 3


@dataclass
class Opened:
    """What lives in the loop.

    Attributes:
        service: makes calls.
        pacer: holds the quotas.
        refiner: refines blocks.
        closers: what has to be closed, in order.
    """

    service: Service
    pacer: Pacer
    refiner: BlockRefiner
    closers: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)

    async def close(self) -> None:
        """Closes connections."""
        for close in self.closers:
            await close()
        self.pacer.close()


async def open_calls(worker: Worker, stopping: Stopping, executor: ThreadPoolExecutor) -> Opened:
    """Everything in the loop; asks the service what the models are.

    Raises:
        OptionsError: no key is to be had, or no quota service answers.
    """
    job = worker.job
    settings = job.settings or ModelSettings()
    context = backends.Context(worker.engine, settings, worker.secret)
    service = backends.build(job.backend, context)
    if not isinstance(service, Service) or job.task is None:
        raise OptionsError(f"--backend {job.backend}: asks no service")
    pacer, quota = _pacer(settings)
    if quota is not None:
        await quota.check()
    budget = Budget(
        worker.output, f"{job.work}/budget/{settings.launch}", settings.budget_usd,
        settings.budget_tokens, settings.tariffs, executor,
    )  # fmt: skip
    key = worker.engine.derived(b"gdr asking")
    sender = await _sender(worker, service, settings, key)
    of_model = _healths(service, sender, stopping, pacer)
    answers = _answers(worker, settings, executor)
    caller = Caller(
        service, pacer, budget, of_model, stopping, time.monotonic, asyncio.sleep, _jitter
    )
    opened = open_outside(worker, service, caller, executor)
    refiner = BlockRefiner(
        caller=caller,
        drafter=Drafter(job.task, frozenset(settings.premask), worker.engine, key),
        sender=sender,
        rules=Rules(job.policy, frozenset(sender.categories)),
        bench=Bench(worker.judge),
        prescreen=Prescreen.of(settings.prescreen, key),
        models=settings.models,
        local=_local(worker),
        demonstrated=Demonstrated.of(job.task),
        most_shared=settings.samples_per_request,
        answers=answers,
        outside=opened.outside,
    )
    closers = [budget.close, service.close, *opened.closers]
    closers += [each.close for each in (quota, answers) if each is not None]
    return Opened(service, pacer, refiner, closers)


def _pacer(settings: ModelSettings) -> tuple[Pacer, QuotaService | None]:
    """The pace that this process shares with the others of the machine."""
    quota = None
    if settings.quota_service:
        quota = QuotaService(settings.quota_service, settings.models[0], jitter=_jitter)
    board = shared(settings.launch or "gdr")
    if not board.shared:
        _LOG.warning(ALONE)
    return Pacer(Limits.of(settings), time.monotonic, asyncio.sleep, board, quota), quota


def _answers(
    worker: Worker, settings: ModelSettings, executor: ThreadPoolExecutor
) -> caches.Cache | None:
    """The cross-run cache; None where none is wanted."""
    if not settings.cache:
        return None

    def password() -> str:
        if settings.cache_password_secret:
            return worker.secret(settings.cache_password_secret).strip()
        return os.environ.get(settings.cache_password_env, "")

    context = caches.Context(worker.store, executor, time.monotonic, password)
    return caches.build(settings.cache, context)


async def _sender(worker: Worker, service: Service, settings: ModelSettings, key: bytes) -> Sender:
    job = worker.job
    assert job.task is not None  # noqa: S101 - see `open_calls`
    known = {name for check in worker.judge.checks for name in check.categories}
    known |= {*job.task.categories, *job.policy.free_categories}
    wanted = tuple(sorted(name for name in known if job.policy.wants(name)))
    versions = {model: await _resolved(service, model) for model in settings.models}
    return Sender(job.task, job.policy, wanted, settings.call_timeout_s, key, versions)


async def _resolved(service: Service, model: str) -> str:
    """The version that a name stands for; the name itself where the service does not say."""
    for number in range(_RESOLVE_TRIES):
        reply = await service.resolve(model)
        if reply.end is End.ANSWERED:
            return reply.model or model
        if not reply.end.transient:
            break
        await asyncio.sleep(0.2 * 2**number)
    return model


def _healths(
    service: Service, sender: Sender, stopping: Stopping, pacer: Pacer
) -> Callable[[str], health.Health]:
    """The health of a model, the same for whoever asks."""
    known: dict[str, health.Health] = {}

    def of_model(model: str) -> health.Health:
        if model not in known:

            async def probe() -> Reply:
                return await service.call(sender.probe(model))

            known[model] = health.Health(
                probe, stopping, time.monotonic, asyncio.sleep,
                health.OUTAGE_PATIENCE_S, health.REFUSAL_PATIENCE_S, pacer.recovered,
            )  # fmt: skip
        return known[model]

    return of_model


def _local(worker: Worker) -> Backend:
    local = backends.build("local", backends.Context(worker.engine))
    assert not isinstance(local, Service)  # noqa: S101 - it asks nobody
    return local


def _jitter() -> float:
    """Another number from 0 to 1 each time; no output depends on it."""
    return secrets.randbelow(1 << 53) / (1 << 53)
