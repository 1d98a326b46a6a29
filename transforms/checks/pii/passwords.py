"""Whether a text is a password: quoted, bare in a configuration file, spoken of in prose."""

from __future__ import annotations

import re

from transforms.checks.pii.assigned import (
    LABEL,
    SURPRISING,
    candidate_line,
    classes,
    has_mixture,
    is_attribute,
    is_compared,
    is_interpolated,
    names_the_value,
    stands_for_one,
    without_stop,
)
from transforms.checks.pii.category import Candidate
from transforms.checks.pii.placeholders import is_placeholder
from transforms.checks.pii.wording import surprise

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_PAIR = re.compile(r"[A-Za-z_][A-Za-z_.-]*[=:](?![=:]|\Z)")
"""A field with its value, `name=value` or `name:value`."""
_WORDS = re.compile(r"[A-Za-z]+(?:[ ._/:-][A-Za-z]*)*[.:!?]?")
_SLUG = re.compile(r"[#.]?[a-z_-]+(?:[/#][a-z_-]+)*")
"""A selector, a route, a label, a name of words."""
_VERSION = re.compile(r"(?:[~^<>=v]{1,2} ?)?\d+(?:\.[\dx*]+){1,3}(?:-[\w.]+)?")
_CHARSET = re.compile(r"utf-?(?:8|16|32)|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}", re.IGNORECASE)
_SIGNED = (
    *("/", "./", "--", "$", "%", "*", "&", "!", "|", "@", "\\", "-", "#", "=", "~"),
)  # fmt: skip
_FORM = re.compile(
    r"""(?: [?&;,]
          | (?:-[dFeEv]|--(?:form|data|data-urlencode|data-raw|env|build-arg|set)|-pass(?:in|out)?)
            [ =]{0,2}["']?
          | (?:-[dF]|--(?:form|data|data-urlencode|data-raw))[ ]{0,2}["'][^"'\n]{0,200}&
        )[\w.\[-]{0,40}\Z""",
    re.VERBOSE,
)
"""In front of a field of a form, of a query, of a connection string, or of a shell's option that
takes `NAME=value`: what follows the `=` is text, not an expression."""
_ENTRY = re.compile(r"(?:^|\n|\\n)[ \t]*(?:-[ ]|export[ ]|\#[ ]?|//[ ]?|set[ ]|ENV[ ])?[\w.-]*\Z")
"""In front of a name with nothing else in its line: an entry of YAML, .env, INI or properties."""
_ENDS = re.compile(r"[ \t\r]*(?:\#[^\n]*|//[^\n]*)?(?:\n|\Z)")
_SETTING = re.compile(
    r"[ \t]*(?:-[ ]|export[ ]|\#)?[ \t]*(?:[\w./-]+[ \t]*(?::(?:[ \t]|$)|=)"
    r"|\[[\w.-]+\]\s*$|$|-[ ]|\#|!)"
)
"""A line of a configuration file: a pair, a section, a list's element, a comment, nothing."""
_SECTION = re.compile(r"(?:\A|\n)\[[\w .-]+\][ \t]*\n")
"""The head of a section of an INI file."""
_STATEMENT = re.compile(
    r"[;{]\s*$|^\s*(?:def|class|if|for|return|import|var|let|const|func|fn|end)\b"
)


def is_password(candidate: Candidate) -> bool:
    """Whether an assigned text is a password; see the two below."""
    if not names_the_value(candidate) or _ANONYMOUS.search(candidate.before(160)):
        return False
    quoted = candidate.group("quote")
    return (
        is_compared(candidate) or is_quoted_password(candidate)
        if quoted
        else is_bare_password(candidate)
    )


_ANONYMOUS = re.compile(
    r"(?:user|login|account)\w{0,8}[\"']?\s{0,4}(?:=>|[:=,(])\s{0,4}[\"'](?:anonymous|ftp)[\"'][^\n]{0,20}\n?[^\n]{0,60}\Z",
    re.IGNORECASE,
)
"""In front of the password of nobody: any word, an e-mail address by custom (RFC 1635)."""


def is_quoted_password(candidate: Candidate) -> bool:
    """Whether a quoted text is a password: no placeholder, no label, no sentence, no variable."""
    value = candidate.value
    op = candidate.group("op")
    if len(value) < 4 or is_interpolated(candidate):
        return False
    if stands_for_one(value) and not _is_strong(value):
        return False
    if (
        re.search(r"\s", value)
        or "://" in value
        or value.startswith((*_SIGNED[:3], "\\", ".", "#"))
    ):
        return False
    if _VERSION.fullmatch(value) or _CHARSET.fullmatch(value):
        return False
    if not op and _ENTRY.search(candidate_line(candidate)) is None:
        return False
    strange = surprise(value) >= SURPRISING and sum(map(str.isalpha, value)) >= 4
    if _SLUG.fullmatch(value) and not value.isalpha():
        return strange and len(value) >= 8
    if op in {",", "(", ""} and not has_mixture(value) and not strange:
        return False
    if _WORDS.fullmatch(value):  # letters only: one word that is no label
        return strange or (
            len(value) >= 4
            and value.isalpha()
            and not LABEL.search(value.lower())
            and not _is_camel(value)
        )
    return not re.fullmatch(r"[\d.,:]{1,5}", value)


def is_bare_password(candidate: Candidate) -> bool:
    """Whether an unquoted word is a password.

    In forms and configuration any word; elsewhere letters with digits or marks that are no
    expression of a language.
    """
    value = without_stop(candidate)
    if stands_for_one(value) or "://" in value or _VERSION.fullmatch(value):
        return False
    if is_interpolated(candidate) or _is_symbol(candidate):
        return False
    if len(value) >= 4 and _is_plain_text(candidate) and not is_attribute(value):
        return not value.startswith(("/", "./", "$", "%", "*", "&", "!", "|", "<"))
    return len(value) >= 5 and has_mixture(value) and _is_no_expression(candidate, value)


def _is_symbol(candidate: Candidate) -> bool:
    """Whether the colon in front begins the value, as in Ruby, and assigns nothing."""
    return re.search(r"\s:\Z", candidate.before(2)) is not None


def _is_no_expression(candidate: Candidate, value: str) -> bool:
    spaced = re.search(r"[ \t]\Z", candidate.before(1)) is not None
    if is_attribute(value) or value.endswith(("\\", ":")):
        return False
    if value.startswith(_SIGNED) and not has_mixture(value):
        return False
    if _IDENTIFIER.fullmatch(value) and (spaced or LABEL.search(value.lower())):
        labelled = LABEL.search(value.lower())
        return spaced and candidate.group("op") in {":", ""} and not labelled
    return True


def _is_plain_text(candidate: Candidate) -> bool:
    """Whether a bare value is text where it stands, not an expression of a language."""
    head = candidate_line(candidate)
    op = candidate.group("op")
    if op == "=" and _FORM.search(head):
        return True
    if op == ":" and re.search(r"-pass(?:in|out)?[ =]{1,2}\Z", head):
        return True  # openssl(1), Pass Phrase Options
    if op not in {"=", ":"} or not _ENTRY.search(head) or not _ENDS.match(candidate.after(200)):
        return False
    spaced = candidate.before(1) in {" ", "\t"}
    if op == "=" and spaced and not _SECTION.search(candidate.before(400)):
        return False
    return _among_settings(candidate)


def _among_settings(candidate: Candidate) -> bool:
    """Whether the lines around are those of a configuration file."""
    text = candidate.match.string
    low, high = candidate.reach(400, 400)
    above = text[low : candidate.match.start()].split("\n")[:-1]
    below = text[candidate.end : high].split("\n")[1:]
    near = [*above[1 if len(above) > 1 else 0 :][-3:], *below[:-1][:3]]
    settings = sum(_SETTING.match(line) is not None for line in near)
    code = any(_STATEMENT.search(line) for line in near)
    return not code and settings * 3 >= len(near) * 2


def _is_strong(value: str) -> bool:
    """Whether a password is of all sorts of characters, as rules for passwords ask: no label is."""
    return len(value) >= 8 and classes(value) == 4 and not is_placeholder(value)


def is_spoken_password(candidate: Candidate) -> bool:
    """Whether the word after "password is" is one: letters with digits or marks."""
    value = candidate.value.rstrip(".,;:!?")
    said = candidate.group("verb") and candidate.group("quote")
    quoted = said and value.isalpha()
    known = is_placeholder(value) if said and has_mixture(value) else stands_for_one(value)
    if len(value) < 5 or known or not (quoted or has_mixture(value)):
        return False
    if value.startswith(("[", "(", "{", "#")) or _VERSION.fullmatch(value):
        return False
    if candidate.group("verb") or candidate.group("quote"):
        return True
    if _PAIR.match(value) or candidate_line(candidate).endswith("="):
        return False  # fields of a log line: `method=password session=...`
    return classes(value) >= 3


def _is_camel(value: str) -> bool:
    return re.search(r"[a-z][A-Z]", value) is not None and len(re.findall(r"[A-Z]", value)) <= 3
