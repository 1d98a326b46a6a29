"""What an output kept and removed of a labelled document, as counts to be summed.

value recall     a labelled value (a distinct string of a document) is gone when it stands nowhere
                 in the output: in no case, numbers in no grouping
precision        of the characters that were changed, the share that is labelled
content kept     of the characters that are not labelled, the share that stands unchanged
valid            of the labelled spans that were changed, the share replaced by the same sort
consistent       of the labelled values, the share replaced by one and the same value in a document
injective        of the replacements, the share that stands for one value only

White space counts nowhere. The definitions are those of the acceptance of this project.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pipelines.evaluation import resampled
from pipelines.evaluation.alignment import Piece, align, image
from pipelines.evaluation.bootstrap import Interval
from pipelines.evaluation.gold import Gold, Span
from pipelines.evaluation.resampled import Sums
from pipelines.evaluation.validity import is_valid

_SEPARATORS = re.compile(r"[\s\-./()]")
_SHORTEST = 6  # characters of a value that is looked for without its separators


def counts(gold: Gold, output: str) -> Counter[str]:
    """The counts of one document."""
    made: Counter[str] = Counter(documents=1)
    pieces = align(gold.text, output)
    _values(gold, output, made)
    _characters(gold, pieces, output, made)
    _spans(gold, pieces, output, made)
    if not gold.spans:
        made["clean"] += 1
        made["clean_same"] += gold.text == output
    return made


def _values(gold: Gold, output: str, made: Counter[str]) -> None:
    labels: dict[str, str] = {}
    for span in gold.spans:
        labels.setdefault(gold.text[span.start : span.end], span.label)
    folded = output.lower()
    bare = _SEPARATORS.sub("", folded)
    for value, label in labels.items():
        gone = not _stands(value, folded, bare)
        made["values"] += 1
        made["gone"] += gone
        made[f"values/{label}"] += 1
        made[f"gone/{label}"] += gone


def _stands(value: str, folded: str, bare: str) -> bool:
    """Whether a value stands in a text, given in lower case and without separators too."""
    wanted = value.strip().lower()
    if not wanted:
        return False
    if re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded):
        return True
    form = _normal(wanted)
    return len(form) >= _SHORTEST and form != wanted and form in bare


def _normal(text: str) -> str:
    """Numbers without separators, words with single spaces; lower case."""
    bare = _SEPARATORS.sub("", text).lower()
    digits = sum(char.isdigit() for char in bare)
    return bare if digits >= max(4, len(bare) / 2) else " ".join(text.lower().split())


def _characters(gold: Gold, pieces: Sequence[Piece], output: str, made: Counter[str]) -> None:
    labelled = _mask(len(gold.text), gold.spans)
    ignored = _mask(len(gold.text), gold.ignored)
    for same, start, end, out_start, out_end in pieces:
        for at in range(start, end):
            if gold.text[at].isspace():
                continue
            if same:
                made["kept_labelled" if labelled[at] else "kept_other"] += 1
            elif labelled[at]:
                made["changed_labelled"] += 1
            elif not ignored[at]:
                made["changed_other"] += 1
        if start == end and not any(labelled[max(0, start - 1) : start + 1]):
            made["put_in"] += sum(not char.isspace() for char in output[out_start:out_end])


def _mask(length: int, spans: Iterable[Span]) -> bytearray:
    mask = bytearray(length)
    for start, end, _ in spans:
        mask[start:end] = b"\1" * (end - start)
    return mask


def _spans(gold: Gold, pieces: list[Piece], output: str, made: Counter[str]) -> None:
    forward: dict[str, set[str]] = defaultdict(set)
    backward: dict[str, set[str]] = defaultdict(set)
    for span in gold.spans:
        old = gold.text[span.start : span.end]
        new = image(pieces, output, span.start, span.end).strip()
        made["spans"] += 1
        if _normal(new) == _normal(old):
            continue
        made["spans_changed"] += 1
        if not new:
            made["deleted"] += 1
            continue
        made["valid"] += is_valid(old, new)
        forward[_normal(old)].add(new.lower())
        backward[new.lower()].add(_normal(old))
    made["entities"] += len(forward)
    made["consistent"] += sum(len(several) == 1 for several in forward.values())
    made["replacements"] += len(backward)
    made["injective"] += sum(len(several) == 1 for several in backward.values())


FIGURES = (
    ("value recall", "gone", ("values",)),
    ("precision of edits", "changed_labelled", ("changed_labelled", "changed_other", "put_in")),
    ("content kept", "kept_other", ("kept_other", "changed_other")),
    ("surrogates valid", "valid", ("spans_changed",)),
    ("consistent", "consistent", ("entities",)),
    ("injective", "injective", ("replacements",)),
    ("clean documents untouched", "clean_same", ("clean",)),
)
"""Name, count, and the counts that it is a share of."""


def figures(sums: Sums, variant: str) -> dict[str, Interval | None]:
    """The figures of one variant, whose counts are named `<variant>:<count>`."""
    made = {
        name: resampled.ratio(sums, f"{variant}:{part}", *(f"{variant}:{w}" for w in whole))
        for name, part, whole in FIGURES
    }
    recall, precision = made["value recall"], made["precision of edits"]
    both = recall is not None and precision is not None
    made["F1"] = _harmonic(sums, variant) if both else None
    return made


def _harmonic(sums: Sums, variant: str) -> Interval | None:
    names = ("changed_labelled", "changed_other", "put_in")
    changed = np.sum([resampled.of(sums, f"{variant}:{name}") for name in names], axis=0)
    flagged = {**sums, "changed": changed}
    return resampled.f_score(
        flagged, f"{variant}:gone", f"{variant}:values", f"{variant}:changed_labelled", "changed"
    )


def by_label(sums: Sums, variant: str) -> dict[str, tuple[int, Interval | None]]:
    """Values and value recall by label, most values first."""
    start = f"{variant}:values/"
    names = [name[len(start) :] for name in sums if name.startswith(start)]
    rows = {
        name: (
            int(sums[f"{start}{name}"][0]),
            resampled.ratio(sums, f"{variant}:gone/{name}", f"{start}{name}"),
        )
        for name in names
    }
    return dict(sorted(rows.items(), key=lambda entry: (-entry[1][0], entry[0])))


def named(variant: str, made: Mapping[str, int]) -> dict[str, int]:
    """The counts under the variant's name."""
    return {f"{variant}:{name}": count for name, count in made.items()}
