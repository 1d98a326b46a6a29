"""The figures of a run in the text format of Prometheus, for dashboards and alerts.

    gdr_books{outcome="refined"} 429
    gdr_seconds{phase="screen"} 1.7

Every number of metrics.json but those by shard: nested names become labels. All are gauges: a run
states them once. (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4; what reads
OpenMetrics, and so OpenTelemetry's collector, takes it too.) Reasons, categories and models are
labels; no text of a corpus is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_LABELS = {
    "books": ("outcome",),
    "categories": ("category", "when"),
    "dead_letters": ("reason",),
    "kept": ("finding",),
    "quarantine": ("reason",),
    "seconds": ("phase",),
    "tokens": ("side",),
    "models": ("model", "what"),
}
"""What the names inside of a figure are; "name", "name2", ... where it is not said."""

_BY_SHARD = ("shards", "slowest_shards", "vanished")
_NO_NAME = re.compile(r"[^a-zA-Z0-9_]")


def text(figures: Mapping[str, Any], run: str) -> str:
    """The text of one run; every line carries the run's id."""
    lines: list[str] = []
    for name in sorted(figures):
        if name in _BY_SHARD:
            continue
        rows = list(_rows(figures[name], ()))
        if rows:
            metric = f"gdr_{_NO_NAME.sub('_', name)}"
            lines += [f"# TYPE {metric} gauge"]
            lines += [f"{metric}{_labels(name, path, run)} {value}" for path, value in rows]
    lines += ["# TYPE gdr_shards gauge", f'gdr_shards{{run="{run}"}} {len(figures["shards"])}']
    return "\n".join(lines) + "\n"


def _rows(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every number below a figure, with the names that lead to it."""
    if isinstance(value, Mapping):
        for name in sorted(value):
            yield from _rows(value[name], (*path, str(name)))
    elif isinstance(value, bool):
        yield path, str(int(value))
    elif isinstance(value, int | float):
        yield path, repr(value)


def _labels(name: str, path: tuple[str, ...], run: str) -> str:
    known = _LABELS.get(name, ())
    names = [
        known[n] if n < len(known) else f"name{n + 1}" if n else "name" for n in range(len(path))
    ]
    pairs = [("run", run), *zip(names, path, strict=True)]
    return "{" + ",".join(f'{label}="{_escaped(value)}"' for label, value in pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
