"""A repository that is bare git: the tree of one revision, written back as one lone commit."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dulwich.errors import ObjectFormatException
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree, parse_tree

from transforms.core.errors import SampleError
from transforms.core.protocols import Output, Source
from transforms.core.records import BlockLimits
from transforms.core.repositories import member_names
from transforms.core.repositories.frames import Frame
from transforms.core.repositories.git_objects import GitObjects
from transforms.core.repositories.members import Expansion, Kind, Member

BRANCH = b"refs/heads/main"
AUTHOR = b"gdr <gdr@example.invalid>"  # RFC 2606: nobody's address
MESSAGE = b"Refined\n"
_CONFIG = b"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"

# The largest public trees: 100,000 entries in a folder (4 MiB), some 20 folders deep.
_MAX_TREE = 4 << 20
_MAX_DEPTH = 64

_File = tuple[int, ObjectID]
_Folder = dict[bytes, "_File | _Folder"]


def is_bare(names: Iterable[str]) -> bool:
    """Whether a folder with these ascending paths is bare git: HEAD, objects and references."""
    seen: set[str] = set()
    for name in names:
        if name > "HEAD" and "HEAD" not in seen:
            return False
        seen.add(name.partition("/")[0])
        if {"HEAD", "objects"} <= seen and not seen.isdisjoint({"refs", "packed-refs"}):
            return True
    return False


class BareGitRepository:
    """The files and links in the tree of `revision`, in its order, which is that of the paths.

    A submodule is a defect: what it stands for is in another repository. So is a path that git
    itself refuses (`.git` in any spelling), and what lies below a tree that is missing, damaged,
    or out of all proportion.
    """

    def __init__(self, source: Source, revision: str, limits: BlockLimits) -> None:
        self._source = source
        self._revision = revision
        self._limits = limits
        self._objects: GitObjects | None = None

    def walk(self, first: int = 0) -> Iterator[Member]:
        """Every file and link, and a defect for every submodule; git has no empty folders."""
        self._objects = GitObjects(self._source)
        expansion = Expansion(self._limits, self._objects.stored)
        waiting = [self._entries(b"", self._objects.tree_of(self._revision))]
        number = 0
        while waiting:
            member = next(waiting[-1], None)
            if member is None:
                waiting.pop()
                continue
            if number >= first and member.kind in {Kind.FILE, Kind.LINK}:
                member = self._sized(member)
            expansion.add(member.size)
            if member.kind is not Kind.FOLDER:
                number += 1
                yield member
            elif len(waiting) < _MAX_DEPTH:
                waiting.append(self._entries(member.raw + b"/", member.place))
            else:
                yield Member(member.raw, Kind.OTHER, defect="too_deep")

    def check(self, member: Member) -> None:
        """Nothing: a damaged object damages no other file."""

    def content(self, member: Member) -> bytes:
        """The blob's bytes, proved by their hash."""
        found = self._opened.read(member.place, self._limits.sample_bytes)
        if found.type != b"blob" or len(found.content) != member.size:
            raise SampleError("read", "corrupt")
        return found.content

    def close(self) -> None:
        """Closes the packs."""
        if self._objects is not None:
            self._objects.close()

    @property
    def _opened(self) -> GitObjects:
        if self._objects is None:
            self._objects = GitObjects(self._source)
        return self._objects

    def _entries(self, above: bytes, tree: bytes) -> Iterator[Member]:
        try:
            found = self._opened.read(tree, _MAX_TREE)
            if found.type != b"tree":
                raise SampleError("read", "corrupt")
            for name, mode, oid in parse_tree(found.content, 20):
                yield _member(above, name, mode, bytes.fromhex(oid.decode("ascii")))
        except SampleError as error:
            yield Member(above + b"?", Kind.OTHER, defect=error.reason)
        except (ObjectFormatException, ValueError):
            yield Member(above + b"?", Kind.OTHER, defect="corrupt")

    def _sized(self, member: Member) -> Member:
        try:
            return replace(member, size=self._opened.size(member.place))
        except SampleError as error:
            return replace(member, defect=error.reason)


def _member(above: bytes, name: bytes, mode: int, oid: bytes) -> Member:
    kind, defect = _kind(name, mode)
    bits = 0o755 if mode & 0o100 else 0o644
    return Member(above + name, kind, mode=bits, defect=defect, version=oid.hex(), place=oid)


def _kind(name: bytes, mode: int) -> tuple[Kind, str]:
    folded = name.lower()
    # git fsck: hasDot, hasDotdot, hasDotgit, fullPathname, emptyName; "git~1" is .git's short name
    # on Windows.
    if b"/" in name or folded in {b"", b".", b"..", b".git", b"git~1"}:
        return Kind.OTHER, "unsafe_path"
    if stat.S_IFMT(mode) == 0o160000:
        return Kind.OTHER, "submodule"
    if stat.S_ISDIR(mode):
        return Kind.FOLDER, ""
    if stat.S_ISLNK(mode):
        return Kind.LINK, ""
    return (Kind.FILE, "") if stat.S_ISREG(mode) else (Kind.OTHER, "special_file")


def write_bare_git(frames: Iterable[Frame], output: Output) -> None:
    """Writes a bare repository with one commit on `main`, the same bytes every time.

    Modes and links stay.
    History, other branches, tags, hooks and settings are not written: they hold names, addresses
    and older texts. Author and date are constants. Objects are loose, so that none but the one
    being written is in memory.
    """
    root: _Folder = {}
    written: set[bytes] = set()
    for frame in frames:
        blob = Blob.from_string(frame.content)
        _put(output, blob, written)
        mode = 0o120000 if frame.kind is Kind.LINK else 0o100000 | (frame.mode or 0o644)
        _place(root, frame.raw, (mode, blob.id))
    commit = Commit()
    commit.tree = _put_tree(output, root, written)
    commit.author = commit.committer = AUTHOR
    commit.author_time = commit.commit_time = 0
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = MESSAGE
    _put(output, commit, written)
    output.member("HEAD", b"ref: " + BRANCH + b"\n", mode=0o644)
    output.member("config", _CONFIG, mode=0o644)
    output.member(BRANCH.decode("ascii"), commit.id + b"\n", mode=0o644)


def _place(root: _Folder, raw: bytes, file: _File) -> None:
    *steps, name = member_names.normal(raw.decode("utf-8")).encode("utf-8").split(b"/")
    folder = root
    for step in steps:
        below = folder.setdefault(step, {})
        if not isinstance(below, dict):
            raise SampleError("assemble", "duplicate_path")
        folder = below
    folder[name] = file


def _put_tree(output: Output, folder: _Folder, written: set[bytes]) -> ObjectID:
    tree = Tree()
    for name, below in folder.items():
        if isinstance(below, dict):
            tree.add(name, 0o040000, _put_tree(output, below, written))
        else:
            tree.add(name, *below)
    _put(output, tree, written)
    return tree.id


def _put(output: Output, object_: ShaFile, written: set[bytes]) -> None:
    if object_.id not in written:
        written.add(object_.id)
        name = object_.id.decode("ascii")
        output.member(f"objects/{name[:2]}/{name[2:]}", object_.as_legacy_object(), mode=0o444)
