"""Numbers that states give to people."""

from __future__ import annotations

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.core.surrogates.reserved import is_unassigned_ssn

_PUBLISHED = frozenset({"078051120", "219099999", "123456789", "111223333"})
"""Numbers printed on sample cards and in manuals (SSA, "Social Security Cards Issued by
Woolworth"), and two that all examples use."""


def is_social_security_number(candidate: Candidate) -> bool:
    """Whether nine digits can have been assigned by the SSA and are no published sample."""
    digits = candidate.digits
    return not is_unassigned_ssn(digits) and digits not in _PUBLISHED and len(set(digits)) > 1


_NO_MORE = r"(?![\w-]|[.,]\d)"

CATEGORIES = (
    Category(
        "US_SSN",
        "identity",
        "US",
        (
            Form(
                rf"(?<![\w.+/-])\d{{3}}-\d{{2}}-\d{{4}}{_NO_MORE}",
                "SSA, structure of the social security number",
                score=0.75,
                near=0.95,
                numbers=9,
                valid=is_social_security_number,
            ),
            Form(
                rf"(?<![\w.+/-])\d{{3}}(?P<between>[ .]?)\d{{2}}(?P=between)\d{{4}}{_NO_MORE}",
                "SSA, where the words say so",
                score=0.2,
                near=0.85,
                numbers=9,
                valid=is_social_security_number,
            ),
        ),
        keywords=(
            "ssn",
            "ssns",
            "social security",
            "social",
            "ss number",
            "ss#",
            "socialsecurity",
            "social_security",
        ),
    ),
)
