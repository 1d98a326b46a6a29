"""The `gdr` command from outside: exit statuses, one line an error, nothing of a corpus shown."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipelines import cli, logs
from pipelines.commands import COMMANDS, Command
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
SECRET = "jane.invented@example.org"
LEAST = ["refine", "--input", "in/*.jsonl", "--output", "out"]

# A command as the real ones are: a module with `run`; what it does is named by the output's name.
COMMAND = f'''
import logging, sys, threading, time
from transforms.core.errors import BooksError, SampleError, StoppedError, StoreError

def run(options):
    what = options.output
    if what == "status3":
        return 3
    if what == "store":
        raise StoreError("12 bytes were not written")
    if what == "stopped":
        raise StoppedError("the quota of the day is used up")
    if what == "wrapped":
        raise RuntimeError("Traceback\\n[gdr:books] 3 are missing [while running 'Refine/X']\\n")
    if what == "augmented":
        raise StoreError("[gdr:store] disk is full [while running 'Refine']")
    if what == "foreign":
        raise ValueError("{SECRET}")
    if what == "interrupt":
        raise KeyboardInterrupt
    if what == "logs":
        logging.getLogger("apache_beam.x").error(f"{SECRET}", exc_info=ValueError("{SECRET}"))
        logging.getLogger("apache_beam.x").error("element %s is bad", "{SECRET}")
        logging.getLogger("transforms.x").warning("shard %d is empty", 7)
    if what == "thread":
        def fail(): raise ValueError("{SECRET}")
        thread = threading.Thread(target=fail); thread.start(); thread.join()
    if what == "child":
        import subprocess
        subprocess.run([sys.executable, "-c", "import sys; sys.stderr.write('{SECRET}')"])
        sys.stderr.write("still heard\\n")
    if what == "wait":
        sys.stdout.write("ready\\n"); sys.stdout.flush()
        try:
            time.sleep(600)
        except BaseException as error:
            raise RuntimeError("a runner turns everything into this") from None
    return 0
'''


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    (tmp_path / "pretended_command.py").write_text(COMMAND)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "pretended_command", raising=False)
    return [
        Command("refine", "RefineOptions", "pretended_command", "refines a corpus"),
        Command("scan", "ScanOptions", "no_such_command", "is of a later version"),
    ]


def run(
    commands: list[Command], capsys: pytest.CaptureFixture[str], *argv: str
) -> tuple[int, str, str]:
    status = cli.main(argv, commands=commands)
    out, error = capsys.readouterr()
    return status, out, error


def outside(*code: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "\n".join(code)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


STATUSES = [
    ("fine", 0, ""),
    ("status3", 3, ""),
    ("store", 1, "gdr: error: 12 bytes were not written\n"),
    ("stopped", 4, "gdr: error: the quota of the day is used up\n"),
    ("wrapped", 1, "gdr: error: 3 are missing\n"),
    ("augmented", 1, "gdr: error: disk is full\n"),
    ("foreign", 1, "gdr: error: builtins.ValueError; GDR_TRACE=1 shows where\n"),
    ("interrupt", 4, "gdr: error: stopped; the same command goes on\n"),
]


@pytest.mark.parametrize(("what", "status", "said"), STATUSES)
def test_every_end_has_its_status_and_at_most_one_line(
    commands: list[Command],
    capsys: pytest.CaptureFixture[str],
    what: str,
    status: int,
    said: str,
) -> None:
    assert run(commands, capsys, *LEAST[:-1], what) == (status, "", said)


def test_wrong_options_end_with_2_and_are_listed(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, error = run(commands, capsys, *LEAST, "--limit", "0", "--format", "jsnl")
    lines = error.splitlines()
    assert (status, out) == (2, "")
    assert lines[0] == "gdr: error: 2 things are wrong, nothing was done:"
    assert len(lines) == 3
    assert run(commands, capsys, *LEAST, "--limit", "0")[2].startswith("gdr: error: --limit '0'")


def test_a_trace_shows_places_and_no_values(
    commands: list[Command],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GDR_TRACE", "1")
    status, _, error = run(commands, capsys, *LEAST[:-1], "foreign")
    assert status == 1
    assert "pretended_command.py:" in error
    assert "in run" in error
    assert SECRET not in error


def test_no_log_record_shows_a_value(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(commands, capsys, *LEAST[:-1], "logs")
    assert status == 0
    assert SECRET not in error
    assert "element %s is bad" in error
    assert "gdr: warning: shard 7 is empty" in error
    assert len(error.splitlines()) == 3


def test_a_failing_thread_shows_no_value(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    hook = threading.excepthook
    assert run(commands, capsys, *LEAST[:-1], "thread") == (0, "", "")
    assert threading.excepthook is hook


def test_the_log_is_as_before_after_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    before = list(logging.getLogger().handlers)
    with logs.discreet():
        assert len(logging.getLogger().handlers) == len(before) + 1
    assert logging.getLogger().handlers == before
    assert capsys.readouterr() == ("", "")


def test_the_direct_runner_is_announced_once(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(commands, capsys, *LEAST, "--runner", "DirectRunner")
    assert (status, error) == (0, "gdr: --runner DirectRunner is taken as FnApiRunner\n")


def test_commands_that_are_not_there_are_not_offered(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(commands, capsys, "--help")
    assert status == 0
    assert "refines a corpus" in out
    assert "scan" not in out
    assert "unknown command" in run(commands, capsys, "scan")[2]


def test_a_misspelt_command_is_refused_with_the_nearest(
    commands: list[Command], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(commands, capsys, "refin")
    assert (status, error) == (2, "gdr: error: 'refin': unknown command; did you mean refine?\n")
    status, out, error = run(commands, capsys)
    assert (status, out) == (2, "")
    assert "usage: gdr COMMAND" in error


def test_help_and_version_need_no_beam() -> None:
    process = outside(
        "import sys",
        "from pipelines import cli",
        "status = [cli.main(['--version']), cli.main(['--help']), cli.main(['refine', '--help'])]",
        "assert status == [0, 0, 0], status",
        "slow = {'apache_beam', 'pyarrow', 'rich', 'boto3'} & set(sys.modules)",
        "assert not slow, slow",
    )
    out, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, error) == (0, "")
    assert out.startswith("gdr ")
    assert "--surrogate-key-env" in out


def test_the_help_of_every_real_command_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        if command.offered:
            assert cli.main([command.name, "-h"]) == 0
            assert f"usage: gdr {command.name}" in capsys.readouterr().out


START = [
    "import sys",
    "from pipelines import cli",
    "from pipelines.commands import Command",
    "commands = [Command('refine', 'RefineOptions', 'pretended_command', 'x')]",
    "sys.exit(cli.main(sys.argv[1:] or {argv}, commands=commands))",
]


def started(tmp_path: Path, what: str) -> subprocess.Popen[str]:
    (tmp_path / "pretended_command.py").write_text(COMMAND)
    code = "\n".join(START).format(argv=[*LEAST[:-1], what])
    return outside(code, PYTHONPATH=f"{ROOT}{os.pathsep}{tmp_path}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_run_even_if_a_runner_hides_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    process = started(tmp_path, "wait")
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(number)
    _, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, error) == (4, "gdr: error: stopped; the same command goes on\n")


def test_what_a_child_process_writes_is_not_shown(tmp_path: Path) -> None:
    process = started(tmp_path, "child")
    _, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, error) == (0, "still heard\n")


def test_another_projects_package_is_refused_with_the_mend(tmp_path: Path) -> None:
    (tmp_path / "transforms").mkdir()
    (tmp_path / "transforms" / "__init__.py").write_text("")
    process = outside(
        "import sys",
        f"sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]",
        "from pipelines import cli",
        "sys.exit(cli.main(['--version']))",
    )
    out, error = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out) == (1, "")
    assert error.startswith(f"gdr: error: the package 'transforms' comes from {tmp_path}")
    assert "environment of its own" in error
