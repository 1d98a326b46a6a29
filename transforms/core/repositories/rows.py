"""Members become samples, and samples bytes of a part, the same for every kind of repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from transforms.core.errors import SampleError
from transforms.core.records import BlockLimits, Position, Sample
from transforms.core.repositories import binary_files, frames, member_names
from transforms.core.repositories.blocks import Digest
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.members import MAX_LINK, Kind, Member, Repository

MAX_FOLDERS = 4096
"""Folder entries kept between two files; bounds memory (more than a path has steps are empty)."""


@dataclass(repr=False)
class RepositoryRows:
    """The members of one block; satisfies `protocols.Rows`.

    A text is not kept twice: its frame takes the content from the sample.
    """

    samples: list[Sample] = field(default_factory=list)
    _members: list[Member] = field(default_factory=list)
    _contents: list[bytes] = field(default_factory=list)
    _folders: dict[int, list[Member]] = field(default_factory=dict)

    def add(self, sample: Sample, member: Member, content: bytes, folders: list[Member]) -> None:
        """Takes the next sample in, with the folder entries that stand before it."""
        if folders:
            self._folders[len(self.samples)] = folders
        self.samples.append(sample)
        self._members.append(member)
        self._contents.append(content)

    def close(self, folders: list[Member]) -> None:
        """Takes in the folder entries behind the last sample of the repository."""
        self._folders[len(self.samples)] = folders
        self.samples[-1] = _watch(self.samples[-1], folders)

    def encode(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> bytes:
        """The frames of all members that are not absent, folders among them."""
        return frames.pack(self._frames(changed, absent))

    def _frames(self, changed: Mapping[int, tuple[str, ...]], absent: Set[int]) -> Iterator[Frame]:
        for number, sample in enumerate(self.samples):
            yield from map(_folder_frame, self._folders.get(number, ()))
            if sample.index in absent or sample.defect:
                continue
            content = self._contents[number]
            if sample.texts:
                content = _encoded(changed.get(sample.index, sample.texts)[0])
            yield _frame(self._members[number], content)
        yield from map(_folder_frame, self._folders.get(len(self.samples), ()))


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise SampleError("encode", "lone_surrogate") from None


def _frame(member: Member, content: bytes) -> Frame:
    return Frame(member.kind, member.raw, member.mode, member.mtime, member.attributes, content)


def _folder_frame(member: Member) -> Frame:
    return _frame(member, b"")


@dataclass(slots=True, repr=False)
class _Listed:
    """A sample's member, and what its place in the listing says of it."""

    number: int
    member: Member
    name: str
    defect: str
    folders: list[Member]


class _Listing:
    """The samples' members in order, with one to look ahead; ends where the rest cannot be read."""

    def __init__(self, repository: Repository, first: int) -> None:
        self._members = repository.walk(first)
        self._seen = member_names.Seen()
        self._number = 0
        self._next: _Listed | None = None
        self._ended = False
        self.folders: list[Member] = []

    def peek(self) -> _Listed | None:
        """The next one, None behind the last; then `folders` are those behind the last."""
        while self._next is None and not self._ended:
            try:
                member = next(self._members, None)
            except SampleError:
                member = None
            if member is None:
                self._ended = True
            elif member.kind is Kind.FOLDER:
                self._add_folder(member)
            else:
                self._next = self._list(member)
        return self._next

    def skip(self) -> None:
        """Goes on behind the one that `peek` shows."""
        self._next = None

    def _add_folder(self, member: Member) -> None:
        # A folder is no sample: one that cannot stand where it says is left out.
        name = member_names.decoded(member.raw, member.codec)
        if name is None or len(self.folders) >= MAX_FOLDERS:
            return
        is_root = name.rstrip("/") == "."  # as `tar -c .` writes it
        if is_root or (
            not member_names.name_defect(name.rstrip("/") or "/")
            and self._seen.folder_is_free(member_names.normal(name))
        ):
            self.folders.append(member)

    def _list(self, member: Member) -> _Listed:
        name, defect = self._place(member)
        listed = _Listed(self._number, member, name, defect, self.folders)
        self._number += 1
        self.folders = []
        return listed

    def _place(self, member: Member) -> tuple[str, str]:
        name = member_names.decoded(member.raw, member.codec)
        if name is None:
            return "", "path_not_utf8"
        if defect := member_names.name_defect(name):
            return "", defect
        name = member_names.normal(name)
        if not self._seen.leaf_is_free(name):
            return name, "duplicate_path"
        return name, member.defect


def read_blocks(
    repository: Repository, positions: Sequence[Position], limits: BlockLimits, binary: str
) -> Iterator[tuple[Position, RepositoryRows]]:
    """The rows at `positions`, ascending; walks the listing once, reads only what is asked for.

    Raises:
        SampleError: `shard_changed`, the listing is no longer what it was when it was cut.
    """
    listing = _Listing(repository, positions[0].start if positions else 0)
    for position in positions:
        yield position, _read_block(repository, listing, position, limits, binary)


def _read_block(
    repository: Repository, listing: _Listing, position: Position, limits: BlockLimits, binary: str
) -> RepositoryRows:
    rows = RepositoryRows()
    digest = Digest()
    while (listed := listing.peek()) is not None and listed.number < position.start:
        listing.skip()
    while listed is not None and listed.number < position.end:
        digest.add(listed.member)
        _read_member(repository, listed, rows, limits, binary)
        listing.skip()
        listed = listing.peek()
    if len(rows.samples) != position.count or digest.value != position.group:
        raise SampleError("read", "shard_changed")
    if listed is None:
        rows.close(listing.folders)
    return rows


def _read_member(
    repository: Repository, listed: _Listed, rows: RepositoryRows, limits: BlockLimits, binary: str
) -> None:
    content = b""
    defect = listed.defect
    try:
        if not defect and listed.member.size > limits.sample_bytes:
            defect = "too_large"
        elif not defect:
            content = _content(repository, listed.member)
    except SampleError as error:
        defect = error.reason
    if defect:
        sample = Sample(listed.number, name=listed.name, defect=defect)
    else:
        sample = _sample(listed, content, binary)
    kept = content if sample.passthrough else b""
    rows.add(_watch(sample, listed.folders), listed.member, kept, listed.folders)


def _content(repository: Repository, member: Member) -> bytes:
    if member.kind is not Kind.LINK:
        return repository.content(member)
    if member.size > MAX_LINK or (member.target is not None and len(member.target) > MAX_LINK):
        raise SampleError("read", "unsafe_link")
    return repository.content(member) if member.target is None else member.target


def _sample(listed: _Listed, content: bytes, binary: str) -> Sample:
    """The sample of a file or link whose content is there."""
    number, name = listed.number, listed.name
    others: tuple[tuple[str, str], ...] = (("path", name),)
    try:
        if listed.member.kind is Kind.LINK:
            target = content.decode("utf-8")
            defect = member_names.link_defect(name, target)
            others = (*others, ("link", target))
        elif binary_files.is_binary(content):
            defect = _binary_defect(name, content, binary)
            others = (*others, ("binary", "" if defect else binary_files.readable_runs(content)))
        else:
            return Sample(number, (content.decode("utf-8"),), others, name=name)
    except UnicodeDecodeError:
        defect = "unsafe_link" if listed.member.kind is Kind.LINK else "invalid_utf8"
    if defect:
        return Sample(number, name=name, defect=defect)
    return Sample(number, others=others, passthrough=True, name=name)


def _binary_defect(name: str, content: bytes, binary: str) -> str:
    if binary == "drop":
        return "binary_dropped"
    return "" if binary_files.may_stay(name, content) else "binary_not_allowed"


def _watch(sample: Sample, folders: list[Member]) -> Sample:
    """The sample with the names of folders that its path does not tell: they are written too."""
    own = "" if sample.defect else f"{sample.name}/"
    names = [member_names.decoded(folder.raw, folder.codec) or "" for folder in folders]
    places = [place for place in map(member_names.normal, names) if place]
    untold = [place for place in places if not own.startswith(f"{place}/")]
    if not untold:
        return sample
    return replace(sample, others=sample.others + tuple(("folder", place) for place in untold))
