"""Which maker invents the surrogates of a category, and in which family: a table.

Adding a category's surrogate is one line here; a family is what may not share surrogates in a
sample.
"""

from __future__ import annotations

from collections.abc import Callable

from transforms.core.identifiers.numbers import NUMBERS
from transforms.core.surrogates.certificates import make_certificate
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
    "SSL_CERTIFICATE": ("certificate", make_certificate),
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

OTHER: tuple[str, Maker] = ("shape", make_secret)
"""For a category that the table does not have."""
