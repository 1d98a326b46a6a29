"""Whether an assigned text is a key, token or secret: what the name asks for, and chance."""

from __future__ import annotations

import re

from transforms.checks.pii.assigned import (
    has_mixture,
    is_attribute,
    is_compared,
    is_interpolated,
    is_no_words,
    names_the_value,
    whole_name,
    without_stop,
)
from transforms.checks.pii.category import Candidate
from transforms.checks.pii.passwords import is_password
from transforms.checks.pii.placeholders import (
    entropy,
    is_drawn_at_random,
    is_placeholder,
    is_random,
)
from transforms.checks.pii.wording import is_made_of_words, surprise

_KEY_OF = re.compile(
    r"(?:api|access|auth|account|encryption|signing|master|client|license|service|private|app|application|shared|ssh|aes|hmac|jwt"
    r"|session|secret|facebook|twitter|webhook|write|read|ingest|admin|integration|x|deploy|bot|consumer"
    r"|rapidapi|project|hash|crypt|crypto|cipher|security|subscription|publishable|test|live"
    r"|prod)[_ .-]?key"
)
"""What a `key` is of when it is a secret; other keys are those of tables and maps."""
_OTHER_KEY = re.compile(
    r"(?:public|pub|foreign|primary|sort|partition|cache|object|bucket|row|map|group|lookup|index|unique|composite|hot|storage"
    r"|column|translation|i18n|registry|idempotency|dedup|commit|routing|message|event|field|item|entry|sequence|order|kms|vault"
    r"|query|data|record|path|state|param|schema|node|parent|child|root|search|filter|tag|metric"
    r"|redis|s3)[_ .-]?key",
    re.IGNORECASE,
)
_OTHER_TOKEN = re.compile(
    r"(?:next|page|continuation|pagination|sync|resume|start|public|design)[_.-]?token", re.I
)
"""Tokens that say where to go on, or that are for everybody."""
_ENV_KEY = re.compile(r"[A-Z0-9]_KEY\Z")
_CAMEL_KEY = re.compile(r"[a-z0-9]Key\Z")
_ONCE = re.compile(r"(?:nonce|salt|verifier|signature)", re.IGNORECASE)
"""Drawn for one use or one account, and as long as their author liked: RFC 5849, 3.3; RFC 7617;
RFC 7636."""
_AUTH = re.compile(r"(?:^|[_\W])_?auth\Z", re.IGNORECASE)
"""`auth` alone: .npmrc's `_auth`, Docker's config.json; never author, authorize, authentication."""
_LABELS = re.compile(
    r"pass|pwd|word|name|user|login|field|input|text|hidden|confirm|error|invalid|valid"
)
_ALPHABET = re.compile(r"[A-Za-z0-9_.+/=~:@!$%^*|-]+")
_CAMEL_WORD = re.compile(r"[A-Za-z][a-z]{3,}")
_LONG_KEY = 24
_MINIFIED = re.compile(r"function\(|\}\)|\){|;var |,this\.|return ")


def is_secret(candidate: Candidate) -> bool:
    """Whether an assigned text is a key: long, of one word, drawn at random."""
    quoted = candidate.group("quote")
    if len(candidate.value) < 8 or " " in candidate.value or not names_the_value(candidate):
        return False  # first what is told quickly
    if is_interpolated(candidate):
        return False
    value = candidate.value if quoted else without_stop(candidate)
    name = whole_name(candidate)
    kind = _kind(name)
    if kind == "secret" and is_compared(candidate):
        return True
    if len(value) < 8 or not _may_be_one(candidate, value) or is_no_token_of(name, value):
        return False
    if not _ALPHABET.fullmatch(value) and not (kind == "secret" and quoted and " " not in value):
        return False
    op = candidate.group("op")
    if op in {",", "("} and sum(map(str.isdigit, value)) < 2:
        return False
    if not op and kind != "secret":
        return False
    return kind in _ENOUGH and _ENOUGH[kind](value, bool(quoted)) and not _is_minified(candidate)


_FORMATS = (
    (re.compile(r"aws.{0,16}secret|secret.{0,8}access", re.I), re.compile(r"[A-Za-z0-9/+]{40}")),
    (re.compile(r"vault", re.I), re.compile(r"(?![sbr]\.\w+\Z).*|[sbr]\.(?:\w{24}|\w{60,})")),
)
"""Names that say whose secret it is, and how those are written: AWS IAM, secret access keys;
HashiCorp Vault, service, batch and recovery tokens before 1.10."""


def is_no_token_of(name: str, value: str) -> bool:
    """Whether a name says who gave a value out, and what it is given is nothing of his."""
    return any(named.search(name) and not form.fullmatch(value) for named, form in _FORMATS)


def _may_be_one(candidate: Candidate, value: str) -> bool:
    if "://" in value or is_placeholder(value) or is_made_of_words(value):
        return False
    tail = value.rpartition(".")[2]
    if not candidate.group("quote") and is_attribute(value):
        return len(tail) >= 20 and sum(map(str.isdigit, tail)) >= 3
    return not (
        value.startswith(("/", "./", "$", "@", "--", "%", "~", "^"))
        or re.search(r"\.\w{2,4}\Z", value)
        or re.search(r"(?:^|[/:])[a-z][\w-]*[:/][A-Z][a-z]+[A-Z]", value)  # service:Action
    )


def _kind(name: str) -> str:
    """What the whole name asks for; "" when it is of something else."""
    lower = name.lower()
    if "secret" in lower:
        return "secret"
    if _ONCE.search(lower):
        return "once"
    if "token" in lower or "credential" in lower:
        return "" if _OTHER_TOKEN.search(lower) else "token"
    if "key" in lower:
        return _kind_of_key(name, lower)
    return "token" if _AUTH.search(name) else ""


def _kind_of_key(name: str, lower: str) -> str:
    if _OTHER_KEY.search(lower):
        return ""
    if _KEY_OF.search(lower):
        return "token"
    return "named" if _ENV_KEY.search(name) or _CAMEL_KEY.search(name) else "key"


def _is_token(value: str, quoted: bool) -> bool:
    return (len(value) >= 12 and is_drawn_at_random(value)) or _is_strange(value, 16)


def _is_chosen(value: str, quoted: bool) -> bool:
    if _LABELS.search(value.lower()):
        return _is_token(value, quoted)
    return is_no_words(value, 2.5 if quoted else 3.0)


def _is_once(value: str, quoted: bool) -> bool:
    mixed = has_mixture(value) and sum(map(str.isdigit, value)) >= 2
    return mixed and is_random(value, 2.0 if quoted else 3.0)


def _is_named(value: str, quoted: bool) -> bool:
    digits = sum(map(str.isdigit, value))
    return _is_strange(value, 20) or (
        len(value) >= 16 and digits >= 3 and is_drawn_at_random(value)
    )


def _is_long(value: str, quoted: bool) -> bool:
    """Whether a mere `key` is a secret: quoted, long, and of more than hexadecimal digits."""
    return (
        quoted
        and len(value) >= _LONG_KEY
        and re.search(r"[g-zG-Z]", value) is not None
        and sum(map(str.isdigit, value)) >= 4
        and is_drawn_at_random(value)
        and entropy(value) >= 3.8
        and sum(map(len, _CAMEL_WORD.findall(value))) * 3 <= len(value)
    )


_ENOUGH = {
    "secret": _is_chosen,
    "token": _is_token,
    "once": _is_once,
    "named": _is_named,
    "key": _is_long,
}


def _is_strange(value: str, length: int) -> bool:
    """Whether a long word is of letters in an order that no language has."""
    return len(value) >= length and value.isalnum() and surprise(value) >= 4.8 and is_random(value)


def _is_minified(candidate: Candidate) -> bool:
    """Whether the value stands in a bundle written by a machine, where every name is short."""
    around = candidate.before(200) + candidate.after(200)
    return around.count("\n") < 2 and len(_MINIFIED.findall(around)) >= 4


def is_chosen_secret(candidate: Candidate) -> bool:
    """Whether a text assigned to `secret` or `secret_key` is a pass phrase that somebody chose.

    Of upper case, lower case and digits, and a password by the rules for those.
    """
    value = candidate.value if candidate.group("quote") else without_stop(candidate)
    mixed = any(map(str.isupper, value)) and any(map(str.islower, value))
    if len(value) < 8 or not mixed or not any(map(str.isdigit, value)):
        return False
    if is_attribute(value) or _LABELS.search(value.lower()) or "/" in value:
        return False
    return is_password(candidate) and not is_no_token_of(whole_name(candidate), value)


def is_aws_secret(candidate: Candidate) -> bool:
    """Whether 40 characters after "secret key" are an AWS secret: mixed, and AWS is spoken of."""
    about = (candidate.before(120) + candidate.after(60)).lower()
    told = re.search(r"aws|amazon|akia|asia|s3|access", about) is not None
    mixed = all(re.search(part, candidate.value) for part in ("[a-z]", "[A-Z]", "[0-9]"))
    return told and mixed and is_random(candidate.value, 4.0)


def is_token_object(candidate: Candidate) -> bool:
    """Whether the string inside a token's object is drawn at random."""
    return is_drawn_at_random(candidate.value) and not is_placeholder(candidate.value)
