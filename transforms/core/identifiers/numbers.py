"""All numbers by category: those of states, of devices and vehicles, of money."""

from __future__ import annotations

from transforms.core.identifiers.americas import AMERICAS
from transforms.core.identifiers.asia_pacific_africa import ASIA_PACIFIC_AFRICA
from transforms.core.identifiers.europe import EUROPE
from transforms.core.identifiers.number import Number, table

_THINGS = table(
    """
IMEI | imei | kkddddddddddddc
IMSI | imsi | kkkkkdddddddddd kkkkkddddddddd
ICCID | luhn | kkkkddddddddddddddc kkkkdddddddddddddddc
VIN | is_vin | kkkxxxxxCxxxxxxxx
LICENSE_PLATE_UK | | kkkkxxx
LICENSE_PLATE_DE | |
LICENSE_PLATE_IN | | kkkkaadddd kkkaadddd kkkkadddd
US_ROUTING_NUMBER | us.rtn | kkddddddc
CUSIP | cusip | xxxxxxxxc
MEDICAL_RECORD_NUMBER | | *e
DEVICE_SERIAL | |
EMPLOYEE_ID | | *e
STUDENT_ID | | *e
CUSTOMER_ID | | *e
INSURANCE_POLICY | | *x
BANK_ACCOUNT | |
CANADA_BANK_ACCOUNT | | dddddddddddd kkkkkkkkddddddd
JAPAN_BANK_ACCOUNT | |
CVV | | ddd dddd
"""
)
"""The format alone where there is no check: names keep their letters' places and their digits'."""

NUMBERS: dict[str, Number] = {**EUROPE, **AMERICAS, **ASIA_PACIFIC_AFRICA, **_THINGS}
"""Category to what its numbers are made of."""


def is_valid(category: str, number: str) -> bool:
    """Whether a compact form is a number of this category; True where nothing can be checked."""
    return NUMBERS[category].is_valid(number)
