"""What options need around them: files, folders and variables that have to be there."""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Mapping

from pipelines import service_surroundings
from pipelines.arguments import complaint, flag, nearest, shown
from pipelines.given import Values, runs_here, texts
from pipelines.option_groups import Options
from pipelines.options import VerifyOptions
from prompts.loader import load_policy, load_prompt
from transforms.core import addresses, registry
from transforms.core.errors import OptionsError


def problems(kind: type[Options], values: Values, environment: Mapping[str, str]) -> list[str]:
    """A line for each thing that is not there: name, value, mend.

    The value of a variable is never kept or shown, only whether there is one.

    Args:
        kind: the command's model.
        values: given and right, by field name.
        environment: the process's variables.
    """
    found = [*_unknown_schemes(values), *_missing_inputs(values), *_missing_folders(values)]
    if issubclass(kind, VerifyOptions):
        found.extend(_missing_output(values))
    found.extend(_missing_key(values, environment))
    found.extend(_unknown_prompts(values))
    return [*found, *service_surroundings.problems(kind, values, environment)]


def _local(address: str) -> bool:
    try:
        return addresses.scheme(address) == addresses.LOCAL
    except OptionsError:
        return False  # refused for itself


def _unknown_schemes(values: Values) -> Iterator[str]:
    """Addresses that no store knows; stores are loaded only for an address that is not local."""
    remote = [
        (name, address)
        for name in ("input", "output", "quarantine")
        for address in texts(values, name)
        if not _local(address)
    ]
    modules = (registry.module("stores", name) for name in registry.names("stores"))
    known = {scheme for module in modules for scheme in module.SCHEMES} if remote else set()
    for name, address in remote:
        kind = address.partition("://")[0]
        if kind.lower() not in known:
            near = nearest(kind, known)
            mend = f"did you mean {near}://?" if near else f"known are {', '.join(sorted(known))}"
            yield complaint(name, address, f"unknown scheme; {mend}")


def _missing_inputs(values: Values) -> Iterator[str]:
    for pattern in texts(values, "input"):
        literal = _local(pattern) and not addresses.has_wildcard(pattern)
        if literal and not os.path.lexists(addresses.resolve(pattern)):
            yield f"--input {shown(pattern)}: is not there; give a file, a folder or a pattern"


def _missing_output(values: Values) -> Iterator[str]:
    for folder in texts(values, "output"):
        if _local(folder) and not os.path.isdir(addresses.resolve(folder)):
            yield f"OUT {shown(folder)}: is no folder; give the output of gdr refine"


def _missing_folders(values: Values) -> Iterator[str]:
    """Reports go into folders that exist: a misspelt one would be found only after the work."""
    for name in ("json_", "spans"):
        for path in texts(values, name):
            if path == "-" or not _local(path):
                continue
            if os.path.isdir(path):
                yield f"{flag(name)} {shown(path)}: is a folder; give a file"
            elif not os.path.isdir(os.path.dirname(os.path.abspath(path))):
                yield f"{flag(name)} {shown(path)}: its folder is not there; make it first"


def _missing_key(values: Values, environment: Mapping[str, str]) -> Iterator[str]:
    """A variable named and not set: a key drawn in silence would give other surrogates."""
    local = runs_here(values)
    for name in texts(values, "surrogate_key_env"):
        if local and not environment.get(name):
            yield (
                f"--surrogate-key-env {name}: is not set or empty; "
                "export it, or leave the option out for a key of this run only"
            )


def _unknown_prompts(values: Values) -> Iterator[str]:
    for name, load in (("prompt", load_prompt), ("policy", load_policy)):
        for given in texts(values, name):
            try:
                load(given)
            except OptionsError as error:
                yield error.message
