"""The files of an output: what has to be there, with which bytes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import pairwise

from pipelines.verification.problems import Problem, Problems
from transforms.core.manifest import FILES, Manifest, ShardEntry
from transforms.core.records import Outcome
from transforms.core.shard_files import written_file
from transforms.worker import Worker

_OF_THE_RUN = ("manifest.json", "metrics.json")
_LOCK = "_work/lock"
"""A lock is no part of an output: in object stores one that was given back stays there."""


def in_data(entry: ShardEntry) -> int:
    """How many samples of the shard stand in data, by its entry."""
    return sum(entry.outcomes.get(outcome, 0) for outcome in Outcome if outcome.in_data)


def address(worker: Worker, output: str, kind: str, relative: str) -> str:
    """Where a file of a shard has to stand; `worker` has the job of the run."""
    if kind == "quarantine" and worker.job.quarantine:
        return f"{worker.job.quarantine}/{relative}.jsonl"
    return f"{output}/{kind}/{relative}{'' if kind == 'data' else '.jsonl'}"


def check_files(worker: Worker, output: str, entry: ShardEntry, problems: Problems) -> None:
    """Notes files of the shard that are gone, altered, at another place, or have no reason."""
    due = {
        "data": in_data(entry) > 0,
        "lineage": True,
        "quarantine": entry.outcomes.get("quarantined", 0) > 0,
        "dead_letters": entry.outcomes.get("dead_letter", 0) > 0,
    }
    for kind, needed in due.items():
        if kind not in entry.files:
            if needed:
                problems.add("missing_file", what=kind)
            continue
        if not needed and kind != "data":  # data without rows keeps header and schema
            problems.add("needless_file", what=kind)
        _check_file(worker, output, entry, kind, problems)


def _check_file(
    worker: Worker, output: str, entry: ShardEntry, kind: str, problems: Problems
) -> None:
    file = entry.files[kind]
    uri = address(worker, output, kind, entry.relative)
    if uri not in (file.path, f"{output}/{file.path}"):
        problems.add("wrong_path", what=kind)
    stands = written_file(worker.store(uri), uri)
    if stands is None:
        problems.add("missing_file", what=kind)
    elif (stands.bytes, stands.sha256) != (file.bytes, file.sha256):
        problems.add("altered_file", what=kind)


def extra_files(worker: Worker, output: str, manifest: Manifest) -> Iterator[Problem]:
    """Files and links in the output that its manifest does not list."""
    files = {*_OF_THE_RUN}
    folders: set[str] = set()
    for shard in manifest.shards:
        for kind, file in shard.files.items():
            (folders if kind == "data" and shard.folder else files).add(file.path)
    for entry in worker.store(output).list(output):
        path = entry.uri[len(output) :].lstrip("/")
        if path not in files and not path.startswith(_LOCK) and not _inside(path, folders):
            yield Problem(-1, -1, "extra_file", path)


def _inside(path: str, folders: Set[str]) -> bool:
    """Whether one of the folders above the path is among `folders`."""
    while path := path.rpartition("/")[0]:
        if path in folders:
            return True
    return False


def shards_are_sound(manifest: Manifest) -> bool:
    """Whether shards are sorted by path, each there once, none outside, files of known kinds."""
    names = [shard.relative for shard in manifest.shards]
    inside = all(step not in {"", ".", ".."} for name in names for step in name.split("/"))
    known = all(set(shard.files) <= set(FILES) for shard in manifest.shards)
    return inside and known and all(before < after for before, after in pairwise(names))
