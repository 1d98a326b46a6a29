"""Accounts, routing numbers, securities, taxes on value, and what else stands on cards."""

from __future__ import annotations

import re

import phonenumbers

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.entries import Shape, entry, words
from transforms.core.identifiers.validity import check, compact
from transforms.core.surrogates.checksums import passes_luhn


def is_bic(candidate: Candidate) -> bool:
    """Whether eight or eleven letters and digits name a bank: no word, a country's code inside."""
    value = candidate.value.replace(" ", "")
    return value[4:6] in phonenumbers.SUPPORTED_REGIONS and check("bic")(value)


def is_vat(candidate: Candidate) -> bool:
    """Whether it is a VAT number of a member state, of Great Britain, Norway or Switzerland."""
    number = compact(candidate.value)
    if number.startswith("GB"):
        return check("gb.vat")(number)
    return check("eu.vat")(number) or check("ch.vat")(number)


def is_italian_vat(candidate: Candidate) -> bool:
    """Whether eleven digits are a partita IVA."""
    return len(set(candidate.digits)) > 2 and check("it.iva")(candidate.digits)


def is_coin_address(candidate: Candidate) -> bool:
    """Whether the checksum of Base58Check or Bech32 is right (of Bech32m the length: BIP 350)."""
    value = candidate.value
    return check("bitcoin")(value) or (value.lower().startswith("bc1p") and len(value) == 62)


def holds_card(candidate: Candidate) -> bool:
    """Whether the number of a magnetic stripe's track passes Luhn."""
    return passes_luhn(re.findall(r"\d{12,19}", candidate.value)[0])


def is_cusip(candidate: Candidate) -> bool:
    """Whether the check digit is right and the issuer's part has a digit."""
    value = candidate.value
    return any(char.isdigit() for char in value[:6]) and check("cusip")(value)


_VAT = r"""
    (?:AT[ ]?U\d{8}|BE[ ]?[01]\d{3}[ .]?\d{3}[ .]?\d{3}|BG[ ]?\d{9,10}
      |CY[ -]?\d{8}[A-Z]|CZ[ ]?\d{8,10}
      |DE[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}|DK[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}
      |EE[ ]?\d{9}|EL[ ]?\d{9}
      |ES[ ]?[A-Z0-9]\d{7}[A-Z0-9]|FI[ ]?\d{8}
      |FR[ ]?[A-HJ-NP-Z0-9]{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}
      |GB[ ]?\d{3}[ ]?\d{4}[ ]?\d{2}(?:[ ]?\d{3})?|HR[ ]?\d{11}|HU[ -]?\d{8}
      |IE[ ]?\d[0-9A-Z+*]\d{5}[A-Z]{1,2}
      |IT[ ]?\d{11}|LT[ ]?\d{9}(?:\d{3})?|LU[ ]?\d{8}|LV[ ]?\d{11}|MT[ ]?\d{8}
      |NL[ ]?\d{9}[ ]?B[ ]?\d{2}
      |PL[ ]?\d{10}|PT[ ]?\d{9}|RO[ ]?\d{2,10}|SE[ ]?\d{10}01|SI[ ]?\d{8}|SK[ ]?\d{10}
      |CHE[- ]?\d{3}[. ]?\d{3}[. ]?\d{3}[ ]?(?:MWST|TVA|IVA))
"""
"""European Commission, VIES: structure of VAT identification numbers; HMRC; ESTV."""

CATEGORIES = (
    entry(
        "CVV",
        "financial",
        "*",
        "cvv; cvc; cvv2; cvc2; csc; security code; card verification; cid; card security code"
        "; prüfziffer; código de seguridad; cryptogramme",
        Shape(r"\d{3,4}", "ISO/IEC 7813: three or four digits", near=0.9),
    ),
    entry(
        "CARD_EXPIRY",
        "financial",
        "*",
        "exp; expires; expiry; expiration; expiry date; expiration date; valid thru; valid until"
        "; valid to; good thru; card expiry; exp date; exp. date; gültig bis; caducidad; expire"
        "; válida hasta; exp_month; scadenza",
        Shape(
            r"(?:0[1-9]|1[0-2])[ ]?[/-][ ]?(?:20[2-4]\d|[2-4]\d)",
            "ISO/IEC 7813: month and year",
            near=0.88,
        ),
    ),
    Category(
        "CARD_TRACK",
        "financial",
        "*",
        (
            Form(
                r"%[Bb]\d{12,19}\^[^^\n]{2,26}\^\d{7}[0-9A-Za-z ]{0,40}\??",
                "ISO/IEC 7813, track 1, format B",
                score=0.95,
                anchors=("%B", "%b"),
                valid=holds_card,
            ),
            Form(
                r"(?<![\w])[;](?P<track>\d{12,19}=\d{7}\d{0,20}\??)",
                "ISO/IEC 7813, track 2",
                score=0.9,
                seed=r";\d{12,19}=",
                before=1,
                after=40,
                valid=holds_card,
            ),
        ),
        words("track; track data; track 1; track 2; magnetic stripe; swipe"),
    ),
    entry(
        "SWIFT_BIC",
        "financial",
        "*",
        "swift; bic; swift code; bic code; swift/bic; bic/swift; bank identifier code; swift bic",
        Shape(
            r"[A-Z]{4}(?P<s>[ ]?)[A-Z]{2}(?P=s)[A-Z2-9][A-NP-Z0-9](?:(?P=s)[A-Z0-9]{3})?",
            "ISO 9362; python-stdnum bic",
            near=0.9,
            valid=is_bic,
        ),
        rank=1,
    ),
    entry(
        "BANK_ACCOUNT",
        "financial",
        "US",
        "account number; bank account; checking account; savings account; account no; acct; acct no"
        "; account #; a/c no; a/c; bank account number; checking; savings; kontonummer"
        "; número de cuenta; numéro de compte; acct number; account; deposit account",
        Shape(
            r"\d{6,17}|\d{3,6}(?:[ -]\d{3,6}){1,3}",
            "NACHA: up to seventeen digits; what announces it decides",
            near=0.8,
        ),
    ),
    entry(
        "US_ROUTING_NUMBER",
        "financial",
        "US",
        "routing number; routing; aba; routing no; aba number; bank routing; rtn; transit number"
        "; aba routing; routing code; micr; aba rtn",
        Shape(
            r"\d{9}|\d{4}-\d{4}-\d",
            "ABA, routing number policy; python-stdnum us.rtn",
            near=0.94,
        ),
    ),
    entry(
        "CANADA_BANK_ACCOUNT",
        "financial",
        "CA",
        "transit and account; transit; transit number; institution number; account; bank account"
        "; direct deposit; account number; institution",
        Shape(
            r"\d{5}[- ]\d{3}[- ]\d{7,12}",
            "Payments Canada, rule 006: transit, institution, account",
            alone=0.5,
            near=0.93,
            numbers=15,
        ),
    ),
    entry(
        "JAPAN_BANK_ACCOUNT",
        "financial",
        "JP",
        "口座番号; 普通預金; 銀行口座; 口座; bank account; koza; koza bango; account number; 当座",
        Shape(
            r"\d{4}-\d{3}-\d{7}|\d{7}",
            "Zengin format: bank, branch, account of seven digits",
            near=0.88,
        ),
    ),
    entry(
        "BITCOIN_ADDRESS",
        "financial",
        "*",
        "btc; bitcoin; wallet; bitcoin address; btc address; btc wallet",
        Shape(
            r"(?:[13][a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[ac-hj-np-z02-9]{11,71}|BC1[AC-HJ-NP-Z02-9]{11,71})",
            "Bitcoin: Base58Check; BIP 173, BIP 350; python-stdnum bitcoin",
            alone=0.95,
            near=0.98,
            seed=r"[13][a-km-zA-HJ-NP-Z1-9]{25}|[bB][cC]1[a-zA-Z0-9]{11}",
            after=72,
            valid=is_coin_address,
        ),
    ),
    Category(
        "ETHEREUM_ADDRESS",
        "financial",
        "*",
        (
            Form(
                r"0[xX][0-9a-fA-F]{40}(?![0-9A-Za-z])",
                "Ethereum yellow paper, 4.1: 160 bits; EIP-55",
                score=0.6,
                near=0.95,
                anchors=("0x", "0X"),
                solid=True,
                valid=lambda candidate: len(set(candidate.value[2:].lower())) > 6,
            ),
        ),
        words("eth; ethereum; wallet; ethereum address; eth address; eth wallet; erc20"),
    ),
    entry(
        "CUSIP",
        "financial",
        "US",
        "cusip; cusip number; cusip no; security identifier; cins",
        Shape(
            r"[0-9A-Z]{8}\d",
            "ANSI X9.6; python-stdnum cusip",
            near=0.94,
            valid=is_cusip,
        ),
    ),
    entry(
        "VAT_NUMBER",
        "financial",
        "EU",
        "vat; vat number; vat no; vat id; ust-idnr; ust-id; ustid; tva; numéro de tva; partita iva"
        "; p.iva; p. iva; btw; btw-nummer; nif-iva; vatin; iva; umsatzsteuer-id; numéro tva"
        "; vat registration; mwst; moms; dph; áfa; alv",
        Shape(
            _VAT,
            "European Commission, VIES; python-stdnum eu.vat",
            alone=0.7,
            near=0.96,
            numbers=7,
            before=8,
            after=16,
            valid=is_vat,
        ),
        Shape(
            r"\d{11}",
            "Agenzia delle Entrate: partita IVA; python-stdnum it.iva",
            near=0.85,
            valid=is_italian_vat,
        ),
        rank=1,
    ),
)
"""What opens or names somebody's money."""
