"""Trains the toxicity model and writes it: `python -m tests.benchmarks.toxicity.training`.

The curve comes from models that did not see the source that they score. Categories are trained on
toxic texts only: what share of these is an insult, a threat, and so on.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.toxicity import figures, fitting, sources
from tests.benchmarks.toxicity.figures import Curve
from tests.benchmarks.toxicity.fitting import Features, Fitted
from tests.benchmarks.toxicity.sources import Labelled
from tests.benchmarks.toxicity.terms import INNOCENT, SEXUAL, STRONG
from transforms.checks.toxic.model import CARD, FILE, HERE, Sizes
from transforms.core.toxicity.wording import words

SIZES, CATEGORY_SIZES = Sizes(1 << 18, 1 << 17), Sizes(1 << 16, 1 << 13)
RIDGE, PAIR_RIDGE, ROUNDS = 0.3, 3.0, 80
CATEGORY_RIDGE = 3.0
PRIOR = 8.0
SOURCE_WEIGHT, NEUTRAL_WEIGHT = 20_000.0, 6_000.0
"""Texts that each source counts as, half of them toxic. Ours."""

INNOCENT_TIMES = 10

MAIN = "toxicity"
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Set:
    """Labelled texts of one source."""

    name: str
    texts: tuple[Labelled, ...]

    @property
    def labels(self) -> Floats:
        """1 for toxic texts."""
        return np.array([text.toxic for text in self.texts])

    @property
    def weights(self) -> Floats:
        """Of each text: every source counts the same, and both labels in it."""
        labels = self.labels
        if not labels.any():
            return np.full(len(labels), NEUTRAL_WEIGHT / len(labels))
        toxic, harmless = labels.sum(), (1 - labels).sum()
        return np.where(labels > 0.5, 0.5 / toxic, 0.5 / harmless) * SOURCE_WEIGHT


def sets() -> list[Set]:
    """All sources."""
    return [
        Set("comments", tuple(sources.comment_sentences())),
        Set("tweets", tuple(sources.tweets())),
        Set("rewrites", tuple(sources.rewrites())),
        Set("neutral", (*sources.neutral(), *_innocent())),
    ]


def _innocent() -> list[Labelled]:
    """Words that only look toxic, each as many texts as the ridge would otherwise drown."""
    return [Labelled(word, 0.0, {}) for word in INNOCENT for _ in range(INNOCENT_TIMES)]


def fit_main(several: Sequence[Set]) -> Fitted:
    """The main head, trained on these sources."""
    made = fitting.features([text.text for some in several for text in some.texts], SIZES)
    labels = np.concatenate([some.labels for some in several])
    weights = np.concatenate([some.weights for some in several])
    prior = fitting.prior_of(STRONG, PRIOR, SIZES)
    return fitting.fit(
        made, labels, weights, ridge=RIDGE, pair_ridge=PAIR_RIDGE, rounds=ROUNDS, prior=prior
    )


def held_out(several: Sequence[Set]) -> dict[str, Floats]:
    """The raw scores of each source by a model that never saw it."""
    scores: dict[str, Floats] = {}
    for some in several:
        model = fit_main([other for other in several if other is not some])
        scores[some.name] = model.strongest(features_of(some))
    return scores


def features_of(some: Set) -> Features:
    """The features of the main head."""
    return fitting.features([text.text for text in some.texts], SIZES)


def curve_of(several: Sequence[Set], scores: Mapping[str, Floats]) -> Curve:
    """From raw scores to shares, by scores of sources that the models never saw."""
    return figures.rising(
        np.concatenate([some.labels for some in several]),
        np.concatenate([scores[some.name] for some in several]),
        np.concatenate([some.weights for some in several]),
    )


def fit_category(several: Sequence[Set], name: str) -> tuple[Fitted, Curve]:
    """A category's head: its share among toxic texts."""
    texts = [t for some in several for t in some.texts if t.toxic > 0.5]
    known = [(t.text, _labelled(t, name)) for t in texts]
    some = [(text, label) for text, label in known if label is not None]
    labels = np.array([label for _, label in some])
    made = fitting.features([text for text, _ in some], CATEGORY_SIZES)
    weights = np.ones(len(labels))
    model = fitting.fit(made, labels, weights, ridge=CATEGORY_RIDGE, rounds=60)
    return model, figures.rising(labels, model.scores(made), weights, 20)


def _labelled(text: Labelled, name: str) -> float | None:
    if name == "sexual":
        return float(any(word.counted in SEXUAL for word in words(text.text)))
    return text.categories.get(name)


def stored(name: str, model: Fitted, curve: Curve) -> dict[str, NDArray[np.generic]]:
    """The arrays of one head: weights in whole numbers from -127 to 127."""
    largest = max(float(np.abs(model.grams).max()), float(np.abs(model.pairs).max()))
    # A few weights are far larger than all others: cut, not to spoil the steps of the rest.
    most = min(largest, 12 * float(np.std(model.grams)))
    scale = most / 127

    def whole(weights: Floats) -> NDArray[np.int8]:
        return np.rint(np.clip(weights / scale, -127, 127)).astype(np.int8)

    return {
        f"{name}/grams": whole(model.grams),
        f"{name}/pairs": whole(model.pairs),
        f"{name}/line": np.array([scale, model.bias]),
        f"{name}/raw": curve.raw,
        f"{name}/share": curve.share,
    }


def packed(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """An .npz archive, the same bytes for the same arrays."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, arrays[name], allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return made.getvalue()


def write(folder: Path, arrays: Mapping[str, NDArray[np.generic]], card: dict[str, object]) -> None:
    """Writes weights and card."""
    data = packed(arrays)
    (folder / FILE).write_bytes(data)
    full = {**card, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (folder / CARD).write_text(json.dumps(full, indent=2) + "\n", "utf-8")


def card(names: Sequence[str]) -> dict[str, object]:
    """How the model was made."""
    return {
        "name": MAIN,
        "categories": list(names),
        "command": "python -m tests.benchmarks.toxicity.training",
        "data": [
            "Civil Comments with toxic spans (CC0): toxic_spans_*",
            "Davidson et al. 2017, hate speech and offensive language (MIT): davidson",
            "ParaDetox, Logacheva et al. 2022 (CC0): paradetox_*; no text of it is in the model",
            "Broad Twitter Corpus, Wikigold, WNUT17 (CC BY 4.0), as harmless texts: names/*",
        ],
        "changes": "hashed to n-grams and pairs of words, weights rounded to eight bits",
        "control": "identity templates, Dixon et al. 2018 (CC BY 4.0): not trained on",
    }


def main(argv: Sequence[str]) -> int:
    """Trains and writes, into a folder that is named or beside the scorer; takes ten minutes."""
    folder = Path(argv[0]) if argv else HERE
    if not sources.SHARED.exists():
        print("../shared/data is absent: nothing to train on")
        return 1
    several = sets()
    arrays = stored(MAIN, fit_main(several), curve_of(several, held_out(several)))
    names = [MAIN, *sources.CATEGORIES, "sexual"]
    for name in names[1:]:
        arrays |= stored(name, *fit_category(several, name))
        print(name, "trained", flush=True)
    write(folder, arrays, card(names))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
