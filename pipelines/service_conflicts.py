"""Options of calls to a model's service that are right alone and wrong together."""

from __future__ import annotations

from collections.abc import Iterator, Set

from pipelines.given import Conflict, Values, runs_here, texts
from pipelines.values import NO_CATEGORY
from transforms import backends
from transforms.core import registry

OF_SERVICES = (
    "model", "project", "location", "requests_per_minute", "tokens_per_minute", "max_in_flight",
    "samples_per_request", "prescreen", "premask", "prices", "api_key_env", "api_key_secret",
    "quota_service", "call_timeout_s", "cache", "cache_password_env", "cache_password_secret",
    "budget_usd", "budget_tokens",
)  # fmt: skip
"""Options that say nothing to a backend that calls no service."""

_OF_DATAFLOW = ("project", "location")
"""They say where a job runs as well."""


def calls_service(values: Values) -> bool:
    """Whether the backend calls a service; False where there is no backend, or an unknown one."""
    name = values.get("backend")
    known = isinstance(name, str) and name in registry.names("backends")
    return known and backends.is_service(str(name))


def _needless(values: Values, given: Set[str]) -> Iterator[Conflict]:
    backend = values.get("backend")
    if backend not in registry.names("backends") or calls_service(values):
        return
    services = [name for name in registry.names("backends") if backends.is_service(name)]
    for name in OF_SERVICES:
        if name in given and (name not in _OF_DATAFLOW or runs_here(values)):
            yield (
                name,
                f"is for a backend that asks a model, --backend {backend} does not; give "
                f"--backend {' or '.join(services)}, or leave it out",
            )


def _models(values: Values, given: Set[str]) -> Iterator[Conflict]:
    if "model" in values and calls_service(values) and not texts(values, "model"):
        yield "model", f"is missing; --backend {values['backend']} needs at least one"
    names = texts(values, "model")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "model", f"names {name!r} twice; name it once"


def _place(values: Values, given: Set[str]) -> Iterator[Conflict]:
    project = bool(texts(values, "project"))
    if texts(values, "location") and not project:
        yield "location", "is a location of Vertex AI; give --project too, or leave it out"
    for name in ("api_key_env", "api_key_secret"):
        if project and name in given and runs_here(values):
            yield (
                name,
                "is for the Gemini Developer API; Vertex AI takes the credentials of the machine: "
                "leave it or --project out",
            )


def _keys(values: Values, given: Set[str]) -> Iterator[Conflict]:
    for kind in ("api_key", "cache_password"):
        if f"{kind}_env" in given and texts(values, f"{kind}_secret"):
            option = f"--{kind.replace('_', '-')}-env"
            yield f"{kind}_secret", f"is given beside {option}; leave one of the two out"
    for name in ("cache_password_env", "cache_password_secret"):
        if name in given and not texts(values, "cache"):
            yield name, "is the password of a cache; give --cache too, or leave it out"


def _masks(values: Values, given: Set[str]) -> Iterator[Conflict]:
    names = texts(values, "premask")
    if NO_CATEGORY in names and set(names) != {NO_CATEGORY}:
        yield "premask", f"names {NO_CATEGORY} and categories; leave one of them out"


RULES = (_needless, _models, _place, _keys, _masks)
"""Each gives the contradictions that it finds in values and the names that were given."""
