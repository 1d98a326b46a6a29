"""A deterministic stream of choices, and the keyed hash that starts one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_BLOCK_BITS = 256


class Draw:
    """Integers, choices and digits that are a function of `seed` alone.

    Uniform, without modulo bias.

    Block number i of the stream is SHA-256 of the seed and i (counter mode).
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._counter = 0
        self._pool = 0
        self._bits = 0

    def __repr__(self) -> str:
        return "Draw()"

    def bits(self, count: int) -> int:
        """An integer of `count` bits, 0 to 2**count - 1."""
        while self._bits < count:
            block = hashlib.sha256(self._seed + self._counter.to_bytes(8, "big")).digest()
            self._pool = (self._pool << _BLOCK_BITS) | int.from_bytes(block, "big")
            self._bits += _BLOCK_BITS
            self._counter += 1
        self._bits -= count
        taken = self._pool >> self._bits
        self._pool &= (1 << self._bits) - 1
        return taken

    def below(self, n: int) -> int:
        """An integer of 0 to n - 1 (n > 0).

        Drawn again while it is n or more, so that each is as likely.
        """
        width = (n - 1).bit_length()
        while True:
            number = self.bits(width)
            if number < n:
                return number

    def choice(self, options: Sequence[T]) -> T:
        """One of `options`, which is not empty."""
        return options[self.below(len(options))]

    def text(self, alphabet: str, length: int) -> str:
        """`length` characters of `alphabet`."""
        return "".join(alphabet[self.below(len(alphabet))] for _ in range(length))

    def digits(self, length: int) -> str:
        """`length` decimal digits."""
        return self.text("0123456789", length)


class Keyed:
    """Draws that depend on the key: the same label and text, the same draw.

    Without the key nobody can tell which.

    A family's makers share it; it holds no state but the key.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Keyed()"

    def draw(self, label: str, text: str, attempt: int = 0) -> Draw:
        """The draw for `text` under `label`.

        HMAC-SHA256 over both and the attempt, each with its length in front.
        """
        return Draw(self.derived(label, text, attempt))

    def derived(self, label: str, text: str, attempt: int = 0) -> bytes:
        """The 32 bytes that such a draw starts from: a key for one use."""
        fields = (label.encode(), text.encode("utf-8", "surrogatepass"), str(attempt).encode())
        message = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
        return hmac.digest(self._key, message, "sha256")
