"""Whether a replacement is of the sort of what it replaced: type, format, check digit.

Told by the old value alone, so that labels of any data set can be judged; nothing that stands for
"removed" is ever valid.
"""

from __future__ import annotations

import ipaddress
import re

from transforms.core.surrogates.checksums import passes_luhn

_PLACEHOLDER = re.compile(
    r"\s*[<\[{(]+\s*[A-Z][A-Z_ ]*(?:[_ ]?\d+)?\s*[>\]})]+\s*|[*xX#_•]{3,}|.*redacted.*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")  # RFC 5322 as people write it
_MONTH = re.compile(r"[^\W\d_]{3,}")


def is_valid(old: str, new: str) -> bool:
    """Whether `new` could stand where `old` stood.

    >>> is_valid("a.b@c.org", "x.y@z.example"), is_valid("a.b@c.org", "[EMAIL_1]")
    (True, False)
    """
    old, new = old.strip(), new.strip()
    if not new or _is_placeholder(old, new):
        return False
    if "@" in old and _MAIL.fullmatch(old):
        return _MAIL.fullmatch(new) is not None
    family = _family(old)
    if family:
        return _family(new) == family
    if "://" in old:
        return "://" in new
    digits = sum(char.isdigit() for char in old)
    if digits >= 4 and digits * 2 >= len(old.replace(" ", "")):
        return _as_number(old, new)
    if digits:
        return any(char.isdigit() for char in new)
    return _as_words(old, new)


def _is_placeholder(old: str, new: str) -> bool:
    return _PLACEHOLDER.fullmatch(new) is not None and _PLACEHOLDER.fullmatch(old) is None


def _family(text: str) -> int:
    """4 or 6 for an IP address, 0 for anything else."""
    try:
        return ipaddress.ip_address(text).version
    except ValueError:
        return 0


def _as_number(old: str, new: str) -> bool:
    """As many digits (two more or less for phone numbers), letters only where some were."""
    was, now = ("".join(filter(str.isdigit, text)) for text in (old, new))
    if len(was) >= 12 and passes_luhn(was) and not passes_luhn(now):
        return False
    worded = _MONTH.search(old) is not None
    return abs(len(was) - len(now)) <= 2 and (worded or _MONTH.search(new) is None)


def _as_words(old: str, new: str) -> bool:
    """Capitals where there were capitals, no digits."""
    if any(char.isdigit() for char in new):
        return False
    return new[:1].isupper() or not old[:1].isupper()
