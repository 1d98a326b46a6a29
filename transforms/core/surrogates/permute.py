"""Keyed permutations of numbers: no two become the same one, and none stays."""

from __future__ import annotations

import hmac

from transforms.core.surrogates.draw import Keyed

ROUNDS = 4
"""Four make a Feistel network a strong pseudorandom permutation (M. Luby and C. Rackoff, 1988)."""

_CHUNK = 16
"""Digits permuted as one number; longer ones chunk by chunk."""


def permuted_digits(keyed: Keyed, label: str, original: str) -> str:
    """As many ASCII digits, others, and never those of another text of as many digits.

    The same for the same key, label and text. "" stays "".
    """
    return "".join(
        f"{permuted(keyed, f'{label} {at}', int(chunk), 10 ** len(chunk)):0{len(chunk)}d}"
        for at, chunk in _chunks(original)
    )


def permuted_number(keyed: Keyed, label: str, original: str) -> str:
    """As `permuted_digits`, with a 0 in front exactly where there was one (of two digits or more).

    Without it `007` would be told from `107` by nothing but its length.
    """
    if len(original) < 2:
        return permuted_digits(keyed, label, original)
    if original[0] == "0":
        return "0" + permuted_digits(keyed, f"{label} 0", original[1:])
    head, tail = original[:_CHUNK], original[_CHUNK:]
    least = 10 ** (len(head) - 1)
    made = least + permuted(keyed, f"{label} 1", int(head) - least, 9 * least)
    return str(made) + permuted_digits(keyed, f"{label} 2", tail)


def permuted(keyed: Keyed, label: str, number: int, size: int) -> int:
    """Another number below `size`, never that of another number.

    A permutation takes the number elsewhere, a step goes on from there, the permutation's inverse
    comes back: as the step moves every number, so does the whole, and it is one-to-one.

    Args:
        keyed: whoever has not its key cannot tell which number.
        label: other labels, other permutations.
        number: 0 to size - 1.
        size: 10**n, or 9 * 10**n; more than 1.
    """
    key = keyed.derived("permuted", f"{label} {size}")
    step = 1 + _drawn(key, ROUNDS, 0, size - 1)
    return _back(key, (_forth(key, number, size) + step) % size, size)


def _forth(key: bytes, number: int, size: int) -> int:
    """A Feistel network over a x b numbers that adds instead of XOR.

    J. Black and P. Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002, section 5.
    """
    first, second = _halves(size)
    left, right = divmod(number, second)
    for turn in range(0, ROUNDS, 2):
        left = (left + _drawn(key, turn, right, first)) % first
        right = (right + _drawn(key, turn + 1, left, second)) % second
    return left * second + right


def _back(key: bytes, number: int, size: int) -> int:
    """The inverse of `_forth`."""
    first, second = _halves(size)
    left, right = divmod(number, second)
    for turn in reversed(range(0, ROUNDS, 2)):
        right = (right - _drawn(key, turn + 1, left, second)) % second
        left = (left - _drawn(key, turn, right, first)) % first
    return left * second + right


def _drawn(key: bytes, turn: int, half: int, below: int) -> int:
    """Of 256 bits the rest by `below` (10**16 at most): no number is likelier by 2**-200."""
    return int.from_bytes(hmac.digest(key, b"%d %d" % (turn, half), "sha256"), "big") % below


def _halves(size: int) -> tuple[int, int]:
    """Two factors of `size` that are nearly as large as each other."""
    root = 3 if size % 9 == 0 else 1
    power, odd = divmod(len(str(size)) - 1, 2)
    return root * (2 if odd else 1) * 10**power, root * (5 if odd else 1) * 10**power


def _chunks(digits: str) -> list[tuple[int, str]]:
    return [(at, digits[at : at + _CHUNK]) for at in range(0, len(digits), _CHUNK)]
