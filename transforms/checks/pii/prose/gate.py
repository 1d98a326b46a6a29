"""Tells prose from code, configuration and markup, cheaply."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODE = b"()=_;{}[]<>$\\"
"""Marks that prose has few of; in code nearly every tenth character is one."""
_PAIRS = tuple(bytes((mark, mark)) for mark in _CODE)
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b" \n" + _CODE)

_MOST = 0.045
"""Share of these marks above which a text is no prose; rules of forms (=====) do not count."""

_SHORT = 120
"""Characters below which a text is taken for prose: its marks say little."""

_HEAD = 6000
"""Characters at the beginning that are looked at."""

_LATER = (1 / 4, 1 / 2, 3 / 4, 1)
"""Where else a longer text is looked at, as shares of what follows its head: source code may begin
with pages of documentation, and a talk may hold some code."""

_WINDOW = 2000
"""Characters that are looked at there."""

_LINE = re.compile(
    r"""(?m)[ \t]*+(?:
        (?=[a-z])(?:def|class|import|from\ \S+\ import|return|raise|elif|async|await|func|fn|pub|
           impl|struct|package|const|let|var|public|private|protected|static|void|int|export|module|require|use|
           namespace|typedef|template|local|echo|set|if|for|while|try|except|else|finally|with|end)
        \b[^\n]*[:;{}()=\\"'\],]\s*$
      | [\w.\[\]'"$*]++\s*+(?::\s?[\w\[\], .|]++)?+\s*+[-+|&.:]?=(?!=)[^\n]*
      | [\w.]++\([^\n]*
      | [)\]}]+[^\n]{0,3}
      | </?[\w!?][^\n]*
      | @\w+[^\n]*
      | \#(?:include|define|if|endif|!/)[^\n]*
      | -?[ ]?[a-z_][\w.-]*+:[ ][^\n]+
      | (?=[\w./-]++\ v\d)(?:\w+/)*[\w.-]+\.\w+/[\w./-]+\ v\d[^\n]*
    )$""",
    re.VERBOSE,
)
"""Lines that only code, configuration and markup have; so are those that end with one of
`_ENDS`. Possessive, so that a line that is none is left at once."""

_HEADER = re.compile(
    r"(?:#!.*\n)?\s*(?:/\*[^*]*(?:\*(?!/)[^*]*)*\*/|(?:(?:\#|//|--|;).*\n\s*){3,})"
)
"""A comment of lines, or one in C's marks."""

_DECLARED = re.compile(
    r"(?m)^[ \t]*(?:(?:class|module|def|func|fn|struct|interface)[ ]\w+(?:[ ]?[(<:{]|$)"
    r"|(?:import|package|using|from[ ]\S+[ ]import)[ ][\w.*, ]+;?$|\#include\b|</?\w+>)"
)
"""What a few lines of code have: a declaration, an import, a tag."""

_ENDS = (";", "{", "}")

_CODE_LINES = 0.2
"""Share of such lines, of those that are not empty, from which on a text is code: the rest may be
comments."""

_FEWEST = 2


_TECHNICAL = re.compile(
    r"`|://|\(\)|::|->|[A-Za-z]_[A-Za-z]|--\w|\.(?:py|js|rb|go|java|rst|md|json|yml|html|sh)\b"
    r"|\#\d+|\bv?\d+\.\d+\.\d+|[A-Za-z_/]/[A-Za-z_/]"
)
"""What texts about software are full of: names of code and of files, links, versions, issues."""

_PERHAPS = re.compile(
    r"`|:(?=//|:)|\((?=\))|-(?=>|-\w)|_(?<=[A-Za-z]_)(?=[A-Za-z])"
    r"|\.(?=(?:py|js|rb|go|java|rst|md|json|yml|html|sh)\b)|\.(?<=\d\.)(?=\d+\.\d)"
    r"|\#(?=\d)|/(?<=[A-Za-z_/]/)(?=[A-Za-z_/])"
)
"""A character that each of these has for itself: never fewer, and quick to count."""

_CERTAINLY = 3
"""Times as many of these characters as marks have to be: more than stand in one of them."""

_MOST_TECHNICAL = 0.011
"""Of these a character. Measured: 3 in 4 READMEs, logs of changes and comments of 12 repositories
have more than .010; 99 in 100 court cases, case reports and letters have less."""


def is_prose(text: str) -> bool:
    """Whether a text is people's language rather than code, data or markup.

    Its head has to be, and so has half of the places further down that are looked at.
    """
    if len(text) < _SHORT:
        return _DECLARED.search(text) is None
    if not _reads(_without_header(text[:_HEAD])):
        return False
    later = [_reads(window) for window in _windows(text)]
    return 2 * sum(later) >= len(later)


def _without_header(head: str) -> str:
    """What follows a comment that a text begins with, such as its licence: it tells what it is."""
    header = _HEADER.match(head)
    rest = head[header.end() :] if header else ""
    return rest if len(rest) >= _SHORT else head


def _windows(text: str) -> Iterator[str]:
    """Whole lines of a long text behind its head, spread evenly."""
    room = len(text) - _HEAD - _WINDOW
    if room < 0:
        return
    for share in _LATER:
        at = _HEAD + int(room * share)
        begin = text.find("\n", at, at + _WINDOW // 2) + 1 or at
        yield text[begin : begin + _WINDOW]


def _reads(part: str) -> bool:
    if _is_marked(part):
        return False
    lines = len(part.split("\n")) - part.count("\n\n")
    return not _has_lines(part, max(_FEWEST, _CODE_LINES * lines)) and not is_technical(part)


def _is_marked(part: str) -> bool:
    """Whether more than `_MOST` of it are marks of code, quoted lines of a mail left out.

    Two of the same mark side by side may be part of a rule, and do not count.
    """
    most = _MOST * len(part) + part.count("\n>")
    octets = part.encode("utf-8", "replace")
    marks = len(octets) - len(octets.translate(None, _CODE))
    if marks <= most:
        return False
    near = octets.translate(None, _NO_MARKS)  # has all pairs that there are, and perhaps some more
    return marks - _paired(near) > most or marks - _paired(octets) > most


def _paired(octets: bytes) -> int:
    """Marks of code that stand side by side in pairs."""
    return 2 * sum(map(octets.count, _PAIRS))


def _has_lines(head: str, fewest: float) -> bool:
    """Whether so many lines are those of code."""
    if sum(head.count(f"{end}\n") for end in _ENDS) >= fewest:
        return True
    found = at = 0
    more = True
    while more and found < fewest:
        end = head.find("\n", at)
        if head[at : end if end >= 0 else None].rstrip().endswith(_ENDS):
            found += 1
        elif (line := _LINE.match(head, at)) is not None:
            found += 1
            end = head.find("\n", line.end() - 1)
        at = end + 1
        more = at > 0
    return found >= fewest


def is_technical(head: str) -> bool:
    """Whether a text is about software, as a README or a log of changes is.

    There people stand behind cues (`pii.credited`), and words with capitals are products.
    """
    most = _MOST_TECHNICAL * max(len(head), 200)
    perhaps = len(_PERHAPS.findall(head))
    if perhaps <= most or perhaps > _CERTAINLY * most:
        return perhaps > most
    return len(_TECHNICAL.findall(head)) > most
