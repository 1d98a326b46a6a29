"""Tells texts about software by their words: manuals, logs of changes, licences, comments.

There words with capitals are products and formats, dates are those of versions and places are on
the net: only what a cue gives to somebody is private (the cues of `people`, and those of
`pii.credited` and `pii.handles`, which look at every text).
"""

from __future__ import annotations

import re

from transforms.core.surrogates.listing import listed

_SAID = frozenset(
    listed(
        "api apis app apps argument arguments array async backend binary boolean browser bug bugs "
        "build builds byte bytes cache callback cli client clients code command commands commit "
        "commits compile compiler config configuration configure configured console cookie cookies "
        "css database debug default defaults dependencies dependency deprecated derivative "
        "directory docker documentation download encoding endpoint environment error errors "
        "exception exceptions file files fix fixed fixes flag flags folder framework function "
        "functions git handler hash header headers html implementation implemented import input "
        "install installation installed instance integer interface java javascript json kernel "
        "library libraries license licensed licensor linux localhost logging login merge metadata "
        "method methods middleware migration module modules node npm null object objects option "
        "optional options output package packages param parameter parameters parse parser password "
        "patch path paths php plugin port protocol proxy python query readme redirect refactor "
        "regex release releases removed render repository request requests response router ruby "
        "runtime schema script scripts sdk server servers session settings setup software source "
        "spec sql ssh ssl stack string strings sublicense support supported syntax template "
        "templates terminal test tests thread timeout token tokens type types ui unicode unix "
        "update updated upgrade upload uri usage user username users utf variable variables "
        "version versions warranties warranty webhook windows wrapper xml yaml"
    )
)
"""Words of manuals, logs of changes and licences; ours. Each is a word of other texts as well."""

_WORD = re.compile(r"(?<![^\W_])[a-z]+(?![^\W_])")
"""Whole words: no pieces of hexadecimal digits."""
_HEAD = 6000
"""Characters that are looked at."""
_FILLER = frozenset(listed("sit amet"))
"""Of the text that fills drafts of pages since the sixteenth century (Cicero, De finibus, cut)."""
_FEWEST = 30
"""Words below which a share says nothing."""
_SHARE = 0.045
"""Of these among all words. Measured: court decisions, case reports and articles of an encyclopedia
have less than .027, nine in ten of what people write to a chat model as well, nine in ten
documents and comments of 12 repositories more than .05."""


def is_about_software(text: str) -> bool:
    """Whether a text is about software, not about people."""
    words = _WORD.findall(text[:_HEAD].lower())
    if set(words) >= _FILLER:
        return True
    if len(words) < _FEWEST:
        return False
    return sum(map(_SAID.__contains__, words)) >= _SHARE * len(words)
