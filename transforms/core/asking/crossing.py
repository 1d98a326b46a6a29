"""Whether one sample of a shared request may have had a say in the answer to another.

What the checks find they vouch for, whoever asks for it. An edit of nothing that they know counts
in a shared answer only if no other sample there holds its value: a text that has a model replace a
word everywhere has to name the word.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.core.asking.asker import Pair
from transforms.core.asking.items import Item, Proposal
from transforms.core.asking.masking import to_sample
from transforms.core.records import Finding

Findings = Sequence[Sequence[Finding]]


def crossed(pairs: Sequence[Pair], findings: dict[int, Findings]) -> bool:
    """Whether an edit that no check vouches for has its value in another sample, too.

    Args:
        pairs: items of several samples with what was proposed for them.
        findings: of the checks, by sample and text.
    """
    for item, proposed in pairs:
        others = [other.sent for other, _ in pairs if other.sample != item.sample]
        for proposal in proposed.proposals:
            value = item.sent[proposal.start : proposal.end]
            known = _vouched(item, proposal, findings[item.sample][item.text])
            if not known and any(value in sent for sent in others):
                return True
    return False


def _vouched(item: Item, proposal: Proposal, findings: Sequence[Finding]) -> bool:
    """Whether the edit meets something that a check found, masked or not."""
    low, high = to_sample(item, proposal.start, proposal.end)
    return any(found.start < high and low < found.end for found in findings)
