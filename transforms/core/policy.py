"""The policy h: what a sample has to satisfy before it counts.

Data, read from `prompts/policies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from transforms.core.errors import OptionsError
from transforms.core.lists import kept_entries
from transforms.core.modes import Mode, mode_of
from transforms.core.records import Finding
from transforms.core.surrogates.generalising import GENERALISERS
from transforms.core.taxonomy import CATEGORIES, selects, unknown

_PRIVATE = {"private_data", "prose"}
"""Checks whose categories stand in the taxonomy; those of others are not known here."""

_MOST_WRONG = 8
"""Faults that a message names; who mends eight is told the rest."""


class ToxicityRules(BaseModel):
    """What an output must hold that was toxic before.

    Attributes:
        scorer: what scores: the name of a check that does, or of a service in `scorers`.
        max_score: the worst sentence of an output stays below; nor is it more toxic than its text.
        min_chrf: least character F-score of an output against its text; 0 to 1.
        keep: what must not get lost or come in: numbers, urls, names.
        guards: checks whose findings may not come in: a rewrite invents no private data.
        key_env, key_secret: where the key of a service that scores is; "" for its default.
        model: that a model as judge is, "" for the last of the job.
        requests_per_minute: of a service that scores; None where nobody named one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    scorer: str = "toxicity"
    max_score: float = Field(default=0.5, gt=0, le=1)
    min_chrf: float = Field(default=0.15, ge=0, le=1)
    keep: tuple[Literal["numbers", "urls", "names"], ...] = ("numbers", "urls", "names")
    guards: tuple[str, ...] = ("private_data",)
    key_env: str = ""
    key_secret: str = ""
    model: str = ""
    requests_per_minute: int | None = Field(default=None, ge=1)

    @property
    def remote(self) -> bool:
        """Whether a service is asked as well."""
        return self.scorer != "toxicity"


class Policy(BaseModel):
    """What must go, what may change, and what follows when an answer fails.

    Attributes:
        name, version: of the policy's file.
        checks: names of the checks that screen and judge.
        categories: what must go: names of categories, `group:identity`, `country:DE`, `*` for all
            that the checks know.
        keep_categories: exceptions to it, in the same words.
        modes: what takes a value's place, by the same words; a surrogate where none is named.
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
        keep: values that stay, whoever objects to them; see `lists.Kept` for what an entry says.
        keep_files: further entries, a line each; relative to the policy's file.
        deny_files: values that have to go wherever they stand, a line each; relative to the
            policy's file. They are read where they are needed and travel nowhere.
        deny_digest: of what the deny files hold, so that another list is another run.
        free_categories: categories whose value a model may choose; for all others the surrogate
            engine does.
        longest_edit: characters of a value that a model may have replaced.
        toxicity: what becomes of toxic texts; None where nobody asks.
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
    keep_files: tuple[str, ...] = ()
    deny_files: tuple[str, ...] = ()
    deny_digest: str = ""
    modes: dict[str, Mode] = Field(default_factory=dict)
    free_categories: tuple[str, ...] = ()
    longest_edit: int = Field(default=200, ge=1)
    toxicity: ToxicityRules | None = None

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Policy:
        """Refuses selectors that pick nothing, and modes that a category does not have."""
        named = (*self.categories, *self.keep_categories, *self.modes, *self.free_categories)
        wrong = unknown(named) if set(self.checks) <= _PRIVATE else []
        coarse = [name for name in CATEGORIES if self.mode(name) is Mode.GENERALISE]
        if "*" not in self.modes or self.modes["*"] is not Mode.GENERALISE:
            wrong += [
                f"{name}: nothing sensible is coarser; take 'surrogate' or 'placeholder'"
                for name in coarse
                if name not in GENERALISERS
            ]
        elif coarse:
            wrong.append(f"'*' cannot be generalised; these can: {', '.join(GENERALISERS)}")
        if wrong:
            raise ValueError("; ".join(wrong[:_MOST_WRONG]))
        kept_entries(self.keep)  # raises for a pattern that is none
        return self

    def mode(self, category: str) -> Mode:
        """What takes the place of the category's values."""
        return mode_of(self.modes, category)

    def objects_to(self, finding: Finding) -> bool:
        """Whether the finding has to go."""
        return finding.score >= self.min_score and self.wants(finding.category)

    def wants(self, category: str) -> bool:
        """Whether findings of the category have to go."""
        if any(selects(selector, category) for selector in self.keep_categories):
            return False
        if not any(selects(selector, category) for selector in self.categories):
            return False
        return self.mode(category) is not Mode.KEEP

    def keeps(self, value: str, category: str = "") -> bool:
        """Whether the value is on the keep list."""
        return bool(self.keep) and kept_entries(self.keep).keeps(value, category)


def all_of(several: Sequence[Policy]) -> Policy:
    """One policy that a sample passes only if it passes every one of these.

    Thresholds are the strictest of all. Only how much may change is the widest: what one task has
    to change, another must not forbid.
    """
    everything = any("*" in policy.categories for policy in several)
    return Policy(
        name="+".join(policy.name for policy in several),
        version=max(policy.version for policy in several),
        checks=_union([policy.checks for policy in several]),
        categories=("*",) if everything else _union([policy.categories for policy in several]),
        keep_categories=tuple(
            name
            for name in _union([policy.keep_categories for policy in several])
            if not any(policy.wants(name) for policy in several)
        ),
        min_score=min(policy.min_score for policy in several),
        max_edit_share=max(policy.max_edit_share for policy in several),
        spare_edit=max(policy.spare_edit for policy in several),
        min_length_ratio=max(policy.min_length_ratio for policy in several),
        max_length_ratio=min(policy.max_length_ratio for policy in several),
        attempts=max(policy.attempts for policy in several),
        on_failure=several[0].on_failure,
        fallback="local" if all(p.fallback == "local" for p in several) else "none",
        keep=_union([policy.keep for policy in several]),
        deny_files=_union([policy.deny_files for policy in several]),
        deny_digest=" ".join(policy.deny_digest for policy in several).strip(),
        modes={name: mode for policy in several for name, mode in policy.modes.items()},
        free_categories=_union([policy.free_categories for policy in several]),
        longest_edit=max(policy.longest_edit for policy in several),
        toxicity=_strictest([p.toxicity for p in several if p.toxicity is not None]),
    )


def _strictest(several: Sequence[ToxicityRules]) -> ToxicityRules | None:
    """What satisfies all of these rules; None for none."""
    services = sorted({rules.scorer for rules in several if rules.remote})
    if len(services) > 1:
        raise OptionsError(
            f"policies: outputs are scored by {' and by '.join(services)}; name one service at most"
        )
    if not several:
        return None
    asked = next((rules for rules in several if rules.remote), several[0])
    return asked.model_copy(
        update={
            "max_score": min(rules.max_score for rules in several),
            "min_chrf": max(rules.min_chrf for rules in several),
            "keep": _union([rules.keep for rules in several]),
            "guards": _union([rules.guards for rules in several]),
        }
    )


def _union(several: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in several for name in names))
