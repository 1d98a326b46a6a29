"""What lies in a folder: entries in the order of addresses, and no drafts."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator

from transforms.core.errors import StoreError
from transforms.core.protocols import Entry
from transforms.stores.disk.drafts import is_temporary
from transforms.stores.disk.failures import failure
from transforms.stores.disk.folders import unlink


def entries(folder: str, prefix: str, depth: int) -> Iterator[Entry]:
    """What lies in `folder`, ordered as the paths below it are; nothing where it is none.

    `prefix` (as the user gave it) and `depth` (folders below it) are what an error may say.
    """
    try:
        names = _sorted_names(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, UnicodeEncodeError) as error:
        said = failure("list", "", error).message
        where = f"a folder {depth} levels below {prefix!r}" if depth else repr(prefix)
        raise StoreError(f"{said}: {where}") from None
    for name in names:
        path = os.path.join(folder, name)
        with contextlib.suppress(FileNotFoundError):  # gone since it was listed
            yield entry_of(path, os.lstat(path.removesuffix("/")))


def _sorted_names(folder: str) -> list[str]:
    """Names in a folder, those of folders with a '/': so the order is that of all paths below."""
    with os.scandir(folder) as found:
        return sorted(
            item.name + "/" if item.is_dir(follow_symlinks=False) else item.name
            for item in found
            if not is_temporary(item.name)
        )


def entry_of(path: str, info: os.stat_result) -> Entry:
    """The entry of a file, folder or link with that `stat` or `lstat`."""
    kind = kind_of(info.st_mode)
    path = path.removesuffix("/")
    return Entry(
        uri=path + "/" if kind == "folder" else path,
        size=0 if kind == "folder" else info.st_size,
        version=f"stat:{info.st_size}:{info.st_mtime_ns}:{info.st_ino}",
        mode=stat.S_IMODE(info.st_mode) & 0o777,
        link=os.readlink(path) if kind == "link" else "",
        kind=kind,
    )


def kind_of(mode: int) -> str:
    """What an entry is, by its mode: file, folder, link, special."""
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "special"


def swept_of_drafts(folder: str) -> list[str]:
    """The folders in `folder`, once its drafts are deleted."""
    inner: list[str] = []
    with os.scandir(folder) as found:
        for item in found:
            if item.is_dir(follow_symlinks=False):
                inner.append(item.path)
            elif is_temporary(item.name):
                unlink(item.path)
    return inner
