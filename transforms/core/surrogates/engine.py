"""Chooses surrogates: never the original > the same in the whole run > injective in a sample.

A surrogate is a function of key, family, normal form and spelling alone: no state, no context, so
that workers agree without talking to each other. Two values of a sample that share one are
therefore counted, not told apart.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from transforms.core.disguises.disguise import disguised, plain
from transforms.core.disguises.rules import decoded
from transforms.core.identifiers.numbers import NUMBERS
from transforms.core.modes import Mode, mode_of, placeholder
from transforms.core.normal_forms import RULES, exact, normal_form
from transforms.core.surrogates.contact import make_email, make_phone
from transforms.core.surrogates.credentials import (
    make_base32,
    make_basic,
    make_hash,
    make_jwt,
    make_pem,
    make_secret,
    make_signed_url,
    make_ssh_key,
    make_token,
)
from transforms.core.surrogates.dates import make_date
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.finance import make_card, make_iban
from transforms.core.surrogates.generalising import GENERALISERS
from transforms.core.surrogates.identity import make_ssn
from transforms.core.surrogates.network import make_address, make_host, make_url
from transforms.core.surrogates.numbers import maker
from transforms.core.surrogates.people import (
    make_age,
    make_named,
    make_person,
    make_street,
    make_trait,
)
from transforms.core.surrogates.things import (
    make_bic,
    make_bitcoin,
    make_blood_type,
    make_cookie,
    make_coordinates,
    make_diagnosis,
    make_expiry,
    make_hexadecimal,
    make_mac,
    make_machine_readable,
    make_profile,
    make_track,
)
from transforms.core.surrogates.traits import LISTS
from transforms.core.surrogates.words import make_words
from transforms.core.taxonomy import words

Maker = Callable[[Keyed, str, Draw], str]

MAKERS: dict[str, tuple[str, Maker]] = {
    "EMAIL_ADDRESS": ("email", make_email),
    "DOMAIN_NAME": ("host", make_host),
    "PERSON_NAME": ("words", make_person),
    "LOCATION": ("words", make_named),
    "ORGANIZATION": ("words", make_named),
    "STREET_ADDRESS": ("street", make_street),
    "DATE": ("date", make_date),
    "DATE_OF_BIRTH": ("date", make_date),
    "AGE": ("age", make_age),
    **{name: (name.lower(), make_trait(name)) for name in LISTS if name != "COUNTRY"},
    "USERNAME": ("words", make_words),
    "PHONE_NUMBER": ("phone", make_phone),
    "FAX_NUMBER": ("phone", make_phone),
    "CREDIT_CARD_NUMBER": ("card", make_card),
    "IBAN": ("iban", make_iban),
    "US_SSN": ("ssn", make_ssn),
    "IPV4_ADDRESS": ("address", make_address),
    "IPV6_ADDRESS": ("address", make_address),
    "URL_WITH_CREDENTIALS": ("url", make_url),
    "DB_CONNECTION_STRING": ("url", make_url),
    "PASSWORD": ("secret", make_secret),
    "PASSWORD_HASH": ("hash", make_hash),
    "BASIC_AUTH_HEADER": ("basic", make_basic),
    "JSON_WEB_TOKEN": ("jwt", make_jwt),
    "PRIVATE_KEY_PEM": ("pem", make_pem),
    "API_KEY_GENERIC": ("token", make_token),
    "AWS_ACCESS_KEY_ID": ("token", make_token),
    "AWS_SECRET_KEY": ("token", make_token),
    "AZURE_STORAGE_KEY": ("token", make_token),
    "GCP_API_KEY": ("token", make_token),
    "GCP_SERVICE_ACCOUNT": ("token", make_token),
    "GITHUB_TOKEN": ("token", make_token),
    "GITLAB_TOKEN": ("token", make_token),
    "LLM_API_KEY": ("token", make_token),
    "NPM_TOKEN": ("token", make_token),
    "OAUTH_CLIENT_SECRET": ("token", make_token),
    "PYPI_TOKEN": ("token", make_token),
    "SENDGRID_KEY": ("token", make_token),
    "SLACK_TOKEN": ("token", make_token),
    "SSH_PUBLIC_KEY": ("ssh", make_ssh_key),
    "SSL_CERTIFICATE": ("pem", make_pem),
    "STORAGE_SIGNED_URL": ("signed_url", make_signed_url),
    "STRIPE_KEY": ("token", make_token),
    "TOTP_SECRET": ("base32", make_base32),
    "TWILIO_SID": ("token", make_token),
    "WEBHOOK_URL": ("token", make_token),
    "XSRF_TOKEN": ("token", make_token),
    "SOCIAL_HANDLE": ("words", make_words),
    "DENIED": ("words", make_words),
    "PERSONAL_URL": ("profile", make_profile),
    "HTTP_COOKIE": ("cookie", make_cookie),
    "MAC_ADDRESS": ("mac", make_mac),
    "ADVERTISING_ID": ("hexadecimal", make_hexadecimal),
    "BITCOIN_ADDRESS": ("bitcoin", make_bitcoin),
    "ETHEREUM_ADDRESS": ("hexadecimal", make_hexadecimal),
    "CARD_TRACK": ("track", make_track),
    "CARD_EXPIRY": ("expiry", make_expiry),
    "SWIFT_BIC": ("bic", make_bic),
    "PASSPORT_MRZ": ("mrz", make_machine_readable),
    "BLOOD_TYPE": ("blood", make_blood_type),
    "LOCATION_COORDINATES": ("coordinates", make_coordinates),
    "ICD10_CODE": ("diagnosis", make_diagnosis),
    **{name: (name.lower(), maker(name)) for name in NUMBERS},
}
"""Category to family and maker; any other category is redrawn by its shape."""

_OTHER: tuple[str, Maker] = ("shape", make_secret)

OF_ENTITY = frozenset({"DATE", "DATE_OF_BIRTH"})
"""Categories whose surrogates depend on the entity as well as on the value."""

_IN_BASE64 = frozenset({"BASIC_AUTH_HEADER", "JSON_WEB_TOKEN", "PRIVATE_KEY_PEM"})
"""Categories that are written in Base64 by themselves; their makers know."""

ATTEMPTS = 32
"""Draws after which a value that always comes back as itself (nothing in it can change) gets an
invented word."""


_LONGEST_KEPT = 256  # characters
_MOST_KEPT = 1 << 14


class Choice(NamedTuple):
    """A surrogate, the family it was drawn in, and the normal forms of the value and of itself."""

    value: str
    family: str
    original: str
    form: str

    def __repr__(self) -> str:
        return f"Choice({self.family})"


class SurrogateEngine:
    """The surrogates of one key.

    Args:
        key: the secret; with it every surrogate could be traced by trying values. Not empty.
        modes: what else takes a value's place, as a policy names it.

    Raises:
        ValueError: the key is empty.
    """

    def __init__(self, key: bytes, modes: Mapping[str, Mode] | None = None) -> None:
        if not key:
            raise ValueError("the surrogate key is empty")
        self._keyed = Keyed(key)
        self._modes = dict(modes or {})
        self._choices: dict[tuple[str, str, str], Choice] = {}
        self._key = key
        self._key_id = hmac.digest(key, b"gdr key id", "sha256")[:8].hex()

    def __repr__(self) -> str:
        return "SurrogateEngine()"

    @property
    def key_id(self) -> str:
        """16 hex digits that tell whether two runs have the same key, and nothing else about it."""
        return self._key_id

    def derived(self, purpose: bytes) -> bytes:
        """A key of its own for a purpose: what it hashes tells nothing about surrogates."""
        return hmac.digest(self._key, purpose, "sha256")

    def scope(self, entity: str = "") -> Scope:
        """What chooses and counts for one sample; `entity`: whom its dates are about."""
        return Scope(partial(self._remembered, entity), self._modes)

    def placeholders(self) -> Scope:
        """As `scope`, with a placeholder in the place of every value."""
        return Scope(partial(self._remembered, ""), {"*": Mode.PLACEHOLDER})

    def _remembered(self, entity: str, category: str, value: str) -> Choice:
        """The choice for `value`, kept for a while: people come again all over a corpus."""
        owner = entity if category in OF_ENTITY else ""
        if len(value) > _LONGEST_KEPT:
            return self._choose(owner, category, value)
        key = (owner, category, value)
        choice = self._choices.get(key)
        if choice is None:
            choice = self._choose(owner, category, value)
            if len(self._choices) >= _MOST_KEPT:
                self._choices.clear()
            self._choices[key] = choice
        return choice

    def _choose(self, owner: str, category: str, value: str) -> Choice:
        """The choice for `value`; of a disguised one that for what it reads as, so disguised."""
        reading = _reading(category, value)
        choice = self._choose_plain(owner, category, reading)
        if reading == value:
            return choice
        made, original = disguised(value, choice.value), normal_form(category, value)
        return Choice(made, choice.family, original, normal_form(category, made))

    def _choose_plain(self, owner: str, category: str, value: str) -> Choice:
        family, _ = MAKERS.get(category, _OTHER)
        original = normal_form(category, value)
        keyed = Keyed(self._keyed.derived("entity", owner)) if owner else self._keyed
        made = _made(keyed, category, value, original)
        return Choice(made, family, original, normal_form(category, made))


def _made(keyed: Keyed, category: str, value: str, original: str) -> str:
    family, maker = MAKERS.get(category, _OTHER)
    for attempt in range(ATTEMPTS):
        made = maker(keyed, value, keyed.draw(family, original, attempt))
        if normal_form(category, made) != original:
            return made
    attempt = 0
    while True:
        word = "x" + keyed.draw("word", original, attempt).text("bdfgklmnprst", 7)
        if normal_form(category, word) != original:
            return word
        attempt += 1


def _reading(category: str, value: str) -> str:
    """What a disguised value reads as; of secrets only Base64 is a disguise."""
    if category in _IN_BASE64:
        return value
    return plain(value) if RULES.get(category) is not exact else decoded(value) or value


class Scope:
    """The surrogates of one sample."""

    def __init__(
        self, choose: Callable[[str, str], Choice], modes: Mapping[str, Mode] | None = None
    ) -> None:
        self._choose = choose
        self._modes = modes or {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._shared: set[tuple[str, str]] = set()

    def __repr__(self) -> str:
        return f"Scope({len(self._owners)} surrogates, {self.collisions} collisions)"

    @property
    def collisions(self) -> int:
        """Entities of this sample whose surrogate another entity of the same family already had."""
        return len(self._shared)

    def surrogate(self, category: str, value: str) -> str:
        """The invented value for `value`, or what the category's mode puts there.

        Never the value or another spelling of it, the same whenever asked.
        """
        mode = mode_of(self._modes, category) if self._modes else Mode.SURROGATE
        if mode is Mode.PLACEHOLDER:
            return self._placeholder(category, value)
        if mode is Mode.GENERALISE and category in GENERALISERS:
            return _coarser(category, value)
        choice = self._choose(category, value)
        owner = self._owners.setdefault((choice.family, choice.form), choice.original)
        if owner != choice.original:
            self._shared.add((choice.family, choice.original))
        return choice.value

    def _placeholder(self, category: str, value: str) -> str:
        """The constant for a value: numbered in the order in which the sample's are asked for."""
        key = (category, normal_form(category, value))
        number = self._numbers.get(key)
        if number is None:
            number = 1 + sum(name == category for name, _ in self._numbers)
            self._numbers[key] = number
        return placeholder(category, number)


def _coarser(category: str, value: str) -> str:
    """A coarser value, or the category's name where the value itself is as coarse as that."""
    made = GENERALISERS[category](value)
    same = normal_form(category, made) == normal_form(category, value)
    return words(category).lower() if same else made
