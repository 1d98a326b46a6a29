"""What the system raises, as errors of ours that name no path."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator

from transforms.core.errors import DeniedInStoreError, NotFoundInStoreError, StoreError

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


@contextlib.contextmanager
def clear(operation: str, path: str) -> Iterator[None]:
    """Turns what the system says into a `StoreError` without the path."""
    try:
        yield
    except (OSError, UnicodeEncodeError) as error:
        raise failure(operation, path, error) from None


def failure(operation: str, path: str, error: OSError | UnicodeEncodeError) -> StoreError:
    """The error of ours for what the system raised."""
    number = error.errno if isinstance(error, OSError) else errno.EILSEQ
    code = _CODES.get(number or 0, f"errno_{number}")
    message = said(operation, code, path)
    if operation in _READING and code == "permission_denied":
        return DeniedInStoreError(message)
    if operation in _READING and number in {errno.ENOENT, errno.ENOTDIR}:
        return NotFoundInStoreError(said(operation, "not_found", path))
    return StoreError(message)


def said(operation: str, code: str, path: str) -> str:
    """A message that names the operation, never the path."""
    where = f", path of {len(path)} characters" if path else ""
    return f"{operation} on file: {code}{where}{_MENDS.get(code, '')}"
