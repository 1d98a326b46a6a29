"""A folder in each store that the registry finds: a local one, and prefixes on our own servers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import gcs, s3
from tests.servers.gcs import Faults
from transforms import stores
from transforms.core import addresses, registry
from transforms.core.protocols import Store

BUCKET = "bucket"


@dataclass
class Place:
    """An empty folder in a store; where remote with `faults` and `writing`, the method of a put."""

    name: str
    store: Store
    base: str
    faults: Faults
    writing: str = ""

    def at(self, *names: str) -> str:
        return addresses.join(self.base, *names)

    def names(self) -> list[str]:
        return [addresses.relative(self.base, entry.uri) for entry in self.store.list(self.base)]


@pytest.fixture(scope="session")
def gcs_server() -> Iterator[gcs.Server]:
    with gcs.serving(BUCKET) as server:
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[s3.Server]:
    with s3.serving(BUCKET) as server:
        yield server


@pytest.fixture(params=registry.names("stores"))
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return _place(request.param, request, tmp_path, monkeypatch)


@pytest.fixture(params=["gcs", "s3"])
def remote(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Place:
    return _place(request.param, request, tmp_path, monkeypatch)


def _place(
    name: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Place:
    if name == "local":
        return Place(name, stores.build("/"), str(tmp_path / "folder"), Faults())
    server = request.getfixturevalue(f"{name}_server")
    server.faults.clear()
    if name == "gcs":
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.url)
        base = f"gs://{BUCKET}/{tmp_path.name}"
        return Place(name, stores.build(base), base, server.faults, "POST")
    for variable, value in server.environment.items():
        monkeypatch.setenv(variable, value)
    base = f"s3://{BUCKET}/{tmp_path.name}"
    return Place(name, stores.build(base), base, server.faults, "PUT")
