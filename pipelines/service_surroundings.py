"""What the options of calls to a model's service need around them: keys, prices, categories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipelines.arguments import complaint, flag, nearest
from pipelines.given import Values, runs_here, texts
from pipelines.option_groups import KeyOptions, Options, PromptOptions
from pipelines.service_conflicts import calls_service
from pipelines.service_options import ModelOptions, ServiceOptions
from pipelines.values import ALL_CATEGORIES, NO_CATEGORY
from prompts import prices
from prompts.loader import load_policy, load_prompt
from transforms import checks
from transforms.core.calling.settings import ModelSettings
from transforms.core.errors import OptionsError
from transforms.core.policy import Policy


def problems(kind: type[Options], values: Values, environment: Mapping[str, str]) -> list[str]:
    """A line for each thing that is not there: name, value, mend; see `pipelines.surroundings`."""
    if not issubclass(kind, ModelOptions):
        return []
    found = [*_unknown_categories(kind, values), *_prices(values)]
    if issubclass(kind, ServiceOptions):
        found.extend(_missing_api_key(values, environment))
        found.extend(_missing_password(values, environment))
        found.extend(_passing_key(values, environment))
    return found


def _missing_api_key(values: Values, environment: Mapping[str, str]) -> Iterator[str]:
    """No key in the variables that were named, or in those that are looked at by default."""
    elsewhere = texts(values, "project") or texts(values, "api_key_secret")
    if not runs_here(values) or not calls_service(values) or elsewhere:
        return
    named = texts(values, "api_key_env")
    looked = named or list(ModelSettings().api_key_env)
    if any(environment.get(name) for name in looked):
        return
    mend = f"{' or '.join(looked)} is not set or empty; export it, name another variable, "
    yield f"{flag('api_key_env')}: {mend}or give --api-key-secret, or --project for Vertex AI"


def _missing_password(values: Values, environment: Mapping[str, str]) -> Iterator[str]:
    for name in texts(values, "cache_password_env"):
        if runs_here(values) and not environment.get(name):
            yield f"--cache-password-env {name}: is not set or empty; export it"


def _passing_key(values: Values, environment: Mapping[str, str]) -> Iterator[str]:
    """A cache whose keys nobody finds again: they are hashes keyed with the surrogate key."""
    default = str(KeyOptions.model_fields["surrogate_key_env"].default)
    name = (texts(values, "surrogate_key_env") or [default])[0]
    lasting = texts(values, "surrogate_key_secret") or environment.get(name)
    for address in texts(values, "cache"):
        if not lasting:
            mend = (
                "needs a surrogate key that lasts, else no later run finds anything in it; set "
                f"{name} (32 random characters), or give --surrogate-key-secret"
            )
            yield complaint("cache", address, mend)


def _unknown_categories(kind: type[Options], values: Values) -> Iterator[str]:
    named = texts(values, "premask")
    wanted = [name for name in named if name not in (ALL_CATEGORIES, NO_CATEGORY)]
    policy = _policy(kind, values) if wanted else None
    if policy is None:
        return
    known = sorted({name for check in policy.checks for name in checks.build(check).categories})
    for name in wanted:
        if name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near}?" if near else f"known are {', '.join(known)}"
            yield complaint("premask", name, f"no check finds this category; {mend}")
        elif not policy.wants(name):
            mend = (
                f"policy {policy.name} lets this category stand; leave it out, or mend the policy"
            )
            yield complaint("premask", name, mend)


def _policy(kind: type[Options], values: Values) -> Policy | None:
    """The policy that will judge; None where it, or the prompt that names it, is wrong."""
    default = str(PromptOptions.model_fields["prompt"].default)
    try:
        named = texts(values, "policy") if "policy" in kind.model_fields else []
        prompt = (texts(values, "prompt") or [default])[0]
        return load_policy(named[0] if named else load_prompt(prompt).policy)
    except OptionsError:
        return None  # refused for itself


def _prices(values: Values) -> Iterator[str]:
    """A file of prices that is wrong, or a budget in money for a model without a price."""
    budget = values.get("budget_usd")
    own = (texts(values, "prices") or [""])[0]
    if not own and budget is None:
        return
    try:
        known = prices.load(own)
    except OptionsError as error:
        yield error.message
        return
    for name in known.unpriced(texts(values, "model") if budget is not None else ()):
        yield complaint("budget_usd", budget, f"model {name!r} {known.mend()}")
