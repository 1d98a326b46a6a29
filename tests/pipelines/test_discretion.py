"""No text, value or secret in logs, errors, reprs, options, metrics, manifest and job graph."""

from __future__ import annotations

import io
import json
import logging
import pickle
import re
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines.jobs import refine_job
from pipelines.options import RefineOptions
from pipelines.refine import begin, build
from tests import runs
from transforms.core.errors import GdrError
from transforms.sharing import SharedWorker
from transforms.worker import Worker

MARK = "zephyrine"
VALUES = (f"{MARK}.quandt@harborlight-books.com", "4539 0011 1615 2836", "AKIA2INBFT5PG6Y5NTWD")


def corpus(folder: Path) -> Path:
    rows: list[object] = [
        {"text": f"{MARK} says {value} and more", "owner": "x"} for value in VALUES
    ]
    rows += [f'{{"text": "{MARK} broken', f'["{MARK}"]', {"text": 5, "k": MARK}]
    rows += [{"text": f"unchanged {MARK}"}, {f"{MARK}-key": "v"}]
    return runs.write_jsonl(folder / "in" / "a.jsonl", rows)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize(
    "more",
    [
        [],
        pytest.param(["--processes", "2"], marks=pytest.mark.slow),
        ["--retry-dead-letters"],
    ],
)
def test_a_run_logs_and_prints_no_text(
    tmp_path: Path, logged: pytest.LogCaptureFixture, more: list[str]
) -> None:
    pattern = corpus(tmp_path)
    runs.refine(pattern, tmp_path / "out")
    ran = runs.refine(pattern, tmp_path / "out2", *more)
    assert ran.status == 0
    told = ran.out + ran.err + "\n".join(record.getMessage() for record in logged.records)
    assert MARK not in told
    assert runs.KEY not in told


def test_metrics_manifest_and_dead_letters_hold_no_text_and_no_key(tmp_path: Path) -> None:
    runs.refine(corpus(tmp_path), tmp_path / "out")
    told = (tmp_path / "out" / "metrics.json").read_text()
    told += (tmp_path / "out" / "manifest.json").read_text()
    for path in (tmp_path / "out" / "dead_letters").rglob("*.jsonl"):
        told += path.read_text()
    for path in (tmp_path / "out" / "lineage").rglob("*.jsonl"):
        told += path.read_text()
    assert MARK not in told
    assert runs.KEY not in told


def test_the_summary_shows_a_change_without_the_original(tmp_path: Path) -> None:
    ran = runs.gdr("refine", "--input", corpus(tmp_path), "--output", tmp_path / "out")
    assert ran.status == 0
    assert "One change" in ran.out
    for value in VALUES:
        assert value not in ran.out + ran.err
    assert runs.KEY not in ran.out + ran.err


def job_of(tmp_path: Path) -> tuple[Worker, Any]:
    options = RefineOptions(
        input=(str(corpus(tmp_path)),), output=str(tmp_path / "out"), quiet=True
    )
    worker = Worker(refine_job(options))
    return worker, begin(worker, options)


def test_the_job_graph_holds_no_text_and_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GDR_SURROGATE_KEY", runs.KEY)
    worker, job = job_of(tmp_path)
    pipeline = beam.Pipeline(runner="FnApiRunner", options=PipelineOptions([]))
    build(pipeline, job)
    proto = pipeline.to_runner_api()
    graph = proto.SerializeToString()
    told = (
        graph + pickle.dumps(job) + pickle.dumps(SharedWorker(job)) + repr(worker.engine).encode()
    )
    assert runs.KEY.encode() not in told
    assert MARK.encode() not in told
    assert len(graph) < 200_000
    assert re.search(rb"sk-|BEGIN [A-Z ]*PRIVATE", graph) is None


def test_an_exception_in_a_step_reaches_the_user_without_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*arguments: object) -> None:
        raise ValueError(f"{MARK} {VALUES[0]}")

    monkeypatch.setattr("transforms.commit.make_part", explode)
    ran = runs.refine(corpus(tmp_path), tmp_path / "out")
    assert ran.status == 1
    assert MARK not in ran.err
    assert "ValueError" in ran.err or "RuntimeError" in ran.err


def test_an_error_of_ours_survives_the_way_through_the_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OddError(GdrError):
        code = "odd"
        exit_status = 1

    def explode(*arguments: object) -> None:
        raise OddError("a code and 7 characters")

    monkeypatch.setattr("transforms.commit.make_part", explode)
    ran = runs.refine(corpus(tmp_path), tmp_path / "out")
    assert ran.status == 1
    assert ran.err.endswith("gdr: error: a code and 7 characters\n")


def test_progress_shows_numbers_only(tmp_path: Path) -> None:
    ran = runs.gdr("refine", "--input", corpus(tmp_path), "--output", tmp_path / "out")
    assert ran.status == 0
    assert MARK not in ran.err
    assert "samples" in ran.err
    assert json.loads(io.BytesIO((tmp_path / "out" / "metrics.json").read_bytes()).read())
