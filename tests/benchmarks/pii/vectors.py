"""Rows for the unit vectors of ID libraries: short cases with and without a hit.

A case is given as written (nothing but the value, mostly), and behind the key word of its category
as in a form (`tax id: 123`): a check digit alone proves nothing (a random number of nine digits
passes 11 of the 244 validators of python-stdnum), so only the second can be told from noise. Recall
counts gold spans that findings cover whole. A negative is flagged when a finding of its own
category touches it; `any` counts findings of whatever category.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.pii.rows import Document, Figures, Row, Spans, Tools, compared, shared_file

STDNUM, PRESIDIO = "vectors/stdnum_doctest_lgpl", "vectors/presidio_tests_mit"
RECOGNIZERS = "vectors/recognizers_text"

_RECOGNIZERS_CATEGORIES = {
    "EMAIL": ("EMAIL_ADDRESS",),
    "GUID": ("ADVERTISING_ID", "API_KEY_GENERIC"),
    "IPADDRESS": ("IPV4_ADDRESS", "IPV6_ADDRESS"),
    "MENTION": ("SOCIAL_HANDLE",),
    "PHONENUMBER": ("PHONE_NUMBER", "FAX_NUMBER"),
    "URL": ("PERSONAL_URL", "DOMAIN_NAME", "URL_WITH_CREDENTIALS"),
}


def taxonomy() -> list[dict[str, str]]:
    """The rows of the taxonomy by column."""
    with shared_file("data/taxonomy.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _labels(column: str, prefix: str = "") -> dict[str, tuple[str, ...]]:
    """The labels of a library, as a column of the taxonomy names them, to our categories."""
    found: dict[str, tuple[str, ...]] = {}
    for row in taxonomy():
        for word in row[column].replace(",", " ").split():
            if row[column].startswith(prefix) and word not in {"-", prefix}:
                found[word] = (*found.get(word, ()), row["name"])
    return found


def _keywords() -> dict[str, str]:
    """The first key word of each category."""
    return {row["name"]: row["context keywords"].split(";")[0].strip() for row in taxonomy()}


def _label(document: Document) -> str:
    return str(document.get("label") or document["meta"]["type"])


def behind_keyword(
    documents: Sequence[Document], categories: Mapping[str, tuple[str, ...]]
) -> Iterator[Document]:
    """The documents behind `key word: `, as a form or a log has them."""
    keywords = _keywords()
    for document in documents:
        lead = f"{keywords[categories[_label(document)][0]]}: "
        spans = [
            {**span, "start": span["start"] + len(lead), "end": span["end"] + len(lead)}
            for span in document["spans"]
        ]
        yield {**document, "text": lead + document["text"], "spans": spans}


def recall(tools: Tools, documents: Sequence[Document]) -> float:
    """The share of gold spans covered whole by what was predicted, by the scorer of acceptance."""
    hits = [document for document in documents if document["spans"]]
    return float(tools.scorer("score").score(hits)["span_recall"])


def flagged(
    documents: Sequence[Document], categories: Mapping[str, tuple[str, ...]] | None = None
) -> float:
    """The share of the documents without a hit where one (of the label's own) was found."""
    negatives = [document for document in documents if not document["spans"]]
    wrong = [d for d in negatives if _counted(d["pred"], categories and categories[_label(d)])]
    return len(wrong) / len(negatives) if negatives else 0.0


def _counted(spans: Spans, names: tuple[str, ...] | None) -> bool:
    return any(span["score"] >= 0.5 and (not names or span["label"] in names) for span in spans)


def _figures(
    tools: Tools, name: str, categories: Mapping[str, tuple[str, ...]], *, keyword: bool
) -> Figures:
    documents = tools.documents(name)
    known = [document for document in documents if _label(document) in categories]
    texts = list(behind_keyword(known, categories)) if keyword else known
    found = tools.predicted(texts)
    reached = (
        f"recall {recall(tools, found):.3f}, negatives {flagged(found, categories):.3f} "
        f"(any {flagged(found):.3f}), {len(known)} of {len(documents)} cases"
    )

    def peer() -> str:
        theirs = tools.predicted_by("presidio_all", texts)
        return f"presidio, all: recall {recall(tools, theirs):.3f}, any {flagged(theirs):.3f}"

    return Figures(reached, compared(peer))


def stdnum(tools: Tools, *, keyword: bool) -> Figures:
    """python-stdnum's doctests, of the modules that the taxonomy names."""
    categories = _labels("validator / library", "python-stdnum")
    return _figures(tools, STDNUM, categories, keyword=keyword)


def presidio(tools: Tools, *, keyword: bool) -> Figures:
    """The tests of presidio's recognisers, of the entities that the taxonomy names."""
    categories = {
        label: names
        for label, names in _labels("presidio entity").items()
        if label.isupper() and label not in {"NER"}
    }
    return _figures(tools, PRESIDIO, categories, keyword=keyword)


def recognizers(tools: Tools) -> Figures:
    """The specifications of Recognizers-Text, ten languages."""
    return _figures(tools, RECOGNIZERS, _RECOGNIZERS_CATEGORIES, keyword=False)


ROWS = (
    Row(
        "vectors: stdnum, behind its key word",
        ".90, negatives .05",
        lambda tools: stdnum(tools, keyword=True),
    ),
    Row("vectors: stdnum, as written", "-", lambda tools: stdnum(tools, keyword=False)),
    Row(
        "vectors: presidio, behind its key word",
        ".95, negatives .05",
        lambda tools: presidio(tools, keyword=True),
    ),
    Row("vectors: presidio, as written", "-", lambda tools: presidio(tools, keyword=False)),
    Row("vectors: recognizers-text, as written", ".90, negatives .05", recognizers),
)
