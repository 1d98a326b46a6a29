"""The numbers that processes share: locked, found again, and freed when a process dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
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
time.sleep(60)
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
