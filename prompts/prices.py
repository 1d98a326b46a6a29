"""Loads what models cost, from `prompts/prices.toml` or a user's own file, and checks it."""

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
        file: what was read.
    """

    as_of: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    source: str
    models: dict[str, Price]
    file: str = Field(default=FILE, exclude=True)

    def unpriced(self, names: Sequence[str]) -> list[str]:
        """The models of these that have no price, once each."""
        return [name for name in dict.fromkeys(names) if name not in self.models]

    def of(self, names: Sequence[str]) -> dict[str, Price]:
        """The prices of those of these models that have one."""
        return {name: self.models[name] for name in names if name in self.models}

    def chosen(self, names: Sequence[str]) -> dict[str, Price]:
        """The prices of these models, in their order; of all when none is named.

        Raises:
            OptionsError: some have no price; the message names them and the file.
        """
        unknown = self.unpriced(names)
        if unknown:
            raise OptionsError("\n".join(f"--model {name!r}: {self.mend()}" for name in unknown))
        return {name: self.models[name] for name in names or self.models}

    def mend(self) -> str:
        """What to do about a model that has no price."""
        own = "" if self.file != FILE else ", or in a file of your own with --prices FILE"
        return f"has no price in {self.file}; write it there{own}; known are {self._known()}"

    def _known(self) -> str:
        return ", ".join(self.models) or "none"


def load(own: str = "") -> Prices:
    """The prices of the bundled file, or of a user's own in its place.

    Raises:
        OptionsError: says what is wrong with the file.
    """
    path = Path(own).expanduser() if own else _PATH
    name = f"--prices {own!r}" if own else FILE
    try:
        found = Prices.model_validate(
            {**tomllib.loads(path.read_text("utf-8")), "file": own or FILE}
        )
    except OSError as error:
        raise OptionsError(f"{name}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise OptionsError(f"{name}: is no valid TOML file; see {FILE} for the form") from None
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise OptionsError(f"{name}: {wrong}") from None
    return found
