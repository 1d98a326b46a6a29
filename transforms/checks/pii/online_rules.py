"""Whether names, handles, pages and domains on the net are somebody's: asked of each match."""

from __future__ import annotations

import functools
import re

import tldextract

from transforms.checks.pii.category import Candidate
from transforms.checks.pii.coding import in_code, is_expression, is_literal, is_used_in_code
from transforms.checks.pii.nobodies import TAGS
from transforms.checks.pii.placeholders import is_example_word, is_placeholder
from transforms.checks.pii.wording import is_made_of_words
from transforms.core.language.lexicon import COMMON, FIRST, LAST, flags_of, is_word
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.reserved import is_reserved_host

_ROLES = frozenset(
    listed(
        "admin administrator root user username guest test tester demo system service nobody "
        "anonymous postgres mysql oracle sa default public www-data ubuntu ec2-user git app api "
        "support info login name email password none null true false me you your their his her "
        "required invalid optional string field input must should cannot already and or for is "
        "are was not the this that with from been exists taken missing empty unknown value type "
        "text"
    )
)
"""Accounts of every installation, and words that follow `username` in code and messages."""


def is_account_name(candidate: Candidate) -> bool:
    """Whether a word can be somebody's account: no role, placeholder, type, call or property."""
    value = candidate.value
    if value.lower() in _ROLES or is_placeholder(value) or candidate.after(1) in {"(", "["}:
        return False
    quoted = candidate.before(1) in {'"', "'"}
    if not quoted and (is_member(value) or candidate.before(2) in _INSERTED):
        return False
    if quoted and re.match(r"[\"']\s?(?::|=>)", candidate.after(4)):
        return False  # the name of a field
    if re.search(r"[=]\s+\Z", candidate.before(4)) and not quoted:
        return False  # an assignment of a variable, and no text
    if in_code(candidate) and not (is_literal(candidate) and _has_marks(value)):
        return False  # what names of fields, variables and fixtures look like as well
    if is_word(value) or is_made_of_words(value) or is_used_in_code(candidate):
        return False
    return not value.isdigit() and len(set(value)) > 2 and candidate.after(2) != "::"


_INSERTED = frozenset({"#{", "${", "{{"})
"""In front of an expression in a text that is put together (Ruby, shell and JavaScript, Jinja)."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def is_member(value: str) -> bool:
    """Whether a bare word is an expression, put together of words: `profile.name`, `availableUser`.

    >>> is_member("profile.username"), is_member("clara.underwood")
    (True, False)
    """
    parts: list[str] = _WORDS.findall(value)
    if value.startswith(("self.", "this.", "cls.")):
        return True
    return len(parts) > 1 and all(_is_plain(part.lower()) for part in parts)


def _is_plain(part: str) -> bool:
    return not flags_of(part) & (FIRST | LAST) and (is_word(part) or is_made_of_words(part))


def _has_marks(value: str) -> bool:
    """Whether an account is told from an identifier by a point, a hyphen or a number."""
    return re.search(r"[.\d-]", value) is not None and not is_made_of_words(value)


def is_telling_name(candidate: Candidate) -> bool:
    """As `is_account_name`, and of more than one word, or with a number, as accounts are."""
    if in_code(candidate) or _ASSIGNED.match(candidate.after(3)):
        return False  # any identifier has this shape
    if candidate.after(1) == "," and _INDENTED.search(candidate.before(12)):
        return False  # an argument in a line of its own
    return bool(re.search(r"[._\d]", candidate.value)) and is_account_name(candidate)


_INDENTED = re.compile(r"\n[ \t]+\Z")
_ASSIGNED = re.compile(r"[ ]?=(?!=)")


_SPOKEN_TO = re.compile(
    r"(?:(?<![A-Za-z])(?:hi|hello|hey|dear|thanks|thank you|contact|ask|ping)[ ,]{0,2}"
    r"|\n|(?:[.!?]|\A)[ ]?)\Z",
    re.IGNORECASE,
)
"""In front of somebody who is spoken to or of: a greeting, or the beginning of a sentence."""
_TURNED_TO = re.compile(
    r",[ ](?:let|please|can|could|would|will|you|thank|what|how|do|are|have)\b", re.IGNORECASE
)
"""Behind the name of whom a sentence turns to."""


def is_spoken_to(candidate: Candidate) -> bool:
    """Whether words around a mention turn to somebody, or to a program that answers."""
    greeted = _SPOKEN_TO.search(candidate.before(12))
    if greeted is None or not is_handle(candidate):
        return False
    return bool(greeted[0].strip(" \n.!?")) or _TURNED_TO.match(candidate.after(12)) is not None


def is_handle(candidate: Candidate) -> bool:
    """Whether a word behind an `@` is no role, and no decorator or annotation of a language."""
    name = candidate.value[1:]
    named = name.lower() not in _ROLES and name.lower() not in TAGS and not name.isupper()
    named = named and not _ASSIGNED.match(candidate.after(3))
    member = "." in candidate.value and in_code(candidate, 0.01)
    return named and not member and candidate.before(1) != "`" and not in_code(candidate)


_NOT_PROFILES = frozenset(
    listed(
        "about api apps blog business careers contact developers developer docs explore features"
        " hashtag help home i intent issues jobs legal login marketplace notifications orgs pages"
        " oauth policies pricing privacy pulls search security settings share sharer sharer.php"
        " signup tweetbutton"
        " sponsors status terms topics tos watch groups events company school learning p reel"
    )
)
"""First parts of paths that are the service's own."""


def is_name_of_somebody(candidate: Candidate) -> bool:
    """Whether a handle is a given name, and no other word: somebody is spoken to or of.

    With a number behind it, it is an account whichever word it is.
    """
    flags = flags_of(candidate.group("given").lower())
    alone = flags & COMMON and not candidate.value[-1].isdigit()
    return bool(flags & FIRST) and not alone and is_handle(candidate)


_SERVICE = re.compile(r"(?:https?://)?(?:api|dev|cdn|img|app|pic)\.", re.IGNORECASE)
"""Hosts that answer programs; two or three letters in front are a language otherwise."""


def is_profile(candidate: Candidate) -> bool:
    """Whether the path names a person and no page of the service itself."""
    if _SERVICE.match(candidate.value):
        return False
    user = candidate.group("user").lower().lstrip("@")
    return user not in _NOT_PROFILES and not is_placeholder(user) and not user.isdigit()


_OWNED = re.compile(
    r"(?<![A-Za-z_.])(?:profile|home[ _-]?page|portfolio"
    r"|(?:personal|my|his|her)[ _-]?(?:page|web[ _-]?site|site|blog|cv|r[eé]sum[eé])|简历|履歴書)"
    r"(?:[ _-]?(?:ur[il]|link|address|page))?[\"'*]{0,2}"
    r"[ ]{0,2}(?:is|at|on|here|=>|[:=(,]|[|])?[ :]{0,4}[\"'<(*`]{0,2}\Z",
    re.IGNORECASE,
)
"""Words that lead up to the address of somebody's page."""


def is_somebodys_page(candidate: Candidate) -> bool:
    """Whether the words in front say that an address is that of somebody's own page.

    In a form with other ways to reach somebody a field for a page is enough.
    """
    owned = _OWNED.search(candidate.before(60)) is not None or (
        _FIELD.search(candidate.before(30)) is not None
        and len({kind.lower() for kind in _OTHER_FIELDS.findall(candidate.before(300))}) >= _FORM
    )
    return owned and not in_code(candidate)


_FIELD = re.compile(r"(?:\A|\n)[ \t]*web[ -]?(?:site|page)?[ ]?:\s{0,4}\Z", re.IGNORECASE)
_OTHER_FIELDS = re.compile(
    r"\n[ \t]*(e-?mail|phone|mobile|tel|telephone|address|fax|birthday|date of birth)[ ]?:",
    re.IGNORECASE,
)
_FORM = 2
"""Fields for a person that a form has at least; a manual has a website, too."""


@functools.cache
def _suffixes() -> tldextract.TLDExtract:
    """The Public Suffix List that the package carries: nothing is fetched, nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_OWN = ("self.", "this.", "www.google.", "google.com")
"""Members of objects, and the one host that every example asks."""


_MEMBERS = frozenset(
    listed(
        "py rs sh pl md cc so zip mov name website info host email map link page show call date "
        "data id new target review"
    )
)
"""Top-level domains that are endings of files or names of members as well."""


_LED = re.compile(
    r"(?<![a-z])(?:domain(?:[ _-]?name)?|web[ _-]?(?:site|page|address)|host[ _-]?name|site|fqdn"
    r"|dominio|domäne|nom[ _]de[ _]domaine|sitio[ _]web|url|[网網][址站]|地址|官[网網]|域名"
    r"|ドメイン|サイト|도메인|사이트|홈페이지)s?[\"'*]{0,2}"
    r"(?:[ ]of[ ](?:the[ ])?\w{1,20})?[ \t]{0,2}"
    r"(?:(?:is|was|at|of|to|called)\b|=>|==?|[:,>|(]|[是为為は]?[：:]?)?[ \t]{0,4}"
    r"(?:[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,4}[ ,;]{1,2}){0,4}[\"'`<(]{0,2}\Z",
    re.IGNORECASE,
)
"""Words that lead up to a domain, or to a list of some; one that only stands near says nothing of
whose it is, nor does a setting (`CanonicalDomains`)."""


def is_domain(candidate: Candidate) -> bool:
    """Whether a name is registered below a public suffix, and not in documentation or code."""
    host = candidate.value.lower().rstrip(".")
    if (
        is_reserved_host(host)
        or candidate.after(1) in {"(", "@", "_"}
        or candidate.before(1) == "@"
    ):
        return False
    if not _LED.search(candidate.before(100)):
        return False
    if is_expression(candidate) or candidate.before(3) == "://" or host.startswith(_OWN):
        return False  # the host of a link says no more than the link
    first, _, top = host.rpartition(".")
    if top in _MEMBERS and "." not in first and _is_plain(first):
        return False  # build.rs, setup.py, repo.name
    found = _suffixes()(host)
    return bool(found.suffix and found.domain) and not is_example_word(found.domain)


def is_session(candidate: Candidate) -> bool:
    """Whether a cookie's value is drawn at random: no placeholder, no word, no template."""
    value = candidate.value.partition("=")[2]
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return mixed and not is_placeholder(value) and len(set(value)) > 6
