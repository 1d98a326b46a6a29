"""Everything that is looked at before work.

The output folder, the key, the shards, the columns that travel untouched.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from transforms.core.errors import (
    DeniedInStoreError,
    InputError,
    NotFoundInStoreError,
    OptionsError,
    OutputError,
    StoreError,
)
from transforms.core.job import Job
from transforms.core.manifest import FILES, Manifest, address
from transforms.core.manifest import load as load_manifest
from transforms.core.records import BlockLimits, Shard
from transforms.core.shard_files import ShardSource
from transforms.discovery import identify
from transforms.read import DEADLY_STARTS
from transforms.worker import Worker

WATCHED_SHARDS = 20
WATCHED_ROWS = 512
"""Of each of the first shards, before work; during work every row is watched."""

_HEAD_BYTES = 8 << 20


def refuse_foreign(worker: Worker) -> None:
    """Raises `OutputError` when the output folder holds something that is not a run's."""
    output = worker.job.output
    if load_or_none(worker) is None:
        for entry in worker.output.children(output):
            if entry.uri.rstrip("/").rpartition("/")[2] not in {"_work", "manifest.json"}:
                raise OutputError(
                    "--output holds something else than a run of gdr: choose an empty or new folder"
                )


def load_or_none(worker: Worker) -> Manifest | None:
    """The manifest of the output folder."""
    return load_manifest(worker.output, worker.job.output)


def ensure_key(worker: Worker, *, local: bool, previous: Manifest | None) -> None:
    """Sees that workers will find a surrogate key; draws one for a local, single run.

    Raises:
        OptionsError: there is none, and the run is not local.
        OutputError: the output was made with a key that is gone.
    """
    key = worker.job.key
    if key.secret or key.from_env() is not None or key.from_file(worker.output) is not None:
        return
    mend = f"set {key.env} (32 random characters, the same for every run on this output)"
    if not local:
        raise OptionsError(f"no surrogate key: {mend}, or give --surrogate-key-secret")
    if previous is not None:
        raise OutputError(
            "the key of --output was drawn for that run and is destroyed: "
            f"{mend} and give --overwrite"
        )
    worker.output.put(key.file, secrets.token_hex(32).encode("ascii"), mode=0o600)


def compare(job: Job, key_id: str, previous: Manifest) -> None:
    """Raises `OutputError` that names what differs when another run made the output."""
    if previous.fingerprint == job.fingerprint(key_id):
        return
    mine = job.described()
    differing = sorted(
        k for k in {*mine, *previous.options} if mine.get(k) != previous.options.get(k)
    )
    if previous.key_id != key_id:
        differing.append("surrogate key")
    raise OutputError(
        f"--output was made with other options ({', '.join(differing)}): "
        "choose another --output, or give --overwrite to start anew"
    )


def clear(worker: Worker, previous: Manifest | None) -> None:
    """Deletes everything that earlier runs left.

    Killed in the middle, the same command clears again.
    """
    output, store = worker.job.output, worker.output
    if previous is not None:
        cleared = previous.model_copy(update={"complete": False, "fingerprint": "cleared"})
        store.put(address(output), cleared.encode())
        _clear_elsewhere(worker, previous)
    for folder in FILES:
        store.delete_folder(f"{output}/{folder}")
    for folder in ("parts", "starts", "plans", "journal", "watched"):
        store.delete_folder(f"{worker.job.work}/{folder}")
    store.delete(f"{output}/metrics.json")
    store.delete(worker.job.key.file)
    store.delete(address(output))


def leave_nothing(worker: Worker) -> None:
    """Deletes what looking left behind, after a refusal of a run that had not begun."""
    if load_or_none(worker) is None:
        worker.output.delete_folder(f"{worker.job.work}/watched")
        worker.output.delete(worker.job.key.file)


def _clear_elsewhere(worker: Worker, previous: Manifest) -> None:
    for shard in previous.shards:
        for file in shard.files.values():
            uri = worker.address_of(file)
            if not uri.startswith(f"{worker.job.output}/"):
                worker.store(uri).delete(uri)


@dataclass(frozen=True)
class _HeadSource(ShardSource):
    """A compressed shard of which only the beginning is read: enough to look at some rows."""

    def open(self) -> BinaryIO:
        """The first bytes, as a file of their own."""
        with super().open() as stream:
            return BytesIO(stream.read(_HEAD_BYTES))


def watch_columns(worker: Worker, shards: Sequence[Shard]) -> None:
    """Looks at some rows for findings in strings that would travel untouched.

    Raises:
        InputError: there are; the message names columns, categories and the two options.
    """
    starts = f"{worker.job.work}/watched"
    found: set[tuple[str, str]] = set()
    left_out = False
    for shard in shards[:WATCHED_SHARDS]:
        mark = _mark_start(worker, starts, shard)
        if not mark:
            left_out = True  # the run itself reads it, in a process of its own where it has to
            continue
        rows = list(islice(_others(worker, identify(worker, shard)), 50 * WATCHED_ROWS))
        for (column, _), findings in zip(
            rows, worker.judge.screen_bare([value for _, value in rows]), strict=True
        ):
            if findings and column not in worker.kept_columns:
                found.update((column, finding.category) for finding in findings)
        worker.output.delete(mark)
    if not left_out:
        worker.output.delete_folder(starts)
    if found:
        raise InputError(
            "\n".join(_complaint(column, category) for column, category in sorted(found))
        )


def _mark_start(worker: Worker, starts: str, shard: Shard) -> str:
    """The address of a note that a look at the shard begins; "" when too many came to no end."""
    name = sha256(shard.relative.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    for attempt in range(DEADLY_STARTS):
        mark = f"{starts}/{name}-{attempt}"
        if worker.output.put_if_absent(mark, b""):
            return mark
    return ""


def _complaint(column: str, category: str) -> str:
    return (
        f"column {column} is no --text-field and holds {category}: "
        f"refine it with --text-field {column}, leave it out with --drop-field {column}, "
        f"or let it stand, counted, with --keep-field {column}"
    )


def _others(worker: Worker, shard: Shard) -> Iterator[tuple[str, str]]:
    """(column, value) of the strings that travel untouched in the first rows of a shard."""
    source = worker.source(shard)
    if shard.compression:
        source = _HeadSource(source.store, shard)
    reader = worker.format(shard.format)
    limits = BlockLimits(samples=WATCHED_ROWS, sample_bytes=worker.job.limits.sample_bytes)
    try:
        first = next(reader.cut(source, limits), ())
        sound = [position for position in first if not position.defect][:1]
        for _, rows in reader.read(source, sound, limits) if sound else ():
            for sample in rows.samples:
                yield from sample.others
    except (DeniedInStoreError, NotFoundInStoreError):
        return
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - what cannot be read is found, and accounted for, by the run itself
        return
