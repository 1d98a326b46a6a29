"""Tokens of issuers without a category of their own, by forms that are more than a prefix."""

from __future__ import annotations

from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.issuers import OTHER_TOKENS
from transforms.checks.pii.placeholders import is_placeholder
from transforms.checks.pii.tokens import form, is_drawn, is_header_token

_TELEGRAM = Form(
    r"(?<![A-Za-z0-9_-])\d{8,10}:AA[A-Za-z0-9_-]{32,34}+(?![A-Za-z0-9_-])",
    "Telegram Bot API, authorizing your bot",
    score=0.95,
    anchors=(":AA",),
    before=10,
    after=40,
    valid=is_drawn,
)
_DISCORD = Form(
    r"(?<![A-Za-z0-9_-])[MNO][A-Za-z0-9_-]{23,27}+\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}+(?![A-Za-z0-9_-])",
    "Discord developer reference: user id, time and HMAC, each Base64",
    score=0.9,
    seed=r"\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}",
    before=28,
    after=16,
    valid=is_drawn,
)
_AZURE_AD = Form(
    r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}+(?![A-Za-z0-9_~-])",
    "Microsoft Entra ID, client secrets",
    score=0.95,
    anchors=("Q~",),
    before=4,
    after=40,
    solid=True,
    valid=is_drawn,
)
_MAILCHIMP = Form(
    r"(?<![A-Za-z0-9])[a-f0-9]{32}-us[0-9]{1,2}(?![A-Za-z0-9])",
    "Mailchimp, API keys",
    score=0.9,
    anchors=("-us",),
    before=32,
    after=6,
    solid=True,
    valid=is_drawn,
)
_TERRAFORM = Form(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,80}+(?![A-Za-z0-9_-])",
    "HCP Terraform, API tokens",
    score=0.95,
    anchors=(".atlasv1.",),
    before=14,
    after=92,
    solid=True,
    valid=is_drawn,
)
_FACEBOOK = Form(
    r"(?<![0-9A-Za-z])[0-9]{15,16}\|[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])",
    "Facebook, app access tokens",
    score=0.85,
    numbers=15,
    after=29,
    valid=is_drawn,
)
_AUTHORIZATION = Form(
    r"""authorization["']?[ ]{0,2}[:=,][ ]{0,2}["']?
        (?:token|bot|apikey|api-token|key|digest)?[ ]{0,2}
        (?P<value>[A-Za-z0-9._~+/-]{20,2000}+={0,2})(?![A-Za-z0-9._~+/=(\[{-])""",
    "RFC 9110, 11.6.2, with other schemes than basic and bearer",
    score=0.75,
    anchors=("authorization",),
    ignore_case=True,
    valid=is_header_token,
)
_BEARER = Form(
    r"bearer[ ]{1,4}(?P<value>[A-Za-z0-9._~+/-]{16,2000}+={0,2})(?![A-Za-z0-9._~+/=(\[{-])",
    "RFC 6750, 2.1",
    score=0.85,
    anchors=("bearer",),
    ignore_case=True,
    valid=is_header_token,
)

_BUNDLER = Form(
    r"""BUNDLE_[A-Z0-9_]{3,80}["']?[ ]{0,2}[:=][ ]{0,2}["']?
        (?P<value>[^\s"':$<{]{1,64}:[^\s"':$<{]{4,128})(?=["'\s]|\Z)""",
    "Bundler, credentials for gem sources: user and password by host",
    score=0.8,
    anchors=("BUNDLE_",),
    valid=lambda candidate: not is_placeholder(candidate.value.partition(":")[2]),
)
_SONAR = Form(
    r"""sonar[._-]?(?:login|token|key)["']?[ ]{0,4}(?:=>|:=|[:=,])[ ]{0,4}["']?
        (?P<value>(?:squ_|sqp_|sqa_)?[A-Za-z0-9]{40})(?![A-Za-z0-9])""",
    "SonarQube, user tokens",
    score=0.8,
    anchors=("sonar",),
    ignore_case=True,
    valid=lambda candidate: len(set(candidate.value)) >= 8,
)
_SUMO = Form(
    r"""sumo[\w.-]{0,24}["']?[ ]{0,4}(?:=>|:=|[:=,])[ ]{0,4}["']?
        (?P<value>su[A-Za-z0-9]{12})(?![A-Za-z0-9])""",
    "Sumo Logic, access IDs",
    score=0.75,
    anchors=("sumo",),
    ignore_case=True,
    valid=lambda candidate: sum(map(str.isdigit, candidate.value)) >= 2,
)

_AZURE_DEVOPS = Form(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])",
    "Azure DevOps, format of personal access tokens",
    score=0.95,
    anchors=("AZDO",),
    before=76,
    after=8,
    solid=True,
    valid=is_drawn,
)
_GOOGLE_CLIENT = Form(
    r"(?<![\w-])[0-9]{6,14}-[a-z0-9]{32}\.apps\.googleusercontent\.com",
    "Google OAuth 2.0, client IDs",
    score=0.8,
    anchors=(".apps.googleusercontent.com",),
    before=47,
    after=27,
    solid=True,
    valid=is_drawn,
)
_DEVICE_URL = Form(
    r"""thingsboard[\w.:-]{0,60}/api/v1/(?P<value>[A-Za-z0-9]{20})(?=/|["'\s]|\Z)""",
    "ThingsBoard, HTTP device API: the access token is part of the path",
    score=0.85,
    anchors=("thingsboard",),
    valid=is_drawn,
)

CATEGORIES = (
    Category(
        "API_KEY_GENERIC",
        "secret",
        "*",
        (
            *(form(*entry) for entry in OTHER_TOKENS),
            _TELEGRAM,
            _DISCORD,
            _AZURE_AD,
            _TERRAFORM,
            _MAILCHIMP,
            _FACEBOOK,
            _AZURE_DEVOPS,
            _GOOGLE_CLIENT,
            _DEVICE_URL,
            _BUNDLER,
            _SONAR,
            _SUMO,
            _AUTHORIZATION,
            _BEARER,
        ),
    ),
)
