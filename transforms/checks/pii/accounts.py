"""Passwords that stand beside the account they open: lists of accounts, netrc, curl."""

from __future__ import annotations

import base64

from transforms.checks.pii.assigned import classes, is_interpolated, without_stop
from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.placeholders import is_drawn_at_random, is_placeholder
from transforms.checks.pii.wording import is_made_of_words


def is_paired_password(candidate: Candidate) -> bool:
    """Whether what follows an e-mail address is its password, as in dumps of accounts."""
    value = without_stop(candidate)
    return (
        len(value) >= 6 and classes(value) >= 3 and "/" not in value and not is_placeholder(value)
    )


def is_netrc_password(candidate: Candidate) -> bool:
    """Whether what stands in a password's place is no placeholder and no variable."""
    return not is_placeholder(candidate.value) and not is_interpolated(candidate)


def is_given_password(candidate: Candidate) -> bool:
    """Whether what a statement or an option gives as a password is no placeholder, no variable."""
    value = candidate.value
    if is_placeholder(value) or is_interpolated(candidate) or is_made_of_words(value):
        return False
    return len(value) >= 4 and not value.startswith(("$", "<", "@", ":", "?", "%", "{", "-"))


def is_docker_auth(candidate: Candidate) -> bool:
    """Whether Base64 is `user:password` or a token that was drawn."""
    text = candidate.value
    try:
        pair = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except ValueError:
        return is_drawn_at_random(text) and len(text) >= 20
    _, colon, password = pair.partition(":")
    return bool(colon) and not is_placeholder(password) and not is_made_of_words(password)


def is_encoded_pair(candidate: Candidate) -> bool:
    """Whether a literal that is encoded for a header is `user:password` and no placeholder."""
    user, _, password = candidate.value.partition(":")
    return not (is_made_of_words(password) or is_placeholder(password) or not user)


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
                    ["']?[^\s:"'$<]{0,64}:["']?
                    (?P<value>(?!//)[^\s"'<>]{5,128})""",
                "curl(1), --user and --proxy-user, alone or behind other short options",
                score=0.8,
                anchors=("curl",),
                valid=is_netrc_password,
            ),
            Form(
                r"""(?:NetworkCredential|DirectoryEntry)\(\s{0,4}(?:"LDAP:[^"\n]{0,120}",\s{0,24})?
                    (?P<quote>["'])[^"'\n]{0,80}(?P=quote),\s{0,24}(?P=quote)
                    (?P<value>[^"'\s]{4,128})(?P=quote)""",
                ".NET, NetworkCredential and DirectoryEntry: user name and password",
                score=0.8,
                anchors=("NetworkCredential(", "DirectoryEntry("),
                valid=is_given_password,
            ),
            Form(
                r"""identified[ ]{1,4}(?:with[ ]{1,4}[\w"'`]{1,40}[ ]{1,4})?
                    by[ ]{1,4}(?:password[ ]{1,4})?
                    (?P<quote>\\?["'])(?P<value>(?:(?!(?P=quote))[^\n]){4,128}?)(?P=quote)""",
                "CREATE USER, ALTER USER, GRANT: MySQL, MariaDB, Oracle",
                score=0.85,
                anchors=("identified",),
                ignore_case=True,
                valid=is_given_password,
            ),
            Form(
                r"""password(?:[ ]{1,4}|[ ]?\([ ]?)(?P<quote>\\?')
                    (?P<value>(?:(?!(?P=quote))[^\n]){4,128}?)(?P=quote)
                    (?=[ ]?\)?[ ]{0,4}(?:;|,|valid|where|nosuper|super|create|login|in[ ]role
                      |["'\\]|\n|\Z))""",
                "CREATE ROLE, ALTER USER: PostgreSQL, SQL Server; PASSWORD(): MySQL",
                score=0.8,
                anchors=("password",),
                ignore_case=True,
                valid=is_given_password,
            ),
            Form(
                r"""--(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|pass)(?:[ ]{1,2}|=)
                    (?P<quote>["'])?
                    (?P<value>[^\s"'`;|&<>()\[\]{}\\]{4,128})(?(quote)(?P=quote)|(?=[\s"'`;|&)]|\\?\n|\Z))""",
                "options of commands: GNU coding standards, 4.8.1",
                score=0.75,
                anchors=("--",),
                valid=is_given_password,
            ),
            Form(
                r"""(?:sshpass|mysql(?:admin|dump|import)?|mariadb(?:-dump)?)(?=[ ])
                    (?:[ ][^\n ]{1,80}+){0,12}?[ ]-p["']?
                    (?P<value>[^\s"'`;|&<>()\[\]{}]{4,64})(?=["'\s;|&]|\Z)""",
                "mysql(1), sshpass(1): -p and the password in one word",
                score=0.75,
                anchors=("sshpass", "mysql", "mariadb"),
                valid=is_given_password,
            ),
            Form(
                r"""(?:docker|podman|helm[ ]registry|psexec(?:\.exe)?)[ ](?:login[ ])?
                    (?:[^\n ]{1,80}+[ ]){0,8}?-u[ ]\S{1,64}[ ]
                    -p[ ]["']?(?P<value>[^\s"'`;|&<>()\[\]{}]{4,64})(?=["'\s;|&]|\Z)""",
                "docker-login(1), podman-login(1), PsExec: -u and -p",
                score=0.75,
                anchors=("docker", "podman", "helm", "psexec"),
                ignore_case=True,
                valid=is_given_password,
            ),
        ),
    ),
    Category(
        "BASIC_AUTH_HEADER",
        "secret",
        "*",
        (
            Form(
                r"""["']?_?auth["']?[ ]{0,2}[:=][ ]{0,2}["']?
                    (?P<value>[A-Za-z0-9+/]{12,400}+={0,2})(?![A-Za-z0-9+/=.(_-])""",
                "Docker, config.json; npm, .npmrc: user and password as Base64",
                score=0.85,
                anchors=("auth",),
                before=3,
                after=412,
                valid=is_docker_auth,
            ),
            Form(
                r"""(?:b64encode|base64|btoa|encode64|encodeToString|toBase64)\w{0,16}\([bBuU]?(?P<quote>["'])
                    (?P<value>[\w.@+-]{1,64}:[^\s"'`:/{}$<>]{4,64})(?P=quote)""",
                "RFC 7617, 2: user and password before they are encoded",
                score=0.7,
                anchors=("b64encode", "base64", "btoa", "encode64", "encodeToString", "toBase64"),
                valid=is_encoded_pair,
            ),
        ),
    ),
)
