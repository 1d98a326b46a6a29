"""Numbers that states give to people."""

from __future__ import annotations

from transforms.core.normal_forms import digits
from transforms.core.surrogates.credentials import make_secret
from transforms.core.surrogates.draw import Draw, Keyed

_SSN_DIGITS = 9


def make_ssn(keyed: Keyed, value: str, draw: Draw) -> str:
    """A number of an area that was never assigned: 900 to 999 (SSA).

    Its group is 01 to 49, which no ITIN has (IRS: 50 to 99).
    """
    original = digits(value)
    if not original.isdigit() or len(original) != _SSN_DIGITS:
        return make_secret(keyed, value, draw)
    made = f"9{draw.digits(2)}{1 + draw.below(49):02d}{1 + draw.below(9999):04d}"
    fresh = iter(made)
    return "".join(next(fresh) if char.isdecimal() else char for char in value)
