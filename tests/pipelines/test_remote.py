"""Whole runs in object stores, on servers of our own: the same bytes as on this machine."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.locking import locked
from tests import runs
from tests.servers import gcs, s3
from transforms import stores
from transforms.core import addresses
from transforms.core.protocols import Store

BUCKET = "bucket"
ROWS = 24


@dataclass
class Cloud:
    """An empty folder of an object store, and the variables by which a process finds its server."""

    base: str
    variables: dict[str, str]

    @property
    def store(self) -> Store:
        return stores.build(self.base)

    def products(self, output: str) -> dict[str, str]:
        """As `runs.products`."""
        return {
            name: hashlib.sha256(self.store.read(entry.uri)).hexdigest()
            for entry in self.store.list(output)
            for name in [addresses.relative(output, entry.uri)]
            if name.partition("/")[0] in runs.PRODUCTS
        }

    def wait_for(self, ready: Callable[[], bool]) -> None:
        for _ in range(3000):
            if ready():
                return
            time.sleep(0.01)
        raise AssertionError("waited for half a minute")

    def parts(self, output: str) -> int:
        return sum(1 for _ in self.store.list(f"{output}/_work/parts"))


@pytest.fixture(scope="module")
def s3_variables() -> Iterator[dict[str, str]]:
    with s3.serving(BUCKET) as server:
        yield server.environment


@pytest.fixture(scope="module")
def gcs_variables() -> Iterator[dict[str, str]]:
    with gcs.serving(BUCKET) as server:
        yield {"STORAGE_EMULATOR_HOST": server.url}


@pytest.fixture(params=["s3", "gcs"])
def cloud(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    variables = request.getfixturevalue(f"{request.param}_variables")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    scheme = {"s3": "s3", "gcs": "gs"}[request.param]
    return Cloud(f"{scheme}://{BUCKET}/{tmp_path.name}", variables)


@pytest.fixture
def corpus(tmp_path: Path, cloud: Cloud) -> Path:
    """Two shards on this machine, and the same ones in the store."""
    folder = tmp_path / "corpus"
    runs.write_jsonl(folder / "a.jsonl", [*runs.rows(ROWS, filler=30), "no json"])
    runs.write_jsonl(folder / "sub" / "b.jsonl", runs.rows(ROWS, first=100, filler=30))
    for path in folder.rglob("*.jsonl"):
        cloud.store.put(f"{cloud.base}/corpus/{path.relative_to(folder)}", path.read_bytes())
    return folder


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
    process = runs.start(*arguments(cloud), **cloud.variables)
    cloud.wait_for(lambda: cloud.parts(output) >= 3 or process.poll() is not None)
    runs.kill_group(process)
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
