"""Writes a shard again, from its original and the texts in data, and keeps only size and hash.

What comes out has to be the shard in data, byte for byte: then nothing but texts was changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import RawIOBase
from typing import BinaryIO, cast

from transforms.core.shard_files import Written, folder_digest


class _Hashed(RawIOBase):
    """A stream that counts and hashes what is written, and forgets it."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0
        self._digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        view = memoryview(data).cast("B")  # type: ignore[arg-type] # any buffer
        self._digest.update(view)
        self.bytes += len(view)
        return len(view)

    def tell(self) -> int:
        return self.bytes

    @property
    def written(self) -> Written:
        return Written(self.bytes, self._digest.hexdigest())


@dataclass
class Mirror:
    """A shard that is written nowhere; satisfies `protocols.Output`."""

    _file: Written | None = None
    _members: dict[str, Written] = field(default_factory=dict)

    @contextmanager
    def file(self) -> Iterator[BinaryIO]:
        """The stream of the one file of the shard."""
        hashed = _Hashed()
        yield cast("BinaryIO", hashed)
        self._file = hashed.written

    def member(self, name: str, data: bytes, *, mode: int) -> None:
        """Takes one file of a folder shard."""
        self._members[name] = Written(len(data), hashlib.sha256(data).hexdigest())

    def link(self, name: str, target: str) -> None:
        """Takes one symbolic link of a folder shard."""
        digest = hashlib.sha256(target.encode("utf-8", "surrogatepass"))
        self._members[name] = Written(0, "link:" + digest.hexdigest())

    @property
    def written(self) -> Written | None:
        """What would stand there; None for nothing."""
        return self._file or (folder_digest(self._members) if self._members else None)
