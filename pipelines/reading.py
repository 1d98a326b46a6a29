"""Reads a shard block by block in this process, with the same code as the steps."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.core.records import Block, Shard
from transforms.cut import cut
from transforms.read import read
from transforms.worker import Worker


def blocks(worker: Worker, shard: Shard) -> Iterator[Block]:
    """Every block of the shard, in order, each with its rows; the worker's job has no output.

    What cannot be read comes as samples with a defect.
    """
    for descriptor in cut(worker, shard):
        yield from read(worker, descriptor)
