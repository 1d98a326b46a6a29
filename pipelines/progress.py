"""Shows how far a local run is: a bar on a terminal, lines in a log, nothing when quiet.

It only asks a callable that the run provides, in a thread of its own, and never raises.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

from pipelines import called
from pipelines.called import Called, Speed, Speeds

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_MB = 1_000_000


class Snapshot(NamedTuple):
    """How far a run is.

    Attributes:
        samples_done, blocks_done, bytes_done: so far, with those of an earlier, interrupted run.
        samples_total, blocks_total, bytes_total: in all, None while they are not known.
        quarantined, dead_letters: samples so far.
        phase: what goes on, a word ("refine").
        called: calls of this launch.
    """

    samples_done: int = 0
    samples_total: int | None = None
    blocks_done: int = 0
    blocks_total: int | None = None
    bytes_done: int = 0
    bytes_total: int | None = None
    quarantined: int = 0
    dead_letters: int = 0
    phase: str = ""
    called: Called = Called()


def share(now: Snapshot) -> float | None:
    """Done of all, 0 to 1: by bytes, else samples, else blocks; None while no total is known."""
    pairs = (
        (now.bytes_done, now.bytes_total),
        (now.samples_done, now.samples_total),
        (now.blocks_done, now.blocks_total),
    )
    for done, total in pairs:
        if total:
            return min(1.0, done / total)
    return None


def duration(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> duration(75.2), duration(3675)
    ('1:15', '1:01:15')
    """
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def describe(first: Snapshot, now: Snapshot, elapsed_s: float, calling: Speed | None = None) -> str:
    """Samples, share, time left, speed, cost and failures, in one line.

    Speed counts from `first` on; where a service is called, it is that of `calling`.
    """
    total = "" if now.samples_total is None else f" of {now.samples_total:,}"
    words = [f"{now.samples_done:,}{total} samples"]
    done = share(now)
    if done is not None:
        words.append(f"{100 * done:.0f} %")
    left = _left_s(first, now, elapsed_s)
    if left is not None:
        words.append(f"{duration(left)} left")
    words.extend(called.describe(now.called, calling) or _speeds(first, now, elapsed_s))
    if now.quarantined:
        words.append(f"{now.quarantined:,} quarantined")
    if now.dead_letters:
        words.append(f"{now.dead_letters:,} dead letters")
    return ", ".join(words)


def _speeds(first: Snapshot, now: Snapshot, elapsed_s: float) -> list[str]:
    if elapsed_s <= 0:
        return []
    speeds = []
    if now.bytes_done > first.bytes_done:
        speeds.append(f"{(now.bytes_done - first.bytes_done) / elapsed_s / _MB:.1f} MB/s")
    if now.samples_done > first.samples_done:
        speeds.append(f"{(now.samples_done - first.samples_done) / elapsed_s:,.0f} samples/s")
    return speeds


def _left_s(first: Snapshot, now: Snapshot, elapsed_s: float) -> float | None:
    """Seconds to go at the mean speed of this run, None when nothing says so."""
    # A run's first look comes before its plans.
    planned = first._replace(
        samples_total=now.samples_total, blocks_total=now.blocks_total, bytes_total=now.bytes_total
    )
    before, done = share(planned), share(now)
    if before is None or done is None or not before < done < 1:
        return None
    return elapsed_s * (1 - done) / (done - before)


class _Painter(Protocol):
    def show(self, now: Snapshot, said: str, elapsed_s: float) -> None: ...

    def close(self) -> None: ...


class _Lines:
    """A line whenever enough time went by."""

    def __init__(self, stream: TextIO, every_s: float) -> None:
        self._stream = stream
        self._every_s = every_s
        self._next_s = every_s

    def show(self, now: Snapshot, said: str, elapsed_s: float) -> None:
        if elapsed_s < self._next_s:
            return
        self._next_s = elapsed_s + self._every_s
        self._stream.write(f"gdr: {now.phase or 'run'}: {said}\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing is open."""


class _Terminal:
    """One bar, drawn over itself."""

    def __init__(self, stream: TextIO) -> None:
        # Imported here: a run into a log needs none of it.
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar
        from rich.table import Column

        self._bar: Bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=16),
            # What does not fit is cut off here, so that phase and bar stay.
            TextColumn(
                "{task.fields[said]}",
                markup=False,
                table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
            ),
            console=Console(file=stream, force_terminal=True),
            auto_refresh=False,
            expand=True,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._bar.add_task("start", total=None, said="")
        self._bar.start()

    def show(self, now: Snapshot, said: str, elapsed_s: float) -> None:
        done = share(now)
        self._bar.update(
            self._task,
            description=now.phase or "run",
            total=None if done is None else 1.0,
            completed=done or 0.0,
            said=said,
        )
        self._bar.refresh()

    def close(self) -> None:
        self._bar.stop()


class Progress:
    """Shows a run while the `with` block lasts, and says at its end how far it came.

    Args:
        snapshot: gives how far the run is; called in another thread; where it raises, nothing new
            is shown.
        stream: where to show it, standard error by default; a terminal gets a bar, all else lines.
        quiet: shows nothing.
        interval_s: seconds between two calls of `snapshot`.
        lines_every_s: seconds between two lines where there is no terminal.
        patience_s: seconds that the end waits for a look under way; by default twice the interval
            and one more.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        stream: TextIO | None = None,
        *,
        quiet: bool = False,
        interval_s: float = 0.5,
        lines_every_s: float = 10.0,
        patience_s: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._snapshot = snapshot
        self._stream = sys.stderr if stream is None else stream
        self._quiet = quiet
        self._interval_s = interval_s
        self._lines_every_s = lines_every_s
        self._patience_s = 2 * interval_s + 1 if patience_s is None else patience_s
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="gdr-progress", daemon=True)
        self._painter: _Painter | None = None
        self._first = self._now = Snapshot()
        self._speeds = Speeds()
        self._seen = False
        self._began = 0.0

    def __enter__(self) -> Progress:
        self._began = self._clock()
        if not self._quiet:
            self._painter = self._made_painter()
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._quiet:
            return
        self._stop.set()
        # A snapshot that hangs on its storage must not hold up the end of a run.
        self._thread.join(timeout=self._patience_s)
        if not self._thread.is_alive():
            self._look()
        with contextlib.suppress(Exception):
            self._say_end("done" if kind is None else "ended early")

    def _made_painter(self) -> _Painter:
        with contextlib.suppress(Exception):
            if self._stream.isatty():
                return _Terminal(self._stream)
        return _Lines(self._stream, self._lines_every_s)

    def _watch(self) -> None:
        while True:
            self._look()
            if self._stop.wait(self._interval_s):
                return

    def _look(self) -> None:
        """Asks and shows; an error of the storage or of the terminal costs the run nothing."""
        with contextlib.suppress(Exception):
            self._now = self._snapshot()
            if not self._seen:
                self._first, self._seen = self._now, True
            elapsed_s = self._clock() - self._began
            self._speeds.look(elapsed_s, self._now.called)
            if self._painter is not None:
                said = describe(self._first, self._now, elapsed_s, self._speeds.recent())
                self._painter.show(self._now, said, elapsed_s)

    def _say_end(self, how: str) -> None:
        elapsed_s = self._clock() - self._began
        if self._painter is not None:
            self._painter.close()
        said = describe(self._first, self._now, elapsed_s, self._speeds.mean())
        self._stream.write(f"gdr: {how} after {duration(elapsed_s)}: {said}\n")
        self._stream.flush()
