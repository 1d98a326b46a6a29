"""Figures about scores: area under the curve, curves from scores to shares, calibration error."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(labels: Floats, scores: Floats) -> float:
    """The chance that a toxic text scores above a harmless one; equal scores count half."""
    positive = labels > 0.5
    _, number, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[number]
    n = int(positive.sum())
    return float((rank[positive].sum() - n * (n + 1) / 2) / (n * (len(labels) - n)))


class Curve(NamedTuple):
    """From raw scores to the share of toxic texts, by straight lines between points."""

    raw: Floats
    share: Floats


def rising(labels: Floats, scores: Floats, weights: Floats, points: int = 40) -> Curve:
    """The rising curve that fits best: shares in `points` groups of equal weight, never falling.

    Pool adjacent violators (Ayer et al., 1955) over the groups.
    """
    order = np.argsort(scores, kind="stable")
    total = np.cumsum(weights[order])
    group = np.minimum((total / total[-1] * points).astype(np.int64), points - 1)
    weight = np.bincount(group, weights[order], points)
    used = weight > 0
    middle = np.bincount(group, (weights * scores)[order], points)[used] / weight[used]
    share = np.bincount(group, (weights * labels)[order], points)[used] / weight[used]
    blocks: list[list[float]] = []
    for value, mass in zip(share.tolist(), weight[used].tolist(), strict=True):
        blocks.append([value, mass, 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            last, before = blocks.pop(), blocks.pop()
            mass = last[1] + before[1]
            mean = (last[0] * last[1] + before[0] * before[1]) / mass
            blocks.append([mean, mass, last[2] + before[2]])
    fitted = np.concatenate([np.full(int(size), value) for value, _, size in blocks])
    # Equal shares would make equal scores: what is above stays a little above.
    tilted = fitted * 0.98 + 0.01 + np.linspace(-0.01, 0.01, len(fitted))
    ends = (np.array([middle[0] - 4]), np.array([middle[-1] + 4]))
    return Curve(np.concatenate([ends[0], middle, ends[1]]), np.concatenate([[0.0], tilted, [1.0]]))


def calibration_error(labels: Floats, shares: Floats, groups: int = 10) -> float:
    """Expected calibration error: how far shares are from what is toxic, over groups of shares."""
    group = np.minimum((shares * groups).astype(np.int64), groups - 1)
    n = np.bincount(group, minlength=groups)
    off = np.abs(np.bincount(group, labels, groups) - np.bincount(group, shares, groups))
    return float(off[n > 0].sum() / len(labels))
