"""Tells prose from code, configuration and markup, cheaply."""

from __future__ import annotations

import re

_CODE = "{}();=<>_[]$\\"
"""Marks that prose has few of; in code nearly every tenth character is one."""

_MOST = 0.045
"""Share of these marks above which a text is no prose; rules of forms (=====) do not count."""

_SHORT = 120
"""Characters below which a text is taken for prose: its marks say little."""

_HEAD = 6000
"""Characters that are looked at."""

_LINE = re.compile(
    r"""(?m)[ \t]*(?:
        (?:def|class|import|from\ \S+\ import|return|raise|elif|async|await|func|fn|pub|impl|struct|
           package|const|let|var|public|private|protected|static|void|int|export|module|require|use|
           namespace|typedef|template|local|echo|set|if|for|while|try|except|else|finally|with|end)
        \b[^\n]*[:;{}()=\\"'\],]\s*$
      | [\w.\[\]'"$*]+\s*(?::\s?[\w\[\], .|]+)?\s*[-+|&.:]?=(?!=)[^\n]*
      | [\w.]+\([^\n]*
      | [)\]}]+[^\n]{0,3}
      | </?[\w!?][^\n]*
      | @\w+[^\n]*
      | \#(?:include|define|if|endif|!/)[^\n]*
      | -?[ ]?[a-z_][\w.-]*:[ ][^\n]+
      | (?:\w+/)*[\w.-]+\.\w+/[\w./-]+\ v\d[^\n]*
    )$""",
    re.VERBOSE,
)
"""Lines that only code, configuration and markup have; so are those that end with one of
`_ENDS`."""

_ENDS = (";", "{")

_CODE_LINES = 0.2
"""Share of such lines, of those that are not empty, from which on a text is code: the rest may be
comments."""

_FEWEST = 2


_TECHNICAL = re.compile(
    r"`|://|\(\)|::|->|[A-Za-z]_[A-Za-z]|--\w|\.(?:py|js|rb|go|java|rst|md|json|yml|html|sh)\b"
    r"|\#\d+|\bv?\d+\.\d+\.\d+|[\w/]/[\w/]"
)
"""What texts about software are full of: names of code and of files, links, versions, issues."""

_PERHAPS = re.compile(
    r"`|:(?=//|:)|\((?=\))|-(?=>|-\w)|_(?<=[A-Za-z]_)(?=[A-Za-z])"
    r"|\.(?=(?:py|js|rb|go|java|rst|md|json|yml|html|sh)\b)|\.(?<=\d\.)(?=\d+\.\d)"
    r"|\#(?=\d)|/(?<=[\w/]/)(?=[\w/])"
)
"""A character that each of these has for itself: never fewer, and quick to count."""

_MOST_TECHNICAL = 0.011
"""Of these a character. Measured: 3 in 4 READMEs, logs of changes and comments of 12 repositories
have more than .010; 99 in 100 court cases, case reports and letters have less."""


def is_prose(text: str) -> bool:
    """Whether a text is people's language rather than code, data or markup."""
    if len(text) < _SHORT:
        return True
    head = text[:_HEAD]
    marks = sum(_unruled(head, mark) for mark in _CODE)
    marks -= head.count("\n>")  # quoted lines of a mail
    if marks > _MOST * len(head):
        return False
    lines = len(head.split("\n")) - head.count("\n\n")
    return not _has_lines(head, max(_FEWEST, _CODE_LINES * lines)) and not is_technical(head)


def _unruled(head: str, mark: str) -> int:
    found = head.count(mark)
    return found - 2 * head.count(mark * 2) if found > 1 else found


def _has_lines(head: str, fewest: float) -> bool:
    """Whether so many lines are those of code."""
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
    if len(_PERHAPS.findall(head)) <= most:
        return False
    return len(_TECHNICAL.findall(head)) > most
