"""The judge: screens inputs and judges outputs, with the same checks and the same policy."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from transforms.core.judging.case import Case, Verdict
from transforms.core.judging.fidelity import fidelity, format_kept, malformed
from transforms.core.judging.leaks import leaks, new_findings
from transforms.core.lists import Denied
from transforms.core.policy import Policy
from transforms.core.protocols import Check, is_contextual
from transforms.core.records import Finding

Findings = tuple[Finding, ...]

MOST_OBJECTIONS = 100
"""Of one kind to one sample; who fails a hundred times need not be told the rest."""


@dataclass(frozen=True)
class Judge:
    """Applies the policy h.

    Attributes:
        policy: what has to go and what may change.
        checks: what finds; each is called once for all texts of a batch.
        denied: values of the policy's own lists, found wherever they stand.
    """

    policy: Policy
    checks: tuple[Check, ...]
    denied: Denied = field(default_factory=Denied, repr=False)

    def screen(self, texts: Sequence[str]) -> list[Findings]:
        """What the policy objects to in each text.

        Ordered by start, not overlapping; as many as texts.
        """
        return self._screen(texts, self.checks)

    def screen_bare(self, texts: Sequence[str]) -> list[Findings]:
        """As `screen`, by the checks alone that need no words around; see `Check`.

        For outputs, whose unchanged text was screened before, and for strings that stand alone in
        a column.
        """
        return self._screen(texts, tuple(c for c in self.checks if not is_contextual(c)))

    def _screen(self, texts: Sequence[str], checks: Sequence[Check]) -> list[Findings]:
        found: dict[int, list[Finding]] = {}
        for check in checks:
            for finding in check.find(texts):
                if self.policy.objects_to(finding) and not self._kept(finding, texts):
                    found.setdefault(finding.text, []).append(finding)
        for finding in self.denied.find(texts):
            found.setdefault(finding.text, []).append(finding)
        return [tuple(_resolve(found[n])) if n in found else () for n in range(len(texts))]

    def _kept(self, finding: Finding, texts: Sequence[str]) -> bool:
        """Whether the value stays because the policy says so."""
        value = texts[finding.text][finding.start : finding.end]
        return self.policy.keeps(value, finding.category)

    def judge(self, cases: Sequence[Case]) -> list[Verdict]:
        """A verdict for each case, in order; all outputs that differ are screened in one pass.

        An output that is its text has been screened as such: what was found in it stands in the
        case's findings, and a finding that is still there is a leak.
        """
        wrong = [tuple(malformed(case)) for case in cases]
        sound = [case for case, objections in zip(cases, wrong, strict=True) if not objections]
        found = iter(self.screen_bare([case.outputs[n] for case in sound for n in case.edited]))
        return [
            Verdict(objections) if objections else self._verdict(case, found)
            for case, objections in zip(cases, wrong, strict=True)
        ]

    def _verdict(self, case: Case, found: Iterator[Findings]) -> Verdict:
        own = {number: next(found) for number in case.edited}
        objections = {
            *islice(leaks(case), MOST_OBJECTIONS),
            *islice(new_findings(case, own), MOST_OBJECTIONS),
            *fidelity(case, self.policy),
            *format_kept(case),
        }
        return Verdict(tuple(sorted(objections)))


def _resolve(findings: list[Finding]) -> list[Finding]:
    """Findings of several checks without overlaps.

    The longer wins, then the surer, then the earlier name.
    """
    kept: list[tuple[int, Finding]] = []
    for finding in sorted(findings, key=lambda f: (f.start - f.end, -f.score, f.category, f.start)):
        at = bisect_left(kept, (finding.start,))
        free_left = at == 0 or kept[at - 1][1].end <= finding.start
        free_right = at == len(kept) or finding.end <= kept[at][0]
        if free_left and free_right:
            kept.insert(at, (finding.start, finding))
    return [finding for _, finding in kept]
