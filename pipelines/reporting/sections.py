"""The sections of a page: the figures of metrics.json as cards, plots and tables.

What a run did not record makes no section.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.evaluation import vectors
from pipelines.progress import duration
from pipelines.reporting import plots
from pipelines.reporting.changes import Change
from pipelines.reporting.page import cards, table
from pipelines.reporting.page import plots as side_by_side
from pipelines.reporting.plots import Bar
from pipelines.reviewing.agreement import FIT, HELD, IN_DATA, UNFIT, Judged, agreement
from pipelines.summary import size
from transforms.core.manifest import OUTCOMES, Manifest

Metrics = Mapping[str, Any]
Section = tuple[str, str]

MOST_ROWS = 25
"""Of any table or bar chart; what is left is summed up in a last row."""


def facts(manifest: Manifest, metrics: Metrics) -> list[tuple[str, str]]:
    """What made the output."""
    options = manifest.options
    models = options.get("model") or []
    rewrites = str(options.get("backend", ""))
    if isinstance(models, list) and models:
        rewrites += f" ({', '.join(map(str, models))})"
    policy = options.get("policy")
    name = f"{policy['name']}@{policy['version']}" if isinstance(policy, dict) else "?"
    state = (
        "complete" if manifest.complete else "NOT complete: figures and changes are of what is done"
    )
    wall = (metrics.get("seconds") or {}).get("wall")
    return [
        ("Run", f"{manifest.run_id}, {state}" + (f", {duration(wall)}" if wall else "")),
        ("Rewritten by", rewrites),
        ("Policy", name),
        ("Versions", ", ".join(f"{n} {v}" for n, v in sorted(manifest.versions.items()))),
    ]


def all_of(
    metrics: Metrics, scores: Mapping[str, Sequence[float]], changes: Sequence[Change]
) -> list[Section]:
    """Every section that there is something for, in order."""
    return [
        ("Books", _books(metrics)),
        ("Findings", _findings(metrics)),
        ("Toxicity", _toxicity(scores)),
        ("Did not pass", _failures(metrics)),
        ("Calls and cost", _calls(metrics)),
        ("Diversity", _diversity(changes)),
        ("Slowest shards", _shards(metrics)),
    ]


def agreement_section(judged: Sequence[Judged]) -> Section:
    """How far reviewers agree with the pipeline."""
    found = agreement(judged)
    if found is None:
        return "Reviews", ""
    rows = [
        (pipeline, *(found.matrix.get((pipeline, reviewer), 0) for reviewer in (FIT, UNFIT)))
        for pipeline in (IN_DATA, HELD)
    ]
    wrong = [(name, count, of) for name, (count, of) in found.wrong_categories.items()]
    figures = [
        ("judged", len(judged)),
        ("agreement (95 % interval)", str(found.share)),
        ("Cohen's kappa (95 % interval)", str(found.kappa)),
    ]
    made = cards(figures) + table(("pipeline \\ reviewer", FIT, UNFIT), rows)
    return "Reviews", made + table(("category called wrong", "samples", "of"), wrong)


def _books(metrics: Metrics) -> str:
    books: Mapping[str, int] = metrics.get("books") or {}
    read = books.get("read", 0)
    outcomes = {name: books.get(name, 0) for name in OUTCOMES}
    failed = sum(outcomes[name] for name in ("refined", "quarantined", "dead_letter"))
    figures: list[tuple[str, object]] = [("samples read", read)]
    figures += [(name.replace("_", " "), count) for name, count in outcomes.items() if count]
    if "bytes_in" in metrics:
        figures += [("bytes in", size(metrics["bytes_in"]))]
        figures += [("bytes out", size(metrics.get("bytes_out", 0)))]
    drawn = plots.flow(read, failed, outcomes, "samples: read, screened, outcome")
    return cards(figures) + side_by_side([("", drawn)])


def _findings(metrics: Metrics) -> str:
    categories: Mapping[str, Mapping[str, int]] = metrics.get("categories") or {}
    rows = sorted(categories.items(), key=lambda entry: (-entry[1].get("before", 0), entry[0]))
    drawn = [
        Bar(
            name,
            (counts.get("before", 0), counts.get("after", 0)),
            f"{counts.get('before', 0):,} \u2192 {counts.get('after', 0):,}",
        )
        for name, counts in rows[:MOST_ROWS]
    ]
    caption = "findings before (grey) and in outputs that did not pass (green); data holds none"
    left = len(rows) - MOST_ROWS
    if left > 0:
        caption += f"; {left} more categories are in metrics.json"
    chart = plots.bars(drawn, ("before", "after"), "findings by category, before and after")
    return side_by_side([(caption, chart)])


def _toxicity(scores: Mapping[str, Sequence[float]]) -> str:
    series = {name: values for name, values in scores.items() if "toxicity" in name and values}
    drawn = []
    for name in sorted({n.rpartition(".")[0] for n in series if n.endswith((".before", ".after"))}):
        pair = {k: series[k] for k in (f"{name}.before", f"{name}.after") if k in series}
        classes = {k: k.rpartition(".")[2] for k in pair}
        caption = f"{name}: before (grey) and after (green), share of samples"
        drawn.append((caption, plots.histogram(pair, classes, caption)))
    single = sorted(name for name in series if not name.endswith((".before", ".after")))
    drawn += [(n, plots.histogram({n: series[n]}, {n: "plain"}, n)) for n in single]
    return side_by_side(drawn)


def _failures(metrics: Metrics) -> str:
    made = ""
    for name, title in (
        ("quarantine", "quarantine: reason"),
        ("dead_letters", "dead letter: reason"),
    ):
        rows = sorted((metrics.get(name) or {}).items(), key=lambda entry: (-entry[1], entry[0]))
        made += table((title, "samples"), rows[:MOST_ROWS])
    return made


def _calls(metrics: Metrics) -> str:
    """Cost by model, and how calls ended; a run that asked nobody has none."""
    calls: Mapping[str, Any] = metrics.get("calls") or {}
    models: Mapping[str, Mapping[str, float]] = (metrics.get("cost") or {}).get("models") or {}
    if not calls.get("made") and not models:
        return ""
    figures: list[tuple[str, object]] = [("calls", calls.get("made", 0))]
    figures += [("USD", float((metrics.get("cost") or {}).get("usd", 0.0)))]
    skipped = (metrics.get("prescreen") or {}).get("skipped", 0)
    figures += [("samples without a call", skipped)] if skipped else []
    made = cards(figures) + _models(models)
    for name, title in _ENDS:
        made += table((title, "times"), _flat(calls.get(name) or {}))
    return made + table(("prescreen", ""), _flat(metrics.get("prescreen") or {}))


_ENDS = (
    ("ends", "call ended"),
    ("retries", "made again for"),
    ("answers", "answer was had from"),
    ("anomalies", "answer could not be read"),
    ("packs", "shared requests"),
)


def _models(models: Mapping[str, Mapping[str, float]]) -> str:
    columns = sorted({name for figures in models.values() for name in figures} - {"usd"})
    rows = [
        (model, *(int(figures.get(c, 0)) for c in columns), float(figures.get("usd", 0.0)))
        for model, figures in sorted(models.items())
    ]
    spent = [(model, float(figures.get("usd", 0.0))) for model, figures in sorted(models.items())]
    bars = [Bar(model, (usd,), f"{usd:,.4f} USD") for model, usd in spent if usd]
    chart = plots.bars(bars, ("plain",), "cost by model")
    made = table(("model", *(f"{c} tokens" for c in columns), "USD"), rows)
    return made + side_by_side([("cost by model", chart)])


def _flat(figures: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in sorted(figures.items()):
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name} ")
        elif value is not None:
            yield f"{prefix}{name}".replace("_", " "), value


def _diversity(changes: Sequence[Change]) -> str:
    """Originals and outputs of the changes that are shown, in one plane."""
    pairs = [
        (_text(change, before=True), _text(change, before=False))
        for change in changes
        if change.original and change.outcome == "refined"
    ]
    if len(pairs) < 3:
        return ""
    rows = vectors.tfidf([text for pair in pairs for text in pair])
    plane, method = vectors.plane(rows)
    points = {
        "before": [(float(x), float(y)) for x, y in plane[0::2]],
        "after": [(float(x), float(y)) for x, y in plane[1::2]],
    }
    moved = float(((plane[0::2] - plane[1::2]) ** 2).sum(axis=1).mean() ** 0.5)
    caption = (
        f"{len(pairs):,} of the changes below: originals as shown (grey) and outputs (green) by "
        f"{method} of {vectors.LABEL}; mean move {moved:.3f}. "
        "gdr evaluate diversity measures all of it"
    )
    return side_by_side([(caption, plots.scatter(points, "diversity: originals and outputs"))])


def _text(change: Change, *, before: bool) -> str:
    return "\n".join(
        "".join((s.before if before else s.after) for s in text if s.kind != "gap")
        for text in change.texts
    )


def _shards(metrics: Metrics) -> str:
    slowest: Sequence[Mapping[str, Any]] = metrics.get("slowest_shards") or ()
    rows = [
        (
            shard["relative"],
            round(float(shard["seconds"]), 2),
            int(shard["read"]),
            size(int(shard.get("bytes_in", 0))),
        )
        for shard in slowest[:MOST_ROWS]
    ]
    return table(("shard", "seconds of work", "samples", "bytes"), rows)
