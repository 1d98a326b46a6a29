"""The judge: screens inputs and judges outputs, with the same checks and the same policy."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from transforms.core.judging.case import Case, Objection, Verdict
from transforms.core.judging.detoxified import detoxified, new_private
from transforms.core.judging.fidelity import fidelity, format_kept, malformed
from transforms.core.judging.leaks import leaks, new_findings
from transforms.core.lists import Denied
from transforms.core.policy import Policy
from transforms.core.protocols import Check, is_contextual
from transforms.core.records import Finding
from transforms.core.toxicity.scores import TOXIC, Scorer, Scores, without_toxic, worst

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
        scorer: says how toxic a text is; None where the policy does not ask.
        guards: find what may not come into an output.
    """

    policy: Policy
    checks: tuple[Check, ...]
    denied: Denied = field(default_factory=Denied, repr=False)
    scorer: Scorer | None = None
    guards: tuple[Check, ...] = ()

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

    def scores(self, texts: Sequence[str]) -> list[Scores]:
        """How toxic each text is; an empty list where the policy does not ask."""
        return self.scorer.score(texts) if self.scorer else []

    def judge(self, cases: Sequence[Case]) -> list[Verdict]:
        """A verdict for each case, in order; all outputs that differ are screened in one pass.

        An output that is its text has been screened as such: what was found in it stands in the
        case's findings, and a finding that is still there is a leak.
        """
        wrong = [tuple(malformed(case)) for case in cases]
        sound = [case for case, objections in zip(cases, wrong, strict=True) if not objections]
        found = iter(self.screen_bare([case.outputs[n] for case in sound for n in case.edited]))
        toxic = iter(self.toxic(sound))
        return [
            Verdict(objections) if objections else self._verdict(case, found, next(toxic))
            for case, objections in zip(cases, wrong, strict=True)
        ]

    def _verdict(self, case: Case, found: Iterator[Findings], toxic: Verdict) -> Verdict:
        own = {number: without_toxic(next(found)) for number in case.edited}
        if toxic.hopeless:
            return toxic
        objections = {
            *islice(leaks(case.private), MOST_OBJECTIONS),
            *islice(new_findings(case.private, own), MOST_OBJECTIONS),
            *fidelity(case, self.policy),
            *format_kept(case),
            *toxic.objections,
        }
        return Verdict(tuple(sorted(objections)), toxic.scores)

    def toxic(self, cases: Sequence[Case]) -> list[Verdict]:
        """What toxicity has to do with it: all texts and outputs are scored in one pass."""
        rules = self.policy.toxicity
        if rules is None or self.scorer is None:
            return [Verdict()] * len(cases)
        before = iter(self.scorer.score([text for case in cases for text in case.texts]))
        after = iter(self.scorer.score([text for case in cases for text in case.outputs]))
        invented = iter(self._invented(cases))
        verdicts: list[Verdict] = []
        for case in cases:
            was, now = ([next(scores) for _ in case.texts] for scores in (before, after))
            objections = [*detoxified(case, rules, was, now), *next(invented)]
            verdicts.append(Verdict(tuple(objections), worst(now)))
        return verdicts

    def _invented(self, cases: Sequence[Case]) -> list[list[Objection]]:
        """Per case, objections to private data that its text does not hold."""
        pairs = [(case, number) for case in cases for number in case.edited]
        least = self.policy.min_score
        before = iter(_found(self.guards, [case.texts[n] for case, n in pairs], least))
        after = iter(_found(self.guards, [case.outputs[n] for case, n in pairs], least))
        return [
            [
                objection
                for number in case.edited
                for objection in new_private(case, number, next(after), next(before))
            ]
            for case in cases
        ]


def _rank(finding: Finding) -> tuple[bool, int, float, str, int]:
    """What is toxic gives way to what is private; then the longer wins, the surer, the earlier."""
    length = finding.start - finding.end
    toxic = finding.category == TOXIC
    return toxic, length, -finding.score, finding.category, finding.start


def _found(checks: Sequence[Check], texts: Sequence[str], least: float) -> list[list[Finding]]:
    """All that checks find in each text from a score on, whatever its category."""
    found: list[list[Finding]] = [[] for _ in texts]
    for check in checks:
        for finding in check.find(texts):
            if finding.score >= least:
                found[finding.text].append(finding)
    return found


def _resolve(findings: list[Finding]) -> list[Finding]:
    """Findings of several checks without overlaps.

    Which of two stays, `_rank` says.
    """
    kept: list[tuple[int, Finding]] = []
    for finding in sorted(findings, key=_rank):
        at = bisect_left(kept, (finding.start,))
        free_left = at == 0 or kept[at - 1][1].end <= finding.start
        free_right = at == len(kept) or finding.end <= kept[at][0]
        if free_left and free_right:
            kept.insert(at, (finding.start, finding))
    return [finding for _, finding in kept]
