"""What stands around user names in source code and its papers, and what leads to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.checks.pii.batch import Window
from transforms.checks.pii.category import Form
from transforms.checks.pii.led import Stretch, begun
from transforms.checks.pii.nobodies import TAGS, is_somebody

LONGEST = 256
"""Characters of a mark and of what it asks for beside it, at most."""

_HANDLE = r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){1,38}"
"""GitHub: letters, digits and single hyphens, 39 at most."""
_SOCIAL = r"[A-Za-z0-9_](?:[A-Za-z0-9_]|[-.](?=[A-Za-z0-9_])){1,38}"

_MENTION = re.compile(rf"(?<![\w@/.\\&=])@(?P<value>{_SOCIAL})(?![\w/(@]|\.\w|-\w|[ ]?[=({{])")
_LIST = re.compile(
    rf"(?<![^\s*_])\([^()\n\[\]]{{0,40}}?(?:@{_HANDLE}(?:,[ ]?|[ ]and[ ]|[ ]?&[ ]|[ ]|/)?)+\)"
)
_LINKED = re.compile(
    rf"\[@?(?P<value>{_SOCIAL})\]\((?:https?://)?(?:www\.)?(?:github|gitlab|twitter|x|bitbucket|gitee)\.(?:com|org)/(?P=value)/?\)"
)
_ANNOUNCING = r"""(?:thanks?|thx|by|via|from|cc|credits?|ping|kudos|props|courtesy|author|maintainer
                    |reported|contributors?|reviewers?|assignees?|owners?
        |help|patch|pr|follow|mention|contact|dm|to|and|with|idea|hat[ ]tip|h/t|rt|twitter|github)
        (?:[ ]?(?:to|of|from|by|for))?[ :]{1,3}[(\[*_]{0,2}"""
_CUE = re.compile(rf"{_ANNOUNCING}\Z", re.VERBOSE | re.IGNORECASE)
_LONGEST_CUE = 24
"""Characters that a cue has at most, or `_IN_CODE`."""
_LINKING = r"[)\]*_]{0,2}(?:,[ ]?|[ ](?:and|&)[ ]|[ ]?/[ ]?|,?[ ])[(\[*_]{0,2}"
_CHAIN = re.compile(rf"@{_SOCIAL}{_LINKING}\Z")
_IN_CODE = re.compile(
    r"[\w)\]]\(\Z|(?:return|if|unless|else|self|end|[=<>!+|&?]|\b(?:to|with)\()[ ]\Z"
)
"""In front of a variable of an instance (Ruby) or an annotation."""
_MERGE = re.compile(
    rf"(?i:merge)[^\n]{{0,40}}?(?i:pull request|pr)[ ]\#\d{{1,6}}[ ]from[ ](?P<value>{_HANDLE})/"
)
_TODO = re.compile(
    rf"(?<![A-Za-z])(?:TODO|FIXME|XXX|HACK|NOTE|BUG)\([ ]?@?(?P<value>{_SOCIAL})[ ]?\)"
)
_TAG = re.compile(r"@author[ \t:]{1,6}@?(?P<value>[a-z][a-z0-9._-]{2,30})[ \t]{0,99}(?=[\r\n<(])")
_HOME = re.compile(
    r"""(?:(?<![\w.])/(?:home|Users|u)/|(?<![A-Za-z])[A-Za-z]:(?:\\{1,2}|/)(?:Users
                    |Documents[ ]and[ ]Settings)(?:\\{1,2}|/))
        (?P<value>[A-Za-z][\w.-]{1,38}\w)(?=[/\\"'\s:;,)]|\Z)""",
    re.VERBOSE,
)
"""POSIX and macOS home folders; Windows profiles."""
_PLACES = r"""(?:(?:github|gitlab|bitbucket|gitee)\.(?:com|org)|twitter\.com|facebook\.com
        |gravatar\.com|keybase\.io|instagram\.com|medium\.com/@|linkedin\.com/in|gratipay\.com
        |patreon\.com|codepen\.io|npmjs\.com/~|stackoverflow\.com/users/\d{1,12})"""
_PROFILE = re.compile(
    rf"""{_PLACES}/?
        (?P<value>{_SOCIAL})/?(?=[\s"'`)>\],;]|\Z)""",
    re.VERBOSE,
)
"""Links to a profile, and to nothing below it."""
_RIGHTS = re.compile(
    rf"(?i:copyright)[ \t]{{0,99}}(?:\(c\)|©)?[ \t\d,-]{{0,16}}(?:https?://)?(?:github|gitlab|gitee|bitbucket)\.(?:com|org)/(?P<value>{_SOCIAL})",
)
"""Rights that an account holds."""
_OWNER = re.compile(
    rf"""(?:^|[\s{{(,])["']?(?:owner|github_?user(?:name)?
        |twitter_?(?:user(?:name)?|handle)|screen_name)["']?[ ]{{0,2}}(?::|=>|=)[ ]{{0,2}}
        ["']@?(?P<value>{_SOCIAL})["']""",
    re.VERBOSE | re.IGNORECASE,
)


def _lead(pattern: str, *anchors: str, before: int = 40, ignore_case: bool = False) -> Form:
    """A lead: as a mark begins; what it takes and what stands beside it the mark itself asks."""
    return Form(pattern, "ours", anchors=anchors, before=before, ignore_case=ignore_case)


LEADS = (
    _lead(rf"{_ANNOUNCING}@[A-Za-z0-9_]", "@", ignore_case=True),
    _lead(rf"@[A-Za-z0-9_][A-Za-z0-9_.-]{{1,38}}{_LINKING}@[A-Za-z0-9_]", "@"),
    _lead(r"(?<![!-)+-^`-~])\([^()\n\[\]]{0,40}@[A-Za-z0-9_]", "@"),
    _lead(r"(?:pull[ ]request|pr)[ ]\#\d{1,6}[ ]from[ ]", "request", "pr", ignore_case=True),
    _lead(
        r"(?:TODO|FIXME|XXX|HACK|NOTE|BUG)\([ ]?@?[A-Za-z0-9_]",
        *("TODO(", "FIXME(", "XXX(", "HACK(", "NOTE(", "BUG("),
    ),
    _lead(r"@author[ \t:]{1,6}@?[a-z]", "@author"),
    _lead(r"(?<![\w.])/(?:home|Users|u)/[A-Za-z]", "/home/", "/Users/", "/u/"),
    _lead(r":(?:\\{1,2}|/)(?:Users|Documents[ ]and[ ]Settings)(?:\\{1,2}|/)", "Users", "Documents"),
    _lead(
        r"\]\((?:https?://)?(?:www\.)?(?:github|gitlab|twitter|x|bitbucket|gitee)\.(?:com|org)/",
        "](",
    ),
    _lead(
        r"""copyright[ \t]{0,9999}(?:\(c\)|©)?[ \t\d,-]{0,16}(?:https?://)?
        (?:github|gitlab|gitee|bitbucket)\.(?:com|org)/""",
        "copyright",
        ignore_case=True,
    ),
    _lead(
        rf"""{_PLACES}/?[A-Za-z0-9_][A-Za-z0-9_.-]{{1,70}}/?(?![!\#-&(*+\-./0-:<=?-Z\[\\^_a-z{{|}}~])""",
        *("github.", "gitlab.", "bitbucket.", "gitee.", "twitter.com", "facebook.com"),
        *("gravatar.com", "keybase.io", "instagram.com", "medium.com/@", "linkedin.com/in"),
        *("gratipay.com", "patreon.com", "codepen.io", "npmjs.com/~", "stackoverflow.com/users"),
    ),
    _lead(
        r"""(?:owner|github_?user(?:name)?|twitter_?(?:user(?:name)?|handle)|screen_name)
        ["']?[ ]{0,2}(?::|=>|=)[ ]{0,2}["']@?[A-Za-z0-9_]""",
        *("owner", "github", "twitter", "screen_name"),
        ignore_case=True,
    ),
)
"""Weaker than the marks, and quick to look for: a mention counts behind a cue or another one, or in
a list in brackets."""

Mark = tuple[re.Pattern[str], *tuple[str, ...]]
"""A pattern, and literals (lower case) of which a line with a match has one."""

_SITES = (
    *("github.", "gitlab.", "bitbucket.", "gitee.", "twitter.com", "facebook.com", "gravatar.com"),
    *("keybase.io", "instagram.com", "medium.com/@", "linkedin.com/in", "gratipay.com"),
    *("patreon.com", "codepen.io", "npmjs.com/~", "stackoverflow.com/users"),
)
CLEAR: tuple[Mark, ...] = (
    (_MERGE, "merge"),
    (_TODO, "todo(", "fixme(", "xxx(", "hack(", "note(", "bug("),
    (_TAG, "@author"),
    (_HOME, "/home/", "/users", "\\users", "/u/", "and settings"),
    (_LINKED, "]("),
    (_RIGHTS, "copyright"),
)
WEAK: tuple[Mark, ...] = (
    (_PROFILE, *_SITES),
    (_OWNER, "owner", "github_user", "githubuser", "twitter", "screen_name"),
)
"""Marks of people's names, and marks that organisations have as well."""


def mentions(text: str, stretch: Stretch, first: int) -> Iterator[Window]:
    """Names behind an `@` in a stretch of a line, where a cue, a chain or a list has them.

    The text begins at `first`.
    """
    for match in begun(_MENTION, text, stretch):
        value, at = match["value"], match.start()
        if _opens_line(text, at, first) or value.lower() in TAGS or not is_somebody(value):
            continue
        before = text[max(first, at - 60) : at]
        near = before[-_LONGEST_CUE:]
        if _IN_CODE.search(near):
            continue
        if _CUE.search(near) or _CHAIN.search(before) or _is_listed(text, at, first):
            yield match.span("value")


def _is_listed(text: str, at: int, first: int) -> bool:
    """Whether a mention is in a list between round brackets, which has no others inside."""
    opened = text.rfind("(", max(first, at - _LONGEST_LIST), at)
    return opened >= 0 and _LIST.match(text, opened, at + _LONGEST_LIST) is not None


_LONGEST_LIST = 1024
"""Characters between a mention and either bracket of its list, at most."""


def _opens_line(text: str, at: int, first: int) -> bool:
    """Whether marks alone stand in front in the line: before a decorator, a tag of a comment.

    No cue is there, nor the bracket of a list.
    """
    start = max(first, at - 60)
    before = text[text.rfind("\n", start, at) + 1 or start : at]
    return "(" not in before and _WORD.search(before) is None


_WORD = re.compile(r"\w")
