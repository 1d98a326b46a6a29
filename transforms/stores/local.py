"""Files of this machine: atomic and durable puts, listings that follow no links.

A file is written beside its final place under a hidden name, synced, and renamed; the folder is
synced after it. What a killed process leaves behind is such a draft: `is_temporary` knows its name,
and listings leave it out.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import stat
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from transforms.core import addresses
from transforms.core.errors import DeniedInStoreError, NotFoundInStoreError, StoreError
from transforms.core.protocols import Entry

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

SCHEMES = (addresses.LOCAL,)

_BUFFER = 256 << 10
_ORDINARY = 0o644

_DRAFT = re.compile(r"\.gdr-[0-9a-f]{32}\.tmp\Z")

_CODES = {
    errno.ENOENT: "folder_gone",
    errno.ENOTDIR: "file_in_the_way",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "file_too_large",
    errno.EACCES: "permission_denied",
    errno.EPERM: "permission_denied",
    errno.EROFS: "read_only",
    errno.ENAMETOOLONG: "name_too_long",
    errno.ELOOP: "link_loop",
    errno.EISDIR: "is_folder",
    errno.EEXIST: "exists",
    errno.ENOTEMPTY: "not_empty",
    errno.EMFILE: "too_many_open_files",
    errno.ENFILE: "too_many_open_files",
    errno.EIO: "device_error",
    errno.ENOTSUP: "unsupported",
    errno.EILSEQ: "invalid_name",
    errno.EINVAL: "invalid",
}
_MENDS = {
    "disk_full": ": the disk is full; free some space and start the same command again",
    "file_too_large": ": the file system or a limit (ulimit -f) allows no larger file",
}
_READING = frozenset({"stat", "open", "read"})
_SWEEPS = 3  # tries to remove a folder that another process still writes into


def build() -> LocalStore:
    """The store of this machine's files."""
    return LocalStore()


def is_temporary(name: str) -> bool:
    """Whether a file name (without folder) is that of a draft: a file that was not yet published.

    >>> is_temporary(".gdr-0123456789abcdef0123456789abcdef.tmp")
    True
    """
    return _DRAFT.match(name) is not None


class LocalStore:
    """Files of this machine, see `transforms.core.protocols.Store`.

    Folders come into being with what is put into them. `stat` and `open` follow a link to what it
    names; listings do not: there it is an entry of kind "link".
    """

    def list(self, prefix: str) -> Iterator[Entry]:
        """Every file and link below folder `prefix`, by address as code points; no drafts.

        Raises:
            StoreError: a folder cannot be read; names `prefix`, never what was found below it.
        """
        root = addresses.resolve(prefix)
        open_folders = [_entries(root, prefix, depth=0)]
        while open_folders:
            entry = next(open_folders[-1], None)
            if entry is None:
                open_folders.pop()
            elif entry.kind == "folder":
                open_folders.append(_entries(entry.uri[:-1], prefix, depth=len(open_folders)))
            else:
                yield entry

    def children(self, prefix: str) -> Iterator[Entry]:
        """What lies directly in folder `prefix`, ordered; a folder's address ends with '/'."""
        return _entries(addresses.resolve(prefix), prefix, depth=0)

    def stat(self, uri: str) -> Entry:
        """The entry of what `open` would read: a link is followed."""
        path = addresses.resolve(uri)
        with _clear("stat", path):
            return _entry(path, os.stat(path))

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the file's bytes, standing at byte `start`."""
        path = addresses.resolve(uri)
        with _clear("open", path):
            # A pipe would wait for its writer for ever, were it not opened without waiting.
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        kind = _kind(os.fstat(handle).st_mode)
        if kind != "file":
            os.close(handle)
            raise StoreError(_said("open", f"is_{kind}", path))
        stream = io.BufferedReader(_File(handle, "r"), _BUFFER)
        if start:
            stream.seek(start)
        return stream

    def read(self, uri: str) -> bytes:
        """All bytes of a file."""
        with self.open(uri) as stream:
            return stream.read()

    def put(self, uri: str, data: bytes, *, mode: int = _ORDINARY, durable: bool = True) -> None:
        """Publishes `data` whole.

        Args:
            uri: where.
            data: what.
            mode: permission bits: exactly these, and never wider from the first byte on; the
                default is narrowed by the process's umask as any new file's.
            durable: whether it also survives a loss of power at once, not only after `sync`.
        """
        path = addresses.resolve(uri)
        with _publishing("put", path, os.replace, mode, durable=durable) as stream:
            stream.write(data)

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where a file or link is; of many at once one wins."""
        try:
            path = addresses.resolve(uri)
            with _publishing("put_if_absent", path, _claim, durable=durable) as stream:
                stream.write(data)
        except _TakenError:
            return False
        return True

    @contextlib.contextmanager
    def create(self, uri: str) -> Iterator[BinaryIO]:
        """A stream published whole and durably when the block ends without an exception."""
        with _publishing("create", addresses.resolve(uri), os.replace) as stream:
            yield stream

    def link(self, uri: str, target: str) -> None:
        """Makes a symbolic link in the place of whatever file or link is there."""
        path = addresses.resolve(uri)
        with _clear("link", path):
            folder = os.path.dirname(path)
            _make_folder(folder)
            draft = os.path.join(folder, _draft_name())
            os.symlink(target, draft)
            try:
                os.replace(draft, path)
            except OSError:
                os.unlink(draft)
                raise
            _sync_folder(folder)

    def delete(self, uri: str) -> None:
        """Deletes the file or link (not what it names); none there is no error."""
        path = addresses.resolve(uri)
        with _clear("delete", path):
            _unlink(path)

    def delete_folder(self, prefix: str) -> None:
        """Deletes a folder and all below it, following no link; none there is no error.

        Raises:
            StoreError: also when `prefix` is a link, a file or the root: nothing is deleted.
        """
        path = addresses.resolve(prefix)
        if path == "/":
            raise StoreError(_said("delete_folder", "refused_root", path))
        with _clear("delete_folder", path):
            if not os.path.lexists(path):
                return
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise StoreError(_said("delete_folder", "no_folder", path))
            _remove_tree(path)

    def sync(self, prefix: str) -> None:
        """Makes durable what was put without being so: all of this machine's, in one go."""
        os.sync()

    def delete_drafts(self, prefix: str) -> None:
        """Deletes the drafts below folder `prefix`, following no link; none there is no error."""
        root = addresses.resolve(prefix)
        with _clear("delete_drafts", root):
            folders = [root]
            for folder in folders:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    folders.extend(_swept_of_drafts(folder))


class _TakenError(Exception):
    """Something is already where a file was to be published."""


class _File(io.FileIO):
    """A file whose failures in the middle of a stream are ours."""

    def __init__(self, handle: int, mode: str, *, operation: str = "read") -> None:
        super().__init__(handle, mode, closefd=mode == "r")
        self._operation = operation

    def readinto(self, buffer: WriteableBuffer) -> int:
        with _clear(self._operation, ""):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with _clear(self._operation, ""):
            return super().readall()

    def write(self, data: ReadableBuffer) -> int:
        with _clear(self._operation, ""):
            return super().write(data)


@contextlib.contextmanager
def _publishing(
    operation: str,
    path: str,
    publish: Callable[[str, str], None],
    mode: int = _ORDINARY,
    *,
    durable: bool = True,
) -> Iterator[BinaryIO]:
    """A stream into a draft beside `path`: `publish(draft, path)` if the block ends well."""
    folder = os.path.dirname(path)
    draft = os.path.join(folder, _draft_name())
    with _clear(operation, path):
        _make_folder(folder)
        handle = os.open(
            draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode & _ORDINARY
        )
    stream = io.BufferedWriter(_File(handle, "w", operation=operation), _BUFFER)
    try:
        yield stream
        with _clear(operation, path):
            _finish(stream, handle, mode)
            if durable:
                os.fsync(handle)
            publish(draft, path)
            if durable:
                _sync_folder(folder)
    finally:
        with contextlib.suppress(StoreError):  # what it still holds is of no use any more
            stream.close()
        os.close(handle)
        with contextlib.suppress(OSError):  # a rename took it away; else listings leave it out
            os.unlink(draft)


def _claim(draft: str, path: str) -> None:
    """Publishes a whole draft where nothing is.

    A hard link, unlike a rename, fails where something is; unlike O_EXCL it is never half there.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        raise _TakenError from None


def _finish(stream: BinaryIO, handle: int, mode: int) -> None:
    if not stream.closed:
        stream.flush()
    if mode != _ORDINARY:
        os.fchmod(handle, mode & 0o777)


@contextlib.contextmanager
def _clear(operation: str, path: str) -> Iterator[None]:
    """Turns what the system says into a `StoreError` without the path."""
    try:
        yield
    except (OSError, UnicodeEncodeError) as error:
        raise _failure(operation, path, error) from None


def _failure(operation: str, path: str, error: OSError | UnicodeEncodeError) -> StoreError:
    number = error.errno if isinstance(error, OSError) else errno.EILSEQ
    code = _CODES.get(number or 0, f"errno_{number}")
    said = _said(operation, code, path)
    if operation in _READING and code == "permission_denied":
        return DeniedInStoreError(said)
    if operation in _READING and number in {errno.ENOENT, errno.ENOTDIR}:
        return NotFoundInStoreError(_said(operation, "not_found", path))
    return StoreError(said)


def _said(operation: str, code: str, path: str) -> str:
    where = f", path of {len(path)} characters" if path else ""
    return f"{operation} on file: {code}{where}{_MENDS.get(code, '')}"


def _entries(folder: str, prefix: str, depth: int) -> Iterator[Entry]:
    """What lies in `folder`, ordered as the paths below it are; nothing where it is none.

    `prefix` (as the user gave it) and `depth` (folders below it) are what an error may say.
    """
    try:
        names = _sorted_names(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, UnicodeEncodeError) as error:
        said = _failure("list", "", error).message
        where = f"a folder {depth} levels below {prefix!r}" if depth else repr(prefix)
        raise StoreError(f"{said}: {where}") from None
    for name in names:
        path = os.path.join(folder, name)
        with contextlib.suppress(FileNotFoundError):  # gone since it was listed
            yield _entry(path, os.lstat(path.removesuffix("/")))


def _sorted_names(folder: str) -> list[str]:
    """Names in a folder, those of folders with a '/': so the order is that of all paths below."""
    with os.scandir(folder) as found:
        return sorted(
            item.name + "/" if item.is_dir(follow_symlinks=False) else item.name
            for item in found
            if not is_temporary(item.name)
        )


def _entry(path: str, info: os.stat_result) -> Entry:
    kind = _kind(info.st_mode)
    path = path.removesuffix("/")
    return Entry(
        uri=path + "/" if kind == "folder" else path,
        size=0 if kind == "folder" else info.st_size,
        version=f"stat:{info.st_size}:{info.st_mtime_ns}:{info.st_ino}",
        mode=stat.S_IMODE(info.st_mode) & 0o777,
        link=os.readlink(path) if kind == "link" else "",
        kind=kind,
    )


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "special"


def _draft_name() -> str:
    return f".gdr-{uuid.uuid4().hex}.tmp"


def _make_folder(path: str) -> None:
    """Makes a folder and those above it, durably."""
    missing = []
    while not os.path.isdir(path):
        missing.append(path)
        path = os.path.dirname(path)
    for folder in reversed(missing):
        try:
            os.mkdir(folder)
        except FileExistsError:
            if not os.path.isdir(folder):
                raise NotADirectoryError(errno.ENOTDIR, "a file is in the way") from None
        _sync_folder(os.path.dirname(folder))


def _sync_folder(path: str) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems (FUSE, network) know no fsync of a folder: the rename has to do.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def _remove_tree(root: str) -> None:
    for sweep in range(_SWEEPS):
        try:
            _sweep(root)
            return
        except OSError as error:
            if error.errno != errno.ENOTEMPTY or sweep + 1 == _SWEEPS:
                raise


def _sweep(root: str) -> None:
    # Not shutil.rmtree: it recurses, and a mirrored tree may be deeper than the stack.
    folders = [root]
    for folder in folders:
        with contextlib.suppress(FileNotFoundError), os.scandir(folder) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    folders.append(item.path)
                else:
                    _unlink(item.path)
    for folder in reversed(folders):
        with contextlib.suppress(FileNotFoundError):
            os.rmdir(folder)


def _swept_of_drafts(folder: str) -> list[str]:
    """The folders in `folder`, once its drafts are deleted."""
    inner: list[str] = []
    with os.scandir(folder) as found:
        for item in found:
            if item.is_dir(follow_symlinks=False):
                inner.append(item.path)
            elif is_temporary(item.name):
                _unlink(item.path)
    return inner


def _unlink(path: str) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(path)
