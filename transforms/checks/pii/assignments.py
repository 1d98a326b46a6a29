"""Passwords and secrets by the name they are given: `db_password = "..."`, `"api_key".

"..."`, `password is ...`.
"""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.placeholders import is_drawn_at_random, is_placeholder, is_random

_SPELT = "pass(?:word|wd|wort|phrase|code)s?|pwd|contraseña|contrasena|kennwort|senha"
_NAME = rf"(?:{_SPELT}|pass|mot[ _]de[ _]passe)"
_NOUN = rf"(?:{_SPELT})"
"""What a password is called in code; in prose, where to pass is a verb."""
_KEY = r"(?:secret|token|credentials?|key)"
_KEY_OF = re.compile(
    r"(?:api|access|auth|account|encryption|signing|master|client|license|service|private|app|application|shared|ssh|aes|hmac|jwt"
    r"|session|secret|webhook|write|read|ingest|admin|integration|x|storage|deploy|bot|consumer"
    r"|rapidapi|project)[_ .-]?\Z"
)
"""What a `key` is of when it is a secret; other keys are those of tables and maps."""
_REST = r"(?P<rest>[A-Za-z0-9_.-]{0,24}+)"
_VALUE = r"""(?P<quote>\\?["'`])?
    (?P<value>(?(quote)(?:\\.|(?!(?P=quote))[^\\\n]){1,200}|[^\s"'`,;&<>()\[\]{}]{4,200}+))
    (?(quote)(?P=quote)|(?![(\[{]))"""
"""A quoted text, or a word that is no call, index or string with a prefix."""
_TYPE = r"""(?:\[\w{0,24}\])?
    (?:(?:[ \t]{0,4}:[ \t]{0,4}[A-Za-z&][\w.:<>\[\]|?&' ]{0,47}?|[ ]string)
        (?=[ \t]{0,4}=[ \t]{0,4}[bBrRuU]?["'`]))?+"""
"""The brackets of an array (C) and a type, if a quoted text follows it: `: &'static str`,
`: String?`, `: str | None` (Rust, Swift, Python, TypeScript), ` string` (Go)."""
_ASSIGN = rf"""\\?["']?\]?{_TYPE}[ \t]{{0,12}}
    (?P<op>=>|:=|={{1,3}}|!=|::?|,(?=[ ]?["'])|\((?=["'])|>(?=[^<>\s]{{1,200}}</))
    [ \t]{{0,12}}(?:[bBrRuU](?=["']))?"""
"""Assignment, comparison, pair or call in the usual languages; JSON, YAML, INI, XML, query
strings."""

_SPOKEN = r"""(?:[ ](?:for|of|to|on)(?:[ ][^\s.,;:]{1,40}){1,4}?)?
    (?P<verb>[ ](?:is|was|to|es|ist|est)(?:[ ](?:now|set[ ]to))?:?)?[ ]
    (?P<quote>["'`])?(?P<value>[^\s"'`<>]{5,64}(?<![.,;:!?)])[!?]?)"""

_NOT_THE_VALUE = re.compile(
    r"type|ur[il]$|name|expir|path|file|dir|len|size|count|limit|endpoint|field|header|label|prefix|suffix|version|ttl|regex"
    r"|pattern|policy|reset|hint|rule|strength|algo|method|format|column|class|style|input|issuer|audience|scope|arn|ref|status"
    r"|(?:_|-|[a-z])id$|Id$|error|message|title|text|placeholder|min|max|required|valid|changed|at$|date|time|hash|digest|enc"
    r"|provider|handler|func|callback|service|manager|store|generator|prompt|env|var|param|key$|index|iter|ize|range|kind",
    re.IGNORECASE,
)
"""What follows the key word when the name is of something else than the secret itself."""

_ATTRIBUTE = re.compile(r"[$@]?[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_LABEL = re.compile(
    r"pass|pwd|word|token|key|secret|name|user|login|field|input|text|hidden|confirm|auth|error|invalid|valid"
)
_PAIR = re.compile(r"[A-Za-z_][A-Za-z_.-]*[=:](?![=:]|\Z)")
"""A field with its value, `name=value` or `name:value`."""
_WORDS = re.compile(r"[A-Za-z]+(?:[ ._/:-][A-Za-z]*)*[.:!?]?")


def is_password(candidate: Candidate) -> bool:
    """Whether an assigned text is a password; see the two below."""
    return (
        is_quoted_password(candidate) if candidate.group("quote") else is_bare_password(candidate)
    )


def is_quoted_password(candidate: Candidate) -> bool:
    """Whether a quoted text is a password: no placeholder, no label, no sentence, no variable."""
    value = candidate.value
    if len(value) < 4 or not _names_value(candidate) or is_interpolated(candidate):
        return False
    if is_placeholder(value) or is_placeholder(value.strip("=:;,.!?- ")):
        return False
    if (
        re.search(r"\s", value)
        or "://" in value
        or value.startswith(("/", "./", "--", "#", ".", "\\", "%"))
    ):
        return False
    if re.fullmatch(r"[#.]?[a-z_-]+(?:[/#][a-z_-]+)*", value) and not value.isalpha():
        return False  # a selector, a route, a label
    if candidate.group("op") in {",", "("} and not _has_mixture(value):
        return False
    if _WORDS.fullmatch(value):  # letters only: one word that is no label
        return (
            len(value) >= 6
            and value.isalpha()
            and not _LABEL.search(value.lower())
            and not _is_camel(value)
        )
    return not re.fullmatch(r"[\d.,:]{1,5}", value)


def is_bare_password(candidate: Candidate) -> bool:
    """Whether an unquoted word is a password.

    Letters with digits or marks, and no expression of a language.
    """
    value = without_stop(candidate)
    if not _names_value(candidate) or is_placeholder(value) or "://" in value:
        return False
    spaced = re.search(r"[ \t]\Z", candidate.before(1)) is not None
    if _ATTRIBUTE.fullmatch(value) or (
        _IDENTIFIER.fullmatch(value) and (spaced or _LABEL.search(value.lower()))
    ):
        return bool(
            spaced
            and candidate.group("op") in {":", ""}
            and _has_mixture(value)
            and not _ATTRIBUTE.fullmatch(value)
            and not _LABEL.search(value.lower())
        )
    if value.startswith(
        ("/", "./", "--", "$", "%", "*", "&", "!", "|", "@", "\\", "-", "#", "=", "~")
    ) and not _has_mixture(value):
        return False
    return len(value) >= 5 and _has_mixture(value) and not value.endswith(("\\", ":"))


def is_spoken_password(candidate: Candidate) -> bool:
    """Whether the word after "password is" is one: letters with digits or marks."""
    value = candidate.value.rstrip(".,;:!?")
    if len(value) < 5 or not _has_mixture(value) or is_placeholder(value):
        return False
    if candidate.group("verb") or candidate.group("quote"):
        return True
    if _PAIR.match(value) or candidate.match.string[: candidate.match.start()].endswith("="):
        return False  # fields of a log line: `method=password session=...`
    return classes(value) >= 3


def classes(value: str) -> int:
    """How many of lower case, upper case, digits and marks occur."""
    marks = any(not char.isalnum() and char not in "-/._" for char in value)
    kinds = (str.islower, str.isupper, str.isdigit)
    return marks + sum(any(map(kind, value)) for kind in kinds)


def is_secret(candidate: Candidate) -> bool:
    """Whether an assigned text is a key: long, of one word, drawn at random."""
    text, start = candidate.match.string, candidate.match.start()
    if text[start] in "kK" and not _KEY_OF.search(text[max(0, start - 14) : start].lower()):
        return False
    if candidate.group("quote") and is_interpolated(candidate):
        return False
    value = candidate.value if candidate.group("quote") else without_stop(candidate)
    if candidate.group("op") in {",", "("} and sum(char.isdigit() for char in value) < 2:
        return False
    if len(value) < 12 or not _names_value(candidate) or is_placeholder(value):
        return False
    if not candidate.group("quote") and _ATTRIBUTE.fullmatch(value):
        return False
    if not re.fullmatch(r"[A-Za-z0-9_.+/=~:@!$%^*-]+", value) or "://" in value:
        return False
    if value.startswith(("/", "./", "$", "@", "--", "%")) or re.search(r"\.\w{2,4}\Z", value):
        return False
    return is_drawn_at_random(value)


def is_chosen_secret(candidate: Candidate) -> bool:
    """Whether a text assigned to `secret` or `secret_key` is a pass phrase that somebody chose.

    Of upper case, lower case and digits, and a password by the rules for those.
    """
    value = candidate.value if candidate.group("quote") else without_stop(candidate)
    mixed = any(map(str.isupper, value)) and any(map(str.islower, value))
    if len(value) < 8 or not mixed or not any(map(str.isdigit, value)):
        return False
    if _ATTRIBUTE.fullmatch(value) or _LABEL.search(value.lower()) or "/" in value:
        return False
    return is_password(candidate)


def is_aws_secret(candidate: Candidate) -> bool:
    """Whether 40 characters after "secret key" are an AWS secret: mixed, and AWS is spoken of."""
    about = (candidate.before(120) + candidate.after(60)).lower()
    told = re.search(r"aws|amazon|akia|asia|s3|access", about) is not None
    mixed = all(re.search(part, candidate.value) for part in ("[a-z]", "[A-Z]", "[0-9]"))
    return told and mixed and is_random(candidate.value, 4.0)


def without_stop(candidate: Candidate) -> str:
    """The value, from now on without the full stop or colon that ends its sentence."""
    value = candidate.value.rstrip(".:?")
    candidate.end = candidate.start + len(value)
    return value


def _names_value(candidate: Candidate) -> bool:
    return _NOT_THE_VALUE.search(candidate.group("rest")) is None


def is_interpolated(candidate: Candidate) -> bool:
    """Whether a quoted text is put together at run time."""
    value = candidate.value
    if re.search(r"[fF][rR]?\Z", candidate.before(3).rstrip("\"'")) and "{" in value:
        return True
    return (
        re.search(
            r"'?\$[A-Za-z_]\w*'?\Z|^&\w+;|\$\{|\{\{|\$\(|#\{|\{\w*\}|%[sd]|%\(\w+\)|<\w[\w -]*>",
            value,
        )
        is not None
    )


def _has_mixture(value: str) -> bool:
    """Whether letters stand with digits or with marks that names do not have."""
    letter = any(char.isalpha() for char in value)
    digit = any(char.isdigit() for char in value)
    mark = any(not char.isalnum() and char not in "_.-:/\\" for char in value)
    return letter and (digit or mark)


def _is_camel(value: str) -> bool:
    return re.search(r"[a-z][A-Z]", value) is not None and len(re.findall(r"[A-Z]", value)) <= 3


_PASSWORD_ANCHORS = ("pass", "pwd", "contrase", "kennwort", "senha")

CATEGORIES = (
    Category(
        "PASSWORD",
        "secret",
        "*",
        (
            Form(
                _NAME + _REST + _ASSIGN + _VALUE,
                "assignment in the usual languages, shell, .env, YAML, INI, XML and URLs",
                score=0.8,
                anchors=_PASSWORD_ANCHORS,
                ignore_case=True,
                valid=is_password,
            ),
            Form(
                r"secret(?P<rest>)(?:[_-]?key)?" + _ASSIGN + _VALUE,
                "as above: what frameworks sign sessions and cookies with",
                score=0.7,
                anchors=("secret",),
                ignore_case=True,
                valid=is_chosen_secret,
            ),
            Form(
                _NOUN + _SPOKEN,
                "prose",
                score=0.7,
                anchors=_PASSWORD_ANCHORS,
                ignore_case=True,
                valid=is_spoken_password,
            ),
        ),
    ),
    Category(
        "AWS_SECRET_KEY",
        "secret",
        "*",
        (
            Form(
                r"secret[A-Za-z_ -]{0,24}"
                + _ASSIGN
                + r"""\\?["']?(?P<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])""",
                "AWS IAM, access keys: 40 characters of Base64",
                score=0.95,
                anchors=("secret",),
                ignore_case=True,
                valid=is_aws_secret,
            ),
        ),
    ),
    Category(
        "API_KEY_GENERIC",
        "secret",
        "*",
        (
            Form(
                _KEY + _REST + _ASSIGN + _VALUE,
                "assignment in the usual languages, shell, .env, YAML, INI, XML and URLs",
                score=0.75,
                anchors=("secret", "token", "key", "credential"),
                ignore_case=True,
                valid=is_secret,
            ),
        ),
    ),
)
