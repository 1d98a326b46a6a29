"""A compiled Hyperscan database, kept in the user's cache: compiling takes seconds, loading none.

The library trusts what it loads, so nothing is loaded that anybody else could have written: the
folder and the file have to belong to this user and be writable by nobody else, links are not
followed, and the file begins with the hash of its content. Whatever is wrong with it, the patterns
are compiled again. A file appears whole or not at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import secrets
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

FORMAT = 1
"""Raised when what a file holds, or how patterns are made, changes."""

_DIGEST = 32  # bytes of SHA-256

_MOST_KEPT = 16
"""Databases in a cache: of a few versions and tables; the oldest go."""


class Pattern(NamedTuple):
    """An expression for Hyperscan.

    Attributes:
        number: what it is reported as.
        before, behind: characters around a reported end in which the match in question lies.
    """

    number: int
    expression: bytes
    caseless: bool
    before: int
    behind: int


class Compiled(NamedTuple):
    """A serialised database, and what has to be known about its patterns."""

    reach: Mapping[int, tuple[int, int]]
    data: bytes


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where this user's caches lie: XDG Base Directory Specification."""
    base = environment.get("XDG_CACHE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path("~/.cache").expanduser()) / "gdr"


def fingerprint(source: Sequence[object], engine: str) -> str:
    """Names a database: another one for other patterns, another engine or another machine."""
    parts = [FORMAT, engine, platform.machine(), _processor(), *source]
    text = "\n".join(map(repr, parts))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def _processor() -> str:
    """What the processor can do: a database compiled for more would not load on less."""
    with (
        contextlib.suppress(OSError),
        open("/proc/cpuinfo", encoding="ascii", errors="replace") as f,
    ):
        for line in f:
            if line.startswith(("flags", "Features")):
                return line.strip()
    return platform.processor()


def load_or_compile(folder: Path, name: str, compiled: Callable[[], Compiled]) -> Compiled:
    """The database of this name from the folder, else compiled now, and kept there if possible."""
    kept = _load(folder, name)
    if kept is not None:
        return kept
    made = compiled()
    _keep(folder, name, made)
    return made


def _load(folder: Path, name: str) -> Compiled | None:
    try:
        content = _read_own(folder, name)
    except OSError:
        return None
    digest, rest = content[:_DIGEST], content[_DIGEST:]
    if hashlib.sha256(rest).digest() != digest:
        return None
    head, _, data = rest.partition(b"\n")
    reach = {int(number): (before, behind) for number, (before, behind) in json.loads(head).items()}
    return Compiled(reach, data)


def _read_own(folder: Path, name: str) -> bytes:
    """The bytes of a file that only this user can have written; raises `OSError` for any other."""
    place = _own_folder(folder)
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place)
        with open(file, "rb") as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode) or not _is_ours(state, 0o022):
                raise PermissionError
            return stream.read()
    finally:
        os.close(place)


def _own_folder(folder: Path) -> int:
    """The folder, opened; raises `OSError` where it is not this user's alone."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    if not _is_ours(os.fstat(place), 0o077):
        os.close(place)
        raise PermissionError
    return place


def _is_ours(state: os.stat_result, forbidden: int) -> bool:
    return state.st_uid == os.geteuid() and not state.st_mode & forbidden


def _keep(folder: Path, name: str, made: Compiled) -> None:
    """Publishes the database; a cache that cannot be written is none."""
    head = json.dumps({str(number): reach for number, reach in made.reach.items()}).encode("ascii")
    rest = head + b"\n" + made.data
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = _own_folder(folder)
        try:
            _publish(place, name, hashlib.sha256(rest).digest() + rest)
            _forget(place)
        finally:
            os.close(place)


def _forget(place: int) -> None:
    """Deletes what was written longest ago."""
    names = [name for name in os.listdir(place) if not name.startswith(".")]
    written = {name: os.stat(name, dir_fd=place, follow_symlinks=False).st_mtime for name in names}
    for name in sorted(names, key=lambda name: (-written[name], name))[_MOST_KEPT:]:
        os.unlink(name, dir_fd=place)


def _publish(place: int, name: str, content: bytes) -> None:
    draft = f".{name}.{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with open(os.open(draft, flags, 0o600, dir_fd=place), "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.rename(draft, name, src_dir_fd=place, dst_dir_fd=place)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(draft, dir_fd=place)
        raise
