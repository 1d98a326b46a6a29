"""Invented private values that look valid: a function of their key alone, check digits and all.

None of them is in a range kept for documentation, because the checks have to find them. README.md
says how each kind avoids meaning a real person or account, as far as its format allows.
"""

from __future__ import annotations

import base64
import hashlib
import json
import string
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

_LETTERS = string.ascii_letters + string.digits
_BASE32 = string.ascii_uppercase + "234567"
_WORDS = (
    "tarn",
    "gravel",
    "otter",
    "basalt",
    "quince",
    "lantern",
    "bramble",
    "kestrel",
    "cobalt",
    "thimble",
    "marrow",
    "saffron",
    "willow",
    "anvil",
    "pewter",
    "plover",
    "gantry",
    "linnet",
    "cinder",
    "mallow",
)
_CARD_PREFIXES = ("4026", "4917", "5243", "5367", "4539", "5185")
_BANK_LETTERS = {"GB": "FHCB", "IE": "FHCI", "NL": "FHCN"}  # no bank has these BICs
_BBAN_DIGITS = {
    "DE": 18,
    "ES": 20,
    "SE": 20,
    "PL": 24,
    "DK": 14,
    "CH": 17,
    "GB": 14,
    "IE": 14,
    "NL": 10,
}


def number(*key: object) -> int:
    """A number of 0 to 2**64 - 1, a function of `key`."""
    text = "\x1f".join(str(part) for part in key)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def choose(options: Sequence[T], *key: object) -> T:
    """One of `options`."""
    return options[number(*key) % len(options)]


def draw(alphabet: str, length: int, *key: object) -> str:
    """`length` characters of `alphabet`."""
    stream = hashlib.shake_128("\x1f".join(str(part) for part in key).encode()).digest(2 * length)
    pairs = (int.from_bytes(stream[i : i + 2], "big") for i in range(0, 2 * length, 2))
    return "".join(alphabet[pair % len(alphabet)] for pair in pairs)


def luhn(digits: str) -> str:
    """The digit that makes `digits` plus it pass Luhn (ISO/IEC 7812-1)."""
    doubled = (
        sum(divmod(2 * int(d), 10)) if i % 2 == 0 else int(d) for i, d in enumerate(digits[::-1])
    )
    return str(-sum(doubled) % 10)


def card(key: str) -> str:
    """A card number of 16 digits that passes Luhn."""
    body = choose(_CARD_PREFIXES, key, "card") + draw(string.digits, 11, key, "card number")
    return body + luhn(body)


def iban(country: str, key: str) -> str:
    """An IBAN without spaces with right check digits (ISO 13616), of a bank that does not exist."""
    if country == "FR":
        account = _french(key)
    elif country == "IT":
        account = "X" + "99" + draw(string.digits, 20, key, "iban")
    else:
        country = country if country in _BBAN_DIGITS else "DE"
        digits = "99" + draw(string.digits, _BBAN_DIGITS[country] - 2, key, "iban")
        account = _BANK_LETTERS.get(country, "") + digits
    as_digits = "".join(str(int(char, 36)) for char in account + country + "00")
    return f"{country}{98 - int(as_digits) % 97:02d}{account}"


def _french(key: str) -> str:
    """Bank, branch, account and RIB key (97 minus the weighted sum modulo 97)."""
    bank, branch, account = "99417", *(draw(string.digits, n, key, n) for n in (5, 11))
    rib = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return f"{bank}{branch}{account}{rib:02d}"


def ssn(key: str) -> str:
    """A social security number with its hyphens, in an area given out since 2011 only."""
    n = number(key, "ssn")
    return f"{773 + n % 120}-{10 + n // 128 % 88}-{1000 + n // 16384 % 8999}"


def ip6(key: str) -> str:
    """A global IPv6 address in a block that the registries have given to nobody (2d00::/8)."""
    groups = [draw("0123456789abcdef", 4, key, "ip6", i).lstrip("0") or "a7" for i in range(3)]
    return f"2d00:8c41:{groups[0]}::{groups[1]}:{groups[2]}"


def grouped(text: str) -> str:
    """The text in groups of four, as on cards and bank statements."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def password(*key: object) -> str:
    """A password in one of three habits that people have; safe inside a URL and inside quotes."""
    first, second = choose(_WORDS, *key, 1), choose(_WORDS, *key, 2)
    n = number(*key, 3)
    habits = (
        f"{first.title()}_{second}-{n % 9000 + 1000}",
        draw(_LETTERS, 14, *key, "random") + "7k",
        f"{first}.{second.title()}.{n % 90 + 10}Z",
    )
    return habits[number(*key, 4) % len(habits)]


def _checked(prefix: str, *key: object) -> str:
    """30 characters and their CRC-32 in base 62, as GitHub and npm tokens end."""
    body = draw(_LETTERS, 30, *key)
    crc, tail = zlib.crc32(body.encode()), ""
    base62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
    for _ in range(6):
        crc, place = divmod(crc, 62)
        tail = base62[place] + tail
    return prefix + body + tail


def _jwt(*key: object) -> str:
    def part(value: dict[str, object]) -> str:
        raw = json.dumps(value, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    header, claims = {"alg": "HS256", "typ": "JWT"}, {"sub": number(*key), "scope": "read"}
    return f"{part(dict(header))}.{part(dict(claims))}.{draw(_LETTERS + '-_', 43, *key)}"


def _pem(*key: object) -> str:
    body = draw(_LETTERS + "+/", 64 * 6 - 2, *key) + "=="
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    edge = "-----{} PRIVATE KEY-----"
    return "\n".join([edge.format("BEGIN"), *lines, edge.format("END")])


SECRETS: dict[str, tuple[str, Callable[..., str]]] = {
    "pw": ("PASSWORD", password),
    "aws": ("AWS_ACCESS_KEY_ID", lambda *key: "AKIA" + draw(_BASE32, 16, *key)),
    "awssecret": ("AWS_SECRET_KEY", lambda *key: draw(_LETTERS + "+/", 40, *key)),
    "github": ("GITHUB_TOKEN", lambda *key: _checked("gh" + "p_", *key)),
    "gitlab": ("GITLAB_TOKEN", lambda *key: "glpat" + "-" + draw(_LETTERS, 20, *key)),
    "npm": ("NPM_TOKEN", lambda *key: _checked("np" + "m_", *key)),
    "slack": (
        "SLACK_TOKEN",
        lambda *key: "-".join(
            (
                "xox" + "b",
                draw("123456789", 12, *key),
                draw("123456789", 13, *key, 2),
                draw(_LETTERS, 24, *key),
            )
        ),
    ),
    "stripe": ("STRIPE_KEY", lambda *key: "sk" + "_live_" + draw(_LETTERS, 24, *key)),
    "google": ("GCP_API_KEY", lambda *key: "AI" + "za" + draw(_LETTERS + "-_", 35, *key)),
    "openai": (
        "LLM_API_KEY",
        lambda *key: (
            "sk" + "-" + draw(_LETTERS, 20, *key) + "T3Blbk" + "FJ" + draw(_LETTERS, 20, *key, 2)
        ),
    ),
    "hf": ("LLM_API_KEY", lambda *key: "hf" + "_" + draw(string.ascii_letters, 34, *key)),
    "sendgrid": (
        "SENDGRID_KEY",
        lambda *key: "SG" + f".{draw(_LETTERS, 22, *key)}.{draw(_LETTERS, 43, *key, 2)}",
    ),
    "jwt": ("JSON_WEB_TOKEN", _jwt),
    "pem": ("PRIVATE_KEY_PEM", _pem),
}
"""Slot name to the category a check reports and what invents the value."""

_HEX = "0123456789abcdef"


def _uuid(*key: object) -> str:
    digits = draw(_HEX, 32, *key)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-9{digits[17:20]}-{digits[20:]}"


LOOK_ALIKES: dict[str, Callable[..., str]] = {
    "uuid": _uuid,
    "sha1": lambda *key: draw(_HEX, 40, *key),
    "sha256": lambda *key: draw(_HEX, 64, *key),
    "hex8": lambda *key: draw(_HEX, 8, *key),
    "order": lambda *key: f"ORD-20{number(*key) % 5 + 20}-{number(*key, 2) % 900000 + 100000}",
    "version": lambda *key: (
        f"v{number(*key) % 9 + 1}.{number(*key, 2) % 30}.{number(*key, 3) % 20}"
    ),
    "fiction_phone": lambda *key: (
        f"({choose(('212', '415', '617'), *key)}) 555-01{number(*key) % 90 + 10}"
    ),
}
"""Slot name to what invents a string that resembles private data and is none."""
