"""Check digits that python-stdnum does not have; each says where it is defined.

All take the compact form: upper case letters and digits, without separators. None raises.
"""

from __future__ import annotations

import datetime
import re
import string
from collections.abc import Iterable

from transforms.core.surrogates.checksums import passes_luhn

_VALUES = {char: at for at, char in enumerate(string.digits + string.ascii_uppercase)}
"""0 to 9 as they are, A = 10 to Z = 35 (ICAO Doc 9303-3, 4.9; ISO 7064)."""


def weighted(text: str, weights: Iterable[int]) -> int:
    """The sum of the characters' values (A = 10) times the weights, as far as both go."""
    return sum(_VALUES[char] * weight for char, weight in zip(text, weights, strict=False))


def icao_digit(text: str) -> str:
    """The check digit of a field of a machine-readable document; `<` counts 0.

    ICAO Doc 9303-3, 4.9: weights 7, 3, 1, modulus 10.

    >>> icao_digit("L898902C3")
    '6'
    """
    filled = text.replace("<", "0")
    return str(weighted(filled, (7, 3, 1) * (len(filled) // 3 + 1)) % 10)


def is_day(year: str, month: str, day: str) -> bool:
    """Whether there is such a day; of a year in two digits one of the leap years counts as well."""
    try:
        datetime.date(2000 + int(year) if len(year) == 2 else int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def is_itin(number: str) -> bool:
    """Whether nine digits have a group that the IRS gives to ITINs.

    Internal Revenue Manual 3.21.263: 50 to 65, 70 to 88, 90 to 92, 94 to 99.
    """
    match = re.fullmatch(r"9\d\d(\d\d)\d{4}", number)
    group = int(match[1]) if match else 0
    return 50 <= group <= 65 or 70 <= group <= 88 or (90 <= group <= 99 and group != 93)


def is_south_african(number: str) -> bool:
    """Whether thirteen digits are a date, a citizenship (refugees: 2) and Luhn's check digit."""
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)\d{4}[012]\d\d", number)
    return match is not None and is_day(match[1], match[2], match[3]) and passes_luhn(number)


def is_dea(number: str) -> bool:
    """Whether a DEA registration number is right (DEA, 21 CFR 1301; its Form 224 manual)."""
    if not re.fullmatch(r"[A-HJ-NP-UX][A-Z9][0-9]{7}", number):
        return False
    digits = [int(char) for char in number[2:]]
    return (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10 == digits[6]


_VIN = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)),
        strict=True,
    )
)
"""Letters to their values: A to H, J to N, P, R, S to Z (49 CFR 565.15, table III)."""
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_vin(number: str) -> bool:
    """Whether 17 characters pass the check digit of 49 CFR 565.15 (ISO 3779 has none)."""
    if not re.fullmatch(r"[A-HJ-NPR-Z0-9]{17}", number):
        return False
    values = [_VIN[char] if char.isalpha() else int(char) for char in number]
    rest = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return number[8] == ("X" if rest == 10 else str(rest))


def is_chi(number: str) -> bool:
    """Whether ten digits are a Community Health Index number: a date, then modulus 11.

    NHS National Services Scotland, "CHI number": ddmmyy, weights 10 to 2.
    """
    if not re.fullmatch(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{6}", number):
        return False
    rest = -weighted(number[:9], range(10, 1, -1)) % 11
    return rest < 10 and rest == int(number[9])


def is_au_medicare(number: str) -> bool:
    """Whether ten or eleven digits are an Australian Medicare card number (and a person on it).

    Services Australia: weights 1, 3, 7, 9, the rest by 10 is the ninth digit.
    """
    if not re.fullmatch(r"[2-6]\d{8}[1-9]?\d?", number) or len(number) < 10:
        return False
    return weighted(number[:8], (1, 3, 7, 9) * 2) % 10 == int(number[8])


_NHI = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def is_nz_nhi(number: str) -> bool:
    """Whether seven characters are a National Health Index number of either format.

    HISO 10046: letters count from 1 (no I, no O), weights 7 to 2; the old format has a digit by
    modulus 11, the new a letter by modulus 24.
    """
    if not re.fullmatch(r"[A-HJ-NP-Z]{3}(?:\d{4}|\d{2}[A-HJ-NP-Z]{2})", number):
        return False
    values = [int(c) if c.isdigit() else _NHI.index(c) + 1 for c in number]
    total = sum(v * w for v, w in zip(values[:6], range(7, 1, -1), strict=True))
    if number[6].isalpha():
        return 24 - total % 24 == values[6]
    rest = total % 11
    return rest != 0 and (11 - rest) % 10 == values[6]


def is_german_document(number: str) -> bool:
    """Whether ten characters are a serial number with its check digit (BMI, ICAO Doc 9303)."""
    if not re.fullmatch(r"[CFGHJKLMNPRTVWXYZ0-9]{9}\d", number):
        return False
    return icao_digit(number[:9]) == number[9]


_RVNR_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def is_german_insurance(number: str) -> bool:
    """Whether twelve characters are a German pension insurance number.

    Section 2 and 4 VKVV: area, date of birth, initial, serial; weighted sum of digit sums.
    """
    if not re.fullmatch(r"\d{2}(?:[0-3]\d|[4-7]\d)(?:0\d|1[0-2])\d{2}[A-Z]\d{3}", number):
        return False
    initial = f"{ord(number[8]) - 64:02d}"
    digits = number[:8] + initial + number[9:11]
    products = [int(d) * w for d, w in zip(digits, _RVNR_WEIGHTS, strict=True)]
    return sum(p // 10 + p % 10 for p in products) % 10 == int(number[11])


def is_german_health(number: str) -> bool:
    """Whether ten characters are the constant part of a health insurance number (KVNR).

    GKV-Spitzenverband, annex 1 of the rules on the KVNR: letter as two digits, Luhn from the left.
    """
    if not re.fullmatch(r"[A-Z]\d{9}", number):
        return False
    digits = f"{ord(number[0]) - 64:02d}{number[1:9]}"
    products = [int(d) * (1 + at % 2) for at, d in enumerate(digits)]
    return sum(p // 10 + p % 10 for p in products) % 10 == int(number[9])


def is_spanish_social(number: str) -> bool:
    """Whether twelve digits are a Spanish social security number (Orden TIN/1448/2010).

    The rest by 97 of province and number is the control; of a number below 10,000,000 the leading
    zero is left out, but not by everybody.
    """
    if not re.fullmatch(r"\d{12}", number) or not 1 <= int(number[:2]) <= 66:
        return False
    control, written = int(number[10:]), {int(number[:10])}
    if number[2] == "0":
        written.add(int(number[:2] + number[3:10]))
    return any(whole % 97 == control for whole in written)


def is_polish_card(number: str) -> bool:
    """Whether three letters and six digits are a Polish identity card's series and number.

    Ministry of the Interior: weights 7, 3, 1 and 9 for the check digit, modulus 10.
    """
    if not re.fullmatch(r"[A-Z]{3}\d{6}", number):
        return False
    return weighted(number, (7, 3, 1, 9, 7, 3, 1, 7, 3)) % 10 == 0


def is_hungarian_tax(number: str) -> bool:
    """Whether ten digits are a Hungarian tax identification number (Act CL of 2017, annex).

    8, days since 1867-01-01, serial; weights 1 to 9, modulus 11.
    """
    if not re.fullmatch(r"8\d{9}", number):
        return False
    return weighted(number[:9], range(1, 10)) % 11 == int(number[9])


def is_hong_kong_card(number: str) -> bool:
    """Whether one or two letters, six digits and a check character are an identity card number.

    Immigration Department: weights 9 to 1, modulus 11; a missing first letter counts 36.
    """
    if not re.fullmatch(r"[A-Z]{1,2}\d{6}[0-9A]", number):
        return False
    lead = 36 * 9 if len(number) == 8 else _VALUES[number[0]] * 9
    rest = lead + weighted(number[-8:-1], range(8, 1, -1))
    return (rest + _VALUES[number[-1]]) % 11 == 0


_TAIWAN = {char: at for at, char in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}


def is_taiwan_id(number: str) -> bool:
    """Whether a letter and nine digits are a Taiwanese identity or resident number.

    Ministry of the Interior: the letter is a region's two digits, weights 1, 9, 8 ... 1, 1.
    """
    if not re.fullmatch(r"[A-Z][1289]\d{8}", number):
        return False
    tens, units = divmod(_TAIWAN[number[0]], 10)
    total = tens + units * 9 + weighted(number[1:9], range(8, 0, -1)) + int(number[9])
    return total % 10 == 0


def is_japanese_licence(number: str) -> bool:
    """Whether twelve digits are a Japanese driving licence number.

    National Police Agency: the eleventh digit by modulus 11, the twelfth counts reissues.
    """
    if not re.fullmatch(r"\d{12}", number):
        return False
    rest = 11 - weighted(number[:10], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest >= 10 else rest) == int(number[10])


_NRIC = {
    "S": "JZIHGFEDCBA",
    "T": "JZIHGFEDCBA",
    "F": "XWUTRQPNMLK",
    "G": "XWUTRQPNMLK",
    "M": "KLJNPQRTUWX",
}
_NRIC_OFFSET = {"T": 4, "G": 4, "M": 3}


def is_singapore_card(number: str) -> bool:
    """Whether nine characters are an NRIC or FIN (ICA): weights 2, 7, 6, 5, 4, 3, 2, modulus 11."""
    if not re.fullmatch(r"[STFGM]\d{7}[A-Z]", number):
        return False
    total = weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + _NRIC_OFFSET.get(number[0], 0)
    rest = total % 11
    letters = _NRIC[number[0]]
    return letters[10 - rest if number[0] == "M" else rest] == number[8]


def is_uruguayan_card(number: str) -> bool:
    """Whether seven or eight digits are a Uruguayan identity card (DNIC): weights 2987634."""
    if not re.fullmatch(r"\d{7,8}", number):
        return False
    filled = number.rjust(8, "0")
    return -weighted(filled[:7], (2, 9, 8, 7, 6, 3, 4)) % 10 == int(filled[7])


def is_npi(number: str) -> bool:
    """Whether ten digits are a National Provider Identifier: Luhn behind 80840 (45 CFR 162.406)."""
    return re.fullmatch(r"[12]\d{9}", number) is not None and passes_luhn("80840" + number)


def is_ontario_health(number: str) -> bool:
    """Whether ten digits (and a version code) are an Ontario health number: Luhn."""
    match = re.fullmatch(r"([1-9]\d{9})[A-Z]{0,2}", number)
    return match is not None and passes_luhn(match[1])


_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def is_finnish_code(number: str) -> bool:
    """Whether ten characters (or eleven, with the century's sign) are a Finnish personal code.

    DVV, "The personal identity code": the rest by 31 of date and number, signs of 2023.
    """
    match = re.fullmatch(r"(\d{6})[+A-FU-Y]?(\d{3})([0-9A-FHJ-NPR-Y])", number)
    if match is None or not is_day(match[1][4:], match[1][2:4], match[1][:2]):
        return False
    return _HETU[int(match[1] + match[2]) % 31] == match[3] and int(match[2]) >= 2
