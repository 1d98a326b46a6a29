"""What stands where a secret would: examples, variables, types.

Source code and manuals are full of them.
"""

from __future__ import annotations

import functools
import math
import re

_STANDS_FOR_NOTHING = re.compile(
    r"""(?P<mark>[x*.\-_\#?•0]{3,}|\.{2,}|…)                  # xxxx, ****, ...
      | <[^>]*>?|\[[^\]]*\]?|\{[^}]*\}?|\(.*                     # <password>, [REDACTED], {pw}
      | %\w?|%\([^)]*\)\w?|%[A-Za-z_]+%?|@[\w.]+@                # %s, %(pw)s, %PW%, @PW@
      | \$[({]?[A-Za-z_][\w.:-]*[)}]?.*|.*\$\{.*|.*\{\{.*        # $PW, ${PW}, {{ pw }}
      | .*<%.*|.*\#\{.*                                          # <%= pw %>, #{pw}
      | null|none|nil|true|false|undefined|void|empty|blank|unset|default|n/?a|yes|no|on|off
      | (?:str|string|text|int|integer|bool|boolean|object|any|bytes|char|varchar|optional|required
          |hidden|number)(?:\[\]|\?|[,;|].*)?
      | pass|passw|passwd|password|passphrase|passcode|pwd|pin|secret|token|key|api[-_]?key
      | credentials?|username|user|admin
      | (?:change|replace|fill|insert|enter|put|add|set|update)
        [-_ ]?(?:me|it|this|your|here|with|in).*
      | (?:your|my|the|a|some|any|new|old|user|db|test|valid|wrong|bad|invalid|real|super|top)
        [-_ ]?(?:\w+[-_ ])?
        (?:pass|passw|passwd|password|passphrase|pwd|secret|token|key|api[-_]?key|credentials?|here)
        (?:[-_ ]?\w{1,6})?
      | .*(?:example|placeholder|changeme|change[-_]?it|redacted|dummy|xxxxx|\*\*\*\*|your[-_ ]
          |notreal|insert[-_]|todo|fixme).*
      | (?:foo|bar|baz|qux|test|testing|tests|sample|demo|fake|mock|tbd|abc|hello|world|secure
          |pa55word)\d{0,3}
      | os\.environ.*|process\.env.*|env[.(:\[].*|getenv.*|secrets?[.:].*|vault[:.].*|arn:.*
      | file:.*|ref\+.*|!(?:vault|secret|env|ref|include|getatt|sub)\b.*
    """,
    re.VERBOSE | re.IGNORECASE,
)

_REPEATED = re.compile(r"([a-z0-9])\1{5}")
"""Six times the same: one in a million places of hexadecimal digits drawn at random."""
_SEQUENCE = "0123456789abcdefghijklmnopqrstuvwxyz0123456789"


@functools.lru_cache(1 << 12)
def is_placeholder(value: str) -> bool:
    """Whether a value stands for a secret and is none.

    >>> is_placeholder("<your-password>"), is_placeholder("k3Tz-91pQ")
    (True, False)
    """
    return len(set(value.casefold())) <= 2 or is_example_word(value)


def is_example_word(value: str) -> bool:
    """Whether a value is a word that stands for others: `is_placeholder` but for few characters.

    >>> is_example_word("xxxx"), is_example_word("pep")
    (True, False)
    """
    return _STANDS_FOR_NOTHING.fullmatch(value.strip()) is not None


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits each.

    >>> entropy("aabb")
    1.0
    """
    counts = [text.count(char) for char in set(text)]
    return sum(-count / len(text) * math.log2(count / len(text)) for count in sorted(counts))


@functools.lru_cache(1 << 12)
def is_drawn_at_random(value: str) -> bool:
    """Whether digits and letters are mixed as chance mixes them, and not words with a number.

    >>> is_drawn_at_random("9f86d081884c7d65"), is_drawn_at_random("my-service-token-2")
    (True, False)
    """
    digits = sum(char.isdigit() for char in value)
    letters = sum(char.isalpha() for char in value)
    in_words = sum(map(len, _LOWER_WORD.findall(value)))
    if in_words * 2 > len(value):
        return False
    if digits >= 2 and letters >= 2:
        return is_random(value)
    mixed = any(char.islower() for char in value) and any(char.isupper() for char in value)
    return mixed and len(value) >= 20 and entropy(value) >= 4.0 and is_random(value)


_LOWER_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]?[a-z]{3,}(?![A-Za-z0-9])")


def is_random(text: str, least_bits: float = 3.0) -> bool:
    """Whether characters look drawn: no placeholder, no alphabet in order, no repeated few.

    3 bits a character: what 20 hexadecimal digits drawn at random exceed in more than 99 of 100
    cases.
    """
    lower = text.casefold()
    if "example" in lower or "xxxxx" in lower or "placeholder" in lower:
        return False
    if _NO_UUID.search(lower):
        return False
    if _REPEATED.search(lower) or entropy(text) < least_bits:
        return False
    return not _counts_up(lower) and not _counts_up(_DIGITS.sub("", lower))


_NO_UUID = re.compile(
    r"(?<![a-z0-9-])(?=[a-f0-9-]{0,35}[g-z])[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}(?![a-z0-9-])"
    r"|(?:^|[-_])(?=[a-f0-9-]{0,35}[g-z])[a-z0-9]{8}(?:-[a-z0-9]{4}){3}-[a-z0-9]{12}\Z"
)
"""The groups of a UUID with letters that are no hexadecimal digits (RFC 9562, 4): made up."""


def _counts_up(text: str) -> bool:
    """Whether ten characters follow one another as in the alphabet."""
    return any(text[at : at + 10] in _SEQUENCE for at in range(len(text) - 9))


_DIGITS = re.compile("[0-9]+")
"""Between letters in order as well: `a1b2c3d4e5f6g7h8i9j0`."""
