"""Whether a text is a refusal, or talk about the task, instead of an answer."""

from __future__ import annotations

import re

_LOOKED_AT = 400  # characters: a refusal says so at once

_REFUSAL = re.compile(
    r"""
    \b(?:i['\u2019]?\s?a?m\s+(?:very\s+|really\s+)?sorry|i\s+apologi[sz]e|my\s+apologies)\b
    | \bi\s+(?:can(?:not|['\u2019]t|\s+not)|could\s?n['\u2019]?t|won['\u2019]t|will\s+not
        |am\s+(?:not\s+able|unable)|['\u2019]m\s+(?:not\s+able|unable))\s+
        (?:to\s+)?(?:help|assist|comply|fulfil|fulfill|process|provide|do|rewrite|complete|answer)
    | \bas\s+an?\s+(?:ai|artificial\s+intelligence|(?:large\s+)?language\s+model)\b
    | \b(?:lo\s+siento|no\s+puedo\s+(?:ayudar|cumplir|procesar))\b
    | \b(?:je\s+suis\s+d[e\u00e9]sol[e\u00e9]e?|je\s+ne\s+peux\s+pas)\b
    | \b(?:es\s+tut\s+mir\s+leid|ich\s+kann\s+(?:dabei|dir|ihnen|das)\s+nicht)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Ours, from answers of models to tasks of this kind, in four languages."""


def is_refusal(text: str) -> bool:
    """Whether the text begins as a refusal.

    >>> is_refusal("I'm sorry, but I can't help with that."), is_refusal("Sorry, the shop is shut.")
    (True, False)
    """
    return _REFUSAL.search(text, 0, _LOOKED_AT) is not None
