"""The policy h: what a sample has to satisfy before it counts.

Data, read from `prompts/policies`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from transforms.core.records import Finding


class Policy(BaseModel):
    """What must go, what may change, and what follows when an answer fails.

    Attributes:
        name, version: of the policy's file.
        checks: names of the checks that screen and judge.
        categories: names of the categories that must go; `*` for all that the checks know.
        keep_categories: exceptions to it.
        min_score: findings below it are look-alikes and stay; 0 to 1.
        max_edit_share: largest share of a sample's characters outside findings that may differ; 0
            to 1.
        min_length_ratio, max_length_ratio: of output to input, in characters, for texts of 40 and
            more characters.
        attempts: how often a backend is asked for one sample at most.
        on_failure: what becomes of a sample whose last attempt failed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    version: int
    checks: tuple[str, ...] = ("private_data",)
    categories: tuple[str, ...] = ("*",)
    keep_categories: tuple[str, ...] = ()
    min_score: float = Field(default=0.5, ge=0, le=1)
    max_edit_share: float = Field(default=0.1, ge=0, le=1)
    min_length_ratio: float = Field(default=0.3, ge=0)
    max_length_ratio: float = Field(default=3.0, gt=0)
    attempts: int = Field(default=3, ge=1, le=10)
    on_failure: Literal["quarantine", "dead_letter"] = "quarantine"

    def objects_to(self, finding: Finding) -> bool:
        """Whether the finding has to go."""
        if finding.score < self.min_score or finding.category in self.keep_categories:
            return False
        return "*" in self.categories or finding.category in self.categories
