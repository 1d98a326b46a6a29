"""The bytes of a repository's block in its part: members in order, each framed by its lengths."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.core.errors import PartError
from transforms.core.repositories.members import Kind

# kind, mode, mtime, bytes of name, attributes, content
_HEAD = struct.Struct(">BIqIHQ")
_KINDS = (Kind.FILE, Kind.LINK, Kind.FOLDER)


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """A member to be written; `content` is a file's bytes, a link's target, or empty."""

    kind: Kind
    raw: bytes
    mode: int
    mtime: int
    attributes: bytes
    content: bytes


def pack(frames: Iterable[Frame]) -> bytes:
    """The frames as bytes; `unpack` gives them back."""
    packed = bytearray()
    for frame in frames:
        packed += _HEAD.pack(
            _KINDS.index(frame.kind),
            frame.mode,
            frame.mtime,
            len(frame.raw),
            len(frame.attributes),
            len(frame.content),
        )
        packed += frame.raw
        packed += frame.attributes
        packed += frame.content
    return bytes(packed)


def unpack(packed: bytes) -> Iterator[Frame]:
    """The frames of a part, in order.

    Raises:
        PartError: the bytes are no frames.
    """
    at = 0
    while at < len(packed):
        try:
            kind, mode, mtime, name, attributes, content = _HEAD.unpack_from(packed, at)
        except struct.error:
            raise PartError(f"a frame of a repository ends at byte {len(packed)}") from None
        at += _HEAD.size
        end = at + name + attributes + content
        if kind >= len(_KINDS) or end > len(packed):
            raise PartError(f"a frame of a repository is damaged at byte {at}")
        yield Frame(
            _KINDS[kind],
            packed[at : at + name],
            mode,
            mtime,
            packed[at + name : at + name + attributes],
            packed[at + name + attributes : end],
        )
        at = end
