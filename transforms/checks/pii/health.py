"""Medical numbers, diagnoses and blood groups."""

from __future__ import annotations

from transforms.checks.pii.entries import Shape, entry

_MBI = r"""
    [1-9](?![SLOIBZ])[A-Z](?![SLOIBZ])[A-Z0-9]\d-?(?![SLOIBZ])[A-Z](?![SLOIBZ])[A-Z0-9]\d-?
    (?![SLOIBZ])[A-Z](?![SLOIBZ])[A-Z]\d\d
"""
"""CMS, "Understanding the Medicare Beneficiary Identifier Format": places of digits and letters; no
S, L, O, I, B, Z."""

CATEGORIES = (
    entry(
        "MEDICAL_RECORD_NUMBER",
        "medical",
        "*",
        "mrn; medical record number; medical record; patient id; patient number; chart number"
        "; patient no; record number; medical record no; hospital number; case file; patient"
        " identifier; numero de historia; número de historia clínica; historia clínica; nhc"
        "; patientennummer; fallnummer; ipp; numéro de dossier; krankenaktennummer; chart no; mrn#",
        Shape(
            r"(?:[A-Z]{1,4}[- ]?)?\d{5,10}(?:-\d{1,4})?|\d{2,3}-\d{2,3}-\d{2,3}",
            "hospitals' own numbering; what announces it decides",
            near=0.85,
        ),
    ),
    entry(
        "ICD10_CODE",
        "medical",
        "*",
        "icd-10; icd10; icd; icd-10-cm; diagnosis code; diagnosis; dx; diagnoses; icd code; icd-10"
        " code; diagnose; diagnóstico; cie-10; cim-10",
        Shape(
            r"[A-TV-Z]\d[0-9AB](?:\.[0-9A-TV-Z]{1,4})?",
            "WHO, ICD-10; CMS, ICD-10-CM: letter, digit, digit or A, B, and up to four more",
            near=0.88,
        ),
    ),
    entry(
        "US_MEDICARE_MBI",
        "medical",
        "US",
        "medicare; medicare number; mbi; medicare beneficiary; medicare id; beneficiary identifier",
        Shape(
            _MBI,
            "CMS, MBI format",
            alone=0.7,
            near=0.96,
            seed=r"\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d\d",
            before=5,
            after=4,
            valid=None,
        ),
        Shape(_MBI, "CMS, MBI format, in small letters", near=0.9, ignore_case=True),
    ),
    entry(
        "US_NPI",
        "medical",
        "US",
        "npi; national provider identifier; provider id; provider identifier; national provider"
        "; npi number; provider number",
        Shape(
            r"[12]\d{9}|[12]\d{3}[ -]\d{3}[ -]\d{3}", "45 CFR 162.406: Luhn behind 80840", near=0.92
        ),
    ),
    entry(
        "US_DEA_NUMBER",
        "medical",
        "US",
        "dea; dea number; dea no; dea registration; dea#; prescriber; medical license"
        "; medical certificate; registration number",
        Shape(r"[A-HJ-NP-UX][A-Z9]\d{7}", "DEA, registration number", near=0.94),
    ),
    entry(
        "BLOOD_TYPE",
        "medical",
        "*",
        "blood type; blood group; blood; bloodtype; blutgruppe; grupo sanguíneo; groupe sanguin"
        "; grupo sanguineo; blood grp; rh factor",
        Shape(
            r"(?:AB|A|B|O)(?:[ ]?Rh)?[ ]?(?:[+\u2212-]|(?:pos|neg)(?:itive|ative)?)",
            "ISBT 001 and 004: ABO and Rh",
            near=0.9,
        ),
    ),
)
"""What says something about somebody's health."""
