"""Folders: made durably, removed whole however deep."""

from __future__ import annotations

import contextlib
import errno
import os

_SWEEPS = 3  # tries to remove a folder that another process still writes into


def make_folder(path: str) -> None:
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
        sync_folder(os.path.dirname(folder))


def sync_folder(path: str) -> None:
    """Makes durable which names are in a folder."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems (FUSE, network) know no fsync of a folder: the rename has to do.
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(handle)


def remove_tree(root: str) -> None:
    """Removes a folder and all below it, following no link."""
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
                    unlink(item.path)
    for folder in reversed(folders):
        with contextlib.suppress(FileNotFoundError):
            os.rmdir(folder)


def unlink(path: str) -> None:
    """Deletes a file or link; none there is no error."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(path)
