"""Loads what models cost, from `prompts/prices.toml`, and checks it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from transforms.core.errors import OptionsError

FILE = "prompts/prices.toml"
_PATH = Path(__file__).with_name("prices.toml")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Price(_Model):
    """USD for a million tokens: sent, given back, and sent but served from the service's cache."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached: float = Field(ge=0)

    def of(self, tokens_in: float, tokens_out: float, tokens_cached: float = 0.0) -> float:
        """USD for so many tokens; `tokens_cached` are not among `tokens_in`.

        >>> Price(input=1.25, output=10, cached=0.125).of(2_000_000, 100_000)
        3.5
        """
        paid = tokens_in * self.input + tokens_out * self.output + tokens_cached * self.cached
        return paid / 1e6


class Prices(_Model):
    """The prices of all models.

    Attributes:
        as_of: the day they were written down, `YYYY-MM-DD`.
        source: where they stand.
        models: by name.
    """

    as_of: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str
    models: dict[str, Price]

    def chosen(self, names: Sequence[str]) -> dict[str, Price]:
        """The prices of these models, in their order; of all when none is named.

        Raises:
            OptionsError: some have no price; the message names them and the file.
        """
        unknown = [name for name in names if name not in self.models]
        if unknown:
            raise OptionsError(
                "\n".join(
                    f"--model {name!r}: has no price in {FILE}; write it there, "
                    f"known are {', '.join(self.models)}"
                    for name in unknown
                )
            )
        return {name: self.models[name] for name in names or self.models}


def load(path: Path = _PATH) -> Prices:
    """The prices; raises `OptionsError` that says what is wrong with the file."""
    try:
        return Prices.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise OptionsError(f"{FILE} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise OptionsError(f"{FILE} is no valid TOML file") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise OptionsError(f"{FILE}: {wrong}") from None
