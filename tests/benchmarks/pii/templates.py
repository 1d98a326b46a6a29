"""What generated values stand in: prose, forms, code and logs; written before the rules.

A line of `LABELS` is category, what people call it, and how a program names it. Categories that are
told by a sentence and not by a label have carriers of their own in `OWN`.
"""

from __future__ import annotations

CARRIERS: dict[str, tuple[str, ...]] = {
    "prose": (
        "For our records, the {label} of the applicant is {value}, as confirmed by phone.",
        "Hello team, please update the file: {label} {value}. Thanks!",
        "She sent us her {label} ({value}) together with the signed contract last week.",
    ),
    "form": (
        "Section B\n{Label}: {value}\nSignature: ________",
        "| field | entry |\n|---|---|\n| {Label} | {value} |\n| status | open |",
        "{Label}\t{value}\nReviewed\tyes",
    ),
    "code": (
        'record = {{"{camel}": "{value}", "active": True}}',
        "    {snake} = '{value}'  # from the import",
        'customer:\n  {snake}: "{value}"\n  retries: 3\n',
    ),
    "log": (
        "2024-03-07T12:01:55Z INFO intake {snake}={value} status=200 took=31ms",
        '{{"level":"warn","msg":"duplicate entry","{snake}":"{value}","attempt":2}}',
        "[worker-3] saved row 17; {label}: {value}; queue empty",
    ),
}
"""Kind of carrier to its texts; `{label}` as in a sentence, `{Label}` as on a form."""

LABELS = """
PERSON_NAME | customer name | customer_name
EMAIL_ADDRESS | e-mail | email
PHONE_NUMBER | phone number | phone_number
FAX_NUMBER | fax | fax_number
STREET_ADDRESS | home address | street_address
POSTAL_CODE | postal code | postal_code
LOCATION_COORDINATES | coordinates | coordinates
DATE_OF_BIRTH | date of birth | date_of_birth
MEDICAL_RECORD_NUMBER | medical record number | mrn
ICD10_CODE | ICD-10 code | icd10_code
US_MEDICARE_MBI | Medicare number | medicare_mbi
US_NPI | NPI | provider_npi
US_DEA_NUMBER | DEA number | dea_number
USERNAME | username | username
SOCIAL_HANDLE | Twitter handle | twitter_handle
PERSONAL_URL | profile | profile_url
DOMAIN_NAME | domain | domain_name
IPV4_ADDRESS | client IP | client_ip
IPV6_ADDRESS | IPv6 address | ipv6_address
HTTP_COOKIE | Cookie | cookie
MAC_ADDRESS | MAC address | mac_address
IMEI | IMEI | imei
IMSI | IMSI | imsi
ICCID | ICCID | sim_iccid
ADVERTISING_ID | advertising ID | advertising_id
DEVICE_SERIAL | serial number | serial_number
VIN | VIN | vin
LICENSE_PLATE_UK | number plate | registration_plate
LICENSE_PLATE_DE | Kennzeichen | kennzeichen
LICENSE_PLATE_IN | vehicle number | vehicle_number
CREDIT_CARD_NUMBER | card number | card_number
CVV | CVV | cvv
CARD_EXPIRY | card expiry | expiry_date
CARD_TRACK | track data | track_data
IBAN | IBAN | iban
SWIFT_BIC | SWIFT code | bic
BANK_ACCOUNT | account number | account_number
US_ROUTING_NUMBER | routing number | routing_number
CANADA_BANK_ACCOUNT | transit and account | bank_account
JAPAN_BANK_ACCOUNT | 口座番号 | koza_bango
BITCOIN_ADDRESS | bitcoin address | btc_wallet
ETHEREUM_ADDRESS | ethereum address | eth_wallet
CUSIP | CUSIP | cusip
VAT_NUMBER | VAT number | vat_number
PASSPORT_MRZ | MRZ | mrz
EMPLOYEE_ID | employee ID | employee_id
STUDENT_ID | student ID | student_id
CUSTOMER_ID | customer ID | customer_id
INSURANCE_POLICY | policy number | policy_number
US_SSN | SSN | ssn
US_ITIN | ITIN | itin
US_EIN | EIN | employer_ein
US_PTIN | PTIN | ptin
US_ATIN | ATIN | atin
US_PASSPORT | passport number | us_passport_number
US_DRIVERS_LICENSE | driver's license | drivers_license
US_DOD_ID | DoD ID | edipi
UK_NINO | National Insurance number | nino
UK_NHS | NHS number | nhs_number
UK_UTR | unique taxpayer reference | utr
UK_DRIVING_LICENCE | driving licence | driving_licence
UK_PASSPORT | passport no | passport_no
UK_ELECTORAL_ROLL | electoral number | electoral_number
SCOTLAND_CHI | CHI number | chi_number
CANADA_SIN | social insurance number | sin_number
CANADA_BC_PHN | PHN | phn
CANADA_OHIP | OHIP number | ohip
CANADA_QUEBEC_HIN | RAMQ | ramq
CANADA_PASSPORT | Canadian passport number | passport_number
AUSTRALIA_TFN | tax file number | tfn
AUSTRALIA_MEDICARE | Medicare card | medicare_card
AUSTRALIA_ABN | ABN | abn
NZ_IRD | IRD number | ird_number
NZ_NHI | NHI | nhi
GERMANY_TAX_ID | Steuer-ID | steuer_id
GERMANY_ID_CARD | Personalausweisnummer | personalausweisnummer
GERMANY_PASSPORT | Reisepassnummer | reisepassnummer
GERMANY_SVNR | Sozialversicherungsnummer | sozialversicherungsnummer
GERMANY_DRIVERS_LICENSE | Führerscheinnummer | fuehrerscheinnummer
FRANCE_NIR | numéro de sécurité sociale | numero_securite_sociale
FRANCE_NIF | numéro fiscal | numero_fiscal
FRANCE_CNI | carte nationale d'identité | cni
FRANCE_PASSPORT | passeport | passeport
SPAIN_DNI | DNI | dni
SPAIN_NIE | NIE | nie
SPAIN_SS | número de la Seguridad Social | numero_seguridad_social
SPAIN_CIF | CIF | cif
ITALY_FISCAL_CODE | codice fiscale | codice_fiscale
ITALY_PASSPORT | passaporto | passaporto
ITALY_ID_CARD | carta d'identità | carta_identita
NETHERLANDS_BSN | BSN | bsn
NETHERLANDS_PASSPORT | paspoortnummer | paspoortnummer
BELGIUM_NN | rijksregisternummer | rijksregisternummer
POLAND_PESEL | PESEL | pesel
POLAND_ID | dowód osobisty | dowod_osobisty
POLAND_NIP | NIP | nip
SWEDEN_PIN | personnummer | personnummer
NORWAY_FNR | fødselsnummer | fodselsnummer
DENMARK_CPR | CPR-nummer | cpr_nummer
FINLAND_HETU | henkilötunnus | henkilotunnus
FINLAND_BUSINESS_ID | Y-tunnus | y_tunnus
IRELAND_PPSN | PPSN | ppsn
IRELAND_EIRCODE | Eircode | eircode
IRELAND_PASSPORT | Irish passport number | passport_number
SWITZERLAND_AHV | AHV-Nummer | ahv_nummer
AUSTRIA_SVNR | SVNR | svnr
PORTUGAL_NIF | NIF | contribuinte
PORTUGAL_CC | cartão de cidadão | cartao_de_cidadao
GREECE_AMKA | ΑΜΚΑ | amka
CROATIA_OIB | OIB | oib
ROMANIA_CNP | CNP | cnp
CZECH_RC | rodné číslo | rodne_cislo
HUNGARY_TAX | adóazonosító jel | adoazonosito_jel
BULGARIA_EGN | ЕГН | egn
ESTONIA_IK | isikukood | isikukood
UKRAINE_TAX | РНОКПП | rnokpp
UKRAINE_PASSPORT | паспорт | passport
RUSSIA_INN | ИНН | inn
RUSSIA_PASSPORT | паспорт | passport_series
TURKEY_TCKN | TC kimlik no | tc_kimlik_no
ISRAEL_ID | תעודת זהות | teudat_zehut
SOUTH_AFRICA_ID | SA ID number | sa_id_number
NIGERIA_NIN | NIN | nin
KENYA_PIN | KRA PIN | kra_pin
EGYPT_NID | الرقم القومي | national_id
INDIA_AADHAAR | Aadhaar number | aadhaar_number
INDIA_PAN | PAN | pan_number
INDIA_GSTIN | GSTIN | gstin
INDIA_PASSPORT | Indian passport no | passport_no
INDIA_VOTER_ID | voter ID | voter_id
PAKISTAN_CNIC | CNIC | cnic
CHINA_RESIDENT_ID | 身份证号 | id_card
CHINA_PASSPORT | 护照 | passport
HONG_KONG_ID | HKID | hkid
TAIWAN_ID | 身分證字號 | national_id
TAIWAN_PASSPORT | 護照號碼 | passport_number
JAPAN_MY_NUMBER | マイナンバー | my_number
JAPAN_DRIVERS_LICENSE | 運転免許証番号 | drivers_license
JAPAN_PASSPORT | 旅券番号 | passport_number
JAPAN_CORPORATE_NUMBER | 法人番号 | corporate_number
KOREA_RRN | 주민등록번호 | rrn
KOREA_PASSPORT | 여권번호 | passport_number
KOREA_DRIVERS_LICENSE | 운전면허번호 | drivers_license
SINGAPORE_NRIC | NRIC | nric
SINGAPORE_PASSPORT | Singapore passport no | passport_no
MALAYSIA_NRIC | MyKad | mykad
INDONESIA_NIK | NIK | nik
THAILAND_ID | เลขประจำตัวประชาชน | thai_id
PHILIPPINES_UMID | UMID | umid
VIETNAM_MST | mã số thuế | ma_so_thue
BRAZIL_CPF | CPF | cpf
BRAZIL_CNPJ | CNPJ | cnpj
MEXICO_CURP | CURP | curp
MEXICO_RFC | RFC | rfc
MEXICO_PASSPORT | pasaporte | pasaporte
ARGENTINA_DNI | DNI | dni
ARGENTINA_CUIT | CUIT | cuit
CHILE_RUT | RUT | rut
COLOMBIA_CC | cédula de ciudadanía | cedula_ciudadania
PERU_DNI | DNI | dni
VENEZUELA_CI | cédula de identidad | cedula
URUGUAY_CI | cédula | cedula
ECUADOR_CI | cédula | cedula
PARAGUAY_RUC | RUC | ruc
KAZAKHSTAN_PASSPORT | passport | passport
PASSWORD | password | password
API_KEY_GENERIC | api key | api_key
AWS_ACCESS_KEY_ID | access key | aws_access_key_id
AWS_SECRET_KEY | aws_secret_access_key | aws_secret_access_key
GCP_API_KEY | google api key | google_api_key
AZURE_STORAGE_KEY | storage account key | azure_storage_key
GITHUB_TOKEN | GitHub token | github_token
GITLAB_TOKEN | GitLab token | gitlab_token
SLACK_TOKEN | Slack token | slack_token
STRIPE_KEY | Stripe key | stripe_key
TWILIO_SID | Twilio account SID | twilio_account_sid
SENDGRID_KEY | SendGrid key | sendgrid_key
NPM_TOKEN | npm token | npm_token
PYPI_TOKEN | PyPI token | pypi_token
LLM_API_KEY | openai api key | openai_api_key
JSON_WEB_TOKEN | bearer token | jwt
OAUTH_CLIENT_SECRET | client secret | client_secret
PASSWORD_HASH | password hash | password_digest
TOTP_SECRET | TOTP secret | totp_secret
XSRF_TOKEN | CSRF token | csrf_token
STORAGE_SIGNED_URL | signed URL | signed_url
WEBHOOK_URL | webhook | webhook_url
DB_CONNECTION_STRING | connection string | database_url
SSH_PUBLIC_KEY | authorized key | ssh_public_key
"""

OWN: dict[str, dict[str, tuple[str, ...]]] = {
    "AGE": {
        "prose": ("The patient, {value}, was admitted at night.", "He is {value} and lives alone."),
        "form": ("Age: {value}\nWard: 3",),
        "code": ('row = {{"age": "{value}"}}',),
        "log": ("triage age={value} ward=3",),
    },
    "GENDER": {
        "form": ("Gender: {value}\nWard: 3", "sex: {value}"),
        "code": ('{{"gender": "{value}"}}',),
    },
    "ETHNIC_GROUP": {
        "prose": ("She identifies as {value} and grew up by the coast.",),
        "form": ("Ethnicity: {value}",),
        "code": ('{{"ethnicity": "{value}"}}',),
    },
    "RELIGION": {
        "prose": ("He is a practising {value} and fasts every year.",),
        "form": ("Religion: {value}",),
        "code": ('{{"religion": "{value}"}}',),
    },
    "POLITICAL_AFFILIATION": {
        "prose": ("She has been a registered {value} for ten years.",),
        "form": ("Political affiliation: {value}",),
        "code": ('{{"politicalAffiliation": "{value}"}}',),
    },
    "SEXUAL_ORIENTATION": {
        "prose": ("My brother is {value} and married.",),
        "form": ("Sexual orientation: {value}",),
        "code": ('{{"sexual_orientation": "{value}"}}',),
    },
    "MARITAL_STATUS": {
        "prose": ("The claimant is {value} and has two children.",),
        "form": ("Marital status: {value}",),
        "code": ('{{"marital_status": "{value}"}}',),
    },
    "IMMIGRATION_STATUS": {
        "prose": ("He came here as a {value} in 2009.",),
        "form": ("Immigration status: {value}",),
        "code": ('{{"immigration_status": "{value}"}}',),
    },
    "TRADE_UNION": {
        "prose": ("She is a member of {value} and pays her dues.",),
        "form": ("Union membership: {value}",),
        "code": ('{{"trade_union": "{value}"}}',),
    },
    "EMPLOYMENT_STATUS": {
        "prose": ("He has been {value} and looks for work.",),
        "form": ("Employment status: {value}",),
        "code": ('{{"employment_status": "{value}"}}',),
    },
    "BLOOD_TYPE": {
        "prose": ("Her blood type is {value}, said the nurse.",),
        "form": ("Blood type: {value}\nWard: 3",),
        "code": ('{{"blood_type": "{value}"}}',),
    },
    "HTTP_COOKIE": {
        "log": ("GET /a HTTP/1.1\nHost: shop\nCookie: {value}\nAccept: */*",),
        "code": ('headers = {{"Cookie": "{value}"}}', "curl -H 'Cookie: {value}' https://shop/a"),
    },
    "GCP_SERVICE_ACCOUNT": {
        "code": ('{{"type": "service_account", "private_key_id": "{value}", "auth": "x"}}',),
    },
    "BASIC_AUTH_HEADER": {
        "log": ("GET /a HTTP/1.1\nAuthorization: Basic {value}\nAccept: */*",),
        "code": ('headers = {{"Authorization": "Basic {value}"}}',),
    },
    "AZURE_STORAGE_KEY": {
        "code": ('conn = "DefaultEndpointsProtocol=https;AccountName=tarn;AccountKey={value}"',),
    },
    "PRIVATE_KEY_PEM": {"form": ("the key is\n{value}\n",), "code": ('key = """{value}"""\n',)},
    "SSL_CERTIFICATE": {
        "form": ("the certificate is\n{value}\n",),
        "code": ('pem = """{value}"""\n',),
    },
    "SSH_PUBLIC_KEY": {
        "form": ("# authorized_keys\n{value} mira@kelora\n",),
        "code": ('ssh_authorized_keys:\n  - "{value}"\n',),
    },
    "PASSPORT_MRZ": {"form": ("MRZ:\n{value}\n", "{value}"), "log": ("scanned mrz={value}",)},
}
"""Category to its carriers by kind, instead of `CARRIERS`."""


def labels() -> dict[str, tuple[str, str]]:
    """Category to what people call it and how a program names it."""
    lines = (line.split(" | ") for line in LABELS.strip().splitlines())
    return {category: (label, identifier) for category, label, identifier in lines}
