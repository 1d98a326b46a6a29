"""Keys told by what stands around them: drawn by a hash here, so that none stands in the source."""

from __future__ import annotations

import string

import pytest

from tests.transforms.checks.rows import marked
from transforms.core.surrogates.draw import Draw

ALNUM = string.ascii_letters + string.digits


def drawn(alphabet: str, length: int) -> str:
    return Draw(b"issued keys").text(alphabet, length)


HEX, KEY = drawn("0123456789abcdef", 32), drawn(ALNUM, 40)
OKTA, SHARE = "00" + drawn(ALNUM, 40), drawn(ALNUM, 44)
BASE32 = drawn("abcdefghijklmnopqrstuvwxyz234567", 52)
DJANGO = "django-insecure-" + drawn(string.ascii_lowercase + "0123456789=+&*", 50)
TEAMCITY = f"eyJ0eXAiOiAiVENWMiJ9.{drawn(ALNUM, 36)}.{drawn(ALNUM, 48)}"

HITS = [
    f"license: «{drawn('abcdef0123456789', 36)}NRAL»",
    f"Authorization: SSWS «{OKTA}»",
    f'okta_api_token = "«{OKTA}»"',
    f"-H 'Jenkins-Crumb:«{HEX}»'",
    f"use this password to proceed to installation:\n\n«{HEX}»\n",
    f"Unseal Key 2: «{SHARE}»",
    f"vault operator unseal «{SHARE}»",
    f"CC_TEST_REPORTER_ID: «{HEX}{HEX}»",
    f'ado_pat = "«{BASE32}»"',
    f"deploy --auth-token «{KEY}» now",
    f"Get-Thing -PersonalApiKey '«{KEY}»'",
    f"SECRET_KEY = '«{DJANGO}»'",
    f"say «{TEAMCITY}» twice",
    f"the api key of the applicant is «{KEY}», as agreed",
    f"she sent us her access token («{KEY}») last week",
    f"| Api key | «{KEY}» |",
    f"CSRF token\t«{HEX}»",
    f"Api key: «{KEY}»",
]
MISSES = [
    "license: " + "a" * 36 + "NRAL",
    f"rookTable = {OKTA}",
    "Authorization: SSWS ${OKTA_TOKEN}",
    "-H 'Jenkins-Crumb: $CRUMB'",
    "the password to proceed to installation: none",
    "Unseal Key 2: <share>",
    "vault operator unseal",
    "CC_TEST_REPORTER_ID: ${{ secrets.REPORTER }}",
    'pat = "' + "ab" * 26 + '"',
    "deploy --auth-token $TOKEN now",
    "deploy --auth-token-file /run/secrets/token-of-the-service now",
    "Get-Thing -PersonalApiKey $key",
    "SECRET_KEY = 'django-insecure-change-me'",
    "say eyJ0eXAiOiAiVENWMiJ9 twice",
    "the api key of the applicant is missing in the second form",
    "she sent us her access token (see the attachment of last week)",
    "| Api key | documentation-of-the-service |",
    "CSRF token\tverification",
    f"the key was {KEY}",
]


@pytest.mark.parametrize("row", HITS)
def test_a_key_is_found_by_what_stands_around_it(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", MISSES)
def test_what_only_stands_there_stays(row: str) -> None:
    assert marked(row) == row


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)
