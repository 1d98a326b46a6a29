"""Groups of options that the commands put together: each a frozen model, checked where it is built.

A field is an option: `text_field` is `--text-field`, and `text_field:` in `--config`. What its
annotation says (`About`) becomes the help; what it checks is refused with name, value and mend.
Options hold the name of a secret's variable, never its value, so they may be pickled and shown.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from pipelines import conflicts
from pipelines.arguments import About, complaint
from pipelines.values import (
    BackendName,
    SecretName,
    Text,
    VariableName,
)
from transforms.core import registry
from transforms.core.errors import OptionsError

# What a right value is, said as the mend of a wrong one.
COUNT = "give a whole number, 1 or more"
SHARE = "give a share from 0 to 1, such as 0.01"
TEXT = "give a text"
FLAG = "give true or false"
INPUT = "file, folder or pattern with * ? [ ] **; local, gs:// or s3://"


class Options(BaseModel):
    """What every command takes.

    Attributes:
        beam_arguments: options of Apache Beam, as given; checked by `pipelines.beam_options`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    config: Annotated[
        Text | None,
        About(
            "General",
            "YAML file with the same fields; the command line wins, --no-FLAG takes back a flag",
            TEXT,
            metavar="FILE",
        ),
    ] = None
    quiet: Annotated[bool, About("General", "no progress and no summary on the terminal", FLAG)] = (
        False
    )
    beam_arguments: tuple[str, ...] = Field(default=(), repr=False)

    def model_post_init(self, context: Any, /) -> None:
        """Refuses options that contradict each other, with an `OptionsError`."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        found = conflicts.find(values, self.model_fields_set)
        if found:
            raise OptionsError("\n".join(complaint(n, values[n], mend) for n, mend in found))

    def shaping(self) -> dict[str, object]:
        """The fields that decide what is written, by name: their part of a run's fingerprint."""
        return {
            name: getattr(self, name)
            for name, info in type(self).model_fields.items()
            if any(isinstance(item, About) and item.shapes for item in info.metadata)
        }


class PromptOptions(Options):
    """How the corpus is refined."""

    prompt: Annotated[
        Text,
        About("Refinement", "prompt: a name, or a TOML file", TEXT, metavar="NAME", shapes=True),
    ] = "anonymize"


class PolicyOptions(PromptOptions):
    """What an output must hold, and who refines."""

    policy: Annotated[
        Text | None,
        About(
            "Refinement",
            "policy that judges every output: a name, or a TOML file",
            TEXT,
            metavar="NAME",
            shapes=True,
            default="the prompt's",
        ),
    ] = None
    backend: Annotated[
        BackendName,
        About(
            "Refinement",
            "what rewrites; local needs no model and no network",
            metavar="NAME",
            choices=partial(registry.names, "backends"),
            shapes=True,
        ),
    ] = "local"


class KeyOptions(Options):
    """Where the key of the surrogates is, never the key."""

    surrogate_key_env: Annotated[
        VariableName,
        About(
            "Surrogates",
            "environment variable that holds the key; without one, a key is drawn for this run",
            "give the NAME of an environment variable, not the key itself",
            metavar="NAME",
        ),
    ] = "GDR_SURROGATE_KEY"
    surrogate_key_secret: Annotated[
        SecretName | None,
        About(
            "Surrogates",
            "version of a secret in Secret Manager that holds the key",
            "give projects/PROJECT/secrets/NAME/versions/VERSION, not the key itself",
            metavar="RESOURCE",
        ),
    ] = None


class ReportOptions(Options):
    """The result for programs."""

    json_: Annotated[
        Text | None, About("Report", "writes the result as JSON too", TEXT, metavar="FILE")
    ] = None
