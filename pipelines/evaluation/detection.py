"""What a detector found of a labelled document, as counts to be summed.

span recall      a labelled span is found when everything in it but white space is covered
span precision   a run of found spans is right when at least half of it is labelled

As in the acceptance of this project; ignored spans count neither way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.evaluation import resampled
from pipelines.evaluation.bootstrap import Interval
from pipelines.evaluation.gold import Gold
from pipelines.evaluation.resampled import Sums

Place = tuple[int, int]

MOST_OUTSIDE = 0.5
"""Share of a found span that may lie outside of what is labelled."""


def counts(gold: Gold, found: Sequence[Place]) -> Counter[str]:
    """The counts of one document."""
    made: Counter[str] = Counter()
    covered = _cover(len(gold.text), found)
    labelled = _cover(len(gold.text), ((s.start, s.end) for s in gold.spans))
    ignored = _cover(len(gold.text), ((s.start, s.end) for s in gold.ignored))
    for span in gold.spans:
        made["wanted"] += 1
        made["found"] += all(covered[at] for at in _inked(gold.text, span.start, span.end))
    for start, end in joined(found):
        inked = _inked(gold.text, start, end)
        right = sum(labelled[at] for at in inked)
        if not inked:
            continue
        if right >= MOST_OUTSIDE * len(inked):
            made["right"] += 1
            made["flagged"] += 1
        elif sum(ignored[at] and not labelled[at] for at in inked) < MOST_OUTSIDE * len(inked):
            made["flagged"] += 1
    return made


def joined(places: Iterable[Place]) -> list[Place]:
    """The places, those that overlap as one."""
    made: list[Place] = []
    for start, end in sorted(places):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def _cover(length: int, places: Iterable[Place]) -> bytearray:
    mask = bytearray(length)
    for start, end in places:
        mask[start:end] = b"\1" * (min(end, length) - start)
    return mask


def _inked(text: str, start: int, end: int) -> list[int]:
    return [at for at in range(start, min(end, len(text))) if not text[at].isspace()]


NAMES = ("span recall", "span precision", "span F1")


def figures(sums: Sums, variant: str) -> dict[str, Interval | None]:
    """Recall, precision and F1 of one variant, whose counts are named `<variant>:<count>`."""
    name = {count: f"{variant}:{count}" for count in ("found", "wanted", "right", "flagged")}
    return {
        "span recall": resampled.ratio(sums, name["found"], name["wanted"]),
        "span precision": resampled.ratio(sums, name["right"], name["flagged"]),
        "span F1": resampled.f_score(
            sums, name["found"], name["wanted"], name["right"], name["flagged"]
        ),
    }
