"""`gdr evaluate code`: lines, files and repositories with private data, as the paper's figure 4.

A line, file or repository is positive when a labelled span touches it, and is called positive when
something was found in it (or, with --refined, changed in it). Lines of ignored spans and of
reviewed negatives that no label touches count as the labels say. True-positive rate = found of the
positive, false-positive rate = called positive of all others.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from rich.console import Console

from pipelines import results, tables
from pipelines.evaluation import gold, resampled
from pipelines.evaluation.alignment import align
from pipelines.evaluation.gold import Gold, Others
from pipelines.evaluation.pii import pairs, shown
from pipelines.evaluation.resampled import Sums
from pipelines.evaluation_options import EvaluateCodeOptions
from pipelines.summary import console_for
from prompts.loader import load_policy
from transforms.core.errors import OptionsError
from transforms.core.job import Job
from transforms.sharing import SharedWorker

LEVELS = ("lines", "files", "repositories")
CELLS = ("true_positive", "false_positive", "false_negative", "true_negative")

_BATCH = 64


def run(options: EvaluateCodeOptions) -> int:
    """Measures and returns the exit status (design, section 6)."""
    if options.baseline:
        raise OptionsError("--baseline: is measured by gdr evaluate pii; leave it out")
    files = pairs(options)
    counter = Confusions(
        SharedWorker(Job(policy=load_policy(options.policy))), options.refined_field
    )
    with results.place(options.json_) as address:
        build = partial(_build, files=files, counter=counter, address=address)
        found = results.collect(build, options, address)
    if not results.say(options.json_, found) and not options.quiet:
        render(found, console_for(sys.stdout))
    return 0


def _build(
    pipeline: beam.Pipeline, files: Sequence[tuple[str, str]], counter: Confusions, address: str
) -> PCollection[str]:
    counted = (
        pipeline
        | "Files" >> beam.Create(list(files))
        | "Spread" >> beam.Reshuffle()
        | "Count" >> beam.ParDo(_Count(counter))
        | "ByRepository" >> beam.CombinePerKey(_together)
        | "Sum" >> beam.CombineGlobally(_sum_repositories)
    )
    left: PCollection[str] = counted | "Leave" >> results.Leave(report, address)
    return left


@dataclass(eq=False)
class _Count(beam.DoFn):
    counter: Confusions

    def process(self, files: tuple[str, str]) -> Iterator[tuple[str, dict[str, int]]]:
        yield from self.counter.repositories(*files)


@dataclass
class Confusions:
    """Counts the confusions of files.

    Args:
        worker: with the policy.
        field: of the refined text.
    """

    worker: SharedWorker
    field: str

    def repositories(self, uri: str, refined: str) -> Iterator[tuple[str, dict[str, int]]]:
        """Counts of lines and files, by repository; of the repository itself whether it is."""
        made: dict[str, Counter[str]] = defaultdict(Counter)
        for document, called in self._called(uri, refined):
            made[document.repo or "-"].update(confusion(document, called))
        yield from ((repo, dict(counts)) for repo, counts in made.items())

    def _called(self, uri: str, refined: str) -> Iterator[tuple[Gold, set[int] | None]]:
        documents = gold.documents(uri)
        others = Others(refined, text_field=self.field) if refined else None
        while batch := list(islice(documents, _BATCH)):
            if others is not None:
                for document in batch:
                    output = others.text_of(document.id)
                    yield document, None if output is None else changed_lines(document.text, output)
                continue
            found = self.worker.get().judge.screen([document.text for document in batch])
            for document, findings in zip(batch, found, strict=True):
                yield document, lines_of(document.text, ((f.start, f.end) for f in findings))
        if others is not None:
            others.close()


def lines_of(text: str, places: Iterable[tuple[int, int]]) -> set[int]:
    """Numbers of the lines that the places touch, from 0."""
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
    touched: set[int] = set()
    for start, end in places:
        first = bisect_right(starts, start) - 1
        last = bisect_right(starts, max(start, end - 1)) - 1
        touched.update(range(first, last + 1))
    return touched


def changed_lines(text: str, output: str) -> set[int]:
    """Numbers of the lines of the text that stand otherwise in the output."""
    pieces = align(text, output)
    return lines_of(text, ((p.start, max(p.end, p.start + 1)) for p in pieces if not p.same))


def confusion(document: Gold, called: set[int] | None) -> dict[str, int]:
    """Counts of one file; `called` None for a file that is absent: nobody sees its lines."""
    lines = document.text.count("\n") + 1
    positive = lines_of(document.text, ((s.start, s.end) for s in document.spans))
    free = lines_of(document.text, ((s.start, s.end) for s in document.ignored)) - positive
    flagged = set(range(lines)) if called is None else called
    flagged = {line for line in flagged if line < lines} - free
    right = len(positive & flagged)
    cells = {
        "true_positive": right,
        "false_positive": len(flagged - positive),
        "false_negative": len(positive) - right,
    }
    cells["true_negative"] = lines - len(free - flagged) - sum(cells.values())
    is_flagged = bool(flagged)
    return {
        **{f"lines/{name}": count for name, count in cells.items()},
        f"files/{_cell(bool(positive), is_flagged)}": 1,
        "positive": int(bool(positive)),
        "called": int(is_flagged),
    }


def _cell(positive: bool, called: bool) -> str:
    if positive:
        return "true_positive" if called else "false_negative"
    return "false_positive" if called else "true_negative"


def _together(several: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counts in several:
        total.update(counts)
    return dict(total)


def _sum_repositories(several: Iterable[tuple[str, Mapping[str, int]] | Sums]) -> Sums:
    """Repositories, and sums of some, to the sums of all.

    Repositories are what is resampled: lines of one are alike.
    """
    total: Sums = {}
    for one in several:
        if isinstance(one, dict):
            total = resampled.merge([total, one])
            continue
        repo, counts = one
        cell = _cell(bool(counts["positive"]), bool(counts["called"]))
        total = resampled.add(total, (repo, {**counts, f"repositories/{cell}": 1}))
    return total


def report(sums: Sums) -> dict[str, Any]:
    """The result as `--json` has it."""
    return {level: _level(sums, level) for level in LEVELS}


def _level(sums: Sums, level: str) -> dict[str, Any]:
    name = {cell: f"{level}/{cell}" for cell in CELLS}
    rates = {
        "true_positive_rate": ("true_positive", "false_negative"),
        "false_positive_rate": ("false_positive", "true_negative"),
        "precision": ("true_positive", "false_positive"),
    }
    made: dict[str, Any] = {cell: int(resampled.of(sums, name[cell])[0]) for cell in CELLS}
    for rate, (part, other) in rates.items():
        value = resampled.ratio(sums, name[part], name[part], name[other])
        made[rate] = None if value is None else value.as_json()
    return made


def render(found: Mapping[str, Any], console: Console) -> None:
    """Prints the confusion matrices with their rates."""
    cells = [(level, *(found[level][cell] for cell in CELLS)) for level in LEVELS]
    columns = ("", *(cell.replace("_", " ") for cell in CELLS))
    tables.show("Code: what was labelled and what was called", columns, cells, console)
    rates = ("true_positive_rate", "false_positive_rate", "precision")
    rows = [(level, *(shown(found[level][rate]) for rate in rates)) for level in LEVELS]
    tables.show(
        "Rates (95 % interval, repositories resampled)",
        ("", *(rate.replace("_", " ") for rate in rates)),
        rows,
        console,
    )
