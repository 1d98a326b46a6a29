"""`gdr verify`: whether an output holds what it promises, judged again from scratch.

Independent of the run: files by their hashes, books by other counts, every text by the checks and
the policy, and, where the originals still are what they were, every output against its original,
and every shard against what its original gives with just these texts changed. Nothing is written
into the output.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from rich.console import Console

from pipelines import results, tables
from pipelines.options import VerifyOptions
from pipelines.summary import console_for
from pipelines.verification import books, problems
from pipelines.verification.files import extra_files
from pipelines.verification.problems import SAID, Problem, Verified
from pipelines.verification.recorded import job_of
from pipelines.verification.shards import Verifier
from pipelines.versions import versions
from transforms import stores
from transforms.core import addresses
from transforms.core.errors import OutputError
from transforms.core.job import Job
from transforms.core.manifest import OUTCOMES, Manifest, load
from transforms.sharing import SharedWorker
from transforms.worker import Worker, detector_hash

_WRONG = 1


def run(options: VerifyOptions) -> int:
    """Verifies the output and returns 0 when everything holds, 1 when not."""
    output = addresses.resolve(options.output).rstrip("/")
    store = stores.build(output)
    manifest, wrong = books.find_manifest(store, output)
    if manifest is None:
        found = report(Verified(tuple(wrong), _counted(wrong)), {})
        results.write(options.json_, found)
    else:
        wrong += books.check_metrics(store, output, manifest)
        wrong += islice(extra_files(Worker(Job()), output, manifest), problems.MOST_IN_ALL)
        found = _verify_shards(options, output, manifest, wrong)
        results.say(options.json_, found)
    if options.json_ != results.STANDARD_OUTPUT and not (options.quiet and found["holds"]):
        render(found, console_for(sys.stdout))
    return 0 if found["holds"] else _WRONG


def _verify_shards(
    options: VerifyOptions, output: str, manifest: Manifest, wrong: list[Problem]
) -> results.Result:
    """The report of all shards, with what is wrong with the output as a whole."""
    with results.place(options.json_) as address:
        work = partial(
            build,
            output=output,
            job=recorded_job(manifest),
            without_originals=options.without_originals,
            made=partial(_with_whole, wrong=tuple(wrong), notes=_notes(manifest)),
            address=address,
        )
        size = sum(shard.bytes for shard in manifest.shards)
        return results.collect(work, options, address, size)


def recorded_job(manifest: Manifest) -> Job:
    """The job of the run that made the output; raises `OutputError` when its options are none."""
    job = job_of(manifest)
    if job is None:
        raise OutputError("manifest.json of OUT has no options of a run")
    return replace(job, run_id=manifest.run_id)


def build(
    pipeline: beam.Pipeline,
    *,
    output: str,
    job: Job,
    without_originals: bool,
    made: Any,
    address: str,
) -> PCollection[str]:
    """Shard by shard, on as many workers as there are; only small reports are shuffled."""
    worker = SharedWorker(job)
    left: PCollection[str] = (
        pipeline
        | "Begin" >> beam.Create([0])
        | "VerifyShards" >> VerifyShards(worker, output, without_originals)
        | "AddAll" >> beam.CombineGlobally(problems.add)
        | "Leave" >> results.Leave(made, address)
    )
    return left


@dataclass(eq=False)
class VerifyShards(beam.PTransform[PCollection[int], PCollection[Verified]]):
    """What came of each shard of the output."""

    worker: SharedWorker
    output: str
    without_originals: bool

    def expand(self, begin: PCollection[int]) -> PCollection[Verified]:  # noqa: D102
        return (
            begin
            | "Number" >> beam.FlatMap(_numbers, self.output)
            | "Spread" >> beam.Reshuffle()
            | "Verify" >> beam.ParDo(_Verify(self.worker, self.output, self.without_originals))
        )


def _numbers(_: int, output: str) -> range:
    return range(len(_manifest(output).shards))


def _manifest(output: str) -> Manifest:
    manifest = load(stores.build(output), output)
    if manifest is None:
        raise OutputError("manifest.json of OUT is gone since it was read")
    return manifest


@dataclass(eq=False)
class _Verify(beam.DoFn):
    worker: SharedWorker
    output: str
    without_originals: bool

    def setup(self) -> None:
        manifest = _manifest(self.output)
        self._verifier = Verifier(self.worker.get(), self.output, manifest, self.without_originals)

    def process(self, number: int) -> Iterator[Verified]:
        yield self._verifier.verify(number)


def _notes(manifest: Manifest) -> tuple[str, ...]:
    """What the user has to know to read the report."""
    notes = []
    if manifest.options.get("detector") != detector_hash():
        notes.append("the checks installed are not those of the run: they may find other things")
    if manifest.versions != versions():
        notes.append("other versions of libraries than those of the run: bytes were not compared")
    return tuple(notes)


def _counted(wrong: list[Problem] | tuple[Problem, ...]) -> Counter[str]:
    return Counter(problem.code for problem in wrong)


def _with_whole(
    verified: Verified, wrong: tuple[Problem, ...], notes: tuple[str, ...]
) -> dict[str, Any]:
    all_of_it = problems.add([verified, Verified(wrong, _counted(wrong))])
    figures = all_of_it.figures
    said = list(notes)
    if figures["shards_changed"]:
        said.append(
            f"{figures['shards_changed']} shards judged without their originals: "
            "these are gone or changed"
        )
    return {**report(all_of_it, figures), "notes": said}


def report(verified: Verified, figures: Mapping[str, int]) -> dict[str, Any]:
    """The result as `--json` has it: no text, no value."""
    return {
        "holds": not verified.counts,
        "problems": [
            {"shard": p.shard, "index": p.index, "code": p.code, "what": p.what}
            for p in verified.problems
        ],
        "counts": dict(sorted(verified.counts.items())),
        "shards": figures.get("shards", 0),
        "shards_without_originals": figures.get("shards_alone", 0),
        "samples": figures.get("samples", 0),
        "outcomes": {name: figures.get(f"outcome/{name}", 0) for name in OUTCOMES},
        "judged_with_originals": figures.get("compared", 0),
        "judged_alone": figures.get("alone", 0),
        "notes": [],
    }


def render(found: Mapping[str, Any], console: Console) -> None:
    """Prints the books of a sound output, or every problem once."""
    for note in found["notes"]:
        tables.say(f"Note: {note}", console)
    if found["holds"]:
        _render_books(found, console)
        return
    rows = [
        (_numbered(p["shard"]), _numbered(p["index"]), SAID[p["code"]], p["what"])
        for p in found["problems"]
    ]
    tables.show("Does not hold", ("shard", "sample", "problem", "what"), rows, console)
    more = sum(found["counts"].values()) - len(rows)
    tables.say(
        f"{len(rows) + more:,} problems" + (f", {more:,} of them not listed" if more else "")
        + "; shards and samples count from 0, shards as in manifest.json", console,
    )  # fmt: skip


def _numbered(number: int) -> str:
    return str(number) if number >= 0 else "-"


def _render_books(found: Mapping[str, Any], console: Console) -> None:
    rows = [
        ("shards", found["shards"]),
        ("samples", found["samples"]),
        *((name.replace("_", " "), found["outcomes"][name]) for name in OUTCOMES),
        ("judged against the original", found["judged_with_originals"]),
        ("judged without an original", found["judged_alone"]),
    ]
    tables.show("Everything holds", ("", "number"), rows, console)


if __name__ == "__main__":
    from pipelines import cli

    sys.exit(cli.main(["verify", *sys.argv[1:]]))
