"""Runs on a Flink cluster of several processes: the bytes of one machine, whoever is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import runs
from tests.distributed import cluster, quota
from tests.distributed.cluster import Cluster
from tests.servers import gcs, gemini
from tests.servers.gemini import Config
from tests.waiting import PATIENCE_S
from transforms import stores

LIMITS = (runs.ROOT / "deploy" / "quota" / "limits.yaml").read_text("utf-8")
A_SECOND = 16  # requests that LIMITS allows

FIELDS = [
    "--text-field", "messages[].content", "--text-field", "text", "--text-field", "body",
    "--text-field", "comments[].text", "--text-field", "notes",
]  # fmt: skip


@pytest.fixture(scope="module")
def flink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster.running(tmp_path_factory.mktemp("flink") / "cluster") as running:
        yield running


def test_the_bundled_corpora_come_out_as_on_one_machine(flink: Cluster, tmp_path: Path) -> None:
    corpora = f"{runs.ROOT}/tests/corpora/[cjntw]*/**"
    there = runs.refine(corpora, tmp_path / "there", *FIELDS, *flink.arguments())
    here = runs.refine(corpora, tmp_path / "here", *FIELDS)
    assert (there.status, here.status) == (0, 0)
    assert runs.products(tmp_path / "there") == runs.products(tmp_path / "here")
    assert runs.books(tmp_path / "there") == runs.books(tmp_path / "here")
    assert flink.workers_started() >= 2  # one for each task manager


def test_a_worker_and_a_task_manager_killed_in_the_middle_change_no_byte(
    flink: Cluster, tmp_path: Path
) -> None:
    blocks = 2 * 240
    for shard in range(2):
        runs.write_jsonl(
            tmp_path / "corpus" / f"{shard}.jsonl",
            runs.rows(10 * blocks // 2, first=100_000 * shard, filler=3000),
        )
    corpus = f"{tmp_path}/corpus/*.jsonl"
    there, here = tmp_path / "there", tmp_path / "here"
    process = runs.start(
        "refine", "--input", corpus, "--output", there, "--quiet", "--block-samples", 10,
        *flink.arguments(),
    )  # fmt: skip
    assert runs.wait_for_parts(there, blocks // 10, process), process.communicate()[1]
    flink.kill_worker()
    assert runs.wait_for_parts(there, blocks // 2, process), process.communicate()[1]
    flink.kill_task_manager(2)
    _, err = process.communicate(timeout=PATIENCE_S)
    flink.start_task_manager(2)
    assert process.returncode == 0, err
    assert flink.failures() >= 1  # both kills, where they come close together, are one restart
    assert runs.refine(corpus, here, "--block-samples", 10).status == 0
    assert runs.products(there) == runs.products(here)
    assert runs.books(there) == runs.books(here)
    verified = runs.gdr("verify", there)
    assert (verified.status, verified.err) == (0, "")


def test_the_quota_is_held_over_both_workers_by_the_rate_limit_service(
    flink: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gemini on loopback refuses nothing: what is held, is held by asking first."""
    corpus = runs.write_jsonl(tmp_path / "corpus" / "a.jsonl", runs.rows(240, filler=30))
    there, here = tmp_path / "there", tmp_path / "here"
    options = (
        "--backend", "gemini", "--model", "gemini-2.5-flash", "--block-samples", 10,
        "--samples-per-request", 1,
    )  # fmt: skip
    with quota.serving(tmp_path / "quota", LIMITS) as address, gemini.running(Config()) as model:
        flink.restart_pool(GOOGLE_GEMINI_BASE_URL=model.url, GEMINI_API_KEY="k")
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", model.url)
        monkeypatch.setenv("GEMINI_API_KEY", "k")
        ran = runs.refine(corpus, there, *options, "--quota-service", address, *flink.arguments())
        assert ran.status == 0, ran.err
        times = sorted(line.at_s for line in model.log())
        assert runs.refine(corpus, here, *options).status == 0
    busiest = max(sum(1 for t in times if start <= t < start + 5) for start in times)
    # 5 s touch 6 windows of the service; what a busy machine holds up comes with what follows.
    assert busiest <= A_SECOND * 9 < 240
    assert flink.workers_started() >= 2
    assert runs.products(there) == runs.products(here)


def test_a_jar_that_gdr_launch_wrote_runs_as_an_application(
    flink: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The jar alone, given to the cluster: nobody of ours waits for it or holds its lock."""
    corpus = runs.write_jsonl(tmp_path / "a.jsonl", runs.rows(60))
    jar = tmp_path / "nightly.jar"
    with gcs.serving("bucket") as storage:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", storage.url)
        store = stores.build("gs://bucket")
        store.put("gs://bucket/corpus/a.jsonl", corpus.read_bytes())
        flink.restart_pool(STORAGE_EMULATOR_HOST=storage.url)
        ran = runs.gdr(
            "launch", "--input", "gs://bucket/corpus/*.jsonl", "--output", "gs://bucket/out",
            "--block-samples", 10, "--output_executable_path", jar, *flink.jar_arguments(),
        )  # fmt: skip
        assert (ran.status, ran.out) == (0, "jar written\n"), ran.err
        assert store.stat("gs://bucket/out/_work/lock-00000001").size > 0
        flink.run_jar(jar)
        assert [entry.uri for entry in store.list("gs://bucket/out/_work")] == []
        refined = store.read("gs://bucket/out/data/a.jsonl")
    assert runs.refine(corpus, tmp_path / "here").status == 0
    assert refined == (tmp_path / "here" / "data" / "a.jsonl").read_bytes()
