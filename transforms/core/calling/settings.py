"""How a job uses a model's service: named here without a secret, pickled into every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.core.calling.replies import Usage


@dataclass(frozen=True, slots=True)
class Tariff:
    """USD for a million tokens of a model: sent, given back (thoughts too), sent and cached."""

    input: float
    output: float
    cached: float

    def usd(self, usage: Usage) -> float:
        """What so many tokens cost."""
        out = usage.output + usage.thoughts
        paid = usage.prompt * self.input + usage.cached * self.cached + out * self.output
        return paid / 1e6


@dataclass(frozen=True)
class ModelSettings:
    """What the options say about calls.

    Attributes:
        models: names, the cheap first: the next one is asked what the one before failed at.
        project, location: of Vertex AI; "" for the Developer API.
        api_key_env: names of environment variables, the first that is set counts.
        api_key_secret: name of a Secret Manager version; wins over the environment.
        requests_per_minute, tokens_per_minute: quotas of the whole job; None when not given.
        quota_service: host:port of an Envoy rate limit service, "" for none.
        max_in_flight: calls in flight of the whole job.
        samples_per_request: most samples that share a request.
        call_timeout_s: seconds after which a call is cut.
        prescreen: "all", "flagged", or "sample:P".
        premask: categories whose findings never leave the machine; "*" for all, none for none.
        cache: address of the cross-run cache, "" for none.
        cache_password_env, cache_password_secret: where the password of the cache is.
        budget_usd, budget_tokens: of one launch; None for no limit.
        machines: most machines that the job may have; what is the job's is divided by it.
        launch: drawn for each launch; no part of a fingerprint.
        tariffs: by model, of those with a known price.
    """

    models: tuple[str, ...] = ()
    project: str = ""
    location: str = ""
    api_key_env: tuple[str, ...] = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
    api_key_secret: str = ""
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    quota_service: str = ""
    max_in_flight: int = 64
    samples_per_request: int = 8
    call_timeout_s: float = 120.0
    prescreen: str = "all"
    premask: tuple[str, ...] = ("*",)
    cache: str = ""
    cache_password_env: str = "GDR_CACHE_PASSWORD"  # noqa: S105 - the variable's name
    cache_password_secret: str = ""
    budget_usd: float | None = None
    budget_tokens: int | None = None
    machines: int = 1
    launch: str = ""
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)

    def described(self) -> dict[str, object]:
        """What decides bytes of the output."""
        return {
            "model": list(self.models),
            "prescreen": self.prescreen,
            "premask": sorted(self.premask),
        }
