"""Dates in words and numbers: days, months, years, weekdays; and which of them are birthdays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.checks.pii.prose.marks import LIKELY, SURE, WEAK, Mark
from transforms.checks.pii.prose.text import LOWER, Tokens
from transforms.core.language.vocabulary import MONTHS, WEEKDAYS
from transforms.core.surrogates.listing import listed

DATE, BIRTH = "DATE", "DATE_OF_BIRTH"

_NUMERIC = re.compile(
    r"""(?<![\w./:,+#$€£@-])
    (?:
        (?:1[5-9]|20)\d\d(?P<a>[-./])(?:1[0-2]|0?[1-9])(?P=a)(?:3[01]|[12]\d|0?[1-9])
      | (?:3[01]|[12]\d|0?[1-9])(?P<b>[-./])(?:3[01]|[12]\d|0?[1-9])(?P=b)(?:(?:1[5-9]|20)\d\d|\d\d)
    )
    (?:,?[ ](?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?:[ ]?[AaPp]\.?[Mm]\b\.?)?)?
    (?![\w/]|[-.:]\d)""",
    re.VERBOSE,
)
"""Year first (ISO 8601), or day and month first in either order; no time stamps of machines, which
have a T or a zone."""

_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|er|ª|º|\.)?"
_LINK = (
    r"(?:\s*,\s*(?:(?:and|on|et|y|und)\s+)*"
    r"|\s+(?:and|to|or|y|et|und|bis|al|a|au|on|and\s+on)\s+|\s*[-–/]\s*)"
)
_BEFORE = re.compile(rf"(?<![\w.,/:-])(?:{_DAY}{_LINK}){{0,3}}{_DAY}\s?(?:of\s|de\s|day\sof\s)?\Z")
_AFTER_DAY = re.compile(
    r"\.?\s(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:(?:,\s?|\s)(?:1[5-9]|20)\d\d)?(?![\w/]|[.,:-]\d)"
)
_YEAR = re.compile(r"\.?,?\s(?:de\s|del\s|of\s)?(?:(?:1[5-9]|20)\d\d|['’]\d\d)(?!\w|[.,/-]\d)")
_SHORT_FORM = re.compile(r"(?:3[01]|[12]\d|0?[1-9])[-/. ]\Z")
_SHORT_YEAR = re.compile(r"[-/. ](?:(?:1[5-9]|20)\d\d|\d\d)(?!\w)")

_BIRTH = re.compile(
    r"\b(?:born|birth|birth\s?date|birthday|d\.?o\.?b|nacid[oa]|naci[óo]|nacimiento|née?|naissance|"
    r"geb|geboren(?:e[rn]?)?|geburts\w*|nato|nata|nascita|nascid[oa]|nascimento)\b[^\n]{0,24}\Z",
    re.IGNORECASE,
)

_IN = frozenset(
    listed(
        "in since during until till from by between around circa about before after of early "
        "late mid year years en desde hasta durante año années année depuis jusqu'en seit jahr "
        "jahre bis ab dal nel em spring summer autumn fall winter"
    )
)
_NO_YEAR = frozenset(
    listed(
        "people percent years meters metres miles km kg g mg ml euros dollars pounds times "
        "words euro students employees members copies lines bytes points items units users "
        "hours minutes calories pages feet of steps samples"
    )
)
"""What four digits count, when they are no year."""

_ARTICLES = frozenset(listed("a un une una ein eine"))

_AMBIGUOUS = frozenset(listed("may march mar mars august mai dec sep set"))
"""Months that are words, too: alone they are none."""

_SMALL_WEEKDAYS = frozenset(listed("martes domingo"))
_BETWEEN = re.compile(
    r"\s*(?:,|and|to|–|-|until|y|al|et|au|und|bis)\s*(?:on\s|the\s)?\Z", re.IGNORECASE
)


def find(tokens: Tokens) -> Iterator[Mark]:
    """Every date; a birthday under its own name. Scores say how sure, not how private."""
    marks = sorted({*_numeric(tokens), *_named(tokens), *_years(tokens), *_weekdays(tokens)})
    kept: list[Mark] = []
    for mark in marks:
        if kept and mark.start < kept[-1].end:
            if mark.end > kept[-1].end:
                kept[-1] = kept[-1]._replace(end=mark.end)
            continue
        if kept and _BETWEEN.fullmatch(tokens.joined, kept[-1].end, mark.start):
            last = kept[-1]
            kept[-1] = last._replace(end=mark.end, score=max(last.score, mark.score))
            continue
        kept.append(mark)
    for mark in kept:
        before = tokens.joined[max(0, mark.start - 40) : mark.start]
        birth = _BIRTH.search(before.replace("\0", "\n"))
        yield mark._replace(category=BIRTH, score=SURE) if birth else mark


def _numeric(tokens: Tokens) -> Iterator[Mark]:
    end = 0
    for number in tokens.numbers:
        at = tokens.starts[number]
        match = _NUMERIC.match(tokens.joined, at) if at >= end else None
        if match is None:
            continue
        end = match.end()
        short = match["b"] is not None and not re.search(r"(?:1[5-9]|20)\d\d", match[0])
        if short and match["b"] != "/":
            continue  # 10.15.7 and 12-11-10 are versions and serial numbers, too
        yield Mark(match.start(), match.end(), DATE, LIKELY)


def _named(tokens: Tokens) -> Iterator[Mark]:
    """Dates with the name of a month."""
    joined = tokens.joined
    for at in tokens.among("month", MONTHS):
        start, end = tokens.starts[at], tokens.ends[at]
        word = tokens.fold(at)
        if tokens.kinds[at] == LOWER and word in _AMBIGUOUS and word not in ("mars", "mai"):
            continue
        day = _BEFORE.search(joined, max(0, start - 48), start)
        after = _AFTER_DAY.match(joined, end) if day is None else None
        year = _YEAR.match(joined, end)
        tight = _SHORT_FORM.search(joined, max(0, start - 3), start)
        if tight and (short := _SHORT_YEAR.match(joined, end)) is not None and day is None:
            yield Mark(tight.start(), short.end(), DATE, LIKELY)
        elif day is not None:
            yield Mark(day.start(), year.end() if year else end, DATE, LIKELY)
        elif after is not None:
            yield Mark(start, after.end(), DATE, LIKELY)
        elif year is not None:
            yield Mark(start, year.end(), DATE, LIKELY)
        elif word not in _AMBIGUOUS and len(word) > 3 and tokens.fold(at - 1) in _IN:
            yield Mark(start, end, DATE, WEAK)


def _years(tokens: Tokens) -> Iterator[Mark]:
    """Years that a word in front says are years."""
    for at in tokens.numbers:
        name = tokens.name(at)
        if not (len(name) == 4 and name.isascii() and "1850" <= name <= "2049"):
            continue
        start, end = tokens.starts[at], tokens.ends[at]
        behind = tokens.joined[end : end + 2]
        if behind[0] in "%€$£°-:_" or (behind[0] in ".,/" and behind[1:].isdigit()):
            continue
        before, after = tokens.fold(at - 1), tokens.fold(at + 1)
        said = before in _IN or (before == "(" and after == ")")
        article = before in _ARTICLES and tokens.name(at + 1)[:1].isupper()
        if (said or article) and after not in _NO_YEAR:
            yield Mark(start, end, DATE, LIKELY)


def _weekdays(tokens: Tokens) -> Iterator[Mark]:
    for at in tokens.among("weekday", WEEKDAYS):
        word = tokens.fold(at)
        romance = word[-2:] in ("es", "di") or word in ("sábado", "domingo", "dimanche")
        if tokens.kinds[at] != LOWER or (romance and word not in _SMALL_WEEKDAYS):
            yield Mark(tokens.starts[at], tokens.ends[at], DATE, LIKELY)
