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
LABEL = re.compile(
    r"pass|pwd|word|token|key|secret|name|user|login|field|input|text|hidden|confirm|auth|error|invalid|valid"
)
SURPRISING = 4.5
"""Bits a pair of letters (see `wording.surprise`) that 98 in 100 words stay below."""


def is_compared(candidate: Candidate) -> bool:
    """Whether a secret is compared with a literal of several words, or with a number.

    Such a one is hard-coded (CWE-798). A single word may be a state, a type, the name of a field.
    """
    value = candidate.value
    if candidate.group("op") not in _COMPARED or not candidate.group("quote"):
        return False
    if is_placeholder(value) or is_interpolated(candidate) or not _PHRASE.fullmatch(value):
        return False
    return not LABEL.search(value.lower())


_COMPARED = frozenset({"==", "===", "!="})
_PHRASE = re.compile(r"[A-Za-z]{2,20}(?:[-_#.+][A-Za-z]{2,20}){1,4}|[A-Za-z]{4,20}[0-9]{2,6}")


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


def stands_for_one(value: str) -> bool:
    """Whether a value is a placeholder, with or without marks around it, or words of labels."""
    return (
        is_placeholder(value) or is_placeholder(value.strip("=:;,.!?- ")) or is_made_of_words(value)
    )


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
    if stands_for_one(value) or not is_random(value, least_bits):
        return False
    digits = sum(map(str.isdigit, value))
    letters = sum(map(str.isalpha, value))
    if digits >= 2 and letters >= 2:
        return is_drawn_at_random(value) or entropy(value) >= least_bits
    return letters >= 6 and surprise(value) >= SURPRISING
