"""Rows for prose: spans found, samples rewritten by the `local` backend, and speed on one core."""

from __future__ import annotations

import time
from collections import Counter
from functools import partial

from prompts.loader import load_policy
from tests.benchmarks.pii.rows import Document, Figures, Row, Tools, compared
from transforms import checks
from transforms.backends.local import Local
from transforms.core.judging.judge import Judge
from transforms.core.records import Sample
from transforms.core.refining import Refiner, run_now
from transforms.core.surrogates.engine import SurrogateEngine

PRESIDIO, COURT, CLINICAL = "pii/presidio_synth", "pii/court_cases", "pii/clinical_es"
PROMPTS = "pii/user_prompts"

_KEY = b"a key for this benchmark alone"
_MEGABYTE = 1_000_000


def _spans(name: str, tools: Tools) -> Figures:
    """Span recall, precision and F1, as the scorer of acceptance has them."""
    score = tools.scorer("score").score
    documents = tools.documents(name)

    def figures(predicted: list[Document]) -> str:
        found = score(predicted, ignore=["nomask_spans"])
        recall, precision = found["span_recall"], found["span_precision"]
        return f"{recall:.2f} / {precision:.2f} / F1 {found['span_f1']:.3f}"

    peer = compared(lambda: figures(tools.predicted_by("presidio", documents)))
    return Figures(figures(tools.predicted(documents)), peer)


def _rewritten(name: str, tools: Tools) -> Figures:
    """What the scorer of rewriting says of the `local` backend's outputs."""
    scorer, documents = tools.scorer("score_rewrite"), tools.documents(name)
    policy = load_policy("private_data")
    judge = Judge(policy, tuple(map(checks.build, policy.checks)))
    texts = [document["text"] for document in documents]
    samples = [Sample(number, (text,)) for number, text in enumerate(texts)]
    found = [(findings,) for findings in judge.screen(texts)]
    refiner = Refiner(Local(SurrogateEngine(_KEY)), judge)
    counts: Counter[str] = Counter()
    for document, refined in zip(documents, run_now(refiner.refine(samples, found)), strict=True):
        output = refined.case.outputs[0] if refined.case else document["text"]
        counts.update(scorer.score_doc(document, output))
    said = scorer.summarise(counts)
    shown = ("value_recall", "precision", "content_kept", "surrogate_valid", "consistency")
    line = ", ".join(f"{key} {said[key]:.3f}" for key in shown)
    return Figures(f"{line}, clean_docs_unchanged {said['clean_docs_unchanged']:.3f}")


def _speed(tools: Tools) -> Figures:
    """Megabytes a second of CPU time, with every check of the policy, after a warm-up."""
    texts = [d["text"] for name in (COURT, PROMPTS) for d in tools.documents(name)]
    tools.find(texts[:20])
    start = time.process_time()
    tools.find(texts)
    took = time.process_time() - start
    return Figures(f"{sum(map(len, texts)) / _MEGABYTE / took:.2f} MB/s")


_REWRITING = "precision .90, content .99, valid .97, consistent 1.0, clean .98"

ROWS = (
    Row(f"{PRESIDIO}, spans", "F1 .90", partial(_spans, PRESIDIO)),
    Row(f"{COURT}, spans", "F1 .84", partial(_spans, COURT)),
    Row(f"{CLINICAL}, spans", "F1 .60", partial(_spans, CLINICAL)),
    Row(f"{PRESIDIO}, rewritten", _REWRITING, partial(_rewritten, PRESIDIO)),
    Row(f"{COURT}, rewritten", _REWRITING, partial(_rewritten, COURT)),
    Row("speed, prose, whole check", "2 MB/s", _speed),
)
