"""What a worker process calls a service with, built once: loop, client, pace, budget, window.

The loop runs in a thread of its own; harness threads hand blocks in and take back whichever is
finished first, so that calls go on while they read, screen and commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from transforms import backends, caches
from transforms.company import Company
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
from transforms.core.calling.loop import CallLoop
from transforms.core.calling.replies import End, Reply, Service
from transforms.core.calling.settings import ModelSettings
from transforms.core.calling.stopping import Stopping
from transforms.core.errors import OptionsError, StoreError
from transforms.core.journal import Journal
from transforms.core.pacing.board import shared
from transforms.core.pacing.pacer import Limits, Pacer
from transforms.core.protocols import Backend
from transforms.core.records import Block
from transforms.outside_scores import open_outside
from transforms.quota_service import QuotaService

if TYPE_CHECKING:
    from transforms.worker import Worker

OPEN_BYTES = 4 << 20
"""Characters of all blocks that are open at once in a process: as many as keep 150 calls in flight
over chunks of 6000 tokens; ours. One block is always let in."""

LOCAL_INTERVAL_S, REMOTE_INTERVAL_S = 1.0, 5.0
"""After which an answer is journalled at the latest (design, section 3)."""

STORE_THREADS = 8

_RESOLVE_TRIES = 3


class Room:
    """How much of a process's memory open blocks may take; shared by the harness's threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, size: int, *, at_any_rate: bool) -> bool:
        """Whether the block may be opened; one that a thread has nothing open beside always may."""
        with self._lock:
            if not at_any_rate and self._taken + size > self._most:
                return False
            self._taken += size
            return True

    def give_back(self, size: int) -> None:
        """The block is closed."""
        with self._lock:
            self._taken -= size


@dataclass
class Calls:
    """The calls of one process for one job.

    Attributes:
        worker: the tools of the process.
        stopping: whether the run is to stop.
        room: what open blocks may take.
    """

    worker: Worker = field(repr=False)
    stopping: Stopping = field(default_factory=Stopping)
    room: Room = field(default_factory=lambda: Room(OPEN_BYTES), repr=False)

    def __post_init__(self) -> None:
        self._executor = ThreadPoolExecutor(STORE_THREADS, "gdr-store")
        self._loop = CallLoop()
        work, launch = self.worker.job.work, _launch(self.worker)
        self._company = (
            None if self._remote else Company(self.worker.output, f"{work}/busy/{launch}")
        )
        self._attempt = secrets.token_hex(6)
        self._signalled_s = 0.0
        try:
            self._opened: _Opened = self._loop.submit(self._open()).result()
        except BaseException:
            self._loop.close()
            self._executor.shutdown(wait=False)
            raise

    async def _open(self) -> _Opened:
        return await open_calls(self.worker, self.stopping, self._executor)

    def submit(self, block: Block) -> Future[Block]:
        """The block with `refined` filled, to come."""
        return self._loop.submit(self._refine(block))

    async def _refine(self, block: Block) -> Block:
        began = time.perf_counter()
        await self._opened.refiner.refine(block, self._journal(block))
        block.seconds["refine"] = time.perf_counter() - began
        return block

    def stopped(self, block: Block) -> None:
        """Notes that the block is left for the next launch: it took nobody down."""
        self.worker.parts.forget_starts(block.shard, block.position)

    @property
    def _remote(self) -> bool:
        return "://" in self.worker.job.output

    def begin(self) -> None:
        """Notes that a bundle begins."""
        if self._company is not None:
            self._company.come()

    def end(self) -> None:
        """Notes that all of a bundle is durable."""
        if self._company is not None:
            self._company.go()

    def wait_for_others(self) -> None:
        """Returns when the other processes of this machine have come to their end too."""
        settings = self.worker.job.settings or ModelSettings()
        if self._company is not None:
            self._company.wait_for_others(settings.call_timeout_s + 10)

    def _journal(self, block: Block) -> Journal:
        worker = self.worker
        return Journal(
            worker.output,
            worker.parts.journal(block.shard, block.position),
            self._attempt,
            REMOTE_INTERVAL_S if self._remote else LOCAL_INTERVAL_S,
            self._executor,
            asyncio.sleep,
        )

    def throttled_s(self) -> float:
        """Seconds that calls waited for quotas since this was last asked."""
        now = self._opened.pacer.throttled_s
        since, self._signalled_s = now - self._signalled_s, now
        return max(0.0, since)

    def close(self) -> None:
        """Closes connections and ends the loop; what is still asked for is cancelled."""
        with contextlib.suppress(Exception):  # nothing of a service that is gone concerns us now
            self._loop.submit(self._opened.close()).result(10.0)
        self._loop.close()
        self._executor.shutdown(wait=True)


@dataclass
class _Opened:
    """What lives in the loop."""

    service: Service
    pacer: Pacer
    refiner: BlockRefiner
    watching: asyncio.Task[None]
    closers: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)

    async def close(self) -> None:
        self.watching.cancel()
        await asyncio.gather(self.watching, return_exceptions=True)
        for close in self.closers:
            await close()
        self.pacer.close()


async def open_calls(worker: Worker, stopping: Stopping, executor: ThreadPoolExecutor) -> _Opened:
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
    watching = asyncio.get_running_loop().create_task(_watch(worker, stopping, executor))
    closers = [budget.close, service.close, *opened.closers]
    closers += [each.close for each in (quota, answers) if each is not None]
    return _Opened(service, pacer, refiner, watching, closers)


def _pacer(settings: ModelSettings) -> tuple[Pacer, QuotaService | None]:
    """The pace that this process shares with the others of the machine."""
    quota = None
    if settings.quota_service:
        quota = QuotaService(settings.quota_service, settings.models[0], jitter=_jitter)
    board = shared(settings.launch or "gdr")
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


async def _watch(worker: Worker, stopping: Stopping, executor: ThreadPoolExecutor) -> None:
    """Asks for the end once somebody has put the wish to stop below `_work`."""
    every_s = REMOTE_INTERVAL_S if "://" in worker.job.output else LOCAL_INTERVAL_S / 4
    loop = asyncio.get_running_loop()
    while not stopping.reason:
        await asyncio.sleep(every_s)
        if await loop.run_in_executor(executor, _asked_to_stop, worker):
            stopping.ask("stopped by a signal")


def stop_address(worker: Worker) -> str:
    """Where the wish to stop this launch stands."""
    return f"{worker.job.work}/stop/{_launch(worker)}"


def _launch(worker: Worker) -> str:
    launch = worker.job.settings.launch if worker.job.settings else ""
    return launch or "launch"


def _asked_to_stop(worker: Worker) -> bool:
    try:
        worker.output.stat(stop_address(worker))
    except StoreError:
        return False
    return True
