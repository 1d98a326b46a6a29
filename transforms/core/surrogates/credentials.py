"""Keys, tokens and passwords.

The prefix that tells whose they are stays, the secret part is drawn afresh.
"""

from __future__ import annotations

import base64
import binascii
import re
import string

from transforms.core.surrogates.draw import Draw, Keyed

_PREFIX = re.compile(
    r"""(?:AKIA|ASIA|ABIA|ACCA|AIza|AGE-SECRET-KEY-1|GOCSPX-|SG\.|eyJ|AC(?=[0-9a-f]{32}$)|SK(?=[0-9a-f]{32}$)
      |(?:https?://)?hooks\.slack\.com/(?:services|workflows|triggers)/
      |https?://[\w.-]+/(?:api/)?(?:webhooks?|webhookb2)/
      |(?:sk|rk|pk)_(?:live|test)_|sk-(?:ant-(?:api\d\d|admin\d\d)-|proj-|svcacct-|admin-|or-v1-)?|whsec_
      |gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt|oas)-
      |xox[abeoprs](?:\.xox[a-z])?-|xapp-\d-|dop_v1_|doo_v1_|dor_v1_|shp(?:at|ca|pa|ss)_
      |[a-z]{2,10}(?:_[a-z]{2,6}){0,2}_(?=[A-Za-z0-9_-]{16})|pypi-AgEIcHlwaS5vcmc|pypi-|npm_|hf_
      |[A-Za-z]{2,8}-(?=[A-Za-z0-9]{20}))""",
    re.VERBOSE,
)
"""What issuers put in front so that their tokens are recognised; the sources stand beside the
patterns of the checks."""

_KEPT = re.compile(
    r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\0[0-7]{0,2}|\\.|%[0-9A-Fa-f]{2}",
    re.DOTALL,
)
"""Escapes in source code and URLs: a letter of theirs may not change."""

_HEX = re.compile(r"[0-9a-f]{8,}|[0-9A-F]{8,}|(?:[0-9a-f]{4,12}-){3,}[0-9a-f]{4,12}")
_RUN = re.compile(r"[A-Za-z0-9]+")
_PADDED_LAST = {"=": "AEIMQUYcgkosw048", "==": "AQgw"}
"""Letters whose unused bits are zero in front of Base64's padding (RFC 4648, section 3.5)."""

_PADDING = re.compile(r"(?<=[A-Za-z0-9+/]{16})={1,2}\Z")
"""Base64's; what is shorter is a password that ends so."""

_LONG_RUN = 16
"""From this length on a run is drawn from its whole alphabet; shorter ones keep the class of each
character."""


def secret(keyed: Keyed, value: str) -> str:
    """The surrogate of a password wherever it stands, alone or in a URL."""
    return make_secret(keyed, value, keyed.draw("secret", value))


def make_secret(keyed: Keyed, value: str, draw: Draw) -> str:
    """As many characters, each of its class (upper, lower, digit).

    Punctuation, escapes and structure stay.
    """
    return _redraw_but_escapes(value, draw)


def _redraw_but_escapes(text: str, draw: Draw) -> str:
    pieces: list[str] = []
    at = 0
    for match in _KEPT.finditer(text):
        pieces += (_redraw(text[at : match.start()], draw), match[0])
        at = match.end()
    pieces.append(_redraw(text[at:], draw))
    return "".join(pieces)


def make_token(keyed: Keyed, value: str, draw: Draw) -> str:
    """The issuer's prefix, then characters of the same alphabets in segments as long."""
    match = _PREFIX.match(value)
    prefix = match[0] if match else ""
    body = _redraw(value[len(prefix) :], draw)
    if prefix in {"AKIA", "ASIA", "ABIA", "ACCA"}:  # base 32: no 0, 1, 8, 9
        body = re.sub("[0189]", lambda _: draw.choice("234567"), body)
    return prefix + body


def _redraw(text: str, draw: Draw) -> str:
    hexadecimal = _HEX.fullmatch(text) is not None
    made = _RUN.sub(lambda match: _run(match[0], draw, hexadecimal), text)
    made = "".join(_letter(char, draw) for char in made)
    padding = _PADDING.search(made)
    if padding and _RUN.search(made[: padding.start()][-1:]):
        last = padding.start() - 1
        made = made[:last] + draw.choice(_PADDED_LAST[padding[0]]) + made[last + 1 :]
    return made


def _run(run: str, draw: Draw, hexadecimal: bool) -> str:
    if hexadecimal or _HEX.fullmatch(run):
        letters = "ABCDEF" if run.upper() == run and not run.isdigit() else "abcdef"
        return draw.text(
            string.digits + ("" if run.isdigit() and not hexadecimal else letters), len(run)
        )
    if len(run) < _LONG_RUN:
        return "".join(draw.choice(_class(char)) for char in run)
    return draw.text("".join(sorted({letter for char in run for letter in _class(char)})), len(run))


def _class(char: str) -> str:
    if char.isdigit():
        return string.digits
    return string.ascii_uppercase if char.isupper() else string.ascii_lowercase


def _letter(char: str, draw: Draw) -> str:
    """Letters and digits beyond ASCII become ASCII ones of their class."""
    if char.isascii() or not char.isalnum():
        return char
    return draw.choice(string.digits if char.isdecimal() else _class(char))


_PEM = re.compile(
    r"(?P<begin>-----BEGIN [A-Z0-9 ]+-----)(?P<body>.*?)(?P<end>-----END [A-Z0-9 ]+-----|\Z)",
    re.DOTALL,
)
_BASE64 = string.ascii_letters + string.digits + "+/"
_PEM_BODY = re.compile(r"\\[nrt]|[A-Za-z-]{3,}: [^\r\n\\]*|[A-Za-z0-9+/]+={0,2}")


def make_pem(keyed: Keyed, value: str, draw: Draw) -> str:
    """The block with its BEGIN and END lines, headers, line lengths and padding.

    Every Base64 line drawn afresh.
    """

    def line(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("\\") or ": " in text:
            return text
        bare = text.rstrip("=")
        made = draw.text(_BASE64, len(bare))
        padding = text[len(bare) :]
        return made[:-1] + draw.choice(_PADDED_LAST[padding]) + padding if padding else made

    match = _PEM.match(value)
    if match is None:
        return make_secret(keyed, value, draw)
    return match["begin"] + _PEM_BODY.sub(line, match["body"]) + value[match.end("body") :]


_BASE32 = string.ascii_uppercase + "234567"
_PADDED_LAST_32 = {2: "AEIMQUY4", 4: "AQ", 5: _BASE32[::2], 7: "AIQY"}
"""Last characters whose unused bits are zero, by characters in the last group (RFC 4648, 6)."""


def make_base32(keyed: Keyed, value: str, draw: Draw) -> str:
    """As many characters of Base32; spaces, padding and lower case stay."""
    bare = value.rstrip("=")
    letters = [char for char in bare if char.isalnum()]
    made = list(draw.text(_BASE32, len(letters)))
    last = _PADDED_LAST_32.get(len(letters) % 8)
    if last and made:
        made[-1] = draw.choice(last)
    fresh = iter(made)
    text = "".join(next(fresh) if char.isalnum() else char for char in bare)
    return (text.lower() if value.islower() else text) + value[len(bare) :]


_SSH_KEY = re.compile(r"(?P<head>\S+ )(?P<body>[A-Za-z0-9+/]+)(?P<rest>=*)\Z")
_SSH_HEAD = 44
"""Characters of Base64 that hold at most the name of the type and the length of what follows."""


def make_ssh_key(keyed: Keyed, value: str, draw: Draw) -> str:
    """Another key of the same type and length: the type's name stays, also inside the Base64."""
    match = _SSH_KEY.fullmatch(value)
    if match is None:
        return make_token(keyed, value, draw)
    body = match["body"]
    kept = min(_ssh_head(match["head"].strip()), len(body) // 2)
    made = draw.text(_BASE64, len(body) - kept)
    if match["rest"]:
        made = made[:-1] + draw.choice(_PADDED_LAST[match["rest"]])
    return match["head"] + body[:kept] + made + match["rest"]


def _ssh_head(kind: str) -> int:
    """Characters of Base64 for the type's length and name and the next length (RFC 4253, 6.6)."""
    return min((4 + len(kind) + 4) * 4 // 3, _SSH_HEAD)


_URL_SECRET = re.compile(
    r"(?<=[?&;])(?P<key>(?:X-Goog-|X-Amz-)?(?:Signature|Credential|Security-Token)|sig|GoogleAccessId|AWSAccessKeyId"
    r"|Key-Pair-Id|Policy)=(?P<value>[^&;#\s]+)",
    re.IGNORECASE,
)
"""What signs a URL and who did; the names are those of Cloud Storage, S3, CloudFront and Azure."""


def make_signed_url(keyed: Keyed, value: str, draw: Draw) -> str:
    """The URL with another path and signature; scheme, host and the names of parameters stay."""
    head, mark, query = value.partition("?")
    scheme, slashes, rest = head.partition("://")
    host, slash, path = rest.partition("/")
    signed = _URL_SECRET.sub(
        lambda match: f"{match['key']}={_redraw_but_escapes(match['value'], draw)}", mark + query
    )
    return scheme + slashes + host + slash + _redraw_but_escapes(path, draw) + signed


_JSON_SCALAR = re.compile(r'(?<=:)(\s*)("(?:[^"\\]|\\.)*"|\d+)')


def make_jwt(keyed: Keyed, value: str, draw: Draw) -> str:
    """Three base64url parts (RFC 7519).

    The header as it was, the claims with other values, another signature.
    """
    parts = value.split(".")
    if len(parts) != 3 or not all(parts):
        return make_token(keyed, value, draw)
    claims = _decode(parts[1].translate(_FROM_URL))
    if claims is None:
        body = draw.text(_BASE64, len(parts[1]))
    else:
        changed = _JSON_SCALAR.sub(lambda match: match[1] + _scalar(match[2], draw), claims)
        body = base64.b64encode(changed.encode()).decode("ascii").rstrip("=")
    signature = draw.text(_BASE64, len(parts[2]))
    return ".".join((parts[0], body.translate(_TO_URL), signature.translate(_TO_URL)))


def _scalar(text: str, draw: Draw) -> str:
    """Another JSON string or number of the same shape."""
    if text.startswith('"'):
        return _redraw_but_escapes(text, draw)
    return draw.choice("123456789") + draw.digits(len(text) - 1)  # no number begins with 0


_FROM_URL = str.maketrans("-_", "+/")
_TO_URL = str.maketrans("+/", "-_")


def make_basic(keyed: Keyed, value: str, draw: Draw) -> str:
    """Base64 of another user and password of the same shape (RFC 7617)."""
    pair = _decode(value)
    if pair is None or ":" not in pair:
        return make_token(keyed, value, draw)
    made = base64.b64encode(_redraw(pair, draw).encode()).decode("ascii")
    return made if value.endswith("=") else made.rstrip("=")


def _decode(text: str) -> str | None:
    """Base64 text decoded as UTF-8, None where it is neither."""
    try:
        return base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True
        ).decode()
    except (binascii.Error, ValueError):
        return None


_HASH = re.compile(
    r"\$[A-Za-z0-9-]{1,16}\$"
    r"(?:\d{2}\$|rounds=\d+\$|(?:v=\d+\$)?m=\d+,t=\d+,p=\d+\$|ln=\d+,r=\d+,p=\d+\$|\d+\$)?"
)
"""Algorithm and cost of a hash in crypt's modular form (crypt(5); PHC string format)."""


def make_hash(keyed: Keyed, value: str, draw: Draw) -> str:
    """A hash of the same algorithm and cost, with other salt and digest."""
    match = _HASH.match(value)
    if match is None:
        return make_token(keyed, value, draw)
    return match[0] + _redraw(value[match.end() :], draw)
