"""Accounts of people on the net: names, handles, profiles, domains, sessions."""

from __future__ import annotations

import functools
import re

import tldextract

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.coding import in_code, is_expression, is_literal, is_used_in_code
from transforms.checks.pii.entries import Shape, entry, words
from transforms.checks.pii.placeholders import is_placeholder
from transforms.checks.pii.wording import is_made_of_words
from transforms.core.language.lexicon import is_word
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

_KEY = (
    r"(?:user[ _-]?name|user[ _-]?id|login(?:[ _-]?(?:name|id))?|screen[ _-]?name"
    r")"
)


def is_account_name(candidate: Candidate) -> bool:
    """Whether a word can be somebody's account: no role, placeholder, type, call or property."""
    value = candidate.value
    if value.lower() in _ROLES or is_placeholder(value) or candidate.after(1) in {"(", "["}:
        return False
    quoted = candidate.before(1) in {'"', "'"}
    if quoted and re.match(r"[\"']\s?(?::|=>)", candidate.after(4)):
        return False  # the name of a field
    if re.search(r"[=]\s+\Z", candidate.before(4)) and not quoted:
        return False  # an assignment of a variable, and no text
    if in_code(candidate) and not (is_literal(candidate) and _has_marks(value)):
        return False  # what names of fields, variables and fixtures look like as well
    if is_word(value) or is_made_of_words(value) or is_used_in_code(candidate):
        return False
    return not value.isdigit() and len(set(value)) > 2 and candidate.after(2) != "::"


def _has_marks(value: str) -> bool:
    """Whether an account is told from an identifier by a point, a hyphen or a number."""
    return re.search(r"[.\d-]", value) is not None and not is_made_of_words(value)


def is_telling_name(candidate: Candidate) -> bool:
    """As `is_account_name`, and of more than one word, or with a number, as accounts are."""
    if in_code(candidate):
        return False  # any identifier has this shape
    return bool(re.search(r"[._\d]", candidate.value)) and is_account_name(candidate)


def is_handle(candidate: Candidate) -> bool:
    """Whether a word behind an `@` is no role, and no decorator or annotation of a language."""
    named = candidate.value[1:].lower() not in _ROLES
    member = "." in candidate.value and in_code(candidate, 0.01)
    return named and not member and candidate.before(1) != "`" and not in_code(candidate)


_NOT_PROFILES = frozenset(
    listed(
        "about api apps blog business careers contact developers developer docs explore features"
        " hashtag help home i intent issues jobs legal login marketplace notifications orgs pages"
        " policies pricing privacy pulls search security settings share sharer sharer.php signup"
        " sponsors status terms topics tos watch groups events company school learning p reel"
    )
)
"""First parts of paths that are the service's own."""


def is_profile(candidate: Candidate) -> bool:
    """Whether the path names a person and no page of the service itself."""
    user = candidate.group("user").lower().lstrip("@")
    return user not in _NOT_PROFILES and not is_placeholder(user) and not user.isdigit()


@functools.cache
def _suffixes() -> tldextract.TLDExtract:
    """The Public Suffix List that the package carries: nothing is fetched, nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_OWN = ("self.", "this.", "www.google.", "google.com")
"""Members of objects, and the one host that every example asks."""


def is_domain(candidate: Candidate) -> bool:
    """Whether a name is registered below a public suffix, and not in documentation or code."""
    host = candidate.value.lower().rstrip(".")
    if (
        is_reserved_host(host)
        or candidate.after(1) in {"(", "@", "_"}
        or candidate.before(1) == "@"
    ):
        return False
    if is_expression(candidate) or candidate.before(3) == "://" or host.startswith(_OWN):
        return False  # the host of a link says no more than the link
    found = _suffixes()(host)
    return bool(found.suffix and found.domain) and not is_placeholder(found.domain)


_HOST = (
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?:[a-z]{2,12}|xn--[a-z0-9]{2,30})"
)

_PROFILES = r"""
    (?:https?://)?(?:[a-z]{2,3}\.|www\.|m\.|mobile\.)?
    (?: linkedin\.com/(?:in|pub)/ | facebook\.com/(?:people/[\w.-]{1,60}/|profile\.php\?id=)?
      | (?:twitter|x|instagram|threads|pinterest|twitch|soundcloud|patreon|ko-fi|vk|last)
        \.(?:com|net|tv|fm)/(?:user/)?
      | (?:tiktok|youtube|medium|mastodon)\.(?:com|social)/@ | t\.me/ | keybase\.io/ | about\.me/
      | linktr\.ee/ | paypal\.me/ | cash\.app/\$ | venmo\.com/(?:u/)? | snapchat\.com/add/ | wa\.me/
      | reddit\.com/(?:u|user)/ | stackoverflow\.com/users/\d{1,10}/ | xing\.com/profile/
      | researchgate\.net/profile/ | orcid\.org/ | scholar\.google\.com/citations\?user=
      | steamcommunity\.com/id/
    )(?P<user>@?[\w.%+-]{2,60})/?(?![\w/?=&-])
"""
"""Where the services put the pages of persons (their help pages)."""

_CODE_HOSTS = r"""
    (?:https?://)?(?:www\.)?(?:github|gitlab|bitbucket)\.(?:com|org)/(?P<user>[\w.-]{2,40})/?
    (?![\w/?=&.-]|\.\w)
"""

_SESSION = (
    "PHPSESSID|JSESSIONID|ASPSESSIONID[A-Z]{8}|ASP\\.NET_SessionId|connect\\.sid|sessionid"
    "|laravel_session|_session_id|ci_session|csrftoken|SSID"
    "|HSID|APISID|SAPISID|__Secure-[\\w-]{2,30}|__Host-[\\w-]{2,30}|wordpress_logged_in_[0-9a-f]{4,32}"
)
"""Names that frameworks give to the cookie of a session (their manuals)."""


def is_session(candidate: Candidate) -> bool:
    """Whether a cookie's value is drawn at random: no placeholder, no word, no template."""
    value = candidate.value.partition("=")[2]
    mixed = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return mixed and not is_placeholder(value) and len(set(value)) > 6


CATEGORIES = (
    Category(
        "USERNAME",
        "online",
        "*",
        (
            Form(
                rf"(?<![A-Za-z]){_KEY}[\"']?(?:[ ]is|[ ]was)?[ ]?[:=(]?[ ]?[\"'`]?"
                r"(?P<value>[A-Za-z][\w.-]{2,30}\w)"
                r"(?![\w@])",
                "POSIX 3.437: portable user names, behind what announces them",
                score=0.6,
                anchors=("user", "login", "screen"),
                ignore_case=True,
                valid=is_account_name,
            ),
            Form(
                r"(?<![\w@./:-])(?P<value>[a-z][a-z0-9]{1,20}[._-][a-z0-9]{1,20}|[a-z]{3,20}\d{1,4})"
                r"(?![\w@(.\-]|/\w)",
                "POSIX 3.437, near what announces it",
                score=0.2,
                near=0.65,
                valid=is_telling_name,
            ),
        ),
        words(
            "username; user name; user id; login name; screen name; nutzername; benutzername"
            "; nombre de usuario; nom d'utilisateur; account name; userid; login id"
        ),
    ),
    Category(
        "SOCIAL_HANDLE",
        "online",
        "*",
        (
            Form(
                r"(?<![\w@./+-])@(?P<name>[A-Za-z][\w.]{1,28}\w)(?![\w@/(]|\.\w)",
                "X, Instagram and TikTok help pages: letters, digits, underscore, point",
                score=0.3,
                near=0.85,
                anchors=("@",),
                valid=is_handle,
            ),
        ),
        words(
            "twitter; instagram; handle; tiktok; telegram; mastodon; insta; ig; snapchat; threads"
            "; follow; dm; tweet; tweeted; twitter handle; follow me; x handle; @ me; social"
        ),
    ),
    Category(
        "PERSONAL_URL",
        "online",
        "*",
        (
            Form(
                r"(?<![\w@./:-])" + _PROFILES,
                "the services' help pages: addresses of profiles",
                score=0.7,
                near=0.9,
                seed=r"\.(?:com|net|tv|fm|me|io|ee|app|org|social)/[@\w$]",
                before=40,
                after=100,
                valid=is_profile,
            ),
            Form(
                r"(?<![\w@./:-])" + _CODE_HOSTS,
                "GitHub, GitLab, Bitbucket: a path of one part is an account",
                score=0.3,
                near=0.8,
                valid=is_profile,
            ),
            Form(
                r"(?<![\w@./:-])https?://[\w.-]{3,80}/~(?P<user>[a-z][\w.-]{1,30})(?:/[\w./-]{0,80})?",
                "Apache, mod_userdir",
                score=0.7,
                near=0.9,
                anchors=("/~",),
                before=90,
                after=130,
                valid=is_profile,
            ),
            Form(
                rf"(?<![\w@./:-])(?:https?://|www\.){_HOST}(?:/[\w./~%+-]{{0,120}})?",
                "RFC 3986, near what says whose it is",
                score=0.2,
                near=0.7,
                valid=lambda candidate: not in_code(candidate),
            ),
        ),
        words(
            "profile; homepage; portfolio; personal site; personal website; my website; my site"
            "; my blog; home page; profile url; personal page; his website; her website; linkedin"
        ),
    ),
    entry(
        "DOMAIN_NAME",
        "online",
        "*",
        "domain; domain name; website; web site; hostname; host name; site; domains; fqdn; webpage"
        "; web address; dominio; domäne; nom de domaine; sitio web; url",
        Shape(
            _HOST,
            "RFC 1035, 2.3.1; Public Suffix List",
            near=0.75,
            valid=is_domain,
            ignore_case=True,
        ),
    ),
    Category(
        "HTTP_COOKIE",
        "online",
        "*",
        (
            Form(
                rf"(?<![\w.-])(?:{_SESSION})=(?:s(?:%3A|:))?[A-Za-z0-9%+/_.~-]{{16,400}}={{0,2}}",
                "RFC 6265, 4.2; names as frameworks give them",
                score=0.75,
                near=0.95,
                anchors=("=",),
                before=60,
                after=420,
                valid=is_session,
            ),
            Form(
                r"(?<![\w.-])[\w.-]{2,40}=[A-Za-z0-9%+/_.~-]{16,400}={0,2}",
                "RFC 6265, 4.2, near the header's name",
                score=0.2,
                near=0.8,
                anchors=("=",),
                before=44,
                after=420,
                valid=is_session,
            ),
        ),
        ("cookie", "set-cookie", "cookies", "sessioncookie", "session cookie"),
    ),
)
"""What names somebody's account or session."""
