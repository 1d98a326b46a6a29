"""The labelled texts of ../shared/data, by source; nothing of them goes anywhere else.

comments    toxic_spans: sentences of news comments, toxic where most readers marked something
            in them, harmless where nobody did (CC0)
tweets      davidson: hateful or offensive against neither (MIT)
rewrites    paradetox: sentences and what people made of them; those nobody could rewrite (CC0)
neutral     btc, wikigold, wnut17: tweets, encyclopedia, web; all taken as harmless (CC BY)
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from transforms.checks.toxic.sentences import sentences

SHARED = Path(__file__).parents[3].parent / "shared" / "data"
"""Beside the project; absent elsewhere."""

CATEGORIES = ("identity_attack", "insult", "profanity", "threat")
"""What the spans of the comments are labelled with, as we call it."""

_TYPES = {
    "Identity based Attack": "identity_attack",
    "Insult": "insult",
    "Profane/Obscene": "profanity",
    "Threat": "threat",
}
_MAJORITY = 0.6
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its label: 1 toxic, 0 harmless; None for a category that nobody looked for."""

    text: str
    toxic: float
    categories: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Pair:
    """A toxic text and what a person made of it."""

    toxic: str
    neutral: str


def table(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a file of ../shared/data/toxicity."""
    packed = (SHARED / "toxicity" / name).read_bytes()
    text = gzip.decompress(packed).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def tweets() -> list[Labelled]:
    """Davidson et al. (2017); a hateful tweet is an attack on a group, by their definition."""
    rows = table("davidson.csv.gz")
    return [
        Labelled(
            _tweet(row["tweet"]), float(row["class"] != "2"),
            {"identity_attack": float(row["class"] == "0")} if row["class"] != "1" else {},
        )
        for row in rows
    ]  # fmt: skip


def _tweet(text: str) -> str:
    text = re.sub(r"\bRT\b", " ", html.unescape(text))
    return re.sub(r'^[\s!":]+|[\s"]+$', "", text)


def pairs() -> list[Pair]:
    """Every pair of a toxic sentence and a human rewrite (Logacheva et al., 2022)."""
    rows = table("paradetox_pairs.tsv.gz", "\t")
    names = ("neutral1", "neutral2", "neutral3")
    return [Pair(row["toxic"], row[name]) for row in rows for name in names if row[name]]


def hopeless() -> list[str]:
    """Toxic sentences that people could not rewrite."""
    return [text for text, reasons in _unrewritten() if reasons == {"toxic_content"}]


def rewrites() -> list[Labelled]:
    """Both sides of the pairs, and those that were not rewritten: toxic ones, and harmless ones."""
    both = {pair.toxic: 1.0 for pair in pairs()} | {pair.neutral: 0.0 for pair in pairs()}
    for text, reasons in _unrewritten():
        if reasons in ({"toxic_content"}, {"not_toxic"}):
            both[text] = float("toxic_content" in reasons)
    return [Labelled(text, label, {}) for text, label in both.items()]


def _unrewritten() -> Iterator[tuple[str, set[str]]]:
    for row in table("paradetox_cannot_rewrite.tsv.gz", "\t"):
        reasons = _cell(row["OUTPUT:reasons"])
        yield str(_cell(row["INPUT:toxic_comment"])), set(json.loads(str(reasons)))


def _cell(cell: str) -> object:
    """A cell as meant: some are strings of JSON."""
    try:
        return json.loads(cell) if cell.startswith('"') else cell
    except ValueError:
        return cell


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with what each reader marked: (start, end, category or "")."""

    text: str
    readers: tuple[tuple[tuple[int, int, str], ...], ...]


def comments() -> list[Comment]:
    """Civil Comments with spans (Pavlopoulos et al., 2021)."""
    marked: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in table("toxic_spans_spans.csv.gz"):
        kind = _TYPES.get(row["type"], "")
        marked[row["annotation"]].append((int(row["start"]), int(row["end"]), kind))
    readers: dict[str, list[tuple[tuple[int, int, str], ...]]] = defaultdict(list)
    for row in table("toxic_spans_annotations.csv.gz"):
        readers[row["comment_id"]].append(tuple(marked.get(row["annotation"], ())))
    return [
        Comment(row["comment_text"], tuple(readers[row["comment_id"]]))
        for row in table("toxic_spans_comments.csv.gz")
        if row["comment_id"] in readers
    ]


def comment_sentences() -> list[Labelled]:
    """The sentences of the comments on which readers agree."""
    return [labelled for comment in comments() for labelled in _agreed(comment)]


def _agreed(comment: Comment) -> Iterator[Labelled]:
    for start, end in sentences(comment.text):
        met = [
            {kind for low, high, kind in spans if low < end and start < high}
            for spans in comment.readers
        ]
        share = sum(map(bool, met)) / len(met)
        if end - start >= _SHORTEST and (share == 0 or share >= _MAJORITY):
            marking = max(1, sum(map(bool, met)))
            kinds = {name: sum(name in kinds for kinds in met) / marking for name in CATEGORIES}
            yield Labelled(comment.text[start:end], float(share > 0), kinds)


def neutral() -> list[Labelled]:
    """Texts for another purpose, taken as harmless."""
    found: list[Labelled] = []
    for path in sorted((SHARED / "names").glob("*.jsonl.gz")):
        rows = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        texts = [line for row in rows for line in json.loads(row)["text"].split("\n")]
        found += [Labelled(text, 0.0, {}) for text in texts if len(text) >= _SHORTEST]
    return found


def identities() -> list[tuple[str, str, bool]]:
    """(text, template, whether toxic) of the identity templates (Dixon et al., 2018)."""
    rows = table("identity_templates.csv.gz")
    return [(row["phrase"], row["template"], row["toxicity"] == "toxic") for row in rows]


def marked_characters() -> list[tuple[str, set[int]]]:
    """Comments with the characters that most readers marked (SemEval-2021 task 5, all its sets)."""
    rows = [
        row
        for part in ("train", "trial", "test")
        for row in table(f"toxic_spans_tsd_{part}.csv.gz")
    ]
    return [(row["text"], set(json.loads(row["spans"]))) for row in rows]
