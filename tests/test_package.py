"""What is installed: the wheel, in an environment of its own, run from somewhere else."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests import runs
from tests.servers import project

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: a build leaves folders beside what it builds."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    source.mkdir()
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=runs.ROOT, capture_output=True, check=True,
    ).stdout  # fmt: skip
    for name in os.fsdecode(listed).split("\0"):
        if name and (runs.ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((runs.ROOT / name).read_bytes())
    if not (source / "README.md").exists():
        (source / "README.md").write_text("gdr\n")
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", str(folder)]
    subprocess.run([*build, str(source)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def gdr(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment that sees the packages installed here, not this tree."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = home / "lib" / version / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "zz_dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    command = home / "bin" / "gdr"
    command.write_text(
        f"#!{home}/bin/python\nimport sys\nfrom pipelines.cli import main\nsys.exit(main())\n"
    )
    command.chmod(0o755)
    return command


def run(gdr: Path, *arguments: object, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [str(gdr), *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False,
        env={**clean, "GDR_SURROGATE_KEY": runs.KEY, **more},
    )  # fmt: skip


def test_the_wheel_holds_the_code_with_its_data_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        entry_points = next(n for n in archive.namelist() if n.endswith("entry_points.txt"))
        assert "gdr = pipelines.cli:main" in archive.read(entry_points).decode()
    assert {name.partition("/")[0] for name in names} == {"pipelines", "transforms", "prompts"}
    here = {
        str(path.relative_to(runs.ROOT))
        for folder in ("pipelines", "transforms", "prompts")
        for path in (runs.ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == here


def test_an_installed_gdr_refines_in_two_processes_from_any_folder(
    gdr: Path, tmp_path: Path
) -> None:
    runs.write_jsonl(tmp_path / "corpus" / "a.jsonl", runs.rows(20))
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "transforms").mkdir(parents=True)
    (elsewhere / "transforms" / "__init__.py").write_text("raise SystemExit('not ours')\n")
    ran = run(
        gdr, "refine", "--input", "../corpus/*.jsonl", "--output", "out", "--quiet",
        "--processes", 2, "--block-samples", 5, cwd=elsewhere,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert runs.books(elsewhere / "out")["refined"] == 20
    assert runs.refine(tmp_path / "corpus" / "a.jsonl", tmp_path / "here").status == 0
    assert runs.products(tmp_path / "here") == runs.products(elsewhere / "out")
    verified = run(gdr, "verify", "out", cwd=elsewhere)
    assert (verified.returncode, verified.stderr) == (0, "")


def test_another_package_of_the_same_name_ends_the_start_clearly(gdr: Path, tmp_path: Path) -> None:
    (tmp_path / "transforms").mkdir()
    (tmp_path / "transforms" / "__init__.py").write_text("")
    ran = run(gdr, "--version", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert ran.returncode == 1
    assert "the package 'transforms' comes from" in ran.stderr
    assert "environment of its own" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_installed_gdr_says_its_version(gdr: Path, tmp_path: Path) -> None:
    ran = run(gdr, "--version", cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "gdr 0.1.0\n")


# What a worker does with what was submitted; the real client finds the service on loopback.
_WORKER = """
import sys
import apache_beam as beam
import grpc
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.transforms.environments import EmbeddedPythonEnvironment
from google.cloud import secretmanager
from google.cloud.secretmanager_v1.services.secret_manager_service import transports
import transforms

assert "site-packages" in transforms.__file__
channel = grpc.insecure_channel(sys.argv[2])
transport = transports.SecretManagerServiceGrpcTransport(channel=channel)
real = secretmanager.SecretManagerServiceClient
secretmanager.SecretManagerServiceClient = lambda: real(transport=transport)
proto = beam_runner_api_pb2.Pipeline.FromString(open(sys.argv[1], "rb").read())
here = EmbeddedPythonEnvironment.default().to_runner_api(None)
for environment in proto.components.environments.values():
    environment.CopyFrom(here)
beam.Pipeline.from_runner_api(proto, FnApiRunner(), PipelineOptions([])).run().wait_until_finish()
"""


def test_the_wheel_alone_runs_the_job_that_was_submitted_to_dataflow(
    gdr: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GDR_"))}
    with project.serving(monkeypatch, tmp_path) as cloud:
        assert cloud.launch().status == 0
        (elsewhere / "pipeline.pb").write_bytes(cloud.graph())
        subprocess.run(
            [gdr.parent / "python", "-c", _WORKER, "pipeline.pb", cloud.secrets_address],
            cwd=elsewhere, env={**clean, "STORAGE_EMULATOR_HOST": cloud.storage_url}, check=True,
        )  # fmt: skip
        assert [name for name in cloud.names("out") if name.startswith("_work")] == []
        refined = {name: cloud.store.read(f"gs://bucket/out/data/{name}")
                   for name in cloud.names("out/data")}  # fmt: skip
    assert runs.refine(f"{tmp_path}/corpus/*.jsonl", tmp_path / "here").status == 0
    here = tmp_path / "here" / "data"
    assert refined == {path.name: path.read_bytes() for path in here.iterdir()}
