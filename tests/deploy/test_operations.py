"""What deploy/README.md tells to type is there: options, parameters, variables, files, targets."""

from __future__ import annotations

import re

from pipelines import beam_options, templates
from tests import runs

DEPLOY = runs.ROOT / "deploy"
README = (DEPLOY / "README.md").read_text("utf-8")
OTHERS = {"--data-file"}  # gcloud's


def test_every_option_is_one_of_ours_or_of_beam() -> None:
    ours = "".join(runs.gdr(name, "--help").out for name in ("launch", "refine", "plan", "review"))
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z_-]+", README)) - OTHERS:
        assert option in ours or option in beam_options.known(), option


def test_every_parameter_of_the_example_is_one_of_the_template_or_of_beam() -> None:
    example = README.partition("parameters    = {")[2].partition("}")[0]
    names = set(re.findall(r"(?m)^\s+(\w+)\s+=", example))
    known = {parameter["name"] for parameter in templates.metadata()["parameters"]}
    assert {"input", "backend", "model", "requests_per_minute"} <= names
    for name in names:
        assert name in known or f"--{name}" in beam_options.known(), name


def test_every_variable_of_the_example_and_of_the_text_is_one_of_terraform() -> None:
    declared = set(
        re.findall(r'variable "(\w+)"', (DEPLOY / "terraform" / "variables.tf").read_text("utf-8"))
    )
    example = README.partition("`terraform.tfvars`:")[2].partition("parameters ")[0]
    assert set(re.findall(r"(?m)^\s+(\w+)\s+=", example)) <= declared
    for name in ("kms_key", "quarantine_days", "retained_versions_days", "most_usd", "readers"):
        assert f"`{name}`" in README
        assert name in declared


def test_every_file_and_target_that_is_named_is_there() -> None:
    for path in set(re.findall(r"\bdeploy/[\w./-]+[\w/]", README)):
        assert (runs.ROOT / path).exists(), path
    makefile = (runs.ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([\w-]+)`", README):
        assert re.search(rf"(?m)^{target}:", makefile), target
