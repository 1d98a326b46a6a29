"""Coordinates of a place on earth."""

from __future__ import annotations

import re

from transforms.checks.pii.category import Candidate
from transforms.checks.pii.coding import in_code
from transforms.checks.pii.entries import Shape, entry
from transforms.checks.pii.folding import fold

_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?")
_POLE, _DATE_LINE = 90, 180


def is_place(candidate: Candidate) -> bool:
    """Whether a pair of numbers is a latitude and a longitude, and not the origin."""
    if is_bare_in_code(candidate):
        return False
    first, second = (float(number) for number in _NUMBER.findall(candidate.value)[:2])
    return first <= _POLE and second <= _DATE_LINE and (first > 0 or second > 0)


_NAMED = re.compile(
    r"(?:lat|lon|lng|long|latitude|longitude|coord\w*|gps)[\w\"']{0,4}"
    r"[ ]{0,2}[:=(,\[]?[ ]{0,2}[\"']?\Z",
    re.IGNORECASE,
)


def is_bare_in_code(candidate: Candidate) -> bool:
    """Whether a number of code or data has no name of a coordinate right in front of it."""
    return not _NAMED.search(candidate.before(24)) and in_code(candidate)


_SOMEBODY = re.compile(
    r"user|person|customer|patient|employee|member|driver|rider|passenger|visitor|resident|home"
    r"|device|phone|imei|vehicle|tracker|trip|gps|check_?in|last_?seen|speed|heading|accuracy"
    r"|i(?<!\wi)(?!\w)|[mwh](?<!\w[mwh])e(?!\w)|m(?<!\wm)y(?!\w)|our(?<!\wour)(?!\w)"
    r"|he(?<!\whe)r(?!\w)|h(?<!\wh)is(?!\w)|s(?<!\ws)he(?!\w)|t(?<!\wt)he(?:ir|y)(?!\w)"
)
"""In small letters. Borders of words stand behind first letters, which `re` skips to quickly."""
_AREA = re.compile(
    r"viewport|bounds|bbox|bounding|(?:north|south)_?(?:east|west)|polygon|linestring",
    re.IGNORECASE,
)
"""Corners and outlines of areas: answers of geocoders, maps, GeoJSON (RFC 7946, 3.1)."""
_NEAR, _NEAR_AREA = 300, 90
_LONE = 120
"""Characters of a text that says hardly more than a number."""


def is_somebodys(candidate: Candidate) -> bool:
    """Whether a number with the name of a coordinate tells where somebody is.

    It does beside words of a person, a device or a way, and where a text says hardly more: maps,
    lists of places and answers of geocoders have the same form.
    """
    if is_bare_in_code(candidate):
        return False
    low, high = candidate.reach(_LONE, _LONE)
    if high - low < _LONE and not in_code(candidate):
        return True
    if _AREA.search(candidate.before(_NEAR_AREA)):
        return False
    around = candidate.before(_NEAR) + "\n" + candidate.after(_NEAR)
    return _SOMEBODY.search(fold(around)) is not None


_DEGREES = r"""
    \d{1,3}[ ]?°[ ]?\d{1,2}(?:\.\d{1,4})?[ ]?['′’](?:[ ]?\d{1,2}(?:\.\d{1,4})?[ ]?(?:["″”]|''))?[ ]?
"""
"""Degrees, minutes and, perhaps, seconds (ISO 6709, annex D)."""

CATEGORIES = (
    entry(
        "LOCATION_COORDINATES",
        "location",
        "*",
        "coordinates; coordinate; lat; long; lon; lng; latitude; longitude; gps; lat/long; geo"
        "; location; position; latlng; lat/lon; geolocation; koordinaten; coordenadas; coord"
        "; coordonnées; latlon; point",
        Shape(
            _DEGREES + r"[NS][ ,;/]{0,3}" + _DEGREES + r"[EWO]",
            "ISO 6709, annex D: degrees, minutes, seconds",
            alone=0.85,
            near=0.97,
            seed=r"\d[ ]?°[ ]?\d",
            before=4,
            after=60,
        ),
        Shape(
            r"[-+]?\d{1,2}\.\d{3,12},?[ ]?[NS]?[ ]?[,;/ ][ ]?[-+]?\d{1,3}\.\d{3,12}(?:[ ]?[EW])?",
            "ISO 6709, decimal degrees: three decimals are about 100 m",
            near=0.92,
            valid=is_place,
        ),
        Shape(
            r"[-+]?\d{1,3}\.\d{4,12}",
            "ISO 6709, latitude or longitude alone",
            near=0.7,
            valid=is_somebodys,
        ),
    ),
)
"""Where somebody is or was."""
