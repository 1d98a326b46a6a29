"""Objects of a bare git repository: deltas, damage in any byte, sizes out of proportion."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import pytest
from dulwich.object_format import SHA1
from dulwich.objects import Blob, Commit, ShaFile, Tree
from dulwich.pack import (
    create_delta,
    pack_object_header,
    write_pack_index_v2,
)

from transforms.core.errors import NotFoundInStoreError, SampleError
from transforms.core.protocols import Entry
from transforms.core.records import BlockLimits, Shard
from transforms.core.repositories.bare_git import BareGitRepository, is_bare
from transforms.core.repositories.blocks import cut_blocks
from transforms.core.repositories.git_objects import GitObjects

ROOT = "/corpus/demo.git"


@dataclass(frozen=True)
class MemorySource:
    """A folder shard in memory."""

    files: dict[str, bytes]

    @property
    def shard(self) -> Shard:
        return Shard(0, ROOT, "demo.git", "code", "", 0, "v", folder=True)

    def open(self) -> BinaryIO:
        raise NotFoundInStoreError("a folder")

    def members(self) -> Iterator[Entry]:
        for name in sorted(self.files):
            yield Entry(f"{ROOT}/{name}", len(self.files[name]), "v")

    def open_member(self, entry: Entry) -> BinaryIO:
        return io.BytesIO(self.files[entry.uri[len(ROOT) + 1 :]])


def loose(*objects: ShaFile) -> dict[str, bytes]:
    names = [o.id.decode() for o in objects]
    return {
        f"objects/{n[:2]}/{n[2:]}": o.as_legacy_object()
        for n, o in zip(names, objects, strict=True)
    }


def packed(entries: list[tuple[int, object, bytes, bytes]]) -> dict[str, bytes]:
    """A pack of (type, base, body, id); a base is the number of an entry before it, or an id."""
    data = bytearray(b"PACK" + (2).to_bytes(4) + len(entries).to_bytes(4))
    rows: list[tuple[bytes, int, int]] = []
    offsets: list[int] = []
    for kind, base, body, oid in entries:
        offsets.append(len(data))
        shown = len(data) - offsets[base] if isinstance(base, int) else base
        data += pack_object_header(kind, shown, len(body), SHA1)  # type: ignore[arg-type] # as given
        data += zlib.compress(body)
        rows.append((oid, offsets[-1], 0))
    index = io.BytesIO()
    write_pack_index_v2(index, sorted(rows), bytes(20))
    name = "objects/pack/pack-" + "0" * 40
    return {f"{name}.pack": bytes(data) + bytes(20), f"{name}.idx": index.getvalue()}


def delta(old: bytes, new: bytes) -> bytes:
    return b"".join(create_delta(old, new))


def oid(content: bytes) -> bytes:
    return bytes.fromhex(Blob.from_string(content).id.decode())


BASE = b"a line of text\n" * 40
NEXT = BASE + b"one more\n"
LAST = b"first\n" + NEXT


@pytest.mark.parametrize("by_id", [True, False])
def test_a_chain_of_deltas_is_resolved(by_id: bool) -> None:
    kind = 7 if by_id else 6
    objects = GitObjects(
        MemorySource(
            packed(
                [
                    (3, None, BASE, oid(BASE)),
                    (kind, oid(BASE) if by_id else 0, delta(BASE, NEXT), oid(NEXT)),
                    (kind, oid(NEXT) if by_id else 1, delta(NEXT, LAST), oid(LAST)),
                ]
            )
        )
    )
    for content in (BASE, NEXT, LAST):
        assert objects.size(oid(content)) == len(content)
        assert objects.read(oid(content), 10_000) == (b"blob", content)
    objects.close()


def reason_of(files: dict[str, bytes], wanted: bytes, most: int = 100_000) -> str:
    objects = GitObjects(MemorySource(files))
    try:
        objects.read(wanted, most)
    except SampleError as error:
        return error.reason
    finally:
        objects.close()
    return ""


def test_an_object_or_base_beyond_the_bound_is_not_unpacked() -> None:
    large = b"0" * 50_000
    small = b"0" * 10
    files = packed([(3, None, large, oid(large)), (6, 0, delta(large, small), oid(small))])
    assert reason_of(files, oid(large), 49_999) == "too_large"
    assert reason_of(files, oid(small), 49_999) == "too_large"
    assert reason_of(files, oid(small), 50_000) == ""
    assert reason_of(loose(Blob.from_string(large)), oid(large), 49_999) == "too_large"


def test_a_delta_that_claims_a_huge_result_is_not_applied() -> None:
    # sizes 10 and 2**40, then copies of the base: 16 MiB each
    bomb = b"\x0a" + b"\x80\x80\x80\x80\x80\x20" + b"\xf0\xff\xff\xff" * 3
    files = packed([(3, None, b"0" * 10, oid(b"0" * 10)), (6, 0, bomb, oid(b"bomb"))])
    assert reason_of(files, oid(b"bomb")) == "too_large"


def test_a_loose_object_longer_than_it_says_is_corrupt() -> None:
    name = Blob.from_string(b"x").id.decode()
    files = {f"objects/{name[:2]}/{name[2:]}": zlib.compress(b"blob 1\0" + b"x" * 10_000_000)}
    assert reason_of(files, oid(b"x")) == "corrupt"


def test_deltas_that_go_round_in_circles_end() -> None:
    a, b = oid(b"a"), oid(b"b")
    files = packed([(7, b, delta(b"b", b"a"), a), (7, a, delta(b"a", b"b"), b)])
    assert reason_of(files, a) == "corrupt"


def test_a_content_that_is_not_what_its_id_says_is_corrupt() -> None:
    assert reason_of(packed([(3, None, b"evil", oid(b"good"))]), oid(b"good")) == "corrupt"


def test_no_flipped_byte_of_a_pack_or_index_gives_a_wrong_text() -> None:
    files = packed([(3, None, BASE, oid(BASE)), (6, 0, delta(BASE, NEXT), oid(NEXT))])
    reasons = set()
    for name, content in files.items():
        for at in range(0, len(content), 3):
            damaged = bytearray(content)
            damaged[at] ^= 0xFF
            reasons.add(reason_of(files | {name: bytes(damaged)}, oid(NEXT)))
            reasons.add(reason_of(files | {name: content[:at]}, oid(NEXT)))
    assert reasons <= {"", "corrupt", "missing_object", "too_large"}
    assert "corrupt" in reasons


def commit_of(tree: Tree) -> Commit:
    commit = Commit()
    commit.tree, commit.message = tree.id, b"m"
    commit.author = commit.committer = b"a <a@example.org>"
    commit.author_time = commit.commit_time = 0
    commit.author_timezone = commit.commit_timezone = 0
    return commit


def test_a_tree_bomb_ends_with_its_reason() -> None:
    leaf = Blob.from_string(b"0" * 1000)
    objects: list[ShaFile] = [leaf]
    below, mode = leaf.id, 0o100644
    for _ in range(12):
        tree = Tree()
        for name in b"abcdefghij":
            tree.add(bytes([name]), mode, below)
        objects.append(tree)
        below, mode = tree.id, 0o040000
    commit = commit_of(tree)
    files = loose(*objects, commit) | {"HEAD": commit.id}
    limits = BlockLimits(expansion_bytes=100_000)
    repository = BareGitRepository(MemorySource(files), "HEAD", limits)
    positions = list(cut_blocks(repository, limits))
    repository.close()
    assert positions[-1].defect == "archive_bomb"
    assert 100 <= positions[-1].index <= 1000


@pytest.mark.parametrize(("depth", "defect"), [(60, ""), (70, "too_deep")])
def test_a_tree_too_deep_is_cut_there(depth: int, defect: str) -> None:
    leaf = Blob.from_string(b"x")
    objects: list[ShaFile] = [leaf]
    below, mode = leaf.id, 0o100644
    for _ in range(depth):
        tree = Tree()
        tree.add(b"d", mode, below)
        objects.append(tree)
        below, mode = tree.id, 0o040000
    commit = commit_of(tree)
    files = loose(*objects, commit) | {"HEAD": commit.id}
    repository = BareGitRepository(MemorySource(files), "HEAD", BlockLimits())
    assert [member.defect for member in repository.walk()] == [defect]
    repository.close()


@pytest.mark.parametrize(
    ("files", "revision", "found"),
    [
        ({"HEAD": b"ref: refs/heads/a\n", "refs/heads/a": b"%s\n"}, "HEAD", True),
        (
            {"HEAD": b"ref: refs/heads/a\n", "packed-refs": b"# pack\n%s refs/heads/a\n"},
            "HEAD",
            True,
        ),
        ({"refs/tags/v1": b"%s"}, "v1", True),
        ({"refs/remotes/origin/a": b"%s"}, "origin/a", True),
        ({"HEAD": b"ref: HEAD\n"}, "HEAD", False),
        ({"HEAD": b"ref: refs/heads/gone\n"}, "HEAD", False),
        ({"HEAD": b"ref: ../../etc/passwd\n"}, "HEAD", False),
        ({"HEAD": b"\xff\0 no reference"}, "HEAD", False),
        ({"packed-refs": b"zzz refs/heads/a\nshort\n"}, "a", False),
    ],
)
def test_a_revision_is_found_as_git_finds_it(
    files: dict[str, bytes], revision: str, found: bool
) -> None:
    tree = Tree()
    commit = commit_of(tree)
    filled = {name: content.replace(b"%s", commit.id) for name, content in files.items()}
    objects = GitObjects(MemorySource(loose(tree, commit) | filled))
    if found:
        assert objects.tree_of(revision).hex() == tree.id.decode()
        assert objects.tree_of(commit.id.decode()).hex() == tree.id.decode()
    else:
        with pytest.raises(SampleError) as caught:
            objects.tree_of(revision)
        assert caught.value.reason == "no_revision"


@pytest.mark.parametrize(
    ("names", "bare"),
    [
        (["HEAD", "config", "objects/ab/cd", "refs/heads/a"], True),
        (["COPYING", "HEAD", "objects/pack/x", "packed-refs"], True),
        (["HEAD", "objects/ab/cd"], False),
        (["README", "objects/ab", "refs/x"], False),
        (["HEAD"], False),
        (["src/HEAD", "src/objects/a", "src/refs/b"], False),
        ([], False),
    ],
)
def test_a_bare_repository_is_known_by_what_lies_in_it(names: list[str], bare: bool) -> None:
    assert is_bare(names) is bare
