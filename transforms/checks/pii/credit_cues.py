"""What stands in front of people's names in code and its papers, and what leads to such places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.checks.pii.category import Form
from transforms.checks.pii.written_names import UPPER

BREAK = r"(?:[ \t]{1,3}|[ \t]{0,999}\n[ \t]{0,999}(?:[#*;%]|//|--)?[ \t]{0,999})"
"""Between two words: spaces, or a line's end and the next one's comment leader."""
LEADER = r"(?:[ \t]{0,999}\n[ \t]{0,999}(?:[#*;%-]|//|--)?)?[ \t]{0,999}"
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
            (?:[ \t](?:and[ \t]{word}{{1,999}}|originally|for[ \t]{word}{{1,999}}))?{BREAK}
            by[ \t:]{{0,3}}""",
        rf"""(?:patch(?:es)?|fix(?:es)?|fixups|code|idea|reports?|support|updates?|changes|additions
                    |improvements|work|original[ \t](?:patch|report|code|work)|pull[ \t]request
                    |implementation|work|catch|contribution|courtesy)
            (?:[ \t]{word}{{1,999}}){{0,2}}?{BREAK}(?:by|via|from|of)[ \t]?""",
        rf"""(?:many[ \t]|special[ \t]|big[ \t]|thanks[ \t]and[ \t]|huge[ \t])?
            (?:thanks|thank[ \t]you|kudos|props|credits?|credit[ \t]goes|gratitude|hat[ \t]tip
                    |shoutout)
            (?:[ \t](?:also|again|a[ \t]lot|go))?(?:{BREAK}to|:
                    |[ \t]for[ \t]{word}{{1,999}}[ \t]to)?[ \t:]{{0,3}}""",
        rf"""copyright[ \t]{{0,3}}(?:\(c\)|©|&copy;)?[ \t]{{0,3}}(?:{_YEARS})?[ \t,]{{0,3}}
                    (?:by[ \t])?""",
        rf"(?:\(c\)|©|&copy;)[ \t]{{0,3}}(?:{_YEARS})?[ \t,]{{0,3}}(?:by[ \t])?",
    )


_CUE = "|".join(_cues(r"\w"))
CUES = re.compile(
    rf"(?<![\w@])(?:{_CUE}){LEADER}{_QUOTES}(?=(?-i:[{UPPER}]))",
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


def heads(folded: str, low: int, high: int) -> Iterator[int]:
    """Where cues may begin from `low`, the start of a line, to `high`; every place of one."""
    yield low
    for head in _HEADS.finditer(folded, low, high):
        yield head.end()


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


LEADS = (
    *(
        _lead(rf"(?<![\w@]){cue}{LEADER}{_QUOTES}(?-i:[{UPPER}])", *anchors)
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
        rf"""[ \t]\((?:(?:by|via|from|thanks[ ]to|patch[ ]by)[ ])?[{UPPER}][^()\n]{{2,999}}
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
