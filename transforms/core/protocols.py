"""The seams: what a format, a store, a check, a backend and a metric have to offer.

Each extension is one file, named by its file, found by `transforms.core.registry`, and built by its
`build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple, Protocol

from transforms.core.records import BlockLimits, Edit, Finding, Position, Sample, Shard


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a store.

    Attributes:
        uri: full address, as `Store.open` takes it.
        size: bytes.
        version: generation or etag where the store has one, else size, time of change and inode:
            cheap, not proof of equality.
        mode: POSIX permission bits, 0 where the store has none.
        link: the target of a symbolic link, "" for a file.
        kind: "file", "link", "folder", or "special" (device, socket, pipe).
    """

    uri: str
    size: int
    version: str
    mode: int = 0
    link: str = ""
    kind: str = "file"


class Store(Protocol):
    """A place for objects; the only code that does input and output.

    Errors are `StoreError`s without text.
    """

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every file and link below folder `prefix`, ordered by address as code points.

        Nothing where there is none.
        """
        ...

    def children(self, prefix: str) -> Iterator[Entry]:
        """Files, links and folders directly in folder `prefix`, ordered."""
        ...

    def stat(self, uri: str) -> Entry:
        """The entry at `uri`; raises `NotFoundInStoreError`."""
        ...

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the stored bytes, standing at `start`.

        Raises `NotFoundInStoreError`.
        """
        ...

    def read(self, uri: str) -> bytes:
        """All bytes of a small object."""
        ...

    def put(self, uri: str, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
        """Publishes `data` whole: the old object or all of the new one is there.

        With `durable`, also after a loss of power; without, only after `sync`.
        """
        ...

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where an object is already there."""
        ...

    def create(self, uri: str) -> AbstractContextManager[BinaryIO]:
        """A stream whose bytes are published whole when the block ends without an exception.

        Else never.
        """
        ...

    def link(self, uri: str, target: str) -> None:
        """Makes a symbolic link (POSIX stores; others raise `StoreError`)."""
        ...

    def delete(self, uri: str) -> None:
        """Deletes the object; none there is no error."""
        ...

    def delete_folder(self, prefix: str) -> None:
        """Deletes everything below `prefix`, and the folder; none there is no error."""
        ...

    def sync(self, prefix: str) -> None:
        """Makes durable what was put below `prefix` without being so."""
        ...

    def delete_drafts(self, prefix: str) -> None:
        """Deletes what killed processes began to write below `prefix` and never published.

        Only while nobody else writes there: a draft being written goes too.
        """
        ...


class Source(Protocol):
    """A shard opened for reading."""

    @property
    def shard(self) -> Shard: ...

    def open(self) -> BinaryIO:
        """The stored bytes, seekable."""
        ...

    def members(self) -> Iterator[Entry]:
        """The files and links of a folder shard, in the order of their relative paths."""
        ...

    def open_member(self, entry: Entry) -> BinaryIO:
        """The bytes of one member of a folder shard."""
        ...


class Output(Protocol):
    """The refined shard being written; nothing of it is seen before it is whole."""

    def file(self) -> AbstractContextManager[BinaryIO]:
        """The stream of the one file of the shard."""
        ...

    def member(self, name: str, data: bytes, *, mode: int) -> None:
        """Writes one file of a folder shard.

        `name` is relative, with '/', checked to stay inside.
        """
        ...

    def link(self, name: str, target: str) -> None:
        """Writes one symbolic link of a folder shard."""
        ...


class Rows(Protocol):
    """The rows of one block, as a format keeps them between reading and writing."""

    @property
    def samples(self) -> Sequence[Sample]:
        """One sample a row, in order: `index` runs from the position's, as many as its `count`."""
        ...

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """The block's rows for its part.

        Args:
            changed: new texts by the sample's index, as many as `Sample.texts`; a sample not named
                stays as it is.
            absent: indexes of the samples that did not pass; every sample with a defect is among
                them.
        """
        ...


class Format(Protocol):
    """A corpus format: cuts shards into blocks, reads them, writes refined ones in their image.

    A format's module also has `SUFFIXES: tuple[str, ...]` (lower case, with the dot) and
    `sniff(head: bytes) -> bool`.
    """

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """The shard's blocks, in order: one tuple for each descriptor.

        Counts samples by other code than `read`. Never raises for what the bytes are: a place
        that cannot be read is a position with a `defect`. Holds no more than a block in memory.
        """
        ...

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, Rows]]:
        """The rows at `positions` (ascending, of one descriptor, perhaps not all), each when read.

        A row that cannot be a sample is a `Sample` with a `defect`. Positions with a defect are
        not passed in. Raises `SampleError("read", reason)` when a whole position cannot be read:
        its samples become dead letters.
        """
        ...

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """Writes the refined shard from what `Rows.encode` gave for each block, in order.

        The same bytes every time.

        Whatever the file needs beyond its rows (header, schema, codec, sync marker) is taken from
        `source` again. Positions with a defect come with no bytes.
        """
        ...


class Check(Protocol):
    """Finds spans to object to.

    `find` is called with many texts at once, so that a scanner can take them in one pass.

    A check whose findings depend on the words around has an attribute `contextual` that is true:
    text that was screened and not objected to has not become private because a word beside it was
    replaced, so it does not judge outputs (`is_contextual`).
    """

    @property
    def name(self) -> str: ...

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category that it may report, sorted."""
        ...

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start.

        Those of one category do not overlap in a text.
        """
        ...


def is_contextual(check: Check) -> bool:
    """Whether what the check finds depends on the words around it; see `Check`."""
    return bool(getattr(check, "contextual", False))


@dataclass(frozen=True, slots=True)
class Request:
    """One sample as a backend gets it: its texts and what the checks found in each.

    Attributes:
        texts: as in `Sample.texts`.
        findings: what has to go, per text, ordered by start, not overlapping.
        failed: what the last answer failed for ("EMAIL_ADDRESS at line 3"), empty at first.
        entity: as in `Sample.entity`.
    """

    texts: tuple[str, ...]
    findings: tuple[tuple[Finding, ...], ...]
    failed: tuple[str, ...] = ()
    entity: str = ""

    def __repr__(self) -> str:
        return f"Request({len(self.texts)} texts, {sum(map(len, self.findings))} findings)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a backend made of a request: edits per text, ordered by start, not overlapping.

    Attributes:
        edits: per text of the request.
        collisions: values of this sample that had to share a surrogate.
        model: the resolved model version, "" for none.
        prompt_tokens, output_tokens: as billed.
    """

    edits: tuple[tuple[Edit, ...], ...]
    collisions: int = 0
    model: str = ""
    prompt_tokens: int = 0
    output_tokens: int = 0

    def __repr__(self) -> str:
        return f"Answer({sum(map(len, self.edits))} edits, model={self.model!r})"


class Backend(Protocol):
    """An adapter to what rewrites."""

    @property
    def name(self) -> str: ...

    async def answer(self, requests: Sequence[Request]) -> list[Answer]:
        """As many answers as requests, in order; `SampleError` only for a request given alone."""
        ...


class PeerFinding(NamedTuple):
    """What a peer found: `start` is 0-based and inclusive, `end` exclusive, in characters."""

    start: int
    end: int
    label: str


class Peer(Protocol):
    """A detect-and-remove service that evaluations measure beside gdr."""

    @property
    def name(self) -> str: ...

    def detect(self, text: str) -> list[PeerFinding]:
        """What it finds in one text, ordered by start."""
        ...


class Metric(Protocol):
    """A figure of a run, summed from the reports of its parts."""

    @property
    def name(self) -> str: ...

    def of(self, totals: Mapping[str, float]) -> object:
        """The figure as JSON, from the summed counters of all parts.

        What it is annotated to return is its type in the schema of metrics.json.
        """
        ...
