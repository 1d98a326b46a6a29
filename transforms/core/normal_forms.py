"""The normal form of a private value: two spellings of one entity have the same.

Surrogates are chosen by it (the same entity, the same surrogate) and leak checks look for it (a
value that comes back in another spelling is still a leak). All forms begin with Unicode's NFKC, so
that full-width digits are digits.
"""

from __future__ import annotations

import functools
import ipaddress
import re
import unicodedata
from collections.abc import Callable

from transforms.core.disguises.disguise import plain
from transforms.core.identifiers.numbers import NUMBERS

_SPACE = re.compile(r"\s+")

_MOST_DISGUISES = 8
"""A form may read as something once more: folding a micro sign gives a letter that looks Latin."""

_LONGEST_KEPT = 256  # characters; 16,384 of them are 4 MB at the most


def normal_form(category: str, value: str) -> str:
    """What is the same for all spellings of one entity of `category`.

    >>> normal_form("PHONE_NUMBER", "(212) 555-0143")
    '2125550143'
    >>> normal_form("IPV6_ADDRESS", "2001:DB8:0:0::7")
    '2001:db8::7'

    E-mail addresses and domains are case-folded; phone, card and social security numbers are their
    digits; IBANs are upper case without separators; addresses are as `ipaddress` writes them;
    secrets are exact, because another case is another secret; anything else is case-folded words
    with single spaces. A disguised value ("ana [at] kelora [dot] net") has that of what it reads
    as, unless it is a secret. A value that does not parse as its category is taken as words. Never
    raises.
    """
    if len(value) > _LONGEST_KEPT:
        return RULES.get(category, words)(value)
    return _kept(category, value)


@functools.lru_cache(1 << 14)
def _kept(category: str, value: str) -> str:
    """As `normal_form`: one value is asked for again and again while its sample is judged."""
    rule = RULES.get(category, words)
    if rule is exact:
        return value
    form = rule(plain(value))
    for _ in range(_MOST_DISGUISES):
        again = rule(plain(form))
        if again == form:
            break
        form = again
    return form


def exact(value: str) -> str:
    """The value itself: secrets and whatever holds one."""
    return value


def words(value: str) -> str:
    """Case-folded, whitespace collapsed."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return _SPACE.sub(" ", folded).strip()


def folded(value: str) -> str:
    """Case-folded, without white space and without the root's dot: e-mail addresses and domains."""
    return _SPACE.sub("", words(value)).removesuffix(".")


def digits(value: str) -> str:
    """The decimal digits as ASCII; words where there is none."""
    found = "".join(char for char in unicodedata.normalize("NFKC", value) if char in "0123456789")
    return found or words(value)


def code(value: str) -> str:
    """Letters and digits, upper case: identifiers written with or without separators."""
    upper = unicodedata.normalize("NFKC", value).upper()
    return "".join(char for char in upper if char.isalnum()) or words(value)


def address(value: str) -> str:
    """An IP address as `ipaddress` compresses it, lower case.

    An IPv4 address mapped into IPv6 as the IPv4 address.
    """
    plain = folded(value)
    try:
        parsed = ipaddress.ip_address(plain)
    except ValueError:
        return plain
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(parsed)


RULES: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(NUMBERS, code),
    "CARD_EXPIRY": digits,
    "LOCATION_COORDINATES": words,
    "USERNAME": words,
    "PASSPORT_MRZ": code,
    "SOCIAL_HANDLE": words,
    "ICD10_CODE": code,
    "BLOOD_TYPE": words,
    "PERSONAL_URL": folded,
    "MAC_ADDRESS": code,
    "ADVERTISING_ID": code,
    "ETHEREUM_ADDRESS": code,
    "SWIFT_BIC": code,
    "CARD_TRACK": code,
    "HTTP_COOKIE": exact,
    "BITCOIN_ADDRESS": exact,
    "EMAIL_ADDRESS": folded,
    "DOMAIN_NAME": folded,
    "PHONE_NUMBER": digits,
    "FAX_NUMBER": digits,
    "CREDIT_CARD_NUMBER": digits,
    "US_SSN": digits,
    "IBAN": code,
    "IPV4_ADDRESS": address,
    "IPV6_ADDRESS": address,
    "URL_WITH_CREDENTIALS": exact,
    "DB_CONNECTION_STRING": exact,
    "WEBHOOK_URL": exact,
    "PASSWORD": exact,
    "PERSON_NAME": words,
    "API_KEY_GENERIC": exact,
    "AWS_ACCESS_KEY_ID": exact,
    "AWS_SECRET_KEY": exact,
    "AZURE_STORAGE_KEY": exact,
    "BASIC_AUTH_HEADER": exact,
    "GCP_API_KEY": exact,
    "GCP_SERVICE_ACCOUNT": exact,
    "GITHUB_TOKEN": exact,
    "GITLAB_TOKEN": exact,
    "JSON_WEB_TOKEN": exact,
    "PASSWORD_HASH": exact,
    "LLM_API_KEY": exact,
    "NPM_TOKEN": exact,
    "OAUTH_CLIENT_SECRET": exact,
    "PRIVATE_KEY_PEM": exact,
    "PYPI_TOKEN": exact,
    "SENDGRID_KEY": exact,
    "SLACK_TOKEN": exact,
    "SSH_PUBLIC_KEY": exact,
    "SSL_CERTIFICATE": exact,
    "STORAGE_SIGNED_URL": exact,
    "STRIPE_KEY": exact,
    "TOTP_SECRET": exact,
    "TWILIO_SID": exact,
    "XSRF_TOKEN": exact,
}
"""Category to rule; `words` for those that are not named."""
