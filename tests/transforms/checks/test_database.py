"""The cache of compiled patterns: loads what this user wrote, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from transforms.checks.pii import database
from transforms.checks.pii.database import Compiled, fingerprint, load_or_compile

NAME = "0" * 64
FRESH = Compiled({3: (1, 2)}, b"fresh\nbytes")


class Compiler:
    """Counts how often it had to compile."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Compiled:
        self.times += 1
        return FRESH


def is_compiled_again(folder: Path) -> bool:
    compiler = Compiler()
    assert load_or_compile(folder, NAME, compiler) == FRESH
    return compiler.times == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "cache" / "gdr"
    assert is_compiled_again(place)
    return place


def test_what_was_compiled_once_is_loaded_by_its_owner(folder: Path) -> None:
    assert not is_compiled_again(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == [NAME]


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o755])
def test_a_folder_that_others_may_enter_is_not_used(folder: Path, mode: int) -> None:
    folder.chmod(mode)
    assert is_compiled_again(folder)
    assert is_compiled_again(folder)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_loaded(folder: Path, mode: int) -> None:
    (folder / NAME).chmod(mode)
    assert is_compiled_again(folder)
    assert not is_compiled_again(folder)


@pytest.mark.parametrize("damage", [lambda old: old[:-1], lambda old: old + b"x", lambda old: b""])
def test_a_file_that_is_not_whole_is_compiled_again(folder: Path, damage: object) -> None:
    path = folder / NAME
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert is_compiled_again(folder)
    assert not is_compiled_again(folder)


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / NAME).rename(tmp_path / "elsewhere")
    (folder / NAME).symlink_to(tmp_path / "elsewhere")
    assert is_compiled_again(folder)
    assert not (folder / NAME).is_symlink()
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    assert is_compiled_again(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_or_folder_of_somebody_else_is_not_used(folder: Path) -> None:
    os.chown(folder / NAME, 12345, -1)
    assert is_compiled_again(folder)
    os.chown(folder, 12345, -1)
    assert is_compiled_again(folder)


def test_a_cache_keeps_the_newest_databases_only(folder: Path) -> None:
    os.utime(folder / NAME, (1, 1))
    for number in range(1, 17):
        load_or_compile(folder, f"{number:064x}", lambda: FRESH)
    assert len(list(folder.iterdir())) == 16
    assert not (folder / NAME).exists()


def test_a_cache_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert is_compiled_again(tmp_path / "file" / "gdr")


def test_the_cache_lies_where_the_user_keeps_caches(tmp_path: Path) -> None:
    assert database.cache_folder({"XDG_CACHE_HOME": str(tmp_path)}) == tmp_path / "gdr"
    assert database.cache_folder({"XDG_CACHE_HOME": "relative"}) == Path.home() / ".cache" / "gdr"
    assert database.cache_folder({}) == Path.home() / ".cache" / "gdr"


def test_other_patterns_and_other_engines_have_other_names() -> None:
    names = [fingerprint(*case) for case in [(["a"], "1"), (["a", "b"], "1"), (["a"], "2")]]
    assert len({*names}) == 3
    assert fingerprint(["a"], "1") == names[0]
