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
from transforms.checks.pii.led import line_end, pairs
from transforms.core.language.lexicon import COMMON, FIRST, LAST, flags_of
from transforms.core.surrogates.listing import listed

_UPPER = r"A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u0178\u0391-\u03a9\u0410-\u042f"
_LOWER = r"a-z\u00df-\u00f6\u00f8-\u00ff\u0101-\u017f\u03ac-\u03ce\u0430-\u044f"
_WORD = (
    rf"[{_UPPER}](?:[{_LOWER}]+|['’][{_UPPER}]?[{_LOWER}]+"
    rf"|[{_LOWER}]*[{_UPPER}][{_LOWER}]+)(?:-[{_UPPER}][{_LOWER}]+)?"
)
_PARTICLE = r"(?:van|von|der|den|de|da|di|del|du|dos|la|le|el|bin|al|ter|ten|zu|y)"
_GAP = r"[ \t]{1,3}"
_BREAK = r"(?:[ \t]{1,3}|[ \t]{0,999}\n[ \t]{0,999}(?:[#*;%]|//|--)?[ \t]{0,999})"
NAME = rf"{_WORD}(?:{_GAP}(?:[{_UPPER}]\.|{_PARTICLE}|{_WORD})){{0,3}}{_GAP}{_WORD}"
"""Two to five words with capitals; initials and particles between."""

_ORGANISATION = frozenset(
    listed(
        "inc inc. llc ltd limited gmbh corp corporation company co foundation project "
        "projects team "
        "authors author contributors contributor developers maintainers community group "
        "association "
        "consortium committee institute university college school laboratory labs lab software "
        "systems technologies technology solutions services studio studios media networks network "
        "security research press license licence public free open source rights reserved general "
        "apache google microsoft amazon facebook oracle mozilla red hat ibm intel apple twitter "
        "github gitlab linux gnu python ruby java javascript node windows mac android docker "
        "the this that these those all any some see for in on at with without your my our their "
        "new old fix fixed fixes add added adds remove removed update updated updates bug issue "
        "pull request version release changes change changelog first last name user username email "
        "mail address test tests example examples sample demo default api http https url json xml "
        "html css sql server client app application web site framework library module package "
        "plugin bundle code big corporation street road avenue north south east west united states "
        "america europe monday tuesday wednesday thursday friday saturday sunday january february "
        "march april june july august september october november december read write create delete "
        "get set post put make build install run note notes warning error copyright creative "
        "commons attribution berkeley stack overflow visual studio internet explorer core team "
        "support documentation docs manual guide tutorial hello world lorem ipsum foo bar stripe "
        "passport express mongo angular react native material design google's semantic"
    )
)
"""Words that names of organisations, products and sentences have, and those of people have not."""

_LEADER = r"(?:[ \t]{0,999}\n[ \t]{0,999}(?:[#*;%-]|//|--)?)?[ \t]{0,999}"
"""A line may end between a cue and its name, with a comment's leader in front of the next."""
_QUOTES = r"""[<\["'*_]{0,3}"""
_YEARS = r"(?:19|20)\d\d(?:[ \t]{0,2}[-–,][ \t]{0,2}(?:(?:19|20)\d\d|present|now)){0,99}"


def _cues(word: str) -> tuple[str, ...]:
    """The cues, verbose and in small letters; `word` is a letter of the words they leave open."""
    return (
        r"@(?:author|maintainer|contributor|developer|copyright)[ \t:]{1,8}",
        r"""(?:co-?)?(?:signed-off|authored|reviewed|acked|tested|reported|suggested|helped|mentored
                    |co-developed)-by:[ \t]{1,4}""",
        r"""(?:(?:original|main|lead|primary|current|principal)[ \t])?(?:author|maintainer|developer
                    |contributor|creator|contact|translator|designer|committer|owner|packager
                    |uploader)s?
            (?:["']?[ \t]{0,12}(?:[:=]|=>)[ \t]{0,12}(?:[\[({%]w?[ \t]{0,4})?["']?
                    |[ \t]{1,2}-[ \t])""",
        rf"""(?:written|created|developed|designed|contributed|reported|suggested|maintained|ported
                    |implemented|authored|coded|found
            |fixed|submitted|provided|spotted|noticed|introduced|inspired|adapted|translated
                    |requested|made|built|donated|discovered)
            (?:[ \t](?:and[ \t]{word}{{1,999}}|originally|for[ \t]{word}{{1,999}}))?{_BREAK}
            by[ \t:]{{0,3}}""",
        rf"""(?:patch(?:es)?|fix(?:es)?|fixups|code|idea|reports?|support|updates?|changes|additions
                    |improvements|work|original[ \t](?:patch|report|code|work)|pull[ \t]request
                    |implementation|work|catch|contribution|courtesy)
            (?:[ \t]{word}{{1,999}}){{0,2}}?{_BREAK}(?:by|via|from|of)[ \t]?""",
        rf"""(?:many[ \t]|special[ \t]|big[ \t]|thanks[ \t]and[ \t]|huge[ \t])?
            (?:thanks|thank[ \t]you|kudos|props|credits?|credit[ \t]goes|gratitude|hat[ \t]tip
                    |shoutout)
            (?:[ \t](?:also|again|a[ \t]lot|go))?(?:{_BREAK}to|:
                    |[ \t]for[ \t]{word}{{1,999}}[ \t]to)?[ \t:]{{0,3}}""",
        rf"""copyright[ \t]{{0,3}}(?:\(c\)|©|&copy;)?[ \t]{{0,3}}(?:{_YEARS})?[ \t,]{{0,3}}
                    (?:by[ \t])?""",
        rf"(?:\(c\)|©|&copy;)[ \t]{{0,3}}(?:{_YEARS})?[ \t,]{{0,3}}(?:by[ \t])?",
    )


_CUE = "|".join(_cues(r"\w"))
CUES = re.compile(
    rf"(?<![\w@])(?:{_CUE}){_LEADER}{_QUOTES}(?=(?-i:[{_UPPER}]))",
    re.VERBOSE | re.IGNORECASE,
)
_HEADS = re.compile(
    r"""[^a-z0-9_@\u00df-\u00f6\u00f8-\u024f\u0430-\u044f\u4e00-\u9fa5](?=(?:
        @(?:author|maintainer|contributor|developer|copyright) | \(c\) | © | &copy;
      | a(?:uthor|cked-|ddition|dapted) | b(?:ig[ \t]|uilt\s)
      | c(?:atch|hanges|reat(?:ed|or)|redit|urrent[ \t]|o(?:-|co-|acked-|authored-|helped-|mentored-
                |reported-|reviewed-|signed-|suggested-|tested-|de|mmitter|ntact|ntribut|pyright
                |urtesy))
      | d(?:esign|evelope|iscovered|onated) | f(?:ix|ound\s) | gratitude
      | h(?:at[ \t]|elped-|uge[ \t]) | i(?:dea|mplement|mprovements|nspired|ntroduced) | kudos
      | lead[ \t] | m(?:a(?:de\s|in[ \t]|intain|ny[ \t])|entored-) | noticed | o(?:riginal|wner)
      | p(?:ackager|atch|orted|r(?:imary|incipal|ops|ovided)|ull[ \t]) | re(?:port|quested|viewed-)
      | s(?:houtout|igned-|pecial[ \t]|potted|u(?:bmitted|ggested|pport))
      | t(?:ested-|hank|ranslat) | up(?:date|loader) | w(?:ork|ritten)
      ))(?<![\w@])""",
    re.VERBOSE,
)
"""In front of the first letters of all of `CUES`, in lower case: quick, since few places have
them."""
_NAME_AT = re.compile(NAME)
_SINGLE = re.compile(rf"{_WORD}|@[\w-]{{2,39}}")
_NEXT = re.compile(
    rf"""[\])"'*_]{{0,3}}
        (?:[ \t]{{0,2}}(?:<[^<>\s]{{3,80}}>|\([^()\n]{{1,80}}\)|&lt;[^&\s]{{3,80}}&gt;))?
        (?:[ \t]for[ \t][^,.;\n()]{{3,48}}?)?
        (?:,{_LEADER}(?:and\b{_LEADER})?|;{_LEADER}|{_BREAK}(?:and|&|/|und|y|et){_BREAK}|/)
        [<\["'*_]{{0,3}}(?=[{_UPPER}])""",
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


_CUE_ANCHORS = (
    ("@",),
    ("-by:",),
    (
        *("author", "maintainer", "developer", "contributor", "creator", "contact", "translator"),
        *("designer", "committer", "owner", "packager", "uploader"),
    ),
    ("by",),
    ("by", "via", "from", "of"),
    ("thank", "kudos", "props", "credit", "gratitude", "tip", "shoutout"),
    ("copyright",),
    ("(c)", "©", "&copy;"),
)
"""For each of `_cues`, literals of which it has one."""


def _lead(pattern: str, *anchors: str, ignore_case: bool = True) -> Form:
    """A lead: weaker than what it is for, which decides."""
    return Form(pattern, "ours", anchors=anchors, before=200, ignore_case=ignore_case)


_LEADS = (
    *(
        _lead(rf"(?<![\w@]){cue}{_LEADER}{_QUOTES}(?-i:[{_UPPER}])", *anchors)
        for cue, anchors in zip(_cues(r"[\w\u0080-\U0010ffff]"), _CUE_ANCHORS, strict=True)
    ),
    _lead(r"(?:<|\(|&lt;)[^<>()\s]{1,64}(?:@|[ \[(]at[ \])])", "@", "at", ignore_case=False),
    _lead(
        r"""["'](?:name|full_?name|display_?name|real_?name|author|owner|maintainer|contact|creator
        |(?:Original)?DisplayName)["'][ \t]{0,4}(?::|=>)[ \t]{0,4}["'][^"\n]{2,9999}[ \t]""",
        *("name", "author", "owner", "maintainer", "contact", "creator"),
    ),
    _lead(
        r"""\]\((?:https?://)?(?:www\.)?(?:github\.com|twitter\.com|linkedin\.com/in|gitlab\.com
        |bitbucket\.org)/""",
        "](",
        ignore_case=False,
    ),
    _lead(
        rf"""[ \t]\((?:(?:by|via|from|thanks[ ]to|patch[ ]by)[ ])?[{_UPPER}][^()\n]{{2,999}}
        \)\.?[ \t]{{0,999}}(?![^\n])""",
        "(",
        ignore_case=False,
    ),
    _lead(
        r"""(?<![^\n])(?:[\#=*]{1,6}[ \t]{0,9999})?(?:the[ \t])?
        (?:(?:core|main|past|other|all|our)[ \t])?
        (?:contributors?|authors?|credits?|acknowledge?ments?|thanks|maintainers?|committers
        |patches[ ]and[ ]suggestions|team)""",
        *("contributor", "author", "credit", "acknowledg", "thanks", "maintainer", "committer"),
        *("suggestions", "team"),
    ),
)


class Credited:
    """Finds names of people by the cues around them."""

    categories: Sequence[Category] = (Category("PERSON_NAME", "person", "*", (), ()),)
    leads: Sequence[Form] = _LEADS

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


def heads(folded: str, low: int, high: int) -> Iterator[int]:
    """Where cues may begin from `low`, the start of a line, to `high`; every place of one."""
    yield low
    for head in _HEADS.finditer(folded, low, high):
        yield head.end()


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


def is_person(name: str) -> bool:
    """Whether words with capitals can be a person's name: none says organisation or sentence.

    And not all of them are plain words.

    >>> is_person("Mira Talvane"), is_person("Kelora Software Foundation"), is_person("Deep Copy")
    (True, False, False)
    """
    words = [word.strip(".").lower() for word in name.split()]
    if any(word in _ORGANISATION for word in words):
        return False
    flags = [flags_of(word) for word in words]
    return any(not known & COMMON or known & (FIRST | LAST) for known in flags)


DETECTORS = (Credited,)
