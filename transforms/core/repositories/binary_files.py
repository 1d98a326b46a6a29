"""Which files are binary, which of those may stay, and what can be read in them."""

from __future__ import annotations

import re

SNIFFED = 8192
"""Bytes that are looked at for a NUL: git looks at 8000 (xdiff-interface.c), we at 8 KiB."""

# (offset, magic, endings that may be kept; none for types that may not). Magic numbers: file(1)'s
# database, the PNG (RFC 2083), JFIF, GIF89a, WebP (RFC 9649), OpenType 1.9, WOFF (W3C) and ISO
# base media (ISO/IEC 14496-12) specifications. Kept are pictures, fonts and sounds, as sources of
# programs have them beside them; archives, documents, databases and executables can carry any text
# where nobody sees it, and may not stay.
_TYPES: tuple[tuple[int, bytes, tuple[str, ...]], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", (".png", ".apng")),
    (0, b"\xff\xd8\xff", (".jpg", ".jpeg")),
    (0, b"GIF87a", (".gif",)),
    (0, b"GIF89a", (".gif",)),
    (0, b"\0\0\1\0", (".ico",)),
    (0, b"\0\0\2\0", (".cur",)),
    (8, b"WEBPVP8", (".webp",)),
    (8, b"WAVEfmt ", (".wav",)),
    (4, b"ftypavif", (".avif",)),
    (0, b"wOFF", (".woff",)),
    (0, b"wOF2", (".woff2",)),
    (0, b"OTTO", (".otf",)),
    (0, b"\0\1\0\0\0", (".ttf",)),
    (0, b"OggS\0", (".ogg", ".oga")),
    (0, b"icns\0", (".icns",)),
    (0, b"%PDF-", ()),
    (0, b"PK\3\4", ()),
    (0, b"\x1f\x8b\x08", ()),
    (0, b"\xfd7zXZ\0", ()),
    (0, b"\x28\xb5\x2f\xfd", ()),
    (0, b"7z\xbc\xaf\x27\x1c", ()),
    (0, b"Rar!\x1a\x07", ()),
    (0, b"SQLite format 3\0", ()),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ()),
    (0, b"!<arch>\n", ()),
    (0, b"\x7fELF", ()),
    (0, b"\xca\xfe\xba\xbe", ()),
)

# Windows bitmaps: "BM" alone is how many a text begins, so the header's reserved zeros (bytes 6 to
# 9) are asked for too.
_BITMAP = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
# bzip2: "BZh", the level, and the digits of pi that open the first block.
_BZIP2 = re.compile(rb"BZh[1-9]\x31\x41\x59\x26\x53\x59")

# Printable characters in UTF-8 (well-formed sequences: RFC 3629, section 4), and of Latin-1 in
# UTF-16 either way round.
_RUN = re.compile(
    rb"""
      (?: [\x20-\x7e\t] \x00 | [\xa0-\xff] \x00 ){6,}+
    | (?: \x00 [\x20-\x7e\t] | \x00 [\xa0-\xff] ){6,}+
    | (?: [\x20-\x7e\t]
        | [\xc2-\xdf] [\x80-\xbf]
        | \xe0 [\xa0-\xbf] [\x80-\xbf]
        | [\xe1-\xec\xee\xef] [\x80-\xbf]{2}
        | \xed [\x80-\x9f] [\x80-\xbf]
        | \xf0 [\x90-\xbf] [\x80-\xbf]{2}
        | [\xf1-\xf3] [\x80-\xbf]{3}
        | \xf4 [\x80-\x8f] [\x80-\xbf]{2}
      ){6,}+
    """,
    re.VERBOSE,
)


def is_binary(content: bytes) -> bool:
    """Whether the content is binary: a NUL in its first 8 KiB, or the magic of a binary type."""
    return content.find(b"\0", 0, SNIFFED) >= 0 or _endings(content) is not None


def may_stay(name: str, content: bytes) -> bool:
    """Whether a binary file is of an allowed type by both its ending and its first bytes."""
    endings = _endings(content) or ()
    return bool(endings) and name.lower().endswith(endings)


def _endings(content: bytes) -> tuple[str, ...] | None:
    for offset, magic, endings in _TYPES:
        if content.startswith(magic, offset):
            return endings
    if _BITMAP.match(content):
        return (".bmp",)
    return () if _BZIP2.match(content) else None


def readable_runs(content: bytes) -> str:
    r"""What `strings` would show of a file: runs of 6 and more printable characters, one a line.

    UTF-8, and UTF-16 in either byte order: EXIF, XMP, comments and names of fonts show. What is
    compressed inside (zTXt of a PNG) does not. No longer than the content, however many runs there
    are.

    >>> readable_runs(b"\0\1me@example.com\0\0")
    'me@example.com'
    """
    found = bytearray()
    for match in _RUN.finditer(content):
        run = match[0]
        if run[0] == 0:
            run = run.decode("utf-16-be").encode("utf-8")
        elif run[1] == 0:
            run = run.decode("utf-16-le").encode("utf-8")
        found += run
        found += b"\n"
    return found.decode("utf-8").removesuffix("\n")
