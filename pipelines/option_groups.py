"""Groups of options that the commands put together: each a frozen model, checked where it is built.

A field is an option: `text_field` is `--text-field`, and `text_field:` in `--config`. What its
annotation says (`About`) becomes the help; what it checks is refused with name, value and mend.
Options hold the name of a secret's variable, never its value, so they may be pickled and shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from pipelines import conflicts
from pipelines.arguments import About, complaint
from pipelines.beam_options import LOCAL_RUNNER
from pipelines.given import Values
from pipelines.values import (
    BINARIES,
    TEXT_UNITS,
    Address,
    Addresses,
    BackendName,
    Binary,
    BlockBytes,
    BlockSamples,
    Count,
    FieldPath,
    FieldPaths,
    FormatName,
    Processes,
    RunnerName,
    SampleBytes,
    SecretName,
    Share,
    Text,
    TextUnit,
    VariableName,
)
from transforms.core import registry
from transforms.core.errors import OptionsError
from transforms.core.fields import FieldOptions
from transforms.core.records import BlockLimits

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


class CorpusOptions(Options):
    """Which corpus, and which of its fields are text."""

    input: Annotated[
        Addresses,
        Field(min_length=1),
        About("Input", INPUT, "give at least one path or pattern", metavar="PATTERN", repeats=True),
    ]
    format: Annotated[
        FormatName | None,
        About(
            "Input",
            "format of the corpus",
            metavar="NAME",
            choices=partial(registry.names, "formats"),
            shapes=True,
            default="guessed by ending and first bytes",
        ),
    ] = None
    text_field: Annotated[
        FieldPaths,
        Field(min_length=1),
        About(
            "Input",
            "field that is text to refine, such as messages[].content",
            "give at least one field path",
            metavar="PATH",
            repeats=True,
            shapes=True,
        ),
    ] = ("text",)
    text_unit: Annotated[
        TextUnit,
        About(
            "Input",
            "what a sample of a plain text is",
            metavar="UNIT",
            choices=lambda: TEXT_UNITS,
            shapes=True,
        ),
    ] = "file"
    id_field: Annotated[
        FieldPath | None,
        About(
            "Input",
            "field that names a sample",
            metavar="PATH",
            shapes=True,
            default="<relative path>#<index>",
        ),
    ] = None
    keep_field: Annotated[
        FieldPaths,
        About(
            "Input",
            "field that may hold private data and stays as it is, counted",
            metavar="PATH",
            repeats=True,
            shapes=True,
        ),
    ] = ()
    drop_field: Annotated[
        FieldPaths,
        About(
            "Input",
            "field that is left out of the output",
            metavar="PATH",
            repeats=True,
            shapes=True,
        ),
    ] = ()
    binary: Annotated[
        Binary,
        About(
            "Input",
            "what becomes of binary files among code",
            metavar="WHAT",
            choices=lambda: BINARIES,
            shapes=True,
        ),
    ] = "keep"
    revision: Annotated[
        Text,
        About(
            "Input",
            "branch, tag or commit of a bare git repository",
            "give a text; put quotes around a number",
            metavar="REV",
            shapes=True,
        ),
    ] = "HEAD"

    @property
    def field_options(self) -> FieldOptions:
        """The choice of fields, as formats take it."""
        return FieldOptions(
            text=self.text_field,
            id=self.id_field or "",
            keep=self.keep_field,
            drop=self.drop_field,
            text_unit=self.text_unit,
            binary=self.binary,
            revision=self.revision,
        )


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


class OutputOptions(Options):
    """Where the refined corpus goes, and what ends or re-opens a run."""

    output: Annotated[
        Address,
        About(
            "Output",
            "folder of the refined corpus; local, gs:// or s3://",
            "give a folder",
            metavar="OUT",
        ),
    ]
    quarantine: Annotated[
        Address | None,
        About(
            "Output",
            "another folder for what did not pass",
            "give a folder",
            metavar="URI",
            default="OUT/quarantine",
        ),
    ] = None
    overwrite: Annotated[
        bool, About("Output", "starts anew in an output folder of another run", FLAG)
    ] = False
    limit: Annotated[
        Count | None,
        About(
            "Output",
            "refines only N samples, chosen by hash: a canary",
            COUNT,
            metavar="N",
            unit="samples",
            shapes=True,
            default="all",
        ),
    ] = None
    max_failures: Annotated[
        Share,
        About(
            "Output",
            "ends with status 3 when more than this share of the samples fails",
            SHARE,
            metavar="SHARE",
            unit="share from 0 to 1",
        ),
    ] = 1.0
    retry_dead_letters: Annotated[
        bool, About("Output", "re-opens the dead letters of a finished output", FLAG)
    ] = False
    retry_quarantine: Annotated[
        bool, About("Output", "re-opens the quarantine of a finished output", FLAG)
    ] = False
    prometheus: Annotated[
        Text | None,
        About("Output", "writes the figures for Prometheus too", TEXT, metavar="FILE"),
    ] = None


class RunnerOptions(Options):
    """Where and how the pipeline runs."""

    runner: Annotated[
        RunnerName,
        About(
            "Run",
            "any runner of Apache Beam; DirectRunner is taken as FnApiRunner",
            TEXT,
            metavar="RUNNER",
        ),
    ] = LOCAL_RUNNER
    processes: Annotated[
        Processes | None,
        About(
            "Run",
            "worker processes of a local run",
            "give a whole number from 1 to 256",
            metavar="N",
            unit="processes",
            default="one for each 16 MB of input, at most one a core",
        ),
    ] = None

    @classmethod
    def completed(cls, values: Values, beam: Sequence[str]) -> list[str]:
        """Beam's options as given, and what options of ours, as given, say beyond them."""
        return list(beam)


class BlockOptions(RunnerOptions):
    """How the corpus is cut into units of work."""

    block_bytes: Annotated[
        BlockBytes,
        About(
            "Run",
            "a block, the unit of work and of retry, ends at this size",
            "give a size from 1 to 256MiB, such as 1MiB",
            metavar="SIZE",
            unit="bytes, or with kB, MB, GB, KiB, MiB, GiB",
        ),
    ] = BlockLimits().bytes
    block_samples: Annotated[
        BlockSamples,
        About(
            "Run",
            "a block ends at this number",
            "give a whole number from 1 to 1000000",
            metavar="N",
            unit="samples",
        ),
    ] = BlockLimits().samples
    max_sample_bytes: Annotated[
        SampleBytes,
        About(
            "Run",
            "a larger sample becomes a dead letter",
            "give a size from 1 to 1GiB, such as 16MiB",
            metavar="SIZE",
            unit="bytes, or with kB, MB, GB, KiB, MiB, GiB",
            shapes=True,
        ),
    ] = BlockLimits().sample_bytes

    @property
    def block_limits(self) -> BlockLimits:
        """How large blocks and samples may be, as formats take it."""
        return BlockLimits(
            bytes=self.block_bytes, samples=self.block_samples, sample_bytes=self.max_sample_bytes
        )


class ReportOptions(Options):
    """The result for programs."""

    json_: Annotated[
        Text | None, About("Report", "writes the result as JSON too", TEXT, metavar="FILE")
    ] = None
