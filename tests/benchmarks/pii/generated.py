"""Rows for the generated set: values of all 204 categories in prose, forms, code and logs.

And 400 look-alikes. Deterministic. A category's recall is the share of its values that findings
cover whole, whatever they are called; beside it, the share found under the category's own name. A
look-alike is flagged when anything is found in it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from tests.benchmarks.pii.coins import coin_address
from tests.benchmarks.pii.look_alikes import LOOK_ALIKES
from tests.benchmarks.pii.rows import Document, Figures, Row, Tools, compared
from tests.benchmarks.pii.shapes import SHAPES
from tests.benchmarks.pii.templates import CARRIERS, OWN, labels
from tests.benchmarks.pii.values import Stream, basic, filled, made
from transforms.core.taxonomy import CATEGORIES, TAXONOMY

EACH = 12
"""Values of each category: every carrier once where there are twelve."""

FILLINGS = 10


def document(category: str, place: int) -> Document:
    """Value number `place` of a category in one of its carriers."""
    carriers = [
        (kind, text) for kind, texts in (OWN.get(category) or CARRIERS).items() for text in texts
    ]
    kind, carrier = carriers[place % len(carriers)]
    shape = place // len(carriers) + place  # every carrier meets every shape in the end
    text = carrier.format(value="\0", **_names(category))
    found = _value(category, shape)
    start = text.index("\0")
    return {
        "id": f"{category}-{kind}-{place}",
        "text": text.replace("\0", found),
        "spans": [{"start": start, "end": start + len(found), "label": category}],
    }


def _names(category: str) -> dict[str, str]:
    label, identifier = labels().get(category, (category.lower(), category.lower()))
    first, *rest = identifier.split("_")
    return {
        "label": label,
        "Label": label[:1].upper() + label[1:],
        "snake": identifier,
        "camel": first + "".join(word.title() for word in rest),
    }


def _value(category: str, place: int) -> str:
    shapes, check = SHAPES[category]
    shape = shapes[place % len(shapes)]
    stream = Stream(category, place)
    if shape in {"P2PKH", "BECH32"}:
        return coin_address(shape, stream)
    if shape == "BASIC":
        return basic(place)
    if shape == "JWT":
        return _jwt(stream)
    if shape.startswith("PEM "):
        return _pem(shape.removeprefix("PEM "), stream)
    if shape.endswith("MRZ"):
        return _mrz(shape.removesuffix("MRZ"), stream)
    return made(category, place, shapes, check)


def _jwt(stream: Stream) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": filled("!#####", stream), "scope": "read"})
    encoded = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return ".".join([*encoded, filled("~" * 43, stream)])


def _pem(kind: str, stream: Stream) -> str:
    lines = [filled("MII" + "~" * 61, stream), *(filled("~" * 64, stream) for _ in range(5))]
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----"])


def _mrz(shape: str, stream: Stream) -> str:
    return filled(shape, stream).upper().ljust(44, "<")


def documents() -> Iterator[Document]:
    """Every category's documents, by name."""
    for category in sorted(SHAPES):
        for place in range(EACH):
            yield document(category, place)


def look_alikes() -> Iterator[Document]:
    """The look-alikes, without a span."""
    for number, shape in enumerate(LOOK_ALIKES):
        for place in range(FILLINGS):
            text = filled(shape, Stream("look-alike", number, place))
            yield {"id": f"look-alike-{number}-{place}", "text": text, "spans": []}


def category_of(found: Document) -> str:
    """The category that a generated document has a value of."""
    return str(found["spans"][0]["label"])


def recalls(found: list[Document], *, named: bool = False) -> dict[str, float]:
    """Category to the share of its values covered whole (by findings of its own name)."""
    counts: dict[str, list[bool]] = {}
    for one in found:
        span = one["spans"][0]
        pred = [p for p in one["pred"] if p["score"] >= 0.5]
        if named:
            pred = [p for p in pred if p["label"] == span["label"]]
        covered = {at for p in pred for at in range(p["start"], p["end"])}
        places = (at for at in range(span["start"], span["end"]) if not one["text"][at].isspace())
        counts.setdefault(category_of(one), []).append(all(at in covered for at in places))
    return {name: sum(hits) / len(hits) for name, hits in counts.items()}


def flagged(found: list[Document]) -> float:
    """The share of documents in which a category of the 204 is found, or of a peer's.

    Dates, places and case numbers are quasi-identifiers beside them, and look-alikes have some.
    """
    beside = CATEGORIES.keys() - TAXONOMY.keys()
    wrong = [one for one in found if any(p["label"] not in beside for p in one["pred"])]
    return len(wrong) / len(found)


def _mean(shares: dict[str, float]) -> float:
    return sum(shares.values()) / len(shares)


def measure(tools: Tools) -> Figures:
    """Recall by category mean, and the share of look-alikes flagged; the peer on the same texts."""
    every, alike = list(documents()), list(look_alikes())
    found = tools.predicted(every)
    whole, named = recalls(found), recalls(found, named=True)
    low = sorted(name for name, share in whole.items() if share < 0.75)
    reached = (
        f"recall {_mean(whole):.3f} by {len(whole)} categories ({_mean(named):.3f} under their own "
        f"name), look-alikes {flagged(tools.predicted(alike)):.3f} of {len(alike)}; "
        f"below .75: {', '.join(low) or 'none'}"
    )

    def peer() -> str:
        theirs = tools.predicted_by("presidio_all", every)
        wrong = flagged(tools.predicted_by("presidio_all", alike))
        return f"presidio, all: recall {_mean(recalls(theirs)):.3f}, look-alikes {wrong:.3f}"

    return Figures(reached, compared(peer))


ROWS = (
    Row("generated set, 204 categories, 400 look-alikes", "recall .95, look-alikes .04", measure),
)
