"""Keys and tokens by their issuers' prefixes.

All are drawn by a hash here, so that none stands in the source.
"""

from __future__ import annotations

import base64
import json
import string

import pytest

from tests.transforms.checks.rows import CHECK, marked
from transforms.core.surrogates.draw import Draw

LOWER_HEX = "0123456789abcdef"
ALNUM = string.ascii_letters + string.digits


def drawn(alphabet: str, length: int, seed: str = "a") -> str:
    return Draw(f"test data {seed}".encode()).text(alphabet, length)


def b64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


JWT = ".".join((b64url('{"alg":"HS256"}'), b64url('{"sub":"17","n":"x"}'), drawn(ALNUM, 43)))
TOKENS = {
    "AWS_ACCESS_KEY_ID": ["AKIA" + drawn(string.ascii_uppercase + "234567", 16)],
    "GCP_API_KEY": ["AIza" + drawn(ALNUM, 35)],
    "GITHUB_TOKEN": [
        "ghp_" + drawn(ALNUM, 36),
        "github_pat_" + drawn(ALNUM, 22) + "_" + drawn(ALNUM, 59),
    ],
    "GITLAB_TOKEN": ["glpat-" + drawn(ALNUM, 20)],
    "SLACK_TOKEN": [
        f"xoxb-{drawn('123456789', 12)}-{drawn('123456789', 12, 'b')}-" + drawn(ALNUM, 24)
    ],
    "STRIPE_KEY": ["sk_live_" + drawn(ALNUM, 24)],
    "TWILIO_SID": ["AC" + drawn(LOWER_HEX, 32)],
    "SENDGRID_KEY": ["SG." + drawn(ALNUM, 22) + "." + drawn(ALNUM, 43)],
    "NPM_TOKEN": ["npm_" + drawn(ALNUM, 36)],
    "PYPI_TOKEN": ["pypi-AgE" + drawn(ALNUM, 80)],
    "LLM_API_KEY": [
        "sk-ant-api03-" + drawn(ALNUM, 90),
        "sk-proj-" + drawn(ALNUM, 48),
        "hf_" + drawn(string.ascii_letters, 34),
    ],
    "OAUTH_CLIENT_SECRET": ["GOCSPX-" + drawn(ALNUM, 28)],
    "JSON_WEB_TOKEN": [JWT],
    "PASSWORD_HASH": [
        "$2b$12$" + drawn(ALNUM, 53),
        "$6$" + drawn(ALNUM, 8) + "$" + drawn(ALNUM, 86),
    ],
    "WEBHOOK_URL": [
        f"https://hooks.slack.com/services/T{drawn(LOWER_HEX, 8).upper()}/B{drawn(ALNUM, 8)}/"
        + drawn(ALNUM, 24)
    ],
    "API_KEY_GENERIC": [
        "dop_v1_" + drawn(LOWER_HEX, 64),
        "shpat_" + drawn(LOWER_HEX, 32),
        drawn("123456789", 10) + ":AA" + drawn(ALNUM, 33),
        "M" + drawn(ALNUM, 23) + "." + drawn(ALNUM, 6) + "." + drawn(ALNUM, 27),
        "glsa_" + drawn(ALNUM, 32) + "_" + drawn(LOWER_HEX, 8),
    ],
}
CARRIERS = ['x = "{}"', "export X={}", "use {} here.", "'{}'", '{{"x": "{}"}}', "{}"]
MISSES = [
    "AKIAIOSFODNN7EXAMPLE",
    "AKIA" + "A" * 16,
    "ghp_" + "x" * 36,
    "xghp_" + drawn(ALNUM, 36),
    "ghp_" + drawn(ALNUM, 12),
    "sk_live_" + "x" * 24,
    "sk-learn-is-a-library-with-a-dash",
    "task-force-one and risk-free-rate",
    "eyJ" + drawn(ALNUM, 20) + ".abc." + drawn(ALNUM, 20),
    "AC" + drawn(LOWER_HEX, 31) + "g",
    "npm_config_registry",
    "pypi-AgE",
    "hf_hub_download(repo_id)",
    "SG.something.else",
    "sha256:" + drawn(LOWER_HEX, 64),
    "commit " + drawn(LOWER_HEX, 40),
    "5f0c7a3e-1b2d-4c5e-8f90-a1b2c3d4e5f6",
    "The identifier there (1d02b5c5-28d3-4ce7-9660-f7d00590ac55) is of the wrong one.",
    "data:image/png;base64," + drawn(ALNUM, 60),
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\n" + drawn(ALNUM, 64) + "\n-----END PUBLIC KEY-----",
    "if '-----BEGIN RSA PRIVATE KEY-----' in text: return load(text)",
    "Authorization: Bearer <token>",
    'headers = {"Authorization": "Bearer " + token}',
    "Bearer fake_access_token_value",
    "Authorization: Basic " + base64.b64encode(b"user:password").decode(),
    "basic knowledge of programming",
    "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
]


@pytest.mark.parametrize(
    ("category", "token"), [(name, token) for name, tokens in TOKENS.items() for token in tokens]
)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_token_is_found_whole_in_any_surrounding(category: str, token: str, carrier: str) -> None:
    text = carrier.format(token)
    found = CHECK.find([text])
    assert [(text[f.start : f.end], f.category) for f in found] == [(token, category)]


@pytest.mark.parametrize("row", MISSES)
def test_what_only_looks_like_a_token_stays(row: str) -> None:
    assert marked(row) == row


def test_there_are_as_many_near_misses_as_tokens() -> None:
    assert len(MISSES) >= sum(map(len, TOKENS.values()))


LINES = "\n".join(drawn(ALNUM + "+/", 64, str(line)) for line in range(6))
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{LINES}\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "row",
    [
        f"key:\n«{PEM}»\nnext",
        f'k = """«{PEM}»"""',
        '{"private_key": "«' + PEM.replace("\n", "\\n") + '»\\n"}',
        "«-----BEGIN PRIVATE KEY-----\n" + LINES + "»\n\nand the rest is cut off, sorry",
        "«"
        + PEM.replace("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n", 1)
        + "»",
    ],
)
def test_a_private_key_is_found_from_its_begin_to_its_end(row: str) -> None:
    assert marked(row, "PRIVATE_KEY_PEM") == row


def test_headers_carry_secrets() -> None:
    pair = base64.b64encode(b"mira:k3Tz91pQ").decode()
    bearer = drawn(ALNUM, 40)
    for row in [f"Authorization: Basic «{pair}»", f"-H 'authorization: bearer «{bearer}»'"]:
        assert marked(row) == row


def test_a_service_account_file_has_two_secrets() -> None:
    text = json.dumps({"private_key_id": drawn(LOWER_HEX, 40), "private_key": PEM})
    found = CHECK.find([text])
    assert [finding.category for finding in found] == ["GCP_SERVICE_ACCOUNT", "PRIVATE_KEY_PEM"]


def test_a_storage_connection_string_has_its_key_found() -> None:
    key = drawn(ALNUM, 86) + "=="
    row = f"DefaultEndpointsProtocol=https;AccountName=kelora;AccountKey=«{key}»;EndpointSuffix=x"
    assert marked(row) == row
