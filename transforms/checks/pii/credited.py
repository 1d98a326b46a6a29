"""People whom source code and its papers name: authors, holders of rights, contributors.

Names stand behind cues (`@author`, `Copyright (c) 2019`, `Signed-off-by:`, `Thanks to`), in fields
of package files, and in lists under a heading such as "Contributors". A name found once is found
wherever it stands in the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from transforms.checks.pii.batch import Batch
from transforms.checks.pii.category import Category, Form, Hit
from transforms.checks.pii.credit_cues import BREAK, CUES, LEADER, LEADS, heads
from transforms.checks.pii.led import line_end, pairs
from transforms.checks.pii.written_names import NAME, UPPER, WORD, is_person

_NAME_AT = re.compile(NAME)
_SINGLE = re.compile(rf"{WORD}|@[\w-]{{2,39}}")
_NEXT = re.compile(
    rf"""[\])"'*_]{{0,3}}
        (?:[ \t]{{0,2}}(?:<[^<>\s]{{3,80}}>|\([^()\n]{{1,80}}\)|&lt;[^&\s]{{3,80}}&gt;))?
        (?:[ \t]for[ \t][^,.;\n()]{{3,48}}?)?
        (?:,{LEADER}(?:and\b{LEADER})?|;{LEADER}|{BREAK}(?:and|&|/|und|y|et){BREAK}|/)
        [<\["'*_]{{0,3}}(?=[{UPPER}])""",
    re.VERBOSE,
)
"""From one name of a list to the next."""
_BRACKETED = r"(?:<|\(|&lt;)(?=[^<>()\s]{1,64}(?:@|[ \[(]at[ \])])[^<>()\s]{3,80})"
_MAIL = re.compile(_BRACKETED)
_WITH_MAIL = re.compile(rf"(?P<name>{NAME})[ \t]{{0,2}}{_BRACKETED}")
"""RFC 5322, 3.4: a display name before an address."""
_FIELD = re.compile(
    rf"""["'](?:name|full_?name|display_?name|real_?name|author|owner|maintainer|contact|creator|(?:Original)?DisplayName)["']
        [ \t]{{0,4}}(?::|=>)[ \t]{{0,4}}["'](?P<name>{NAME})["']""",
    re.VERBOSE | re.IGNORECASE,
)
_FIELD_BESIDE = re.compile(
    r"e-?mail|\bmail|author|contributor|maintainer|developer|screen_?name|first_?name|last_?name|avatar|gravatar|followers|profile_image|gender|birthda",
    re.IGNORECASE,
)
_LINKED = re.compile(
    rf"""\[(?P<name>{NAME})\]\((?:https?://)?(?:www\.)?(?:github\.com|twitter\.com|linkedin\.com/in|gitlab\.com|bitbucket\.org)/[\w.-]+/?\)""",
    re.VERBOSE,
)
"""A link to somebody's profile, in Markdown."""
_CLOSING = re.compile(
    rf"""(?:^|\n)[ \t]*(?:[-*+•]|\d{{1,3}}[.)]|\#\d+|\[)[^\n]{{8,160}}
        [ \t]\((?:(?:by|via|from|thanks[ ]to|patch[ ]by)[ ])?
        (?P<name>{NAME})\)\.?[ \t]*(?=\n|\Z)""",
    re.VERBOSE,
)
"""The end of an entry of a list of changes: `- What changed (Who did it)`."""
_CLOSED = re.compile(r"\)\.?[ \t]*(?:\n|\Z)")
"""What each of them ends with."""
_HEADING = re.compile(
    r"""(?:[#=*]{1,6}[ \t]*)?(?:the[ \t])?(?:(?:core|main|past|other|all|our)[ \t])?
        (?:contributors?|authors?|credits?|acknowledge?ments?|thanks|maintainers?|committers
                    |patches[ ]and[ ]suggestions|team)\b[^\n]{0,40}\n""",
    re.VERBOSE | re.IGNORECASE,
)
_HEADINGS = (
    *("contributor", "author", "credits", "acknowledg", "thanks", "maintainer", "committer"),
    *("suggestions", "team"),
)
"""One of these is in every heading of a list of people; in lower case."""
_ITEM = re.compile(rf"[ \t]*(?:[-*+•]|\d{{1,3}}\.)?[ \t]*\[?(?P<name>{NAME})(?![\w'’])")
_SECTION_LINES = 400


class Credited:
    """Finds names of people by the cues around them."""

    categories: Sequence[Category] = (Category("PERSON_NAME", "person", "*", (), ()),)
    leads: Sequence[Form] = LEADS

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> Iterator[Hit]:
        """Names behind cues; where they stand elsewhere is found as every value's places are."""
        text = batch.joined
        spans: set[tuple[int, int]] = set()
        for start, second, end in pairs(batch, led):
            if _NAME_AT.search(text, second, end):
                spans.update(_behind_cues(batch, start, end, batch.place(start)[2]))
                spans.update(_in_fields(batch, start, end))
            line = batch.folded[start:second]
            heading = _HEADING.match(text, start, end) if _has_heading(line) else None
            if heading is not None:
                spans.update(_in_list(text, heading.end(), batch.place(start)[2]))
        for start, end in sorted(spans):
            yield Hit(start, end, "PERSON_NAME", 0.8)


def _has_heading(line: str) -> bool:
    return any(heading in line for heading in _HEADINGS)


def _behind_cues(batch: Batch, low: int, high: int, last: int) -> Iterator[tuple[int, int]]:
    end = low
    for at in heads(batch.folded, low, high):
        cue = CUES.match(batch.joined, at, high) if at >= end else None
        if cue is not None:
            end = cue.end()
            yield from _names_from(batch.joined, end, last)


def _names_from(text: str, at: int, high: int) -> Iterator[tuple[int, int]]:
    """The name at a place, and those of the list that it begins; a single word passes the turn."""
    while True:
        name = _NAME_AT.match(text, at, high)
        if name is not None and is_person(name[0]):
            yield name.span()
        elif name is not None:
            return
        else:
            name = _SINGLE.match(text, at, high)
        further = _NEXT.match(text, name.end(), high) if name is not None else None
        if further is None:
            return
        at = further.end()


def _in_fields(batch: Batch, low: int, high: int) -> Iterator[tuple[int, int]]:
    text = batch.joined
    line = batch.folded[low:high]
    has_mail = "@" in line and _MAIL.search(text, low, high) is not None
    for match in _WITH_MAIL.finditer(text, low, high) if has_mail else ():
        if is_person(match["name"]):
            yield match.span("name")
    for match in _FIELD.finditer(text, low, high) if _has_field(line) else ():
        around = text[max(low, match.start() - 120) : match.end() + 120]
        if is_person(match["name"]) and _FIELD_BESIDE.search(around):
            yield match.span("name")
    closes = _CLOSED.search(text, low, high) is not None
    for match in _CLOSING.finditer(text, max(0, low - 1), high) if closes else ():
        if is_person(match["name"]):
            yield match.span("name")
    for match in _LINKED.finditer(text, low, high) if "](" in line else ():
        if is_person(match["name"]):
            yield match.span("name")


_FIELDS = ("name", "author", "owner", "maintainer", "contact", "creator")


def _has_field(line: str) -> bool:
    """Whether a line in lower case may have one of `_FIELD`."""
    return ('"' in line or "'" in line) and any(field in line for field in _FIELDS)


def _in_list(text: str, at: int, last: int) -> Iterator[tuple[int, int]]:
    """Names that begin the lines under a heading for them."""
    misses = 0
    for _ in range(_SECTION_LINES):
        end = line_end(text, at, last)
        if text[at:end].strip(" \t-=~*"):
            item = _ITEM.match(text, at, end)
            if item is not None and is_person(item["name"]):
                misses = 0
                yield item.span("name")
            else:
                misses += 1
        if misses > 2 or end >= last:
            break
        at = end + 1


DETECTORS = (Credited,)
