"""E-mail addresses."""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.wording import is_made_of_words
from transforms.core.surrogates.reserved import is_reserved_host

_LETTERS = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u04ff"
"""Latin, Greek and Cyrillic: scripts that put spaces between words, so that an address ends where
its letters do."""

_EMAIL = rf"""
    (?<![{_LETTERS}0-9_+%-])
    [{_LETTERS}0-9_+%]
    (?:[{_LETTERS}0-9_+%&=~.-]|'(?=[A-Za-z])){{0,63}}+          # as mail services give them out
    (?<![.])@
    (?:[{_LETTERS}0-9](?:[{_LETTERS}0-9-]{{0,61}}[{_LETTERS}0-9])?\.){{1,8}}
    (?:xn--[a-z0-9-]{{2,59}}|[{_LETTERS}]{{2,24}})
    (?![{_LETTERS}0-9_-]|\.[A-Za-z0-9]|@)
"""

_LITERAL = rf"""
    (?<![{_LETTERS}0-9_+%-])
    [{_LETTERS}0-9_+%](?:[{_LETTERS}0-9_+%~.-]){{0,63}}+(?<![.])@
    \[(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|IPv6:[0-9A-Fa-f:.]{{2,45}})\]
"""

_FILE_ENDINGS = frozenset(
    {"css", "gif", "html", "ico", "jpeg", "jpg", "js", "json", "pdf", "png", "svg", "webp", "xml"}
)
"""Endings of files named like `icon@2x.png`; none of them is a top-level domain (IANA root
zone)."""

_PLACEHOLDER_HOSTS = re.compile(
    r"(?:domain|(?:your|my)-?(?:domain|company|site|org|email)|somewhere|foo|bar|xxx+)"
    r"\.(?:com|net|org|tld)"
)
_PLACEHOLDER_USERS = frozenset(
    {"you", "your.email", "your-email", "youremail", "your.name", "your_email"}
)
_PROTOCOL_HOSTS = frozenset({"openssh.com", "libssh.org", "lysator.liu.se", "ssh.com", "lag.net"})
_PROTOCOL = re.compile(
    r"ssh|cert|etm|zlib|auth|agent|req|keepalive|umac|hmac|chacha|aes|rijndael|poly|curve|sntrup|kex|rename|statvfs|hostkeys"
    r"|session|tun|fsync|limits|hardlink|streamlocal|eow|expand|users|sk-|webauthn"
)
"""Names of algorithms and extensions of SSH, which look like addresses (RFC 4251, section 6)."""
_USERINFO = re.compile(r"://[^\s/?#]*\Z")
"""In front of an `@`: that of a URL's authority (RFC 3986, 3.2), and not of its query."""

_LAST_PAIR = re.compile(r".*(?:=|%(?:20|22|26|27|28|2[CF]|3[ACDE]))(?:.*&)?", re.IGNORECASE)
"""What a local part cannot be told from: `key=`, `key=value&`, also percent-encoded. RFC 5322
allows `=` in a local part, but no mail service gives such addresses out, and logs, query strings
and source code write `key=address` all the time."""
_RETURN_PATH = re.compile(
    r"""(?<![\w.-])
        (?: (?:srs[01][=+-]|(?:ms)?prvs1?=|btv1==).*                       # SRS; BATV
          | (?:[\w.-]+\+|bounces?[.-])[\w.+-]+=[\w-]+(?:\.[\w-]+)+ )\Z     # VERP
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The local parts that do have a `=`, written by mail servers: those that hold another address
(VERP, D. J. Bernstein 1997; Sender Rewriting Scheme, openspf.org; draft-levine-smtp-batv)."""


def is_mailbox(candidate: Candidate) -> bool:
    """Whether an address can be somebody's.

    No documentation, no placeholder, no file, no `git@host:`, no part of a URL.
    """
    _leave_key(candidate)
    local, _, host = candidate.value.casefold().rpartition("@")
    if not local or host.rpartition(".")[2] in _FILE_ENDINGS or is_reserved_host(host):
        return False
    if _PLACEHOLDER_HOSTS.fullmatch(host) or local in _PLACEHOLDER_USERS:
        return False
    if host in _PROTOCOL_HOSTS and _PROTOCOL.search(local):
        return False
    if local == "git" and candidate.after(1) in {":", "/"}:
        return False
    return not _USERINFO.search(candidate.before(300))


def _leave_key(candidate: Candidate) -> None:
    """Moves the start behind the `key=` that the pattern took for a part of the address."""
    local = candidate.value.rpartition("@")[0]
    pair = _LAST_PAIR.match(local) if "=" in local or "%" in local else None
    if pair is not None:
        path = _RETURN_PATH.search(local)
        start = pair.end() if path is None else path.start()
        candidate.start += len(local) - len(local[start:].lstrip("'.~&-"))


def account(value: str) -> tuple[str, ...]:
    """The local part of an address where it is a name and more, as accounts are.

    Somebody is that elsewhere in the text as well. A word alone may be the name of a project, of a
    role, of a thing.

    >>> account("mira.talvane@kelora.net"), account("talvane7@kelora.net")
    (('mira.talvane',), ('talvane7',))
    >>> account("kelora@kelora.net"), account("test-user@kelora.net")
    ((), ())
    """
    local = value.rpartition("@")[0]
    return (local,) if _ACCOUNT.fullmatch(local) and not is_made_of_words(local) else ()


_ACCOUNT = re.compile(r"(?=.{5})[A-Za-z]{1,40}(?:[._-][A-Za-z0-9]{2,40}|[0-9]{1,4})")
"""POSIX 3.437, portable user names: two words, or one with a number."""

CATEGORIES = (
    Category(
        "EMAIL_ADDRESS",
        "contact",
        "*",
        (
            Form(
                _EMAIL,
                "RFC 5321 4.1.2, RFC 5322 3.4.1, RFC 6531; lengths of RFC 1035",
                score=0.95,
                anchors=("@",),
                before=64,
                after=256,
                valid=is_mailbox,
            ),
            Form(
                _LITERAL,
                "RFC 5321, 4.1.3: an address for the domain",
                score=0.95,
                anchors=("@[",),
                before=64,
                after=64,
            ),
        ),
        parts=account,
    ),
)
