"""Numbers of devices, SIM cards and vehicles."""

from __future__ import annotations

from transforms.checks.pii.category import Candidate
from transforms.checks.pii.entries import Shape, entry, proves

_SAMPLES = frozenset(
    {"123456789abc", "001122334455", "aabbccddeeff", "0123456789ab", "0a0b0c0d0e0f", "deadbeefcafe"}
)
"""What all manuals use."""

_GROUPS = ("01005e", "3333", "0180c2", "00005e0053")
"""Multicast of IPv4, IPv6 and bridges (RFC 9542, 2.1), and documentation (2.1.2)."""


def is_hardware_address(candidate: Candidate) -> float:
    """Whether six bytes are the address of one device; half for samples, 0 for broadcasts."""
    digits = "".join(char for char in candidate.value.lower() if char in "0123456789abcdef")
    if len(set(digits)) < 3 or digits.startswith(_GROUPS):
        return 0.0
    return 0.5 if digits in _SAMPLES else 1.0


def is_vehicle(candidate: Candidate) -> bool:
    """Whether 17 characters are letters and digits mixed, with the right check digit."""
    value = candidate.value
    letters = sum(char.isalpha() for char in value)
    return 3 <= letters <= 12 and value[-4:].isdigit() and proves("VIN")(candidate)


_STATES = (
    "AN|AP|AR|AS|BH|BR|CG|CH|DD|DL|DN|GA|GJ|HP|HR|JH|JK|KA|KL|LA|LD|MH|ML|MN|MP|MZ|NL|OD|OR|PB|PY"
    "|RJ|SK|TG|TN|TR|TS|UK|UP|WB"
)
"""Codes of states (Ministry of Road Transport, Central Motor Vehicles Rules, rule 50)."""

_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"

CATEGORIES = (
    entry(
        "MAC_ADDRESS",
        "device",
        "*",
        "mac; mac address; hwaddr; ether; bssid; ethernet; hardware address; lladdr; wifi"
        "; bluetooth; bd_addr; physical address",
        Shape(
            r"""(?<![0-9A-Fa-f][:-])[0-9A-Fa-f]{2}(?P<s>[:-])(?:[0-9A-Fa-f]{2}(?P=s)){4}[0-9A-Fa-f]{2}(?![:-][0-9A-Fa-f])""",
            "IEEE 802-2014, 8.1: hexadecimal representation",
            alone=0.75,
            near=0.95,
            seed=r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]",
            before=2,
            after=12,
            valid=is_hardware_address,
        ),
        Shape(
            r"[0-9A-Fa-f]{4}[.][0-9A-Fa-f]{4}[.][0-9A-Fa-f]{4}|[0-9A-Fa-f]{12}",
            "as routers print it, and without separators",
            near=0.9,
            valid=is_hardware_address,
        ),
    ),
    entry(
        "IMEI",
        "device",
        "*",
        "imei; imei number; imei1; imei2; device identity; handset; imeisv; imei no",
        Shape(
            r"\d{2}-\d{6}-\d{6}-\d",
            "3GPP TS 23.003, 6.2.1; python-stdnum imei",
            alone=0.75,
            near=0.97,
            numbers=15,
        ),
        Shape(
            r"\d{15}|\d{2}[ ]\d{6}[ ]\d{6}[ ]\d|\d{8}-\d{6}-\d{1,2}",
            "3GPP TS 23.003, 6.2.1; python-stdnum imei",
            near=0.95,
        ),
        Shape(r"\d{14}|\d{16}", "3GPP TS 23.003, without check digit and IMEISV", near=0.9),
    ),
    entry(
        "IMSI",
        "device",
        "*",
        "imsi; subscriber identity; international mobile subscriber; supi; imsi number",
        Shape(
            r"\d{14,15}", "ITU-T E.212: country, network, subscriber; python-stdnum imsi", near=0.96
        ),
    ),
    entry(
        "ICCID",
        "device",
        "*",
        "iccid; sim; sim card; sim number; sim serial; icc; sim-karte; esim; sim no",
        Shape(
            r"89\d{17,18}|89\d{2}(?:[ ]\d{4}){3}[ ]\d{3,4}",
            "ITU-T E.118: 89, country, issuer, Luhn",
            alone=0.55,
            near=0.97,
            numbers=19,
        ),
        Shape(
            r"89\d{16,18}[0-9A-F]?",
            "ITU-T E.118, without its check digit",
            near=0.85,
        ),
    ),
    entry(
        "ADVERTISING_ID",
        "device",
        "*",
        "advertising id; idfa; gaid; aaid; adid; advertising identifier; ifa; idfv; ad id; maid"
        "; advertisingid; google advertising id",
        Shape(_UUID, "RFC 9562, 4; Apple, ASIdentifierManager; Google, advertising ID", near=0.9),
    ),
    entry(
        "DEVICE_SERIAL",
        "device",
        "*",
        "serial number; serial no; serial; serialnumber; s/n; device serial; serial #; seriennummer"
        "; número de serie; numéro de série; sn",
        Shape(
            r"(?:SN-?|S/N[ ]?)?(?=[A-Z0-9-]{0,15}\d)[A-Z0-9]{2,6}(?:-?[A-Z0-9]{3,8}){1,3}",
            "makers' own numbering; what announces it decides",
            near=0.8,
        ),
    ),
    entry(
        "VIN",
        "vehicle",
        "*",
        "vin; vehicle identification number; chassis; chassis number; fahrgestellnummer; fin"
        "; vin number; fahrzeug-identifizierungsnummer; bastidor; numéro de châssis; vin no",
        Shape(
            r"[A-HJ-NPR-Z0-9]{17}",
            "49 CFR 565: check digit; ISO 3779",
            alone=0.6,
            near=0.97,
            seed=r"[A-HJ-NPR-Z0-9]{9}\d{4}",
            before=5,
            after=14,
            valid=is_vehicle,
        ),
        Shape(
            r"(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}",
            "ISO 3779: outside of North America without a check digit",
            near=0.8,
            valid=lambda candidate: candidate.value[-4:].isdigit(),
        ),
    ),
    entry(
        "LICENSE_PLATE_UK",
        "vehicle",
        "GB",
        "number plate; registration; vehicle registration; reg no; vrn; vrm; plate; reg; car"
        "; licence plate; registration number; registration plate; license plate",
        Shape(
            r"[A-HJ-PR-Y][A-HJ-PR-Y](?:0[2-9]|[1-2]\d|5[1-9]|[6-7]\d)[ ][A-HJ-PR-Z]{3}",
            "DVLA, INF104: area, age, letters",
            alone=0.6,
            near=0.93,
            seed=r"[A-Z]\d\d[ ][A-Z]{3}",
            before=2,
            after=2,
        ),
        Shape(
            r"[A-HJ-PR-Y]{2}(?:0[2-9]|[1-2]\d|5[1-9]|[6-7]\d)[ ]?[A-HJ-PR-Z]{3}",
            "DVLA, INF104, in small letters",
            near=0.8,
            ignore_case=True,
        ),
        Shape(
            r"""[A-HJ-PR-Y]{2}(?:0[2-9]|[1-2]\d|5[1-9]|[6-7]\d)[ -]?[A-HJ-PR-Z]{3}
              |[A-HJ-NPR-TV-Y]\d{1,3}[ ]?[A-HJ-PR-Y]{3}
              |[A-HJ-PR-Y]{3}[ ]?\d{1,3}[ ]?[A-HJ-NPR-TV-Y]|\d{3}[ ]?[DX][ ]?\d{3}""",
            "DVLA, INF104: current, prefix, suffix and diplomatic form",
            near=0.85,
        ),
    ),
    entry(
        "LICENSE_PLATE_DE",
        "vehicle",
        "DE",
        "kennzeichen; kfz-kennzeichen; nummernschild; amtliches kennzeichen; kfz; autokennzeichen"
        "; fahrzeug; license plate; number plate; kfz kennzeichen",
        Shape(
            r"[A-ZÄÖÜ]{1,3}[ -]{1,2}[A-Z]{1,2}[ -]?[1-9]\d{0,3}[EH]?",
            "FZV, annex 1: district, letters, digits",
            near=0.92,
        ),
        Shape(r"[A-ZÄÖÜ]{2,5}[ ]?[1-9]\d{0,3}[EH]?", "FZV, annex 1, written together", near=0.8),
    ),
    entry(
        "LICENSE_PLATE_IN",
        "vehicle",
        "IN",
        "vehicle number; registration number; vehicle registration; rc number; number plate"
        "; vehicle no; registration no; vehicle; plate; car number",
        Shape(
            rf"(?:{_STATES})[ -]?\d{{1,2}}[ -]?[A-Z]{{1,3}}[ -]?\d{{4}}",
            "Central Motor Vehicles Rules 1989, rule 50",
            alone=0.6,
            near=0.95,
            seed=r"[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}",
            before=1,
            after=2,
        ),
        Shape(
            r"\d{2}[ -]?BH[ -]?\d{4}[ -]?[A-Z]{1,2}",
            "Central Motor Vehicles Rules 1989, rule 48: Bharat series",
            near=0.9,
        ),
    ),
)
"""Of devices, SIM cards and vehicles."""
