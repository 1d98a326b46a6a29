"""The `gdr` command: checks the options, runs the command, turns errors into an exit status.

Nothing but the standard library is imported before it is sure that `transforms` and `prompts` are
ours, and nothing slow before it is needed.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from pipelines.commands import COMMANDS, Command

if TYPE_CHECKING:
    from pipelines.option_groups import Options
    from transforms.core.errors import GdrError

_PACKAGES = ("transforms", "prompts")
_FAILED, _WRONG, _STOPPED = 1, 2, 4
_STOP_SAID = "stopped; the same command goes on"
# Beam, runners/common.py, `_reraise_augmented`.
_WHILE_RUNNING = re.compile(r" \[while running '[^']*'\]")
_FRAME = re.compile(r'File "([^"\n]+)", line (\d+), in ([\w<>]+)')

_EPILOG = """Exit status: 0 complete; 1 failed; 2 options or configuration are wrong; 3 complete,
more failures than --max-failures; 4 stopped, the same command goes on."""


def main(argv: Sequence[str] | None = None, *, commands: Sequence[Command] = COMMANDS) -> int:
    """Runs the command line and gives its exit status (design, section 6).

    Args:
        argv: without the program's name; by default the process's.
        commands: what is offered.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    foreign = _foreign_package()
    if foreign:
        return _say(foreign, _FAILED)
    from pipelines.logs import discreet

    with discreet(), _stoppable() as stop:
        return _guarded(arguments, commands, stop)


@dataclass(slots=True)
class _Stop:
    """Whether a signal asked for the end; a runner turns the interrupt into errors of its own."""

    asked: bool = False


def _guarded(arguments: Sequence[str], commands: Sequence[Command], stop: _Stop) -> int:
    from transforms.core.errors import GdrError

    try:
        return _dispatch(arguments, commands)
    except KeyboardInterrupt:
        return _say(_STOP_SAID, _STOPPED)
    except GdrError as error:
        return _say(_STOP_SAID, _STOPPED) if stop.asked else _known(error, error)
    # The outermost seam: what is not ours is told by its type alone.
    except Exception as error:  # noqa: BLE001 - see above
        return _say(_STOP_SAID, _STOPPED) if stop.asked else _unknown(error)


def _known(error: GdrError, raised: BaseException) -> int:
    """The error's own line, without what a runner put around it."""
    from transforms.core.errors import recover

    _trace(raised)
    ours = recover(error.message) or error
    return _say(_WHILE_RUNNING.sub("", ours.message), ours.exit_status)


def _unknown(error: Exception) -> int:
    """Our own error where a runner wrapped it, else the type: the message might hold text."""
    from transforms.core.errors import recover

    ours = recover(str(error))
    if ours is not None:
        return _known(ours, error)
    shown = _trace(error)
    hint = "" if shown else "; GDR_TRACE=1 shows where"
    return _say(f"{type(error).__module__}.{type(error).__qualname__}{hint}", _FAILED)


def _trace(error: BaseException) -> bool:
    """Writes file, line and function of every frame if `GDR_TRACE` asks for it; never a value."""
    if not os.environ.get("GDR_TRACE"):
        return False
    at: BaseException | None = error
    while at is not None:
        sys.stderr.write(f"gdr: trace: {type(at).__qualname__}\n")
        for frame in traceback.extract_tb(at.__traceback__):
            sys.stderr.write(f"gdr: trace:   {frame.filename}:{frame.lineno} in {frame.name}\n")
        for file, line, function in _FRAME.findall(str(at)):
            sys.stderr.write(f"gdr: trace:   {file}:{line} in {function} (worker)\n")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return True


def _say(message: str, status: int) -> int:
    lines = message.splitlines() or ["failed"]
    if len(lines) > 1:
        lines = [f"{len(lines)} things are wrong, nothing was done:", *(f"  {li}" for li in lines)]
    sys.stderr.write("gdr: error: " + "\n".join(lines) + "\n")
    return status


def _foreign_package() -> str:
    """What is wrong if another project's `transforms` or `prompts` comes first, else ""."""
    home = Path(__file__).resolve().parent.parent
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        places = list(spec.submodule_search_locations or []) if spec else []
        if not places or Path(places[0]).resolve().parent != home:
            found = f"comes from {places[0]}" if places else "is missing"
            return f"the package {name!r} {found}; install gdr in an environment of its own"
    return ""


@contextlib.contextmanager
def _stoppable() -> Iterator[_Stop]:
    """SIGTERM and Ctrl-C end a run: what is committed stays. A second one ends it at once.

    Outside of the main thread, where signals cannot be caught, nothing changes.
    """
    stop = _Stop()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if stop.asked:
            os._exit(_STOPPED)
        stop.asked = True
        raise KeyboardInterrupt

    before = {}
    with contextlib.suppress(ValueError):  # not the main thread
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, interrupt)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _dispatch(arguments: Sequence[str], commands: Sequence[Command]) -> int:
    from pipelines.arguments import nearest, shown
    from transforms.core.errors import OptionsError

    offered = {command.name: command for command in commands if command.offered}
    if not arguments or arguments[0] in {"-h", "--help"}:
        (sys.stdout if arguments else sys.stderr).write(_help(offered))
        return 0 if arguments else _WRONG
    if arguments[0] == "--version":
        sys.stdout.write(f"gdr {_version()}\n")
        return 0
    words = _words(arguments, offered)
    name = " ".join(words)
    command = offered.get(name)
    if command is None:
        if len(words) == 1 and any(known.startswith(f"{name} ") for known in offered):
            raise OptionsError(f"{name}: needs a name; {_among(name, offered)}")
        near = nearest(name, offered)
        mend = f"did you mean {near}?" if near else _among(words[0], offered)
        raise OptionsError(f"{shown(name)}: unknown command; {mend}")
    return _run(command, arguments[len(words) :], commands)


def _words(arguments: Sequence[str], offered: Mapping[str, Command]) -> Sequence[str]:
    """The words that name the command: two where the first is one of several such."""
    grouped = any(name.startswith(f"{arguments[0]} ") for name in offered)
    return arguments[: 2 if grouped else 1]


def _among(word: str, offered: Mapping[str, Command]) -> str:
    """The commands that begin with the word, else all."""
    below = [name for name in offered if name.startswith(f"{word} ")]
    return f"known are {', '.join(below or offered)}"


def _run(command: Command, arguments: Sequence[str], commands: Sequence[Command]) -> int:
    from pipelines import options, parsing
    from pipelines.splitting import wants_help

    kinds = {other.name: getattr(options, other.options) for other in commands}
    kind: type[Options] = kinds[command.name]
    if wants_help(arguments):
        sys.stdout.write(parsing.help_text(command.name, kind, command.help))
        return 0
    built, note = parsing.parse(command.name, kind, kinds, arguments)
    if note:
        sys.stderr.write(f"gdr: {note}\n")
    run: Callable[[Options], int] = importlib.import_module(command.module).run
    return run(built)


def _help(offered: Mapping[str, Command]) -> str:
    lines = "\n".join(f"  {name:<20}{command.help}" for name, command in offered.items())
    return (
        "usage: gdr COMMAND [options]\n\n"
        "Generative Data Refinement: private data becomes consistent invented values.\n\n"
        f"Commands (gdr COMMAND --help lists the options):\n{lines}\n\n"
        "Options:\n  -h, --help  shows this and ends\n  --version   shows the version and ends\n\n"
        f"{_EPILOG}\n"
    )


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("gdr")
    except metadata.PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
