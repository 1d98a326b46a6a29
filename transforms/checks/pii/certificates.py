"""Secrets of protocols: one-time passwords, cross-site tokens, signed URLs, SSH keys.

Also identifiers that stand for a key.
"""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.placeholders import (
    entropy,
    is_drawn_at_random,
    is_placeholder,
    is_random,
)

_UUID_OF = re.compile(
    r"""(?: key|token|secret|auth|credential|sid|uuid|guid|client|tenant|subscription|user|account
          | agent|device|resource|customer|owner|application|app|project|install|uid|rid|hash
        )[\w.-]{0,12}["'`\])]*[ ]{0,4}(?:[:=,(]|=>|==|\#|is|eq|to|be)[^\n]{0,16}\Z
      | \n[ ]{0,24}-[ ]\Z""",
    re.VERBOSE | re.IGNORECASE,
)
"""In front of a UUID that stands for somebody or opens something; or nothing but the dash of a
list, as where answers of a service were recorded."""
_UUID_IN_PATH = re.compile(r"(?:certificate|/api/[\w/.-]{0,40})/\Z")
"""The name of one resource of a collection, which whoever knows it may fetch."""
_IN_PLACE = re.compile(r"[\w'\")]?(?:,[ ]{0,2}|\([ ]?| = )\Z")
"""In front of a value without quotes: of a row of SQL, of a comparison."""
_ASIDE = re.compile(r"(?<![Vv]alues)(?<!VALUES)(?<!\bin)(?<!\bIN)[ ]\([ ]?\Z")
"""In front of a value in parentheses of prose: of no call and no row of SQL."""
_QUOTES = frozenset("\"'`")
_UUID_OF_CODE = re.compile(
    r"clsid|progid|iid|interface|typelib|libid|namespace|partuuid|part-uuid|fstype|assembly|solution|kms|vault"
    r"|uuid\(|guid\(|@uuid|service_uuid|characteristic|bluetooth|gatt|/assets/|githubusercontent|\.sln|\bspec\b"
    r"|credentials?-?id|secretsid|client_?id|option",
    re.IGNORECASE,
)
"""Around UUIDs that name a type, a class, a partition, an image: the same everywhere."""


def is_uuid_of_someone(candidate: Candidate) -> bool:
    """Whether a UUID stands where the context says key, identity or resource, and was drawn."""
    digits = candidate.value.replace("-", "").lower()
    if len(set(digits)) < 8 or not is_random(digits, 2.8) or candidate.before(1) == "{":
        return False
    before = candidate.before(60)
    if _UUID_OF_CODE.search(before):
        return False
    behind = candidate.after(1)
    aside = behind == ")" and _ASIDE.search(before) is not None
    if _IN_PLACE.search(before) and behind in {",", ")", ";", " ", "\n", ""} and not aside:
        return True
    alone = before[-1:] in _QUOTES and behind == before[-1:]
    return alone or _UUID_OF.search(before) is not None or _UUID_IN_PATH.search(before) is not None


_PUBLISHED_OTP = ("GEZDGNBVGY3TQOJQ", "JBSWY3DPEHPK3PXP")
"""The keys of RFC 6238, appendix B (digits in order), and of Google's description of key URIs."""


def is_base32_secret(candidate: Candidate) -> bool:
    """Whether Base32 is drawn: letters with digits 2 to 7, or long; no word in capitals."""
    value = candidate.value.rstrip("=").replace(" ", "")
    digits = sum(map(str.isdigit, value))
    if value.startswith(_PUBLISHED_OTP):
        return False
    return is_random(value, 2.8) and (digits >= 1 or len(value) >= 26) and entropy(value) >= 2.8


def is_token_of_a_form(candidate: Candidate) -> bool:
    """Whether a cross-site token is drawn and no placeholder."""
    return is_drawn_at_random(candidate.value) and not is_placeholder(candidate.value)


def is_signature(candidate: Candidate) -> bool:
    """Whether the signature of a URL is drawn."""
    return is_random(candidate.group("drawn"), 2.8)


def is_key_body(candidate: Candidate) -> bool:
    """Whether Base64 behind the name of a key type is a key and no dots or example."""
    return is_random(candidate.group("body"), 3.5)


_HOST_KEY = re.compile(
    r"""(?: \|1\|[A-Za-z0-9+/=]{20,60}\|[A-Za-z0-9+/=]{20,60}
          | \[[\w.:*-]{1,80}\](?::\d{1,5})?
          | (?<![\w@.="*?-])[\w*?-]{1,63}(?:\.[\w*?-]{1,63}){1,8} )[ ]\Z""",
    re.VERBOSE,
)
"""In front of the key of a host: its name, address or their hash (sshd(8), known_hosts)."""


def is_key_of_someone(candidate: Candidate) -> bool:
    """Whether a public key is drawn and stands for a person, not for the host named before it."""
    return is_key_body(candidate) and not _HOST_KEY.search(candidate.before(300))


_OTP = r"""(?:[th]otp|otp|2fa|mfa|base32[_-]?(?:secret|key|seed)|authenticator)"""

CATEGORIES = (
    Category(
        "TOTP_SECRET",
        "secret",
        "*",
        (
            Form(
                r"""otpauth://[th]otp/[^\s"'<>?]{0,200}\?(?:[^\s"'<>]{0,200}&)?secret=
                    (?P<value>[A-Z2-7]{16,128}+=*)(?![A-Za-z0-9])""",
                "Google Authenticator, key URI format; RFC 4648, section 6",
                score=0.95,
                anchors=("otpauth://",),
                after=512,
                valid=is_base32_secret,
            ),
            Form(
                _OTP
                + r"""[\w.\[\]:-]{0,40}+(?:[ ](?:secret|seed|key))?["'`]?\]?[ ]{0,2}
                    (?:=>|:=|[:=(,]|[ ](?:is[ ])?)[ ]{0,2}["'`]?
                    (?P<value>(?-i:[A-Z2-7]{16,128}+)=*)(?![A-Za-z0-9])""",
                "RFC 6238, keys as Base32 (RFC 4648, section 6)",
                score=0.85,
                anchors=("otp", "2fa", "mfa", "base32", "authenticator"),
                ignore_case=True,
                valid=is_base32_secret,
            ),
        ),
    ),
    Category(
        "XSRF_TOKEN",
        "secret",
        "*",
        (
            Form(
                r"""(?:csrf|xsrf|authenticity|requestverification)[-_]?(?:middleware)?[-_]?token
                    \\?["']?\]?[ ]{0,4}(?:=>|:=|[:=,(])[ ]{0,4}\\?["']?
                    (?P<value>[A-Za-z0-9+/=_.%-]{16,256}+)(?![(\[{A-Za-z0-9])""",
                "OWASP, cross-site request forgery prevention: the frameworks' names",
                score=0.8,
                anchors=("csrf", "xsrf", "authenticity", "requestverification"),
                ignore_case=True,
                valid=is_token_of_a_form,
            ),
            Form(
                r"""(?:csrf|xsrf|authenticity|requestverification)[\w-]{0,24}["'][ ]
                    (?:[a-z-]{1,16}=["'][^"'\n]{0,40}["'][ ]){0,3}
                    (?:value|content)=["'](?P<value>[A-Za-z0-9+/=_.%-]{16,256}+)["']""",
                "the same in a hidden field or a meta element of HTML",
                score=0.8,
                anchors=("csrf", "xsrf", "authenticity", "requestverification"),
                ignore_case=True,
                valid=is_token_of_a_form,
            ),
        ),
    ),
    Category(
        "STORAGE_SIGNED_URL",
        "secret",
        "*",
        tuple(
            Form(
                rf"""https?://[\w.-]{{3,253}}+(?::\d{{1,5}})?/[^\s"'<>`?:]{{0,1024}}+\?
                    [^\s"'<>`?]{{0,2048}}?(?<=[?&;]){key}=
                    (?P<drawn>[A-Za-z0-9%+/=_~-]{{{least},2048}}+)(?:&[^\s"'<>`]{{0,2048}}+)?""",
                source,
                score=0.95,
                anchors=("http://", "https://"),
                after=4096,
                valid=is_signature,
            )
            for key, least, source in (
                ("X-Goog-Signature", 32, "Cloud Storage, V4 signing process"),
                ("X-Amz-Signature", 32, "AWS Signature Version 4, query parameters"),
                ("Signature", 20, "Cloud Storage and S3, V2 signing; CloudFront, signed URLs"),
                ("sig", 24, "Azure Storage, shared access signatures"),
            )
        ),
    ),
    Category(
        "SSH_PUBLIC_KEY",
        "secret",
        "*",
        (
            Form(
                r"""(?<![\w-])(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com)
                    [ ](?P<body>AAAA[A-Za-z0-9+/]{40,1400}+={0,3})(?![A-Za-z0-9+/=])""",
                "RFC 4253, 6.6; RFC 5656; RFC 8709; sshd(8), authorized_keys",
                score=0.9,
                anchors=("ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-nistp"),
                before=3,
                after=1500,
                valid=is_key_of_someone,
            ),
        ),
    ),
    Category(
        "API_KEY_GENERIC",
        "secret",
        "*",
        (
            Form(
                r"""[0-9A-Fa-f](?<![\w-][0-9A-Fa-f])[0-9A-Fa-f]{7}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}
                    -[0-9A-Fa-f]{12}(?![\w-])""",
                "RFC 9562, where the context says key, identity or resource",
                score=0.6,
                seed=r"-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-",
                before=9,
                after=14,
                valid=is_uuid_of_someone,
            ),
        ),
    ),
)
