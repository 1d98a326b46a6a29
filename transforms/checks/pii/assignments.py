"""Passwords and secrets by the name they are given.

`db_password = "..."`, `"api_key": "..."`, `<secret>...</secret>`, `password is ...`, with the
assignments of the usual languages, of shells and of configuration files.
"""

from __future__ import annotations

from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.passwords import is_password, is_spoken_password
from transforms.checks.pii.secrets import (
    is_aws_secret,
    is_chosen_secret,
    is_secret,
    is_token_object,
)

_SPELT = "pass(?:word|wd|wort|phrase|code)s?|pwd|contraseña|contrasena|kennwort|senha"
_NAME = rf"(?:{_SPELT}|pass|mot[ _]de[ _]passe)"
_NOUN = rf"(?:{_SPELT})"
"""What a password is called in code; in prose, where to pass is a verb."""
_KEY = r"""(?:secret|token|credentials?|key|nonce|salt|verifier|signature|auth(?=["'`]|[ ]?[:=]))"""
_REST = r"(?P<rest>[A-Za-z0-9_.-]{0,24}+)"
_VALUE = r"""(?P<quote>\\?["'`]|&(?:quot|\#34|\#39|\#x27);)?
    (?P<value>(?(quote)(?:(?!(?P=quote))(?:\\.|[^\\\n])){1,200}|[^\s"'`,;&<>()\[\]{}]{4,200}+))
    (?(quote)(?P=quote)|(?![(\[{]))"""
"""A quoted text, or a word that is no call, index or string with a prefix."""
_TYPE = r"""(?:\[\w{0,24}\])?
    (?:(?:[ \t]{0,4}:[ \t]{0,4}[A-Za-z&][\w.:<>\[\]|?&' ]{0,47}?|[ ]string)
        (?=[ \t]{0,4}=[ \t]{0,4}[bBrRuU]?["'`]))?+"""
"""The brackets of an array (C) and a type, if a quoted text follows it: `: &'static str`,
`: String?`, `: str | None` (Rust, Swift, Python, TypeScript), ` string` (Go)."""
_WRAPPER = r"""(?:(?:(?:Some|Just|SecretStr|Secret|Optional\.of|String|new[ ][A-Z]\w{1,30})?\(
    (?:None,[ ]?)?)(?=["']))?"""
"""What a literal may be wrapped in: `Some("...")` (Scala, Rust),
`(None, "...")` (Python's requests),
`new SecureString("...")`."""
_ASSIGN = rf"""(?:\\?["'`]|&(?:quot|\#34|\#39|\#x27);)?\]?{_TYPE}[ \t]{{0,12}}
    (?P<op>=>|:=|<-|={{1,3}}|!=|::?(?!//)|,(?=[ ]?["'])|\((?=["'])|>(?=[^<>\s]{{1,200}}</)
      |(?<=[ \t])(?=["']))
    [ \t]{{0,12}}{_WRAPPER}(?:[bBrRuU](?=["'])|'(?="[^"'\n]{{1,200}}"'))?"""
"""Assignment, comparison, pair or call in the usual languages; JSON, YAML, INI, XML, query
strings; nothing but a space, as in Gradle and Clojure; a literal in another one (Gradle,
buildConfigField)."""

_BEGUN = r"""[A-Za-z0-9_.-]{0,24}(?:\\?["'`]|&(?:quot|\#34|\#39|\#x27);)?\]?(?:\[\w{0,24}\])?(?:
      (?:[ \t]{0,4}:[ \t]{0,4}[A-Za-z&][\w.:<>\[\]|?&' ]{0,47}|[ ]string)[ \t]{0,4}=[ \t]{0,4}
        [bBrRuU]?["'`]
    | (?:[ \t]{1,12}|[ \t]{0,12}(?:,[ ]?|\())(?:"[^"\n]|'[^'\n])
    | [ \t]{0,12}(?:[=:][=:>]{0,2}|<-|!=|>)[ \t]{0,12}
        (?:(?:Some|Just|SecretStr|Secret|Optional\.of|String|new[ ][A-Z]\w{1,30})?\(
        (?:None,[ ]?)?)?[bBrRuU]?(?:"[^"\n]|'[^'\n]|`[^`\n]|\\["'`]|&(?:quot|\#34|\#39|\#x27);
        |[^\s"'`,;&<>()\[\]{}]{4}))"""
"""What a name's `_REST`, `_ASSIGN` and `_VALUE` begin with, as far as it takes no look-arounds."""

_SPOKEN = r"""(?:[ ](?:for|of|to|on)(?:[ ][^\s.,;:]{1,40}){1,4}?)?
    (?P<verb>[ ](?:is|was|to|es|ist|est)(?:[ ](?:now|set[ ]to))?:?)?(?:[ ]?[|\t][ ]?|[ ]\(?)
    (?P<quote>["'`])?(?P<value>[^\s"'`<>]{5,64}(?<![.,;:!?)])[!?]?)"""

_PASSWORD_ANCHORS = ("pass", "pwd", "contrase", "kennwort", "senha")
_SOURCE = "assignment in the usual languages, shell, .env, YAML, INI, XML and URLs"

CATEGORIES = (
    Category(
        "PASSWORD",
        "secret",
        "*",
        (
            Form(
                _NAME + _REST + _ASSIGN + _VALUE,
                _SOURCE,
                score=0.8,
                anchors=_PASSWORD_ANCHORS,
                begins=_NAME + _BEGUN,
                ignore_case=True,
                valid=is_password,
            ),
            Form(
                r"secret(?P<rest>)(?:[_-]?key)?" + _ASSIGN + _VALUE,
                "as above: what frameworks sign sessions and cookies with",
                score=0.7,
                anchors=("secret",),
                begins=r"secret(?:[_-]?key)?" + _BEGUN,
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
                _SOURCE,
                score=0.75,
                anchors=(
                    "secret",
                    "token",
                    "key",
                    "credential",
                    "nonce",
                    "salt",
                    "verifier",
                    "signature",
                    "auth",
                ),
                begins=_KEY + _BEGUN,
                ignore_case=True,
                valid=is_secret,
            ),
            Form(
                r"""token\\?["']?[ ]?[:=][ ]?\\?["']?\{.{0,160}?\\?["']
                    (?P<value>[A-Za-z0-9+/_-]{20,128}+)
                    \\?["'](?=[^"'\n]{0,160}\})""",
                "a token that is an object with its signature, as JSON in a string",
                score=0.75,
                anchors=("token",),
                ignore_case=True,
                valid=is_token_object,
            ),
        ),
    ),
)
