"""Object stores when the service fails, its answers get lost, or objects change under a reader."""

import gc
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.transforms.stores.conftest import BUCKET, Place
from transforms import stores
from transforms.core.errors import StoreError
from transforms.stores import gcs
from transforms.stores.aws import client as aws_client
from transforms.stores.gs import client as gs_client

DATA = bytes(range(256)) * 4096  # 1 MiB
ENDPOINTS = {"gcs": "STORAGE_EMULATOR_HOST", "s3": "AWS_ENDPOINT_URL_S3"}


def _module(place: Place) -> Any:
    """Where the client of the store is made."""
    return {"gcs": gs_client, "s3": aws_client}[place.name]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_transient_is_tried_again(remote: Place, status: int) -> None:
    remote.faults.add(remote.writing, status)
    remote.store.put(remote.at("a"), b"text")
    remote.faults.add("GET", status)
    assert remote.store.read(remote.at("a")) == b"text"
    assert remote.names() == ["a"]
    assert remote.faults.left == 0


def test_a_refused_call_is_not_tried_again_and_names_the_bucket_only(remote: Place) -> None:
    remote.faults.add(remote.writing, 403)
    with pytest.raises(StoreError) as caught:
        remote.store.put(remote.at("jane.doe"), b"text")
    assert "put on " in caught.value.message
    assert f"{BUCKET}: permission_denied" in caught.value.message
    assert "jane" not in caught.value.message
    assert len(remote.faults.requests) == 1
    assert remote.names() == []


def test_a_won_put_if_absent_whose_answer_was_lost_is_still_won(remote: Place) -> None:
    remote.faults.add(remote.writing, "lost")
    assert remote.store.put_if_absent(remote.at("lock"), b"same")
    assert remote.faults.left == 0
    assert not remote.store.put_if_absent(remote.at("lock"), b"same")
    remote.faults.add(remote.writing, "lost")
    assert not remote.store.put_if_absent(remote.at("lock"), b"same")


def test_a_body_that_breaks_off_is_read_on(remote: Place) -> None:
    remote.store.put(remote.at("a"), DATA)
    with remote.store.open(remote.at("a")) as stream:
        remote.faults.add("GET", "cut", times=2)
        assert stream.read(1000) == DATA[:1000]
        assert stream.read() == DATA[1000:]
    assert remote.faults.left == 0


def test_a_failed_read_leaves_no_connection_to_the_collector(remote: Place) -> None:
    remote.store.put(remote.at("a"), DATA)
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        remote.faults.add("GET", 503)
        assert remote.store.read(remote.at("a")) == DATA
        with pytest.raises(StoreError, match="not_found"):
            remote.store.read(remote.at("none"))
        gc.collect()
    assert [str(warning.message) for warning in caught] == []


@pytest.mark.parametrize("change", ["put", "delete"])
def test_a_reader_never_mixes_two_versions_of_an_object(remote: Place, change: str) -> None:
    uri = remote.at("a")
    remote.store.put(uri, DATA)
    with remote.store.open(uri) as stream:
        assert stream.read(10) == DATA[:10]
        if change == "put":
            remote.store.put(uri, DATA[::-1])
        else:
            remote.store.delete(uri)
        stream.seek(-10, 2)
        with pytest.raises(StoreError, match=r"read on .*: changed") as caught:
            stream.read()
    assert type(caught.value) is StoreError


def test_a_stream_that_cannot_be_sent_publishes_nothing(remote: Place) -> None:
    def write() -> None:
        with remote.store.create(remote.at("a")) as stream:
            stream.write(DATA)
            for method in ("POST", "PUT", "DELETE"):
                remote.faults.add(method, 403, times=3)

    with pytest.raises(StoreError, match=r"create on .*: permission_denied"):
        write()
    remote.faults.clear()
    assert remote.names() == []


def test_an_upload_that_breaks_off_in_its_middle_publishes_nothing(remote: Place) -> None:
    def write() -> None:
        with remote.store.create(remote.at("a")) as stream:
            for part in range(20):
                if part == 10:
                    remote.faults.add("PUT", 403)
                stream.write(DATA)

    with pytest.raises(StoreError, match=r"create on .*: permission_denied"):
        write()
    assert remote.faults.left == 0
    assert remote.names() == []


def test_reading_in_order_asks_seldom_and_a_glance_asks_once(remote: Place) -> None:
    remote.store.put(remote.at("a"), DATA * 8)
    remote.faults.clear()
    with remote.store.open(remote.at("a")) as stream:
        assert stream.read(4096) == DATA[:4096]
        assert len(remote.faults.requests) == 2
        while stream.read(4096):
            pass
    assert len(remote.faults.requests) <= 12


def test_markers_of_folders_are_not_listed_and_go_with_their_folder(remote: Place) -> None:
    remote.store.put(remote.at("a") + "/", b"")
    remote.store.put(remote.at("a/b") + "/", b"")
    remote.store.put(remote.at("a/b/c"), b"")
    remote.store.put(remote.at("a/full") + "/", b"text")
    assert remote.names() == ["a/b/c", "a/full/"]
    assert remote.store.stat(remote.at("a") + "/").kind == "folder"
    remote.store.delete_folder(remote.at("a"))
    with pytest.raises(StoreError, match="not_found"):
        remote.store.stat(remote.at("a"))


def test_a_bucket_that_does_not_exist_is_named(remote: Place) -> None:
    uri = remote.base.replace(BUCKET, "nobucket", 1)
    for operation in (
        lambda: [*remote.store.list(uri)],
        lambda: remote.store.put(uri + "/a", b""),
        lambda: remote.store.stat(uri + "/a"),
    ):
        with pytest.raises(StoreError, match="//nobucket: no_bucket"):
            operation()


def test_a_remote_store_has_no_links(remote: Place) -> None:
    with pytest.raises(StoreError, match="unsupported"):
        remote.store.link(remote.at("a"), "target")


def test_a_process_makes_one_client_however_many_threads_ask(
    remote: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINTS[remote.name], "http://127.0.0.1:7")
    built = _module(remote)._built
    before = built.cache_info().misses
    with ThreadPoolExecutor(16) as pool:
        clients = [*pool.map(lambda _: _module(remote).client(), range(64))]
    assert built.cache_info().misses == before + 1
    assert len({id(client) for client in clients}) == 1


def test_missing_credentials_are_said_with_the_mend(
    remote: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nonexistent/secret.json")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(StoreError, match=r"unauthenticated.*(gcloud auth|aws configure)") as caught:
        remote.store.put(remote.at("a"), b"")
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_an_error_without_its_address(
    remote: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINTS[remote.name], "http://127.0.0.1:9")
    if remote.name == "gcs":
        monkeypatch.setattr(gcs, "RETRY", gcs.RETRY.with_timeout(0.1))
    else:
        monkeypatch.setitem(aws_client._OPTIONS, "retries", {"total_max_attempts": 1})
    with pytest.raises(StoreError, match=r"put on .*: unreachable") as caught:
        remote.store.put(remote.at("a"), b"")
    assert "127" not in str(caught.value)


def test_without_boto3_the_mend_is_said_before_any_work() -> None:
    code = """if True:
        import sys
        sys.modules["boto3"] = None
        from transforms import stores
        from transforms.core.errors import OptionsError
        stores.build("/")
        try:
            stores.build("s3://bucket")
        except OptionsError as error:
            print(error.message)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'gdr[s3]'" in done.stdout


def test_the_object_stores_are_found_by_their_schemes() -> None:
    assert type(stores.build("GS://bucket/a")).__name__ == "GcsStore"
    assert type(stores.build("s3://bucket")).__name__ == "S3Store"
