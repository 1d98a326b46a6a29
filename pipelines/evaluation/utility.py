"""`gdr evaluate utility`: which public and private facts a refined corpus still answers.

Versions of an invented corpus: as it is; samples with findings dropped (detect and drop, the
paper's baseline); findings replaced by the names of their categories (detect and remove); refined.
A good one answers public facts as the original does, and no private one. The paper's table.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from rich.console import Console

from pipelines import results, tables
from pipelines.evaluation import resampled
from pipelines.evaluation.answering import answer, is_right
from pipelines.evaluation.companies import Company, company
from pipelines.evaluation.gold import Others, files
from pipelines.evaluation.locally import Local
from pipelines.evaluation.pii import shown
from pipelines.evaluation.resampled import Sums
from pipelines.evaluation_options import EvaluateUtilityOptions
from pipelines.summary import console_for
from prompts.loader import load_policy
from transforms import stores
from transforms.core import addresses
from transforms.core.edits import apply
from transforms.core.errors import OptionsError
from transforms.core.job import Job
from transforms.core.records import Edit, Finding, Sample
from transforms.sharing import SharedWorker

VERSIONS = ("original", "detect and drop", "detect and remove", "refined")
KINDS = ("public", "private")

_AT_ONCE = 20  # companies


def run(options: EvaluateUtilityOptions) -> int:
    """Measures, or writes the corpus; returns the exit status (design, section 6)."""
    if options.write:
        return _write(options, options.write)
    refined = files((options.refined,), "--refined") if options.refined else []
    if len(refined) > 1:
        raise OptionsError("--refined: give the one file that came of companies.jsonl")
    asker = Asker(SharedWorker(Job(policy=load_policy(options.policy))), *refined)
    count = options.companies
    firsts = [0] if refined else list(range(0, count, _AT_ONCE))
    size = count if refined else _AT_ONCE
    ranges = [(first, min(first + size, count)) for first in firsts]
    with results.place(options.json_) as address:
        build = partial(_build, ranges=ranges, asker=asker, address=address)
        found = results.collect(build, options, address)
    if not results.say(options.json_, found) and not options.quiet:
        render(found, console_for(sys.stdout))
    return 0


def corpus(first: int, end: int) -> Iterator[tuple[str, str]]:
    """Ids and texts of the companies' samples, in order."""
    for number in range(first, end):
        for at, text in enumerate(company(number).texts()):
            yield f"{number}/{at}", text


def _write(options: EvaluateUtilityOptions, folder: str) -> int:
    address = f"{addresses.resolve(folder).rstrip('/')}/companies.jsonl"
    rows = corpus(0, options.companies)
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in rows)
    stores.build(address).put(address, lines.encode("utf-8"))
    if not options.quiet:
        said = f"{address}: refine it with --id-field id, then give its refined file by --refined"
        tables.say(said, console_for(sys.stdout))
    return 0


def _build(
    pipeline: beam.Pipeline, ranges: Sequence[tuple[int, int]], asker: Asker, address: str
) -> PCollection[str]:
    left: PCollection[str] = (
        pipeline
        | "Companies" >> beam.Create(ranges)
        | "Spread" >> beam.Reshuffle()
        | "Ask" >> beam.ParDo(_Ask(asker))
        | "Sum" >> beam.CombineGlobally(resampled.merge)
        | "Leave" >> results.Leave(report, address)
    )
    return left


@dataclass(eq=False)
class _Ask(beam.DoFn):
    asker: Asker

    def process(self, companies: tuple[int, int]) -> Iterator[Sums]:
        yield self.asker.ask(*companies)


@dataclass
class Asker:
    """Asks every question of every version.

    Args:
        worker: with the policy.
        refined: file of the refined version, "" for one that the local backend makes.
    """

    worker: SharedWorker
    refined: str = ""

    def ask(self, first: int, end: int) -> Sums:
        """Counts of questions and of right answers, resampled by company."""
        others = Others(self.refined) if self.refined else None
        sums: Sums = {}
        for number in range(first, end):
            asked = company(number)
            versions = self._versions(number, asked.texts(), others)
            made: Counter[str] = Counter()
            for version, texts in versions.items():
                made.update(_asked(asked, version, texts))
            sums = resampled.add(sums, (str(number), made))
        return sums

    def _versions(
        self, number: int, texts: Sequence[str], others: Others | None
    ) -> dict[str, list[str]]:
        found = self.worker.get().judge.screen(texts)
        if others is not None:
            given = [others.text_of(f"{number}/{at}") for at in range(len(texts))]
            refined = [text for text in given if text is not None]
        else:
            refined = self._refine(texts, found)
        return {
            "original": list(texts),
            "detect and drop": [t for t, own in zip(texts, found, strict=True) if not own],
            "detect and remove": [removed(t, own) for t, own in zip(texts, found, strict=True)],
            "refined": refined,
        }

    def _refine(self, texts: Sequence[str], found: Sequence[Any]) -> list[str]:
        samples = [Sample(at, (text,)) for at, text in enumerate(texts)]
        return [text for text in self._local.outputs(samples, found) if text is not None]

    @cached_property
    def _local(self) -> Local:
        return Local(self.worker)


def removed(text: str, findings: Sequence[Finding]) -> str:
    """The text with the names of categories in the place of findings."""
    return apply(text, [Edit(f.start, f.end, f.category, f"[{f.category}]") for f in findings])


def _asked(asked: Company, version: str, texts: Sequence[str]) -> Counter[str]:
    made: Counter[str] = Counter()
    for fact in asked.facts:
        kind = KINDS[fact.private]
        made[f"{version}:{kind}"] += 1
        right = is_right(fact, answer(asked.name, fact, texts))
        made[f"{version}:{kind}/right"] += right
        made[f"{version}:{fact.name}"] += 1
        made[f"{version}:{fact.name}/right"] += right
    return made


def report(sums: Sums) -> dict[str, Any]:
    """The result as `--json` has it."""
    names = [fact.name for fact in company(0).facts]
    return {
        "accuracy": {v: {kind: _share(sums, v, kind) for kind in KINDS} for v in VERSIONS},
        "facts": {name: {v: _share(sums, v, name) for v in VERSIONS} for name in names},
    }


def _share(sums: Sums, version: str, name: str) -> dict[str, float] | None:
    value = resampled.ratio(sums, f"{version}:{name}/right", f"{version}:{name}")
    return None if value is None else value.as_json()


def render(found: dict[str, Any], console: Console) -> None:
    """Prints the paper's table, and accuracy by fact."""
    rows = [(v, *(shown(found["accuracy"][v][kind]) for kind in KINDS)) for v in VERSIONS]
    tables.show("Accuracy (95 % interval)", ("version", *KINDS), rows, console)
    facts = [
        (name, *(format(of[v]["value"], ".2f") for v in VERSIONS))
        for name, of in found["facts"].items()
    ]
    tables.show("Accuracy by fact", ("fact", *VERSIONS), facts, console)
