"""The process of its own that `transforms.isolation` starts: one block, sample by sample.

Says on standard output which sample it begins, and at the end the address of the part.
"""

from __future__ import annotations

import os
import pickle
import sys

from transforms.commit import commit
from transforms.core.records import Block, Outcome
from transforms.core.refining import Refined
from transforms.isolation import KILLED, Errand
from transforms.read import DefectRows, read_run
from transforms.refine import refine
from transforms.screen import screen
from transforms.worker import Worker


def main() -> None:
    """Runs the errand that stands on standard input."""
    errand: Errand = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own parent process
    worker = Worker(errand.job)
    block = _read(worker, errand)
    indexes = [sample.index for sample in block.open_samples]
    for index in indexes:
        if index in errand.dead:
            dead = Refined(Outcome.DEAD_LETTER, None, (KILLED,), "refine")
            block.refined[index] = dead
        else:
            _say("sample", str(index))
            _refine_one(worker, block, index)
    _say("part", commit(worker, block).part)


def _read(worker: Worker, errand: Errand) -> Block:
    shard = errand.descriptor.shard
    if errand.unreadable:
        return Block(shard, errand.position, DefectRows(errand.position, KILLED))
    return next(read_run(worker, errand.descriptor, [errand.position]))


def _refine_one(worker: Worker, block: Block, index: int) -> None:
    """Screens and refines one sample of the block as a block of its own."""
    one = Block(block.shard, block.position, block.rows, only=frozenset([index]))
    refine(worker, screen(worker, one))
    block.findings |= one.findings
    block.refined |= one.refined
    block.watched |= one.watched
    for key, count in one.kept.items():
        block.kept[key] = block.kept.get(key, 0) + count


def _say(word: str, value: str) -> None:
    line = f"{word} {value}\n".encode("utf-8", "surrogateescape")
    os.write(sys.stdout.fileno(), line)


if __name__ == "__main__":
    main()
