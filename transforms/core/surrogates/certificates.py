"""Certificates: another block where one cannot be read, another mailbox in one that can."""

from __future__ import annotations

import base64
import re
import string

from transforms.core.surrogates.credentials import make_pem, make_secret
from transforms.core.surrogates.draw import Draw, Keyed

_LETTER = re.compile(r"\\+[nrt]|(?P<letter>[A-Za-z0-9+/=])")
"""A character of Base64, or the escape of a line end in a string of a program."""
_TAGS = b"\x0c\x16\x81"
"""UTF8String, IA5String, rfc822Name (X.690, 8.1; RFC 5280, 4.2.1.6)."""
_MAILBOX = re.compile(rb"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}")
_BESIDE = 2
"""Bytes on either side that a group of four characters of Base64 may hold beside the address."""
_TOP = ".test"
"""RFC 2606, section 2: the shortest domain that is nobody's."""


def make_certificate(keyed: Keyed, value: str, draw: Draw) -> str:
    """A block with other Base64; of the Base64 of an e-mail address that of another one as long.

    Line ends and what stands beside the address stay, so that the certificate decodes as before.
    """
    if value.startswith("-----BEGIN"):
        return make_pem(keyed, value, draw)
    places = [found.start() for found in _LETTER.finditer(value) if found["letter"]]
    try:
        data = base64.b64decode("".join(value[at] for at in places), validate=True)
    except ValueError:
        return make_secret(keyed, value, draw)
    start, end = _mailbox(data)
    if start == end:
        return make_secret(keyed, value, draw)
    made = data[:start] + _another(keyed, data[start:end]) + data[end:]
    written = list(value)
    for at, char in zip(places, base64.b64encode(made).decode("ascii"), strict=True):
        written[at] = char
    return "".join(written)


def _mailbox(data: bytes) -> tuple[int, int]:
    """Where an address stands among bytes: behind its tag and length, its length, or first."""
    for start in (2, 1) if len(data) > 1 else ():
        tagged = start == 1 or data[0] in _TAGS
        end = start + data[start - 1]
        if tagged and 0 <= len(data) - end <= _BESIDE and _MAILBOX.fullmatch(data, start, end):
            return start, end
    first = _MAILBOX.match(data)
    return first.span() if first else (0, 0)


def _another(keyed: Keyed, address: bytes) -> bytes:
    """As many bytes: another local part of the same shape in a domain that is nobody's."""
    local, _, host = address.decode("ascii").partition("@")
    draw = keyed.draw("certified", address.decode("ascii").lower())
    domain = draw.text(string.ascii_lowercase, len(host))
    if len(host) > len(_TOP):
        domain = domain[: -len(_TOP)] + _TOP
    return f"{make_secret(keyed, local, draw)}@{domain}".encode("ascii")
