"""Whether a text is a refusal, or talk about the task, instead of an answer."""

from __future__ import annotations

import re

_LOOKED_AT = 400  # characters: a refusal says so at once

_REFUSAL = re.compile(
    r"""
    (?P<sorry>
        \b(?:i['\u2019]?\s?a?m\s+(?:very\s+|really\s+)?sorry|i\s+apologi[sz]e|my\s+apologies)\b)
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


_APART = re.compile(r"\s+(?=['\u2019])")
"""What tokenised corpora put before an apostrophe: "i 'm", "couldn 't"."""

_SORRY = re.compile(r"\b(?:sorry|apologi|apologies)", re.IGNORECASE)


def is_refusal(text: str, original: str = "") -> bool:
    """Whether the text begins as a refusal, in words that its original does not say itself.

    >>> is_refusal("I'm sorry, but I can't help with that."), is_refusal("Sorry, the shop is shut.")
    (True, False)
    >>> is_refusal("I'm very sorry to hear that", "man, very sorry to hear that")
    False
    """
    if original and _REFUSAL.search(_APART.sub("", original), 0, _LOOKED_AT):
        return False
    regrets = _SORRY.search(original) is not None
    return any(
        not (found["sorry"] and regrets)
        for found in _REFUSAL.finditer(_APART.sub("", text[:_LOOKED_AT]))
    )
