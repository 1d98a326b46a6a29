"""The options of calls to a model's service; see `pipelines.option_groups` for the form."""

from __future__ import annotations

import secrets
from typing import Annotated

from pipelines.arguments import About
from pipelines.option_groups import COUNT, TEXT, Options
from pipelines.values import (
    ALL_CATEGORIES,
    NO_CATEGORY,
    PRESCREENS,
    CacheAddress,
    Calls,
    Count,
    HostPort,
    Money,
    PackSamples,
    Prescreen,
    Seconds,
    SecretName,
    Text,
    Texts,
    VariableName,
)
from prompts import prices as price_lists  # a field is named `prices`
from prompts.prices import Prices
from transforms.core.asking.masking import EVERY
from transforms.core.calling.settings import ModelSettings, Tariff

_DEFAULTS = ModelSettings()
_VARIABLE = "give the NAME of an environment variable, not the key itself"
_SECRET = "give projects/PROJECT/secrets/NAME/versions/VERSION, not the key itself"  # noqa: S105 - a mend
_CACHES = "a folder (local, gs://, s3://), sqlite:FILE, or redis://HOST:PORT/DB"
_CALLS = "give a whole number from 1 to 4096"
_PACK = "give a whole number from 1 to 100"


class ModelOptions(Options):
    """Which models, where, and what is sent to them: what a plan reckons with too."""

    model: Annotated[
        Texts,
        About(
            "Service",
            "model to ask; given again: asked where the one before fails, so the cheap first",
            TEXT,
            metavar="MODEL",
            repeats=True,
            shapes=True,
        ),
    ] = ()
    project: Annotated[
        Text | None,
        About(
            "Service",
            "Google Cloud project of Vertex AI",
            TEXT,
            metavar="PROJECT",
            default="the Gemini Developer API",
        ),
    ] = None
    location: Annotated[
        Text | None,
        About("Service", "location of Vertex AI, such as europe-west4", TEXT, metavar="LOCATION"),
    ] = None
    requests_per_minute: Annotated[
        Count | None,
        About(
            "Service",
            "quota of the whole job",
            COUNT,
            metavar="N",
            unit="requests a minute",
            default="what the service turns out to allow",
        ),
    ] = None
    tokens_per_minute: Annotated[
        Count | None,
        About(
            "Service",
            "quota of the whole job",
            COUNT,
            metavar="N",
            unit="tokens a minute, sent and given back",
            default="what the service turns out to allow",
        ),
    ] = None
    max_in_flight: Annotated[
        Calls,
        About(
            "Service",
            "most calls in flight of the whole job",
            _CALLS,
            metavar="N",
            unit="calls at once",
        ),
    ] = _DEFAULTS.max_in_flight
    samples_per_request: Annotated[
        PackSamples,
        About(
            "Service",
            "most short samples that share a request; 1 for none",
            _PACK,
            metavar="N",
            unit="samples a request",
        ),
    ] = _DEFAULTS.samples_per_request
    prescreen: Annotated[
        Prescreen,
        About(
            "Service",
            "samples worth a call: all, those with findings (flagged), or these and a share P of "
            "the others (sample:P)",
            f"give {', '.join(PRESCREENS)} or sample:P",
            metavar="WHICH",
            shapes=True,
        ),
    ] = "all"
    premask: Annotated[
        Texts,
        About(
            "Service",
            "category whose findings of the checks never leave the machine: invented values are "
            "sent instead; all for every one, none to send texts as they are",
            f"give a category that gdr scan --list names, {ALL_CATEGORIES}, or {NO_CATEGORY}",
            metavar="CATEGORY",
            repeats=True,
            shapes=True,
        ),
    ] = (ALL_CATEGORIES,)
    prices: Annotated[
        Text | None,
        About(
            "Service",
            "TOML file with what models cost",
            TEXT,
            metavar="FILE",
            default=price_lists.FILE,
        ),
    ] = None

    @property
    def masked(self) -> tuple[str, ...]:
        """What `--premask` names, as settings have it: once each, `EVERY` alone for all."""
        if ALL_CATEGORIES in self.premask:
            return (EVERY,)
        return tuple(sorted({*self.premask} - {NO_CATEGORY}))

    def load_prices(self) -> Prices:
        """What models cost; raises `OptionsError` for a file that is wrong."""
        return price_lists.load(self.prices or "")


class ServiceOptions(ModelOptions):
    """How a service is called: with which key, how long, and for how much."""

    api_key_env: Annotated[
        VariableName | None,
        About(
            "Service",
            "environment variable that holds the API key",
            _VARIABLE,
            metavar="NAME",
            default=", then ".join(_DEFAULTS.api_key_env),
        ),
    ] = None
    api_key_secret: Annotated[
        SecretName | None,
        About(
            "Service",
            "version of a secret in Secret Manager that holds the API key",
            _SECRET,
            metavar="RESOURCE",
        ),
    ] = None
    quota_service: Annotated[
        HostPort | None,
        About(
            "Service",
            "Envoy rate limit service that holds the quotas over machines",
            "give host:port, such as quota.internal:8081",
            metavar="HOST:PORT",
        ),
    ] = None
    call_timeout_s: Annotated[
        Seconds,
        About(
            "Service",
            "a call that takes longer is cut and made again",
            "give seconds above 0, at most 3600",
            metavar="SECONDS",
            unit="seconds",
        ),
    ] = _DEFAULTS.call_timeout_s
    cache: Annotated[
        CacheAddress | None,
        About(
            "Service",
            f"answers of earlier runs: {_CACHES}",
            f"give {_CACHES}",
            metavar="ADDRESS",
            default="none",
        ),
    ] = None
    cache_password_env: Annotated[
        VariableName,
        About(
            "Service",
            "environment variable that holds the password of the cache",
            _VARIABLE,
            metavar="NAME",
        ),
    ] = _DEFAULTS.cache_password_env
    cache_password_secret: Annotated[
        SecretName | None,
        About(
            "Service",
            "version of a secret in Secret Manager that holds the password of the cache",
            _SECRET,
            metavar="RESOURCE",
        ),
    ] = None
    budget_usd: Annotated[
        Money | None,
        About(
            "Service",
            "stops before the calls of this launch cost more; the same command goes on",
            "give an amount above 0",
            metavar="USD",
            unit="USD",
            default="no limit",
        ),
    ] = None
    budget_tokens: Annotated[
        Count | None,
        About(
            "Service",
            "stops before the calls of this launch take more; the same command goes on",
            COUNT,
            metavar="N",
            unit="tokens, sent and given back",
            default="no limit",
        ),
    ] = None

    def settings(self, machines: int) -> ModelSettings:
        """The options as workers take them, with a launch drawn anew each time.

        Args:
            machines: most machines that the job may have.

        Raises:
            OptionsError: the file of prices is wrong.
        """
        tariffs = self.load_prices().of(self.model)
        # On Dataflow a project says whose job it is; a key says whose model.
        keyed = self.api_key_env or self.api_key_secret
        return ModelSettings(
            models=tuple(dict.fromkeys(self.model)),
            project="" if keyed else self.project or "",
            location=self.location or "",
            api_key_env=(self.api_key_env,) if self.api_key_env else _DEFAULTS.api_key_env,
            api_key_secret=self.api_key_secret or "",
            requests_per_minute=self.requests_per_minute,
            tokens_per_minute=self.tokens_per_minute,
            quota_service=self.quota_service or "",
            max_in_flight=self.max_in_flight,
            samples_per_request=self.samples_per_request,
            call_timeout_s=self.call_timeout_s,
            prescreen=self.prescreen,
            premask=self.masked,
            cache=self.cache or "",
            cache_password_env=self.cache_password_env,
            cache_password_secret=self.cache_password_secret or "",
            budget_usd=self.budget_usd,
            budget_tokens=self.budget_tokens,
            machines=machines,
            launch=secrets.token_hex(8),
            tariffs={n: Tariff(p.input, p.output, p.cached) for n, p in tariffs.items()},
        )
