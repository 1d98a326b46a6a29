"""What is not ours goes to Apache Beam: known options are accepted, others refused before any work.

Beam is imported inside the functions: it takes seconds, and `gdr --help` needs none of it.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.arguments import nearest, shown

if TYPE_CHECKING:
    from apache_beam.options.pipeline_options import PipelineOptions

    from pipelines.run_options import RunnerOptions

LOCAL_RUNNER = "FnApiRunner"
DATAFLOW_RUNNER = "DataflowRunner"

# Beam's DirectRunner is a switch: it tries Prism first (a download), and one transform more may
# change the runner.
_TAKEN_AS_LOCAL = frozenset(
    {"", "direct", "directrunner", "switchingdirectrunner", "fnapi", "fnapirunner"}
)
# They would be pickled into the job graph, where everyone who sees the job reads them.
_SECRETS = MappingProxyType(
    {
        "--s3_access_key_id": "AWS_ACCESS_KEY_ID",
        "--s3_secret_access_key": "AWS_SECRET_ACCESS_KEY",
        "--s3_session_token": "AWS_SESSION_TOKEN",
        "--azure_connection_string": "AZURE_STORAGE_CONNECTION_STRING",
    }
)
# How runners are told how many machines or task slots a job may have, the most telling first:
# Dataflow with and without autoscaling, Flink.
_MACHINES = ("--max_num_workers", "--num_workers", "--parallelism")
BYTES_FOR_A_PROCESS = 16_000_000
WORKER_OPTIONS = ("--direct_num_workers", "--direct_running_mode")


def runner_name(value: str) -> str:
    """The runner's name; every spelling of the direct runner, and an empty one, is `FnApiRunner`.

    >>> runner_name("DIRECTRUNNER"), runner_name(" "), runner_name("FlinkRunner")
    ('FnApiRunner', 'FnApiRunner', 'FlinkRunner')
    """
    name = value.strip()
    return LOCAL_RUNNER if name.rpartition(".")[2].lower() in _TAKEN_AS_LOCAL else name


def note(given: str) -> str:
    """What to tell a user who typed this runner; "" when it is taken as it is."""
    if runner_name(given) != LOCAL_RUNNER or "fnapi" in given.lower():
        return ""
    return f"--runner {given.strip() or repr(given)} is taken as {LOCAL_RUNNER}"


@functools.cache
def _parser() -> argparse.ArgumentParser:
    """Beam's own parser, with the options of every class that Beam has."""
    from apache_beam.options.pipeline_options import PipelineOptions

    parsers: list[argparse.ArgumentParser] = []
    PipelineOptions([]).get_all_options(add_extra_args_fn=parsers.append)
    parsers[0].exit_on_error = False
    return parsers[0]


@functools.cache
def known() -> Mapping[str, bool]:
    """Beam's options ("--num_workers"), and whether each takes a value."""
    return MappingProxyType(
        {
            option: action.nargs != 0
            for action in _parser()._actions
            for option in action.option_strings
            if option not in {"-h", "--help"}
        }
    )


def spelt(name: str) -> str:
    """The option of Beam that a configuration's field stands for, "" for none."""
    return next((o for o in (f"--{name}", f"--{name.replace('-', '_')}") if o in known()), "")


def beyond(given: Sequence[str], more: Iterable[str]) -> Iterator[str]:
    """Those of `more` ("--num_workers=4") whose option is not given already."""
    names = {argument.partition("=")[0] for argument in given}
    return (argument for argument in more if argument.partition("=")[0] not in names)


def problems(runner: str, arguments: Sequence[str]) -> list[str]:
    """A line for each thing that Beam would not take; a secret is refused without being shown.

    Args:
        runner: as `runner_name` gave it.
        arguments: Beam's options, each one argument.
    """
    found = [line for argument in arguments for line in _argument_problems(argument)]
    found.extend(_runner_problems(runner))
    if not found and (runner != LOCAL_RUNNER):
        found.extend(_beams_own(runner, arguments))
    return found


def _argument_problems(argument: str) -> Iterator[str]:
    name, _, value = argument.partition("=")
    if name in _SECRETS:
        yield f"{name}: would stand in the job for all to read; set {_SECRETS[name]} instead"
        return
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            _parser().parse_args([argument])
    except (argparse.ArgumentError, SystemExit):
        yield f"{name} {shown(value)}: Apache Beam does not take this value; see its documentation"


def _runner_problems(runner: str) -> Iterator[str]:
    if runner == LOCAL_RUNNER:
        return
    from apache_beam.options.pipeline_options import StandardOptions

    if "." in runner:
        module, _, name = runner.rpartition(".")
        try:
            getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError):
            yield f"--runner {shown(runner)}: cannot be imported; give a runner of Beam"
        return
    names = StandardOptions.KNOWN_RUNNER_NAMES
    lower = {name.lower() for name in names}
    if runner.lower() not in lower and runner.lower() + "runner" not in lower:
        near = nearest(runner, names)
        mend = f"did you mean {near}?" if near else f"known are {', '.join(names)}"
        yield f"--runner {shown(runner)}: unknown runner; {mend}"


def _beams_own(runner: str, arguments: Sequence[str]) -> Iterator[str]:
    """What Beam itself objects to for this runner, such as Dataflow without a region."""
    from apache_beam.options.pipeline_options import PipelineOptions
    from apache_beam.options.pipeline_options_validator import PipelineOptionsValidator
    from apache_beam.runners.runner import create_runner

    try:
        made = create_runner(runner)
    except ImportError:
        yield f"--runner {shown(runner)}: needs packages that are not installed"
        return
    options = PipelineOptions([f"--runner={runner}", *arguments])
    for problem in PipelineOptionsValidator(options, made).validate():
        yield " ".join(str(problem).split())


def local_processes(asked: int | None, input_bytes: int) -> int:
    """How many worker processes a local run has: what was asked for, else as many as pay off.

    A process more costs 2 to 3 s at the start and 200 MB, and refines 1 to 4 MB/s.
    """
    worth = 1 + input_bytes // BYTES_FOR_A_PROCESS
    return asked or min(worth, os.cpu_count() or 1)


def machines(options: RunnerOptions) -> int:
    """The most machines that a run may have, as its own options say; 1 for a local run.

    What belongs to the whole job is divided by it. A runner that says nothing counts as one: its
    user is told by the service when that is wrong.
    """
    if options.runner == LOCAL_RUNNER:
        return 1
    given = dict(argument.partition("=")[::2] for argument in options.beam_arguments)
    numbers = (given.get(name, "") for name in _MACHINES)
    return next((int(n) for n in numbers if n.isdecimal() and int(n) > 0), 1)


def build(options: RunnerOptions, input_bytes: int = 0) -> PipelineOptions:
    """Beam's options of a run, from an explicit list: the process's arguments are not looked at.

    A local run with several processes asks `FnApiRunner` for as many workers, unless Beam's own
    options for that are given.
    """
    from apache_beam.options.pipeline_options import PipelineOptions

    arguments = [f"--runner={options.runner}", *options.beam_arguments]
    own = any(argument.partition("=")[0] in WORKER_OPTIONS for argument in arguments)
    processes = local_processes(options.processes, input_bytes)
    if options.runner == LOCAL_RUNNER and processes > 1 and not own:
        arguments += [
            "--direct_running_mode=multi_processing",
            f"--direct_num_workers={processes}",
        ]
    return PipelineOptions(arguments)
