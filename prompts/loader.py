"""Loads prompts and policies by name (bundled) or by path (the user's own), and checks them."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from transforms.core.errors import OptionsError
from transforms.core.lists import entries, kept_entries
from transforms.core.policy import Policy, all_of
from transforms.core.prompt import Prompt, together

_HERE = Path(__file__).parent
_NO_PROMPTS = frozenset({"prices"})  # see `prompts.prices`


_Loaded = TypeVar("_Loaded", Prompt, Policy)


def names(folder: str = "") -> tuple[str, ...]:
    """The bundled prompts, or with folder "policies" the bundled policies, sorted."""
    found = {path.stem for path in (_HERE / folder).glob("*.toml")}
    return tuple(sorted(found - _NO_PROMPTS))


def load_prompt(name: str) -> Prompt:
    """The prompt of this name or at this path; of several, with commas, all in one.

    Raises `OptionsError` that says what is wrong with it.
    """
    loaded = [_load("--prompt", one, "", Prompt) for one in _several(name)]
    return loaded[0] if len(loaded) == 1 else together(loaded)


def load_policy(name: str) -> Policy:
    """The policy of this name or at this path; of several, with commas, what passes all.

    Raises `OptionsError` that says what is wrong with it.
    """
    loaded = [_one_policy(one) for one in _several(name)]
    return loaded[0] if len(loaded) == 1 else all_of(loaded)


def _several(name: str) -> list[str]:
    """The names between commas; one that is a file is one, whatever it is called."""
    if "," not in name or Path(name).expanduser().exists():
        return [name]
    return [one.strip() for one in name.split(",")]


def _one_policy(name: str) -> Policy:
    policy = _load("--policy", name, "policies", Policy)
    here = Path(name).expanduser().resolve().parent
    return _with_lists(policy, name, here)


def _with_lists(policy: Policy, name: str, here: Path) -> Policy:
    """The policy with the entries of its keep files, and the whole paths of its deny files."""
    if not policy.keep_files and not policy.deny_files:
        return policy
    deny = tuple(str(here / file) for file in policy.deny_files)
    try:
        kept = [line for file in policy.keep_files for line in entries((here / file).read_bytes())]
        digest = hashlib.sha256(b"\0".join(Path(file).read_bytes() for file in deny)).hexdigest()
        kept_entries(tuple(kept))
    except OSError as error:
        raise OptionsError(
            f"--policy {name!r}: {error.filename!r} cannot be read: {error.strerror}"
        ) from None
    except ValueError as error:
        raise OptionsError(f"--policy {name!r}: keep_files: {error}") from None
    update = {
        "keep": (*policy.keep, *kept),
        "keep_files": (),
        "deny_files": deny,
        "deny_digest": digest if deny else "",
    }
    return policy.model_copy(update=update)


def _load(option: str, name: str, folder: str, kind: type[_Loaded]) -> _Loaded:
    own = name.endswith(".toml") or "/" in name
    path = Path(name).expanduser() if own else _HERE / folder / f"{name}.toml"
    if not own and name not in names(folder):
        known = ", ".join(names(folder))
        raise OptionsError(
            f"{option} {name!r} is not bundled: known are {known}, or give a path ending in .toml"
        )
    try:
        return kind.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise OptionsError(f"{option} {name!r} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise OptionsError(f"{option} {name!r} is no valid TOML file") from None
    except ValidationError as error:
        wrong = "; ".join(
            ".".join(map(str, e["loc"])) + ": " * bool(e["loc"]) + e["msg"] for e in error.errors()
        )
        raise OptionsError(f"{option} {name!r}: {wrong.replace('Value error, ', '')}") from None
