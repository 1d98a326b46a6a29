"""Keys and tokens that their issuer marks: a prefix, an alphabet, a length."""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.issuers import OTHER_TOKENS, is_published
from transforms.checks.pii.placeholders import (
    is_drawn_at_random,
    is_placeholder,
    is_random,
)

_WORD = r"[A-Za-z0-9_-]"


def is_drawn(candidate: Candidate) -> bool:
    """Whether the characters behind the prefix look drawn at random."""
    return is_random(candidate.value, 2.8) and not is_published(candidate.value)


def is_header_token(candidate: Candidate) -> bool:
    """Whether the credentials of a header look drawn and are no placeholder or words."""
    return is_drawn_at_random(candidate.value) and not is_placeholder(candidate.value)


def token(
    name: str,
    source: str,
    *tokens: tuple[str, str],
    left: str = _WORD,
    right: str = _WORD,
    score: float = 0.95,
) -> Category:
    """A category of tokens.

    Each is a literal prefix and the pattern of what follows; neither `left` nor `right` may be
    beside it.
    """
    return Category(
        name, "secret", "*", tuple(form(*entry, source, left, right, score) for entry in tokens)
    )


def form(
    prefix: str, body: str, source: str, left: str = _WORD, right: str = _WORD, score: float = 0.95
) -> Form:
    """The form of one token."""
    pattern = rf"(?<!{left}){re.escape(prefix)}{body}(?!{right})"
    return Form(pattern, source, score=score, anchors=(prefix,), solid=True, valid=is_drawn)


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
    token(
        "AWS_ACCESS_KEY_ID",
        "AWS IAM, unique identifiers; base 32, which copies that were made unrecognisable are not",
        *((prefix, "[A-Z0-9]{16}") for prefix in ("AKIA", "ASIA", "ABIA", "ACCA")),
        left="[A-Za-z0-9]",
        right="[A-Za-z0-9]",
    ),
    token(
        "GCP_API_KEY", "Google Cloud, API keys", ("AIza", "[A-Za-z0-9_-]{35}"), left="[A-Za-z0-9]"
    ),
    token(
        "GITHUB_TOKEN",
        "GitHub, token formats",
        *((prefix, "[A-Za-z0-9]{36,255}+") for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),
        ("github_pat_", "[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
        left="[A-Za-z0-9]",
    ),
    token(
        "GITLAB_TOKEN",
        "GitLab, token prefixes",
        *(
            (f"gl{kind}-", r"[A-Za-z0-9_-]{20,64}+(?:\.[a-z0-9]{2}\.[a-z0-9]{9})?")
            for kind in ("pat", "dt", "rt", "cbt", "ptt", "ft", "soat", "agent", "imt", "oas")
        ),
        ("GR1348941", "[A-Za-z0-9_-]{20}"),
    ),
    token(
        "SLACK_TOKEN",
        "Slack, token types",
        *((f"xox{kind}-", "[0-9]{8,14}-[A-Za-z0-9-]{10,200}+") for kind in "abeprs"),
        *((f"xox{kind}-", r"(?:[0-9]-)?[A-Za-z0-9]{20,200}+") for kind in "eorb"),
        ("xoxa-2-", "[0-9]{8,14}-[A-Za-z0-9-]{10,200}+"),
        ("xapp-", "[0-9]-[A-Z0-9]{8,14}-[0-9]{8,14}-[a-f0-9]{64}"),
    ),
    token(
        "STRIPE_KEY",
        "Stripe, API keys",
        *(
            (prefix, "[A-Za-z0-9]{16,250}+")
            for prefix in ("sk_live_", "rk_live_", "sk_test_", "rk_test_")
        ),
        ("whsec_", "[A-Za-z0-9+/]{32,80}+={0,2}"),
    ),
    token(
        "TWILIO_SID",
        "Twilio, SID prefixes",
        ("AC", "[0-9a-f]{32}"),
        ("SK", "[0-9a-f]{32}"),
        left="[A-Za-z0-9]",
    ),
    token(
        "SENDGRID_KEY",
        "SendGrid, API keys",
        ("SG.", r"[A-Za-z0-9_-]{16,32}+\.[A-Za-z0-9_-]{30,64}+"),
    ),
    token("NPM_TOKEN", "npm, access tokens", ("npm_", "[A-Za-z0-9]{36}")),
    token("PYPI_TOKEN", "PyPI, API tokens (macaroons)", ("pypi-", "AgE[A-Za-z0-9_-]{50,1000}+")),
    Category(
        "LLM_API_KEY",
        "secret",
        "*",
        tuple(
            form(prefix, body, source)
            for prefix, body, source in (
                (
                    "sk-ant-",
                    "(?:api|admin|sid)[0-9]{2}-[A-Za-z0-9_-]{40,200}+",
                    "Anthropic API keys",
                ),
                ("sk-proj-", "[A-Za-z0-9_-]{40,250}+", "OpenAI project keys"),
                ("sk-svcacct-", "[A-Za-z0-9_-]{40,250}+", "OpenAI service account keys"),
                ("sk-admin-", "[A-Za-z0-9_-]{40,250}+", "OpenAI admin keys"),
                ("sk-or-v1-", "[a-f0-9]{64}", "OpenRouter API keys"),
                (
                    "sk-",
                    "(?=[A-Za-z0-9]{0,40}[0-9])[A-Za-z0-9]{32,64}+",
                    "OpenAI and compatible API keys",
                ),
                ("hf_", "[A-Za-z]{34}", "Hugging Face user access tokens"),
                ("gsk_", "[A-Za-z0-9]{52}", "Groq API keys"),
                ("xai-", "[A-Za-z0-9]{80}", "xAI API keys"),
                ("r8_", "[A-Za-z0-9]{37,40}+", "Replicate API tokens"),
                ("pplx-", "[A-Za-z0-9]{48,56}+", "Perplexity API keys"),
                ("jina_", "[a-f0-9]{32}[A-Za-z0-9_-]{28}", "Jina API keys"),
            )
        ),
    ),
    token(
        "OAUTH_CLIENT_SECRET", "Google OAuth 2.0 client secrets", ("GOCSPX-", "[A-Za-z0-9_-]{28}")
    ),
    Category(
        "GCP_SERVICE_ACCOUNT",
        "secret",
        "*",
        (
            Form(
                r"private_key_id\\?[\"']\s{0,4}:\s{0,4}\\?[\"'](?P<value>[0-9a-f]{40})(?![0-9a-f])",
                "Google Cloud, service account key file",
                anchors=("private_key_id",),
                valid=is_drawn,
            ),
        ),
    ),
    Category(
        "AZURE_STORAGE_KEY",
        "secret",
        "*",
        (
            Form(
                r"""(?:account|sharedaccess)key[ ]{0,2}=[ ]{0,2}
                    (?P<value>[A-Za-z0-9+/]{40,90}+={0,2})(?![A-Za-z0-9+/=])""",
                "Azure, storage and service bus connection strings",
                anchors=("accountkey", "sharedaccesskey"),
                ignore_case=True,
                valid=is_drawn,
            ),
        ),
    ),
    Category(
        "WEBHOOK_URL",
        "secret",
        "*",
        tuple(
            Form(
                rf"https?://{pattern}(?![A-Za-z0-9_/-])",
                source,
                anchors=(anchor,),
                before=72,
                valid=is_drawn,
            )
            for anchor, pattern, source in (
                (
                    "hooks.slack.com",
                    r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9_/-]{24,120}+",
                    "Slack, incoming webhooks",
                ),
                (
                    "/api/webhooks/",
                    r"(?:\w{2,8}\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,80}+",
                    "Discord, webhook resource",
                ),
                (
                    ".office.com/webhook",
                    r"(?:outlook|[\w-]{1,63}\.webhook)\.office\.com/webhook(?:b2)?/[A-Za-z0-9@/-]{60,250}+",
                    "Microsoft Teams, incoming webhooks",
                ),
            )
        ),
    ),
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
