"""Numbers with check digits stay valid, become others, and keep what says nothing."""

from __future__ import annotations

import re

import pytest

from transforms.core.identifiers.numbers import NUMBERS, is_valid
from transforms.core.identifiers.validity import compact
from transforms.core.normal_forms import normal_form
from transforms.core.surrogates.engine import SurrogateEngine

ENGINE = SurrogateEngine(b"a key of sixteen")

EXAMPLES = """
US_ITIN 995-85-2524 | US_EIN 56-2970949 | US_PTIN P08906932 | US_NPI 1898392422
US_DEA_NUMBER FT6488301 | UK_NINO WA 66 59 67 A | UK_NHS 676 053 9877 | UK_UTR 9379338844
SCOTLAND_CHI 0308561023 | CANADA_SIN 941-712-549 | CANADA_OHIP 7482-166-555-GX
AUSTRALIA_TFN 870 861 660 | AUSTRALIA_MEDICARE 3172 58640 0 | AUSTRALIA_ABN 16 352 484 530
NZ_IRD 32-290-345 | NZ_NHI ZKN7815 | GERMANY_TAX_ID 50 918 376 294 | GERMANY_ID_CARD CR86RWZK03
FRANCE_NIR 1 73 06 80 278 199 29 | FRANCE_NIF 23 27 147 708 053 | SPAIN_DNI 28076907W
SPAIN_NIE Y0799109B | SPAIN_SS 280177776987 | SPAIN_CIF A46803664
ITALY_FISCAL_CODE RVGPHQ84S26M466E | NETHERLANDS_BSN 939123526 | BELGIUM_NN 23.12.24-401.57
POLAND_PESEL 98092753414 | POLAND_ID CXB576433 | POLAND_NIP 463-197-67-41
SWEDEN_PIN 491101-7434 | NORWAY_FNR 26078810628 | DENMARK_CPR 160623-6139
FINLAND_HETU 050576-3848 | FINLAND_BUSINESS_ID 0021972-3 | IRELAND_PPSN 5954103B
SWITZERLAND_AHV 756.5613.7525.39 | AUSTRIA_SVNR 2545270587 | PORTUGAL_NIF 342950118
PORTUGAL_CC 64549036 3 WQ6 | GREECE_AMKA 18053800720 | CROATIA_OIB 75504812062
ROMANIA_CNP 2420804340463 | CZECH_RC 710203/1651 | HUNGARY_TAX 8917877672
BULGARIA_EGN 0112296124 | ESTONIA_IK 51801163205 | UKRAINE_TAX 2818211717
RUSSIA_INN 635691333610 | TURKEY_TCKN 25950083798 | ISRAEL_ID 370977712
SOUTH_AFRICA_ID 6005273964182 | KENYA_PIN A326373755W | INDIA_AADHAAR 2366 9088 2587
INDIA_PAN ZYPPR6860X | INDIA_GSTIN 30NHEPT2734X9Z2 | CHINA_RESIDENT_ID 110101200711198994
HONG_KONG_ID D019573(2) | TAIWAN_ID A115246680 | JAPAN_MY_NUMBER 3586 1534 4941
JAPAN_CORPORATE_NUMBER 1601457781003 | KOREA_RRN 260122-4736319 | SINGAPORE_NRIC F3635573P
MALAYSIA_NRIC 660519-14-8232 | INDONESIA_NIK 3574066009607598 | THAILAND_ID 5-7928-09473-97-2
VIETNAM_MST 0171837486 | BRAZIL_CPF 746.518.898-91 | BRAZIL_CNPJ 78.887.555/0001-94
MEXICO_CURP IUTJ980407HDFNTJ24 | MEXICO_RFC EUJN021128911 | ARGENTINA_CUIT 27-78639754-0
CHILE_RUT 22.528.319-2 | PERU_DNI 13374673-6 | URUGUAY_CI 3.282.873-7 | ECUADOR_CI 1621551868
PARAGUAY_RUC 6859482-8 | IMEI 354199108367535 | IMSI 262011559550001 | ICCID 8939795056519836409
VIN 37T7HMCM1B15SYX1K | US_ROUTING_NUMBER 308002894 | CUSIP 587512NM2 | VAT_NUMBER DE915285743
"""
"""Invented ones, of the taxonomy."""

CASES = [
    part.split(maxsplit=1) for line in EXAMPLES.strip().splitlines() for part in line.split("|")
]


def shape(text: str) -> str:
    return re.sub(r"[0-9]", "9", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", text)))


@pytest.mark.parametrize(("category", "value"), CASES)
def test_a_valid_number_becomes_another_valid_one(category: str, value: str) -> None:
    value = value.strip()
    assert is_valid(category, compact(value)), "the example is none"
    made = ENGINE.scope().surrogate(category, value)
    assert is_valid(category, compact(made))
    assert normal_form(category, made) != normal_form(category, value)
    letters = {
        "INDIA_GSTIN",
        "SPAIN_CIF",
        "FINLAND_HETU",
        "MEXICO_RFC",
        "CHILE_RUT",
        "NZ_NHI",
        "PERU_DNI",
    }
    assert shape(made) == shape(value) or category in letters | {"VIN", "CUSIP", "HONG_KONG_ID"}
    assert re.sub(r"\w", "", made) == re.sub(r"\w", "", value)


@pytest.mark.parametrize(("category", "value"), CASES)
def test_separators_and_case_do_not_change_which(category: str, value: str) -> None:
    value = value.strip()
    made = ENGINE.scope().surrogate(category, value)
    plain = ENGINE.scope().surrogate(category, compact(value).lower())
    assert compact(made) == compact(plain)


@pytest.mark.parametrize(("category", "value"), CASES)
def test_a_wrong_check_digit_is_told_from_a_right_one(category: str, value: str) -> None:
    number = compact(value)
    digits = [at for at, char in enumerate(number) if char.isdigit()]
    others = [
        number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
        for at in digits
        for step in range(1, 10)
    ]
    wrong = sum(not is_valid(category, other) for other in others)
    unchecked = {"UK_NINO", "DENMARK_CPR", "MALAYSIA_NRIC", "INDONESIA_NIK", "INDIA_PAN", "IMSI"}
    few = {"US_ITIN", "US_EIN", "US_PTIN", "MEXICO_RFC", "KENYA_PIN"}
    assert wrong > len(others) / 2 or category in unchecked | few


def test_every_kind_of_number_has_an_engine_that_never_fails() -> None:
    for category in NUMBERS:
        for value in ("", "?", "0", "AB-12", "1" * 40, "\ud800"):
            made = ENGINE.scope().surrogate(category, value)
            assert normal_form(category, made) != normal_form(category, value)
