"""Which samples are worth a call: all, those with findings, or these and a share of the others."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

_ALL, _FLAGGED, _SAMPLE = "all", "flagged", "sample:"


@dataclass(frozen=True)
class Prescreen:
    """Chooses samples; of those without findings by a keyed hash of their place.

    Attributes:
        share: of the samples without findings that are asked for as well; 0 to 1.
        key: of the hash.
    """

    share: float
    key: bytes = field(repr=False)

    @staticmethod
    def of(option: str, key: bytes) -> Prescreen:
        """What `--prescreen` names.

        >>> Prescreen.of("sample:0.05", b"k").share, Prescreen.of("all", b"k").share
        (0.05, 1.0)
        """
        if option == _ALL:
            return Prescreen(1.0, key)
        share = 0.0 if option == _FLAGGED else float(option.removeprefix(_SAMPLE))
        return Prescreen(share, key)

    def wants(self, shard: str, index: int, *, flagged: bool) -> bool:
        """Whether the sample is worth a call."""
        if flagged or self.share >= 1.0:
            return True
        if self.share <= 0.0:
            return False
        digest = hmac.digest(self.key, f"prescreen\0{shard}\0{index}".encode(), hashlib.sha256)
        return int.from_bytes(digest[:8], "big") < self.share * 2**64
