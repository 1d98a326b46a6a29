"""One-time passwords, cross-site tokens, signed URLs, keys and UUIDs; every value is invented."""

from __future__ import annotations

import pytest

from tests.transforms.checks.rows import marked

B32 = "MVE7KDMM" + "QJIXF5T7TJFZ"
DRAWN = "Mj2qykJO5rELyHge" + "zQ69nzUX0i3OH67V"
HEX = "0ccbbbcb4d66d097" + "f8e846e7ad7ff8e87ca1d9be"
UUID = "7d1c9a52-83be-4f60-9a1d-2c5e8f07b346"
SSH = "AAAAC3NzaC1lZDI1NTE5AAAAIoEfGNp7s4Ie63l1sOgVPAvnQw8zKd31LmTf" + "Xy5R"
BODY = "MIIBszCCAVmgAwIBAgIU" + "Q3JkxVvT81nmZ0qKc5LhWdYpEf4w"

HITS = [
    f"otpauth://totp/Kelora:mira?secret=«{B32}»&issuer=Kelora",
    f"otp = ROTP::TOTP.new('«{B32}»')",
    f'totp_secret = "«{B32}»"',
    f"TOTP secret: «{B32}»",
    f"MFA_SEED=«{B32}»",
    f"X-XSRF-TOKEN: «{DRAWN}»",
    f'csrf_token = "«{HEX}»"',
    f'<input type="hidden" name="authenticity_token" value="«{DRAWN}»">',
    f'<meta name="csrf-token" content="«{DRAWN}»">',
    f"«https://storage.googleapis.com/kelora/a.pdf?X-Goog-Date=1&X-Goog-Signature={HEX}»",
    f"see «https://kelora.s3.amazonaws.com/a?X-Amz-Expires=60&X-Amz-Signature={HEX}{HEX[:24]}» now",
    f"«https://kelora.blob.core.windows.net/c/b?sv=2020&sig={DRAWN}%3D»",
    f"«ssh-ed25519 {SSH}» mira",
    f'command="ls" «ssh-rsa {SSH}»',
    f"«-----BEGIN CERTIFICATE-----\n{BODY}\n-----END CERTIFICATE-----»",
    f"session_id = '«{UUID}»'",
    f"device_id: «{UUID}»",
    f"https://kelora.net/api/agents/«{UUID}»",
    f'"tenant": "«{UUID}»"',
    f"api key: «{UUID}»",
]
MISSES = [
    "otpauth://totp/Kelora:mira?secret=YOURSECRETHERE",
    "totp = TOTP.new('JBSWY3DPEHPK3PXP')",
    "hotp = HOTP.new('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')",
    "OTP=AAAAAAAAAAAAAAAAAAAA",
    "totp_secret = generate_secret()",
    "DOTPRODUCTIMPLEMENTATION = 1",
    'csrf_token = "{{ csrf_token }}"',
    "X-XSRF-TOKEN: <token-from-the-cookie>",
    "csrfmiddlewaretoken: getCookie('csrftoken')",
    '<meta name="csrf-param" content="authenticity_token">',
    "https://storage.googleapis.com/kelora/a.pdf?X-Goog-Signature=SIGNATURE",
    "https://kelora.net/docs?sig=short",
    "https://kelora.net/a?design=" + "x" * 40,
    "ssh-rsa AAAA...",
    f"kelora.net,git.kelora.net ssh-ed25519 {SSH}",
    f"[git.kelora.net]:2222 ssh-ed25519 {SSH}",
    "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 " + SSH,
    "ssh-keygen -t ssh-ed25519",
    "-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----",
    f'[Guid("{UUID}")]',
    f"clsid:{UUID}",
    "id: 00000000-0000-0000-0000-000000000000",
    f"https://user-images.githubusercontent.com/1/{UUID}.png",
    f"{{{UUID.upper()}}}.Debug",
    "session 123e4567-e89b",
    f"X-Request-Id: {UUID}",
    f"as we wrote in Reference {UUID}.",
]


@pytest.mark.parametrize("row", HITS)
def test_a_protocols_secret_is_found_whole(row: str) -> None:
    assert marked(row) == row


@pytest.mark.parametrize("row", MISSES)
def test_what_only_looks_like_one_stays(row: str) -> None:
    assert marked(row) == row


def test_the_table_has_as_many_near_misses_as_hits() -> None:
    assert len(MISSES) >= len(HITS)
