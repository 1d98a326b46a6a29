"""Whether what a name is given is the secret that the name speaks of.

A name decides what counts: a password may be a word nobody has heard of, a secret or a nonce is no
words, a token or key is drawn at random. Variables, calls, templates, types, labels and paths are
no values.
"""

from __future__ import annotations

import re
import string

from transforms.checks.pii.category import Candidate
from transforms.checks.pii.placeholders import (
    entropy,
    is_drawn_at_random,
    is_placeholder,
    is_random,
)
from transforms.checks.pii.wording import is_made_of_words, surprise

_NOT_THE_VALUE = re.compile(
    r"type|ur[il]$|name|expir|path|file|dir|len|size|count|limit|endpoint|field|header|label|prefix|suffix|version|ttl|regex"
    r"|pattern|policy|reset|hint|rule|strength|algo|method|format|column|class|style|input|issuer|audience|scope|arn|ref|status"
    r"|(?:_|-|[a-z])id$|Id$|error|message|title|text|placeholder|min|max|required|valid|changed|at$|date|time|hash|digest|enc"
    r"|provider|handler|func|callback|service|manager|store|generator|prompt|env|var|param|key$|index|iter|ize|range|kind"
    r"|^port|^enger|^ive|^age|^through|^ed$|^ing|^able|^er$|^board|^stone|^code|^down|^press|^pad|^words?$|^frame|^chain"
    r"|^ary|^arial|^ly$|^ion|^ory|^ure|bytes|getuser|decode|match|equals|replace|split|compare",
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
_SLUG = re.compile(r"[#.]?[a-z_-]+(?:[/#][a-z_-]+)*")
"""A selector, a route, a label, a name of words."""
_VERSION = re.compile(r"(?:[~^<>=v]{1,2} ?)?\d+(?:\.[\dx*]+){1,3}(?:-[\w.]+)?")
_CHARSET = re.compile(r"utf-?(?:8|16|32)|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}", re.IGNORECASE)
_SIGNED = (
    *("/", "./", "--", "$", "%", "*", "&", "!", "|", "@", "\\", "-", "#", "=", "~"),
)  # fmt: skip
_SURPRISING = 4.5
"""Bits a pair of letters (see `wording.surprise`) that 98 in 100 words stay below."""

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
    if _NOT_THE_VALUE.search(candidate.group("rest")) is not None:
        return False
    quoted = candidate.group("quote")
    return is_quoted_password(candidate) if quoted else is_bare_password(candidate)


def is_quoted_password(candidate: Candidate) -> bool:
    """Whether a quoted text is a password: no placeholder, no label, no sentence, no variable."""
    value = candidate.value
    op = candidate.group("op")
    if len(value) < 4 or is_interpolated(candidate) or _stands_for_one(value):
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
    strange = surprise(value) >= _SURPRISING and sum(map(str.isalpha, value)) >= 4
    if _SLUG.fullmatch(value) and not value.isalpha():
        return strange and len(value) >= 8
    if op in {",", "(", ""} and not has_mixture(value) and not strange:
        return False
    if _WORDS.fullmatch(value):  # letters only: one word that is no label
        return strange or (
            len(value) >= 4
            and value.isalpha()
            and not _LABEL.search(value.lower())
            and not _is_camel(value)
        )
    return not re.fullmatch(r"[\d.,:]{1,5}", value)


def is_bare_password(candidate: Candidate) -> bool:
    """Whether an unquoted word is a password.

    In forms and configuration any word; elsewhere letters with digits or marks that are no
    expression of a language.
    """
    value = without_stop(candidate)
    if _stands_for_one(value) or "://" in value or _VERSION.fullmatch(value):
        return False
    if is_interpolated(candidate) or _is_symbol(candidate):
        return False
    if len(value) >= 4 and _is_plain_text(candidate) and not _ATTRIBUTE.fullmatch(value):
        return not value.startswith(("/", "./", "$", "%", "*", "&", "!", "|", "<"))
    return len(value) >= 5 and has_mixture(value) and _is_no_expression(candidate, value)


def _is_symbol(candidate: Candidate) -> bool:
    """Whether the colon in front begins the value, as in Ruby, and assigns nothing."""
    return re.search(r"\s:\Z", candidate.before(2)) is not None


def _is_no_expression(candidate: Candidate, value: str) -> bool:
    spaced = re.search(r"[ \t]\Z", candidate.before(1)) is not None
    if _ATTRIBUTE.fullmatch(value) or value.endswith(("\\", ":")):
        return False
    if value.startswith(_SIGNED) and not has_mixture(value):
        return False
    if _IDENTIFIER.fullmatch(value) and (spaced or _LABEL.search(value.lower())):
        labelled = _LABEL.search(value.lower())
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


def candidate_line(candidate: Candidate) -> str:
    """What stands in front of the key word, 240 characters at most, in its own text."""
    low, _ = candidate.reach(240 + candidate.start - candidate.match.start(), 0)
    return candidate.match.string[low : candidate.match.start()]


def whole_name(candidate: Candidate) -> str:
    """The identifier that the key word is part of, up to the end of what `rest` took."""
    line = candidate_line(candidate)
    tail = candidate.match.string[candidate.match.start() : candidate.match.end("rest")]
    name = line[len(line.rstrip(_IN_NAMES)) :] + tail
    if len(name) == len(tail) and line.endswith(" ") and (of := _KEY_OF_WHAT.search(line)):
        return of[0] + name
    return name


_KEY_OF_WHAT = re.compile(
    r"(?<![A-Za-z])(?:api|access|auth|secret|private|client|license|account|csrf|session) \Z",
    re.IGNORECASE,
)
"""In front of `key` or `token` in prose and forms, where the name is two words."""
_IN_NAMES = string.ascii_letters + string.digits + "_.-"


def _stands_for_one(value: str) -> bool:
    return (
        is_placeholder(value) or is_placeholder(value.strip("=:;,.!?- ")) or is_made_of_words(value)
    )


def is_spoken_password(candidate: Candidate) -> bool:
    """Whether the word after "password is" is one: letters with digits or marks."""
    value = candidate.value.rstrip(".,;:!?")
    quoted = candidate.group("verb") and candidate.group("quote") and value.isalpha()
    if len(value) < 5 or _stands_for_one(value) or not (quoted or has_mixture(value)):
        return False
    if value.startswith(("[", "(", "{", "#")) or _VERSION.fullmatch(value):
        return False
    if candidate.group("verb") or candidate.group("quote"):
        return True
    if _PAIR.match(value) or candidate_line(candidate).endswith("="):
        return False  # fields of a log line: `method=password session=...`
    return classes(value) >= 3


def classes(value: str) -> int:
    """How many of lower case, upper case, digits and marks occur."""
    marks = any(not char.isalnum() and char not in "-/._" for char in value)
    kinds = (str.islower, str.isupper, str.isdigit)
    return marks + sum(any(map(kind, value)) for kind in kinds)


def without_stop(candidate: Candidate) -> str:
    """The value, from now on without the full stop or colon that ends its sentence."""
    value = candidate.value.rstrip(".:?")
    candidate.end = candidate.start + len(value)
    return value


def is_interpolated(candidate: Candidate) -> bool:
    """Whether a text is put together at run time, as a whole or in part."""
    value = candidate.value
    if "{" in value and re.search(r"[fF][rR]?\Z", candidate.before(3).rstrip("\"'")):
        return True
    return _TEMPLATE.search(value) is not None


_TEMPLATE = re.compile(
    r"\A ?[+.] |\A'?\$[A-Za-z_]\w*'?\Z"
    r"|[^$\w]\$[A-Za-z_]\w*'?\Z|\A&\w+;|\$\{|\{\{|\$\(|#\{|\{\w*\}|%[sdv]\b|%\(\w+\)"
    r"|<\w[\w -]*>|\A%\w+%|<%|\A\$env:|\A\$\w+\["
)
"""Shell, Perl and PHP variables; templates; format strings; cmd.exe's `%NAME%`."""


def has_mixture(value: str) -> bool:
    """Whether letters stand with digits or with marks that names do not have."""
    letter = any(char.isalpha() for char in value)
    digit = any(char.isdigit() for char in value)
    mark = any(not char.isalnum() and char not in "_.-:/\\" for char in value)
    return letter and (digit or mark)


def _is_camel(value: str) -> bool:
    return re.search(r"[a-z][A-Z]", value) is not None and len(re.findall(r"[A-Z]", value)) <= 3


def is_attribute(value: str) -> bool:
    """Whether a bare word is a member of something: `settings.API_KEY`, `a->b`, `A::B`."""
    return _ATTRIBUTE.fullmatch(value) is not None


def names_the_value(candidate: Candidate) -> bool:
    """Whether what follows the key word leaves the name that of the secret itself."""
    return _NOT_THE_VALUE.search(candidate.group("rest")) is None


def is_no_words(value: str, least_bits: float = 2.5) -> bool:
    """Whether somebody drew or typed a value at random: neither words nor a placeholder.

    Digits among letters, or letters that no language has in this order.
    """
    if _stands_for_one(value) or not is_random(value, least_bits):
        return False
    digits = sum(map(str.isdigit, value))
    letters = sum(map(str.isalpha, value))
    if digits >= 2 and letters >= 2:
        return is_drawn_at_random(value) or entropy(value) >= least_bits
    return letters >= 6 and surprise(value) >= _SURPRISING
