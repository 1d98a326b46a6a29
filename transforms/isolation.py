"""Runs a block alone in a process of its own: for a block that took its worker down twice."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass, field

from transforms.core.errors import PartError
from transforms.core.job import Job
from transforms.core.records import Descriptor, Position

KILLED = "killed_worker"
"""The reason of a dead letter whose sample takes its process down."""


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

    Samples that kill it become dead letters.

    Raises:
        PartError: the process ended without a part and without dying at a sample.
    """
    errand = Errand(job, descriptor, position)
    for _ in range(position.count + 2):
        part, last, status = _run(errand)
        if part:
            return part
        if status > 0:
            raise PartError(f"a block refined alone ended with status {status}")
        if last is None:
            errand.unreadable = True
        else:
            errand.dead.add(last)
    raise PartError(f"a block of {position.count} samples could not be refined alone")


def _run(errand: Errand) -> tuple[str, int | None, int]:
    """(part, index of the last sample begun, exit status).

    Negative for a signal, as `subprocess` has it.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "transforms.alone"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )  # fmt: skip
    said, _ = child.communicate(pickle.dumps(errand))
    last: int | None = None
    for line in said.splitlines():
        word, _, value = line.partition(b" ")
        if word == b"part":
            return value.decode("utf-8", "surrogateescape"), last, child.returncode
        if word == b"sample":
            last = int(value)
    return "", last, child.returncode
