"""Progress: a bar on a terminal, lines on a pipe, nothing when quiet, never an error of the run."""

from __future__ import annotations

import io
import os
import pty
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest

from pipelines.progress import Progress, Snapshot, describe, duration, share
from tests.waiting import PATIENCE_S

HALF = Snapshot(500, 1000, 5, 10, 40_000_000, 80_000_000, 2, 1, "refine")


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Steps:
    """Snapshots in turn, the last for ever; `seen(n)` waits until the n-th was asked for."""

    def __init__(self, clock: Clock, *steps: tuple[float, Snapshot]) -> None:
        self._clock, self._steps, self._count = clock, steps, 0
        self._ended = threading.Event()

    def __call__(self) -> Snapshot:
        step_s, snapshot = self._steps[min(self._count, len(self._steps) - 1)]
        self._clock.now = 100.0 + step_s
        self._count += 1
        if self._count > len(self._steps):
            self._ended.set()
        return snapshot

    def wait(self) -> None:
        assert self._ended.wait(PATIENCE_S)


@contextmanager
def terminal() -> Iterator[tuple[TextIO, list[bytes]]]:
    """A pseudo terminal, and what was written to it once the block is left."""
    main, other = pty.openpty()
    got: list[bytes] = []

    def drain() -> None:
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:
                return
            if not piece:
                return
            got.append(piece)

    thread = threading.Thread(target=drain)
    thread.start()
    with open(other, "w", encoding="utf-8") as stream:
        yield stream, got
    thread.join(PATIENCE_S)
    os.close(main)


def test_a_line_says_samples_share_time_left_speed_and_failures() -> None:
    assert describe(Snapshot(bytes_total=80_000_000), HALF, 10.0) == (
        "500 of 1,000 samples, 50 %, 0:10 left, 4.0 MB/s, 50 samples/s, "
        "2 quarantined, 1 dead letters"
    )


def test_a_run_that_goes_on_counts_speed_from_where_it_began() -> None:
    first = HALF._replace(samples_done=400, bytes_done=32_000_000)
    line = describe(first, HALF, 10.0)
    assert "0.8 MB/s, 10 samples/s" in line
    assert "0:50 left" in line


def test_time_left_is_known_though_nothing_was_planned_at_the_first_look() -> None:
    assert "50 %, 0:10 left" in describe(Snapshot(), HALF, 10.0)
    assert "left" not in describe(HALF, HALF, 10.0)


@pytest.mark.parametrize(
    ("snapshot", "expected"),
    [
        (Snapshot(), None),
        (Snapshot(samples_done=5), None),
        (Snapshot(samples_done=5, samples_total=20), 0.25),
        (Snapshot(blocks_done=1, blocks_total=2), 0.5),
        (Snapshot(samples_done=5, samples_total=20, bytes_done=1, bytes_total=2), 0.5),
        (Snapshot(bytes_done=3, bytes_total=2), 1.0),
        (Snapshot(bytes_done=0, bytes_total=0), None),
    ],
)
def test_the_share_is_of_bytes_else_samples_else_blocks(
    snapshot: Snapshot, expected: float | None
) -> None:
    assert share(snapshot) == expected
    assert describe(Snapshot(), snapshot, 0.0)


def test_durations_are_read_at_a_glance() -> None:
    assert [duration(s) for s in (0, 59.6, 75, 3599, 3675)] == [
        "0:00", "1:00", "1:15", "59:59", "1:01:15",
    ]  # fmt: skip


def test_a_pipe_gets_a_line_now_and_then_and_one_at_the_end() -> None:
    clock, stream = Clock(), io.StringIO()
    steps = Steps(
        clock,
        (0.0, Snapshot(samples_total=1000)),
        (5.0, HALF._replace(samples_done=250, bytes_done=20_000_000)),
        (11.0, HALF),
        (15.0, HALF),
        (21.5, HALF._replace(samples_done=1000, bytes_done=80_000_000)),
    )
    with Progress(steps, stream, interval_s=0.001, lines_every_s=10.0, clock=clock):
        steps.wait()
    lines = stream.getvalue().splitlines()
    assert [line.split(" samples")[0] for line in lines] == [
        "gdr: refine: 500 of 1,000",
        "gdr: refine: 1,000 of 1,000",
        "gdr: done after 0:22: 1,000 of 1,000",
    ]
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_a_bar_that_is_drawn_over_itself() -> None:
    clock = Clock()
    steps = Steps(clock, (0.0, Snapshot(bytes_total=80_000_000)), (10.0, HALF))
    with (
        terminal() as (stream, got),
        Progress(steps, stream, interval_s=0.001, clock=clock),
    ):
        steps.wait()
    said = b"".join(got).decode()
    assert "\x1b[" in said
    assert "refine " in said
    assert "500 of 1,000 samples, 50 %, 0:10 left, 4.0 MB/s" in said
    assert "gdr: done after 0:10: 500 of 1,000 samples, 50 %" in said


def test_a_quiet_run_shows_nothing_and_asks_nothing() -> None:
    def never() -> Snapshot:
        raise AssertionError

    stream = io.StringIO()
    with Progress(never, stream, quiet=True, interval_s=0.001):
        pass
    assert stream.getvalue() == ""


def test_a_snapshot_that_fails_costs_the_run_nothing() -> None:
    asked = threading.Event()

    def failing() -> Snapshot:
        asked.set()
        raise OSError("the storage does not answer")

    stream = io.StringIO()
    with Progress(failing, stream, interval_s=0.001, clock=Clock()):
        assert asked.wait(PATIENCE_S)
    assert stream.getvalue() == "gdr: done after 0:00: 0 samples\n"


def test_a_closed_stream_costs_the_run_nothing() -> None:
    stream = io.StringIO()
    stream.close()
    with Progress(lambda: HALF, stream, interval_s=0.001, lines_every_s=0.0):
        pass
    assert stream.closed


def test_a_snapshot_that_hangs_does_not_hold_up_the_end() -> None:
    release = threading.Event()

    def hanging() -> Snapshot:
        release.wait(PATIENCE_S)
        return HALF

    stream = io.StringIO()
    with Progress(hanging, stream, interval_s=0.001, patience_s=0.01, clock=Clock()):
        pass
    release.set()
    assert stream.getvalue() == "gdr: done after 0:00: 0 samples\n"


def test_an_error_of_the_run_passes_and_the_last_line_says_so() -> None:
    stream = io.StringIO()
    with (
        pytest.raises(ZeroDivisionError),
        Progress(lambda: HALF, stream, interval_s=0.001, patience_s=PATIENCE_S, clock=Clock()),
    ):
        raise ZeroDivisionError
    assert stream.getvalue().startswith("gdr: ended early after 0:00: 500 of 1,000 samples")
