"""A Google Cloud project on loopback: buckets, secrets and Dataflow, and gdr's job in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner
from apache_beam.transforms.environments import EmbeddedPythonEnvironment

from tests import runs
from tests.servers import dataflow, gcs, secrets
from tests.servers.dataflow import Service
from transforms import stores
from transforms.core import addresses
from transforms.core.protocols import Store

SECRET = "projects/p/secrets/surrogates/versions/3"
IMAGE = "europe-west4-docker.pkg.dev/acme/gdr/gdr:0.1.0"
ROWS = 40


@dataclass
class Project:
    """A project on loopback: buckets, secrets, Dataflow."""

    service: Service
    store: Store
    storage_url: str
    secrets_address: str

    def launch(self, *more: object) -> runs.Ran:
        return runs.gdr(
            "launch", "--input", "gs://bucket/corpus/*.jsonl", "--output", "gs://bucket/out",
            "--image", IMAGE, "--project", "acme", "--location", "europe-west4",
            "--surrogate-key-secret", SECRET, "--block-samples", 5,
            "--dataflow_endpoint", self.service.url, "--no_auth", *more, key=None,
        )  # fmt: skip

    def names(self, folder: str) -> list[str]:
        base = f"gs://bucket/{folder}"
        return [addresses.relative(base, entry.uri) for entry in self.store.list(base)]

    def graph(self) -> bytes:
        """The pipeline that the last job refers to."""
        options = self.service.jobs[-1]["environment"]["sdkPipelineOptions"]["options"]
        return self.store.read(options["pipelineUrl"])

    def run(self) -> None:
        """Runs the job that was submitted last, from what is in the bucket, as workers would."""
        run_graph(self.graph())


def run_graph(graph: bytes) -> None:
    """Runs a pipeline as it was submitted, in this process instead of an image's."""
    proto = beam_runner_api_pb2.Pipeline.FromString(graph)
    here = EmbeddedPythonEnvironment.default().to_runner_api(None)  # type: ignore[arg-type]
    for environment in proto.components.environments.values():
        environment.CopyFrom(here)
    pipeline = beam.Pipeline.from_runner_api(proto, FnApiRunner(), PipelineOptions([]))
    pipeline.run().wait_until_finish()


@contextlib.contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Project]:
    """A project with a corpus of two shards, also in `folder`/corpus, until the block ends."""
    with (
        gcs.serving("bucket") as storage,
        dataflow.serving() as service,
        secrets.serving({SECRET: runs.KEY.encode()}) as manager,
    ):
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", storage.url)
        monkeypatch.setattr(*dataflow.WITHOUT_CREDENTIALS)
        # The real client; it would find its service by credentials that are not here.
        client = "transforms.stores.secrets.secret_manager.secretmanager.SecretManagerServiceClient"
        monkeypatch.setattr(client, lambda: manager.client)
        made = Project(service, stores.build("gs://bucket"), storage.url, manager.address)
        for name, first in (("a", 0), ("b", 1000)):
            path = folder / "corpus" / f"{name}.jsonl"
            runs.write_jsonl(path, runs.rows(ROWS, first=first))
            made.store.put(f"gs://bucket/corpus/{name}.jsonl", path.read_bytes())
        yield made
