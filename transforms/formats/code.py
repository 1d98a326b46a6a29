"""Code: a shard is one repository, a sample is one of its files.

A repository is a folder, a zip, a tar (compressed as a whole or not), or a bare git repository at
a revision. Every file is a sample with one text, its content in strict UTF-8; symbolic links and
allowed binary files pass through, watched for what can be read in them. What cannot be a sample
has a reason:

    its content      invalid_utf8, too_large, vanished, shard_changed
    a binary file    binary_dropped, binary_not_allowed (by `--binary`)
    its name         unsafe_path, path_not_utf8, duplicate_path, unsafe_link (its target)
    no file          special_file, hard_link, sparse_file, submodule, too_deep
    its container    encrypted, unsupported_compression, corrupt, missing_object

Where the rest of a repository cannot be read, that is one sample more, with the reason truncated,
corrupt, trailing_data, archive_bomb, too_many_members, too_many_packs, unsafe_link or no_revision.

A work tree's `.git` (in folders and archives) is history and settings, no part of the corpus: it
is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from transforms.core.compression import compress, decompress
from transforms.core.errors import OptionsError, SampleError
from transforms.core.fields import FieldOptions
from transforms.core.protocols import Output, Source
from transforms.core.records import BlockLimits, Position
from transforms.core.repositories import zip as zips
from transforms.core.repositories.bare_git import BareGitRepository, is_bare, write_bare_git
from transforms.core.repositories.blocks import cut_blocks, descriptors
from transforms.core.repositories.folder import FolderRepository, relative_name, write_folder
from transforms.core.repositories.frames import Frame, unpack
from transforms.core.repositories.members import Repository
from transforms.core.repositories.rows import RepositoryRows, read_blocks
from transforms.core.repositories.tar import TarRepository, is_tar, write_tar

SUFFIXES: tuple[str, ...] = (
    ".zip",
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.bz2",
    ".tar.zst",
    ".tar.xz",
    ".git",
)


def sniff(head: bytes) -> bool:
    """Whether the first bytes are those of a zip or of a tar."""
    return head.startswith(zips.MAGIC) or is_tar(head)


def build(fields: FieldOptions) -> Code:
    """The format; of the options it takes `binary` and `revision`."""
    return Code(fields.binary, fields.revision)


@dataclass(frozen=True)
class Code:
    """Repositories of code; satisfies `protocols.Format`."""

    binary: str = "keep"
    revision: str = "HEAD"

    def cut(self, source: Source, limits: BlockLimits) -> Iterator[tuple[Position, ...]]:
        """The blocks by the repository's listing; for a tar, one descriptor of them all."""
        kind = _kind(source)
        if not kind:
            return
        with closing(self._open(kind, source, limits)) as repository:
            positions = cut_blocks(repository, limits)
            if kind == "tar":
                if whole := tuple(positions):
                    yield whole
                return
            yield from descriptors(positions)

    def read(
        self, source: Source, positions: Sequence[Position], limits: BlockLimits
    ) -> Iterator[tuple[Position, RepositoryRows]]:
        """The rows at `positions`, ascending.

        Raises:
            SampleError: `shard_changed`, the repository is no longer what was cut.
        """
        kind = _kind(source)
        if not kind:
            raise SampleError("read", "shard_changed")
        with closing(self._open(kind, source, limits)) as repository:
            yield from read_blocks(repository, positions, limits, self.binary)

    def assemble(
        self, source: Source, parts: Iterable[tuple[Position, bytes]], output: Output
    ) -> None:
        """Writes the repository from its parts alone, in the form that the source has.

        See `write_folder`, `write_tar`, `write_zip` and `write_bare_git` for what stays and what
        is left blank. An archive is compressed again with the usual settings of its method, so
        equal members do not mean equal bytes with the source.
        """
        kind = _kind(source)
        frames = _frames(parts)
        if kind == "folder":
            write_folder(frames, output)
        elif kind == "git":
            write_bare_git(frames, output)
        else:
            with output.file() as stream:
                if kind == "zip":
                    zips.write_zip(frames, stream)
                elif kind == "tar":
                    with compress(stream, source.shard.compression) as tar:
                        write_tar(frames, tar)

    def _open(self, kind: str, source: Source, limits: BlockLimits) -> Repository:
        shard = source.shard
        if kind == "git":
            return BareGitRepository(source, self.revision, limits)
        if kind == "folder":
            return FolderRepository(source, limits)
        if kind == "zip":
            return zips.ZipRepository(source.open(), source.open(), limits, shard.size)
        return TarRepository(
            decompress(source.open(), shard.compression, limits, shard.size), shard.size
        )


def _frames(parts: Iterable[tuple[Position, bytes]]) -> Iterator[Frame]:
    for _, part in parts:
        yield from unpack(part)


def _kind(source: Source) -> str:
    """What the shard is: "folder", "git", "zip", "tar", or "" for an empty file.

    Raises:
        OptionsError: a bare git repository in an object store.
    """
    shard = source.shard
    if shard.folder:
        names = (relative_name(source, entry) for entry in source.members())
        if not shard.relative.rstrip("/").endswith(".git") and not is_bare(names):
            return "folder"
        if "://" in shard.uri and not shard.uri.startswith("file://"):
            raise OptionsError(
                f"--input {shard.uri!r} is a bare git repository in an object store: "
                "its objects are read here and there; give a tar of it, or a local copy"
            )
        return "git"
    if shard.size == 0:
        return ""
    if shard.compression:
        return "tar"
    with source.open() as stream:
        head = stream.read(512)
    if head.startswith(zips.MAGIC):
        return "zip"
    return "zip" if shard.relative.lower().endswith(".zip") and not is_tar(head) else "tar"
