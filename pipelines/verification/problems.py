"""What can be wrong with an output, named by shard number and sample index, never by text."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

MOST_OF_A_SHARD = 100
"""Problems listed of one kind in one shard; all are counted."""

MOST_IN_ALL = 2000
"""Problems listed in all, the first by shard and index; all are counted."""

SAID = MappingProxyType(
    {
        "manifest_missing": "no manifest.json: not the output of a run, or it is gone",
        "manifest_unreadable": "manifest.json cannot be read",
        "manifest_incomplete": "the run is not complete: the same gdr refine command goes on",
        "manifest_options": "the options in the manifest are not those of a run",
        "manifest_fingerprint": "options, key id and epoch do not give fingerprint and run id",
        "manifest_shards": "the shards of the manifest are not sorted, or one is none",
        "metrics_missing": "no metrics.json, or it cannot be read",
        "metrics_differ": "figures of metrics.json are not those of the manifest",
        "extra_file": "a file that the manifest does not list",
        "wrong_path": "a file is listed at a place that is not its own",
        "missing_file": "a file of the manifest is gone",
        "altered_file": "bytes or sha256 are not those of the manifest",
        "needless_file": "the books have nothing for this file",
        "entry_id": "path, size and version of the original do not give the shard's id",
        "books": "samples read, outcomes and lines of lineage do not add up",
        "lineage_unreadable": "a line of lineage is none",
        "lineage_index": "lineage leaves a sample out, or names one twice",
        "lineage_outcome": "outcome and spans of a sample contradict each other",
        "lineage_before": "lineage counts other findings before than the manifest",
        "lineage_id": "the sample's id is not that of its row",
        "sidecar": "quarantine or dead letters do not have this sample as lineage has it",
        "row_missing": "lineage has it in data; there is no row",
        "row_too_many": "data has a row that lineage does not know",
        "row_unreadable": "a row of data cannot be read",
        "row_kind": "passed through though it is text, or the other way round",
        "rows_counted": "data holds another number of rows than went there",
        "span": "a span of lineage lies outside of its text",
        "finding": "private data that is no surrogate of this run",
        "untouched": "private data in a column that travels untouched",
        "unscreened": "cannot be screened",
        "original_missing": "the original has no such sample",
        "original_unaccounted": "a sample of the original has no line of lineage",
        "original_defect": "the original cannot be read, its output stands in data",
        "original_id": "lineage calls the sample otherwise than the original does",
        "before": "the original holds other findings than lineage says",
        "text_differs": "text outside of surrogates is not that of the original",
        "column_differs": "a column that travels untouched is not that of the original",
        "kept_differ": "findings in kept columns are not as many as the manifest says",
        "leak": "a value of the original is left",
        "judged": "does not satisfy the policy",
        "not_a_mirror": "data is not the original with only these texts changed",
        "failed": "cannot be verified to its end",
    }
)


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """Something that does not hold.

    Attributes:
        shard: its number in the manifest, from 0; -1 for the output as a whole.
        index: of the sample in its shard, from 0; -1 for the shard as a whole.
        code: one of `SAID`.
        what: a category, a kind of file, a reason code, or the path of a file that is too many.
    """

    shard: int
    index: int
    code: str
    what: str = ""

    @property
    def kind(self) -> str:
        """The code in words."""
        return SAID[self.code]


@dataclass
class Problems:
    """Collects the problems of one shard: each once, only so many of a kind, all counted."""

    shard: int
    found: set[Problem] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, code: str, index: int = -1, what: str = "") -> None:
        """Notes a problem."""
        problem = Problem(self.shard, index, code, what)
        if problem in self.found:
            return
        self.counts[code] += 1
        if self.counts[code] <= MOST_OF_A_SHARD:
            self.found.add(problem)


class Verified(NamedTuple):
    """What came of a shard, or of several: small, and free of text.

    Attributes:
        problems: the first of them, ordered.
        counts: of all problems, by code.
        figures: shards, samples, samples judged with and without their originals, and notes.
    """

    problems: tuple[Problem, ...] = ()
    counts: Counter[str] = Counter()  # noqa: RUF012 - never changed
    figures: Counter[str] = Counter()  # noqa: RUF012 - never changed


def add(several: Iterable[Verified]) -> Verified:
    """All of them as one; the same whatever the order."""
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    for verified in several:
        problems = heapq.nsmallest(MOST_IN_ALL, {*problems, *verified.problems})
        counts.update(verified.counts)
        figures.update(verified.figures)
    return Verified(tuple(problems), counts, figures)
