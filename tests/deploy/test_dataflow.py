"""What is built for Dataflow: one image, locked to the versions tested here, and its template."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib import metadata

import pytest

from pipelines import parsing, templates
from pipelines.arguments import about
from pipelines.options import LaunchOptions
from tests import runs
from tests.servers import dataflow, gcs

KINDS = {"launch": LaunchOptions}
DEPLOY = runs.ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
CONSTRAINTS = (DEPLOY / "constraints.txt").read_text("utf-8").lower().splitlines()


def stage(name: str) -> str:
    """The instructions of a stage of the Dockerfile, without comments."""
    stages = re.split(r"(?m)^FROM ", DOCKERFILE)
    (found,) = [text for text in stages if re.match(rf".* AS {name}\n", text)]
    return "".join(line + "\n" for line in found.splitlines() if not line.startswith("#"))


def test_the_metadata_is_what_the_options_say() -> None:
    written = json.loads((DEPLOY / "dataflow" / "metadata.json").read_text("utf-8"))
    assert written == templates.metadata(), "python -m pipelines.templates > deploy/dataflow/..."


def test_every_parameter_is_a_name_that_dataflow_takes_and_gdr_launch_has() -> None:
    names = [parameter["name"] for parameter in templates.metadata()["parameters"]]
    assert len(names) == len(set(names))
    for name in names:
        assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]*", name)
        assert name in about(LaunchOptions)
    needed = {p["name"] for p in templates.metadata()["parameters"] if not p["isOptional"]}
    assert needed == {"input", "output", "surrogate_key_secret", "location"}


def test_the_parameters_of_a_template_become_the_options_of_gdr_launch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = [
        "--input=gs://b/a/**;gs://b/c/**", "--output=gs://bucket/out", "--location=europe-west4",
        "--surrogate_key_secret=projects/p/secrets/s/versions/1", "--overwrite=true",
        "--flexrs=false", "--max_failures=0.1", "--project=acme", "--runner=DataflowRunner",
        "--template_location=gs://bucket/job", "--job_name=nightly", "--max_num_workers=3",
        "--temp_location=gs://bucket/temp", "--no_auth",
    ]  # fmt: skip
    arguments = templates.arguments(given, {"GDR_IMAGE": "registry/gdr:1"})
    with gcs.serving(
        "bucket"
    ) as storage:  # Beam looks whether the bucket of --temp_location is there
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", storage.url)
        monkeypatch.setattr(*dataflow.WITHOUT_CREDENTIALS)
        options, _ = parsing.parse("launch", LaunchOptions, KINDS, arguments, {})
    assert options.input == ("gs://b/a/**", "gs://b/c/**")
    assert (options.image, options.overwrite, options.flexrs) == ("registry/gdr:1", True, False)
    assert options.max_failures == 0.1
    beam = set(options.beam_arguments)
    assert {"--project=acme", "--job_name=nightly", "--max_num_workers=3"} <= beam
    assert "--flexrs_goal=COST_OPTIMIZED" not in beam


@pytest.mark.parametrize("name", ["apache-beam", "google-genai", "pyarrow", "pydantic"])
def test_what_the_image_installs_is_what_is_tested_here(name: str) -> None:
    assert f"{name}=={metadata.version(name)}" in CONSTRAINTS
    assert "--constraint deploy/constraints.txt" in stage("wheels")
    assert "--no-index --find-links /wheels" in stage("gdr")


def test_the_boot_of_the_image_is_of_the_beam_that_is_installed() -> None:
    assert f"ARG BEAM_VERSION={metadata.version('apache-beam')}\n" in DOCKERFILE
    assert 'ENTRYPOINT ["/opt/apache/beam/boot"]' in stage("gdr")
    assert "USER 10001" in stage("flink")


def test_no_compiler_is_in_what_is_shipped() -> None:
    assert re.search(r"\bgcc\b", stage("wheels"))
    for name in ("gdr", "flink", "dataflow"):
        assert not re.search(r"\b(apt-get|gcc|build-essential)\b", stage(name))


def test_the_build_copies_all_that_the_wheel_is_made_of_and_nothing_else() -> None:
    copied = set(re.findall(r"(?m)^COPY (?:[\w./]+ )+", stage("wheels")))
    words = {word for line in copied for word in line.split()[1:]}
    assert words == {
        "pyproject.toml", "README.md", "LICENSE", "deploy/constraints.txt", "pipelines",
        "transforms", "prompts",
    }  # fmt: skip
    for word in words:
        assert (runs.ROOT / word).exists(), word


@pytest.mark.parametrize("script", ["build.sh", "dataflow/launch.sh"])
def test_a_script_is_sound_and_says_what_it_lacks(script: str) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    path = DEPLOY / script
    assert path.stat().st_mode & 0o111
    subprocess.run([bash, "-n", path], check=True)
    ran = subprocess.run([bash, path], capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "the " in ran.stderr
