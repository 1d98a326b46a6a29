"""Milder words for swear words and insults, in the same form: damned -> darned, idiots -> people.

What only stresses goes; what has no milder word stays, and the judge says what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transforms.core.records import Edit
from transforms.core.toxicity.scores import TOXIC
from transforms.core.toxicity.wording import Word, words

_DROPPED_TEXT = """
    fucking fuckin fuckn freakin effing goddamn goddamned bloody motherfucking muthafuckin
    bitchass punkass
"""
DROPPED = frozenset(_DROPPED_TEXT.split())
"""Words that stress what follows and say nothing themselves; ours."""

_DROPPED_PHRASES = re.compile(r"\b(?:the\s+(?:fuck|fck|hell|heck)|as\s+(?:fuck|hell|shit))\b", re.I)

_NOUNS = {
    "shit": "stuff", "bullshit": "nonsense", "horseshit": "nonsense", "crap": "stuff",
    "bs": "nonsense", "hell": "heck", "ass": "rear", "arse": "rear", "butt": "rear",
    "damn": "thing", "fuck": "thing", "turd": "thing", "garbage": "poor work", "trash": "poor work",
}  # fmt: skip
_PEOPLE_TEXT = """
    asshole arsehole bitch bastard idiot moron imbecile dumbass jackass dickhead dick prick
    douche douchebag fucker motherfucker shithead scumbag loser clown fool jerk twat cunt wanker
    whore slut retard hoe dipshit nitwit halfwit dimwit dumbfuck dummy scum pig creep bimbo bozo
    buffoon
"""
_PEOPLE = _PEOPLE_TEXT.split()

_ADDRESSED = re.compile(
    rf",\s+(?:you\s+(?:\w+\s+){{0,2}})?(?:{'|'.join(_PEOPLE)})(?:e?s)?(?=\s*(?:[.!?,;]|$))", re.I
)
"""An insult that addresses somebody and is no part of the sentence: ", you greedy fools"."""

_SHUT_UP = re.compile(r"\bshut (?:the (?:fuck|hell) )?up\b", re.I)
_VERBS = {
    "fuck": "mess", "suck": "disappoint", "piss": "annoy", "screw": "spoil", "shit": "talk",
    "bitch": "complain", "damn": "condemn",
}  # fmt: skip
_ADJECTIVES = {
    "stupid": "unwise", "dumb": "unwise", "idiotic": "unwise", "moronic": "unwise",
    "retarded": "unwise", "shitty": "poor", "crappy": "poor", "lousy": "poor", "pathetic": "weak",
    "damned": "darned", "crazy": "odd", "insane": "odd", "ugly": "plain",
    "disgusting": "unpleasant",
    "ignorant": "uninformed", "braindead": "unwise", "brainless": "unwise", "bitchy": "unfriendly",
    "worthless": "weak", "useless": "weak", "ridiculous": "odd", "sick": "unwell", "lame": "weak",
    "stupidest": "least wise", "dumbest": "least wise", "stupidly": "unwisely",
    "dumber": "less wise",
    "fucked": "messed", "badass": "impressive", "stupidity": "lack of wisdom",
    "idiocy": "lack of wisdom", "damn": "darn", "dammit": "darn it", "damnit": "darn it",
    "bullshitting": "talking nonsense", "bullshitter": "person", "wtf": "what",
}  # fmt: skip


def _verb_forms(old: str, new: str) -> Iterator[tuple[str, str]]:
    """(form, milder form) of a verb, both regular."""
    doubled = old + old[-1] if old in {"shit", "hit"} else old
    yield old, new
    yield _s(old), _s(new)
    yield f"{doubled}ed", f"{new.removesuffix('e')}ed"
    for ending in ("ing", "in"):
        yield f"{doubled}{ending}", f"{new.removesuffix('e')}ing"


def _s(word: str) -> str:
    return f"{word}es" if word.endswith(("s", "sh", "ch", "x")) else f"{word}s"


def _table() -> dict[str, str]:
    """Every form with its milder form. Of a word of several kinds the last named counts."""
    found: dict[str, str] = {}
    for old, new in _VERBS.items():
        found.update(_verb_forms(old, new))
    for old, new in _NOUNS.items():
        found |= {old: new, _s(old): new if new in {"stuff", "nonsense"} else _s(new)}
    for old in _PEOPLE:
        found |= {old: "person", _s(old): "people"}
    return found | _ADJECTIVES


_MILDER = _table()
"""Ours: no list of milder words with a licence that allows shipping was found."""


class Softened(NamedTuple):
    """What softening did to a text.

    Attributes:
        edits: ordered, not overlapping, all of one category.
        left: places that it was asked for and has no milder word for.
    """

    edits: tuple[Edit, ...]
    left: int


def soften(text: str, asked: Sequence[tuple[int, int]]) -> Softened:
    """The edits that make a text milder, wherever one of the known words stands in it.

    Args:
        text: as read.
        asked: places (start, end) that have to become milder, ordered.
    """
    edits = list(_apart(sorted(_phrases(text))))
    taken = [(edit.start, edit.end) for edit in edits]
    found = [w for w in words(text) if not any(a < w.end and w.start < b for a, b in taken)]
    for before, word in zip([None, *found], found, strict=False):
        edits += _softened(text, before, word)
    edits.sort()
    left = sum(not any(e.start < end and start < e.end for e in edits) for start, end in asked)
    return Softened(tuple(_apart(edits)), left)


def _phrases(text: str) -> Iterator[Edit]:
    """Edits of what is more than a word."""
    for found in _SHUT_UP.finditer(text):
        yield Edit(found.start(), found.end(), TOXIC, _cased(found[0], "be quiet"))
    for found in _ADDRESSED.finditer(text):
        yield Edit(found.start(), found.end(), TOXIC, "")
    for found in _DROPPED_PHRASES.finditer(text):
        yield Edit(found.start() - _blank_before(text, found.start()), found.end(), TOXIC, "")


def _softened(text: str, before: Word | None, word: Word) -> Iterator[Edit]:
    written = text[word.start : word.end]
    if word.counted in DROPPED:
        start, end = _with_blank(text, word.start, word.end)
        yield Edit(start, end, TOXIC, "")
        return
    milder = _MILDER.get(word.counted)
    if milder is None:
        return
    if before is not None and before.counted in {"a", "an"}:
        article = "an" if milder[0] in "aeio" or milder.startswith("un") else "a"
        if article != before.counted and text[before.end : word.start] == " ":
            shown = _cased(text[before.start : before.end], article)
            yield Edit(before.start, before.end, TOXIC, shown)
    yield Edit(word.start, word.end, TOXIC, _cased(written, milder))


def _with_blank(text: str, start: int, end: int) -> tuple[int, int]:
    """The word with one blank beside it, so that none stands doubled."""
    if text[end : end + 1] == " ":
        return start, end + 1
    return start - _blank_before(text, start), end


def _blank_before(text: str, start: int) -> int:
    return int(start > 0 and text[start - 1] == " ")


def _cased(written: str, new: str) -> str:
    """The new word in capitals as the written one was."""
    letters = [char for char in written if char.isalpha()]
    if len(letters) > 1 and all(map(str.isupper, letters)):
        return new.upper()
    return new.capitalize() if letters and letters[0].isupper() else new


def beside(surrogates: Sequence[Edit], softer: Sequence[Edit]) -> tuple[Edit, ...]:
    """Both sorts of edits, ordered; where they meet, what is private goes first."""
    kept = [
        edit
        for edit in softer
        if all(edit.end <= other.start or other.end <= edit.start for other in surrogates)
    ]
    return tuple(sorted([*surrogates, *kept]))


def _apart(edits: Sequence[Edit]) -> Iterator[Edit]:
    """The edits without those that meet an earlier one."""
    at = 0
    for edit in edits:
        if edit.start >= at:
            yield edit
            at = edit.end
