"""The one JSON object that a pipeline leaves for the process that started it, on any runner.

A runner hands nothing back but its state, and its counters count retried work twice. So the last
step of a pipeline writes its result to an address, and the process that waits reads it there.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import PCollection
from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner

from pipelines import beam_options
from pipelines.run_options import RunnerOptions
from transforms import stores
from transforms.core import addresses
from transforms.core.errors import NotFoundInStoreError, StoreError

STANDARD_OUTPUT = "-"

Result = dict[str, Any]


def encode(result: Mapping[str, object]) -> bytes:
    """The result's bytes: JSON, indented, keys sorted; the same for equal results."""
    text = json.dumps(result, indent=1, sort_keys=True, ensure_ascii=True)
    return text.encode("ascii") + b"\n"


@contextmanager
def place(report: str | None) -> Iterator[str]:
    """The address that a pipeline leaves its result at.

    The file that the user named (`--json`), else one of this machine that is gone afterwards.
    """
    if report and report != STANDARD_OUTPUT:
        yield addresses.resolve(report)
        return
    with tempfile.TemporaryDirectory(prefix="gdr-") as folder:
        yield str(Path(folder) / "result.json")


@dataclass(eq=False)
class Leave(beam.PTransform[PCollection[Any], PCollection[str]]):
    """Writes what `made` makes of the one element; the address, once it stands.

    Attributes:
        made: the element as JSON.
        address: of the result.
    """

    made: Callable[[Any], Mapping[str, object]]
    address: str

    def expand(self, combined: PCollection[Any]) -> PCollection[str]:  # noqa: D102
        return combined | "Write" >> beam.Map(_put, self.made, self.address)


def _put(element: Any, made: Callable[[Any], Mapping[str, object]], address: str) -> str:
    stores.build(address).put(address, encode(made(element)))
    return address


def collect(
    build: Callable[[beam.Pipeline], object],
    options: RunnerOptions,
    address: str,
    input_bytes: int = 0,
) -> Result:
    """Runs what `build` puts into a pipeline, and gives the result that it leaves at `address`.

    `input_bytes` decides how many processes a local run has, where the options do not.

    Raises:
        StoreError: the workers are on other machines and wrote it there.
    """
    made = beam_options.build(options, input_bytes)
    runner: Any = FnApiRunner() if options.runner == beam_options.LOCAL_RUNNER else options.runner
    store = stores.build(address)
    store.delete(address)  # an old result must never pass for this one
    pipeline = beam.Pipeline(runner=runner, options=made)
    build(pipeline)
    pipeline.run().wait_until_finish()
    try:
        result: Result = json.loads(store.read(address))
    except NotFoundInStoreError:
        raise StoreError(
            "the workers of --runner do not write where this machine reads: "
            "give --json an address that both reach, such as gs://bucket/report.json"
        ) from None
    return result


def say(report: str | None, result: Mapping[str, object]) -> bool:
    """Writes the result to standard output if that is what `--json` names; whether it did."""
    if report != STANDARD_OUTPUT:
        return False
    sys.stdout.write(encode(result).decode("ascii"))
    return True


def write(report: str | None, result: Mapping[str, object]) -> None:
    """Writes the result where `--json` says, a file or an object; nothing when it says nothing."""
    if report and not say(report, result):
        address = addresses.resolve(report)
        stores.build(address).put(address, encode(result))
