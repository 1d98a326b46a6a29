"""Parts: the one object that commits a block, and where it stands below `_work`.

A part is a line that names the format, a line of JSON with the lengths of its sections, and the
sections one after another. It is named by what it commits (run fingerprint, shard id, position)
and by the hash of its own bytes: a part that is there is whole, any part of a block is as right
as another, and where two attempts left two, the smallest name wins.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from transforms.core.errors import NotFoundInStoreError, PartError
from transforms.core.protocols import Entry, Store
from transforms.core.records import Position, Shard

_MAGIC = b"gdr part 1\n"
_SECTIONS = ("rows", "lineage", "quarantine", "dead_letters", "report")


@dataclass(frozen=True, slots=True)
class Part:
    """What one block left.

    Attributes:
        rows: the surviving rows as the format keeps them (`Rows.encode`).
        lineage, quarantine, dead_letters: JSON lines, each with its line end.
        counters: figures of the block, flat names to numbers, summed over all parts.
    """

    rows: bytes = field(repr=False)
    lineage: bytes = field(repr=False)
    quarantine: bytes = field(repr=False)
    dead_letters: bytes = field(repr=False)
    counters: dict[str, float]

    def encode(self) -> bytes:
        """The part's bytes."""
        report = json.dumps(self.counters, sort_keys=True).encode("utf-8")
        sections = (self.rows, self.lineage, self.quarantine, self.dead_letters, report)
        lengths = json.dumps(dict(zip(_SECTIONS, map(len, sections), strict=True)))
        return b"".join((_MAGIC, lengths.encode("ascii"), b"\n", *sections))


def decode(data: bytes, name: str) -> Part:
    """Returns the part whose bytes are `data` and whose name ends with their hash.

    Raises:
        PartError: the bytes are not those that the name promises.
    """
    if not name.endswith(f"-{_digest(data)}.part") or not data.startswith(_MAGIC):
        raise PartError(
            f"a part of {len(data)} bytes below _work is damaged: delete _work and run again"
        )
    head, _, body = data[len(_MAGIC) :].partition(b"\n")
    sections: list[bytes] = []
    at = 0
    for length in json.loads(head).values():
        sections.append(body[at : at + length])
        at += length
    return Part(sections[0], sections[1], sections[2], sections[3], json.loads(sections[4]))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


@dataclass(frozen=True)
class Parts:
    """The parts of one run below `work`, a folder of a store."""

    store: Store
    work: str
    run: str

    def prefix(self, shard: Shard, position: Position) -> str:
        """The start of the names of this block's parts: at most a few names share its folder."""
        return self._place("parts", shard, position)

    def _place(self, what: str, shard: Shard, position: Position) -> str:
        block = hashlib.sha256(f"{self.run}\0{shard.id}\0{position.key}".encode()).hexdigest()
        return f"{self.work}/{what}/{block[:3]}/{block[:40]}"

    def find(self, shard: Shard, position: Position) -> str | None:
        """The address of the block's part, the smallest where there are several.

        None where there is none.
        """
        prefix = self.prefix(shard, position)
        folder, _, start = prefix.rpartition("/")
        for entry in self.store.list(folder):
            name = entry.uri.rpartition("/")[2]
            if name.startswith(start) and name.endswith(".part"):
                return entry.uri
        return None

    def put(self, shard: Shard, position: Position, part: Part) -> str:
        """Publishes the part, durably, and returns its address."""
        data = part.encode()
        samples = sum(n for name, n in part.counters.items() if name.startswith("outcome/"))
        uri = f"{self.prefix(shard, position)}-{samples:.0f}-{_digest(data)}.part"
        self.store.put(uri, data)
        return uri

    def read(self, uri: str) -> Part:
        """Returns the part at `uri`; raises `PartError` when its name does not fit its bytes."""
        try:
            return decode(self.store.read(uri), uri)
        except NotFoundInStoreError:
            raise PartError("a part below _work is gone: run again") from None

    def journal(self, shard: Shard, position: Position) -> str:
        """The folder of the block's journal."""
        return self._place("journal", shard, position)

    def mark_start(self, shard: Shard, position: Position) -> int:
        """Notes that work on the block begins.

        Returns how often it had begun before without an end.
        """
        prefix = self._place("starts", shard, position)
        for attempt in range(1000):
            if self.store.put_if_absent(f"{prefix}-{attempt:03d}", b"", durable=False):
                return attempt
        return 1000

    def forget_starts(self, shard: Shard, position: Position) -> None:
        """Work on the block came to an orderly end before its time: it took nobody down."""
        prefix = self._place("starts", shard, position)
        folder, _, start = prefix.rpartition("/")
        for entry in list(self.store.list(folder)):
            if entry.uri.rpartition("/")[2].startswith(f"{start}-"):
                self.store.delete(entry.uri)


def counters_of(store: Store, entry: Entry) -> dict[str, float]:
    """The counters of a part, without reading its rows, and so without proof of its bytes.

    Raises `NotFoundInStoreError` when it is gone.
    """
    with store.open(entry.uri) as stream:
        stream.readline()
        lengths = json.loads(stream.readline())
        stream.seek(entry.size - lengths["report"])
        counters: dict[str, float] = json.loads(stream.read())
    return counters


def block_of(uri: str) -> str:
    """What names the block, from the address of its part or of the folder of its journal."""
    return uri.rpartition("/")[2].partition("-")[0]


def samples_of(uri: str) -> int:
    """How many samples a part commits, from its address alone; 0 for what is no part."""
    fields = uri.rpartition("/")[2].split("-")
    return int(fields[1]) if len(fields) == 3 and fields[1].isdigit() else 0
