"""The options of `gdr evaluate`, one model a benchmark; see `pipelines.option_groups`."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field

from pipelines.arguments import About
from pipelines.option_groups import COUNT, TEXT, ReportOptions
from pipelines.run_options import RunnerOptions
from pipelines.values import Address, Addresses, Count, PeerNames, Text
from transforms.core import registry

_GOLD = "JSON lines with id, text and spans (start, end, label); may be compressed"
_REFINED = "JSON lines with id and the refined text, in the order of the gold; rows may be absent"


class EvaluateOptions(RunnerOptions, ReportOptions):
    """What every benchmark takes."""


class LabelledOptions(EvaluateOptions):
    """Benchmarks on labelled documents."""

    gold: Annotated[
        Addresses,
        Field(min_length=1),
        About("Input", _GOLD, "give at least one file", metavar="PATTERN", repeats=True),
    ]
    refined: Annotated[
        Addresses,
        About(
            "Input",
            _REFINED,
            "give as many files as --gold",
            metavar="PATTERN",
            repeats=True,
            default="the gold, refined by the local backend",
        ),
    ] = ()
    refined_field: Annotated[
        Text, About("Input", "field of the refined text", TEXT, metavar="NAME")
    ] = "text"
    policy: Annotated[
        Text,
        About(
            "Refinement",
            "policy that says what is a finding: a name, or a TOML file",
            TEXT,
            metavar="NAME",
        ),
    ] = "private_data"
    baseline: Annotated[
        PeerNames,
        About(
            "Refinement",
            "detect-and-remove service to measure beside it",
            metavar="NAME",
            repeats=True,
            choices=partial(registry.names, "peers"),
            default="none",
        ),
    ] = ()


class EvaluatePiiOptions(LabelledOptions):
    """The options of `gdr evaluate pii`."""


class EvaluateCodeOptions(LabelledOptions):
    """The options of `gdr evaluate code`."""


class OutputsOptions(EvaluateOptions):
    """Benchmarks on the output of a run and its originals."""

    output: Annotated[
        Address,
        About("Output", "output of a run", "give the folder", metavar="OUT", positional=True),
    ]
    samples: Annotated[
        Count,
        About("Input", "samples to look at, chosen by hash", COUNT, metavar="N", unit="samples"),
    ] = 2000


class EvaluateDiversityOptions(OutputsOptions):
    """The options of `gdr evaluate diversity`."""

    embeddings: Annotated[
        Text | None,
        About(
            "Input",
            "model of Gemini that makes embeddings; texts go to it, its key as for gdr refine",
            TEXT,
            metavar="MODEL",
            default="TF-IDF, without a model",
        ),
    ] = None
    project: Annotated[
        Text | None,
        About(
            "Input",
            "Google Cloud project of Vertex AI",
            TEXT,
            metavar="PROJECT",
            default="the Gemini Developer API",
        ),
    ] = None
    location: Annotated[
        Text | None,
        About("Input", "location of Vertex AI, such as europe-west4", TEXT, metavar="LOCATION"),
    ] = None


class EvaluateToxicityOptions(OutputsOptions):
    """The options of `gdr evaluate toxicity`."""


class EvaluateUtilityOptions(EvaluateOptions):
    """The options of `gdr evaluate utility`."""

    companies: Annotated[
        Count, About("Input", "companies to invent", COUNT, metavar="N", unit="companies")
    ] = 100
    policy: Annotated[
        Text,
        About("Refinement", "policy of the refined version", TEXT, metavar="NAME"),
    ] = "persons"
    write: Annotated[
        Address | None,
        About(
            "Output",
            "writes the invented corpus and its questions here, and ends",
            "give a folder",
            metavar="FOLDER",
        ),
    ] = None
    refined: Annotated[
        Address | None,
        About(
            "Input",
            "refined version of the file that --write wrote, in the place of the local backend's",
            "give the file",
            metavar="FILE",
        ),
    ] = None
