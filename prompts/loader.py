"""Loads prompts and policies by name (bundled) or by path (the user's own), and checks them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from transforms.core.errors import OptionsError
from transforms.core.fingerprints import fingerprint
from transforms.core.policy import Policy

_HERE = Path(__file__).parent
_NO_PROMPTS = frozenset({"prices"})  # see `prompts.prices`


class Prompt(BaseModel):
    """A task for a backend.

    Attributes:
        name, version: of the prompt's file.
        policy: name or path of the policy that judges its outputs.
        mode: the form of the answers.
        system: the system instruction for a model; `local` needs none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str
    version: int
    policy: str
    mode: Literal["edits", "rewrite", "auto"] = "edits"
    system: str

    @property
    def fingerprint(self) -> str:
        """64 hex digits that change with anything in the prompt."""
        return fingerprint(self.model_dump(mode="json"))


_Loaded = TypeVar("_Loaded", Prompt, Policy)


def names(folder: str = "") -> tuple[str, ...]:
    """The bundled prompts, or with folder "policies" the bundled policies, sorted."""
    found = {path.stem for path in (_HERE / folder).glob("*.toml")}
    return tuple(sorted(found - _NO_PROMPTS))


def load_prompt(name: str) -> Prompt:
    """The prompt of this name or at this path.

    Raises `OptionsError` that says what is wrong with it.
    """
    return _load("--prompt", name, "", Prompt)


def load_policy(name: str) -> Policy:
    """The policy of this name or at this path.

    Raises `OptionsError` that says what is wrong with it.
    """
    return _load("--policy", name, "policies", Policy)


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
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise OptionsError(f"{option} {name!r}: {wrong}") from None
