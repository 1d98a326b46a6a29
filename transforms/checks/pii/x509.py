"""X.509 certificates: public but for the mailbox of a person that one may carry.

A certificate is published by whoever serves it; what is somebody's in it is an e-mail address of
its subject, its issuer or its alternative names. Only the Base64 that holds the address is found,
in whole groups of four characters, so that the rest decodes as before.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Sequence

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Candidate, Category, Form, Hit
from transforms.checks.pii.placeholders import is_random
from transforms.core.surrogates.reserved import is_reserved_host

_BLOCK = r"""-----BEGIN[ ](?P<kind>(?:TRUSTED[ ]|X509[ ])?CERTIFICATE)-----
    (?P<body>(?:[A-Za-z0-9+/=\s:,."']|\\[nrt"']|\\(?=\r?\n)|-(?!----))*+)
    -----END[ ](?P=kind)-----"""
_LETTER = re.compile(r"\\+[nrt]|(?P<letter>[A-Za-z0-9+/=])")
"""A character of Base64, or the escape of a line end in a string of a program."""
_TEXT = re.compile(rb"(?=[\x0c\x16\x81](?P<length>[\x06-\x7f]))")
"""Tag and length of a UTF8String, an IA5String, an rfc822Name (X.690, 8.1; RFC 5280, 4.2.1.6)."""
_MAILBOX = re.compile(
    rb"[A-Za-z0-9._%+-]{1,64}@(?P<host>(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})"
)
"""RFC 5321, 4.1.2, as certificates have them."""


class _Block:
    """A certificate's characters of Base64, with their places, and what they decode to.

    Attributes:
        der: what they hold; empty where they are no certificate from its first byte to its last.
    """

    def __init__(self, match: re.Match[str]) -> None:
        letters = _LETTER.finditer(match.string, *match.span("body"))
        self._places = [found.start() for found in letters if found["letter"]]
        text = "".join(match.string[place] for place in self._places)
        self.der = _whole(text)

    def mailboxes(self) -> Iterator[tuple[int, int]]:
        """Where in the text the Base64 of a person's addresses stands."""
        for found in _TEXT.finditer(self.der) if b"@" in self.der else ():
            start = found.start() + 2
            end = start + found["length"][0]
            address = _MAILBOX.fullmatch(self.der, start, end)
            if address is not None and not is_reserved_host(address["host"].decode("ascii")):
                yield self._places[start // 3 * 4], self._places[-(-end // 3) * 4 - 1] + 1


def _whole(text: str) -> bytes:
    try:
        der = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    whole = der[:2] == b"\x30\x82" and int.from_bytes(der[2:4], "big") == len(der) - 4
    return der if whole else b""


def is_unread(candidate: Candidate) -> bool:
    """Whether a block cannot be read as a certificate: cut off or made up, it may hold anything."""
    return is_random(candidate.group("body"), 3.5) and not _Block(candidate.match).der


_FORM = Form(
    _BLOCK,
    "RFC 7468, section 5",
    score=0.9,
    anchors=("-----BEGIN",),
    after=1 << 16,
    valid=is_unread,
)

CATEGORIES = (Category("SSL_CERTIFICATE", "secret", "*", (_FORM,)),)


class Certificates:
    """Finds the addresses in certificates that can be read."""

    categories: Sequence[Category] = (Category("SSL_CERTIFICATE", "secret", "*", ()),)
    leads: Sequence[Form] = (
        Form("-----BEGIN", "RFC 7468, section 2", anchors=("-----BEGIN",), after=10),
    )

    def find(self, batch: Batch, found: Iterable[Hit], led: Sequence[int]) -> Iterator[Hit]:
        """The Base64 of their addresses."""
        for first, last in sorted({batch.place(at)[1:] for at in led}):
            for match in _FORM.regex.finditer(batch.joined, first, last):
                for start, end in _Block(match).mailboxes():
                    yield Hit(start, end, "SSL_CERTIFICATE", 0.9)


DETECTORS = (Certificates,)
