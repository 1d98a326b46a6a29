"""Cuts a repository into blocks from its listing alone, without reading a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits, Position
from transforms.core.repositories.members import Kind, Member, Repository


class Digest:
    """A hash over the listing of a block's members, as an int that a `Position` can carry."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=7)

    def add(self, member: Member) -> None:
        """Takes in name, kind, size and version of the next member."""
        row = f"{len(member.raw)} {member.kind} {member.size} {member.mtime} {member.version}\0"
        self._hash.update(row.encode("utf-8", "surrogatepass") + member.raw)

    @property
    def value(self) -> int:
        """56 bits."""
        return int.from_bytes(self._hash.digest())


@dataclass
class _Open:
    """The block being filled."""

    index: int
    count: int = 0
    bytes: int = 0
    digest: Digest = field(default_factory=Digest)

    def position(self, ordinal: int) -> Position:
        end = self.index + self.count
        return Position(ordinal, self.index, self.count, self.index, end, self.digest.value)


def cut_blocks(repository: Repository, limits: BlockLimits) -> Iterator[Position]:
    """The repository's positions: `start` and `end` count files and links, `group` is the `Digest`.

    Where the rest cannot be read, the last position is a defect with a count of 1.
    """
    block = _Open(0)
    ordinal = 0
    defect = ""
    members = _whole_members(repository)
    while True:
        try:
            member = next(members, None)
        except SampleError as error:
            member, defect = None, error.reason
        if block.count and (member is None or _is_full(block, member, limits)):
            yield block.position(ordinal)
            ordinal += 1
            block = _Open(block.index + block.count)
        if member is None:
            break
        block.count += 1
        block.bytes += weight(member, limits)
        block.digest.add(member)
    if defect:
        yield Position(ordinal, block.index, 1, block.index, block.index + 1, defect=defect)


def _whole_members(repository: Repository) -> Iterator[Member]:
    for member in repository.walk():
        if member.kind is not Kind.FOLDER:
            repository.check(member)
            yield member


def _is_full(block: _Open, member: Member, limits: BlockLimits) -> bool:
    return block.count >= limits.samples or block.bytes + weight(member, limits) > limits.bytes


def weight(member: Member, limits: BlockLimits) -> int:
    """Bytes that the member takes in memory: no content when that is too large to be read."""
    return len(member.raw) + (member.size if member.size <= limits.sample_bytes else 0)


def descriptors(positions: Iterable[Position]) -> Iterator[tuple[Position, ...]]:
    """A descriptor for each position, for two from the 16th descriptor on, for three from the 32nd.

    For containers that can be entered anywhere, but list everything up to there first: of n blocks,
    that is done some sqrt(32 n) times and not n times.
    """
    waiting: list[Position] = []
    done = 0
    for position in positions:
        waiting.append(position)
        if len(waiting) > done // 16:
            yield tuple(waiting)
            done += 1
            waiting.clear()
    if waiting:
        yield tuple(waiting)
