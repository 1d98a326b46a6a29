"""What goes to Apache Beam: known, checked, without secrets, and from an explicit list."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import pytest
from apache_beam.options.pipeline_options import DirectOptions, StandardOptions, WorkerOptions

from pipelines import beam_options
from pipelines.options import RefineOptions


def options(**values: Any) -> RefineOptions:
    return RefineOptions(input=("in/*",), output="out", **values)


def test_one_process_runs_in_this_one() -> None:
    made = beam_options.build(options(processes=1))
    assert made.view_as(StandardOptions).runner == "FnApiRunner"
    assert made.view_as(DirectOptions).direct_running_mode == "in_memory"


@pytest.mark.parametrize(
    ("asked", "size", "cores", "processes"),
    [
        (None, 0, 8, 1),
        (None, 15_999_999, 8, 1),
        (None, 16_000_000, 8, 2),
        (None, 10**12, 8, 8),
        (None, 10**12, None, 1),
        (3, 0, 2, 3),
        (1, 10**12, 8, 1),
    ],
)
def test_as_many_processes_as_pay_off(
    monkeypatch: pytest.MonkeyPatch, asked: int | None, size: int, cores: int | None, processes: int
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert beam_options.local_processes(asked, size) == processes


def test_several_processes_are_workers_of_the_local_runner() -> None:
    direct = beam_options.build(options(processes=2)).view_as(DirectOptions)
    assert (direct.direct_running_mode, direct.direct_num_workers) == ("multi_processing", 2)


def test_another_runner_gets_its_own_options_only() -> None:
    made = beam_options.build(options(runner="FlinkRunner", beam_arguments=("--num_workers=7",)))
    assert made.view_as(StandardOptions).runner == "FlinkRunner"
    assert made.view_as(WorkerOptions).num_workers == 7
    assert made.view_as(DirectOptions).direct_num_workers == 1


def test_beams_own_words_for_local_workers_win() -> None:
    made = beam_options.build(options(beam_arguments=("--direct_num_workers=3",)))
    assert made.view_as(DirectOptions).direct_num_workers == 3
    assert made.view_as(DirectOptions).direct_running_mode == "in_memory"


def test_the_arguments_of_the_process_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["gdr", "--num_workers=99", "--streaming"])
    made = beam_options.build(options())
    assert made.view_as(WorkerOptions).num_workers is None
    assert made.view_as(StandardOptions).streaming is False


def test_the_surrogate_key_is_nowhere_in_beams_options(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "0123456789abcdef-invented"
    monkeypatch.setenv("GDR_SURROGATE_KEY", key)
    made = beam_options.build(options(processes=2))
    assert key.encode() not in pickle.dumps(made)
    assert key not in str(made.get_all_options())
    assert key not in repr(made)


@pytest.mark.parametrize(
    "name",
    ["--s3_secret_access_key", "--s3_access_key_id", "--s3_session_token",
     "--azure_connection_string"],
)  # fmt: skip
def test_a_secret_is_refused_without_being_shown(name: str) -> None:
    (line,) = beam_options.problems("FnApiRunner", [f"{name}=invented-secret"])
    assert line.startswith(name)
    assert "invented-secret" not in line


def test_values_are_checked_by_beam_itself_and_nothing_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = ["--num_workers=x", "--direct_running_mode=threads", "--direct_test_splits={"]
    found = beam_options.problems("FnApiRunner", wrong)
    assert [line.split()[0] for line in found] == [one.partition("=")[0] for one in wrong]
    assert beam_options.problems("FnApiRunner", ["--num_workers=2", "--streaming"]) == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("runner", "mend"),
    [
        ("FlinkRunner", ""),
        ("flink", ""),
        ("apache_beam.runners.portability.flink_runner.FlinkRunner", ""),
        ("apache_beam.runners.NoRunner", "cannot be imported"),
        ("Flunk", "unknown runner"),
        ("DataflowRuner", "did you mean DataflowRunner?"),
    ],
)
def test_runners_are_those_that_beam_knows(runner: str, mend: str) -> None:
    found = beam_options.problems(runner, [])
    assert found == [] if not mend else mend in found[0]


def test_what_a_runner_needs_is_asked_for_before_any_work() -> None:
    found = beam_options.problems("DataflowRunner", [])
    assert any("temp_location" in line or "project" in line for line in found)
    assert all("\n" not in line for line in found)


def test_every_known_option_says_whether_it_takes_a_value() -> None:
    known = beam_options.known()
    assert known["--num_workers"]
    assert not known["--streaming"]
    assert "--help" not in known
    assert beam_options.spelt("num-workers") == "--num_workers"
    assert beam_options.spelt("nothing") == ""
