"""Addresses of devices and coins, cards' stripes, passports' lines, accounts on the net."""

from __future__ import annotations

import hashlib
import re
import string

from transforms.core.identifiers.validity import check
from transforms.core.surrogates.checksums import luhn_digit
from transforms.core.surrogates.credentials import make_secret, make_token
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.finance import brand
from transforms.core.surrogates.network import host
from transforms.core.surrogates.reserved import TEST_BINS
from transforms.core.surrogates.words import tokens

_HEX = "0123456789abcdef"


def make_mac(keyed: Keyed, value: str, draw: Draw) -> str:
    """An address of the same notation that no maker gave out: the local bit is set.

    IEEE 802-2014, 8.4.
    """
    digits = [char for char in value if char in string.hexdigits]
    if len(digits) != 12:
        return make_secret(keyed, value, draw)
    fresh = draw.choice(_HEX) + draw.choice("26ae") + draw.text(_HEX, 10)
    made = iter(fresh.upper() if re.search("[A-F]", value) else fresh)
    return "".join(next(made) if char in string.hexdigits else char for char in value)


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def make_bitcoin(keyed: Keyed, value: str, draw: Draw) -> str:
    """An address of the same kind with a right checksum, of a key that nobody has.

    Base58Check; Bech32 (BIP 173) and Bech32m (BIP 350).
    """
    if value[:1] in {"1", "3"}:
        version = 0 if value[0] == "1" else 5
        return _base58(bytes([version, *(draw.below(256) for _ in range(20))]))
    if value[:3].lower() == "bc1" and len(value) > 14:
        data = [_BECH32.find(value[3].lower()), *(draw.below(32) for _ in range(len(value) - 10))]
        data[-1] &= 0b10000  # bits that no byte has are zero
        made = _bech32(data)
        return made.upper() if value.isupper() else made
    return make_secret(keyed, value, draw)


def _base58(payload: bytes) -> str:
    checked = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(checked, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(payload) - len(payload.lstrip(b"\0"))) + text


def _bech32(data: list[int]) -> str:
    """`bc1` with the data (witness version first) and its checksum, of Bech32m from version 1."""
    final = 1 if data[0] == 0 else 0x2BC830A3
    check_value = 1
    for value in [3, 3, 0, 2, 3, *data, 0, 0, 0, 0, 0, 0]:  # "bc" expanded (BIP 173)
        top = check_value >> 25
        check_value = (check_value & 0x1FFFFFF) << 5 ^ value
        for at, constant in enumerate(_GENERATOR):
            check_value ^= constant if top >> at & 1 else 0
    check_value ^= final
    tail = [check_value >> 5 * (5 - at) & 31 for at in range(6)]
    return "bc1" + "".join(_BECH32[value] for value in [*data, *tail])


def make_hexadecimal(keyed: Keyed, value: str, draw: Draw) -> str:
    """As many hexadecimal digits in the same places, behind the same prefix."""
    prefix = value[:2] if value[:2].lower() == "0x" else ""
    upper = re.search("[A-F]", value[len(prefix) :]) is not None

    def digit(match: re.Match[str]) -> str:
        char = draw.choice(_HEX)
        return char.upper() if upper and not re.search("[a-f]", value[len(prefix) :]) else char

    return prefix + re.sub(r"[0-9A-Fa-f]", digit, value[len(prefix) :])


def make_track(keyed: Keyed, value: str, draw: Draw) -> str:
    """A stripe's track with another card number (valid by Luhn), name and discretionary data."""
    card = re.search(r"\d{12,19}", value)
    if card is None:
        return make_secret(keyed, value, draw)
    prefix = TEST_BINS.get(brand(card[0]), card[0][:4])
    payload = prefix + draw.digits(len(card[0]) - len(prefix) - 1)
    rest = value[card.end() :]
    name = re.match(r"\^[^^]*\^", rest)
    kept = rest[: name.end()] if name else rest[:1]
    named = tokens(keyed, kept) if name else kept
    tail = re.sub(r"\d", lambda _: draw.choice(string.digits), rest[len(kept) + _CODES :])
    code = rest[len(kept) : len(kept) + _CODES]
    return value[: card.start()] + payload + luhn_digit(payload) + named + code + tail


_CODES = 7
"""Digits of expiry date and service code (ISO/IEC 7813)."""


def make_bic(keyed: Keyed, value: str, draw: Draw) -> str:
    """A bank's code in the same country: eight or eleven characters, the branch's `XXX` stays."""
    plain = value.replace(" ", "")
    if not check("bic")(plain):
        return make_secret(keyed, value, draw)
    upper = string.ascii_uppercase
    made = draw.text(upper, 4) + plain[4:6].upper() + draw.choice(upper) + draw.choice(upper[:14])
    branch = plain[8:].upper()
    made += branch if branch == "XXX" else draw.text(upper, len(branch))
    fresh = iter(made)
    return "".join(next(fresh) if char.isalnum() else char for char in value)


def make_machine_readable(keyed: Keyed, value: str, draw: Draw) -> str:
    """The lines of a travel document with other names and numbers, filled up to the same length.

    The kind of the document and its state stay.
    """
    first, *others = value.split("\n")
    made = [_names_line(keyed, first, 5) if "<<" in first[5:] else _drawn_line(first, draw)]
    for line in others:
        named = "<<" in line and not re.search(r"\d", line)
        made.append(_names_line(keyed, line, 0) if named else _drawn_line(line, draw))
    return "\n".join(made)


def _names_line(keyed: Keyed, line: str, kept: int) -> str:
    names = re.sub("[A-Z]+", lambda match: tokens(keyed, match[0]), line[kept:].rstrip("<"))
    return (line[:kept] + names)[: len(line)].ljust(len(line), "<")


def _drawn_line(line: str, draw: Draw) -> str:
    made = re.sub(r"\d", lambda _: draw.choice(string.digits), line)
    return re.sub(r"[A-Z]", lambda _: draw.choice(string.ascii_uppercase), made)


_COOKIE = re.compile(r"([^=]+=)(.*)", re.DOTALL)


def make_cookie(keyed: Keyed, value: str, draw: Draw) -> str:
    """The cookie's name with another value."""
    match = _COOKIE.fullmatch(value)
    return match[1] + make_token(keyed, match[2], draw) if match else make_token(keyed, value, draw)


_PROFILE = re.compile(r"(?P<site>(?:https?://)?(?P<host>[^/\s]+))(?P<path>/.*)?", re.DOTALL)
_SERVICES = [
    "about.me",
    "cash.app",
    "facebook.com",
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "instagram.com",
    "keybase.io",
    "ko-fi.com",
    "last.fm",
    "linkedin.com",
    "linktr.ee",
    "mastodon.social",
    "medium.com",
    "orcid.org",
    "patreon.com",
    "paypal.me",
    "pinterest.com",
    "reddit.com",
    "researchgate.net",
    "scholar.google.com",
    "snapchat.com",
    "soundcloud.com",
    "stackoverflow.com",
    "steamcommunity.com",
    "t.me",
    "threads.net",
    "tiktok.com",
    "twitch.tv",
    "twitter.com",
    "venmo.com",
    "vk.com",
    "wa.me",
    "x.com",
    "xing.com",
    "youtube.com",
]
_ROUTES = frozenset(
    [
        "in",
        "pub",
        "people",
        "profile",
        "profile.php",
        "user",
        "users",
        "u",
        "add",
        "id",
        "citations",
        "$",
        "channel",
        "c",
    ]
)


def make_profile(keyed: Keyed, value: str, draw: Draw) -> str:
    """The address of a page with other words in its path; the host stays where it is a service's.

    Any other host becomes one in `.example`.
    """
    match = _PROFILE.fullmatch(value)
    if match is None:
        return tokens(keyed, value)
    name = match["host"].lower()
    service = any(name == site or name.endswith("." + site) for site in _SERVICES)
    site = match["site"]
    if not service:
        site = site[: len(site) - len(match["host"])] + host(keyed, match["host"])
    path = match["path"] or ""
    return site + (tokens(keyed, path, _ROUTES) if path.strip("/") else path)


def make_blood_type(keyed: Keyed, value: str, draw: Draw) -> str:
    """Another blood group, written the same way."""
    match = re.match(r"(?:AB|A|B|O|0)", value, re.IGNORECASE)
    if match is None:
        return make_secret(keyed, value, draw)
    others = [group for group in ("A", "B", "AB", "O") if group != match[0].upper()]
    return draw.choice(others) + value[match.end() :]


def make_expiry(keyed: Keyed, value: str, draw: Draw) -> str:
    """Another month and year, written the same way."""
    match = re.fullmatch(r"(\d{2})(\D+)(\d{2}|\d{4})", value)
    if match is None:
        return make_secret(keyed, value, draw)
    year = str(27 + draw.below(8))
    return f"{1 + draw.below(12):02d}{match[2]}{match[3][:-2]}{year}"


def make_diagnosis(keyed: Keyed, value: str, draw: Draw) -> str:
    """Another code of the same chapter: its letter stays, and how many digits it has."""
    made = re.sub(r"\d", lambda _: draw.choice(string.digits), value[1:])
    return value[:1] + made


def make_coordinates(keyed: Keyed, value: str, draw: Draw) -> str:
    """Another place, written the same way: as many digits, the same signs and hemispheres."""

    def number(match: re.Match[str]) -> str:
        whole, point, rest = match[0].partition(".")
        low = 10 ** (len(whole) - 1) if len(whole) > 1 else 0
        high = {1: 9, 2: 59 if "\u00b0" in value else 89, 3: 179}.get(len(whole), 9)
        return str(low + draw.below(high - low + 1)) + point + draw.digits(len(rest))

    return re.sub(r"\d{1,3}(?:\.\d+)?", number, value)
