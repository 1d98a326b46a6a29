"""User names in source code and its papers: mentions, authors of merges, home folders, owners.

Whether an account in a URL is a person's or an organisation's no URL says: it is a person's where
the same text mentions it, or where nothing but the profile is linked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from transforms.checks.pii.batch import Batch, occurrences
from transforms.checks.pii.category import Category, Form, Hit
from transforms.checks.pii.led import pairs
from transforms.checks.pii.wording import is_made_of_words
from transforms.core.surrogates.listing import listed

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
_TAG = re.compile(r"@author[ \t:]{1,6}@?(?P<value>[a-z][a-z0-9._-]{2,30})[ \t]*(?=[\r\n<(])")
_HOME = re.compile(
    r"""(?:(?<![\w.])/(?:home|Users|u)/|(?<![A-Za-z])[A-Za-z]:(?:\\{1,2}|/)(?:Users
                    |Documents[ ]and[ ]Settings)(?:\\{1,2}|/))
        (?P<value>[A-Za-z][\w.-]{1,38}\w)(?=[/\\"'\s:;,)]|\Z)""",
    re.VERBOSE,
)
"""POSIX and macOS home folders; Windows profiles."""
_PLACES = r"""(?:(?:github|gitlab|bitbucket|gitee)\.(?:com|org)|twitter\.com|facebook\.com
        |gravatar\.com|keybase\.io|instagram\.com|medium\.com/@|linkedin\.com/in|gratipay\.com
        |patreon\.com|codepen\.io|npmjs\.com/~|stackoverflow\.com/users/\d{1,9999})"""
_PROFILE = re.compile(
    rf"""{_PLACES}/?
        (?P<value>{_SOCIAL})/?(?=[\s"'`)>\],;]|\Z)""",
    re.VERBOSE,
)
"""Links to a profile, and to nothing below it."""
_RIGHTS = re.compile(
    rf"(?i:copyright)[ \t]*(?:\(c\)|©)?[ \t\d,-]{{0,16}}(?:https?://)?(?:github|gitlab|gitee|bitbucket)\.(?:com|org)/(?P<value>{_SOCIAL})",
)
"""Rights that an account holds."""
_OWNER = re.compile(
    rf"""(?:^|[\s{{(,])["']?(?:owner|github_?user(?:name)?
        |twitter_?(?:user(?:name)?|handle)|screen_name)["']?[ ]{{0,2}}(?::|=>|=)[ ]{{0,2}}
        ["']@?(?P<value>{_SOCIAL})["']""",
    re.VERBOSE | re.IGNORECASE,
)

TAGS = frozenset(
    listed(
        "param params return returns throws throw exception see link links linkplain since "
        "version author "
        "deprecated override type typedef class method function module private public "
        "protected internal "
        "static const constant default example examples todo fixme license copyright "
        "namespace memberof "
        "name description property prop enum callback event fires listens extends implements "
        "interface "
        "abstract access alias augments borrows classdesc constructor constructs external "
        "file fileoverview "
        "global ignore inheritdoc inner instance kind lends mixes mixin readonly requires "
        "summary this "
        "tutorial var variation yields template api apiname apigroup apiparam apisuccess "
        "apierror group "
        "media import charset font-face keyframes supports page include mixin extend if else "
        "each for while "
        "function content page-break-inside webkit-keyframes moz-keyframes -webkit-keyframes "
        "font-feature-values "
        "test before after beforeeach aftereach suite ngdoc ng expect require exports babel "
        "types angular "
        "component injectable input output pipe directive decorator property staticmethod "
        "classmethod "
        "dataclass pytest mock patch app click route login_required functools wraps abstractmethod "
        "autowired bean service repository controller restcontroller entity table column id "
        "getmapping "
        "postmapping suppresswarnings nullable notnull nonnull test ignore rule mock inject "
        "singleton "
        "given when then and or not all here there home everyone channel team latest next "
        "beta alpha rc canary "
        "master main localhost example domain host end interface selector synthesize dynamic "
        "implementation "
        "protocol optional required try catch finally autoreleasepool available objc escaping "
        "published state binding main discardableresult environment frozen inline vararg jvmstatic "
        "jvmoverloads throws "
        "parameter brief details date file ingroup defgroup addtogroup note warning code "
        "endcode verbatim c p a e b em ref sa li "
        "internal nodoc beta experimental todo option options flags flow jsx ts-ignore ts- "
        "nocheck ts-expect-error "
        "csrf auth endauth section endsection yield stack push endif foreach endforeach lang json "
        "user username users name your-username yourname youruser you me someone somebody "
        "handle mention "
    )
)
"""Tags of documentation, annotations, decorators, rules of style sheets, words for nobody."""
_NOBODY = frozenset(
    listed(
        "user username users me you your yourname your-name your_name youruser your-username "
        "name login "
        "root admin administrator public default shared guest all everyone nobody runner "
        "runneradmin "
        "ubuntu debian centos fedora vagrant travis circleci jenkins gitlab-runner builder "
        "build buildbot ci "
        "app apps node deploy deployer www www-data web git svn ec2-user pi docker container "
        "postgres mysql "
        "oracle hadoop spark jovyan codespace vscode gitpod linuxbrew test tester testuser "
        "foo bar baz "
        "alice bob john doe jane joe example sample demo dev developer src work home project "
        "projects "
        "someuser someone somebody xxx local lib bin etc tmp var opt share data site login signup "
        "later soon maybe never now perf performance refactor cleanup urgent high low medium "
        "critical docs "
        "features pricing about explore topics search orgs settings notifications marketplace join "
        "sharer share intent hashtag home tos privacy i in pages groups status"
    )
)


_SPOKEN = re.compile(
    r"(?<![@\w.-])(?<![^\w-]/)(?<!\.com/)(?<!\.org/)(?<!\.io/)(?P<word>[\w-]{3,40}+)(?!/)(?:\.(?:js|py|rb|io|net|com|org|dev)\b)?"
)
"""A word that is no mention and no account in front of a repository's name."""


def _lead(pattern: str, *anchors: str, before: int = 40, ignore_case: bool = False) -> Form:
    """A lead: as a mark begins; what it takes and what stands beside it the mark itself asks."""
    return Form(pattern, "ours", anchors=anchors, before=before, ignore_case=ignore_case)


_LEADS = (
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


class Handles:
    """Finds user names by the marks around them."""

    categories: Sequence[Category] = (Category("USERNAME", "online", "*", (), ()),)
    leads: Sequence[Form] = _LEADS

    def find(self, batch: Batch, found: Sequence[Hit], led: Sequence[int]) -> Iterator[Hit]:
        """User names; where they stand elsewhere is found as every value's places are."""
        marked: dict[tuple[int, int], _Marked] = {}
        for start, second, end in pairs(batch, led):
            line = batch.folded[start:second]
            if any(anchor in line for anchor in _ANCHORS):
                _, first, last = batch.place(start)
                if (first, last) not in marked:
                    marked[first, last] = _Marked(batch, first, last)
                marked[first, last].add(start, end)
        for marks in marked.values():
            yield from marks.hits()


class _Marked:
    """The marked user names of one text."""

    def __init__(self, batch: Batch, first: int, last: int) -> None:
        self._text, self._folded = batch.joined, batch.folded
        self._first, self._last = first, last
        self._clear: set[tuple[int, int]] = set()
        self._linked: set[tuple[int, int]] = set()

    def add(self, low: int, high: int) -> None:
        """Takes in the names of a line."""
        line = self._folded[low:high]
        if "@" in line:
            self._clear.update(_mentions(self._text, low, high, self._first))
        for marks, spans in ((_CLEAR, self._clear), (_WEAK, self._linked)):
            for pattern, *signs in marks:
                for sign in signs:  # a loop, no `any`: this runs for every such line of code
                    if sign in line:
                        spans.update(_somebodies(pattern, self._text, low, high))
                        break

    def hits(self) -> Iterator[Hit]:
        """What is somebody's name, not that of a product the text speaks of."""
        clear, linked = self._counted(self._clear), self._counted(self._linked)
        spoken = self._spoken(clear | linked)
        for start, end in sorted(self._clear | self._linked):
            name = self._text[start:end].lower()
            if spoken[name] <= (clear[name] or linked[name]):
                yield Hit(start, end, "USERNAME", 0.7)

    def _counted(self, spans: Iterable[tuple[int, int]]) -> Counter[str]:
        return Counter(self._text[start:end].lower() for start, end in spans)

    def _spoken(self, names: Collection[str]) -> Counter[str]:
        """How often names stand by themselves, or as the name of a repository or of a host."""
        if len(names) > _FEW:
            found = _SPOKEN.finditer(self._text, self._first, self._last)
            return Counter(match["word"].lower() for match in found)
        return Counter({name: self._times(name) for name in names})

    def _times(self, name: str) -> int:
        """How often one does."""
        count = 0
        for at in occurrences(self._folded, name, self._first, self._last):
            match = _SPOKEN.match(self._text, at, self._last)
            count += match is not None and match["word"].lower() == name
        return count


_FEW = 64
"""Names up to which looking for each is quicker than looking at every word."""


def _somebodies(
    pattern: re.Pattern[str], text: str, low: int, high: int
) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text, low, high):
        if is_somebody(match["value"]):
            yield match.span("value")


_Mark = tuple[re.Pattern[str], *tuple[str, ...]]
"""A pattern, and literals (lower case) of which a line with a match has one."""

_SITES = (
    *("github.", "gitlab.", "bitbucket.", "gitee.", "twitter.com", "facebook.com", "gravatar.com"),
    *("keybase.io", "instagram.com", "medium.com/@", "linkedin.com/in", "gratipay.com"),
    *("patreon.com", "codepen.io", "npmjs.com/~", "stackoverflow.com/users"),
)
_CLEAR: tuple[_Mark, ...] = (
    (_MERGE, "merge"),
    (_TODO, "todo(", "fixme(", "xxx(", "hack(", "note(", "bug("),
    (_TAG, "@author"),
    (_HOME, "/home/", "/users", "\\users", "/u/", "and settings"),
    (_LINKED, "]("),
    (_RIGHTS, "copyright"),
)
_WEAK: tuple[_Mark, ...] = (
    (_PROFILE, *_SITES),
    (_OWNER, "owner", "github_user", "githubuser", "twitter", "screen_name"),
)
"""Marks of people's names, and marks that organisations have as well."""


_ANCHORS = (
    *("@", "merge", "todo(", "fixme(", "xxx(", "hack(", "note(", "bug("),
    *("/home/", "/users/", ":\\users", ":\\\\users"),
    *(".com/", ".org/", "keybase.io/", "codepen.io/", "copyright"),
    *("owner", "screen_name", "github_user", "githubuser", "twitter_"),
)  # fmt: skip


def _mentions(text: str, low: int, high: int, first: int) -> Iterator[tuple[int, int]]:
    lists: list[tuple[int, int]] | None = None
    for match in _MENTION.finditer(text, low, high):
        value = match["value"]
        if _opens_line(text, match.start(), first):
            continue
        if value.lower() in TAGS or not is_somebody(value):
            continue
        if lists is None:
            lists = [found.span() for found in _LIST.finditer(text, low, high)]
        before = text[max(first, match.start() - 60) : match.start()]
        near = before[-_LONGEST_CUE:]
        if _IN_CODE.search(near):
            continue
        listed_ = any(start < match.start() < end for start, end in lists)
        if listed_ or _CUE.search(near) or _CHAIN.search(before):
            yield match.span("value")


def _opens_line(text: str, at: int, first: int) -> bool:
    """Whether marks alone stand in front in the line: before a decorator, a tag of a comment.

    No cue is there, nor the bracket of a list.
    """
    start = max(first, at - 60)
    before = text[text.rfind("\n", start, at) + 1 or start : at]
    return "(" not in before and _WORD.search(before) is None


_WORD = re.compile(r"\w")


def is_somebody(handle: str) -> bool:
    """Whether a user name may be somebody's: no role, no placeholder, no number.

    >>> is_somebody("mtalvane"), is_somebody("ubuntu")
    (True, False)
    """
    lower = handle.lower()
    return (
        len(handle) >= 3
        and lower not in _NOBODY
        and not handle.isdigit()
        and not is_made_of_words(handle)
    )


DETECTORS = (Handles,)
