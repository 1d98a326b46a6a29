"""What a killed process began to write and never published goes when it is asked to go."""

from pathlib import Path

import boto3
import pytest

from tests.servers import s3
from tests.transforms.stores.conftest import BUCKET, Place
from transforms import stores

DRAFT = ".gdr-0123456789abcdef0123456789abcdef.tmp"


def test_what_is_published_stays(place: Place) -> None:
    place.store.put(place.at("a", "one.txt"), b"one")
    place.store.put(place.at("two.txt"), b"two")
    place.store.delete_drafts(place.base)
    assert place.names() == ["a/one.txt", "two.txt"]


def test_where_nothing_is_nothing_happens(place: Place) -> None:
    place.store.delete_drafts(place.at("never", "made"))
    assert place.names() == []


def test_local_drafts_go_at_any_depth_and_look_alikes_stay(tmp_path: Path) -> None:
    store = stores.build(str(tmp_path))
    kept = ["data.jsonl", f"{DRAFT}.gz", f"x{DRAFT}", "deep/er/.hidden"]
    for name in [DRAFT, f"deep/{DRAFT}", f"deep/er/{DRAFT}", *kept]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    store.delete_drafts(str(tmp_path))
    left = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert left == set(kept)


def test_a_draft_of_a_link_goes_and_its_target_stays(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / DRAFT).write_bytes(b"of another run")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / DRAFT).symlink_to(target)
    (folder / "link").symlink_to(target)
    stores.build(str(folder)).delete_drafts(str(folder))
    assert [path.name for path in folder.iterdir()] == ["link"]
    assert (target / DRAFT).exists()


@pytest.fixture
def s3_place(s3_server: s3.Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    for variable, value in s3_server.environment.items():
        monkeypatch.setenv(variable, value)
    s3_server.faults.clear()
    base = f"s3://{BUCKET}/{tmp_path.name}"
    return Place("s3", stores.build(base), base, s3_server.faults, "PUT")


def test_unfinished_uploads_below_the_folder_are_ended_and_no_others(
    s3_place: Place, s3_server: s3.Server
) -> None:
    client = boto3.session.Session().client("s3", endpoint_url=s3_server.url)
    prefix = s3_place.base.partition(f"{BUCKET}/")[2]
    keys = [f"{prefix}/data/a.jsonl", f"{prefix}/data/b.jsonl", f"{prefix}-other/a.jsonl"]
    for key in keys:
        client.create_multipart_upload(Bucket=BUCKET, Key=key)
    s3_place.store.delete_drafts(s3_place.base)
    left = client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
    client.close()
    assert [upload["Key"] for upload in left] == keys[2:]
    s3_place.store.delete_drafts(f"{s3_place.base}-other")


def test_a_role_that_may_not_list_uploads_fails_no_run(s3_place: Place) -> None:
    s3_place.faults.add("GET", 403)
    s3_place.store.delete_drafts(s3_place.base)
    assert s3_place.faults.left == 0
