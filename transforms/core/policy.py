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
        spare_edit: characters outside findings that may differ at any rate: one name can be most of
            a short text.
        min_length_ratio, max_length_ratio: of output to input, in characters, for texts of 40 and
            more characters.
        attempts: how often a backend is asked for one sample at most.
        on_failure: what becomes of a sample whose last attempt failed.
        fallback: what is tried before that when every model failed the judge: `local` replaces
            what is left by itself.
        keep: values that stay when only a model objects to them; `@example.org` for all addresses
            of a domain.
        free_categories: categories whose value a model may choose; for all others the surrogate
            engine does.
        longest_edit: characters of a value that a model may have replaced.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    version: int
    checks: tuple[str, ...] = ("private_data",)
    categories: tuple[str, ...] = ("*",)
    keep_categories: tuple[str, ...] = ()
    min_score: float = Field(default=0.5, ge=0, le=1)
    max_edit_share: float = Field(default=0.1, ge=0, le=1)
    spare_edit: int = Field(default=40, ge=0)
    min_length_ratio: float = Field(default=0.3, ge=0)
    max_length_ratio: float = Field(default=3.0, gt=0)
    attempts: int = Field(default=3, ge=1, le=10)
    on_failure: Literal["quarantine", "dead_letter"] = "quarantine"
    fallback: Literal["local", "none"] = "local"
    keep: tuple[str, ...] = ()
    free_categories: tuple[str, ...] = ()
    longest_edit: int = Field(default=200, ge=1)

    def objects_to(self, finding: Finding) -> bool:
        """Whether the finding has to go."""
        return finding.score >= self.min_score and self.wants(finding.category)

    def wants(self, category: str) -> bool:
        """Whether findings of the category have to go."""
        if category in self.keep_categories:
            return False
        return "*" in self.categories or category in self.categories

    def keeps(self, value: str) -> bool:
        """Whether the value is on the keep list."""
        folded = value.strip().casefold()
        kept = [entry.casefold() for entry in self.keep]
        return folded in kept or any(e[:1] == "@" and folded.endswith(e) for e in kept)
