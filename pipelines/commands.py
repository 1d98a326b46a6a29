"""The commands of `gdr`; nothing but the standard library is imported before one of them runs."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command of `gdr`.

    Attributes:
        name: as the user types it.
        options: the name of its model in `pipelines.options`.
        module: has `run(options) -> int`; the command is offered only where it can be found.
        help: one line.
    """

    name: str
    options: str
    module: str
    help: str

    @property
    def offered(self) -> bool:
        """Whether the module is there."""
        return importlib.util.find_spec(self.module) is not None


COMMANDS = (
    Command("refine", "RefineOptions", "pipelines.refine", "refines a corpus"),
    Command("launch", "LaunchOptions", "pipelines.launch", "has Dataflow refine a corpus"),
    Command(
        "scan", "ScanOptions", "pipelines.scan", "findings by category; no model, changes nothing"
    ),
    Command(
        "plan", "PlanOptions", "pipelines.plan", "requests, tokens, cost and time of a refinement"
    ),
    Command(
        "verify", "VerifyOptions", "pipelines.verify", "checks an output, independent of its run"
    ),
    Command(
        "report", "PageOptions", "pipelines.report", "one page about an output: plots, changes"
    ),
    Command(
        "review", "ReviewOptions", "pipelines.review", "the same page, with a verdict per change"
    ),
    Command(
        "evaluate pii",
        "EvaluatePiiOptions",
        "pipelines.evaluation.pii",
        "labelled documents: recall, precision, leaks, surrogates, content kept",
    ),
    Command(
        "evaluate code",
        "EvaluateCodeOptions",
        "pipelines.evaluation.code",
        "labelled code: confusion by line, file and repository",
    ),
    Command(
        "evaluate toxicity",
        "EvaluateToxicityOptions",
        "pipelines.evaluation.toxicity",
        "scores before and after, facts kept",
    ),
    Command(
        "evaluate utility",
        "EvaluateUtilityOptions",
        "pipelines.evaluation.utility",
        "which public and private facts a refined corpus still answers",
    ),
    Command(
        "evaluate diversity",
        "EvaluateDiversityOptions",
        "pipelines.evaluation.diversity",
        "whether outputs are as diverse as their originals",
    ),
)
