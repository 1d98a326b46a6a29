"""Verifies one shard: its files, its books, and every sample in lockstep with its lineage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from pipelines.reading import blocks
from pipelines.verification.files import address, check_files, in_data
from pipelines.verification.judgement import Judgement, Pair
from pipelines.verification.ledger import Ledger, Row
from pipelines.verification.mirror import Mirror
from pipelines.verification.problems import Problems, Verified
from pipelines.versions import versions
from transforms.core.errors import GdrError, NotFoundInStoreError, SampleError
from transforms.core.manifest import Manifest, ShardEntry
from transforms.core.records import Block, Position, Sample, Shard
from transforms.core.shard_files import content_version
from transforms.worker import Worker, detector_hash

GROWTH = 4
"""How much larger than the largest sample a refined one may be: no policy allows as much."""

_JUDGED = 512
"""Samples at a time, where a block says nothing else."""


@dataclass
class Verifier:
    """Verifies the shards of one output; built once in each process.

    Args:
        worker: with the job of the run, without an output.
        output: the output folder.
        manifest: of it.
        without_originals: leaves the corpus alone.
    """

    worker: Worker
    output: str
    manifest: Manifest
    without_originals: bool

    def __post_init__(self) -> None:
        job = self.worker.job
        grown = replace(job.limits, sample_bytes=GROWTH * job.limits.sample_bytes)
        self.reader = Worker(replace(job, limits=grown))
        self.same_code = job.code == detector_hash()
        self.same_versions = self.manifest.versions == versions()

    def verify(self, number: int) -> Verified:
        """What does not hold of this shard; raises only for a store that fails."""
        problems = Problems(number)
        entry = self.manifest.shards[number]
        with ExitStack() as stack:
            checking = _Shard(self, entry, problems, stack)
            try:
                checking.verify()
            except (SampleError, NotFoundInStoreError) as error:
                problems.add("failed", what=error.code)
            except GdrError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever hostile bytes do: it does not hold
                problems.add("failed", what=type(error).__name__)
        return Verified(tuple(sorted(problems.found)), problems.counts, checking.figures)


@dataclass
class _Shard:
    verifier: Verifier
    entry: ShardEntry
    problems: Problems
    stack: ExitStack
    figures: Counter[str] = field(default_factory=lambda: Counter(shards=1))

    def __post_init__(self) -> None:
        worker = self.verifier.worker
        relative, same_code = self.entry.relative, self.verifier.same_code
        self.judgement = Judgement(worker, self.problems, relative, same_code)
        self.ledger = Ledger(worker, self.entry, self.verifier.output, self.problems, self.stack)
        self._rows = self.ledger.rows()
        self._data = self._data_rows()
        self._counted = 0
        self._original: Shard | None = None

    def verify(self) -> None:
        """Files, books and samples."""
        check_files(self.verifier.worker, self.verifier.output, self.entry, self.problems)
        self._original = self._find_original()
        if self._original is None:
            self.figures["shards_alone"] += 1
            self._alone()
        elif self._mirrored():
            self._with_mirror(self._original)
        else:
            for _ in self._with_originals(self._original):
                pass
        self._finish()

    def _finish(self) -> None:
        for row in self._rows:
            if row.outcome.in_data:
                self.problems.add("row_missing", row.index)
            if self._original is not None:
                self.problems.add("original_missing", row.index)
        for _ in self._data:
            self.problems.add("row_too_many")
        self.ledger.finish()
        self.figures["samples"] += sum(self.ledger.outcomes.values())
        self.figures.update({f"outcome/{n}": v for n, v in self.ledger.outcomes.items()})
        if self._counted != in_data(self.entry):
            self.problems.add("rows_counted")

    def _find_original(self) -> Shard | None:
        """The original if it is still what was refined, else None."""
        entry, worker = self.entry, self.verifier.worker
        shard = Shard(
            self.problems.shard, entry.source, entry.relative, entry.format, entry.compression,
            entry.bytes, entry.version, entry.folder,
            take=-1 if worker.job.take is None else entry.read,
        )  # fmt: skip
        if shard.id != entry.id:
            self.problems.add("entry_id")
        if self.verifier.without_originals:
            return None
        try:
            same = content_version(worker.store(shard.uri), shard) == entry.version
        except GdrError:
            same = False
        self.figures["shards_changed"] += not same
        return shard if same else None

    def _mirrored(self) -> bool:
        """Whether data has to be what its original gives, byte for byte.

        A canary keeps blank lines by block, and other versions of libraries may compress otherwise.
        """
        whole = self.verifier.worker.job.take is None
        return whole and self.verifier.same_versions and "data" in self.entry.files

    def _alone(self) -> None:
        """Data in lockstep with lineage."""
        batch: list[Pair] = []
        for sample in self._data:
            row = next((row for row in self._rows if row.outcome.in_data), None)
            if row is None:
                self.problems.add("row_too_many")
                continue
            batch.append(Pair(row, sample))
            if len(batch) == _JUDGED:
                self._judge(batch)
                batch = []
        self._judge(batch)

    def _with_mirror(self, shard: Shard) -> None:
        mirror = Mirror()
        source = self.verifier.worker.source(shard)
        rewritten = self._with_originals(shard)
        self.verifier.worker.format(shard.format).assemble(source, rewritten, mirror)
        for _ in rewritten:
            pass
        data, made = self.entry.files["data"], mirror.written
        if made is None or (made.bytes, made.sha256) != (data.bytes, data.sha256):
            self.problems.add("not_a_mirror")

    def _with_originals(self, shard: Shard) -> Iterator[tuple[Position, bytes]]:
        """Originals, lineage and data in lockstep; the rows of each block as they have to stand."""
        worker = self.verifier.worker
        for block in blocks(worker, shard):
            pairs, absent = self._pairs(block)
            self._judge(pairs)
            self.judgement.count_kept(block.samples)
            changed = {
                pair.row.index: pair.output.texts
                for pair in pairs
                if pair.original is not None and pair.output.texts != pair.original.texts
            }
            if block.rows is not None:
                yield block.position, block.rows.encode(changed, absent)
        kept = {f"kept/{name}": n for name, n in self.judgement.kept.items()}
        booked = {n: int(v) for n, v in self.entry.counters.items() if n.startswith("kept/")}
        if self.verifier.same_code and "data" in self.entry.files and kept != booked:
            self.problems.add("kept_differ")

    def _pairs(self, block: Block) -> tuple[list[Pair], set[int]]:
        pairs: list[Pair] = []
        absent: set[int] = set()
        for original in block.samples:
            row = next(self._rows, None)
            if row is None:
                self.problems.add("original_unaccounted", original.index)
                absent.add(original.index)
                continue
            if row.index != original.index:
                self.problems.add("lineage_index", original.index)
            output = self._output_of(row)
            if output is None:
                absent.add(original.index)
            else:
                pairs.append(Pair(row, output, original))
        return pairs, absent

    def _output_of(self, row: Row) -> Sample | None:
        if not row.outcome.in_data:
            return None
        output = next(self._data, None)
        if output is None:
            self.problems.add("row_missing", row.index)
        return output

    def _judge(self, pairs: list[Pair]) -> None:
        compared = sum(pair.original is not None for pair in pairs)
        self.figures["compared"] += compared
        self.figures["alone"] += len(pairs) - compared
        self.judgement.judge(pairs)

    def _data_rows(self) -> Iterator[Sample]:
        """The samples in data, in order; counted by the format's other count."""
        data = self.entry.files.get("data")
        if data is None:
            return
        uri = address(self.verifier.worker, self.verifier.output, "data", self.entry.relative)
        shard = Shard(
            self.problems.shard, uri, self.entry.relative, self.entry.format,
            self.entry.compression, data.bytes, "", self.entry.folder,
        )  # fmt: skip
        for block in blocks(self.verifier.reader, shard):
            if not self._left_empty(block.position):
                self._counted += block.position.count
                yield from block.samples

    def _left_empty(self, position: Position) -> bool:
        """Whether this is what is left of a plain text whose one sample did not pass."""
        alone = self.entry.format == "text" and position.count == 1
        nothing = position.start == position.end and not position.defect
        return alone and nothing and not in_data(self.entry)
