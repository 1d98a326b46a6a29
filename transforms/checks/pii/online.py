"""Accounts of people on the net: names, handles, profiles, domains, sessions."""

from __future__ import annotations

from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.entries import Shape, entry, words
from transforms.checks.pii.online_rules import (
    is_account_name,
    is_domain,
    is_handle,
    is_name_of_somebody,
    is_profile,
    is_session,
    is_somebodys_page,
    is_spoken_to,
    is_telling_name,
)

_ANNOUNCED = (
    r"(?:(?:user|screen)[ _-]?name(?![A-Za-z])[\"']?(?:[ ]is|[ ]was)?[ ]?[:=(]?[ ]?"
    r"|(?:user[ _-]?id|login(?:[ _-]?(?:name|id))?)[\"']?"
    r"(?:[ ](?:is|was)[ ]|[ ]?[:=(][ ]?|[ ](?=[\w.-]{4,32}[ ]password)))"
)
"""A name is called one in prose, too; what follows `login` and `user id` there is any word."""

_HOST = (
    r"(?=(?-i:[A-Za-z0-9-]){1,63}+\.)"  # else each word is tried at all of its lengths
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}(?:[a-z]{2,12}|xn--[a-z0-9]{2,30})"
)

_PROFILES = r"""
    (?:https?://)?(?:[a-z]{2,3}\.|www\.|m\.|mobile\.)?
    (?: linkedin\.com/(?:in|pub)/ | facebook\.com/(?:people/[\w.-]{1,60}/|profile\.php\?id=)?
      | (?:twitter|x|instagram|threads|pinterest|twitch|soundcloud|patreon|ko-fi|vk|last)
        \.(?:com|net|tv|fm)/(?:\#!/)?(?:user/)?
      | (?:tiktok|youtube|medium|mastodon)\.(?:com|social)/@ | t\.me/ | keybase\.io/ | about\.me/
      | linktr\.ee/ | paypal\.me/ | cash\.app/\$ | venmo\.com/(?:u/)? | snapchat\.com/add/ | wa\.me/
      | reddit\.com/(?:u|user)/ | stackoverflow\.com/users/\d{1,10}/ | xing\.com/profile/
      | researchgate\.net/profile/ | orcid\.org/ | scholar\.google\.com/citations\?user=
      | steamcommunity\.com/id/
    )(?P<user>@?[\w.%+-]{2,60})(?:/status/\d{6,20})?/?(?![\w/?=&-])
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

CATEGORIES = (
    Category(
        "USERNAME",
        "online",
        "*",
        (
            Form(
                rf"(?<![A-Za-z]){_ANNOUNCED}[\"'`]?"
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
            Form(
                r"(?<![\w@./+-])@(?P<given>[A-Z][a-z]{2,20})(?:_?[0-9]{1,4})?(?![\w@/(]|\.\w)",
                "as above: somebody's given name",
                score=0.6,
                near=0.85,
                anchors=("@",),
                valid=is_name_of_somebody,
            ),
            Form(
                r"(?<![^\n!? ,])(?<!\n[ ]{2})(?<![ ]{3})"  # what `is_spoken_to` asks, as far as
                r"@(?P<name>[A-Za-z][\w.]{1,28}\w)(?![\w@/(]|\.\w)",  # it is told at once
                "as above: somebody is spoken to",
                score=0.6,
                near=0.85,
                anchors=("@",),
                valid=is_spoken_to,
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
                seed=r"\.(?:com|net|tv|fm|me|io|ee|app|org|social)/[@\w$#]",
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
                rf"(?<![\w@./:-])(?:https?://|www\.){_HOST}(?:/[\w./~%+-]{{0,120}})?"
                r"(?:[?\#][\w./~%+=&-]{0,120})?",
                "RFC 3986, near what says whose it is",
                score=0.2,
                near=0.7,
                valid=is_somebodys_page,
            ),
        ),
        words(
            "profile; homepage; portfolio; personal site; personal website; my website; my site"
            "; my blog; home page; profile url; personal page; his website; her website; linkedin"
            "; website; web site; web; my cv; my resume; my résumé; 简历; 履歴書"
        ),
    ),
    entry(
        "DOMAIN_NAME",
        "online",
        "*",
        "domain; domain name; website; web site; hostname; host name; site; domains; fqdn; webpage"
        "; web address; dominio; domäne; nom de domaine; sitio web; url; urls"
        "; 网址; 地址; 网站; 官网; 域名; 網址; 網站; 官網; ドメイン; サイト"
        "; 도메인; 사이트; 홈페이지",
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
