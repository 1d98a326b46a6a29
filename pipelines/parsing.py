"""From arguments, configuration and environment to checked options, or all mistakes at once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TypeVar

from pipelines import arguments, beam_options, checking, config, surroundings
from pipelines.arguments import about, flag
from pipelines.option_groups import Options
from pipelines.run_options import RunnerOptions
from pipelines.splitting import split
from transforms.core.errors import OptionsError

Kind = TypeVar("Kind", bound=Options)

_EPILOG = (
    "Every option may stand in --config as a field, with dashes or underscores. Exit status: "
    "0 complete; 1 failed; 2 options or configuration are wrong; 3 complete, more failures than "
    "--max-failures; 4 stopped, the same command goes on."
)
_BEAM_EPILOG = (
    " Any option of Apache Beam may be given too, in its own spelling, such as --num_workers=4."
)


def help_text(name: str, kind: type[Options], summary: str) -> str:
    """The help of a command, in groups, with units and defaults."""
    return _parser(name, kind, summary).format_help()


def parse(
    name: str,
    kind: type[Kind],
    others: Mapping[str, type[Options]],
    argv: Sequence[str],
    environment: Mapping[str, str] | None = None,
) -> tuple[Kind, str]:
    """The options of a command, and a note for the user ("" for none).

    Args:
        name: of the command.
        kind: its model.
        others: the models of all commands, by name.
        argv: what follows the command's name.
        environment: the process's by default; only names are looked up.

    Raises:
        OptionsError: a line for each mistake: name, value, mend.
    """
    with_beam = "runner" in kind.model_fields
    known = beam_options.known if with_beam else dict
    given = split(
        _parser(name, kind, ""), kind, argv, elsewhere=_elsewhere(name, kind, others), beam=known
    )
    configured = _configured(given.values, kind, others, with_beam=with_beam)
    values = {**configured.values, **given.values}
    origins = {key: where for key, where in configured.origins.items() if key not in given.values}
    beam = _joined(configured.beam, given.beam)
    note = beam_options.note(str(values["runner"])) if "runner" in values else ""
    if issubclass(kind, RunnerOptions):
        values = {"runner": kind.model_fields["runner"].default, **values}
        beam = kind.completed(values, beam)
    runner = str(values.get("runner", ""))
    if with_beam and isinstance(values.get("project"), str):
        beam = _with_project(beam, runner, str(values["project"]))
    problems = [*given.problems, *configured.problems]
    if with_beam:
        values["beam_arguments"] = tuple(beam)
        if beam or beam_options.runner_name(runner) != beam_options.LOCAL_RUNNER:
            problems += beam_options.problems(beam_options.runner_name(runner), beam)
    checked = checking.check(kind, values, origins=origins, excused=given.meant)
    problems += checked.problems
    variables = os.environ if environment is None else environment
    problems += surroundings.problems(kind, checked.values, variables)
    if problems or checked.options is None:
        raise OptionsError("\n".join(problems))
    return checked.options, note


def _parser(name: str, kind: type[Options], summary: str) -> arguments.Parser:
    epilog = _EPILOG + (_BEAM_EPILOG if "runner" in kind.model_fields else "")
    return arguments.build(name, kind, summary, epilog)


def _elsewhere(
    name: str, kind: type[Options], others: Mapping[str, type[Options]]
) -> dict[str, str]:
    """The options of other commands that this one does not have, and whose they are."""
    return {
        flag(field): other
        for other, model in others.items()
        if other != name
        for field in about(model)
        if field not in about(kind)
    }


def _configured(
    given: Mapping[str, object],
    kind: type[Options],
    others: Mapping[str, type[Options]],
    *,
    with_beam: bool,
) -> config.Configured:
    path = given.get("config")
    if not isinstance(path, str) or not path:
        return config.Configured()
    own = about(kind).keys() - {"config"}
    elsewhere = {field for model in others.values() for field in about(model)} - own - {"config"}
    # The file of a run may be given to a command that runs no pipeline: there, Beam's are no use.
    found = config.load(path, own, elsewhere, beam_options.spelt, beam_options.known)
    if not with_beam:
        found.beam.clear()
    return found


def _with_project(beam: list[str], runner: str, project: str) -> list[str]:
    """Beam's options with the project, which Dataflow needs as well as Vertex AI."""
    if beam_options.runner_name(runner) == beam_options.LOCAL_RUNNER:
        return beam
    return [f"--project={project}", *beam]


def _joined(configured: Sequence[str], given: Sequence[str]) -> list[str]:
    """Beam's options of both; the command line's replace the configuration's of that name."""
    named = {argument.partition("=")[0] for argument in given}
    return [*(one for one in configured if one.partition("=")[0] not in named), *given]
