"""`gdr evaluate pii`: labelled documents against their refined versions, and against peers.

Columns: `refined` (what --refined holds, else the local backend), and each --baseline twice, as a
detector and with its findings replaced by the names of their types, which is what such services do.
Rows with 95 % intervals, resampled by document; then value recall by label.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from rich.console import Console

from pipelines import results, tables
from pipelines.evaluation import detection, gold, resampled, rewriting
from pipelines.evaluation.bootstrap import Interval
from pipelines.evaluation.gold import Gold, Others
from pipelines.evaluation.locally import Local
from pipelines.evaluation.resampled import Document, Sums
from pipelines.evaluation_options import EvaluatePiiOptions, LabelledOptions
from pipelines.summary import console_for
from prompts.loader import load_policy
from transforms import peers
from transforms.core.errors import OptionsError
from transforms.core.job import Job
from transforms.core.protocols import Peer
from transforms.core.records import Sample
from transforms.sharing import SharedWorker

REFINED, CHECKS = "refined", "checks"

_BATCH = 64


def run(options: EvaluatePiiOptions) -> int:
    """Measures and returns the exit status (design, section 6)."""
    files = pairs(options)
    for name in options.baseline:
        peers.build(name)  # refused before any work
    job = Job(policy=load_policy(options.policy))
    evaluator = Evaluator(SharedWorker(job), options.baseline, options.refined_field)
    with results.place(options.json_) as address:
        build = partial(_build, files=files, evaluator=evaluator, address=address)
        found = results.collect(build, options, address)
    if not results.say(options.json_, found) and not options.quiet:
        render(found, console_for(sys.stdout))
    return 0


def pairs(options: LabelledOptions) -> list[tuple[str, str]]:
    """Gold files with their refined versions, "" for none.

    Raises:
        OptionsError: not as many of one as of the other.
    """
    golds = gold.files(options.gold, "--gold")
    if not options.refined:
        return [(uri, "") for uri in golds]
    others = gold.files(options.refined, "--refined")
    if len(others) != len(golds):
        raise OptionsError(
            f"--refined: {len(others)} files for {len(golds)} of --gold; both are paired in order"
        )
    return list(zip(golds, others, strict=True))


def _build(
    pipeline: beam.Pipeline, files: Sequence[tuple[str, str]], evaluator: Evaluator, address: str
) -> PCollection[str]:
    made = partial(report, baselines=tuple(evaluator.baselines))
    left: PCollection[str] = (
        pipeline
        | "Files" >> beam.Create(list(files))
        | "Spread" >> beam.Reshuffle()
        | "Count" >> beam.ParDo(_Count(evaluator))
        | "Sum" >> beam.CombineGlobally(resampled.merge)
        | "Leave" >> results.Leave(made, address)
    )
    return left


@dataclass(eq=False)
class _Count(beam.DoFn):
    evaluator: Evaluator

    def process(self, files: tuple[str, str]) -> Iterator[Sums]:
        sums: Sums = {}
        for document in self.evaluator.documents(*files):
            sums = resampled.add(sums, document)
        yield sums


@dataclass
class Evaluator:
    """Counts documents.

    Args:
        worker: with the policy.
        baselines: names of peers.
        field: of the refined text.
    """

    worker: SharedWorker
    baselines: Sequence[str]
    field: str

    def documents(self, uri: str, refined: str) -> Iterator[Document]:
        """Id and counts of every document of a gold file."""
        documents = gold.documents(uri)
        others = Others(refined, text_field=self.field) if refined else None
        while batch := list(islice(documents, _BATCH)):
            found = self.worker.get().judge.screen([document.text for document in batch])
            outputs = self._outputs(batch, found, others)
            for document, findings, output in zip(batch, found, outputs, strict=True):
                made: Counter[str] = Counter()
                places = [(finding.start, finding.end) for finding in findings]
                made.update(rewriting.named(CHECKS, detection.counts(document, places)))
                if output is None:
                    made[f"{REFINED}:absent"] += 1
                else:
                    made.update(rewriting.named(REFINED, rewriting.counts(document, output)))
                for name in self.baselines:
                    made.update(self._baseline(name, document))
                yield f"{uri}#{document.id}", made
        if others is not None:
            others.close()

    def _outputs(
        self, batch: Sequence[Gold], found: Sequence[Any], others: Others | None
    ) -> list[str | None]:
        if others is not None:
            return [others.text_of(document.id) for document in batch]
        samples = [Sample(n, (d.text,), name=d.path) for n, d in enumerate(batch)]
        return self._local.outputs(samples, found)

    @cached_property
    def _local(self) -> Local:
        return Local(self.worker)

    @cached_property
    def _peers(self) -> dict[str, Peer]:
        return {name: peers.build(name) for name in self.baselines}

    def _baseline(self, name: str, document: Gold) -> dict[str, int]:
        found = self._peers[name].detect(document.text)
        places = detection.joined((finding.start, finding.end) for finding in found)
        labels = {finding.start: finding.label for finding in reversed(found)}
        text, at = [], 0
        for start, end in places:
            text += [document.text[at:start], f"[{labels[start]}]"]
            at = end
        removed = "".join([*text, document.text[at:]])
        return {
            **rewriting.named(name, detection.counts(document, places)),
            **rewriting.named(name, rewriting.counts(document, removed)),
        }


def report(sums: Sums, baselines: Sequence[str]) -> dict[str, Any]:
    """The result as `--json` has it."""
    variants = [REFINED, *baselines]
    columns: dict[str, dict[str, Any]] = {}
    for variant in variants:
        detected = CHECKS if variant == REFINED else variant
        figures = {**rewriting.figures(sums, variant), **detection.figures(sums, detected)}
        columns[variant] = {name: _json(value) for name, value in figures.items()}
    labels = rewriting.by_label(sums, REFINED)
    recalls = [value.value for _, value in labels.values() if value is not None]
    return {
        "documents": int(resampled.of(sums, f"{REFINED}:documents")[0]),
        "absent": int(resampled.of(sums, f"{REFINED}:absent")[0]),
        "leaks": int(
            resampled.of(sums, f"{REFINED}:values")[0] - resampled.of(sums, f"{REFINED}:gone")[0]
        ),
        "mean_recall_by_label": sum(recalls) / len(recalls) if recalls else None,
        "figures": columns,
        "labels": {
            label: {"values": count, "recall": _json(value)}
            for label, (count, value) in labels.items()
        },
    }


def _json(value: Interval | None) -> dict[str, float] | None:
    return None if value is None else value.as_json()


def shown(value: dict[str, float] | None) -> str:
    """A figure with its interval, as tables show it."""
    return "-" if value is None else str(Interval(value["value"], value["low"], value["high"]))


def _most_first(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return sorted(found["labels"].items(), key=lambda entry: (-entry[1]["values"], entry[0]))


def render(found: dict[str, Any], console: Console) -> None:
    """Prints the tables."""
    columns = found["figures"]
    names = [*(name for name, _, _ in rewriting.FIGURES), "F1", *detection.NAMES]
    rows = [(name, *(shown(column[name]) for column in columns.values())) for name in names]
    tables.show("Private data (95 % interval)", ("", *columns), rows, console)
    labels = [(n, row["values"], shown(row["recall"])) for n, row in _most_first(found)]
    tables.show("Values removed, by label", ("label", "values", "recall"), labels, console)
    mean = found["mean_recall_by_label"]
    tables.say(
        f"{found['documents']:,} documents, {found['absent']:,} absent, {found['leaks']:,} values "
        f"left; mean recall by label {'-' if mean is None else format(mean, '.3f')}",
        console,
    )
