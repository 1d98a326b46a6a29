"""What a row of the benchmark says, and what it measures with.

A file of this folder that has `ROWS` adds rows to the table; `__main__` finds it.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from prompts.loader import load_policy
from transforms import checks
from transforms.core.judging.judge import Judge
from transforms.core.records import Finding

SHARED = Path(__file__).resolve().parents[4] / "shared"
"""Labelled data and the scorers of acceptance, beside the project; nothing of it is part of it."""

Document = dict[str, Any]
"""{"id", "text", "spans": [{"start", "end", "label"}], ...}; offsets in characters."""

Spans = list[dict[str, Any]]
"""As `Document["spans"]`, with "score"."""


class AbsentError(Exception):
    """Data or an environment that a row needs is not there; says which."""


class Figures(NamedTuple):
    """What one line of the table shows beside what is wanted."""

    reached: str
    peer: str = "-"


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        name: what it is measured on.
        wanted: as in the issue.
        measure: what is reached, and by the peer in the same run; raises `AbsentError`.
    """

    name: str
    wanted: str
    measure: Callable[[Tools], Figures]


@dataclass
class Tools:
    """What rows measure with: our check, the shared data, the scorers, the peers.

    Attributes:
        peers: name to what gives a peer's spans for texts; empty with `--no-peers`.
    """

    peers: Mapping[str, Callable[[Sequence[str]], list[Spans]]] = field(default_factory=dict)

    @cached_property
    def _judge(self) -> Judge:
        policy = load_policy("private_data")
        return Judge(policy, tuple(map(checks.build, policy.checks)))

    def find(self, texts: Sequence[str]) -> list[tuple[Finding, ...]]:
        """What the bundled policy objects to in each text."""
        return self._judge.screen(texts)

    def predicted(self, documents: Sequence[Document]) -> list[Document]:
        """The documents with our spans as `pred`, as the scorers take them."""
        found = self.find([document["text"] for document in documents])
        return [
            {**document, "pred": [_span(finding) for finding in findings]}
            for document, findings in zip(documents, found, strict=True)
        ]

    def predicted_by(self, peer: str, documents: Sequence[Document]) -> list[Document]:
        """As `predicted`, by a peer; raises `AbsentError` where there is none."""
        if peer not in self.peers:
            raise AbsentError(f"{peer} was not asked for or cannot be installed")
        spans = self.peers[peer]([document["text"] for document in documents])
        pairs = zip(documents, spans, strict=True)
        return [{**document, "pred": pred} for document, pred in pairs]

    def documents(self, name: str) -> list[Document]:
        """The documents of `../shared/data/<name>.jsonl.gz`; raises `AbsentError`."""
        return list(_lines(shared_file(f"data/{name}.jsonl.gz")))

    def scorer(self, name: str) -> ModuleType:
        """`../shared/score/<name>.py`, imported from there; raises `AbsentError`."""
        path = shared_file(f"score/{name}.py")
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise AbsentError(f"../shared/score/{name}.py cannot be imported")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def shared_file(relative: str) -> Path:
    """The path of a file below `../shared`; raises `AbsentError`."""
    path = SHARED / relative
    if not path.is_file():
        raise AbsentError(f"../shared/{relative} is absent")
    return path


def _lines(path: Path) -> Iterator[Document]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _span(finding: Finding) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "label": finding.category,
        "score": finding.score,
    }


def compared(measure: Callable[[], str]) -> str:
    """A peer's figure, or why there is none."""
    try:
        return measure()
    except AbsentError as error:
        return f"absent: {error}"
