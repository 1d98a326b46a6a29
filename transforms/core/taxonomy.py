"""The categories of private data by name: group and country, and how a policy picks among them.

The names are those that findings, policies, surrogates and metrics use. A policy's selector is a
name, `group:identity`, `country:DE`, or `*` for all.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable
from typing import NamedTuple


class Kind(NamedTuple):
    """Group and ISO 3166 country of a category; `*` for no country in particular."""

    group: str
    country: str


_TABLE = """
person *: PERSON_NAME DATE_OF_BIRTH
contact *: EMAIL_ADDRESS PHONE_NUMBER FAX_NUMBER
location *: STREET_ADDRESS POSTAL_CODE LOCATION_COORDINATES
demographic *: AGE GENDER ETHNIC_GROUP RELIGION POLITICAL_AFFILIATION SEXUAL_ORIENTATION
    MARITAL_STATUS IMMIGRATION_STATUS TRADE_UNION EMPLOYMENT_STATUS
medical *: BLOOD_TYPE MEDICAL_RECORD_NUMBER ICD10_CODE
medical US: US_MEDICARE_MBI US_NPI US_DEA_NUMBER
online *: USERNAME SOCIAL_HANDLE PERSONAL_URL DOMAIN_NAME IPV4_ADDRESS IPV6_ADDRESS HTTP_COOKIE
device *: MAC_ADDRESS IMEI IMSI ICCID ADVERTISING_ID DEVICE_SERIAL
vehicle *: VIN
vehicle GB: LICENSE_PLATE_UK
vehicle DE: LICENSE_PLATE_DE
vehicle IN: LICENSE_PLATE_IN
financial *: CREDIT_CARD_NUMBER CVV CARD_EXPIRY CARD_TRACK IBAN SWIFT_BIC BITCOIN_ADDRESS
    ETHEREUM_ADDRESS
financial US: BANK_ACCOUNT US_ROUTING_NUMBER CUSIP
financial CA: CANADA_BANK_ACCOUNT
financial JP: JAPAN_BANK_ACCOUNT
financial EU: VAT_NUMBER
identity *: PASSPORT_MRZ EMPLOYEE_ID STUDENT_ID CUSTOMER_ID INSURANCE_POLICY
identity US: US_SSN US_ITIN US_EIN US_PTIN US_ATIN US_PASSPORT US_DRIVERS_LICENSE US_DOD_ID
identity GB: UK_NINO UK_NHS UK_UTR UK_DRIVING_LICENCE UK_PASSPORT UK_ELECTORAL_ROLL SCOTLAND_CHI
identity CA: CANADA_SIN CANADA_BC_PHN CANADA_OHIP CANADA_QUEBEC_HIN CANADA_PASSPORT
identity AU: AUSTRALIA_TFN AUSTRALIA_MEDICARE AUSTRALIA_ABN
identity NZ: NZ_IRD NZ_NHI
identity DE: GERMANY_TAX_ID GERMANY_ID_CARD GERMANY_PASSPORT GERMANY_SVNR
    GERMANY_DRIVERS_LICENSE
identity FR: FRANCE_NIR FRANCE_NIF FRANCE_CNI FRANCE_PASSPORT
identity ES: SPAIN_DNI SPAIN_NIE SPAIN_SS SPAIN_CIF
identity IT: ITALY_FISCAL_CODE ITALY_PASSPORT ITALY_ID_CARD
identity NL: NETHERLANDS_BSN NETHERLANDS_PASSPORT
identity BE: BELGIUM_NN
identity PL: POLAND_PESEL POLAND_ID POLAND_NIP
identity SE: SWEDEN_PIN
identity NO: NORWAY_FNR
identity DK: DENMARK_CPR
identity FI: FINLAND_HETU FINLAND_BUSINESS_ID
identity IE: IRELAND_PPSN IRELAND_PASSPORT
location IE: IRELAND_EIRCODE
identity CH: SWITZERLAND_AHV
identity AT: AUSTRIA_SVNR
identity PT: PORTUGAL_NIF PORTUGAL_CC
identity GR: GREECE_AMKA
identity HR: CROATIA_OIB
identity RO: ROMANIA_CNP
identity CZ: CZECH_RC
identity HU: HUNGARY_TAX
identity BG: BULGARIA_EGN
identity EE: ESTONIA_IK
identity UA: UKRAINE_TAX UKRAINE_PASSPORT
identity RU: RUSSIA_INN RUSSIA_PASSPORT
identity TR: TURKEY_TCKN
identity IL: ISRAEL_ID
identity ZA: SOUTH_AFRICA_ID
identity NG: NIGERIA_NIN
identity KE: KENYA_PIN
identity EG: EGYPT_NID
identity IN: INDIA_AADHAAR INDIA_PAN INDIA_GSTIN INDIA_PASSPORT INDIA_VOTER_ID
identity PK: PAKISTAN_CNIC
identity CN: CHINA_RESIDENT_ID CHINA_PASSPORT
identity HK: HONG_KONG_ID
identity TW: TAIWAN_ID TAIWAN_PASSPORT
identity JP: JAPAN_MY_NUMBER JAPAN_DRIVERS_LICENSE JAPAN_PASSPORT JAPAN_CORPORATE_NUMBER
identity KR: KOREA_RRN KOREA_PASSPORT KOREA_DRIVERS_LICENSE
identity SG: SINGAPORE_NRIC SINGAPORE_PASSPORT
identity MY: MALAYSIA_NRIC
identity ID: INDONESIA_NIK
identity TH: THAILAND_ID
identity PH: PHILIPPINES_UMID
identity VN: VIETNAM_MST
identity BR: BRAZIL_CPF BRAZIL_CNPJ
identity MX: MEXICO_CURP MEXICO_RFC MEXICO_PASSPORT
identity AR: ARGENTINA_DNI ARGENTINA_CUIT
identity CL: CHILE_RUT
identity CO: COLOMBIA_CC
identity PE: PERU_DNI
identity VE: VENEZUELA_CI
identity UY: URUGUAY_CI
identity EC: ECUADOR_CI
identity PY: PARAGUAY_RUC
identity KZ: KAZAKHSTAN_PASSPORT
secret *: PASSWORD API_KEY_GENERIC AWS_ACCESS_KEY_ID AWS_SECRET_KEY GCP_API_KEY
    GCP_SERVICE_ACCOUNT AZURE_STORAGE_KEY GITHUB_TOKEN GITLAB_TOKEN SLACK_TOKEN STRIPE_KEY
    TWILIO_SID SENDGRID_KEY NPM_TOKEN PYPI_TOKEN LLM_API_KEY JSON_WEB_TOKEN BASIC_AUTH_HEADER
    OAUTH_CLIENT_SECRET PRIVATE_KEY_PEM SSH_PUBLIC_KEY PASSWORD_HASH DB_CONNECTION_STRING
    TOTP_SECRET XSRF_TOKEN STORAGE_SIGNED_URL SSL_CERTIFICATE WEBHOOK_URL
"""
"""The 204 categories, by group and country."""

_BEYOND = """
secret *: URL_WITH_CREDENTIALS
location *: LOCATION
group *: ORGANIZATION
event *: DATE CASE_NUMBER
demographic *: OCCUPATION
list *: DENIED
"""
"""What we find beside them: quasi-identifiers of court cases, and values of a policy's own list."""


def _parsed(text: str) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    kind = Kind("", "")
    for line in text.strip().splitlines():
        head, colon, names = line.rpartition(":")
        if colon:
            group, country = head.split()
            kind = Kind(group, country)
        found.update(dict.fromkeys(names.split(), kind))
    return found


TAXONOMY: dict[str, Kind] = _parsed(_TABLE)
"""The 204 categories."""

CATEGORIES: dict[str, Kind] = {**TAXONOMY, **_parsed(_BEYOND)}
"""All categories of private data that a check may report."""


def words(name: str) -> str:
    """A category's name as it is spoken.

    >>> words("GERMANY_TAX_ID")
    'Germany tax id'
    """
    return name.replace("_", " ").capitalize()


@functools.lru_cache(1 << 12)
def selects(selector: str, category: str) -> bool:
    """Whether a policy's selector picks the category.

    >>> selects("country:DE", "GERMANY_TAX_ID"), selects("group:identity", "EMAIL_ADDRESS")
    (True, False)
    """
    what, colon, which = selector.partition(":")
    kind = CATEGORIES.get(category)
    if colon:
        return kind is not None and which == getattr(kind, what, None)
    return selector in {"*", category}


def unknown(selectors: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """What is wrong with each selector that picks nothing, and the nearest that would.

    Args:
        selectors: of a policy.
        others: names of categories that are no private data (toxicity's).
    """
    known = {
        "*",
        *CATEGORIES,
        *others,
        *(f"group:{kind.group}" for kind in CATEGORIES.values()),
        *(f"country:{kind.country}" for kind in CATEGORIES.values() if kind.country != "*"),
    }
    return [_wrong(selector, known) for selector in selectors if selector not in known]


def _wrong(selector: str, known: set[str]) -> str:
    folded = {name.casefold(): name for name in sorted(known)}
    nearest = difflib.get_close_matches(selector.casefold(), folded, 1, 0.5)
    hint = f": did you mean {folded[nearest[0]]!r}?" if nearest else ""
    return f"{selector!r} is no category{hint}"
