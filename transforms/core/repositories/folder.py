"""A repository that is a folder: its files and links by relative path, written back one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from transforms.core.errors import NotFoundInStoreError, SampleError
from transforms.core.protocols import Entry, Output, Source
from transforms.core.records import BlockLimits
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.member_names import in_git_folder
from transforms.core.repositories.members import Expansion, Kind, Member, read_fully

_KINDS = {"file": Kind.FILE, "link": Kind.LINK}


class FolderRepository:
    """The members of a folder shard as the store lists them now; `.git` of a work tree is left out.

    A name that is not UTF-8 stays recognisable (its bytes, surrogates and all) and becomes a
    defect later.
    """

    def __init__(self, source: Source, limits: BlockLimits) -> None:
        self._source = source
        self._limits = limits

    def walk(self, first: int = 0) -> Iterator[Member]:
        """Every file, link and special file, ordered by path."""
        expansion = Expansion(self._limits, 0)
        for entry in self._source.members():
            name = relative_name(self._source, entry)
            if entry.kind != "folder" and not in_git_folder(name):
                expansion.add(0)
                yield _member(entry, name)

    def check(self, member: Member) -> None:
        """Nothing: a file is read, or found gone, when its turn comes."""

    def content(self, member: Member) -> bytes:
        """The file's bytes; `vanished` or `shard_changed` when it is not what was listed."""
        try:
            with self._source.open_member(member.place) as stream:
                content = read_fully(stream, member.size + 1)
        except NotFoundInStoreError:
            raise SampleError("read", "vanished") from None
        if len(content) != member.size:
            raise SampleError("read", "shard_changed")
        return content

    def close(self) -> None:
        """Nothing is open."""


def relative_name(source: Source, entry: Entry) -> str:
    """The entry's path below the shard's folder."""
    return entry.uri[len(source.shard.uri.rstrip("/")) + 1 :]


def _member(entry: Entry, name: str) -> Member:
    kind = _KINDS.get(entry.kind, Kind.OTHER)
    return Member(
        raw=name.encode("utf-8", "surrogatepass"),
        kind=kind,
        size=entry.size if kind is Kind.FILE else 0,
        mode=entry.mode & 0o777,
        target=entry.link.encode("utf-8", "surrogatepass") if kind is Kind.LINK else None,
        defect="special_file" if kind is Kind.OTHER else "",
        version=entry.version,
        place=entry,
    )


def write_folder(frames: Iterable[Frame], output: Output) -> None:
    """Writes each member at its own name, with its permission bits (0o644 where it has none)."""
    for frame in frames:
        name = frame.raw.decode("utf-8")
        if frame.kind is Kind.LINK:
            output.link(name, frame.content.decode("utf-8"))
        else:
            output.member(name, frame.content, mode=frame.mode or 0o644)
