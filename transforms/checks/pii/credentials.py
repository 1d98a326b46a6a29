"""Keys and tokens that their issuer marks: a prefix, an alphabet, a length."""

from __future__ import annotations

from transforms.checks.pii.category import Category, Form
from transforms.checks.pii.tokens import form, is_drawn, token

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
)
