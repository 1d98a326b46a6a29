"""Passwords in pairs of XML attributes, and in options of commands that take one."""

from __future__ import annotations

from transforms.checks.pii.assigned import SURPRISING, classes, has_mixture, is_interpolated
from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.placeholders import is_placeholder
from transforms.checks.pii.wording import is_made_of_words, surprise


def is_given(candidate: Candidate) -> bool:
    """Whether an attribute's or option's text is a password: no placeholder, variable or words."""
    value = candidate.value
    if is_placeholder(value) or is_interpolated(candidate) or value.startswith(("$", "%", "<")):
        return False
    if is_made_of_words(value) and classes(value) < 4:
        return False
    letters = sum(map(str.isalpha, value))
    return has_mixture(value) or (
        letters >= 5 and (value.isalpha() or surprise(value) >= SURPRISING)
    )


_PAIR = Form(
    r"""(?:pass(?:word|wd|phrase)|pwd)["'](?:[ \t]{1,4}|[ \t]{0,4}\n[ \t]{0,40})value=
        (?P<quote>["'])
        (?P<value>[^"'<>\s]{4,100})(?P=quote)""",
    ".NET, appSettings: add key and value; Spring beans: property name and value; Tomcat",
    score=0.8,
    anchors=("password", "passwd", "passphrase", "pwd"),
    ignore_case=True,
    valid=is_given,
)
_PSEXEC = Form(
    r"""psexec(?:64)?(?:\.exe)?[^\n]{0,60}?[ ][-/]u[ ]{1,2}[^\s]{1,80}[ ]{1,2}[-/]p[ ]{1,2}
        (?P<quote>["'])?(?P<value>[^\s"']{4,100})(?(quote)(?P=quote))(?=\s|\Z)""",
    "Sysinternals, PsExec: -u user, -p password",
    score=0.8,
    anchors=("psexec",),
    after=260,
    ignore_case=True,
    valid=is_given,
)
_SSHPASS = Form(
    r"""(?<![\w./-])(?:sshpass[ ]{1,2}-p[ ]{0,2}
          |(?:plink|pscp|psftp)(?:\.exe)?[^\n]{0,60}?[ ]-pw[ ]{1,2})
        (?P<quote>["'])?(?P<value>[^\s"']{4,100})(?(quote)(?P=quote))(?=\s|\Z)""",
    "sshpass(1), -p; PuTTY, 3.11.3.8: -pw",
    score=0.8,
    anchors=("sshpass", "plink", "pscp", "psftp"),
    after=260,
    ignore_case=True,
    valid=is_given,
)

CATEGORIES = (Category("PASSWORD", "secret", "*", (_PAIR, _PSEXEC, _SSHPASS)),)
