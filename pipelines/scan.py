"""`gdr scan`: what the checks find in a corpus, by category; reads all of it, changes nothing.

Values are never printed or kept: only categories, counts and, with `--spans`, offsets. Findings are
what the policy objects to. Strings that travel untouched are counted by column, `--keep-field` or
not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from rich.console import Console

from pipelines import results, tables
from pipelines.jobs import reading_job
from pipelines.options import ScanOptions
from pipelines.scanning import spans, tally
from pipelines.scanning.spans import SpansFile
from pipelines.summary import console_for
from prompts.loader import load_policy
from transforms import checks
from transforms.core import registry
from transforms.core.errors import OptionsError
from transforms.core.job import Job
from transforms.core.records import Block, ShardPlan
from transforms.core.taxonomy import CATEGORIES, Kind, words
from transforms.cut import CutShards
from transforms.discovery import corpus_bytes, list_shards
from transforms.match import Match
from transforms.read import ReadBlocks
from transforms.screen import Screen
from transforms.sharing import SharedWorker
from transforms.worker import Worker


def run(options: ScanOptions) -> int:
    """Scans the corpus and returns the exit status (design, section 6)."""
    if options.list_:
        return _list_checks(options)
    if options.spans == results.STANDARD_OUTPUT:
        raise OptionsError("--spans '-': give a file; its lines are joined from many")
    job = scan_job(options)
    worker = Worker(job)
    scorer = worker.judge.scorer
    file = spans.at(options.spans, scorer.identity if scorer else "")
    size = corpus_bytes(worker, list_shards(worker))
    with results.place(options.json_) as address:
        work = partial(build, job=job, address=address, file=file)
        if file is None:
            found = results.collect(work, options, address, size)
        else:
            with file.written():
                found = results.collect(work, options, address, size)
    if not results.say(options.json_, found) and not options.quiet:
        render(found, console_for(sys.stdout))
    return 0


def scan_job(options: ScanOptions) -> Job:
    """A job without an output. No field is kept: what stands in one is to be counted as well."""
    job = reading_job(options, options.prompt)
    return replace(
        job,
        fields=replace(options.field_options, keep=()),
        limits=options.block_limits,
        policy=load_policy(options.policy) if options.policy else job.policy,
    )


def build(
    pipeline: beam.Pipeline, job: Job, address: str, file: SpansFile | None
) -> PCollection[str]:
    """The way of a scan: the first steps of a refinement, then counts."""
    worker = SharedWorker(job)
    shards = (pipeline | "Match" >> Match(worker)).changed
    descriptors, plans = shards | "CutShards" >> CutShards(worker)
    tallies = (
        descriptors
        | "ReadBlocks" >> ReadBlocks(worker)
        | "Screen" >> Screen(worker)
        | "TallyBlocks" >> TallyBlocks(file)
    )
    made = partial(tally.report, policy=job.policy)
    left: PCollection[str] = (
        (tallies, plans | "KeyPlans" >> beam.Map(_by_shard))
        | "Together" >> beam.Flatten()
        | "AddByShard" >> beam.CombinePerKey(tally.add)
        | "CloseShards" >> beam.Map(tally.close_shard)
        | "AddAll" >> beam.CombineGlobally(tally.add)
        | "Leave" >> results.Leave(made, address)
    )
    return left


def _by_shard(plan: ShardPlan) -> tuple[int, tally.Counts]:
    return plan.shard.number, tally.of_plan(plan)


@dataclass(eq=False)
class TallyBlocks(beam.PTransform[PCollection[Block], PCollection[tuple[int, tally.Counts]]]):
    """Shard number and counts of each block; its spans stand in `file`, if there is one."""

    file: SpansFile | None = None

    def expand(  # noqa: D102
        self, blocks: PCollection[Block]
    ) -> PCollection[tuple[int, tally.Counts]]:
        return blocks | "Tally" >> beam.ParDo(_Tally(self.file))


@dataclass(eq=False)
class _Tally(beam.DoFn):
    file: SpansFile | None

    def process(self, block: Block) -> Iterator[tuple[int, tally.Counts]]:
        if self.file is not None:
            self.file.put(block)
        yield block.shard.number, tally.of_block(block)


def _list_checks(options: ScanOptions) -> int:
    """Shows every check with its categories: group, country, and what each is."""
    known = {name: listed(name) for name in registry.names("checks")}
    results.write(options.json_, known)
    if options.json_ != results.STANDARD_OUTPUT:
        rows = [
            (name, category, *about.values())
            for name, several in known.items()
            for category, about in several.items()
        ]
        columns = ("check", "category", "group", "country", "description")
        tables.show("Checks", columns, rows, console_for(sys.stdout))
    return 0


def listed(name: str) -> dict[str, dict[str, str]]:
    """Of a check's categories, by name: group, country, and what it is, "" where nobody says."""
    check = checks.build(name)
    about: Mapping[str, str] = getattr(check, "about", {})
    none = Kind("", "")
    return {
        category: {
            **CATEGORIES.get(category, none)._asdict(),
            "description": about.get(category, words(category)),
        }
        for category in check.categories
    }


def render(found: Mapping[str, Any], console: Console) -> None:
    """Prints the result of a scan: categories, columns and reasons, never a value."""
    rows = [
        (name, n["findings"], n["samples"], n["shards"]) for name, n in found["categories"].items()
    ]
    total = ("all", *(found[f"{what}findings"] for what in ("", "samples_with_", "shards_with_")))
    columns = ("category", "findings", "samples with findings", "shards with findings")
    tables.show(f"Findings, by {found['policy']}", columns, [*rows, total], console)
    columns_found = [
        (column, category, samples)
        for column, counts in found["untouched"].items()
        for category, samples in counts.items()
    ]
    if columns_found:
        headings = ("column", "category", "samples with findings")
        tables.show("Strings that travel untouched", headings, columns_found, console)
    if found["defects"]:
        defects = found["defects"].items()
        tables.show("Cannot be read or screened", ("reason", "samples"), defects, console)
    share = found["samples_with_findings"] / found["samples"] if found["samples"] else 0.0
    counted = f"{found['samples']:,} samples in {found['shards']:,} shards"
    tables.say(f"{counted}, {share:.1%} of them with findings", console)


if __name__ == "__main__":
    from pipelines import cli

    sys.exit(cli.main(["scan", *sys.argv[1:]]))
