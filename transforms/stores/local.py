"""Files of this machine: atomic and durable puts, listings that follow no links.

A file is written beside its final place under a hidden name, synced, and renamed; the folder is
synced after it. What a killed process leaves behind is such a draft: `disk.drafts` knows its name,
and listings leave it out.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from transforms.core import addresses
from transforms.core.errors import StoreError
from transforms.core.protocols import Entry
from transforms.stores.disk.drafts import (
    BUFFER,
    ORDINARY,
    File,
    TakenError,
    claim,
    draft_name,
    publishing,
)
from transforms.stores.disk.failures import clear, said
from transforms.stores.disk.folders import make_folder, remove_tree, sync_folder, unlink
from transforms.stores.disk.listing import entries, entry_of, kind_of, swept_of_drafts

SCHEMES = (addresses.LOCAL,)


def build() -> LocalStore:
    """The store of this machine's files."""
    return LocalStore()


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
        open_folders = [entries(root, prefix, depth=0)]
        while open_folders:
            entry = next(open_folders[-1], None)
            if entry is None:
                open_folders.pop()
            elif entry.kind == "folder":
                open_folders.append(entries(entry.uri[:-1], prefix, depth=len(open_folders)))
            else:
                yield entry

    def children(self, prefix: str) -> Iterator[Entry]:
        """What lies directly in folder `prefix`, ordered; a folder's address ends with '/'."""
        return entries(addresses.resolve(prefix), prefix, depth=0)

    def stat(self, uri: str) -> Entry:
        """The entry of what `open` would read: a link is followed."""
        path = addresses.resolve(uri)
        with clear("stat", path):
            return entry_of(path, os.stat(path))

    def open(self, uri: str, start: int = 0) -> BinaryIO:
        """A seekable stream of the file's bytes, standing at byte `start`."""
        path = addresses.resolve(uri)
        with clear("open", path):
            # A pipe would wait for its writer for ever, were it not opened without waiting.
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        kind = kind_of(os.fstat(handle).st_mode)
        if kind != "file":
            os.close(handle)
            raise StoreError(said("open", f"is_{kind}", path))
        stream = io.BufferedReader(File(handle, "r"), BUFFER)
        if start:
            stream.seek(start)
        return stream

    def read(self, uri: str) -> bytes:
        """All bytes of a file."""
        with self.open(uri) as stream:
            return stream.read()

    def put(self, uri: str, data: bytes, *, mode: int = ORDINARY, durable: bool = True) -> None:
        """Publishes `data` whole.

        Args:
            uri: where.
            data: what.
            mode: permission bits: exactly these, and never wider from the first byte on; the
                default is narrowed by the process's umask as any new file's.
            durable: whether it also survives a loss of power at once, not only after `sync`.
        """
        path = addresses.resolve(uri)
        with publishing("put", path, os.replace, mode, durable=durable) as stream:
            stream.write(data)

    def put_if_absent(self, uri: str, data: bytes, *, durable: bool = True) -> bool:
        """As `put`, but False and no change where a file or link is; of many at once one wins."""
        try:
            path = addresses.resolve(uri)
            with publishing("put_if_absent", path, claim, durable=durable) as stream:
                stream.write(data)
        except TakenError:
            return False
        return True

    @contextlib.contextmanager
    def create(self, uri: str) -> Iterator[BinaryIO]:
        """A stream published whole and durably when the block ends without an exception."""
        with publishing("create", addresses.resolve(uri), os.replace) as stream:
            yield stream

    def link(self, uri: str, target: str) -> None:
        """Makes a symbolic link in the place of whatever file or link is there."""
        path = addresses.resolve(uri)
        with clear("link", path):
            folder = os.path.dirname(path)
            make_folder(folder)
            draft = os.path.join(folder, draft_name())
            os.symlink(target, draft)
            try:
                os.replace(draft, path)
            except OSError:
                os.unlink(draft)
                raise
            sync_folder(folder)

    def delete(self, uri: str) -> None:
        """Deletes the file or link (not what it names); none there is no error."""
        path = addresses.resolve(uri)
        with clear("delete", path):
            unlink(path)

    def delete_folder(self, prefix: str) -> None:
        """Deletes a folder and all below it, following no link; none there is no error.

        Raises:
            StoreError: also when `prefix` is a link, a file or the root: nothing is deleted.
        """
        path = addresses.resolve(prefix)
        if path == "/":
            raise StoreError(said("delete_folder", "refused_root", path))
        with clear("delete_folder", path):
            if not os.path.lexists(path):
                return
            if not stat.S_ISDIR(os.lstat(path).st_mode):
                raise StoreError(said("delete_folder", "no_folder", path))
            remove_tree(path)

    def sync(self, prefix: str) -> None:
        """Makes durable what was put without being so: all of this machine's, in one go."""
        os.sync()

    def delete_drafts(self, prefix: str) -> None:
        """Deletes the drafts below folder `prefix`, following no link; none there is no error."""
        root = addresses.resolve(prefix)
        with clear("delete_drafts", root):
            folders = [root]
            for folder in folders:
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    folders.extend(swept_of_drafts(folder))
