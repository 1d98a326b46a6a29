"""Addresses of coins with right checksums, of keys that nobody has: hashes of a counter."""

from __future__ import annotations

import hashlib

from tests.benchmarks.pii.values import Stream

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def coin_address(kind: str, stream: Stream) -> str:
    """An address of kind P2PKH (Base58Check) or BECH32 (BIP 173, witness version 0)."""
    key = bytes(stream.below(256) for _ in range(20))
    return _base58(b"\0" + key) if kind == "P2PKH" else _bech32("bc", key)


def _base58(payload: bytes) -> str:
    check = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(payload + check, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    zeros = len(payload) - len(payload.lstrip(b"\0"))
    return "1" * zeros + text


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, constant in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= constant if top >> at & 1 else 0
    return check


def _bech32(prefix: str, key: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in key)
    data = [0, *(int(bits[at : at + 5], 2) for at in range(0, len(bits), 5))]
    expanded = [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix)]
    check = _polymod([*expanded, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    data += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return f"{prefix}1" + "".join(_BECH32[value] for value in data)
