"""Numbers of African states and of South Asia."""

from __future__ import annotations

from transforms.checks.pii.category import any_candidate
from transforms.checks.pii.entries import Shape, identity

_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

CATEGORIES = (
    identity(
        "SOUTH_AFRICA_ID",
        "ZA",
        "sa id; id number; south african id; identity number; rsa id; id no; sa id number; id book"
        "; identiteitsnommer; smart id; za id",
        Shape(
            rf"{_DATE}[ ]?\d{{4}}[ ]?[012][ ]?[0-9][ ]?\d",
            "Identification Act 68 of 1997: date, sex, citizenship, Luhn; python-stdnum za.idnr",
            near=0.93,
        ),
    ),
    identity(
        "NIGERIA_NIN",
        "NG",
        "nin; national identification number; nimc; national identity number; nin slip; nigerian"
        " id; nigeria nin",
        Shape(r"\d{4}[ -]?\d{3}[ -]?\d{4}", "NIMC: eleven digits", near=0.84),
    ),
    identity(
        "KENYA_PIN",
        "KE",
        "kra pin; kra; pin certificate; kenya revenue; pin no; kra pin number; itax",
        Shape(
            r"[AP]\d{9}[A-Z]",
            "Kenya Revenue Authority; python-stdnum ke.pin",
            alone=0.55,
            near=0.95,
            numbers=9,
            before=2,
            after=4,
        ),
    ),
    identity(
        "EGYPT_NID",
        "EG",
        "الرقم القومي; رقم قومي; national id; egyptian id; egypt national id; الرقم القومى"
        "; رقم البطاقة; national id number",
        Shape(
            rf"[23]{_DATE}(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{{5}}",
            "Civil Status Organization: century, date, governorate, serial",
            alone=0.5,
            near=0.95,
            numbers=14,
        ),
    ),
    identity(
        "INDIA_AADHAAR",
        "IN",
        "aadhaar; aadhar; adhaar; uidai; uid; आधार; aadhaar number; aadhar card; aadhaar card"
        "; aadhaar no; unique identification",
        Shape(
            r"[2-9]\d{3}(?P<s>[ -])\d{4}(?P=s)\d{4}",
            "UIDAI: Verhoeff; python-stdnum in_.aadhaar",
            alone=0.5,
            near=0.95,
            numbers=12,
        ),
        Shape(r"[2-9]\d{11}", "UIDAI: Verhoeff; python-stdnum in_.aadhaar", near=0.93),
    ),
    identity(
        "INDIA_PAN",
        "IN",
        "pan; pan card; permanent account number; pan no; pan number; income tax; पैन",
        Shape(
            r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]",
            "Income Tax Department; python-stdnum in_.pan",
            alone=0.65,
            near=0.96,
            seed=r"[A-Z]\d{4}[A-Z]",
            before=5,
            after=8,
        ),
        Shape(
            r"[A-Za-z]{5}\d{4}[A-Za-z]",
            "Income Tax Department, whatever the letter of the holder's kind",
            near=0.8,
            valid=any_candidate,
        ),
    ),
    identity(
        "INDIA_GSTIN",
        "IN",
        "gstin; gst; gst number; gst no; gst registration; goods and services tax",
        Shape(
            r"[0-3]\d[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]",
            "CBIC: state, PAN, check by modulus 36; python-stdnum in_.gstin",
            alone=0.85,
            near=0.97,
            seed=r"\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]",
            before=8,
            after=10,
        ),
        Shape(
            r"(?:0[1-9]|[12]\d|3[0-7]|97)[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]",
            "CBIC, with a check character misread",
            near=0.8,
            valid=any_candidate,
        ),
    ),
    identity(
        "INDIA_PASSPORT",
        "IN",
        "passport; passport no; passport number; indian passport; indian passport no; पासपोर्ट",
        Shape(r"[A-PR-WYa-pr-wy][1-9]\d{5}[1-9]", "Passport Seva: letter and seven digits"),
    ),
    identity(
        "INDIA_VOTER_ID",
        "IN",
        "epic; voter id; voter; voter card; election card; epic no; elector's photo identity"
        "; मतदाता; voter id number; election id; electoral photo",
        Shape(
            r"[A-Z]{3}\d{7}",
            "Election Commission: EPIC, Luhn; python-stdnum in_.epic",
            near=0.93,
        ),
        Shape(
            r"[A-Za-z]{2}[A-Za-z/]?\d{7,10}|[A-Z]{2}/\d{2}/\d{3}/\d{6}",
            "Election Commission, older cards",
            near=0.7,
            valid=lambda candidate: len(set(candidate.digits)) > 2,
        ),
    ),
    identity(
        "PAKISTAN_CNIC",
        "PK",
        "cnic; nadra; shanakhti; شناختی کارڈ; national identity card; cnic no; nicop; cnic number",
        Shape(
            r"[1-7]\d{4}-\d{7}-\d",
            "NADRA: province, family, sex",
            alone=0.7,
            near=0.96,
            numbers=13,
            valid=lambda candidate: len(set(candidate.digits)) > 3,
        ),
        Shape(r"[1-7]\d{12}", "NADRA; python-stdnum pk.cnic", near=0.9),
    ),
)
"""Of African states and of South Asia."""
