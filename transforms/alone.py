"""The process of its own that `transforms.isolation` starts: one block, sample by sample.

Says on standard output that it has begun, which sample it begins, and at the end the address of the
part, or what failed. It says nothing more when a sample takes it down.
"""

from __future__ import annotations

import os
import pickle
import sys

from transforms.commit import commit
from transforms.core.errors import GdrError
from transforms.core.records import Block, Outcome
from transforms.core.refining import Refined
from transforms.isolation import KILLED, Errand
from transforms.read import DefectRows, read_run
from transforms.refine import refine
from transforms.reopened import with_previous
from transforms.screen import screen
from transforms.worker import Worker


def main() -> None:
    """Runs the errand that stands on standard input."""
    errand: Errand = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    _say("begun", "")
    try:
        _say("part", run(errand))
    except GdrError as error:
        _say("failed", " ".join(str(error).split()))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - told by its type: its message may hold text
        _say("failed", type(error).__name__)


def run(errand: Errand) -> str:
    """The address of the part."""
    worker = Worker(errand.job)
    block = _read(worker, errand)
    touched = {sample.index for sample in block.open_samples}
    touched |= {s.index for s in block.samples if s.others and not s.defect}
    for index in sorted(touched):
        if index in errand.dead:
            dead = Refined(Outcome.DEAD_LETTER, None, (KILLED,), "refine")
            block.refined[index] = dead
        else:
            _say("sample", str(index))
            _refine_one(worker, block, index)
    return commit(worker, block).part


def _read(worker: Worker, errand: Errand) -> Block:
    shard = errand.descriptor.shard
    if errand.unreadable:
        return Block(shard, errand.position, DefectRows(errand.position, KILLED))
    blocks = read_run(worker, errand.descriptor, [errand.position])
    return next(with_previous(worker, shard, blocks) if worker.job.reopen else blocks)


def _refine_one(worker: Worker, block: Block, index: int) -> None:
    """Screens and refines one sample of the block as a block of its own."""
    one = Block(block.shard, block.position, block.rows, only=frozenset([index]))
    one.previous = block.previous
    refine(worker, screen(worker, one))
    block.findings |= one.findings
    block.refined |= one.refined
    block.watched |= one.watched
    for name, figure in one.figures.items():
        block.figures[name] = block.figures.get(name, 0) + figure
    block.earlier = one.earlier  # of the whole block, the same for each of its samples
    for key, count in one.kept.items():
        block.kept[key] = block.kept.get(key, 0) + count


def _say(word: str, value: str) -> None:
    line = f"{word} {value}\n".encode("utf-8", "surrogateescape")
    os.write(sys.stdout.fileno(), line)


if __name__ == "__main__":
    main()
