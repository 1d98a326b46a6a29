"""`gdr evaluate diversity`: whether outputs are as diverse as their originals.

ROUGE-2            F of word pairs that an output shares with its original (Lin 2004), mean
distinct-2         distinct word pairs of all word pairs (Li et al. 2016)
nearest neighbour  mean cosine distance of a text to the nearest other of its set; small where a set
                   repeats itself, which mean distances do not show
coverage           share of originals with an output as near as their fifth nearest original
                   (Naeem et al. 2020)
moved (L2)         mean distance of an output to its own original
spread (L2)        mean distance of two texts of a set

Vectors are those that the result names. Intervals: 95 %, resampled by sample.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam.pvalue import PCollection
from numpy.typing import NDArray
from rich.console import Console

from pipelines import results, tables
from pipelines.evaluation import vectors
from pipelines.evaluation.bootstrap import ends
from pipelines.evaluation.embedding import Embedder
from pipelines.evaluation.pairing import ChoosePlaces, Pair, Place, pairs
from pipelines.evaluation.pii import shown
from pipelines.evaluation.vectors import Matrix
from pipelines.evaluation_options import EvaluateDiversityOptions
from pipelines.reporting.output import Output
from pipelines.summary import console_for
from transforms.core.errors import InputError

ROUNDS = 200
_GROUPS = 20
_SIGMAS = 1.96  # of a normal distribution, for 95 %
_NEIGHBOURS = 5
FEWEST = 3
"""Pairs below which nothing is measured."""


def run(options: EvaluateDiversityOptions) -> int:
    """Measures and returns the exit status (design, section 6)."""
    output = Output.open(options.output)
    embedder = Embedder.of(options)
    embedder.check()
    with results.place(options.json_) as address:
        build = partial(
            _build, folder=output.folder, most=options.samples, embedder=embedder, address=address
        )
        found = results.collect(build, options, address)
    if not results.say(options.json_, found) and not options.quiet:
        render(found, console_for(sys.stdout))
    return 0


def _build(
    pipeline: beam.Pipeline, folder: str, most: int, embedder: Embedder, address: str
) -> PCollection[str]:
    left: PCollection[str] = (
        pipeline
        | "Begin" >> beam.Create([0])
        | "ChoosePlaces" >> ChoosePlaces(folder, most)
        | "Measure" >> beam.Map(_measured, folder, embedder)
        | "Leave" >> results.Leave(dict, address)
    )
    return left


def _measured(chosen: list[Place], folder: str, embedder: Embedder) -> dict[str, Any]:
    several = list(pairs(chosen, Output.open(folder)))
    return measure(several, embedder)


def measure(several: Sequence[Pair], embedder: Embedder) -> dict[str, Any]:
    """The figures; raises `InputError` where there are too few samples."""
    if len(several) < FEWEST:
        raise InputError(
            f"{len(several)} samples whose originals still stand where they were read; "
            f"diversity needs {FEWEST}"
        )
    befores, afters = [p.before for p in several], [p.after for p in several]
    rows = embedder.embed([*befores, *afters])
    half = len(several)
    return {
        "samples": half,
        "vectors": embedder.label,
        "pairs": {
            "rouge_2": _mean([rouge_2(p.after, p.before) for p in several]),
            "moved_l2": _mean(np.linalg.norm(rows[:half] - rows[half:], axis=1).tolist()),
            "coverage": _mean(_covered(rows[:half], rows[half:])),
        },
        "sets": {
            "originals": _set(befores, rows[:half]),
            "outputs": _set(afters, rows[half:]),
        },
    }


def _mean(values: Sequence[float]) -> dict[str, float]:
    rng = np.random.default_rng(len(values))
    array = np.asarray(values, dtype=float)
    drawn = [float(array[rng.integers(0, len(array), len(array))].mean()) for _ in range(ROUNDS)]
    return ends(float(array.mean()), drawn).as_json()


def _set(texts: Sequence[str], rows: Matrix) -> dict[str, dict[str, float]]:
    return {
        "distinct_2": _distinct(texts),
        "nearest_neighbour": _mean(nearest(rows).tolist()),
        "spread_l2": _mean(_spread(rows).tolist()),
    }


def rouge_2(output: str, original: str) -> float:
    """F of the word pairs that both share.

    >>> rouge_2("a b c", "a b d")
    0.5
    """
    one, other = _pairs(output), _pairs(original)
    if not one or not other:
        return float(output == original)
    shared = sum((one & other).values())
    return 2 * shared / (one.total() + other.total())


def _pairs(text: str) -> Counter[tuple[str, str]]:
    return Counter(pairwise(vectors.words(text)))


def _distinct(texts: Sequence[str]) -> dict[str, float]:
    """Distinct word pairs of all word pairs.

    The figure falls with the number of texts, so that resampling with repeats would only lower it:
    the interval is from leaving out a group of texts at a time (jackknife, Tukey 1958).
    """
    counted = [_pairs(text) for text in texts]
    value = _share(counted)
    groups = min(_GROUPS, len(texts))
    left = [_share([c for n, c in enumerate(counted) if n % groups != g]) for g in range(groups)]
    error = float(np.sqrt((groups - 1) * np.var(left)))
    return {"value": value, "low": value - _SIGMAS * error, "high": value + _SIGMAS * error}


def _share(counted: Sequence[Counter[tuple[str, str]]]) -> float:
    distinct: set[tuple[str, str]] = set()
    total = 0
    for own in counted:
        distinct.update(own)
        total += own.total()
    return len(distinct) / total if total else 0.0


def nearest(rows: Matrix) -> NDArray[np.float64]:
    """Cosine distance of each row to the nearest other."""
    made = np.empty(len(rows))
    for at in range(0, len(rows), 256):
        likeness = rows[at : at + 256] @ rows.T
        likeness[np.arange(len(likeness)), np.arange(at, at + len(likeness))] = -np.inf
        made[at : at + 256] = 1 - likeness.max(axis=1)
    return np.clip(made, 0.0, 2.0)


def _covered(originals: Matrix, outputs: Matrix) -> list[float]:
    """For each original, whether an output is as near as its `_NEIGHBOURS`-th nearest original."""
    reach = min(_NEIGHBOURS, len(originals) - 1)
    made: list[float] = []
    for at in range(0, len(originals), 256):
        rows = originals[at : at + 256]
        own = rows @ originals.T
        own[np.arange(len(rows)), np.arange(at, at + len(rows))] = -np.inf
        radius = np.partition(own, -reach, axis=1)[:, -reach]
        made += ((rows @ outputs.T).max(axis=1) >= radius - 1e-9).astype(float).tolist()
    return made


def _spread(rows: Matrix) -> NDArray[np.float64]:
    """Distances of each row to another that is drawn by its number."""
    rng = np.random.default_rng(len(rows))
    shift = 1 + rng.integers(0, len(rows) - 1, len(rows))
    other = (np.arange(len(rows)) + shift) % len(rows)
    made: NDArray[np.float64] = np.linalg.norm(rows - rows[other], axis=1)
    return made


def render(found: dict[str, Any], console: Console) -> None:
    """Prints both tables."""
    rows = [(name.replace("_", " "), shown(value)) for name, value in found["pairs"].items()]
    title = f"{found['samples']:,} outputs against their originals (95 % interval)"
    tables.show(title, ("", "value"), rows, console)
    sets = found["sets"]
    names = list(sets["originals"])
    both = [
        (n.replace("_", " "), shown(sets["originals"][n]), shown(sets["outputs"][n])) for n in names
    ]
    tables.show("Diversity (95 % interval)", ("", "originals", "outputs"), both, console)
    tables.say(f"Vectors: {found['vectors']}", console)
