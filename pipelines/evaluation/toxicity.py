"""`gdr evaluate toxicity`: how toxic originals and outputs are, and which facts are left.

Scores are those of the check `toxicity`, whatever the run itself judged by: the worst sentence of a
sample. Facts are the numbers, addresses and names of an original; the quiz asks for each whether it
still stands in its output; a name or number that had to go as private data counts as lost. After
the paper's third experiment (arXiv 2509.08653, section 4.4).
Intervals: 95 %, resampled by sample.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from rich.console import Console

from pipelines import results, tables
from pipelines.evaluation import resampled
from pipelines.evaluation.pairing import ChoosePlaces, Pair, Place, pairs
from pipelines.evaluation.pii import shown
from pipelines.evaluation.resampled import Sums
from pipelines.evaluation_options import EvaluateToxicityOptions
from pipelines.reporting.output import Output
from pipelines.summary import console_for
from transforms import checks
from transforms.core.errors import InputError
from transforms.core.judging.chrf import chrf
from transforms.core.judging.facts import FACTS, standing
from transforms.core.toxicity.scores import THRESHOLD, TOXICITY, Scorer, Scores

WHEN = ("before", "after")

_BATCH = 256


def run(options: EvaluateToxicityOptions) -> int:
    """Measures and returns the exit status (design, section 6)."""
    output = Output.open(options.output)
    with results.place(options.json_) as address:
        build = partial(_build, folder=output.folder, most=options.samples, address=address)
        found = results.collect(build, options, address)
    if not results.say(options.json_, found) and not options.quiet:
        render(found, console_for(sys.stdout))
    return 0


def _build(pipeline: beam.Pipeline, folder: str, most: int, address: str) -> PCollection[str]:
    left: PCollection[str] = (
        pipeline
        | "Begin" >> beam.Create([0])
        | "ChoosePlaces" >> ChoosePlaces(folder, most)
        | "Measure" >> beam.Map(_measured, folder)
        | "Leave" >> results.Leave(dict, address)
    )
    return left


def _measured(chosen: list[Place], folder: str) -> dict[str, Any]:
    scorer = checks.build("toxicity")
    assert isinstance(scorer, Scorer)  # noqa: S101 - what its module builds
    return measure(list(pairs(chosen, Output.open(folder))), scorer)


def measure(several: Sequence[Pair], scorer: Scorer) -> dict[str, Any]:
    """The figures; raises `InputError` where no sample is left to look at."""
    if not several:
        raise InputError("no sample whose original still stands where it was read")
    sums: Sums = {}
    for at in range(0, len(several), _BATCH):
        batch = several[at : at + _BATCH]
        befores = scorer.score([pair.before for pair in batch])
        afters = scorer.score([pair.after for pair in batch])
        for pair, was, now in zip(batch, befores, afters, strict=True):
            sums = resampled.add(sums, (pair.key, _counts(pair, was, now)))
    names = sorted({name.split("/")[1] for name in sums if name.startswith("score/")})
    return {
        "samples": len(several),
        "toxic_before": int(resampled.of(sums, "toxic/samples")[0]),
        "scorer": scorer.identity,
        "mean": {name: _both(sums, f"score/{name}", "samples") for name in names},
        "above_threshold": {name: _both(sums, f"above/{name}", "samples") for name in names},
        "toxic": {
            "mean": _both(sums, "toxic/score", "toxic/samples"),
            "chrf": _share(sums, "toxic/chrf", "toxic/samples"),
        },
        "facts_kept": {kind: _share(sums, f"kept/{kind}", f"facts/{kind}") for kind in FACTS},
    }


def _counts(pair: Pair, was: Scores, now: Scores) -> dict[str, float]:
    made: dict[str, float] = {"samples": 1}
    for when, scores in zip(WHEN, (was, now), strict=True):
        for name, score in scores.items():
            made[f"score/{name}/{when}"] = score.max
            made[f"above/{name}/{when}"] = float(score.max >= THRESHOLD)
    if was[TOXICITY].max >= THRESHOLD:
        made["toxic/samples"] = 1
        made["toxic/score/before"] = was[TOXICITY].max
        made["toxic/score/after"] = now[TOXICITY].max
        made["toxic/chrf"] = chrf(pair.before, pair.after)
    for kind, facts in FACTS.items():
        asked = set(facts(pair.before))
        made[f"facts/{kind}"] = len(asked)
        made[f"kept/{kind}"] = len(asked & standing(kind, pair.after))
    return made


def _both(sums: Sums, name: str, whole: str) -> dict[str, Any]:
    return {when: _share(sums, f"{name}/{when}", whole) for when in WHEN}


def _share(sums: Sums, part: str, whole: str) -> dict[str, float] | None:
    value = resampled.ratio(sums, part, whole)
    return None if value is None else value.as_json()


def render(found: Mapping[str, Any], console: Console) -> None:
    """Prints the tables."""
    for name, title in (
        ("mean", "Mean score of the worst sentence (95 % interval)"),
        ("above_threshold", f"Share of samples with a sentence at {THRESHOLD} or above"),
    ):
        rows = [(kind, *(shown(both[when]) for when in WHEN)) for kind, both in found[name].items()]
        tables.show(title, ("", *WHEN), rows, console)
    toxic = found["toxic"]
    rows = [("mean score", *(shown(toxic["mean"][when]) for when in WHEN))]
    tables.show(f"The {found['toxic_before']:,} toxic ones", ("", *WHEN), rows, console)
    facts = [(f"{kind} kept", shown(value)) for kind, value in found["facts_kept"].items()]
    tables.show("Facts", ("", "share"), [*facts, ("chrF", shown(toxic["chrf"]))], console)
    tables.say(f"{found['samples']:,} samples; scored by {found['scorer']}", console)
