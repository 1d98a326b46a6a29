"""Numbers that companies, schools and insurers give to people, and machine-readable passports."""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate, Category, Form
from transforms.checks.pii.entries import Shape, entry, words

_LOOSE = r"(?:[A-Z]{1,6}[-_ ]?)?\d{4,12}(?:-\d{1,6}){0,2}|[A-Z]{1,3}-?\d{3,6}-?[A-Z0-9]{2,6}"
"""Letters of the issuer and a number; whoever gives it out decides, so what announces it counts."""

_PASSPORTS = re.compile(r"[PIACV][A-Z<][A-Z<]{3}")


def is_machine_readable(candidate: Candidate) -> bool:
    """Whether a line is that of a travel document: its kind, a state, names apart by `<<`."""
    line = candidate.value.partition("\n")[0]
    return _PASSPORTS.match(line) is not None and "<<" in line[5:] and line.count("<") >= 3


CATEGORIES = (
    Category(
        "PASSPORT_MRZ",
        "identity",
        "*",
        (
            Form(
                r"""(?<![A-Z0-9<])[PIACV][A-Z<][A-Z]{3}
                    (?:[A-Z0-9<]{25}\n[A-Z0-9<]{30}\n[A-Z0-9<]{30}
                      |[A-Z0-9<]{31}\n[A-Z0-9<]{36}|[A-Z0-9<]{39}(?:\n[A-Z0-9<]{44})?)(?![A-Z0-9<])""",
                "ICAO Doc 9303-4 to 9303-6: lines of 44, 36 and 30 characters",
                score=0.95,
                near=0.99,
                anchors=("<<",),
                before=44,
                after=100,
                valid=is_machine_readable,
            ),
        ),
        words("mrz; machine readable zone; passport"),
        rank=1,
    ),
    entry(
        "EMPLOYEE_ID",
        "identity",
        "*",
        "employee id; employee number; staff number; employee no; personnel number; staff id"
        "; personalnummer; payroll number; emp id; employee; número de empleado; matricule"
        "; badge number; worker id; numero de empleado",
        Shape(_LOOSE, "employers' own numbering", near=0.8),
    ),
    entry(
        "STUDENT_ID",
        "identity",
        "*",
        "student id; student number; matriculation number; matrikelnummer; student no; matric"
        "; número de estudiante; matrícula; numéro étudiant; enrolment number; student",
        Shape(_LOOSE, "universities' own numbering", near=0.82),
    ),
    entry(
        "CUSTOMER_ID",
        "identity",
        "*",
        "customer id; customer number; account id; client id; customer no; client number"
        "; kundennummer; member number; número de cliente; numéro client; membership number"
        "; client no; loyalty number; subscriber id; patron id; custid",
        Shape(_LOOSE, "companies' own numbering", near=0.78),
    ),
    entry(
        "INSURANCE_POLICY",
        "identity",
        "*",
        "policy number; member id; policy no; insurance policy; insurance number; policy"
        "; insurance id; group number; versicherungsnummer; número de póliza; numéro de police"
        "; subscriber number; health plan; policynumber; police number; membership id; policy id",
        Shape(_LOOSE, "insurers' own numbering", near=0.8),
    ),
)
"""What an organisation knows somebody by."""
