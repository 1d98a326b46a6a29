"""The options of every command: the groups that it takes, and what it has of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from pipelines import launch_defaults
from pipelines.arguments import About
from pipelines.beam_options import DATAFLOW_RUNNER, beyond
from pipelines.corpus_options import CorpusOptions
from pipelines.date_options import DateOptions
from pipelines.evaluation_options import (
    EvaluateCodeOptions,
    EvaluateDiversityOptions,
    EvaluatePiiOptions,
    EvaluateToxicityOptions,
    EvaluateUtilityOptions,
)
from pipelines.given import Values
from pipelines.option_groups import (
    COUNT,
    FLAG,
    INPUT,
    TEXT,
    KeyOptions,
    PolicyOptions,
    PromptOptions,
    ReportOptions,
)
from pipelines.page_options import PageOptions, ReviewOptions
from pipelines.run_options import BlockOptions, OutputOptions, RunnerOptions
from pipelines.service_options import ModelOptions, ServiceOptions
from pipelines.values import Address, Addresses, Count, RunnerName, Share, Text, Texts

__all__ = [
    "EvaluateCodeOptions",
    "EvaluateDiversityOptions",
    "EvaluatePiiOptions",
    "EvaluateToxicityOptions",
    "EvaluateUtilityOptions",
    "LaunchOptions",
    "PageOptions",
    "PlanOptions",
    "RefineOptions",
    "ReviewOptions",
    "ScanOptions",
    "VerifyOptions",
]


class RefineOptions(
    BlockOptions, KeyOptions, ServiceOptions, PolicyOptions, OutputOptions, DateOptions
):
    """The options of `gdr refine`."""


class ScanOptions(BlockOptions, ReportOptions, PromptOptions, CorpusOptions):
    """The options of `gdr scan`."""

    # Not needed to list the categories.
    input: Annotated[
        Addresses,
        About("Input", INPUT, "give at least one path or pattern", metavar="PATTERN", repeats=True),
    ] = ()
    spans: Annotated[
        Text | None,
        About("Report", "writes a line per sample with its spans, as JSON", TEXT, metavar="FILE"),
    ] = None
    policy: Annotated[
        Text | None,
        About(
            "Refinement",
            "policy that says what is a finding: a name, or a TOML file",
            TEXT,
            metavar="NAME",
            default="the prompt's",
        ),
    ] = None
    list_: Annotated[
        bool, About("Report", "lists the checks and their categories, and ends", FLAG)
    ] = False


class PlanOptions(ReportOptions, ModelOptions, PromptOptions, CorpusOptions):
    """The options of `gdr plan`."""

    # Not needed to compare what models cost.
    model: Annotated[
        Texts,
        About(
            "Service",
            "model to reckon with; several, the cheapest first",
            TEXT,
            metavar="MODEL",
            repeats=True,
            default="every model with a known price",
        ),
    ] = ()
    sample_share: Annotated[
        Annotated[Share, Field(gt=0)] | None,
        About(
            "Plan",
            "looks at this share of the samples",
            "give a share above 0, at most 1, such as 0.01",
            metavar="SHARE",
            unit="share from 0 to 1",
            default="all samples",
        ),
    ] = None
    samples: Annotated[
        Count | None,
        About(
            "Plan",
            "looks at so many samples",
            COUNT,
            metavar="N",
            unit="samples",
            default="all samples",
        ),
    ] = None


class VerifyOptions(RunnerOptions, ReportOptions):
    """The options of `gdr verify`."""

    output: Annotated[
        Address,
        About("Output", "folder to verify", "give the folder", metavar="OUT", positional=True),
    ]
    without_originals: Annotated[
        bool,
        About(
            "Output", "verifies what stands in the output alone; the corpus is not looked at", FLAG
        ),
    ] = False


class LaunchOptions(RefineOptions):
    """The options of `gdr launch`: those of `gdr refine`, and how it runs detached."""

    image: Annotated[
        Text | None,
        About(
            "Launch",
            "container image with this version of gdr, as deploy/build.sh pushes it; for Dataflow",
            TEXT,
            metavar="IMAGE",
        ),
    ] = None
    flexrs: Annotated[
        bool,
        About(
            "Launch",
            "cheaper: begins within 6 hours, and runs on machines that may be taken away",
            FLAG,
        ),
    ] = False
    allow_api_key: Annotated[
        bool,
        About(
            "Launch",
            "sends a large corpus to the Gemini Developer API, by API key",
            FLAG,
        ),
    ] = False
    runner: Annotated[
        RunnerName,
        About(
            "Run",
            "where the job runs: Dataflow, or one that with --output_executable_path=FILE.jar "
            "writes a jar, such as FlinkRunner",
            TEXT,
            metavar="RUNNER",
        ),
    ] = DATAFLOW_RUNNER

    @classmethod
    def completed(cls, values: Values, beam: Sequence[str]) -> list[str]:
        """Beam's options with those that follow from ours; what was given wins."""
        if values.get("runner") != DATAFLOW_RUNNER:
            return list(beam)
        return [*beam, *beyond(beam, launch_defaults.implied(values))]
