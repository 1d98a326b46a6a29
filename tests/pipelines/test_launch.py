"""`gdr launch`: what Dataflow would be sent, and that this, run here, is the job."""

from __future__ import annotations

import base64
import bz2
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.portability.api import beam_runner_api_pb2

from tests import runs
from tests.servers import project
from tests.servers.project import IMAGE, SECRET, Project


def unpacked(graph: bytes) -> list[bytes]:
    """What Beam has pickled, compressed and encoded into a graph, as bytes."""
    packed = re.findall(rb"QlpoO[A-Za-z0-9+/]+=*", graph)  # "BZh9", the head of bzip2, in base64
    return [bz2.decompress(base64.b64decode(item)) for item in packed]


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Project]:
    with project.serving(monkeypatch, tmp_path) as made:
        yield made


def test_what_was_submitted_refines_the_corpus_and_gives_the_lock_back(
    cloud: Project, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "gdr.run")
    ran = cloud.launch()
    assert (ran.status, ran.out.strip(), ran.err) == (0, cloud.service.jobs[0]["id"], "")
    assert "_work/lock-00000001" in cloud.names("out")
    refused = cloud.launch()
    assert (refused.status, "being written by another run" in refused.err) == (2, True)
    cloud.run()
    (line,) = [m for m in caplog.messages if m.startswith("gdr run complete: ")]
    alerts = (runs.ROOT / "deploy" / "terraform" / "alerts.tf").read_text("utf-8")
    for pattern in re.findall(r'"(\w+=\(\[0-9.\]\+\))"', alerts):
        assert re.search(pattern, line), pattern
    assert [name for name in cloud.names("out") if name.startswith("_work")] == []
    assert runs.refine(f"{tmp_path}/corpus/*.jsonl", tmp_path / "here").status == 0
    here = {str(p.relative_to(tmp_path / "here")) for p in (tmp_path / "here").rglob("*.jsonl")}
    assert here <= set(cloud.names("out"))
    for name in here:
        assert (
            cloud.store.read(f"gs://bucket/out/{name}") == (tmp_path / "here" / name).read_bytes()
        )
    again = cloud.launch()
    assert (again.status, "nothing to do" in again.out) == (0, True)
    assert [name for name in cloud.names("out") if name.startswith("_work")] == []


def test_the_next_night_takes_only_what_is_new_or_changed(cloud: Project, tmp_path: Path) -> None:
    assert cloud.launch().status == 0
    cloud.run()
    cloud.service.jobs.clear()  # the job has ended
    before = {name: cloud.store.stat(f"gs://bucket/out/{name}") for name in cloud.names("out/data")
              for name in [f"data/{name}"]}  # fmt: skip
    for name, first in (("b", 3000), ("c", 2000)):
        path = runs.write_jsonl(tmp_path / f"{name}.jsonl", runs.rows(5, first=first))
        cloud.store.put(f"gs://bucket/corpus/{name}.jsonl", path.read_bytes())
    assert cloud.launch().status == 0
    cloud.run()
    after = {name: cloud.store.stat(f"gs://bucket/out/{name}") for name in before}
    assert after["data/a.jsonl"] == before["data/a.jsonl"]  # not even written again
    assert after["data/b.jsonl"] != before["data/b.jsonl"]
    assert cloud.names("out/data") == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_the_job_has_the_steps_the_image_and_the_size_that_the_corpus_needs(cloud: Project) -> None:
    assert cloud.launch().status == 0
    (job,) = cloud.service.jobs
    assert (job["projectId"], job["location"]) == ("acme", "europe-west4")
    assert job["name"].startswith("gdr-out-")
    (pool,) = job["environment"]["workerPools"]
    assert [image["containerImage"] for image in pool["sdkHarnessContainerImages"]] == [IMAGE]
    assert pool["machineType"] == "e2-standard-4"
    assert pool["autoscalingSettings"]["maxNumWorkers"] == 1
    assert pool["numThreadsPerWorker"] == 2
    assert "gdr-backend" in job["labels"]
    proto = beam_runner_api_pb2.Pipeline.FromString(cloud.graph())
    steps = {t.unique_name for t in proto.components.transforms.values()}
    assert {
        "Match", "CutShards", "ReadBlocks", "Screen", "Refine", "CommitBlocks", "AssembleShards",
        "Summarize", "Sweep",
    } <= steps  # fmt: skip
    (environment,) = proto.components.environments.values()
    assert dict(environment.resource_hints) == {"beam:resources:min_ram_bytes:v1": b"4000000000"}
    assert environment.dependencies == []  # all that the workers need is in the image


def test_the_job_holds_no_secret_no_text_and_no_place_of_this_machine(cloud: Project) -> None:
    assert cloud.launch().status == 0
    pickled = unpacked(cloud.graph())
    assert len(pickled) > 5
    told = b"".join([json.dumps(cloud.service.jobs).encode(), cloud.graph(), *pickled])
    # Beam pickles functions of its own with the name of their file.
    told = told.replace(str(Path(beam.__file__).parent).encode(), b"")
    for hidden in (runs.KEY, "harborlight", str(runs.ROOT), str(Path.home()), os.getcwd()):
        assert hidden.encode() not in told, f"{len(hidden)} characters"
    assert SECRET.encode() in told  # named, not held
    assert len(cloud.graph()) < 200_000  # Dataflow takes 10 MB; it does not grow with the corpus


def test_what_the_user_says_to_beam_wins_and_flexrs_chooses_its_own_machines(
    cloud: Project,
) -> None:
    ran = cloud.launch(
        "--flexrs", "--max_num_workers", 7, "--job_name", "nightly", "--region", "us-east1"
    )
    assert ran.status == 0
    (job,) = cloud.service.jobs
    assert (job["name"], job["location"]) == ("nightly", "us-east1")
    assert job["environment"]["flexResourceSchedulingGoal"] == 2  # COST_OPTIMIZED
    (pool,) = job["environment"]["workerPools"]
    assert pool["autoscalingSettings"]["maxNumWorkers"] == 7
    assert "machineType" not in pool
    alive = json.loads(cloud.store.read("gs://bucket/out/_work/lock-00000001.alive"))
    assert alive["expires"] - time.time() > 6 * 3600  # FlexRS may let it wait


def test_the_launcher_of_a_template_gets_the_job_as_a_file(cloud: Project) -> None:
    ran = cloud.launch("--template_location", "gs://bucket/templates/job")
    assert (ran.status, ran.out.strip()) == (0, "template written")
    assert cloud.service.jobs == []  # Dataflow itself creates it, from the file
    job = json.loads(cloud.store.read("gs://bucket/templates/job"))
    assert job["name"].startswith("gdr-out-")


def test_a_service_that_refuses_the_job_leaves_no_lock(cloud: Project) -> None:
    cloud.service.refusing = 403
    ran = cloud.launch()
    assert ran.status == 1
    assert [name for name in cloud.names("out") if name.startswith("_work/lock")] == []
    cloud.service.refusing = 0
    assert cloud.launch().status == 0


def test_the_developer_api_is_refused_for_a_large_corpus_unless_allowed(cloud: Project) -> None:
    cloud.store.put("gs://bucket/corpus/large.jsonl", b" " * 100_000_001)
    key = ("--backend", "gemini", "--model", "m", "--api-key-secret", SECRET)
    ran = cloud.launch(*key)
    assert (ran.status, "the Gemini Developer API would get 100 MB" in ran.err) == (2, True)
    assert cloud.names("out") == []
    assert cloud.service.jobs == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            ("--input", "/tmp/x.jsonl"),
            "--input ['gs://bucket/corpus/*.jsonl', '/tmp/x.jsonl']: is not in gs://",
        ),
        (("--output", "s3://bucket/out"), "--output 's3://bucket/out': is not in gs://"),
        (("--runner", "FlinkRunner"), "for another runner use gdr refine"),
        (("--location", "global"), "names no region for Dataflow"),
        (
            ("--backend", "gemini", "--model", "m", "--api-key-env", "KEY"),
            "give --api-key-secret instead",
        ),
        (("--cache", "/var/cache"), "is not on the workers of Dataflow"),
    ],
)
def test_what_dataflow_could_not_run_is_refused_before_work(
    cloud: Project, more: tuple[Any, ...], said: str
) -> None:
    ran = cloud.launch(*more)
    assert (ran.status, said in ran.err) == (2, True), ran.err
    assert cloud.service.jobs == []
    assert cloud.names("out") == []
