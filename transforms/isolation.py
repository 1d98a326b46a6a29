"""Runs a block alone in a process of its own: for a block that took its worker down twice."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.core.errors import PartError, StoppedError, recover
from transforms.core.job import Job
from transforms.core.records import Descriptor, Position

KILLED = "killed_worker"
"""The reason of a dead letter whose sample takes its process down."""

_ASKED_TO_STOP = frozenset({-signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP})


@dataclass
class Errand:
    """What the process of its own is told.

    Attributes:
        dead: indexes of samples that took an earlier process down.
        unreadable: whether reading the block already did.
    """

    job: Job
    descriptor: Descriptor
    position: Position
    dead: set[int] = field(default_factory=set)
    unreadable: bool = False


def refine_alone(job: Job, descriptor: Descriptor, position: Position) -> str:
    """The address of the block's part, made sample by sample in a process of its own.

    Samples that kill it become dead letters; whatever else fails is raised as in this process.

    Raises:
        PartError: the process could not begin, or failed for a reason that is not ours.
        StoppedError: somebody asked it to stop.
    """
    errand = Errand(job, descriptor, position)
    for _ in range(position.count + 2):
        end = _run(errand)
        if end.part:
            return end.part
        _refuse(end)
        if end.sample is None:
            errand.unreadable = True
        else:
            errand.dead.add(end.sample)
    raise PartError(f"a block of {position.count} samples could not be refined alone")


class _End(NamedTuple):
    """How a process ended.

    Attributes:
        begun: whether it had read its errand.
        sample: index of the last sample begun.
        part: address of the part that it left.
        failed: what it said of an exception.
        status: negative for a signal, as `subprocess` has it.
    """

    begun: bool
    sample: int | None
    part: str
    failed: str
    status: int


def _refuse(end: _End) -> None:
    """Raises for every end that is not the work of a sample."""
    if end.failed:
        raise recover(end.failed) or PartError(f"a block refined alone failed: {end.failed}")
    if end.status in _ASKED_TO_STOP:
        raise StoppedError("stopped; the same command goes on")
    if not end.begun:
        raise PartError(f"a process for a block alone ended with status {end.status} as it began")


def _run(errand: Errand) -> _End:
    # The parent's own path, and not the working directory: a folder `transforms` may lie there.
    path = os.pathsep.join(os.path.abspath(place) for place in sys.path)
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "transforms.alone"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    out, _ = child.communicate(pickle.dumps(errand))
    said: dict[bytes, str] = {}
    for line in out.splitlines():
        word, _, value = line.partition(b" ")
        said[word] = value.decode("utf-8", "surrogateescape")
    sample = int(said[b"sample"]) if b"sample" in said else None
    return _End(
        b"begun" in said, sample, said.get(b"part", ""), said.get(b"failed", ""), child.returncode
    )
