"""How many machines and threads a job is given on Dataflow, from corpus and quota."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from pipelines.beam_options import beyond
from transforms.core.calling.settings import ModelSettings

MACHINE_TYPE = "e2-standard-4"
VCPUS = 4
"""Of a machine: Dataflow starts a process of ours on each."""

BYTES_PER_S = 700_000
"""That one process screens and refines with `local`: README, "Runners and speed", chat."""

CALLS_PER_S = 100
"""That one process asks for and judges: google-genai alone takes 1.25 ms of CPU for a call, and
packing, parsing and judging a sample several times as much. Ours, cautious."""

HOURS = 1.0
"""In which a corpus should be through where no service sets the pace. Ours."""

MOST_MACHINES = 100
"""Without being told otherwise: more is the user's decision."""

_CALLS_A_THREAD = 8  # a thread drives one bundle, whose blocks have several calls in flight
_FEWEST_THREADS, _MOST_THREADS = 2, 12  # 12 is Dataflow's own default


@dataclass(frozen=True, slots=True)
class Size:
    """What a job is given.

    Attributes:
        machines: at most so many.
        threads: of each process.
    """

    machines: int
    threads: int

    def arguments(self, beam: Sequence[str]) -> list[str]:
        """Beam's options with this size where they do not say themselves."""
        return [*beam, *beyond(beam, self._own(beam))]

    def _own(self, beam: Sequence[str]) -> Iterator[str]:
        if not any(argument.startswith("--flexrs_goal=") for argument in beam):
            yield f"--machine_type={MACHINE_TYPE}"  # FlexRS has its own
        if not any(argument.startswith("--num_workers=") for argument in beam):
            yield f"--max_num_workers={self.machines}"
        yield f"--number_of_worker_harness_threads={self.threads}"


def size(corpus_bytes: int, settings: ModelSettings | None) -> Size:
    """Enough machines for the quota, or without a service for the corpus in `HOURS`.

    >>> size(10**12, None).machines, size(10**6, None).machines
    (50, 1)
    >>> size(10**12, ModelSettings(requests_per_minute=60_000, max_in_flight=2000))
    Size(machines=3, threads=12)
    """
    if settings is None:
        wanted = corpus_bytes / (BYTES_PER_S * VCPUS * HOURS * 3600)
        return Size(_bounded(ceil(wanted), MOST_MACHINES), _FEWEST_THREADS)
    a_second = (settings.requests_per_minute or 0) / 60
    # A process without a call of its own would hold machines for nothing.
    most = min(MOST_MACHINES, max(1, settings.max_in_flight // VCPUS))
    machines = _bounded(ceil(a_second / (CALLS_PER_S * VCPUS)), most)
    in_flight = settings.max_in_flight / (machines * VCPUS)
    threads = min(_MOST_THREADS, max(_FEWEST_THREADS, ceil(in_flight / _CALLS_A_THREAD)))
    return Size(machines, threads)


def _bounded(wanted: int, most: int) -> int:
    return min(most, max(1, wanted))
