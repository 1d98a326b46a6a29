"""Fixtures of runs in object stores: servers of our own, found by variables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import runs
from tests.servers import gcs, s3
from tests.servers.gcs import Faults
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
    faults: Faults

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

    def parts(self, output: str) -> int:
        return sum(1 for _ in self.store.list(f"{output}/_work/parts"))


@pytest.fixture(scope="module")
def s3_service() -> Iterator[tuple[dict[str, str], Faults]]:
    with s3.serving(BUCKET) as server:
        yield server.environment, server.faults


@pytest.fixture(scope="module")
def gcs_service() -> Iterator[tuple[dict[str, str], Faults]]:
    with gcs.serving(BUCKET) as server:
        yield {"STORAGE_EMULATOR_HOST": server.url}, server.faults


@pytest.fixture(params=["s3", "gcs"])
def cloud(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    variables, faults = request.getfixturevalue(f"{request.param}_service")
    faults.clear()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    scheme = {"s3": "s3", "gcs": "gs"}[request.param]
    return Cloud(f"{scheme}://{BUCKET}/{tmp_path.name}", variables, faults)


@pytest.fixture
def corpus(tmp_path: Path, cloud: Cloud) -> Path:
    """Two shards on this machine, and the same ones in the store."""
    folder = tmp_path / "corpus"
    runs.write_jsonl(folder / "a.jsonl", [*runs.rows(ROWS, filler=30), "no json"])
    runs.write_jsonl(folder / "sub" / "b.jsonl", runs.rows(ROWS, first=100, filler=30))
    for path in folder.rglob("*.jsonl"):
        cloud.store.put(f"{cloud.base}/corpus/{path.relative_to(folder)}", path.read_bytes())
    return folder
