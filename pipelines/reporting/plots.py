"""Plots as SVG, drawn here so that a page needs no script and no library to show them.

Every text in them is escaped; colours are CSS variables of the page, so that they follow its
light and dark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

WIDTH = 720
_ROW = 22
_LABEL = 220
_BINS = 20


class Bar(NamedTuple):
    """A row of a bar chart: name, the figures (one bar each), and what is written behind them."""

    name: str
    values: tuple[float, ...]
    said: str


def bars(rows: Sequence[Bar], classes: Sequence[str], title: str) -> str:
    """Horizontal bars, several per row, on one scale from 0."""
    if not rows:
        return ""
    most = max((max(row.values) for row in rows), default=0) or 1
    thick = (_ROW - 6) // len(classes)
    room = WIDTH - _LABEL - 150
    made = []
    for number, row in enumerate(rows):
        y = number * _ROW
        made.append(_text(_LABEL - 8, y + 14, row.name, anchor="end"))
        for bar, (value, kind) in enumerate(zip(row.values, classes, strict=True)):
            long = max(room * value / most, 1 if value else 0)
            made.append(
                f'<rect class="{kind}" x="{_LABEL}" y="{y + 3 + bar * thick}" '
                f'width="{long:.1f}" height="{thick}"/>'
            )
        longest = room * max(row.values) / most
        made.append(_text(_LABEL + longest + 6, y + 14, row.said, kind="figure"))
    return _svg(WIDTH, len(rows) * _ROW + 4, made, title)


def flow(read: int, screened: int, outcomes: Mapping[str, int], title: str) -> str:
    """The books as bands: what was read, what of it had findings, and what it came to.

    Args:
        read: samples.
        screened: those with findings or without being readable: what was not simply left alone.
        outcomes: samples by outcome; they add up to `read`.
        title: what the plot is, for who cannot see it.
    """
    if not read:
        return ""
    height, gap, thick = 220, 14, 20
    lefts = (10, 250, WIDTH - 250)
    scale = (height - gap * max(0, len(outcomes) - 1)) / read
    made = [_node(lefts[0], 0, thick, read * scale, "read", f"read {read:,}")]
    middle = [("flagged", screened), ("clean", read - screened)]
    y = 0.0
    at = 0.0
    tops: dict[str, float] = {}
    for name, count in middle:
        if not count:
            continue
        tops[name] = y
        made.append(_band(lefts[0] + thick, at, lefts[1], y, count * scale, name))
        said = {"flagged": "screened: something to do", "clean": "screened: nothing found"}[name]
        made.append(_node(lefts[1], y, thick, count * scale, name, f"{said} {count:,}"))
        at += count * scale
        y += count * scale + gap
    y = 0.0
    for name, count in outcomes.items():
        if not count:
            continue
        for source, part in _sources(name, count, screened, outcomes):
            made.append(_band(lefts[1] + thick, tops[source], lefts[2], y, part * scale, name))
            tops[source] += part * scale
        label = f"{name.replace('_', ' ')} {count:,}"
        made.append(_node(lefts[2], y, thick, max(1.5, count * scale), name, label))
        y += max(16.0, count * scale + gap)
    return _svg(WIDTH, max(height + gap, y) + 10, made, title)


def _sources(
    name: str, count: int, screened: int, outcomes: Mapping[str, int]
) -> list[tuple[str, int]]:
    """From which of the two middle nodes an outcome's samples come."""
    if name in {"refined", "quarantined", "dead_letter"}:
        return [("flagged", count)]
    others = sum(outcomes.get(n, 0) for n in ("refined", "quarantined", "dead_letter"))
    flagged = min(count, max(0, screened - others)) if name == "unchanged" else 0
    parts = [("flagged", flagged), ("clean", count - flagged)]
    return [(source, part) for source, part in parts if part]


def histogram(series: Mapping[str, Sequence[float]], classes: Mapping[str, str], title: str) -> str:
    """Values from 0 to 1 in 20 bins, one outline each, as shares of their own number."""
    counted = {name: _shares(values) for name, values in series.items() if values}
    if not counted:
        return ""
    most = max(max(shares) for shares in counted.values()) or 1
    width, height, left = 460, 160, 40
    made = []
    for name, shares in counted.items():
        step = (width - left) / _BINS
        points = [f"{left},{height}"]
        for number, share in enumerate(shares):
            y = height - height * share / most
            points += [
                f"{left + number * step:.1f},{y:.1f}",
                f"{left + (number + 1) * step:.1f},{y:.1f}",
            ]
        points.append(f"{width},{height}")
        made.append(f'<polygon class="{classes[name]} area" points="{" ".join(points)}"/>')
    made += [
        _text(left + (width - left) * n / 4, height + 16, f"{n / 4:g}", "middle") for n in range(5)
    ]
    made.append(_text(left - 4, 12, f"{most:.0%}", "end"))
    made.append(f'<line class="axis" x1="{left}" y1="{height}" x2="{width}" y2="{height}"/>')
    return _svg(width + 10, height + 24, made, title)


def _shares(values: Sequence[float]) -> list[float]:
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, max(0, int(value * _BINS)))] += 1
    return [count / len(values) for count in counts]


def scatter(points: Mapping[str, Sequence[tuple[float, float]]], title: str) -> str:
    """Points in a square, a class each; both axes cover all of them."""
    every = [point for several in points.values() for point in several]
    if not every:
        return ""
    low_x, high_x = _range([x for x, _ in every])
    low_y, high_y = _range([y for _, y in every])
    size = 360
    made = []
    for kind, several in points.items():
        for x, y in several:
            left = 6 + (size - 12) * (x - low_x) / (high_x - low_x)
            top = 6 + (size - 12) * (high_y - y) / (high_y - low_y)
            made.append(f'<circle class="{kind}" cx="{left:.1f}" cy="{top:.1f}" r="2.6"/>')
    return _svg(size, size, made, title)


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _svg(width: float, height: float, inside: Sequence[str], title: str) -> str:
    said = escape(title)
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" role="img" '
        f'aria-label="{said}"><title>{said}</title>{"".join(inside)}</svg>'
    )


def _text(x: float, y: float, said: str, anchor: str = "start", kind: str = "label") -> str:
    shown = said if len(said) <= 40 else f"{said[:39]}\u2026"
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place}>{escape(shown)}</text>'


def _node(x: float, y: float, width: float, height: float, kind: str, said: str) -> str:
    rect = (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{max(height, 1.5):.1f}"/>'
    )
    return rect + _text(x + width + 6, y + max(11.0, min(height / 2 + 4, height)), said)


def _band(x0: float, y0: float, x1: float, y1: float, thick: float, kind: str) -> str:
    middle = (x0 + x1) / 2
    path = (
        f"M{x0:.1f},{y0:.1f} C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f} "
        f"L{x1:.1f},{y1 + thick:.1f} "
        f"C{middle:.1f},{y1 + thick:.1f} {middle:.1f},{y0 + thick:.1f} {x0:.1f},{y0 + thick:.1f} Z"
    )
    return f'<path class="{kind} band" d="{path}"/>'
