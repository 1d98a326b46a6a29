"""Files: durable and atomic writes, rights, links, and a machine that fails."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.waiting import PATIENCE_S, wait_until
from transforms.core.errors import NotFoundInStoreError, StoreError
from transforms.stores.disk.drafts import is_temporary
from transforms.stores.local import LocalStore

STORE = LocalStore()
NOBODY = 65534


def _names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def _run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a process of its own, with STORE, StoreError and the arguments in `argv`."""
    head = "import os, sys\nfrom transforms.stores.local import LocalStore\n"
    head += "from transforms.core.errors import StoreError\nSTORE, argv = LocalStore(), sys.argv\n"
    command = [sys.executable, "-c", head + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (".gdr-0123456789abcdef0123456789abcdef.tmp", True),
        (".gdr-0123456789abcdef0123456789abcdef.tmp\n", False),
        (".gdr-0123456789abcdef0123456789abcde.tmp", False),
        (".gdr-0123456789ABCDEF0123456789abcdef.tmp", False),
        ("gdr-0123456789abcdef0123456789abcdef.tmp", False),
        (".gdr-0123456789abcdef0123456789abcdef.tmp.gz", False),
        ("a.tmp", False),
    ],
)
def test_a_draft_is_known_by_its_name(name: str, expected: bool) -> None:
    assert is_temporary(name) is expected


def test_a_process_killed_while_it_writes_leaves_nothing_visible(tmp_path: Path) -> None:
    code = f"""if True:
        from transforms.stores.local import LocalStore
        with LocalStore().create({str(tmp_path / "out" / "a")!r}) as stream:
            stream.write(bytes(5_000_000))
            print("written", flush=True)
            import time
            time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
    (draft,) = os.listdir(tmp_path / "out")
    assert is_temporary(draft)
    assert [*STORE.list(str(tmp_path))] == []
    assert [*STORE.children(str(tmp_path / "out"))] == []
    STORE.put(str(tmp_path / "out" / "a"), b"again")
    STORE.delete_folder(str(tmp_path / "out"))
    assert _names(tmp_path) == []


@pytest.mark.parametrize("operation", ["put", "put_if_absent", "create"])
def test_a_limit_in_the_middle_of_a_write_is_clear_and_leaves_nothing(
    tmp_path: Path, operation: str
) -> None:
    code = """if True:
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            if argv[2] == "create":
                with STORE.create(argv[1]) as stream:
                    for _ in range(10):
                        stream.write(bytes(100_000))
            else:
                getattr(STORE, argv[2])(argv[1], bytes(1_000_000))
        except StoreError as error:
            print(error.message)
    """
    STORE.put(str(tmp_path / "old"), b"old")
    done = _run(code, str(tmp_path / "private"), operation)
    assert f"{operation} on file: file_too_large" in done.stdout
    assert "private" not in done.stdout
    assert done.stderr == ""
    assert _names(tmp_path) == ["old"]


@contextlib.contextmanager
def _small_disk(size: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
        try:
            done = subprocess.run(mount, capture_output=True, check=False)
        except FileNotFoundError:
            pytest.skip("no mount command to make a small disk with")
        if done.returncode:
            pytest.skip("no right to mount a small disk")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("operation", ["put", "put_if_absent", "create"])
def test_a_full_disk_is_clear_and_leaves_nothing_but_what_was_there(operation: str) -> None:
    def write(uri: str) -> None:
        if operation == "create":
            with STORE.create(uri) as stream:
                stream.write(bytes(400_000))
        else:
            getattr(STORE, operation)(uri, bytes(400_000))

    with _small_disk(1_000_000) as folder:
        write(str(folder / "a"))
        write(str(folder / "b"))
        with pytest.raises(StoreError, match=r"disk_full.*free some space") as caught:
            write(str(folder / "c"))
        assert str(folder) not in caught.value.message
        assert _names(folder) == ["a", "b"]
        STORE.delete(str(folder / "a"))
        write(str(folder / "c"))
        assert [entry.size for entry in STORE.list(str(folder))] == [400_000, 400_000]


@contextlib.contextmanager
def _open_to_all() -> Iterator[Path]:
    """A folder that another user reaches, which those of pytest are not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)  # noqa: S103  # another user has to get in
        yield Path(folder)


AS_NOBODY = f"""if True:
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid({NOBODY})
        os.setuid({NOBODY})
"""


def test_an_unreadable_folder_is_an_error_with_the_path_that_the_user_gave() -> None:
    with _open_to_all() as folder:
        (folder / "jane.doe").mkdir(mode=0o000)
        (folder / "a.txt").write_text("text")
        code = """if True:
        try:
            print(*(entry.uri for entry in STORE.list(argv[1] + "/./")))
        except StoreError as error:
            print(error.message)
    """
        done = _run(AS_NOBODY + code, str(folder))
        assert (
            f"list on file: permission_denied: a folder 1 levels below '{folder}/./'" in done.stdout
        )
        assert "jane" not in done.stdout + done.stderr


def test_a_folder_without_the_right_to_write_is_an_error() -> None:
    with _open_to_all() as folder:
        code = """if True:
        for write in (lambda: STORE.put(argv[1], b""), lambda: STORE.link(argv[1], "x"),
                      lambda: STORE.put(argv[1] + "/deep/er", b"")):
            try:
                write()
            except StoreError as error:
                print(error.message)
    """
        done = _run(AS_NOBODY + code, str(folder / "private"))
        assert done.stdout.count("permission_denied") == 3, done.stderr
        assert "private" not in done.stdout


def test_a_secret_is_never_readable_by_others_not_even_while_it_is_written(tmp_path: Path) -> None:
    seen: set[int] = set()
    stop = Event()

    def watch() -> None:
        while not stop.is_set():
            for name in os.listdir(tmp_path):
                with contextlib.suppress(FileNotFoundError):
                    seen.add(stat.S_IMODE(os.stat(tmp_path / name).st_mode))

    def put() -> None:
        STORE.put(str(tmp_path / "key"), bytes(5_000_000), mode=0o600)

    old = os.umask(0)
    try:
        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(watch)
            try:
                wait_until(lambda: put() or seen)
            finally:
                stop.set()
            watching.result()
    finally:
        os.umask(old)
    assert seen == {0o600}


@pytest.mark.parametrize(
    ("umask", "mode", "expected"),
    [
        (0o022, 0o644, 0o644),
        (0o077, 0o644, 0o600),
        (0o000, 0o644, 0o644),
        (0o022, 0o600, 0o600),
        (0o077, 0o755, 0o755),
        (0o022, 0o664, 0o664),
        (0o022, 0o444, 0o444),
        (0o022, 0o6755, 0o755),
    ],
)
def test_a_mode_is_exact_and_the_ordinary_one_heeds_the_umask(
    tmp_path: Path, umask: int, mode: int, expected: int
) -> None:
    old = os.umask(umask)
    try:
        STORE.put(str(tmp_path / "a"), b"", mode=mode)
    finally:
        os.umask(old)
    assert STORE.stat(str(tmp_path / "a")).mode == expected
    assert stat.S_IMODE(os.stat(tmp_path / "a").st_mode) == expected


def test_a_reader_sees_only_whole_files_while_others_put_them(tmp_path: Path) -> None:
    uri = str(tmp_path / "a")
    contents = [bytes([number]) * 300_000 for number in range(4)]
    STORE.put(uri, contents[0])
    with ThreadPoolExecutor(4) as pool:
        puts = [pool.submit(STORE.put, uri, data) for data in contents * 5]
        while not all(put.done() for put in puts):
            assert STORE.read(uri) in contents
        for put in puts:
            put.result()
    assert _names(tmp_path) == ["a"]


def test_a_file_that_replaces_one_being_read_does_not_disturb_its_reader(tmp_path: Path) -> None:
    uri = str(tmp_path / "a")
    STORE.put(uri, b"old" * 500_000)
    with STORE.open(uri) as stream:
        stream.read(3)
        STORE.put(uri, b"new" * 500_000)
        assert stream.read() == b"old" * 499_999


def test_links_are_listed_as_links_and_never_followed_by_a_listing(tmp_path: Path) -> None:
    STORE.put(str(tmp_path / "real" / "a"), b"text")
    STORE.link(str(tmp_path / "real" / "loop"), "..")
    STORE.link(str(tmp_path / "file"), "real/a")
    STORE.link(str(tmp_path / "nowhere"), "gone")
    STORE.link(str(tmp_path / "folder"), "real")
    found = {os.path.relpath(e.uri, tmp_path): (e.kind, e.link) for e in STORE.list(str(tmp_path))}
    assert found == {
        "file": ("link", "real/a"),
        "folder": ("link", "real"),
        "nowhere": ("link", "gone"),
        "real/a": ("file", ""),
        "real/loop": ("link", ".."),
    }


def test_stat_and_open_follow_a_link_to_what_it_names(tmp_path: Path) -> None:
    STORE.put(str(tmp_path / "a"), b"text")
    STORE.link(str(tmp_path / "link"), "a")
    STORE.link(str(tmp_path / "gone"), "none")
    STORE.link(str(tmp_path / "loop"), "loop")
    assert STORE.stat(str(tmp_path / "link")).version == STORE.stat(str(tmp_path / "a")).version
    assert STORE.read(str(tmp_path / "link")) == b"text"
    with pytest.raises(NotFoundInStoreError):
        STORE.stat(str(tmp_path / "gone"))
    with pytest.raises(StoreError, match="link_loop"):
        STORE.read(str(tmp_path / "loop"))


def test_a_link_replaces_what_is_there_and_deleting_it_spares_its_target(tmp_path: Path) -> None:
    STORE.put(str(tmp_path / "a"), b"text")
    STORE.put(str(tmp_path / "link"), b"a file")
    STORE.link(str(tmp_path / "link"), "a")
    STORE.link(str(tmp_path / "link"), "b")
    STORE.link(str(tmp_path / "link"), "a")
    STORE.delete(str(tmp_path / "link"))
    assert _names(tmp_path) == ["a"]


def test_deleting_a_folder_follows_no_link(tmp_path: Path) -> None:
    STORE.put(str(tmp_path / "stays" / "a"), b"text")
    STORE.put(str(tmp_path / "goes" / "b"), b"text")
    STORE.link(str(tmp_path / "goes" / "link"), "../stays")
    STORE.link(str(tmp_path / "link"), "stays")
    STORE.delete_folder(str(tmp_path / "goes"))
    for no_folder in ("link", "stays/a"):
        with pytest.raises(StoreError, match="no_folder"):
            STORE.delete_folder(str(tmp_path / no_folder))
    assert [*STORE.list(str(tmp_path / "stays"))] != []


def test_a_pipe_is_listed_as_special_and_opening_it_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [entry.kind for entry in STORE.list(str(tmp_path))] == ["special"]
    with pytest.raises(StoreError, match="is_special"):
        STORE.open(str(tmp_path / "pipe"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for operation in (STORE.open, STORE.read, STORE.delete, lambda uri: STORE.put(uri, b"")):
        with pytest.raises(StoreError, match="is_folder"):
            operation(str(tmp_path / "folder"))
    with pytest.raises(StoreError, match="file_in_the_way"):
        STORE.put(str(tmp_path / "file" / "a"), b"")
    assert _names(tmp_path) == ["file", "folder"]


def test_a_tree_deeper_than_the_stack_is_listed_and_deleted(tmp_path: Path) -> None:
    deep = str(tmp_path / "d") + "/d" * 1500
    STORE.put(deep + "/a", b"text")
    assert [entry.uri for entry in STORE.list(str(tmp_path))] == [deep + "/a"]
    STORE.delete_folder(str(tmp_path / "d"))
    assert _names(tmp_path) == []


def test_names_of_any_bytes_are_kept(tmp_path: Path) -> None:
    raw = [b"caf\xe9", b"new\nline", b"\x01\x7f", b"a\xff/b\xfe"]
    for name in raw:
        STORE.put(os.path.join(str(tmp_path), os.fsdecode(name)), name)
    found = {
        os.fsencode(os.path.relpath(e.uri, tmp_path)): e.uri for e in STORE.list(str(tmp_path))
    }
    assert sorted(found) == sorted(raw)
    assert all(STORE.read(uri) == name for name, uri in found.items())


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="invalid_name"):
        STORE.put(str(tmp_path / "\ud800"), b"")
    with pytest.raises(StoreError, match="name_too_long"):
        STORE.put(str(tmp_path / ("x" * 256)), b"")
    STORE.put(str(tmp_path / ("x" * 255)), b"")


def test_a_folder_still_written_into_is_deleted_in_the_end(tmp_path: Path) -> None:
    stop = Event()

    def write() -> int:
        number = 0
        while not stop.is_set() and number < 20_000:
            with contextlib.suppress(StoreError):
                STORE.put(str(tmp_path / "work" / str(number)), b"")
            number += 1
        return number

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for _ in range(20):
            with contextlib.suppress(StoreError):
                STORE.delete_folder(str(tmp_path / "work"))
        stop.set()
        assert writing.result()
    STORE.delete_folder(str(tmp_path / "work"))
    assert _names(tmp_path) == []


def test_a_file_opened_too_often_is_an_error_of_ours(tmp_path: Path) -> None:
    STORE.put(str(tmp_path / "a"), b"")
    code = """if True:
        import resource
        resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
        streams = []
        try:
            while True:
                streams.append(STORE.open(argv[1]))
        except StoreError as error:
            print(error.message)
    """
    assert "too_many_open_files" in _run(code, str(tmp_path / "a")).stdout


def test_the_versions_of_equal_long_contents_differ(tmp_path: Path) -> None:
    STORE.put(str(tmp_path / "a"), b"1")
    first = STORE.stat(str(tmp_path / "a")).version
    STORE.put(str(tmp_path / "a"), b"2")
    second = STORE.stat(str(tmp_path / "a")).version
    assert first != second
    assert second.startswith("stat:1:")
