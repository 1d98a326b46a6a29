"""Numbers of the United States and Canada."""

from __future__ import annotations

from transforms.checks.pii.category import Candidate
from transforms.checks.pii.entries import Shape, grouped, identity
from transforms.core.surrogates.reserved import is_unassigned_ssn

_PUBLISHED = frozenset({"078051120", "219099999", "123456789", "111223333", "457555462"})
"""Numbers printed on sample cards and in manuals (SSA, "Social Security Cards Issued by
Woolworth"; LifeLock's advertisement), and two that all examples use."""


def is_social_security_number(candidate: Candidate) -> bool:
    """Whether nine digits can have been assigned by the SSA and are no published sample."""
    digits = candidate.digits
    return not is_unassigned_ssn(digits) and digits not in _PUBLISHED and len(set(digits)) > 1


_DRIVING = r"""
    [A-Z]\d{3}-\d{4}-\d{4}|[A-Z]\d{3}-\d{3}-\d{2}-\d{3}-\d|[A-Z]\d{4}-\d{5}-\d{5}
    |[A-Z]\d{3}[ -]\d{3}[ -]\d{3}[ -]\d{3}|[A-Z]{1,2}\d{5,7}|[A-Z]\d{8}|[A-Z]\d{11,14}
    |[A-Z]{2}\d{6}[A-Z]|\d{2}[A-Z]{3}\d{5}|\d{3}[A-Z]{2}\d{4}|\d{3}[ -]\d{3}[ -]\d{3}
    |\d{2}-\d{2}-\d{4}|\d{7,12}|[A-Z]{3}[A-Z*]{2}\d{3}[A-Z0-9]{4}|[A-Z]\d{5}-\d{5}-\d{5}
    |[A-Z]\d{4}-\d{4}-\d{4}-\d{2}|[A-Z]\d{2}[- ]\d{2}[- ]\d{4}
"""
"""AAMVA, "D20 Data Dictionary", licence number formats by state."""

CATEGORIES = (
    identity(
        "US_SSN",
        "US",
        "ssn; ssns; social security; social security number; social security no; ss number; ss#"
        "; soc sec; social",
        Shape(
            r"\d{3}-\d{2}-\d{4}",
            "SSA, structure of the social security number",
            alone=0.75,
            near=0.95,
            numbers=9,
            valid=is_social_security_number,
        ),
        Shape(
            grouped("3 2 4", "[ .]?") + r"|\d{5}-\d{4}|\d{3}-\d{6}",
            "SSA, where the words say so",
            valid=is_social_security_number,
        ),
    ),
    identity(
        "US_ITIN",
        "US",
        "itin; individual taxpayer identification; individual taxpayer; taxpayer identification"
        " number; tax id",
        Shape(
            r"9\d\d([ -])[5-9]\d\1\d{4}",
            "IRS Publication 1915; python-stdnum us.itin",
            alone=0.6,
            near=0.95,
            numbers=9,
        ),
        Shape(r"9\d\d-?[5-9]\d-?\d{4}", "IRS Publication 1915; python-stdnum us.itin"),
    ),
    identity(
        "US_EIN",
        "US",
        "ein; employer identification number; employer identification; federal tax id; fein; tax id"
        "; employer id; taxpayer id; provider tax id; federal id; tin; taxpayer identification"
        " number",
        Shape(r"\d{2}-?\d{7}", "IRS, prefixes of campuses; python-stdnum us.ein"),
    ),
    identity(
        "US_PTIN",
        "US",
        "ptin; preparer; preparer tax identification number; tax preparer",
        Shape(r"P-?0\d{7,8}", "IRS, PTIN; python-stdnum us.ptin", near=0.9),
    ),
    identity(
        "US_ATIN",
        "US",
        "atin; adoption taxpayer identification number; adoption; adoption taxpayer",
        Shape(r"9\d\d-?93-?\d{4}", "IRS, ATIN; python-stdnum us.atin", near=0.96),
    ),
    identity(
        "US_PASSPORT",
        "US",
        "passport; passport number; passport no; us passport; passport card; passport #"
        "; travel document; passport book",
        Shape(r"[A-Z]\d{8}|\d{9}", "US Department of State, passport book and card numbers"),
    ),
    identity(
        "US_DRIVERS_LICENSE",
        "US",
        "driver's license; drivers license; driver license; driver licence; driving license; dl"
        "; dl#; license number; licence number; driver's licence; driver's lic; lic; operator"
        " license; permit number; state id; driving permit; driver's license number",
        Shape(_DRIVING, "AAMVA, licence number formats by state", near=0.8),
    ),
    identity(
        "US_DOD_ID",
        "US",
        "dod id; edipi; dod identification number; dod number; cac; military id; dodid",
        Shape(r"[1-9]\d{9}", "DoD Manual 1000.13: ten digits, no leading zero"),
    ),
    identity(
        "CANADA_SIN",
        "CA",
        "sin; social insurance; social insurance number; numero d'assurance sociale; nas"
        "; numéro d'assurance sociale; assurance sociale; sins",
        Shape(
            r"[1-79]\d{2}-\d{3}-\d{3}",
            "ESDC, structure of the SIN; python-stdnum ca.sin",
            alone=0.5,
            near=0.9,
            numbers=9,
        ),
        Shape(
            r"[1-79]\d{2}[ ]?\d{3}[ ]?\d{3}|[1-79][ ]\d\d[ ]\d{3}[ ]\d{3}",
            "ESDC, structure of the SIN; python-stdnum ca.sin",
        ),
    ),
    identity(
        "CANADA_BC_PHN",
        "CA",
        "phn; personal health number; bc services card; msp; care card; health number",
        Shape(r"9\d{3}[ -]?\d{3}[ -]?\d{3}", "BC Ministry of Health; python-stdnum ca.bc_phn"),
    ),
    identity(
        "CANADA_OHIP",
        "CA",
        "ohip; health card; ontario health; health insurance; health card number; ohip number"
        "; health number; carte sante",
        Shape(
            r"[1-9]\d{3}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[A-Z]{2})?",
            "Ontario Ministry of Health, health number and version code",
        ),
    ),
    identity(
        "CANADA_QUEBEC_HIN",
        "CA",
        "ramq; assurance maladie; carte soleil; quebec health; health insurance number; nam"
        "; numéro d'assurance maladie",
        Shape(
            r"[A-Z]{4}[ ]?\d{2}(?:[05][1-9]|[16][0-2])(?:[ ])?(?:0[1-9]|[12]\d|3[01])\d{2}",
            "RAMQ: letters of the name, date of birth (women: month + 50), serial",
            alone=0.55,
            near=0.95,
            numbers=8,
            before=6,
        ),
        Shape(r"[A-Z]{4}[ -]?\d{4}[ -]?\d{4}", "RAMQ, as printed on the card", near=0.8),
    ),
    identity(
        "CANADA_PASSPORT",
        "CA",
        "passport; passport number; passport no; passeport; numéro de passeport; canadian passport"
        "; canadian passport number; numero de passeport",
        Shape(r"[A-Z]{2}\d{6}|[A-Z]\d{6}[A-Z]{2}", "IRCC, passport number"),
    ),
)
"""Of the United States and Canada."""
