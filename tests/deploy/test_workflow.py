"""The workflow of hosted CI does what .ci/run does, on every Python that gdr supports."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

from tests import runs

WORKFLOW: dict[str, Any] = yaml.safe_load(
    (runs.ROOT / ".github/workflows/ci.yml").read_text("utf-8")
)
COMMANDS = {
    step["run"] for job in WORKFLOW["jobs"].values() for step in job["steps"] if "run" in step
}


def test_every_command_of_ci_run_is_run() -> None:
    lines = (runs.ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    wanted = {line.split("#")[0].strip() for line in lines if line.startswith("make ")}
    assert wanted <= COMMANDS


def test_every_make_target_is_there() -> None:
    makefile = (runs.ROOT / "Makefile").read_text("utf-8")
    for command in COMMANDS:
        for target in re.findall(r"\bmake ([\w-]+)", command):
            assert re.search(rf"(?m)^{target}:", makefile), target


def test_every_supported_python_is_tested_from_the_oldest_on() -> None:
    project = tomllib.loads((runs.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert f">={versions[0]}" == project["requires-python"]
    assert versions == ["3.11", "3.12", "3.13"]


def test_it_may_only_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
