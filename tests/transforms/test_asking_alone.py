"""Processes that do without others: a pace of their own, and blocks redone sample by sample."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import runs
from tests.asking import asked, at, job_of
from tests.servers.gemini import Config, Script, Serving, serving
from transforms.cut import cut
from transforms.discovery import identify, list_shards
from transforms.isolation import refine_alone
from transforms.opening import ALONE
from transforms.read import read
from transforms.screen import screen
from transforms.worker import Worker

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class Aiohttp:DeprecationWarning")

ROWS = list(runs.rows(20, filler=30))


@pytest.fixture
def gemini() -> Iterator[Serving]:
    with serving(Config(script=Script(values={"Row 3": "PERSON_NAME"}))) as server:
        yield server


@pytest.mark.parametrize("samples_per_request", [1, 8])
def test_a_block_that_is_redone_sample_by_sample_asks_nothing_twice(
    gemini: Serving, tmp_path: Path, samples_per_request: int
) -> None:
    with at(gemini):
        job = job_of(tmp_path, ROWS, samples_per_request=samples_per_request)
        worker = Worker(job)
        worker.enter()
        (shard,) = list_shards(worker)
        (descriptor,) = cut(worker, identify(worker, shard))
        (block,) = (screen(worker, block) for block in read(worker, descriptor))
        together = worker.calls().submit(block).result()
        worker.leave()
        calls = gemini.counts()["calls"]
        part = worker.parts.read(refine_alone(job, descriptor, block.position))
    assert gemini.counts()["calls"] == calls
    assert part.counters["outcome/refined"] == len(ROWS)
    assert part.counters["answers/journalled"] == len(ROWS)
    case = together.refined[3].case
    assert case is not None
    assert case.outputs[0] in part.rows.decode("utf-8")


def test_a_pace_that_cannot_be_shared_is_said_and_counted(
    gemini: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"gdr-pace-{os.getuid()}").mkdir(mode=0o755)
    with caplog.at_level(logging.WARNING):
        alone = asked(tmp_path / "alone", ROWS[:2], gemini)
    assert alone.totals["pace/alone"] == 1
    assert caplog.messages == [ALONE]
    caplog.clear()
    (tmp_path / f"gdr-pace-{os.getuid()}").chmod(0o700)
    assert asked(tmp_path / "shared", ROWS[:2], gemini).totals["pace/alone"] == 0
    assert caplog.messages == []
