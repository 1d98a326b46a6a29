"""The numbers that processes share: locked, found again, and freed when a process dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.runs import ROOT
from transforms.core.pacing.board import STALE_S, Board, shared

_HOLDER = """
import sys, time
from pathlib import Path
from transforms.core.pacing.board import Board
board = Board(Path(sys.argv[1]), "job")
with board as state:
    state.begin(0.0, 1, None, None)
    for _ in range(3):
        assert state.enter(board.mine, 64)
print(board.mine, flush=True)
time.sleep(600)
"""

_COUNTER = """
import sys
from pathlib import Path
from transforms.core.pacing.board import Board
board = Board(Path(sys.argv[1]), "job")
for _ in range(2000):
    with board as state:
        state.rate.sent += 1
board.close()
"""


def start(script: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_what_a_killed_process_held_is_given_back(tmp_path: Path) -> None:
    holder = start(_HOLDER, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "0"
    board = Board(tmp_path, "job")
    board.release_dead()
    with board as state:
        assert state.in_flight == 3  # it lives
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    board.release_dead()
    with board as state:
        assert state.in_flight == 0
        assert not state.slots[0].attached
    board.close()


def test_no_count_is_lost_between_processes(tmp_path: Path) -> None:
    board = Board(tmp_path, "job")
    processes = [start(_COUNTER, tmp_path) for _ in range(2)]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with board as state:
        assert state.rate.sent == 4000
    board.close()


def test_boards_of_one_name_share_and_others_do_not(tmp_path: Path) -> None:
    one, two, other = Board(tmp_path, "a"), Board(tmp_path, "a"), Board(tmp_path, "b")
    with one as state:
        state.rate.turns = 7
    with two as state:
        assert state.rate.turns == 7
    with other as state:
        assert state.rate.turns == 0
    assert one.mine != two.mine


def test_a_process_with_its_share_lets_those_with_less_come_first(tmp_path: Path) -> None:
    one, two = Board(tmp_path, "a"), Board(tmp_path, "a")
    with one as state:
        state.begin(0.0, 1, None, None)
        assert all(state.enter(one.mine, 8) for _ in range(8))
        assert not state.enter(two.mine, 8)
        state.leave(one.mine)
        assert not state.enter(one.mine, 8)
        assert state.enter(two.mine, 8)


def test_the_last_to_leave_takes_the_files_along(tmp_path: Path) -> None:
    one, two = Board(tmp_path, "a"), Board(tmp_path, "a")
    one.close()
    one.close()
    assert list(tmp_path.iterdir())
    two.close()
    assert not list(tmp_path.iterdir())


def test_files_of_killed_jobs_go_after_a_day_and_those_in_use_stay(tmp_path: Path) -> None:
    used = Board(tmp_path, "used")
    killed = start(_HOLDER, tmp_path)
    assert killed.stdout is not None
    killed.stdout.readline()
    killed.kill()
    killed.communicate()
    old = time.time() - STALE_S - 60
    for path in tmp_path.iterdir():
        os.utime(path, (old, old))
    new = Board(tmp_path, "new")
    names = {path.name.partition(".")[0] for path in tmp_path.iterdir()}
    assert names == {"used", "new"}
    used.close()
    new.close()


def test_where_files_cannot_be_had_a_process_keeps_its_own_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(tempfile, "tempdir", str(blocked))
    board = shared("job")
    assert not board.shared
    with board as state:
        state.begin(0.0, 1, None, None)
        assert state.enter(board.mine, 1)


def make_right(folder: Path) -> None:
    folder.mkdir(mode=0o700)


def make_readable(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o744)


def make_writable_by_group(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o720)


def make_passable(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o701)


def make_link(folder: Path) -> None:
    target = folder.with_name("elsewhere")
    target.mkdir(mode=0o700)
    folder.symlink_to(target)


def make_dangling_link(folder: Path) -> None:
    folder.symlink_to(folder.with_name("nowhere"))


def make_file(folder: Path) -> None:
    folder.write_text("")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (make_right, True),
        (make_readable, False),
        (make_writable_by_group, False),
        (make_passable, False),
        (make_link, False),
        (make_dangling_link, False),
        (make_file, False),
    ],
)
def test_only_a_folder_of_this_user_alone_is_shared_in(
    make: Callable[[Path], None], expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make(tmp_path / f"gdr-pace-{os.getuid()}")
    board = shared("job")
    assert board.shared is expected
    board.close()
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith("job.")]


def test_a_folder_of_another_user_is_not_shared_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    other = os.getuid() + 1
    (tmp_path / f"gdr-pace-{other}").mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: other)
    assert not shared("job").shared


def test_the_folder_is_made_for_this_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    board = shared("job")
    assert board.shared
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    board.close()
