"""Numbers of the United Kingdom and Ireland."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, entry, grouped, identity

_NINO = r"""(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"""
"""HMRC, NIM39110: D, F, I, Q, U and V are not used, and some pairs are not given out."""

_DRIVING = r"""
    (?:[A-Z]{5}|[A-Z]{4}9|[A-Z]{3}99|[A-Z]{2}999)\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d|3[01])\d
    [A-Z9]{2}[A-Z0-9][A-Z]{2}(?:[ ]?\d{2})?
"""
"""DVLA: name, date of birth (women: month + 50), initials, check."""

_EIRCODE = r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W)[ -]?[0-9AC-FHKNPRTV-Y]{4}"

CATEGORIES = (
    identity(
        "UK_NINO",
        "GB",
        "nino; national insurance; national insurance number; ni number; ni no; nin; insurance"
        " number",
        Shape(
            _NINO + r"(?P<s>[ -])\d{2}(?P=s)\d{2}(?P=s)\d{2}(?P=s)[A-D]",
            "HMRC, NIM39110",
            alone=0.8,
            near=0.95,
            seed=r"\d{2}[ -]\d{2}[ -]\d{2}[ -][A-D]",
            before=4,
            after=4,
        ),
        Shape(
            _NINO + r"[ ]?\d{6}[ ]?[A-D]",
            "HMRC, NIM39110",
            alone=0.6,
            near=0.95,
            seed=r"\d{6}[ ]?[A-D]",
            before=4,
            after=4,
        ),
        Shape(
            _NINO + r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]",
            "HMRC, NIM39110",
        ),
    ),
    identity(
        "UK_NHS",
        "GB",
        "nhs; nhs number; nhs no; national health service; health service number; nhs id; patient",
        Shape(grouped("3 3 4"), "NHS Data Dictionary, NHS number; python-stdnum gb.nhs", near=0.9),
    ),
    identity(
        "UK_UTR",
        "GB",
        "utr; unique taxpayer reference; taxpayer reference; tax reference; self assessment",
        Shape(r"\d{10}|\d{5}[ ]\d{5}", "HMRC; python-stdnum gb.utr"),
    ),
    identity(
        "UK_DRIVING_LICENCE",
        "GB",
        "driving licence; driver number; dvla; driving license; licence number; licence",
        Shape(
            _DRIVING,
            "DVLA, driver number",
            alone=0.8,
            near=0.95,
            seed=r"[A-Z9]\d(?:[05][1-9]|[16][0-2])\d{3}[A-Z9]",
            before=6,
            after=10,
        ),
    ),
    identity(
        "UK_PASSPORT",
        "GB",
        "passport; passport number; passport no; british passport; uk passport; travel document",
        Shape(r"\d{9}|[A-Z]{2}\d{7}", "HM Passport Office: nine digits, earlier two letters"),
    ),
    identity(
        "UK_ELECTORAL_ROLL",
        "GB",
        "electoral number; electoral roll; electoral roll number; elector number; poll card"
        "; polling number; electoral register",
        Shape(r"[A-Z]{2,3}[- ]?\d{1,4}(?:/\d)?", "Electoral Commission: ward letters and number"),
    ),
    identity(
        "SCOTLAND_CHI",
        "GB",
        "chi; chi number; community health index; chi no",
        Shape(
            r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[ ]?\d{4}|\d{6}-\d{4}",
            "NHS National Services Scotland, CHI number",
            near=0.95,
        ),
    ),
    identity(
        "IRELAND_PPSN",
        "IE",
        "ppsn; pps; pps number; pps no; personal public service; rsi number; uimhir psp",
        Shape(
            r"\d{7}[A-W][ABHTWX]?",
            "Department of Social Protection; python-stdnum ie.pps",
            alone=0.5,
            near=0.95,
            numbers=7,
            after=4,
        ),
    ),
    entry(
        "IRELAND_EIRCODE",
        "location",
        "IE",
        "eircode; postcode; postal code; post code",
        Shape(
            _EIRCODE.replace("[ -]?", "[ ]"),
            "Eircode, routing keys and unique identifiers",
            alone=0.5,
            near=0.9,
            seed=r"(?:\d\d|D6W)[ ][0-9AC-FHKNPRTV-Y]{4}",
            before=3,
            after=8,
        ),
        Shape(_EIRCODE, "Eircode, routing keys and unique identifiers", near=0.8),
        rank=1,
    ),
    identity(
        "IRELAND_PASSPORT",
        "IE",
        "passport; passport number; passport no; irish passport; irish passport number; pas",
        Shape(r"[LP][A-Z]\d{7}|[A-Z]\d{7}", "Department of Foreign Affairs, passport number"),
    ),
)
"""Of the United Kingdom and Ireland."""
