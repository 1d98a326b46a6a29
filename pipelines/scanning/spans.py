"""The spans of a scan as JSON lines, for `--spans`: one line per sample, by shard and index.

    {"id": "a.jsonl#0", "spans": [{"start": 8, "end": 27, "label": "EMAIL_ADDRESS", "score": 0.9}],
     "scores": {"toxicity": {"max": 0.9, "mean": 0.3, "share": 0.25}}, "scorer": "toxicity@..."}

Offsets count characters of the input text, `start` from 0 and inclusive, `end` exclusive. A sample
with more than one text has `"text"` in every span: which of them, from 0. A sample that could not
be read or screened has `"defect"` with the reason, and no spans.

Workers write a file per block into a folder beside the one that the user named; they are joined in
the order of their names, which is that of shards and blocks, so that the bytes are the same for any
number of processes and any size of blocks.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.scanning.tally import defect_of
from transforms import stores
from transforms.core import addresses
from transforms.core.protocols import Store
from transforms.core.records import Block, Finding, Sample

_WORK = "._gdr_work"


@dataclass(frozen=True)
class SpansFile:
    """The file that the user named, and the folder beside it that workers write into.

    `scorer` is the name and hash of what scores, "" where nothing does.
    """

    uri: str
    scorer: str = ""

    @property
    def work(self) -> str:
        """The folder; gone when the file stands."""
        return f"{self.uri}{_WORK}"

    @property
    def _store(self) -> Store:
        return stores.build(self.uri)

    def put(self, block: Block) -> None:
        """Writes the lines of a block, whole; doing it again changes nothing."""
        name = f"{block.shard.number:09d}/{block.position.ordinal:012d}"
        lines = "".join(_line(block, sample, self.scorer) for sample in block.samples)
        self._store.put(f"{self.work}/{name}", lines.encode("utf-8"))

    def join(self) -> None:
        """Makes the file of all blocks."""
        store = self._store
        with store.create(self.uri) as joined:
            for entry in store.list(self.work):
                with store.open(entry.uri) as part:
                    shutil.copyfileobj(part, joined)

    @contextmanager
    def written(self) -> Iterator[SpansFile]:
        """Itself, while workers write; joined when that ends well. The folder goes in any case."""
        self._store.delete_folder(self.work)  # of a scan that was killed
        try:
            yield self
            self.join()
        finally:
            self._store.delete_folder(self.work)


def at(file: str | None, scorer: str = "") -> SpansFile | None:
    """The file of `--spans`; None when there is none."""
    return SpansFile(addresses.resolve(file), scorer) if file else None


def _line(block: Block, sample: Sample, scorer: str) -> str:
    found = block.findings.get(sample.index, ())
    several = len(sample.texts) > 1
    spans = [
        _span(finding, number if several else None)
        for number, findings in enumerate(found)
        for finding in findings
    ]
    identity = sample.id or f"{block.shard.relative}#{sample.index}"
    scores = {name: score._asdict() for name, score in block.scores.get(sample.index, {}).items()}
    row: dict[str, object] = {"id": identity, "spans": spans, "scores": scores}
    if scores:
        row["scorer"] = scorer
    defect = defect_of(block, sample)
    if defect:
        row["defect"] = defect
    # ASCII: ids may hold what UTF-8 cannot (a path that is no UTF-8, a lone surrogate).
    return json.dumps(row) + "\n"


def _span(finding: Finding, text: int | None) -> dict[str, object]:
    span: dict[str, object] = {
        "start": finding.start,
        "end": finding.end,
        "label": finding.category,
        "score": round(finding.score, 6),
    }
    return span if text is None else {**span, "text": text}
