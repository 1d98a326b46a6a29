"""Rows for private data in source code: repositories, credentials, vectors of secret scanners.

The labelled code is other people's and is rebuilt from mirrors of their repositories, outside of
the project. `GDR_LABELLED_CODE` names the folder of the rebuilt `repositories.jsonl` and
`credentials.jsonl`; without it, and with `GDR_MIRRORS` (a folder of git mirrors), `../shared`'s
rebuild.py makes them for this run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.pii.rows import (
    AbsentError,
    Document,
    Figures,
    Row,
    Spans,
    Tools,
    compared,
    shared_file,
)
from transforms.checks.pii import tables

FOLDER_ENV, MIRRORS_ENV = "GDR_LABELLED_CODE", "GDR_MIRRORS"

SECRETS = frozenset(c.name for c in tables.categories() if c.group == "secret") | {
    "URL_WITH_CREDENTIALS"
}


def labelled(name: str) -> list[Document]:
    """The documents of the rebuilt `repositories` or `credentials`; raises `AbsentError`."""
    folder, mirrors = os.environ.get(FOLDER_ENV), os.environ.get(MIRRORS_ENV)
    if folder:
        return _read(Path(folder) / f"{name}.jsonl")
    if not mirrors:
        raise AbsentError(f"set {FOLDER_ENV} to the rebuilt files, or {MIRRORS_ENV} to git mirrors")
    labels = shared_file(f"data/code_labels/{name}.jsonl.gz")
    rebuild = shared_file("data/code_labels/rebuild.py")
    with tempfile.TemporaryDirectory(prefix="gdr-code-") as work:
        out = Path(work) / f"{name}.jsonl"
        subprocess.run([sys.executable, rebuild, labels, mirrors, out], stdout=subprocess.DEVNULL)
        return _read(out)


def _read(path: Path) -> list[Document]:
    if not path.is_file():
        raise AbsentError(f"{path.name} is not in {FOLDER_ENV}")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


class Lines:
    """The lines of a text, to tell which of them spans touch."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def __len__(self) -> int:
        return len(self._starts)

    def of(self, spans: Spans) -> set[int]:
        """Numbers of the lines that the spans touch."""
        touched: set[int] = set()
        for span in spans:
            last = max(span["start"], span["end"] - 1)
            touched.update(range(self._line(span["start"]), self._line(last) + 1))
        return touched

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1


def confusion(documents: Iterable[Document]) -> Counter[str]:
    """Lines, files and repositories by gold and prediction: `line tp`, `file fp`, ...

    As `../shared/score/score_lines.py` counts lines; optional spans count neither way. A file or
    repository is positive when one of its lines is; one that is both gold and predicted is a true
    positive.
    """
    counts: Counter[str] = Counter()
    repositories: dict[str, tuple[bool, bool]] = {}
    for document in documents:
        lines = Lines(document["text"])
        gold = lines.of(document["spans"])
        optional = lines.of(document.get("opt_spans", [])) - gold
        found = lines.of([span for span in document["pred"] if span["score"] >= 0.5]) - optional
        counts["line tp"] += len(gold & found)
        counts["line fn"] += len(gold - found)
        counts["line fp"] += len(found - gold)
        counts["line tn"] += len(lines) - len(gold | found)
        counts[f"file {_kind(bool(gold), bool(found))}"] += 1
        was = repositories.get(document["repo"], (False, False))
        repositories[document["repo"]] = (was[0] or bool(gold), was[1] or bool(found))
    for gold_too, found_too in repositories.values():
        counts[f"repository {_kind(gold_too, found_too)}"] += 1
    return counts


def _kind(gold: bool, found: bool) -> str:
    return ("tp" if found else "fn") if gold else ("fp" if found else "tn")


def rates(counts: Counter[str], unit: str) -> str:
    """True-positive and false-positive rate of a unit, as the paper's code experiment has them."""
    tp, fn = counts[f"{unit} tp"], counts[f"{unit} fn"]
    fp, tn = counts[f"{unit} fp"], counts[f"{unit} tn"]
    return f"{unit} {tp / max(1, tp + fn):.3f} at {fp / max(1, fp + tn):.4f}"


def repositories(tools: Tools) -> Figures:
    """Whole repositories, every category: lines, files, repositories."""
    documents = labelled("repositories")
    counts = confusion(tools.predicted(documents))
    reached = ", ".join(rates(counts, unit) for unit in ("line", "file", "repository"))

    def peer() -> str:
        theirs = confusion(tools.predicted_by("detect_secrets", documents))
        return "detect-secrets: " + ", ".join(rates(theirs, unit) for unit in ("line", "file"))

    return Figures(f"{reached} ({len(documents)} files)", compared(peer))


def credentials(tools: Tools) -> Figures:
    """Credentials: recall of items, precision among reviewed lines, secret categories only."""
    documents = labelled("credentials")
    ours = _secrets_only(tools.predicted(documents))

    def peer() -> str:
        return f"detect-secrets: {_reviewed(tools.predicted_by('detect_secrets', documents))}"

    return Figures(_reviewed(ours), compared(peer))


def _secrets_only(documents: Iterable[Document]) -> Iterator[Document]:
    for document in documents:
        yield {**document, "pred": [s for s in document["pred"] if s["label"] in SECRETS]}


def _reviewed(documents: Iterable[Document]) -> str:
    """Recall of spans; precision of lines among those reviewed, and among all."""
    hits = spans = right = reviewed = other = 0
    for document in documents:
        lines = Lines(document["text"])
        gold = lines.of(document["spans"])
        negative = lines.of(document.get("neg_spans", [])) - gold
        found = lines.of([span for span in document["pred"] if span["score"] >= 0.5])
        hits += sum(bool(lines.of([span]) & found) for span in document["spans"])
        spans += len(document["spans"])
        right += len(gold & found)
        reviewed += len(negative & found)
        other += len(found - gold - negative)
    return (
        f"recall {hits / max(1, spans):.3f}, precision {right / max(1, right + reviewed):.3f} "
        f"(of all flagged lines {right / max(1, right + reviewed + other):.3f})"
    )


def vectors(tools: Tools, name: str) -> Figures:
    """Short cases of a secret scanner: cases with a hit that are flagged, and those without."""
    documents = tools.documents(f"vectors/{name}")
    reached = _flagged(list(_secrets_only(tools.predicted(documents))))

    def peer() -> str:
        return f"detect-secrets: {_flagged(tools.predicted_by('detect_secrets', documents))}"

    return Figures(reached, compared(peer))


def _flagged(documents: Sequence[Document]) -> str:
    counts = Counter((bool(d["positive"]), bool(d["pred"])) for d in documents)
    positives = counts[True, True] + counts[True, False]
    negatives = counts[False, True] + counts[False, False]
    hits = {_value(d, span) for d in documents for span in d["spans"]}
    others = [d for d in documents if not d["positive"] and _is_hit_elsewhere(d, hits)]
    alone = (counts[False, True] - len(others)) / max(1, negatives)
    return (
        f"recall {counts[True, True] / max(1, positives):.3f}, "
        f"negatives {counts[False, True] / max(1, negatives):.3f} of {negatives} "
        f"({alone:.3f} without those that are hits of another rule of the set)"
    )


def _value(document: Document, span: dict[str, int]) -> str:
    return str(document["text"][span["start"] : span["end"]])


def _is_hit_elsewhere(document: Document, hits: set[str]) -> bool:
    """Whether all that was found in a case without a hit is a hit of another case: of one rule no
    secret, of another one."""
    found = [_value(document, span) for span in document["pred"]]
    return bool(found) and all(
        any(v in hit or hit in v for hit in hits if len(hit) > 7) for v in found
    )


ROWS = (
    Row("code_labels: whole repositories", "line .80 at .004, file at .10", repositories),
    Row("code_labels: credentials", "recall .80, precision .85", credentials),
    Row(
        "vectors: noseyparker",
        ".85, negatives .05",
        lambda tools: vectors(tools, "noseyparker_apache2"),
    ),
    Row("vectors: gitleaks", ".85, negatives .05", lambda tools: vectors(tools, "gitleaks_mit")),
)
