"""The categories that prose is searched for; those that the taxonomy has not are our own.

DATE, LOCATION (a town, region, country), ORGANIZATION, OCCUPATION and CASE_NUMBER are ours: what
court decisions and interviews are made anonymous by (quasi-identifiers). ETHNIC_GROUP includes
nationalities.
"""

from __future__ import annotations

from transforms.checks.pii.category import Category

ENTRIES = tuple(
    Category(name, group, "*", ())
    for group, names in (
        ("person", "PERSON_NAME DATE_OF_BIRTH"),
        ("location", "STREET_ADDRESS POSTAL_CODE LOCATION"),
        (
            "demographic",
            "AGE GENDER ETHNIC_GROUP RELIGION POLITICAL_AFFILIATION SEXUAL_ORIENTATION "
            "MARITAL_STATUS IMMIGRATION_STATUS TRADE_UNION EMPLOYMENT_STATUS OCCUPATION",
        ),
        ("group", "ORGANIZATION"),
        ("event", "DATE CASE_NUMBER"),
    )
    for name in names.split()
)
