"""Numbers of cases, applications and files that a court or office gave to somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.checks.pii.prose.cues import cue
from transforms.checks.pii.prose.marks import LIKELY, Mark
from transforms.checks.pii.prose.text import Tokens

_CASE = cue(
    "cases",
    "application applications case cases docket file complaint appeal petition proceedings "
    "dossier requête affaire expediente asunto aktenzeichen az geschäftszeichen decision "
    "judgment warrant record no nos",
    r"""(?i)(?:\b(?:applications?|cases?|docket|appeal|petition|proceedings|dossier|requête|affaire|
        expediente|asunto|aktenzeichen|az|geschäftszeichen|judgment|warrant)
        (?:\ (?:no|number|nr|nos|núm|n°|nº)s?)?\.?[\ ]?:?[\ ]?\(?(?:nos?\.|nr\.|n°|nº|\#)?[\ ]?
        |\b(?:file|complaint|decision|record|case\ file)\ (?:nos?|number|nr)\.?[\ ]?:?[\ ]?)
        (?P<value>(?=[^\n]{0,12}?\d)[A-Z0-9]{1,6}(?:[/:.-][A-Z0-9]{1,8}){1,5}
        (?:(?:,\ |\ and\ |\ )\d{1,6}/\d{2,4}){0,30})(?![\w/])
      | \((?:application\ )?nos?\.\ (?P<b>\d{1,6}/\d{2,4})(?=\))""",
    back=16,
    ahead=400,
    digit=80,
)
"""European courts: number/year; others: groups with separators behind a word that says so."""

_LIST = re.compile(r"\d{1,6}/\d{2,4}")


def find(tokens: Tokens) -> Iterator[Mark]:
    """Case numbers, each of a list by itself."""
    for match in _CASE.matches(tokens):
        group = "value" if match["value"] else "b"
        start, value = match.start(group), match[group]
        numbers = list(_LIST.finditer(value)) if " " in value else []
        for number in numbers:
            yield Mark(start + number.start(), start + number.end(), "CASE_NUMBER", LIKELY)
        if not numbers and not re.fullmatch(r"\d+\.\d+|[A-Z]+[/.-][A-Z]+", value):
            yield Mark(start, start + len(value), "CASE_NUMBER", LIKELY)
