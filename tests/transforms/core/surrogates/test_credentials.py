"""Surrogates of keys, tokens, passwords and private keys; every value is drawn or invented."""

from __future__ import annotations

import base64
import json
import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.core.surrogates.draw import Draw
from transforms.core.surrogates.engine import SurrogateEngine

ENGINE = SurrogateEngine(b"a key of sixteen")
ALNUM = string.ascii_letters + string.digits


def surrogate(category: str, value: str) -> str:
    return ENGINE.scope().surrogate(category, value)


def drawn(alphabet: str, length: int) -> str:
    return Draw(b"test data").text(alphabet, length)


@pytest.mark.parametrize(
    ("category", "prefix", "body"),
    [
        ("AWS_ACCESS_KEY_ID", "AKIA", string.ascii_uppercase + "234567"),
        ("GITHUB_TOKEN", "ghp_", ALNUM),
        ("GITLAB_TOKEN", "glpat-", ALNUM),
        ("STRIPE_KEY", "sk_live_", ALNUM),
        ("LLM_API_KEY", "sk-ant-api03-", ALNUM),
        ("LLM_API_KEY", "hf_", string.ascii_letters),
        ("NPM_TOKEN", "npm_", ALNUM),
        ("GCP_API_KEY", "AIza", ALNUM),
        ("API_KEY_GENERIC", "dop_v1_", "0123456789abcdef"),
        ("TWILIO_SID", "AC", "0123456789abcdef"),
        ("API_KEY_GENERIC", "", "0123456789ABCDEF"),
    ],
)
def test_a_token_keeps_its_prefix_its_length_and_its_alphabet(
    category: str, prefix: str, body: str
) -> None:
    value = prefix + drawn(body, 32)
    made = surrogate(category, value)
    assert made.startswith(prefix)
    assert len(made) == len(value)
    assert set(made[len(prefix) :]) <= set(body)
    assert made != value


@given(st.from_regex(r"[G-Zg-z][ -~]{3,13}", fullmatch=True).filter(lambda text: "\\" not in text))
@example("I00=")
def test_a_password_keeps_the_class_of_each_character(value: str) -> None:
    made = surrogate("PASSWORD", value)
    for old, new in zip(value, made, strict=True):
        hexadecimal = re.search(r"[0-9a-f]{8}|[0-9A-F]{8}", value) is not None
        assert old.isalnum() == new.isalnum()
        assert hexadecimal or (old.isdigit(), old.isupper()) == (new.isdigit(), new.isupper())
        assert old.isalnum() or old == new


@pytest.mark.parametrize(
    "value", [r"ab\n12\x41cd\u00e9zz", r"ab\U0001f4bbcd\012ef", "ab%2Fcd%40", r"pa\"ss1"]
)
def test_escapes_stay_what_they_are(value: str) -> None:
    escapes = r"\\x..|\\u....|\\U.{8}|\\[0-7]{1,3}|\\.|%[0-9A-F]{2}"
    assert re.findall(escapes, surrogate("PASSWORD", value)) == re.findall(escapes, value)


def b64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_a_jwt_stays_three_parts_whose_claims_decode() -> None:
    claims = '{"sub": "mira", "iat": 1600000000, "admin": true}'
    value = ".".join((b64url('{"alg":"HS256"}'), b64url(claims), drawn(ALNUM, 43)))
    made = surrogate("JSON_WEB_TOKEN", value)
    header, body, signature = made.split(".")
    assert header == value.split(".")[0]
    decoded = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert list(decoded) == ["sub", "iat", "admin"]
    assert decoded["sub"] != "mira"
    assert len(signature) == 43
    assert signature != value.split(".")[2]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\\n"])
def test_a_private_key_keeps_its_lines(line_end: str) -> None:
    lines = [drawn(ALNUM + "+/", 64), drawn(ALNUM, 64)[::-1], drawn(ALNUM, 22) + "=="]
    header = ["Proc-Type: 4,ENCRYPTED", ""]
    begin, end = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"
    value = line_end.join([begin, *header, *lines, end])
    made = surrogate("PRIVATE_KEY_PEM", value).split(line_end)
    assert [made[0], *made[1:3], made[-1]] == [begin, *header, end]
    assert [len(line) for line in made[3:-1]] == [64, 64, 24]
    assert all(new != old for new, old in zip(made[3:-1], lines, strict=True))
    assert base64.b64encode(base64.b64decode("".join(made[3:-1]))).decode() == "".join(made[3:-1])


def test_basic_credentials_stay_a_pair() -> None:
    value = base64.b64encode(b"mira:k3Tz91").decode()
    made = base64.b64decode(surrogate("BASIC_AUTH_HEADER", value)).decode()
    assert re.fullmatch(r"[a-z]{4}:[a-z]\d[A-Z][a-z]\d\d", made)
    assert made != "mira:k3Tz91"


def test_a_webhook_keeps_its_service_and_loses_its_path() -> None:
    value = f"https://hooks.slack.com/services/T0A1B2C3D/B4E5F6G7H/{drawn(ALNUM, 24)}"
    made = surrogate("WEBHOOK_URL", value)
    assert made.startswith("https://hooks.slack.com/services/")
    assert [len(part) for part in made.split("/")] == [len(part) for part in value.split("/")]
    assert made.split("/")[-1] != value.split("/")[-1]
