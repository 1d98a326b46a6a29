"""Check digits: Luhn (ISO/IEC 7812-1, annex B) and MOD 97-10 (ISO 7064, used by ISO 13616)."""

from __future__ import annotations

_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit to the digit sum of its double."""


def luhn_digit(payload: str) -> str:
    """The digit that makes `payload` (digits) plus it pass Luhn.

    >>> luhn_digit("7992739871")
    '3'
    """
    total = sum(map(int, payload[::-2].translate(_DOUBLED))) + sum(map(int, payload[-2::-2]))
    return str(-total % 10)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others.

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    return len(digits) > 1 and luhn_digit(digits[:-1]) == digits[-1]


def mod97(text: str) -> int:
    """The remainder by 97 of upper case letters (A = 10) and digits."""
    return int("".join(str(int(char, 36)) for char in text)) % 97


def iban_check_digits(country: str, account: str) -> str:
    """The two check digits of an IBAN (ISO 13616): upper case country and account.

    >>> iban_check_digits("GB", "WEST12345698765432")
    '82'
    """
    return f"{98 - mod97(account + country + '00'):02d}"


IBAN_LENGTHS: dict[str, int] = {
    country: int(length)
    for length, countries in (
        line.split(":")
        for line in (
            "15:NO",
            "16:BE",
            "18:DK FK FO FI GL NL SD",
            "19:MK SI",
            "20:AT BA EE KZ LT LU MN XK",
            "21:HR LI LV CH",
            "22:BG BH CR DE GB GE IE ME RS VA",
            "23:AE GI IL IQ OM SO TL",
            "24:AD CZ ES MD PK RO SA SE SK TN VG",
            "25:LY PT ST",
            "26:IS TR",
            "27:BI DJ FR GR IT MC MR SM",
            "28:AL AZ BY CY DO GT HN HU LB NI PL SV",
            "29:BR EG PS QA UA",
            "30:JO KW MU YE",
            "31:MT SC",
            "32:LC",
            "33:RU",
        )
    )
    for country in countries.split()
}
"""Country to the length of its IBANs (SWIFT IBAN Registry, release 99)."""


def is_iban(text: str) -> bool:
    """Whether upper case letters and digits, without separators, are an IBAN."""
    right_length = IBAN_LENGTHS.get(text[:2]) == len(text)
    return right_length and text[2:4].isdigit() and mod97(text[4:] + text[:4]) == 1
