"""Keys and tokens without a prefix of their own, by what stands around them.

An end, a scheme, the name of a setting or an option of a command tells what they are.
"""

from __future__ import annotations

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.secrets import is_no_token_of
from transforms.checks.pii.tokens import is_drawn, is_header_token


def is_called_so(candidate: Candidate) -> bool:
    """Whether what is called a key is drawn, and written as whom its name speaks of writes it."""
    name = candidate.before(candidate.start - candidate.match.start() + 24)
    return is_header_token(candidate) and not is_no_token_of(name, candidate.value)


_NEW_RELIC = Form(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{32,36}NRAL(?![A-Za-z0-9])",
    "New Relic, licence keys: 40 characters that end with NRAL",
    score=0.9,
    anchors=("NRAL",),
    before=36,
    after=4,
    solid=True,
    valid=is_drawn,
)
_OKTA = Form(
    r"""(?:(?<![A-Za-z])okta(?:[^\n]{0,40}\n[^\n]{0,24}|[^\n]{0,64})[ "'=:]|SSWS[ ])
        (?P<value>00[A-Za-z0-9_-]{40})(?![A-Za-z0-9_-])""",
    "Okta, API tokens; SSWS is their scheme",
    score=0.85,
    anchors=("okta", "ssws"),
    ignore_case=True,
    valid=is_header_token,
)
_JENKINS = Form(
    r"""(?:jenkins-crumb["']?[ ]?[:=,][ ]?["']?|proceed[ ]to[ ]installation:\s{1,8})
        (?P<value>[a-f0-9]{32,64})(?![A-Za-z0-9])""",
    "Jenkins, CSRF crumbs and the password of its first start",
    score=0.8,
    anchors=("jenkins-crumb", "proceed"),
    ignore_case=True,
    valid=is_drawn,
)
_UNSEAL = Form(
    r"""unseal(?:[ ]key(?:[ ][0-9]{1,2})?:)?[ ]
        (?P<value>[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{44})(?![A-Za-z0-9+/=])""",
    "HashiCorp Vault, operator unseal: shares of the root key",
    score=0.85,
    anchors=("unseal",),
    ignore_case=True,
    valid=is_drawn,
)
_REPORTER = Form(
    r"CC_TEST_REPORTER_ID[\"']?[ ]?[:=][ ]?[\"']?(?P<value>[a-f0-9]{64})(?![a-f0-9])",
    "Code Climate, test reporter",
    score=0.8,
    anchors=("CC_TEST_REPORTER_ID",),
    valid=is_drawn,
)
_DEVOPS_NAMED = Form(
    r"""(?:_pat|(?<![A-Za-z])pat|[a-z]Pat|access[_-]?token)["']?[ ]{0,4}[:=]{1,2}[ ]{0,4}["']
        (?P<value>[a-z2-7]{52})["']""",
    "Azure DevOps, personal access tokens until 2024: 52 characters of base 32",
    score=0.8,
    anchors=("pat", "access"),
    ignore_case=True,
    valid=is_drawn,
)
_OPTION = Form(
    r"""(?<![\w-])-[A-Za-z-]{0,48}?
        (?:(?<=-)(?:token|secret|api-key|access-key)|apikey|accesskey)
        (?:[ ]{1,2}|=)["']?
        (?P<value>[A-Za-z0-9._~+/-]{20,400}={0,2})(?![\w.~+/=(\[{-])""",
    "options of commands: GNU coding standards, 4.8.1; PowerShell, about_Parameters",
    score=0.75,
    anchors=("-token", "-secret", "-api-key", "apikey", "-access-key", "accesskey"),
    before=100,
    ignore_case=True,
    valid=is_header_token,
)
_SPOKEN = Form(
    r"""(?<![A-Za-z])(?:api|access|auth|secret|licen[sc]e|account|session|client|csrf|xsrf)
        [ _-](?:access[ _-])?(?:key|token|secret)
        (?:[ ](?:for|of|to|on)(?:[ ][^\s.,;:]{1,40}){1,4}?)?
        (?:[ ](?:is|was):?[ ]|[ ]?[|\t:=][ ]?|[ ])[("'`]?
        (?P<value>[A-Za-z0-9+/_][A-Za-z0-9+/_=-]{19,200})(?![A-Za-z0-9+/_=(\[{-]|\.\w)""",
    "prose, tables and forms: what is called a key, with the key",
    score=0.75,
    seed=r"(?i:[ _-](?:key|token|secret))(?=[ |\t:=])",
    before=24,
    after=420,
    ignore_case=True,
    valid=is_called_so,
)

CATEGORIES = (
    Category(
        "API_KEY_GENERIC",
        "secret",
        "*",
        (_NEW_RELIC, _OKTA, _JENKINS, _UNSEAL, _REPORTER, _DEVOPS_NAMED, _OPTION, _SPOKEN),
    ),
)
