"""The page as one self-contained HTML text: no outside requests, every text escaped.

Its content security policy allows this style and this script by their hashes and nothing else, so
that markup which slipped through escaping would still not run.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from string import Template
from typing import Any

from pipelines.reporting.changes import Change

MOST_BYTES = 4_500_000
"""Of the changes as JSON; those that come later are left out, and the page says so."""

_CLOSING = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
"""What could end a script element or start a comment in it (HTML, 4.12.1.3), and what JavaScript
once took for line ends."""

SHOWN = (
    "ORIGINALS ARE SHOWN: this page holds the private values of the corpus. "
    "Keep it as you keep the corpus."
)


@dataclass(frozen=True)
class Review:
    """What makes the page one to review with: the token of the server, and verdicts so far."""

    token: str = field(default="", repr=False)
    verdicts: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The state as the page takes it."""
        return {"token": self.token, "verdicts": self.verdicts}


@dataclass(frozen=True)
class Page:
    """What stands on a page.

    Attributes:
        title: of the page.
        facts: (name, value) of the run.
        sections: (heading, HTML made by `table`, `cards` and `plots`), in order.
        changes: to browse.
        show: whether private values are among them.
        of: samples that were changed or did not pass, of which `changes` are some.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[tuple[str, str]]
    changes: Sequence[Change] = field(repr=False)
    show: bool
    of: int

    def render(self, review: Review | None = None) -> str:
        """The page's HTML; with `review`, one that speaks to its server."""
        style, script = _resource("page.css"), _resource("page.js")
        shown, kept = _fitting(self.changes)
        return Template(_resource("page.html")).substitute(
            title=escape(self.title),
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            connect="'self'" if review else "'none'",
            facts=_facts(self.facts),
            alarm=f'<div class="alarm" role="alert">{escape(SHOWN)}</div>' if self.show else "",
            sections="\n".join(
                f"<section><h2>{escape(heading)}</h2>{inside}</section>"
                for heading, inside in self.sections
                if inside
            ),
            browsed=escape(_browsed(kept, self.of, show=self.show)),
            keys=", <kbd>a</kbd> accept, <kbd>r</kbd> reject, <kbd>w</kbd> wrong category"
            if review
            else "",
            changes=shown,
            review=dumps((review or Review()).as_json()),
        )


def dumps(value: object) -> str:
    """JSON that may stand in a script element."""
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .translate(_CLOSING)
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; numbers stand to the right. "" without rows."""
    made = ["".join(f"<td{_right(cell)}>{_shown(cell)}</td>" for cell in row) for row in rows]
    if not made:
        return ""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{cells}</tr>" for cells in made)
    made_table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll">{made_table}</div>'


def cards(figures: Iterable[tuple[str, object]]) -> str:
    """Large figures side by side: (what it is, figure)."""
    made = "".join(
        f'<div class="card"><b>{_shown(figure)}</b><span>{escape(what)}</span></div>'
        for what, figure in figures
    )
    return f'<div class="cards">{made}</div>' if made else ""


def plots(drawn: Iterable[tuple[str, str]]) -> str:
    """Plots side by side: (caption, SVG); those without a drawing are left out."""
    made = "".join(
        f"<figure>{svg}<figcaption><p>{escape(caption)}</p></figcaption></figure>"
        for caption, svg in drawn
        if svg
    )
    return f'<div class="plots">{made}</div>' if made else ""


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<p>{escape(name)}: {escape(value)}</p>" for name, value in facts)


def _browsed(shown: int, of: int, *, show: bool) -> str:
    values = "Original values are shown." if show else "Values of the originals are masked."
    return (
        f"{shown:,} of {of:,} samples that were changed or did not pass, chosen by hash. {values}"
    )


def _fitting(changes: Sequence[Change]) -> tuple[str, int]:
    """As many changes as fit, as a JSON list, and their number."""
    rows: list[str] = []
    size = 2
    for change in changes:
        row = dumps(change.as_json())
        size += len(row.encode("utf-8")) + 1
        if size > MOST_BYTES:
            break
        rows.append(row)
    return f"[{','.join(rows)}]", len(rows)


def _right(cell: object) -> str:
    return ' class="n"' if isinstance(cell, int | float) else ""


def _shown(cell: object) -> str:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return escape(str(cell))
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.3f}".rstrip("0").rstrip(".")


def _resource(name: str) -> str:
    return resources.files("pipelines.reporting").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
