"""What every store holds to, over each that the registry finds."""

import gc
import io
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.stores.conftest import Place
from transforms import stores
from transforms.core.errors import NotFoundInStoreError, OptionsError, StoreError

DATA = (
    bytes(range(256)) * 1200 + b"\r\n\n"
)  # 307 kB: more than one buffer, and more than the first range
MANY_PARTS = 20 << 20  # more than two parts of an upload
HOSTILE = [
    "a b.txt",
    "a-b",
    "a.txt",
    "a/b/c",
    "a/b.d",
    "a/bc",
    "a/~",
    "-rf",
    "#?&=+;,@!$()*[x]{}|^`",
    "%2F%00%",
    "100%25.txt",
    "...",
    "..a/b..",
    ".hidden",
    "quote'\".txt",
    "back\\slash",
    "tab\there",
    "gs:",
    "naïve.txt",
    "nai\u0308ve.txt",
    "код/日本語/😀.txt",
    "\uffee",  # after the emoji's surrogates in UTF-16, before it in code points
    "x" * 200,
]


def test_what_was_put_is_read_and_listed(place: Place) -> None:
    uri = place.at("folder", "a.txt")
    place.store.put(uri, DATA)
    entry = place.store.stat(uri)
    assert place.store.read(uri) == DATA
    assert (entry.uri, entry.size, entry.kind) == (uri, len(DATA), "file")
    assert [*place.store.list(place.base)] == [entry]


def test_an_empty_object_is_an_object(place: Place) -> None:
    uri = place.at("empty")
    place.store.put(uri, b"")
    with place.store.open(uri) as stream:
        assert stream.read() == b""
    assert place.store.read(uri) == b""
    assert place.names() == ["empty"]


def test_a_put_replaces_the_object_and_changes_its_version(place: Place) -> None:
    uri = place.at("a")
    place.store.put(uri, b"first")
    before = place.store.stat(uri)
    place.store.put(uri, b"other")
    assert place.store.read(uri) == b"other"
    assert place.store.stat(uri).version != before.version
    assert place.names() == ["a"]


@pytest.mark.parametrize("same", [True, False], ids=["same bytes", "own bytes"])
def test_of_sixteen_that_put_if_absent_exactly_one_wins(place: Place, same: bool) -> None:
    barrier = Barrier(16)
    uri = place.at("locks", "lock")
    contents = [b"the same" if same else b"writer %d" % number for number in range(16)]

    def put(data: bytes) -> bool:
        barrier.wait()
        return place.store.put_if_absent(uri, data)

    with ThreadPoolExecutor(16) as pool:
        won = [*pool.map(put, contents)]
    assert won.count(True) == 1
    assert place.store.read(uri) == contents[won.index(True)]
    assert place.names() == ["locks/lock"]


def test_put_if_absent_wins_again_after_a_delete(place: Place) -> None:
    uri = place.at("lock")
    assert place.store.put_if_absent(uri, b"1")
    assert not place.store.put_if_absent(uri, b"2")
    place.store.delete(uri)
    assert place.store.put_if_absent(uri, b"3")
    assert place.store.read(uri) == b"3"


@pytest.mark.parametrize("size", [0, 5, MANY_PARTS + 5])
def test_a_stream_is_published_when_its_block_ends(place: Place, size: int) -> None:
    uri = place.at("deep", "er", "a")
    whole = (DATA * (size // len(DATA) + 1))[:size]
    with place.store.create(uri) as stream:
        for start in range(0, size, 1_000_003):
            assert stream.write(whole[start : start + 1_000_003]) > 0
        stream.flush()
        assert stream.tell() == size
        assert place.names() == []
    assert place.store.read(uri) == whole


@pytest.mark.parametrize("size", [5, MANY_PARTS])
def test_a_stream_whose_block_raises_publishes_nothing(place: Place, size: int) -> None:
    def write() -> None:
        with place.store.create(place.at("a")) as stream:
            stream.write(bytes(size))
            raise KeyError

    with pytest.raises(KeyError):
        write()
    gc.collect()  # a stream's destructor must not publish either
    assert place.names() == []


def test_a_stream_whose_block_raises_leaves_the_old_object(place: Place) -> None:
    def write() -> None:
        with place.store.create(place.at("a")) as stream:
            stream.write(b"new")
            raise KeyboardInterrupt

    place.store.put(place.at("a"), b"old")
    with pytest.raises(KeyboardInterrupt):
        write()
    assert place.store.read(place.at("a")) == b"old"
    assert place.names() == ["a"]


@pytest.mark.parametrize("fails", [True, False])
def test_a_stream_that_its_user_closed_is_published_only_by_the_end_of_the_block(
    place: Place, fails: bool
) -> None:
    uri = place.at("a")

    def write() -> None:
        with place.store.create(uri) as stream:
            stream.write(b"text")
            stream.close()
            assert place.names() == []
            if fails:
                raise KeyError

    if fails:
        with pytest.raises(KeyError):
            write()
        assert place.names() == []
    else:
        write()
        assert place.store.read(uri) == b"text"


SIZES = st.one_of(st.integers(0, 300), st.integers(0, len(DATA) + 10))
READS = st.tuples(st.just("read"), SIZES)
SEEKS = st.tuples(st.sampled_from(["seek", "forward"]), SIZES)
FROM_END = st.tuples(st.just("end"), SIZES.map(lambda size: min(size, len(DATA))))


def _act(stream: BinaryIO, action: str, size: int) -> object:
    if action == "read":
        return stream.read(size)
    if action == "seek":
        return stream.seek(size)
    if action == "forward":
        return stream.seek(size, io.SEEK_CUR), stream.tell()
    return stream.seek(-size, io.SEEK_END), stream.readline()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(start=SIZES, actions=st.lists(st.one_of(READS, SEEKS, FROM_END), max_size=8))
def test_a_stream_reads_and_seeks_as_memory_does(
    place: Place, start: int, actions: list[tuple[str, int]]
) -> None:
    uri = place.at("a")
    place.store.put_if_absent(uri, DATA)
    memory = io.BytesIO(DATA)
    memory.seek(start)
    with place.store.open(uri, start) as stream:
        assert stream.seekable()
        for action, size in actions:
            assert _act(stream, action, size) == _act(memory, action, size)
        assert stream.read() == memory.read()


def test_a_stream_gives_lines(place: Place) -> None:
    place.store.put(place.at("a"), b"1\n22\r\n\n3")
    with place.store.open(place.at("a")) as stream:
        assert [*stream] == [b"1\n", b"22\r\n", b"\n", b"3"]


def test_a_listing_is_ordered_by_code_points_and_skips_nothing(place: Place) -> None:
    for number, name in enumerate(HOSTILE):
        place.store.put(place.at(name), b"%d" % number)
    entries = [*place.store.list(place.base)]
    assert [entry.uri for entry in entries] == sorted(place.at(name) for name in HOSTILE)
    assert place.names() == sorted(HOSTILE)
    for number, name in enumerate(HOSTILE):
        assert place.store.read(place.at(name)) == b"%d" % number
        assert place.store.stat(place.at(name)) in entries


def test_children_are_the_files_and_folders_of_one_level(place: Place) -> None:
    for name in HOSTILE:
        place.store.put(place.at(name), b"")
    firsts = {name.partition("/")[0] + ("/" if "/" in name else "") for name in HOSTILE}
    children = [*place.store.children(place.base)]
    assert [child.uri for child in children] == sorted(place.base + "/" + name for name in firsts)
    assert {child.kind for child in children if child.uri.endswith("/")} == {"folder"}
    assert {child.kind for child in children if not child.uri.endswith("/")} == {"file"}


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_sibling_with_the_same_beginning_is_not_below_a_folder(place: Place, slash: str) -> None:
    for name in ("a/b/c", "a/bc", "a/b.d/e", "a/b-"):
        place.store.put(place.at(name), b"")
    folder = place.at("a/b") + slash
    assert [entry.uri for entry in place.store.list(folder)] == [place.at("a/b/c")]
    assert [entry.uri for entry in place.store.children(folder)] == [place.at("a/b/c")]
    place.store.delete_folder(folder)
    assert place.names() == ["a/b-", "a/b.d/e", "a/bc"]


def test_below_no_folder_and_below_a_file_there_is_nothing(place: Place) -> None:
    place.store.put(place.at("file"), b"")
    for folder in (place.at("none"), place.at("file"), place.at("file", "none")):
        assert [*place.store.list(folder)] == []
        assert [*place.store.children(folder)] == []
        assert [*place.store.list(place.base)] != []


def test_a_folder_has_an_entry_as_long_as_something_is_below_it(place: Place) -> None:
    place.store.put(place.at("a/b/c"), b"")
    entry = place.store.stat(place.at("a/b"))
    assert (entry.uri, entry.kind) == (place.at("a/b") + "/", "folder")
    place.store.delete_folder(place.at("a"))
    with pytest.raises(NotFoundInStoreError):
        place.store.stat(place.at("a/b"))


def test_deleting_what_is_not_there_is_no_error(place: Place) -> None:
    place.store.put(place.at("a"), b"")
    for _ in range(2):
        place.store.delete(place.at("a"))
        place.store.delete(place.at("a", "b"))
        place.store.delete_folder(place.at("none"))
    assert place.names() == []


def test_a_folder_of_more_objects_than_a_batch_holds_is_deleted_whole(place: Place) -> None:
    for number in range(107):
        place.store.put(place.at("many", f"{number % 7}", f"{number}"), b"")
    place.store.put(place.at("stays"), b"")
    assert len(place.names()) == 108
    place.store.delete_folder(place.at("many"))
    assert place.names() == ["stays"]


@pytest.mark.parametrize("root", ["/", "gs://bucket", "gs://bucket/", "s3://bucket"])
def test_a_whole_bucket_or_file_system_is_never_deleted(root: str) -> None:
    with pytest.raises(StoreError, match="refused_root"):
        stores.build(root).delete_folder(root)


@pytest.mark.parametrize("operation", ["stat", "open", "read"])
def test_what_is_not_there_is_an_error_without_its_name(place: Place, operation: str) -> None:
    uri = place.at("jane.doe", "private.txt")
    with pytest.raises(NotFoundInStoreError) as caught:
        getattr(place.store, operation)(uri)
    said = str(caught.value)
    assert "not_found" in said
    assert f"{operation} on" in said or "open on" in said
    assert "jane" not in said
    assert "private" not in said
    assert "characters" in said
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_names_that_are_not_unicode_are_handled_or_refused(place: Place) -> None:
    uri = place.at("caf\udce9.txt")
    if place.name == "local":
        place.store.put(uri, b"1")
        assert place.names() == ["caf\udce9.txt"]
        assert place.store.read(uri) == b"1"
        return
    for operation in (lambda: place.store.put(uri, b"1"), lambda: place.store.open(uri)):
        with pytest.raises(StoreError, match="invalid_name"):
            operation()


def test_a_name_that_is_too_long_is_refused(place: Place) -> None:
    with pytest.raises(StoreError, match="name_too_long"):
        place.store.put(place.at("x" * 1025), b"1")


def test_a_store_travels_in_a_pickle_without_its_client(place: Place) -> None:
    place.store.put(place.at("a"), b"1")
    pickled = pickle.dumps(place.store)
    assert len(pickled) < 100
    assert pickle.loads(pickled).read(place.at("a")) == b"1"  # pickled a line above


def test_an_unknown_scheme_lists_the_known_ones() -> None:
    with pytest.raises(OptionsError, match="known are gs, file, s3"):
        stores.build("http://host/a")
