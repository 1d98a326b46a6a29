"""What a run shows at its end: books, categories, bytes and seconds, paths, and one change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.progress import duration

WIDTH = 100
_MOST_SHARDS = 12
_LONGEST_EXAMPLE = 400  # characters
_LONGEST_NAME = 48
_BOOKS = ("read", "unchanged", "refined", "passthrough", "quarantined", "dead_letter")
_PHASES = ("read", "screen", "refine", "judge", "commit", "assemble", "wall")
_BYTE_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class Example:
    """One change to show.

    Attributes:
        relative: path of the shard below OUT/data.
        index: of the sample in its shard, 0-based.
        category: of the findings that went, several with commas.
        before_masked: the text as it was, private values masked by the caller.
        after: the text as it is in the output.
    """

    relative: str
    index: int
    category: str
    before_masked: str = field(repr=False)
    after: str = field(repr=False)


def console_for(stream: TextIO) -> Console:
    """A console on `stream`, at most 100 wide; plain ASCII where it is no terminal."""
    if stream.isatty():
        console = Console(file=stream, highlight=False)
        console.width = min(console.width, WIDTH)
        return console
    return Console(
        file=stream, width=WIDTH, force_terminal=False, color_system=None, highlight=False
    )


def render(
    metrics: Mapping[str, Any],
    out: str,
    example: Example | None,
    console: Console,
    *,
    quarantine: str = "",
) -> None:
    """Prints the summary of a run.

    Args:
        metrics: the content of metrics.json; what is missing in it is not shown.
        out: the output folder.
        example: one change, or None.
        console: see `console_for`.
        quarantine: where it is when not in the output folder.
    """
    console.print(_books(metrics, console))
    categories = metrics.get("categories") or {}
    if categories:
        console.print(_categories(categories, console))
    for name, title in (("quarantine", "Quarantine"), ("dead_letters", "Dead letters")):
        if metrics.get(name):
            console.print(_reasons(title, metrics[name], console))
    for line in _figures(metrics):
        console.print(Text(line))
    for label, path in _paths(metrics, out, quarantine):
        console.print(Text(f"{label:<13}{_safe(path, console)}"), soft_wrap=True)
    if example is not None:
        console.print(_change(example, console))


def _table(title: str, columns: Sequence[str], console: Console) -> Table:
    """A table whose first column is a name and whose others are numbers."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII,
    )
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", overflow="fold")
    return table


def _books(metrics: Mapping[str, Any], console: Console) -> Table:
    columns = ["", *(name.replace("_", " ") for name in _BOOKS)]
    table = _table("Samples", columns, console)
    shards = metrics.get("shards") or ()
    if 1 < len(shards) <= _MOST_SHARDS:
        for shard in shards:
            name = _shortened(_safe(str(shard.get("relative", "")), console), _LONGEST_NAME)
            table.add_row(Text(name), *_counts(shard))
        table.add_section()
    label = f"all {len(shards):,} shards" if len(shards) > 1 else "all"
    table.add_row(Text(label, style="bold"), *_counts(metrics.get("books") or {}))
    return table


def _counts(books: Mapping[str, Any]) -> list[str]:
    return [f"{books.get(name, 0):,}" for name in _BOOKS]


def _categories(categories: Mapping[str, Mapping[str, int]], console: Console) -> Table:
    table = _table("Findings", ("category", "before", "after"), console)
    for name in sorted(categories):
        counts = categories[name]
        table.add_row(
            Text(_safe(name, console)),
            f"{counts.get('before', 0):,}",
            f"{counts.get('after', 0):,}",
        )
    return table


def _reasons(title: str, reasons: Mapping[str, int], console: Console) -> Table:
    table = _table(title, ("reason", "samples"), console)
    for name in sorted(reasons):
        table.add_row(Text(_safe(name, console)), f"{reasons[name]:,}")
    return table


def _figures(metrics: Mapping[str, Any]) -> Iterator[str]:
    if "bytes_in" in metrics:
        came, went = size(metrics["bytes_in"]), size(metrics.get("bytes_out", 0))
        yield f"Bytes        {came} in, {went} out"
    seconds = metrics.get("seconds") or {}
    known = [f"{name} {_seconds(seconds[name])}" for name in _PHASES if name in seconds]
    if known:
        yield "Seconds      " + ", ".join(known)
    yield from _service(metrics)
    if metrics.get("collisions"):
        yield f"Collisions   {metrics['collisions']:,} values share a surrogate"


def _service(metrics: Mapping[str, Any]) -> Iterator[str]:
    """Calls, tokens and money; nothing for a run that asked nobody."""
    calls = metrics.get("calls") or {}
    if not calls.get("made"):
        return
    answers = calls.get("answers") or {}
    kept = [f"{answers[name]:,} answers {name}" for name in sorted(answers)]
    again = sum((calls.get("retries") or {}).values())
    yield "Calls        " + ", ".join([f"{calls['made']:,} made, {again:,} of them again", *kept])
    cost = metrics.get("cost") or {}
    for model, used in sorted((cost.get("models") or {}).items()):
        sent, back = used["prompt"] + used["cached"], used["output"] + used["thoughts"]
        yield (
            f"Cost         {model}: {sent:,} tokens sent ({used['cached']:,} cached), "
            f"{back:,} back, ${used['usd']:,.4f}"
        )
    prescreen = metrics.get("prescreen") or {}
    if prescreen.get("skipped"):
        misses = prescreen["estimated_misses"]
        said = "unknown" if misses is None else f"about {misses:,}"
        yield (
            f"Prescreen    {prescreen['skipped']:,} samples skipped "
            f"({prescreen['share_skipped']:.1%}), {said} of them missed"
        )


def _seconds(value: float) -> str:
    return duration(value) if value >= 60 else f"{value:.1f} s"


def size(count: int) -> str:
    """Bytes in decimal units.

    >>> size(999), size(1_500_000)
    ('999 B', '1.5 MB')
    """
    value, unit = float(count), _BYTE_UNITS[0]
    for larger in _BYTE_UNITS[1:]:
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"


def _paths(metrics: Mapping[str, Any], out: str, quarantine: str) -> Iterator[tuple[str, str]]:
    """The outputs that there are; quarantine and dead letters only when something is in them."""
    books = metrics.get("books") or {}
    root = out.rstrip("/") or "/"
    yield "Data", f"{root}/data"
    yield "Lineage", f"{root}/lineage"
    if books.get("quarantined"):
        yield "Quarantine", quarantine or f"{root}/quarantine"
    if books.get("dead_letter"):
        yield "Dead letters", f"{root}/dead_letters"
    yield "Manifest", f"{root}/manifest.json"
    yield "Metrics", f"{root}/metrics.json"


def _change(example: Example, console: Console) -> Table:
    where = f"{_safe(example.relative, console)}, sample {example.index:,}"
    table = Table(
        title=Text(f"One change: {_safe(example.category, console)} in {where}"),
        title_justify="left",
        box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII,
        width=min(console.width, WIDTH),
    )
    for heading in ("before (private values masked)", "after"):
        table.add_column(heading, ratio=1, overflow="fold")
    table.add_row(
        *(
            Text(_shortened(_safe(text, console, lines=True), _LONGEST_EXAMPLE))
            for text in (example.before_masked, example.after)
        )
    )
    return table


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."


def _safe(text: str, console: Console, *, lines: bool = False) -> str:
    r"""Text that does nothing to a terminal: control and direction characters as escapes (`\x1b`).

    Where there is no terminal, everything beyond ASCII too.
    """
    ascii_only = not console.is_terminal
    return "".join(
        c
        if (lines and c == "\n") or (c.isprintable() and (c.isascii() or not ascii_only))
        else c.encode("unicode_escape").decode("ascii")
        for c in text[: 4 * _LONGEST_EXAMPLE]
    )
