"""Tables of the commands that report: words to the left, numbers to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_LONGEST = 200  # characters of a cell
_FIGURES = tuple("0123456789$-")


def show(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], console: Console
) -> None:
    """Prints a table; whole numbers get commas.

    Args:
        title: above it.
        columns: their headings.
        rows: as many cells as columns; a column of figures stands to the right.
        console: see `pipelines.summary.console_for`.
    """
    made = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD if console.is_terminal else box.ASCII,
    )
    shown = [[_cell(cell) for cell in row] for row in rows]
    for number, column in enumerate(columns):
        figures = all(row[number][:1] in _FIGURES for row in shown)
        made.add_column(column, justify="right" if number and figures else "left", overflow="fold")
    for cells in shown:
        made.add_row(*map(Text, cells))
    console.print(made)


def say(line: str, console: Console) -> None:
    """Prints a line as it is, without markup."""
    console.print(Text(plain(line)), soft_wrap=True)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else plain(str(value))


def plain(text: str) -> str:
    r"""Text that does nothing to a terminal: what is not printable ASCII as an escape (`\x1b`).

    >>> plain("a\x1b[1mb")
    'a\\x1b[1mb'
    """
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    return "".join(
        c if c.isascii() and c.isprintable() else ascii(c)[1:-1].replace("\\\\", "\\") for c in cut
    )
