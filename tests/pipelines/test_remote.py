"""Whole runs in object stores, on servers of our own: the same bytes as on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.locking import locked
from tests import runs
from tests.pipelines.conftest import Cloud
from tests.waiting import PATIENCE_S, wait_until
from transforms.core.parts import Part, Parts
from transforms.core.records import Position, Shard


def local_products(corpus: Path, output: Path) -> dict[str, str]:
    assert runs.refine(f"{corpus}/**/*.jsonl", output, "--block-samples", 4).status == 0
    return runs.products(output)


def arguments(cloud: Cloud) -> list[object]:
    return [
        "refine", "--input", f"{cloud.base}/corpus/**/*.jsonl", "--output", f"{cloud.base}/out",
        "--quiet", "--block-samples", 4,
    ]  # fmt: skip


def test_a_run_in_an_object_store_gives_the_bytes_of_a_local_one(
    cloud: Cloud, corpus: Path, tmp_path: Path
) -> None:
    ran = runs.gdr(*arguments(cloud))
    assert (ran.status, ran.err) == (0, "")
    expected = local_products(corpus, tmp_path / "out")
    assert cloud.products(f"{cloud.base}/out") == expected
    names = {entry.uri.rpartition("/out/")[2] for entry in cloud.store.list(f"{cloud.base}/out")}
    assert names - {*expected, "manifest.json", "metrics.json"} == set()
    verified = runs.gdr("verify", f"{cloud.base}/out")
    assert (verified.status, verified.err) == (0, "")
    again = runs.gdr(*[a for a in arguments(cloud) if a != "--quiet"])
    assert (again.status, "nothing to do" in again.out) == (0, True)


def test_verify_sees_a_changed_object(cloud: Cloud, corpus: Path) -> None:
    assert runs.gdr(*arguments(cloud)).status == 0
    uri = f"{cloud.base}/out/data/a.jsonl"
    cloud.store.put(uri, cloud.store.read(uri).replace(b"Row 7", b"Row 8"))
    assert runs.gdr("verify", f"{cloud.base}/out").status != 0


def test_the_lock_of_a_run_under_way_refuses_a_second(cloud: Cloud, corpus: Path) -> None:
    with locked(cloud.store, f"{cloud.base}/out"):
        ran = runs.gdr(*arguments(cloud))
        assert (ran.status, "written by another run" in ran.err) == (2, True)
    assert runs.gdr(*arguments(cloud)).status == 0


def test_local_input_goes_into_an_object_store_and_back(
    cloud: Cloud, corpus: Path, tmp_path: Path
) -> None:
    up = runs.refine(f"{corpus}/**/*.jsonl", f"{cloud.base}/up", "--block-samples", 4)
    down = runs.refine(f"{cloud.base}/corpus/**/*.jsonl", tmp_path / "down", "--block-samples", 4)
    assert (up.status, down.status) == (0, 0)
    assert cloud.products(f"{cloud.base}/up") == runs.products(tmp_path / "down")


@pytest.mark.slow
def test_a_run_killed_in_the_middle_goes_on_to_the_same_bytes(
    cloud: Cloud, corpus: Path, tmp_path: Path
) -> None:
    """The lock of the dead run has to expire first: here the dead one is given no more time."""
    output = f"{cloud.base}/out"
    cloud.faults.slow(0.1)  # so that it is in the middle until it is killed
    process = runs.start(*arguments(cloud), **cloud.variables)
    wait_until(lambda: cloud.parts(output) >= 3 or process.poll() is not None)
    runs.kill_group(process)
    cloud.faults.clear()
    assert process.returncode == -9
    refused = runs.gdr(*arguments(cloud))
    assert (refused.status, "within 10 minutes" in refused.err) == (2, True)
    for entry in cloud.store.list(f"{output}/_work"):
        if entry.uri.endswith(".alive"):
            cloud.store.put(entry.uri, b'{"expires": 0}')
    left = cloud.parts(output)
    assert left >= 3
    assert runs.gdr(*arguments(cloud)).status == 0
    assert cloud.products(output) == local_products(corpus, tmp_path / "out")
    assert list(cloud.store.list(f"{output}/_work")) == []


@pytest.mark.slow
def test_a_store_that_fails_now_and_then_changes_no_byte(
    cloud: Cloud, corpus: Path, tmp_path: Path
) -> None:
    """Refusals, answers that get lost after the act, and bodies that break off, all through it."""
    cloud.faults.sprinkle(7, 503, "lost", 429, 500, "cut")
    ran = runs.gdr(*arguments(cloud))
    assert (ran.status, ran.err) == (0, "")
    assert len(cloud.faults.requests) > 70  # so ten of them failed
    cloud.faults.clear()
    assert cloud.products(f"{cloud.base}/out") == local_products(corpus, tmp_path / "out")
    assert list(cloud.store.list(f"{cloud.base}/out/_work")) == []


@pytest.mark.slow
def test_of_two_runs_that_begin_at_once_one_is_refused_and_the_other_is_whole(
    cloud: Cloud, corpus: Path, tmp_path: Path
) -> None:
    started = [runs.start(*arguments(cloud), **cloud.variables) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE_S)[1] for process in started]
    ended = list(zip(said, [process.returncode for process in started], strict=True))
    for err, status in ended:
        assert status == 0 or (status == 2 and b"written by another run" in err), err
    assert 0 in [status for _, status in ended]
    assert cloud.products(f"{cloud.base}/out") == local_products(corpus, tmp_path / "out")
    assert list(cloud.store.list(f"{cloud.base}/out/_work")) == []


@pytest.mark.slow
def test_a_part_among_ten_thousand_is_found_by_one_short_listing(cloud: Cloud) -> None:
    parts = Parts(cloud.store, f"{cloud.base}/out/_work", "run")
    shard = Shard(0, "gs://bucket/a", "a", "jsonl", "", 1, "1")
    positions = [Position(n, n, 1, n, n + 1) for n in range(10_000)]
    made = [parts.put(shard, position, Part(b"x", b"", b"", b"", {})) for position in positions]
    assert sum(1 for _ in cloud.store.list(f"{parts.work}/parts")) == len(positions)
    for place in (0, 4_999, 9_999):
        cloud.faults.clear()
        assert parts.find(shard, positions[place]) == made[place]
        assert len(cloud.faults.requests) <= 3  # 2.4 names share a folder, and a page holds 7
