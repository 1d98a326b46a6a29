"""Secrets in formats of their own: private keys, web tokens, basic credentials, hashes."""

from __future__ import annotations

import base64
import binascii
import json
import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.placeholders import entropy, is_placeholder
from transforms.checks.pii.tokens import is_drawn


def is_private_key(candidate: Candidate) -> bool:
    """Whether something stands between the lines.

    Base64, at least 40 characters, not one of them repeated.
    """
    body = candidate.group("body") or candidate.group("cut")
    return len(re.findall(r"[A-Za-z0-9+/=]", body)) >= 40 and entropy(body) > 3


def is_jwt(candidate: Candidate) -> bool:
    """Whether the first part is a JOSE header.

    A JSON object that names an algorithm (RFC 7515, 4.1.1).
    """
    header = candidate.value.partition(".")[0]
    try:
        fields = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return False
    return isinstance(fields, dict) and "alg" in fields


def is_basic(candidate: Candidate) -> bool:
    """Whether Base64 is `user:password` (RFC 7617) and the password no placeholder."""
    text = candidate.value.rstrip("=")
    try:
        pair = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    _, colon, password = pair.partition(":")
    return bool(colon and password) and pair.isprintable() and not is_placeholder(password)


_PEM = Form(
    r"""-----BEGIN[ ](?P<kind>(?:[A-Z0-9]{2,12}[ ]){0,3}PRIVATE[ ]KEY(?:[ ]BLOCK)?)-----
        (?: (?P<body>(?:[A-Za-z0-9+/=\s:,."']|\\[nrt"']|\\(?=\r?\n)|-(?!----))*+)
            -----END[ ](?P=kind)-----
          | (?P<cut>(?:(?:\s|\\[nrt]){1,8}+
              (?:[A-Za-z-]{3,12}:[ ][A-Za-z0-9,-]{1,60}+|[A-Za-z0-9+/=]{16,128}+))++) )""",
    "RFC 7468; RFC 1421 headers; OpenSSH PROTOCOL.key; the second form is cut off before its END",
    score=0.98,
    anchors=("-----BEGIN",),
    valid=is_private_key,
)


def is_encoded_pem(candidate: Candidate) -> bool:
    """Whether Base64 holds the first line of a private key."""
    head = candidate.value[:64]
    try:
        return b"PRIVATE KEY" in base64.b64decode(head, validate=True)
    except ValueError:
        return False


_ENCODED_PEM = Form(
    r"(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/]{80,12000}+={0,2}",
    "RFC 7468 in Base64, as in secrets of Kubernetes",
    score=0.95,
    anchors=("LS0tLS1CRUdJTi",),
    solid=True,
    valid=is_encoded_pem,
)

CATEGORIES = (
    Category(
        "JSON_WEB_TOKEN",
        "secret",
        "*",
        (
            Form(
                r"""(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}+\.[A-Za-z0-9_-]{4,8000}+\.[A-Za-z0-9_-]{16,1000}+
                    (?![A-Za-z0-9_-])""",
                "RFC 7519; RFC 7515, 3.1",
                anchors=("eyJ",),
                score=0.95,
                valid=is_jwt,
            ),
        ),
    ),
    Category(
        "BASIC_AUTH_HEADER",
        "secret",
        "*",
        (
            Form(
                r"basic[ ]{1,4}(?P<value>[A-Za-z0-9+/]{6,400}+={0,2})(?![A-Za-z0-9+/=])",
                "RFC 7617, 2",
                anchors=("basic",),
                ignore_case=True,
                valid=is_basic,
            ),
        ),
    ),
    Category("PRIVATE_KEY_PEM", "secret", "*", (_PEM, _ENCODED_PEM)),
    Category(
        "PASSWORD_HASH",
        "secret",
        "*",
        (
            Form(
                r"(?<![A-Za-z0-9$])\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}(?![./A-Za-z0-9])",
                "bcrypt, crypt(5)",
                anchors=("$2",),
                valid=is_drawn,
            ),
            Form(
                r"(?<![A-Za-z0-9$])\$[156]\$(?:rounds=[0-9]{4,9}\$)?[./A-Za-z0-9]{2,16}\$[./A-Za-z0-9]{22,86}(?![./A-Za-z0-9])",
                "MD5, SHA-256 and SHA-512 crypt, crypt(5)",
                anchors=("$1$", "$5$", "$6$"),
                solid=True,
                valid=is_drawn,
            ),
            Form(
                r"(?<![A-Za-z0-9$])\$[89]\$[./A-Za-z0-9]{14}\$[./A-Za-z0-9]{43}(?![./A-Za-z0-9])",
                "Cisco IOS, password types 8 and 9",
                anchors=("$8$", "$9$"),
                solid=True,
                valid=is_drawn,
            ),
            Form(
                r"(?<![A-Za-z0-9$])\$krb5(?:asrep|tgs|pa)\$[0-9]{1,2}\$[^\s\"']{40,4000}",
                "Kerberos 5 messages as password crackers take them (RFC 4120, 5.4)",
                anchors=("$krb5",),
                solid=True,
                valid=is_drawn,
            ),
            Form(
                r"""(?<![A-Za-z0-9$])\$(?:argon2(?:i|d|id)|scrypt|pbkdf2-sha(?:1|256|512)|y)\$
                    [A-Za-z0-9$=,./+_-]{24,300}+""",
                "PHC string format",
                anchors=("$argon2", "$scrypt", "$pbkdf2", "$y$"),
                solid=True,
                valid=is_drawn,
            ),
        ),
    ),
)
