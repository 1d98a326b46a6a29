"""The policy's bands on human rewrites: what the judge objects to, as in a run.

The pairs are those of ParaDetox. Halves are drawn by a hash of the toxic sentence: no sentence has
rewrites in both.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from prompts.loader import load_policy
from tests.benchmarks.toxicity import sources, training
from tests.benchmarks.toxicity.figures import Curve
from tests.benchmarks.toxicity.sources import Pair
from transforms import checks
from transforms.checks.toxic.model import LinearModel, head_of, load
from transforms.checks.toxicity import Toxicity
from transforms.core.judging.case import Case
from transforms.core.judging.judge import Judge
from transforms.core.records import Edit
from transforms.core.toxicity.scores import TOXIC, TOXICITY

WANTED = 0.95

_AT_ONCE = 256


def objections(pairs: Sequence[Pair], scorer: Toxicity) -> list[frozenset[str]]:
    """The codes of the judge's objections to each rewrite; none where it passes."""
    policy = load_policy("detoxify")
    assert policy.toxicity is not None
    guards = tuple(checks.build(name) for name in policy.toxicity.guards)
    judge = Judge(policy, (scorer,), scorer=scorer, guards=guards)
    found = judge.screen([pair.toxic for pair in pairs])
    cases = [
        Case((pair.toxic,), (own,), (_edits(pair),)) for pair, own in zip(pairs, found, strict=True)
    ]
    return [
        frozenset(objection.code for objection in verdict.objections)
        for at in range(0, len(cases), _AT_ONCE)
        for verdict in judge.judge(cases[at : at + _AT_ONCE])
    ]


def _edits(pair: Pair) -> tuple[Edit, ...]:
    if pair.toxic == pair.neutral:
        return ()
    return (Edit(0, len(pair.toxic), TOXIC, pair.neutral),)


def rewritten(pair: Pair) -> bool:
    """Whether a person changed more than case, blanks and signs."""
    bare = (re.sub(r"[\W_]", "", text.lower()) for text in (pair.toxic, pair.neutral))
    return len(set(bare)) > 1


def half_of(pair: Pair) -> int:
    """0 or 1, by the toxic sentence."""
    return hashlib.sha256(pair.toxic.encode("utf-8")).digest()[0] & 1


def by_a_scorer_without(half: int) -> list[frozenset[str]]:
    """The objections to the rewrites of one half, scored by a model that saw none of their texts.

    Trained as the shipped one, which lends its curve.
    """
    own = [pair for pair in sources.pairs() if half_of(pair) == half]
    hidden = {text for pair in own for text in (pair.toxic, pair.neutral)}
    several = [
        training.Set(some.name, tuple(text for text in some.texts if text.text not in hidden))
        for some in training.sets()
    ]
    shipped = load().heads[TOXICITY]
    fitted = training.fit_main(several)
    arrays = training.stored(TOXICITY, fitted, Curve(shipped.raw, shipped.share))
    model = LinearModel({TOXICITY: head_of(arrays, TOXICITY)}, f"half{half}")
    return objections(own, Toxicity(model))


def described(reasons: Sequence[frozenset[str]]) -> str:
    """The share that passes, and why the others do not."""
    count = len(reasons)
    failed = Counter(code for codes in reasons for code in codes)
    passed = sum(not codes for codes in reasons)
    shares = ", ".join(f"{code} {n / count:.2%}" for code, n in failed.most_common())
    return f"{passed / count:.2%} of {count:,}; fail: {shares}"
