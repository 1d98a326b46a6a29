"""What one worker process builds from a job, once.

Stores, formats, checks, backend. Plain Python below the steps.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cached_property
from pathlib import Path

from transforms import backends, checks, formats, stores
from transforms.calls import Calls
from transforms.core import addresses
from transforms.core.calling.replies import Service
from transforms.core.errors import OptionsError, OutputError
from transforms.core.fields import column, parse
from transforms.core.job import Job
from transforms.core.judging.judge import Judge
from transforms.core.lists import denied_values
from transforms.core.manifest import FileEntry, Manifest, load
from transforms.core.parts import Parts
from transforms.core.protocols import Format, Store
from transforms.core.records import BlockReport, Shard
from transforms.core.refining import Refiner
from transforms.core.run_lock import DETACHED_EXPIRY_S, KeptLock, StoreLock
from transforms.core.shard_files import ShardSource
from transforms.core.surrogates.engine import SurrogateEngine

COMMITTERS = 4
"""Threads that put parts beside the calls; ours: a put to an object store takes about 0.2 s."""


class Worker:
    """The tools of one process for one job, each built when it is first used."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._formats: dict[str, Format] = {}
        self._lock = threading.Lock()
        self._calls: Calls | None = None
        self._users = 0
        self._committing: set[Future[BlockReport]] = set()

    def __repr__(self) -> str:
        return f"Worker(run {self.job.run_id})"

    def store(self, uri: str) -> Store:
        """The store that keeps `uri`."""
        return stores.build(uri)

    @cached_property
    def output(self) -> Store:
        """The store of the output folder."""
        return self.store(self.job.output)

    def source(self, shard: Shard) -> ShardSource:
        """The shard, opened."""
        return ShardSource(self.store(shard.uri), shard)

    def format(self, name: str) -> Format:
        """The format of this name with the job's fields."""
        if name not in self._formats:
            self._formats[name] = formats.build(name, self.job.fields)
        return self._formats[name]

    @cached_property
    def judge(self) -> Judge:
        """The policy with its checks."""
        policy = self.job.policy
        built = tuple(map(checks.build, policy.checks))
        guards = policy.toxicity.guards if policy.toxicity else ()
        lines = [self.store(uri).read(uri) for uri in map(addresses.resolve, policy.deny_files)]
        return Judge(
            policy, built, denied_values(lines), checks.scorer(policy, built),
            tuple(map(checks.build, guards)),
        )  # fmt: skip

    @cached_property
    def engine(self) -> SurrogateEngine:
        """What chooses surrogates.

        Raises:
            OptionsError: no key is to be had on this worker.
        """
        return SurrogateEngine(self._key(), self.job.policy.modes)

    def secret(self, name: str) -> str:
        """The text of a Secret Manager version."""
        from transforms.stores.secrets.secret_manager import (
            read_secret,
        )  # its import takes a second

        return read_secret(name).decode("utf-8")

    def _key(self) -> bytes:
        source = self.job.key
        if source.secret:
            from transforms.stores.secrets.secret_manager import read_secret  # as above

            return read_secret(source.secret)
        key = source.from_env() or source.from_file(self.output)
        if key is None:
            raise OptionsError(
                f"no surrogate key: set {source.env or 'GDR_SURROGATE_KEY'} on every worker, "
                "or name a Secret Manager version with --surrogate-key-secret"
            )
        return key

    @cached_property
    def refiner(self) -> Refiner:
        """The refine loop over a backend of this machine."""
        backend = backends.build(self.job.backend, backends.Context(self.engine))
        if isinstance(backend, Service):
            raise OptionsError(f"--backend {self.job.backend}: answers only through `calls`")
        return Refiner(backend, self.judge)

    @property
    def asks_service(self) -> bool:
        """Whether the backend calls a service."""
        return self.job.asks_service

    def calls(self) -> Calls:
        """What this process calls the service with, opened by whoever comes first."""
        with self._lock:
            if self._calls is None:
                self._calls = Calls(self)
            return self._calls

    def enter(self) -> None:
        """Notes that a step uses this process's calls."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """Closes the calls once no step uses them any more; they may be opened again."""
        with self._lock:
            self._users -= 1
            calls = self._calls if self._users <= 0 else None
            if calls is not None:
                self._calls = None
        if calls is not None:
            calls.close()

    def commit_beside(self, what: Callable[[], BlockReport]) -> Future[BlockReport]:
        """The report of a commit that a small pool makes, to come: it never starves the calls."""
        future = self._committers.submit(what)
        self._committing.add(future)
        future.add_done_callback(self._committing.discard)
        return future

    @cached_property
    def _committers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(COMMITTERS, "gdr-commit")

    def settle(self) -> None:
        """Returns when every commit that was begun is durable, or has failed."""
        wait(tuple(self._committing))

    @cached_property
    def fingerprint(self) -> str:
        """The run's fingerprint, key included."""
        return self.job.fingerprint(self.engine.key_id)

    @cached_property
    def parts(self) -> Parts:
        """The parts of this run; those of a reopened output are of their own."""
        run = self.fingerprint
        if self.job.reopen:
            run += f":{','.join(self.job.reopen)}:{self.previous_hash}"
        return Parts(self.output, self.job.work, run)

    @cached_property
    def previous(self) -> Manifest | None:
        """The manifest of the output folder as an earlier run left it; None without an output."""
        return load(self.output, self.job.output) if self.job.output else None

    def begun_manifest(self) -> Manifest:
        """The manifest as it stands now, written when this run began.

        Raises:
            OutputError: it is gone.
        """
        manifest = load(self.output, self.job.output)
        if manifest is None:
            raise OutputError("manifest.json is gone from --output: another run has cleared it")
        return manifest

    @cached_property
    def previous_hash(self) -> str:
        """A hash of what an earlier run left, the same while that is being worked on again."""
        shards = self.previous.shards if self.previous else ()
        files = "\n".join(f.sha256 for shard in shards for _, f in sorted(shard.files.items()))
        return hashlib.sha256(files.encode("ascii")).hexdigest()

    def address_of(self, file: FileEntry) -> str:
        """Where a file of the manifest is.

        Below the output folder, or elsewhere when it says so.
        """
        elsewhere = file.path.startswith("/") or "://" in file.path
        return file.path if elsewhere else f"{self.job.output}/{file.path}"

    @cached_property
    def _run_lock(self) -> KeptLock | None:
        epoch = self.job.lock_epoch
        lock = StoreLock(self.output, self.job.work, epoch=epoch, expiry_s=DETACHED_EXPIRY_S)
        return KeptLock(lock) if epoch else None

    def keep_lock(self) -> None:
        """Says that a detached job lives; nothing while its launcher holds the lock."""
        if self._run_lock is not None:
            self._run_lock.keep()

    def release_lock(self) -> None:
        """Gives back the lock of a detached job; nothing while its launcher holds it."""
        if self._run_lock is not None:
            self._run_lock.lock.release()

    @cached_property
    def kept_columns(self) -> frozenset[str]:
        """Columns that may hold findings."""
        return frozenset(column(parse(path)) for path in self.job.fields.keep)


def detector_hash() -> str:
    """16 hex digits over the code and tables that find, replace and judge.

    Another detector is another fingerprint.
    """
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in _sources(here):
        digest.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources(here: Path) -> Iterator[Path]:
    folders: Sequence[Path] = (
        here / "checks",
        here / "core" / "disguises",
        here / "core" / "surrogates",
        here / "core" / "judging",
        here / "core" / "asking",
        here / "core" / "language",
    )
    singles = [here / "core" / name for name in ("normal_forms.py", "edits.py", "refining.py")]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    wanted = [path for path in found if "__pycache__" not in path.parts]
    yield from sorted([*wanted, *singles])
