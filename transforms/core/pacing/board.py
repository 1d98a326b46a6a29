"""Where the shared numbers of a pace lie: in a file that all processes of a machine map.

Nobody serves it, so nobody who dies takes it along: the kernel frees the lock of a killed process,
and the places in flight that it held are found by the lock of its slot and given back. A look costs
some microseconds (two system calls); a limiter behind a socket costs a hundred times as much.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import stat
import tempfile
import time
from pathlib import Path
from types import TracebackType

from transforms.core.pacing.state import SLOTS, State

STALE_S = 86_400.0
"""Files of jobs that were killed lie about for a day at most; ours."""

_LAYOUT = 5
"""Another layout of `State` is another file."""


class Board:
    """The numbers, locked while it is used as a context; `Board()` is of one process alone.

    Args:
        folder: where the files are, private to the user.
        name: of the job: whoever gives the same name on this machine shares the numbers.
    """

    def __init__(self, folder: Path | None = None, name: str = "") -> None:
        self._folder = folder
        self._name = name
        self._file = self._slot_file = -1
        self.mine = 0
        self._state = State()
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _remove_stale(folder)
            self._attach(folder)
        self._state.slots[self.mine].attached = 1

    def __repr__(self) -> str:
        return f"Board(shared={self.shared}, mine={self.mine})"

    @property
    def shared(self) -> bool:
        """Whether other processes see it."""
        return self._file >= 0

    def __enter__(self) -> State:
        """The numbers; nobody else changes them until the context ends."""
        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        return self._state

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Lets others in."""
        if self._file >= 0:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def release_dead(self) -> None:
        """Gives back what processes held that are no more."""
        if self._folder is None or not self.shared:
            return
        with self as state:
            for number in range(SLOTS):
                if number != self.mine and state.slots[number].attached and self._dead(number):
                    state.clear(number)

    def close(self) -> None:
        """Leaves; the last one takes the files along."""
        if self._folder is None or not self.shared:
            return
        self.release_dead()
        with self as state:
            state.clear(self.mine)
            if not any(slot.attached for slot in state.slots):
                _remove(self._folder, self._name)
        os.close(self._slot_file)
        os.close(self._file)
        self._file = self._slot_file = -1
        self._state = State()

    def _attach(self, folder: Path) -> None:
        file = _locked(folder / f"{self._name}.{_LAYOUT}.board")
        try:
            os.ftruncate(file, ctypes.sizeof(State))
            state = State.from_buffer(mmap.mmap(file, ctypes.sizeof(State)))
            self.mine, self._slot_file = self._take_slot(state)
        except BaseException:
            os.close(file)
            raise
        fcntl.flock(file, fcntl.LOCK_UN)
        self._file, self._state = file, state

    def _take_slot(self, state: State) -> tuple[int, int]:
        """A slot that nobody alive has, and its file, locked for as long as this process lives."""
        for number in range(SLOTS):
            file = self._open_slot(number)
            if _try_lock(file):
                state.clear(number)
                return number, file
            os.close(file)
        raise OSError("no slot is free")

    def _dead(self, number: int) -> bool:
        file = self._open_slot(number)
        try:
            return _try_lock(file)
        finally:
            os.close(file)

    def _open_slot(self, number: int) -> int:
        assert self._folder is not None  # noqa: S101 - only a shared board has slots
        return os.open(self._folder / f"{self._name}.{number}.slot", os.O_RDWR | os.O_CREAT, 0o600)


def shared(name: str) -> Board:
    """The board of a job on this machine; one of this process alone where files cannot be had.

    Nor where the folder is not this user's alone: whoever writes there could stop or hurry calls,
    and have files made or emptied elsewhere by links.
    """
    try:
        return Board(_private(Path(tempfile.gettempdir()) / f"gdr-pace-{os.getuid()}"), name)
    except OSError:
        return Board()


def _private(folder: Path) -> Path:
    """The folder, made where there is none; raises `PermissionError` when others have a part in it.

    Once it is this user's, only this user can put another one there: temporary folders are sticky.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(errno.EPERM, "the folder of the pace is not this user's alone")
    return folder


def _locked(path: Path) -> int:
    """The file, locked, and still the one that the path names."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            os.utime(file)
            return file
        os.close(file)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove(folder: Path, name: str) -> None:
    for path in folder.glob(f"{name}.*"):
        path.unlink(missing_ok=True)


def _remove_stale(folder: Path) -> None:
    """Removes the files of names whose processes are all gone, a day after the last one came."""
    for board in folder.glob(f"*.{_LAYOUT}.board"):
        name = board.name.removesuffix(f".{_LAYOUT}.board")
        with contextlib.suppress(OSError):
            old = time.time() - board.stat().st_mtime > STALE_S
            if old and not any(map(_held, folder.glob(f"{name}.*.slot"))):
                _remove(folder, name)


def _held(slot: Path) -> bool:
    file = os.open(slot, os.O_RDWR)
    try:
        return not _try_lock(file)
    finally:
        os.close(file)
