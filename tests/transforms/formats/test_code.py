"""Repositories of code as a whole: cut, read, written back, whatever they are stored as."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import os
import stat
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest
import zstandard
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.core.errors import NotFoundInStoreError, OptionsError, SampleError
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Entry
from transforms.core.records import BlockLimits, Position, Sample, Shard
from transforms.formats import code

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0tEXtAuthor\0maria.lund@example.org\0\x01"
LIMITS = BlockLimits(bytes=200, samples=3, sample_bytes=5000)


@dataclass(frozen=True)
class FolderSource:
    """A folder or file of this machine as a shard; what is in `gone` vanishes once it is listed."""

    path: Path
    compression: str = ""
    gone: frozenset[str] = frozenset()
    scheme: str = ""

    @property
    def shard(self) -> Shard:
        folder = self.path.is_dir()
        size = 0 if folder else self.path.stat().st_size
        uri = f"{self.scheme}{self.path}"
        return Shard(0, uri, self.path.name, "code", self.compression, size, "v", folder)

    def open(self) -> BinaryIO:
        return self.path.open("rb")

    def members(self) -> Iterator[Entry]:
        found = []
        for root, folders, files in os.walk(self.path):
            for name in files + [f for f in folders if os.path.islink(f"{root}/{f}")]:
                full = f"{root}/{name}"
                found.append(full[len(str(self.path)) + 1 :])
        for name in sorted(found):
            yield self._entry(name)

    def _entry(self, name: str) -> Entry:
        full = self.path / name
        about = full.lstat()
        uri = f"{self.scheme}{full}"
        mode = stat.S_IMODE(about.st_mode)
        version = f"stat:{about.st_size}:{about.st_mtime_ns}"
        if full.is_symlink():
            return Entry(uri, 0, version, mode, os.readlink(full), "link")
        kind = "file" if stat.S_ISREG(about.st_mode) else "special"
        return Entry(uri, about.st_size, version, mode, "", kind)

    def open_member(self, entry: Entry) -> BinaryIO:
        path = Path(entry.uri[len(self.scheme) :])
        if path.name in self.gone or not path.exists():
            raise NotFoundInStoreError("gone")
        return path.open("rb")


@dataclass
class MemoryOutput:
    """What is written, in memory."""

    data: bytes = b""
    members: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    @contextlib.contextmanager
    def file(self) -> Iterator[BinaryIO]:
        stream = io.BytesIO()
        yield stream
        self.data = stream.getvalue()

    def member(self, name: str, data: bytes, *, mode: int) -> None:
        assert name not in self.members
        self.members[name] = (data, mode)

    def link(self, name: str, target: str) -> None:
        self.links[name] = target

    def save(self, folder: Path) -> None:
        for name, (data, _) in self.members.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


def positions_of(
    source: FolderSource, limits: BlockLimits = LIMITS, fields: FieldOptions | None = None
) -> list[tuple[Position, ...]]:
    return list(code.build(fields or FieldOptions()).cut(source, limits))


def refined(
    source: FolderSource,
    limits: BlockLimits = LIMITS,
    *,
    change: Callable[[str], str] = str,
    fields: FieldOptions | None = None,
    absent: frozenset[int] = frozenset(),
) -> tuple[list[Sample], list[str], MemoryOutput]:
    """All samples, the defects of whole positions, what was written; checks every block's count."""
    form = code.build(fields or FieldOptions())
    samples: list[Sample] = []
    defects: list[str] = []
    parts: list[tuple[Position, bytes]] = []
    index = 0
    for descriptor in form.cut(source, limits):
        sound = [position for position in descriptor if not position.defect]
        rows = {position.index: rows for position, rows in form.read(source, sound, limits)}
        for position in descriptor:
            assert position.index == index
            index += position.count
            if position.defect:
                defects.append(position.defect)
                parts.append((position, b""))
                continue
            got = rows[position.index]
            assert [s.index for s in got.samples] == list(range(position.index, index))
            samples += got.samples
            changed = {s.index: (change(s.texts[0]),) for s in got.samples if s.texts}
            gone = absent | {s.index for s in got.samples if s.defect}
            parts.append((position, got.encode(changed, gone)))
    output = MemoryOutput()
    form.assemble(source, parts, output)
    return samples, defects, output


TREE: dict[str, bytes] = {
    "README.md": b"# Demo\n",
    "a file with spaces.txt": b"one\r\ntwo\r\n",
    "deep/er/still/x.py": b"print('hi')",
    "empty.txt": b"",
    "logo.png": PNG,
    "name\nwith newline.txt": b"n\n",
    "quote'\".txt": b"q\n",
    "sub/bom.cs": b"\xef\xbb\xbfclass A {}\n",
    "sub/d\\x2dunit.service": b"[Unit]\n",
    "ünï/日本.txt": "grüße\n".encode(),
}
LONG = "/".join(["a-long-folder-name"] * 9) + "/file.txt"


def tar_bytes(tree: dict[str, bytes], mode: str = "w", fmt: int = tarfile.PAX_FORMAT) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode=mode, format=fmt) as tar:  # type: ignore[call-overload] # a plain mode
        for folder in ("./", "sub", "hollow"):
            info = tarfile.TarInfo(folder)
            info.type, info.mode, info.mtime = tarfile.DIRTYPE, 0o750, 1_500_000_000
            tar.addfile(info)
        for name, content in tree.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(content), 1_600_000_000, 0o755
            info.uid, info.uname, info.gname = 501, "maria", "staff"
            if fmt == tarfile.PAX_FORMAT:
                info.pax_headers = {"comment": "written by maria"}
            tar.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("sub/link")
        link.type, link.linkname = tarfile.SYMTYPE, "../README.md"
        tar.addfile(link)
    return raw.getvalue()


def zip_bytes(tree: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        archive.comment = b"packed by maria"
        hollow = zipfile.ZipInfo("hollow/")
        hollow.external_attr = (stat.S_IFDIR | 0o750) << 16 | 0x10
        archive.writestr(hollow, b"")
        for name, content in tree.items():
            info = zipfile.ZipInfo(name, (2020, 2, 3, 4, 5, 6))
            info.external_attr = (stat.S_IFREG | 0o755) << 16
            info.compress_type, info.comment = method, b"by maria"
            archive.writestr(info, content)
        link = zipfile.ZipInfo("sub/link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "../README.md")
    return raw.getvalue()


def file_source(folder: Path, name: str, content: bytes, compression: str = "") -> FolderSource:
    (folder / name).write_bytes(content)
    return FolderSource(folder / name, compression)


def folder_source(folder: Path, tree: dict[str, bytes]) -> FolderSource:
    root = folder / "repo"
    root.mkdir()
    for name, content in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return FolderSource(root)


def texts(samples: list[Sample]) -> dict[str, str]:
    return {sample.name: sample.texts[0] for sample in samples if sample.texts}


def defects_of(samples: list[Sample]) -> list[str]:
    return [sample.defect for sample in samples if sample.defect]


Codec = Callable[[bytes], bytes]
COMPRESSIONS: dict[str, tuple[Codec, Codec]] = {
    "": (lambda data: data, lambda data: data),
    "gzip": (gzip.compress, gzip.decompress),
    "bzip2": (bz2.compress, bz2.decompress),
    "xz": (lzma.compress, lzma.decompress),
    "zstd": (
        zstandard.ZstdCompressor().compress,
        lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
    ),
}


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("fmt", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_a_tar_comes_back_member_by_member_without_its_owners(
    tmp_path: Path, compression: str, fmt: int
) -> None:
    compress, expand = COMPRESSIONS[compression]
    original = tar_bytes(TREE | {LONG: b"deep\n"}, fmt=fmt)
    source = file_source(tmp_path, "r.tar", compress(original), compression)
    samples, defects, output = refined(source)
    again = expand(output.data)
    assert defects == []
    assert len(samples) == len(TREE) + 2
    assert b"maria\0" not in again
    assert b"written by" not in again
    assert members_of(again) == members_of(original)


def members_of(data: bytes) -> list[tuple[object, ...]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [(m.name, m.type, m.mode, m.mtime, m.linkname, content_of(tar, m)) for m in tar]


def content_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    content = tar.extractfile(member) if member.isreg() else None
    return content.read() if content else b""


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_comes_back_member_by_member_without_comments(tmp_path: Path, method: int) -> None:
    original = zip_bytes(TREE, method)
    samples, defects, output = refined(file_source(tmp_path, "r.zip", original))
    assert defects == []
    assert len(samples) == len(TREE) + 1
    assert b"by maria" not in output.data
    shown = []
    for data in (original, output.data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            shown.append(
                [
                    (i.filename, i.date_time, i.compress_type, i.external_attr, archive.read(i))
                    for i in archive.infolist()
                ]
            )
    assert shown[0] == shown[1]


def test_a_zip_of_zstd_members_is_read_and_written(tmp_path: Path) -> None:
    content = b"hello " * 20
    data = bytearray(zip_bytes({"a.txt": zstandard.ZstdCompressor().compress(content)}, 0))
    for sign, method, crc, size in ((b"PK\3\4", 8, 14, 22), (b"PK\1\2", 10, 16, 24)):
        at = data.index(sign, data.index(sign) + 1)
        struct.pack_into("<H", data, at + method, 93)
        struct.pack_into("<I", data, at + crc, zlib.crc32(content))
        struct.pack_into("<I", data, at + size, len(content))
    samples, defects, output = refined(file_source(tmp_path, "z.zip", bytes(data)))
    assert defects == []
    assert texts(samples)["a.txt"].encode() == content
    again = refined(file_source(tmp_path, "again.zip", output.data))
    assert again[2].data == output.data


def test_a_folder_comes_back_with_modes_and_links_and_without_its_git_folder(
    tmp_path: Path,
) -> None:
    source = folder_source(tmp_path, TREE | {".git/config": b"[user]\n", "mod/.git": b"gitdir: x"})
    (source.path / "link").symlink_to("README.md")
    (source.path / "loop").symlink_to("loop")
    (source.path / "README.md").chmod(0o755)
    (source.path / "empty.txt").chmod(0o640)
    samples, defects, output = refined(source)
    assert defects == []
    assert {name: data for name, (data, _) in output.members.items()} == TREE
    assert output.links == {"link": "README.md", "loop": "loop"}
    assert output.members["README.md"][1] == 0o755
    assert output.members["empty.txt"][1] == 0o640
    assert [s.name for s in samples] == sorted([*TREE, "link", "loop"])
    assert texts(samples)["sub/bom.cs"] == "\ufeffclass A {}\n"


def test_a_pipe_and_a_name_that_is_no_text_in_a_folder_are_dead_letters(tmp_path: Path) -> None:
    source = folder_source(tmp_path, {"a.txt": b"a"})
    os.mkfifo(source.path / "pipe")
    (source.path / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"x")
    samples, defects, output = refined(source)
    assert defects == []
    assert [s.defect for s in samples] == ["", "path_not_utf8", "special_file"]
    assert list(output.members) == ["a.txt"]


def test_only_the_texts_that_change_change(tmp_path: Path) -> None:
    source = file_source(tmp_path, "r.tar", tar_bytes(TREE))
    samples, _, output = refined(source, change=lambda text: text.replace("Demo", "Xemo"))
    with tarfile.open(fileobj=io.BytesIO(output.data)) as tar:
        for name, content in TREE.items():
            got = tar.extractfile(name)
            assert got is not None
            assert got.read() == content.replace(b"Demo", b"Xemo")
    gone = frozenset(s.index for s in samples if s.name == "README.md")
    with tarfile.open(fileobj=io.BytesIO(refined(source, absent=gone)[2].data)) as tar:
        assert "README.md" not in tar.getnames()


def test_what_passes_through_is_watched(tmp_path: Path) -> None:
    samples, _, _ = refined(file_source(tmp_path, "r.tar", tar_bytes(TREE)))
    by_name = {sample.name: sample for sample in samples}
    logo = dict(by_name["logo.png"].others)
    assert by_name["logo.png"].passthrough
    assert "maria.lund@example.org" in logo["binary"].splitlines()
    assert dict(by_name["sub/link"].others) == {"path": "sub/link", "link": "../README.md"}
    assert dict(by_name["README.md"].others) == {"path": "README.md", "folder": "hollow"}


BINARIES = [
    ("x.png", PNG, "", "binary_dropped"),
    ("x.txt", PNG, "binary_not_allowed", "binary_dropped"),
    ("x.bin", b"a\0b", "binary_not_allowed", "binary_dropped"),
    ("x.zip", b"PK\3\4 ", "binary_not_allowed", "binary_dropped"),
    ("x.pdf", b"%PDF-1.4\n", "binary_not_allowed", "binary_dropped"),
    ("x.png", b"no picture at all\n", "", ""),
    ("late.txt", b"a" * 8192 + b"\0", "", ""),
    ("latin.txt", b"caf\xe9", "invalid_utf8", "invalid_utf8"),
    ("cesu.txt", b"\xed\xa0\x80", "invalid_utf8", "invalid_utf8"),
    ("large.txt", b"a" * 10_001, "too_large", "too_large"),
]


@pytest.mark.parametrize(("name", "content", "kept", "dropped"), BINARIES)
def test_a_file_that_is_no_text_has_its_reason(
    tmp_path: Path, name: str, content: bytes, kept: str, dropped: str
) -> None:
    limits = BlockLimits(sample_bytes=10_000)
    for binary, reason in (("keep", kept), ("drop", dropped)):
        for number, data in enumerate((tar_bytes({name: content}), zip_bytes({name: content}))):
            source = file_source(tmp_path, f"{binary}{number}", data)
            samples, _, _ = refined(source, limits, fields=FieldOptions(binary=binary))
            assert samples[0].defect == reason
            assert bool(samples[0].texts) == (not reason and content != PNG)


def special_tar(*infos: tuple[str, bytes, str]) -> bytes:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, kind, link in infos:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            if kind == tarfile.REGTYPE:
                info.size = 2
            tar.addfile(info, io.BytesIO(b"x\n"))
    return raw.getvalue()


REG, SYM = tarfile.REGTYPE, tarfile.SYMTYPE
HOSTILE = [
    ([("/etc/passwd", REG, "")], ["unsafe_path"]),
    ([("../up.txt", REG, "")], ["unsafe_path"]),
    ([("a/../../up.txt", REG, "")], ["unsafe_path"]),
    ([("C:\\win.ini", REG, "")], ["unsafe_path"]),
    ([("a\\..\\..\\b", REG, "")], ["unsafe_path"]),
    ([("n" * 5000, REG, "")], ["unsafe_path"]),
    ([("caf\udce9.txt", REG, "")], ["path_not_utf8"]),
    ([("a", REG, ""), ("./a", REG, "")], ["duplicate_path"]),
    ([("a", REG, ""), ("A", REG, "")], []),
    ([("a", REG, ""), ("a/b", REG, "")], ["duplicate_path"]),
    ([("a/b", REG, ""), ("a", SYM, "c")], ["duplicate_path"]),
    ([("d", SYM, "e"), ("d/x", REG, "")], ["duplicate_path"]),
    ([("l", SYM, "/etc/passwd")], ["unsafe_link"]),
    ([("l", SYM, "../x")], ["unsafe_link"]),
    ([("d/l", SYM, "../x")], []),
    ([("d/l", SYM, "x/../../../y")], ["unsafe_link"]),
    ([("l", SYM, "l")], []),
    ([("fifo", tarfile.FIFOTYPE, "")], ["special_file"]),
    ([("dev", tarfile.CHRTYPE, "")], ["special_file"]),
    ([("a", REG, ""), ("h", tarfile.LNKTYPE, "a")], ["hard_link"]),
    ([("..foo/.bar..", REG, ""), ("...", REG, "")], []),
    ([("a\\b.txt", REG, ""), ('it\'s "x"\n.txt', REG, "")], []),
]


@pytest.mark.parametrize(("infos", "reasons"), HOSTILE)
def test_a_hostile_name_or_link_is_a_dead_letter_and_costs_nothing_else(
    tmp_path: Path, infos: list[tuple[str, bytes, str]], reasons: list[str]
) -> None:
    data = special_tar(*infos, ("last.txt", REG, ""))
    samples, defects, output = refined(file_source(tmp_path, "r.tar", data))
    assert defects == []
    assert defects_of(samples) == reasons
    assert texts(samples)["last.txt"] == "x\n"
    with tarfile.open(fileobj=io.BytesIO(output.data)) as tar:
        assert len(tar.getnames()) == len(infos) + 1 - len(reasons)


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_a_truncated_tar_keeps_its_complete_members(tmp_path: Path, compression: str) -> None:
    tree = {f"f{n}.txt": bytes([65 + n]) * (700 * n) for n in range(5)}
    whole = COMPRESSIONS[compression][0](tar_bytes(tree))
    order = list(tree)
    for cut_at in range(1, len(whole), max(len(whole) // 40, 1)):
        source = file_source(tmp_path, "r.tar", whole[:cut_at], compression)
        samples, defects, output = refined(source)
        names = [sample.name for sample in samples if sample.name != "sub/link"]
        assert names == order[: len(names)]
        assert all(texts(samples)[name].encode() == tree[name] for name in names)
        assert all(reason in {"truncated", "corrupt"} for reason in defects)
        assert len(defects) == 1 or len(samples) == len(tree) + 1
        assert COMPRESSIONS[compression][1](output.data)[-1024:] == bytes(1024)


def test_a_truncated_zip_is_one_dead_letter(tmp_path: Path) -> None:
    whole = zip_bytes({f"f{n}.txt": b"x" * n for n in range(9)})
    directory = whole.index(b"PK\1\2")
    for cut_at in range(1, len(whole) - 40, 37):
        samples, defects, _ = refined(file_source(tmp_path, "r.zip", whole[:cut_at]))
        assert samples == []
        assert defects in (["truncated"], ["corrupt"])
        assert defects == ["truncated"] or cut_at < 4 or cut_at > directory


@pytest.mark.parametrize("name", ["r.tar", "r.zip", "r.tar.gz"])
def test_no_flipped_byte_of_an_archive_breaks_anything(tmp_path: Path, name: str) -> None:
    tree = {"a.txt": b"a" * 50, "b.txt": b"b" * 50}
    whole = {"r.tar": tar_bytes(tree), "r.zip": zip_bytes(tree)}.get(name) or gzip.compress(
        tar_bytes(tree), mtime=0
    )
    compression = "gzip" if name.endswith("gz") else ""
    for at in range(0, min(len(whole), 5000), 11):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        source = file_source(tmp_path, name, bytes(damaged), compression)
        samples, defects, _ = refined(source)
        assert len(defects) <= 1
        if name == "r.zip":
            assert all(text in {"a" * 50, "b" * 50} for text in texts(samples).values())


def test_a_member_larger_than_allowed_is_not_unpacked_and_the_rest_is(tmp_path: Path) -> None:
    tree = {"a.txt": b"a\n", "zeros.txt": b"0" * 4_000_000, "z.txt": b"z\n"}
    for name, data in (("r.zip", zip_bytes(tree)), ("r.tar", tar_bytes(tree))):
        samples, defects, _ = refined(file_source(tmp_path, name, data))
        assert defects == []
        assert defects_of(samples) == ["too_large"]
        assert texts(samples)["z.txt"] == "z\n"


def test_a_bomb_is_cut_where_it_grows_too_large(tmp_path: Path) -> None:
    tree = {f"{n:03}.txt": b"0" * 4000 for n in range(100)}
    limits = BlockLimits(samples=7, sample_bytes=5000, expansion_bytes=100_000, expansion_ratio=2)
    zipped = file_source(tmp_path, "r.zip", zip_bytes(tree))
    tarred = file_source(tmp_path, "r.tar.gz", gzip.compress(tar_bytes(tree)), "gzip")
    for source, most in ((zipped, 25), (tarred, 25)):
        samples, defects, _ = refined(source, limits)
        assert defects == ["archive_bomb"]
        assert 15 < len(samples) <= most


def test_a_zip_that_lies_about_sizes_is_not_believed(tmp_path: Path) -> None:
    data = bytearray(zip_bytes({"a.txt": b"0" * 4000, "b.txt": b"fine\n"}))
    entry = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    samples, _, _ = refined(file_source(tmp_path, "r.zip", bytes(data)))
    assert [(s.name, s.defect) for s in samples[:2]] == [("a.txt", "corrupt"), ("b.txt", "")]


def test_overlapping_members_of_a_zip_are_corrupt(tmp_path: Path) -> None:
    data = bytearray(zip_bytes({"a.txt": b"0" * 4000, "b.txt": b"0" * 4000, "c.txt": b"c"}))
    first = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    second = data.index(b"PK\1\2", first + 1)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    samples, _, _ = refined(file_source(tmp_path, "r.zip", bytes(data)))
    assert [s.defect for s in samples] == ["corrupt", "corrupt", "", ""]


def test_an_encrypted_or_strangely_packed_member_is_a_dead_letter(tmp_path: Path) -> None:
    for flag_at, value, reason in ((8, 1, "encrypted"), (10, 9, "unsupported_compression")):
        data = bytearray(zip_bytes({"a.txt": b"a", "b.txt": b"b"}))
        entry = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
        data[entry + flag_at] |= value
        samples, _, _ = refined(file_source(tmp_path, "r.zip", bytes(data)))
        assert [s.defect for s in samples] == [reason, "", ""]


@pytest.mark.parametrize("name", ["r.tar", "r.zip"])
def test_an_empty_file_is_an_empty_repository(tmp_path: Path, name: str) -> None:
    samples, defects, output = refined(file_source(tmp_path, name, b""))
    assert (samples, defects, output.data) == ([], [], b"")


def test_bytes_behind_the_end_of_a_tar_are_reported(tmp_path: Path) -> None:
    data = tar_bytes({"a.txt": b"a"}) + tar_bytes({"b.txt": b"b"})
    samples, defects, _ = refined(file_source(tmp_path, "r.tar", data))
    assert (list(texts(samples)), defects) == (["a.txt"], ["trailing_data"])


def git(folder: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "Maria", "GIT_AUTHOR_EMAIL": "maria@example.org"}
    who |= {"GIT_COMMITTER_NAME": "Maria", "GIT_COMMITTER_EMAIL": "maria@example.org"}
    env = os.environ | who | {"GIT_CONFIG_GLOBAL": "/dev/null"}
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, env=env)


def bare_repository(path: Path, files: dict[str, bytes], packed: bool) -> FolderSource:
    work = path / "work"
    work.mkdir()
    git(work, "init", "-q", "-b", "trunk")
    for name, content in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(content)
    (work / "run.sh").write_bytes(b"#!/bin/sh\n")
    (work / "run.sh").chmod(0o755)
    (work / "link").symlink_to("README.md")
    for step in range(3):
        (work / "big.txt").write_bytes(b"line %d\n" % step + b"same line of text\n" * 200)
        git(work, "add", "-A")
        git(work, "commit", "-q", "-m", f"step {step}")
    git(work, "tag", "-a", "v1", "-m", "one")
    if packed:
        git(work, "gc", "-q", "--aggressive")
    git(path, "clone", "-q", "--bare", "--no-hardlinks", "work", "demo.git")
    return FolderSource(path / "demo.git")


HAS_GIT = pytest.mark.skipif(
    subprocess.run(["sh", "-c", "command -v git"], capture_output=True).returncode != 0,
    reason="needs the git command",
)


@HAS_GIT
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("revision", ["HEAD", "trunk", "v1", "refs/heads/trunk"])
def test_a_bare_repository_becomes_one_commit(tmp_path: Path, packed: bool, revision: str) -> None:
    files = {name: content for name, content in TREE.items() if "\n" not in name}
    source = bare_repository(tmp_path, files, packed)
    fields = FieldOptions(revision=revision)
    samples, defects, output = refined(source, fields=fields)
    assert defects == []
    assert defects_of(samples) == []
    expected = sorted([*files, "run.sh", "link", "big.txt"])
    assert [s.name for s in samples] == expected
    assert texts(samples)["big.txt"].startswith("line 2\n")

    out = tmp_path / "out.git"
    output.save(out)
    checked = subprocess.run(["git", "fsck", "--strict"], cwd=out, capture_output=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, b"")
    with Repo(str(out)) as repo:
        assert [entry.commit.author for entry in repo.get_walker()] == [
            b"gdr <gdr@example.invalid>"
        ]
        commit = repo[repo.head()]
        assert isinstance(commit, Commit)
        found = {e.path.decode(): e for e in repo.object_store.iter_tree_contents(commit.tree)}
        modes = {name: entry.mode for name, entry in found.items()}
        data = {name: repo[entry.sha].as_raw_string() for name, entry in found.items()}
    assert modes["run.sh"] == 0o100755
    assert modes["link"] == 0o120000
    assert {name: data[name] for name in files} == files
    assert refined(FolderSource(out))[2].members == output.members


def hostile_git(path: Path, entries: list[tuple[bytes, int, bytes]]) -> FolderSource:
    repo = Repo.init_bare(str(path / "bad.git"), mkdir=True)
    tree, good = Tree(), Blob.from_string(b"good\n")
    repo.object_store.add_object(good)
    for name, mode, sha in entries:
        tree.add(name, mode, ObjectID(sha) if sha else good.id)
    commit = Commit()
    commit.tree, commit.message = tree.id, b"m"
    commit.author = commit.committer = b"a <a@example.org>"
    commit.author_time = commit.commit_time = 0
    commit.author_timezone = commit.commit_timezone = 0
    for made in (tree, commit):
        repo.object_store.add_object(made)
    repo.refs[Ref(b"HEAD")] = commit.id
    repo.close()
    return FolderSource(path / "bad.git")


GONE = b"1" * 40
GIT_DEFECTS = [
    ((b"module", 0o160000, GONE), "submodule"),
    ((b"..", 0o100644, b""), "unsafe_path"),
    ((b".GIT", 0o100644, b""), "unsafe_path"),
    ((b"a/b", 0o100644, b""), "unsafe_path"),
    ((b"gone.txt", 0o100644, GONE), "missing_object"),
    ((b"folder", 0o040000, GONE), "missing_object"),
    ((b"caf\xe9", 0o100644, b""), "path_not_utf8"),
    ((b"odd", 0o020000, b""), "special_file"),
]


@pytest.mark.parametrize(("entry", "reason"), GIT_DEFECTS)
def test_a_bad_entry_of_a_git_tree_costs_only_itself(
    tmp_path: Path, entry: tuple[bytes, int, bytes], reason: str
) -> None:
    source = hostile_git(tmp_path, [entry, (b"good.txt", 0o100644, b"")])
    samples, defects, output = refined(source)
    assert defects == []
    assert defects_of(samples) == [reason]
    assert texts(samples) == {"good.txt": "good\n"}
    assert sum(name.startswith("objects/") for name in output.members) == 3


def test_a_damaged_object_is_a_dead_letter(tmp_path: Path) -> None:
    source = hostile_git(tmp_path, [(b"a.txt", 0o100644, b"")])
    blob = Blob.from_string(b"good\n")
    name = blob.id.decode()
    path = source.path / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(Blob.from_string(b"evil\n").as_legacy_object())
    assert defects_of(refined(source)[0]) == ["corrupt"]


@pytest.mark.parametrize("damage", ["link", "revision", "alternates"])
def test_a_bare_repository_never_leads_outside(tmp_path: Path, damage: str) -> None:
    source = hostile_git(tmp_path, [(b"a.txt", 0o100644, b"")])
    blob = Blob.from_string(b"good\n").id.decode()
    inside = source.path / "objects" / blob[:2]
    if damage == "revision":
        fields = FieldOptions(revision="nowhere")
        assert refined(source, fields=fields)[1] == ["no_revision"]
        return
    other = tmp_path / "elsewhere"
    other.mkdir()
    inside.rename(other / blob[:2])
    if damage == "link":
        inside.symlink_to(other / blob[:2])
        assert refined(source)[1] == ["unsafe_link"]
    else:
        (source.path / "objects/info").mkdir(exist_ok=True)
        (source.path / "objects/info/alternates").write_text(f"{other}\n")
        assert defects_of(refined(source)[0]) == ["missing_object"]


def test_a_bare_repository_in_an_object_store_is_refused_with_the_mend(tmp_path: Path) -> None:
    source = hostile_git(tmp_path, [(b"a.txt", 0o100644, b"")])
    with pytest.raises(OptionsError, match="give a tar of it"):
        positions_of(FolderSource(source.path, scheme="gs://"))


def test_a_file_that_vanishes_is_one_dead_letter(tmp_path: Path) -> None:
    source = folder_source(tmp_path, {"a.txt": b"a", "b.txt": b"b"})
    samples, _, output = refined(FolderSource(source.path, gone=frozenset({"a.txt"})))
    assert [s.defect for s in samples] == ["vanished", ""]
    assert list(output.members) == ["b.txt"]


@pytest.mark.parametrize("change", ["add", "remove", "edit", "none"])
def test_a_folder_that_changes_between_cut_and_read_is_noticed(tmp_path: Path, change: str) -> None:
    source = folder_source(tmp_path, {f"{n}.txt": b"text\n" for n in range(4)})
    whole = BlockLimits()
    (positions,) = positions_of(source, whole)
    if change == "add":
        (source.path / "00.txt").write_bytes(b"new")
    elif change == "remove":
        (source.path / "2.txt").unlink()
    elif change == "edit":
        (source.path / "2.txt").write_bytes(b"TEXT\n")
        os.utime(source.path / "2.txt", ns=(1, 1))
    read = code.build(FieldOptions()).read(source, positions, whole)
    if change == "none":
        assert len(next(read)[1].samples) == 4
        return
    with pytest.raises(SampleError) as caught:
        next(read)
    assert caught.value.reason == "shard_changed"


@pytest.mark.parametrize("name", ["r.tar", "r.zip", "repo"])
def test_some_blocks_can_be_read_without_the_others(tmp_path: Path, name: str) -> None:
    data = {"r.tar": tar_bytes(TREE), "r.zip": zip_bytes(TREE)}.get(name)
    source = file_source(tmp_path, name, data) if data else folder_source(tmp_path, TREE)
    positions = [position for run in positions_of(source) for position in run]
    all_names = [sample.name for sample in refined(source)[0]]
    some = positions[1::2]
    read = code.build(FieldOptions()).read(source, some, LIMITS)
    got = [sample.name for _, rows in read for sample in rows.samples]
    assert got == [all_names[i] for p in some for i in range(p.index, p.index + p.count)]


def test_a_tar_is_one_descriptor_and_a_small_zip_one_a_block(tmp_path: Path) -> None:
    tarred = positions_of(file_source(tmp_path, "r.tar", tar_bytes(TREE)))
    zipped = positions_of(file_source(tmp_path, "r.zip", zip_bytes(TREE)))
    assert len(tarred) == 1
    assert len(zipped) == len(tarred[0]) > 3
    assert {len(run) for run in zipped} == {1}


@given(size=st.integers(1, 600), samples=st.integers(1, 20))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_limits_give_the_same_bytes(tmp_path: Path, size: int, samples: int) -> None:
    limits = BlockLimits(bytes=size, samples=samples)
    tree = TREE | {"bad.txt": b"\xff", LONG: b"deep"}
    for name, data in (("r.tar", tar_bytes(tree)), ("r.zip", zip_bytes(tree))):
        source = file_source(tmp_path, name, data)
        usual = refined(source, BlockLimits(), change=str.upper)
        other = refined(source, limits, change=str.upper)
        assert other[0] == usual[0]
        assert other[2].data == usual[2].data


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"PK\3\4...", True),
        (b"PK\5\6" + bytes(18), True),
        (tar_bytes({"a": b""}), True),
        (b"PKzip", False),
        (bytes(1024), False),
        (b"{}\n" * 400, False),
        (b"", False),
    ],
)
def test_archives_are_known_by_their_first_bytes(head: bytes, known: bool) -> None:
    assert code.sniff(head[:4096]) is known


def test_nothing_shown_holds_text(tmp_path: Path) -> None:
    source = file_source(tmp_path, "r.tar", tar_bytes({"secret-name.txt": b"secret text"}))
    (positions,) = positions_of(source)
    rows = [rows for _, rows in code.build(FieldOptions()).read(source, positions, LIMITS)]
    assert "secret" not in repr((rows, [r.samples for r in rows], positions))
