"""Which names and link targets are safe to write, and which say the same place twice.

Sources: CWE-22 (path traversal), CWE-59 (link following), and the advice of Python's PEP 706 on
    extraction. The rules are of a kind that holds on every system, because the output may be
    unpacked on another one than this.
"""

from __future__ import annotations

import hashlib
import re

MAX_NAME = 4096
"""Bytes of a name: PATH_MAX of Linux."""

_DRIVE = re.compile(r"[A-Za-z]:")
_SEPARATORS = re.compile(r"[/\\]")


def decoded(raw: bytes, codec: str = "") -> str | None:
    r"""The name as text: UTF-8, or else in `codec` where one is given; None when it is neither.

    >>> decoded(b"caf\xc3\xa9"), decoded(b"caf\xe9")
    ('café', None)
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(codec, "replace") if codec else None


def normal(name: str) -> str:
    """The name without "." steps and doubled or final slashes: equal for equal places.

    >>> normal("./src//a.py")
    'src/a.py'
    """
    if "//" not in name and "/." not in name and name[:1] not in {"/", "."} and name[-1:] != "/":
        return name  # most names, quickly
    return "/".join(step for step in name.split("/") if step not in {"", "."})


def name_defect(name: str) -> str:
    """`unsafe_path` when the name may lead out of the repository on some system, else "".

    Backslashes as such are fine (systemd's unit files have them); they count as slashes when ".."
    is looked for.
    """
    unsafe = (
        not normal(name)
        or name[0] in "/\\"
        or name[-1] == "/"
        or "\0" in name
        or (".." in name and ".." in _SEPARATORS.split(name))
        or _DRIVE.match(name) is not None
        or (len(name) * 4 > MAX_NAME and len(name.encode("utf-8", "surrogatepass")) > MAX_NAME)
    )
    return "unsafe_path" if unsafe else ""


def link_defect(name: str, target: str) -> str:
    """`unsafe_link` unless the target is relative and stays inside, wherever other links lead.

    ".." is allowed at the front only and never more often than the link is deep: behind another
    step it would be taken from wherever a link of that name leads.

    >>> link_defect("a/b/link", "../c"), link_defect("link", "../c"), link_defect("x", "a/../b")
    ('', 'unsafe_link', 'unsafe_link')
    """
    unified = target.replace("\\", "/")
    if not target or unified[0] == "/" or "\0" in target or _DRIVE.match(target):
        return "unsafe_link"
    steps = normal(unified).split("/")
    ups = next((n for n, step in enumerate(steps) if step != ".."), len(steps))
    if ".." in steps[ups:] or ups > normal(name).count("/"):
        return "unsafe_link"
    return ""


def in_git_folder(name: str) -> bool:
    """Whether the name lies in (or is) a work tree's `.git`: history, no part of the corpus."""
    return ".git" in name and ".git" in name.split("/")


class Seen:
    """The places taken so far; holds 8 bytes of a hash for each, not the names.

    A place below a file or a link is taken as well: through a link it would be another one.
    """

    def __init__(self) -> None:
        self._leaves: set[int] = set()
        self._folders: set[int] = set()
        self._parent = ""

    def folder_is_free(self, name: str) -> bool:
        """Whether a folder may stand here; then its place is a folder's from now on."""
        places = [_hash(place) for place in _upwards(name)]
        if not self._leaves.isdisjoint(places):
            return False
        self._folders.update(places)
        return True

    def leaf_is_free(self, name: str) -> bool:
        """Whether a file or link may stand here; then its place is taken from now on."""
        own = _hash(name)
        parent = name.rpartition("/")[0]
        taken = own in self._folders or own in self._leaves
        # Neighbours mostly share their folder, and what is a folder once stays one.
        if taken or (parent != self._parent and parent and not self.folder_is_free(parent)):
            return False
        self._parent = parent
        self._leaves.add(own)
        return True


def _upwards(name: str) -> list[str]:
    places = [name]
    while "/" in name:
        name = name[: name.rindex("/")]
        places.append(name)
    return places


def _hash(place: str) -> int:
    return int.from_bytes(hashlib.blake2b(place.encode("utf-8"), digest_size=8).digest())
