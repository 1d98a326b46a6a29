"""Invented words: the same word becomes the same one wherever it stands.

So a name, its e-mail address and its handle still belong together.
"""

from __future__ import annotations

import re
import unicodedata

from transforms.core.language.lexicon import FEMALE, MALE
from transforms.core.surrogates.draw import Draw, Keyed
from transforms.core.surrogates.given_names import gender, other_name
from transforms.core.surrogates.listing import listed
from transforms.core.surrogates.permute import permuted_number
from transforms.core.surrogates.scripts import in_script
from transforms.core.surrogates.unfit import UNFIT

_ONSETS = listed("b br c d dr f g gr h j k l m n p r s st t tr v w y z")
_VOWELS = listed("a e i o u")
_SYLLABLES = tuple(onset + vowel for onset in _ONSETS for vowel in _VOWELS)
_ENDINGS = tuple(
    listed(
        "bel ber bor dal den dor drin fen gar gen kan ken kor lan len lev lin lis lon lor man mar "
        "mer min mir mon mur nan nar nel nev nis nor ral ran ren ric rin ris rol ron rus sal san "
        "sen ser sol son tan tar tel ten tin tol tor van var vek vel ven ver vin vor zan zel zen "
        "zor"
    )
)
"""Syllables that make pronounceable words of no language in particular."""

_OF_WOMEN = tuple(
    listed(
        "bella dina dora lina lena lia mina mira nara nia nora ria rina sia sina tina vina zina "
        "della lisa"
    )
)
_OF_MEN = tuple(
    listed("bert dan don drin fred gor kan lan lon mar mir nor ric ron sten ton van vin win zor")
)
"""Endings of invented given names whose gender is known."""

_OF_GENDER = {FEMALE: _OF_WOMEN, MALE: _OF_MEN}

_IN_SCRIPT = 8
"""Attempts in a word's own script after which it becomes a Latin one."""

_SHORT, _MEDIUM = 4, 8
"""Letters up to which a word becomes one of two and of three syllables; longer ones get four."""

PARTICLES = frozenset(
    listed("al bin da de del della den der des di dos du el la le san st ten ter van von y zu")
)
"""Parts of names that say nothing of their own and stay."""

TITLES = frozenset(listed("dr dra herr frau jr mme mr mrs ms prof señor señora sir sr sra"))
"""Forms of address; they stay."""

_WORD = re.compile(
    r"[^\W\d_]+?(?<=[a-z][a-z])(?<![Mm]ac)(?<!Fitz)(?<!V[ao]n)(?<!Del)(?=[A-Z][a-z][a-z])"
    r"|[^\W\d_]+|\d+"
)
"""A word, or one of those that an identifier is made of (`MiraTalvane`); McDonald, DeLuca and
FitzGerald are one."""


def word(keyed: Keyed, original: str) -> str:
    """An invented word for `original` (letters), in its case and of about its length.

    Never the word itself. A given name becomes one of the same gender, a word of another script
    one in that script.

    Depends on the key and the case-folded word only. A single letter becomes another letter.

    >>> word(Keyed(b"k"), "LOPEZ") == word(Keyed(b"k"), "lopez").upper()
    True
    """
    folded = unicodedata.normalize("NFKC", original).casefold()
    made = other_name(keyed, folded)
    for attempt in range(_IN_SCRIPT):
        if made is not None and made.casefold() != folded:
            return in_case_of(original, made)
        if folded.isascii():
            break
        made = in_script(keyed, folded, attempt)
    return latin_word(keyed, original)


def latin_word(keyed: Keyed, original: str) -> str:
    """As `word`, but always an invented one in a to z."""
    folded = unicodedata.normalize("NFKC", original).casefold()
    attempt = 0
    while True:
        made = _invent(keyed.draw("word", folded, attempt), folded)
        if made != folded and not UNFIT.search(made):
            return in_case_of(original, made)
        attempt += 1


def number(keyed: Keyed, original: str) -> str:
    """As many digits as `original` (digits) has, others, and those of no other number.

    A 0 in front where there was one. So `anna1` and `anna4` stay two.
    """
    return permuted_number(keyed, "number", original)


def tokens(keyed: Keyed, text: str, keep: frozenset[str] = frozenset()) -> str:
    """The text with every word and number replaced and everything between them kept.

    Words in `keep` stay.
    """

    def replaced(match: re.Match[str]) -> str:
        token = match[0]
        if token.casefold() in keep:
            return token
        if token.isdecimal():
            return number(keyed, "".join(str(unicodedata.decimal(char)) for char in token))
        return word(keyed, token)

    return _WORD.sub(replaced, text)


def make_words(keyed: Keyed, value: str, draw: Draw) -> str:
    """Names and other words, each by itself: a surname alone is the surname of the full name."""
    return tokens(keyed, value, PARTICLES | TITLES)


def in_case_of(original: str, made: str) -> str:
    """`made` (lower case) in the case of `original`: upper, title or lower.

    >>> in_case_of("McDonald", "velmoran")
    'Velmoran'
    """
    if len(original) > 1 and original.isupper():
        return made.upper()
    return made.capitalize() if original[:1].isupper() else made


def _invent(draw: Draw, original: str) -> str:
    length = len(original)
    if length == 1 and original.isascii():
        return draw.choice("abcdefghijklmnopqrstuvwxyz")
    known = _OF_GENDER.get(gender(original))
    syllables = 1 if length <= _SHORT else 2 if length < _MEDIUM else 3
    if known and syllables == 1:
        syllables = 2  # fewer endings: as many words as for others
    begun = "".join(draw.choice(_SYLLABLES) for _ in range(syllables))
    return begun + draw.choice(known or _ENDINGS)
