"""Whether a number is one of its kind: python-stdnum where it knows, else our own check digits.

python-stdnum (LGPL) is imported, never copied, and only the modules that are asked for.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from importlib import import_module

from transforms.core.identifiers import check_digits

Check = Callable[[str], bool]

_SEPARATORS = re.compile(r"[\s./()\u00b7\u2010-\u2015-]+")


def compact(value: str) -> str:
    """Upper case, NFKC, without white space, points, slashes, hyphens and brackets.

    >>> compact("hh-12 345.6(7)")
    'HH1234567'
    """
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value).upper())


@functools.cache
def check(name: str) -> Check:
    """The check of a name: ours (`is_dea`), or a module of python-stdnum (`de.idnr`).

    It takes compact forms and never raises.
    """
    own: Check | None = getattr(check_digits, name, None)
    return own if own is not None else _library(name)


def _library(module: str) -> Check:
    is_valid: Check = import_module(f"stdnum.{module}").is_valid

    def checked(number: str) -> bool:
        try:
            return is_valid(number)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            return False  # a few modules take apart what they have not looked at

    return checked
