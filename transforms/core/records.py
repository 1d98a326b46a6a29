"""The records that flow: shard, position, descriptor, sample, finding, block.

Two sorts, kept apart on purpose:

- `Shard`, `Position`, `Descriptor` hold no text and travel between workers (they are pickled and
shuffled).
- `Sample`, `Finding`, `Block` touch text and never leave the worker that read them; their `repr`
shows none.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from transforms.core.toxicity.scores import Scores

if TYPE_CHECKING:
    from transforms.core.protocols import Rows
    from transforms.core.refining import Refined


class Outcome(enum.StrEnum):
    """What became of a sample; every sample read has exactly one."""

    UNCHANGED = "unchanged"
    REFINED = "refined"
    PASSTHROUGH = "passthrough"
    QUARANTINED = "quarantined"
    DEAD_LETTER = "dead_letter"

    @property
    def in_data(self) -> bool:
        """Whether the sample stands in OUT/data."""
        return self in _IN_DATA


_IN_DATA = frozenset({Outcome.UNCHANGED, Outcome.REFINED, Outcome.PASSTHROUGH})


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of a corpus (for code: one repository, or one archive of it).

    Attributes:
        number: 0-based, in the order of `relative`; the only name of a shard in logs.
        uri: where it is read.
        relative: its path below OUT/data; unique in a run.
        format: a name that the registry of formats knows.
        compression: of the whole file as a stream: "", gzip, bzip2, zstd, lz4, xz. "" where the
            format compresses inside.
        size: bytes as stored, of a folder of all its files; 0 for a folder until it is identified.
        version: what changes when the content does: sha256, generation or etag, after a scheme and
            a colon.
        folder: whether `uri` is a folder that is one shard (a repository).
        stamp: the store's cheap version, compared before and after reading; no part of `id`.
        take: how many samples of it a canary takes, -1 for all.
    """

    number: int
    uri: str
    relative: str
    format: str
    compression: str
    size: int
    version: str
    folder: bool = False
    stamp: str = ""
    take: int = -1

    @property
    def id(self) -> str:
        """64 hex digits that differ whenever path, size or content differ."""
        parts = (self.relative, str(self.size), self.version)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a block lies in its shard.

    Attributes:
        ordinal: number of the block in its shard, 0-based.
        index: index in the shard of the block's first sample, 0-based.
        count: how many samples it holds, as counted by `Format.cut`, which is other code than the
            reader.
        start: first place of the block in the format's own unit (byte, row, record, member),
            inclusive.
        end: the place after its last, exclusive.
        group: the row group, Avro block, or 0.
        defect: a reason code when this place cannot be read; its `count` samples become dead
            letters.
    """

    ordinal: int
    index: int
    count: int
    start: int
    end: int
    group: int = 0
    defect: str = ""

    @property
    def key(self) -> str:
        """The position as text, the same for the same cut."""
        return f"{self.group}:{self.start}:{self.end}:{self.index}:{self.count}:{self.defect}"


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Blocks of a shard that one worker reads in order: one, or a stream's (a gzip file's) many.

    `only` holds the indexes of a canary's samples, ascending; None for all.
    """

    shard: Shard
    positions: tuple[Position, ...]
    only: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class BlockLimits:
    """How large a block may grow, and what is too large for a sample.

    Attributes:
        bytes: of the block as stored (decompressed); a single larger sample is a block of its own.
        samples: of one block.
        sample_bytes: a larger sample becomes a dead letter (`too_large`) without being read into
            memory.
        expansion_bytes, expansion_ratio: a stream that has grown beyond both when decompressed is
            a bomb and is cut there with the defect `archive_bomb`.
    """

    bytes: int = 1 << 20
    samples: int = 512
    sample_bytes: int = 16 << 20
    expansion_bytes: int = 1 << 30
    expansion_ratio: int = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """One example as read.

    Attributes:
        index: in the shard, 0-based.
        texts: the values of the text fields in document order; null is left out, empty stays.
        others: (column, value) of the strings that travel untouched; a column is named as in
            `fields`.
        id: the value of `--id-field`, or "" for the default id.
        defect: a reason code when the row cannot be a sample: it becomes a dead letter and has no
            texts.
        passthrough: nothing in it is text to refine (an allowed binary file, a symbolic link).
        name: what tells the sample's kind: a file's path in a repository, "" elsewhere.
        entity: the value of `--date-key`, or "" where there is none.
    """

    index: int
    texts: tuple[str, ...] = field(default=(), repr=False)
    others: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    id: str = field(default="", repr=False)
    defect: str = ""
    passthrough: bool = False
    name: str = field(default="", repr=False)
    entity: str = field(default="", repr=False)


class Finding(NamedTuple):
    """A span that a check objects to, in text number `text` of the batch it was called with.

    `start` is 0-based and inclusive, `end` exclusive, both in characters; `score` is 0 to 1.
    """

    text: int
    start: int
    end: int
    category: str
    score: float
    check: str


class Edit(NamedTuple):
    """A replacement in one text: characters `start` (inclusive) to `end` (exclusive) change."""

    start: int
    end: int
    category: str
    value: str


@dataclass(slots=True)
class Block:
    """A run of neighbouring samples in memory: the unit of work, of retry and of commit.

    The steps fill it one after another; it never leaves the worker.

    Attributes:
        rows: as the format keeps them; None when `part` already commits this block.
        part: address of the part that does, else "".
        only: indexes of the samples that a canary takes; None for all.
        findings: by index, what has to go in each text; samples without any are not named.
        watched: by index, reasons why a string that travels untouched keeps the sample out of data.
        scores: by index, how toxic the sample is; empty where the policy does not ask.
        kept: how many findings stand in kept columns, by (column, category).
        refined: by index, what became of the sample; one not named is unchanged (or a defect, or
            passthrough).
        previous: by index, what an earlier run made of a sample that is not opened again.
        seconds: by phase.
        figures: of the calls that were made for it, flat names to numbers, as `Part.counters`.
        earlier: those of attempts at it that came to no end.
    """

    shard: Shard
    position: Position
    rows: Rows | None = field(default=None, repr=False)
    part: str = field(default="", repr=False)
    only: frozenset[int] | None = None
    findings: dict[int, tuple[tuple[Finding, ...], ...]] = field(default_factory=dict, repr=False)
    watched: dict[int, tuple[str, ...]] = field(default_factory=dict)
    scores: dict[int, Scores] = field(default_factory=dict)
    kept: dict[tuple[str, str], int] = field(default_factory=dict)
    refined: dict[int, Refined] = field(default_factory=dict, repr=False)
    previous: dict[int, Previous] = field(default_factory=dict, repr=False)
    seconds: dict[str, float] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    earlier: dict[str, float] = field(default_factory=dict)

    @property
    def samples(self) -> Sequence[Sample]:
        """The samples to account for: none when a part commits them already.

        A canary's only when there is one.
        """
        if self.rows is None:
            return ()
        if self.only is None:
            return self.rows.samples
        return [sample for sample in self.rows.samples if sample.index in self.only]

    @property
    def open_samples(self) -> list[Sample]:
        """The samples with texts that are to be screened and refined in this run."""
        previous = self.previous
        return [s for s in self.samples if s.texts and not s.defect and s.index not in previous]


@dataclass(frozen=True, slots=True)
class Previous:
    """What an earlier run made of a sample.

    Attributes:
        outcome: then.
        texts: as they stand in data; empty when the sample is not there.
        lineage, quarantine, dead_letter: its lines, each with its line end; empty where it has
            none.
        before: how many findings it had, by category.
    """

    outcome: Outcome
    texts: tuple[str, ...] = field(default=(), repr=False)
    lineage: bytes = field(default=b"", repr=False)
    quarantine: bytes = field(default=b"", repr=False)
    dead_letter: bytes = field(default=b"", repr=False)
    before: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """What `CutShards` counted: how many blocks.

    Samples and bytes (decompressed where cheap) the shard holds.
    """

    shard: Shard
    blocks: int
    samples: int
    only_defects: bool


@dataclass(frozen=True, slots=True)
class BlockReport:
    """A committed block: small, free of text, the only thing that is shuffled of it."""

    shard_number: int
    position: Position
    part: str
