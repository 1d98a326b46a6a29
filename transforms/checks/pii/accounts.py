"""Passwords that stand beside the account they open: lists of accounts, netrc, curl."""

from __future__ import annotations

from transforms.checks.pii.assignments import classes, is_interpolated, without_stop
from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.placeholders import is_placeholder


def is_paired_password(candidate: Candidate) -> bool:
    """Whether what follows an e-mail address is its password, as in dumps of accounts."""
    value = without_stop(candidate)
    return (
        len(value) >= 6 and classes(value) >= 3 and "/" not in value and not is_placeholder(value)
    )


def is_netrc_password(candidate: Candidate) -> bool:
    """Whether what stands in a password's place is no placeholder and no variable."""
    return not is_placeholder(candidate.value) and not is_interpolated(candidate)


CATEGORIES = (
    Category(
        "PASSWORD",
        "secret",
        "*",
        (
            Form(
                r"""@[A-Za-z0-9.-]{1,80}\.[A-Za-z]{2,12}(?:[:|;]|[ ]/[ ])
                    (?P<value>[^\s"'`<>,;|(){}\[\]]{6,40}+)(?![(\[{/])""",
                "lists of accounts: address, separator, password",
                score=0.6,
                anchors=("@",),
                valid=is_paired_password,
            ),
            Form(
                r"""(?<![A-Za-z0-9])machine\s{1,4}\S{1,253}\s{1,40}login\s{1,4}\S{1,128}\s{1,40}
                    password\s{1,4}(?P<value>\S{4,128})""",
                "netrc(5)",
                score=0.85,
                anchors=("machine",),
                valid=is_netrc_password,
            ),
            Form(
                r"""(?<![A-Za-z0-9])curl(?=[ ])(?:[^\n\\ ]{0,200}+(?:[ ]|\\(?s:.))){1,24}?
                    (?:-[A-Za-z]{0,8}[uU][ ]{1,2}|-[uU](?!ser)|--(?:proxy-)?user[ =]{1,2})
                    ["']?[^\s:"'$]{1,64}:["']?
                    (?P<value>(?!//)[^\s"']{5,128})""",
                "curl(1), --user and --proxy-user, alone or behind other short options",
                score=0.8,
                anchors=("curl",),
                valid=is_netrc_password,
            ),
        ),
    ),
)
