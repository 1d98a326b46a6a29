"""What the toxicity scorer reaches: `make bench-toxicity`; prints figures beside what is wanted.

Sources are held out whole: each is scored by a model that never saw a text of it. What the shipped
model reaches on sources that it was trained on is printed for size, speed and spans only.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import numpy as np

from tests import runs
from tests.benchmarks.toxicity import bands, figures, fitting, sources, training
from tests.benchmarks.toxicity.figures import Floats
from tests.benchmarks.toxicity.fitting import Fitted
from tests.benchmarks.toxicity.training import SIZES, Set
from tests.servers.gemini import Config, Script, serving
from transforms import checks
from transforms.checks.toxic.model import FILE, HERE
from transforms.checks.toxicity import Toxicity
from transforms.core.judging.chrf import chrf
from transforms.core.judging.detoxified import HOPELESS, nothing_else
from transforms.core.toxicity.scores import THRESHOLD, TOXICITY

CORPUS = Path(__file__).parents[2] / "corpora" / "heated"
WANTED = "AUC .90 on a source never seen; 98 % of human rewrites below their originals"


def main() -> int:
    """Prints everything; about nine minutes on one idle core."""
    if not sources.SHARED.exists():
        print("../shared/data is absent: nothing to measure on")
        return 0
    print(f"wanted: {WANTED}\n")
    several = training.sets()
    raw = _by_source(several)
    _calibration(several, raw)
    scorer = checks.build("toxicity")
    assert isinstance(scorer, Toxicity)
    print(f"\nshipped model {scorer.identity}, {(HERE / FILE).stat().st_size:,} bytes")
    _throughput(scorer)
    _groups(scorer)
    _spans(scorer)
    _bands(scorer)
    before_and_after()
    return 0


def _by_source(several: Sequence[Set]) -> dict[str, Floats]:
    """The raw scores of each source by a model that did not see it; prints the areas."""
    raw: dict[str, Floats] = {}
    for held in several:
        model = training.fit_main([some for some in several if some is not held])
        raw[held.name] = model.strongest(training.features_of(held))
        if held.labels.any():
            area = figures.auc(held.labels, raw[held.name])
            print(f"AUC on {held.name}, never seen: {area:.3f}  ({len(held.texts):,} texts)")
        if held.name == "rewrites":
            _lower(model)
    return raw


def _lower(model: Fitted) -> None:
    pairs = sources.pairs()
    before, after = (
        model.strongest(fitting.features(texts, SIZES))
        for texts in ([pair.toxic for pair in pairs], [pair.neutral for pair in pairs])
    )
    share = float(np.mean(after < before))
    print(f"human rewrites scored lower than their originals, never seen: {share:.1%}")


def _calibration(several: Sequence[Set], raw: Mapping[str, Floats]) -> None:
    print("\ncalibration: curve from the other sources; expected calibration error; at 0.5")
    for held in several:
        curve = training.curve_of([some for some in several if some is not held], raw)
        shares = np.interp(raw[held.name], curve.raw, curve.share)
        flagged, labels = shares >= THRESHOLD, held.labels > THRESHOLD
        line = f"  {held.name:10} {figures.calibration_error(held.labels, shares):.3f}"
        if labels.any():
            line += f"  toxic found {flagged[labels].mean():.1%}"
        print(f"{line}  harmless flagged {flagged[~labels].mean():.1%}")


def _throughput(scorer: Toxicity) -> None:
    print("\nthroughput on one core, batches of 512 (wanted: 12,000 texts/s)")
    for name, texts in (
        ("sentences", [text.text for text in sources.comment_sentences()]),
        ("comments", [comment.text for comment in sources.comments()]),
    ):
        began = time.process_time()
        for at in range(0, len(texts), 512):
            scorer.score(texts[at : at + 512])
        spent = time.process_time() - began
        megabytes = sum(map(len, texts)) / 1e6
        print(f"  {name:10} {len(texts) / spent:,.0f} texts/s, {megabytes / spent:.1f} MB/s")


def _groups(scorer: Toxicity) -> None:
    """How far errors differ by the group that a text mentions."""
    rows = sources.identities()
    scores = [s[TOXICITY].max for s in scorer.score([text for text, _, _ in rows])]
    wrong: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    for (text, _, toxic), score in zip(rows, scores, strict=True):
        wrong[_group_of(text), toxic].append((score >= THRESHOLD) != toxic)
    print("\nidentity templates: error by mentioned group (lowest to highest of all groups)")
    for toxic, name in ((False, "harmless flagged"), (True, "toxic missed")):
        rates = [sum(w) / len(w) for (group, t), w in wrong.items() if t is toxic and group]
        spread = f"{min(rates):.1%} to {max(rates):.1%}, {len(rates)} groups"
        everyone = [w for (_, t), some in wrong.items() if t is toxic for w in some]
        print(f"  {name}: {sum(everyone) / len(everyone):.1%} in all, {spread}")


_GROUPS_TEXT = """
    lesbian gay bisexual transgender trans queer lgbt lgbtq homosexual straight heterosexual male
    female nonbinary african black white european hispanic latino latina latinx mexican canadian
    american asian indian chinese japanese christian muslim jewish buddhist catholic protestant sikh
    taoist old older young younger teenage millenial elderly blind deaf paralyzed
"""
_GROUPS = frozenset(_GROUPS_TEXT.split())


def _group_of(text: str) -> str:
    words = [word.strip(".,").lower() for word in text.split()]
    return next((word for word in words if word in _GROUPS), "")


def _spans(scorer: Toxicity) -> None:
    """Where the scorer looks: characters of its findings against those that most readers marked.

    The comments of toxic_spans_tsd, as in SemEval-2021 task 5; F1 of each text, averaged.
    """
    texts, marked = zip(*sources.marked_characters(), strict=True)
    found: list[set[int]] = [set() for _ in texts]
    for finding in scorer.find(texts):
        if finding.score >= THRESHOLD:
            found[finding.text].update(range(finding.start, finding.end))
    f1 = [_f1(own, gold) for own, gold in zip(found, marked, strict=True)]
    print(f"\nspans against readers' marks: F1 {np.mean(f1):.3f} over {len(f1):,} texts")


def _f1(found: set[int], marked: set[int]) -> float:
    if not found or not marked:
        return float(found == marked)
    return 2 * len(found & marked) / (len(found) + len(marked))


def _bands(scorer: Toxicity) -> None:
    """Which human rewrites the judge lets pass, with all that it asks for, per half of the pairs.

    What a person gave back as it was is no rewrite: counted in the first line, not in the second.
    """
    pairs = sources.pairs()
    reasons = bands.objections(pairs, scorer)
    several = {
        "all pairs": range(len(pairs)),
        "of these, rewritten": [n for n, pair in enumerate(pairs) if bands.rewritten(pair)],
        "the first half": [n for n, pair in enumerate(pairs) if bands.half_of(pair) == 0],
        "the second half": [n for n, pair in enumerate(pairs) if bands.half_of(pair) == 1],
    }
    print(f"\nhuman rewrites that the judge lets pass (wanted: {bands.WANTED:.0%})")
    for name, numbers in several.items():
        print(f"  {name}: {bands.described([reasons[n] for n in numbers])}")
    never = [r for half in (0, 1) for r in bands.by_a_scorer_without(half)]
    print(f"  by a scorer trained on the other half of the pairs: {bands.described(never)}")
    _hopeless(scorer, [pair.toxic for pair in pairs])


def _hopeless(scorer: Toxicity, mendable: Sequence[str]) -> None:
    for name, texts in (
        ("texts that people could not rewrite", sources.hopeless()),
        ("texts that they did rewrite", mendable),
    ):
        found: list[list[object]] = [[] for _ in texts]
        for finding in scorer.find(texts):
            found[finding.text].append(finding)
        pairs = zip(texts, found, strict=True)
        called = sum(nothing_else(text, some) for text, some in pairs)  # type: ignore[arg-type]
        print(f"  {name}: {called / len(texts):.1%} have nothing beside the insult")


def before_and_after() -> None:
    """The paper's table on the bundled corpus: mean of the worst sentence, in what is in data."""
    print("\nbundled corpus `heated`, mean score of the worst sentence before -> after")
    for name, options in (("local", ()), ("a scripted model", ("--backend", "gemini"))):
        with tempfile.TemporaryDirectory() as folder, _model(), redirect_stdout(io.StringIO()):
            output = Path(folder) / "out"
            more = (*options, *(("--model", "gemini-2.5-flash") if options else ()))
            runs.refine(CORPUS / "comments.jsonl", output, "--id-field", "id",
                        "--prompt", "detoxify", *more)  # fmt: skip
            metrics = runs.read_json(output / "metrics.json")
            kept, chrfs = _kept(output)
        rows = {n: s["max"] for n, s in metrics["scores"].items() if n != "samples"}
        figures = ", ".join(f"{n} {s['before']:.2f} -> {s['after']:.2f}" for n, s in rows.items())
        books = metrics["books"]
        print(f"  {name}: {figures}")
        print(f"    refined {books['refined']}, unchanged {books['unchanged']}, quarantined "
              f"{books['quarantined']}; facts kept {kept:.1%}, mean chrF {chrfs:.2f}")  # fmt: skip


def _kept(output: Path) -> tuple[float, float]:
    """The share of facts of the originals that stand in data, and the mean chrF of the refined."""
    expected = runs.read_json(CORPUS / "expected.json")
    texts = {row["id"]: row["text"] for row in runs.lines_of(CORPUS / "comments.jsonl")}
    data = {row["id"]: row["text"] for row in runs.lines_of(output / "data" / "comments.jsonl")}
    facts_kept = [fact in text for name, text in data.items() for fact in expected[name]["keep"]]
    changed = [chrf(texts[name], text) for name, text in data.items() if text != texts[name]]
    return sum(facts_kept) / len(facts_kept), sum(changed) / len(changed)


@contextmanager
def _model() -> Iterator[None]:
    """A service whose model gives the calm text of each heated one."""
    expected = runs.read_json(CORPUS / "expected.json")
    texts = {row["id"]: row["text"] for row in runs.lines_of(CORPUS / "comments.jsonl")}
    calm = {texts[n]: row["calm"] or HOPELESS for n, row in expected.items() if row["toxic"]}
    script = Script(patterns=(), values=dict.fromkeys(calm, "toxic"), replacements=calm)
    with serving(Config(script=script)) as gemini:
        os.environ |= {"GEMINI_API_KEY": "a key", "GOOGLE_GEMINI_BASE_URL": gemini.url}
        yield


if __name__ == "__main__":
    sys.exit(main())
