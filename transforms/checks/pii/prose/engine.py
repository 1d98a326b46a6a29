"""Finds private data in prose: the marks of tagger and rules, weighed by what they are about."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence

from transforms.checks.pii.prose import addresses, codes, dates, people, tagger, traits
from transforms.checks.pii.prose.again import again
from transforms.checks.pii.prose.context import weighed
from transforms.checks.pii.prose.gate import is_prose
from transforms.checks.pii.prose.marks import LIKELY, SURE, Mark
from transforms.checks.pii.prose.software import is_about_software
from transforms.checks.pii.prose.tagger import SCALE, Tagged, Tagger
from transforms.checks.pii.prose.text import LINE, MIXED, UPPER, Tokens, Types, fresh
from transforms.core.language import vocabulary
from transforms.core.language.lexicon import COMMON, FEMALE, FIRST, LAST, MALE, PART
from transforms.core.language.lexicon import PLACE as PLACE_NAME
from transforms.core.records import Finding
from transforms.core.surrogates.listing import listed

PERSON, PLACE, ORGANIZATION = "PERSON_NAME", "LOCATION", "ORGANIZATION"

_CATEGORY = {"PER": PERSON, "LOC": PLACE, "ORG": ORGANIZATION}


_GLUED_BEFORE = re.compile(r"[@#_/\\$%&=]")
_GLUED_AFTER = re.compile(r"[-/:.]\d|[_@=(\[]|::|/\w")
"""What makes a word part of a serial number, path, handle or expression."""


_PREFIXED = re.compile(r"(?:Mac|Mc|Fitz|De|Di|Da|Du|La|Le|Van|Von|St|O['’]|D['’])[A-Z]|.*-")
"""Capitals within a name; within any other word (LinkedIn, HostName) they are a product's."""

_DOTTED = frozenset(("inc", "ltd", "co", "corp", "jr", "sr"))


_LAWS = frozenset(
    listed(
        "act acts law laws code constitution convention treaty protocol article articles section "
        "rule rules bill freedoms rights amendment regulation directive decree chapter annex "
        "ley código constitución artículo loi gesetz gesetzbuch verfassung artikel"
    )
)


_LABELS = frozenset(
    listed(
        "e-mail email mail website fax tel phone cc bcc re fwd ciao hola hallo bonjour salut true "
        "false none null nil"
    )
)


def _generic(tokens: Tokens, item: Tagged) -> bool:
    """Whether what is said to be a name is a word (Court, Wisdom) or a law."""
    flags = tokens.flags[item.first]
    word = item.last - item.first == 1 and bool(flags & COMMON)
    if item.kind == "PER":
        if tokens.fold(item.first) in _LABELS and item.last - item.first == 1:
            return True
        if _is_label(tokens, item) and not flags & (FIRST | LAST):
            return True
        return word and not flags & (FEMALE | MALE)
    inside = range(item.first, item.last)
    if any(tokens.fold(at) in _TECHNICAL for at in inside) or _is_label(tokens, item):
        return True
    if item.kind == "LOC" and all(_is_acronym(tokens, at) for at in inside):
        return True
    if item.kind == "ORG" and all(_is_plain(tokens, at) for at in inside):
        return True
    ends = (tokens.fold(item.first), tokens.fold(item.last - 1), tokens.fold(item.last))
    return word or any(end in _LAWS for end in ends)


def _is_plain(tokens: Tokens, at: int) -> bool:
    """Whether a word is one of the language, and none that organisations are called."""
    fold = tokens.fold(at)
    plain = bool(int(tokens.flags[at]) & COMMON) or not fold.isalpha()
    return plain and fold not in vocabulary.ORGANISATIONS and tokens.kinds[at] != UPPER


def _is_label(tokens: Tokens, item: Tagged) -> bool:
    """Whether one word at the start of a line, with a colon behind it, is the name of a field."""
    starts = item.first == 0 or tokens.kinds[item.first - 1] == LINE
    return starts and item.last - item.first == 1 and tokens.fold(item.last) == ":"


_TECHNICAL = frozenset(
    listed(
        "api apis app cli css csrf csv dns faq ftp gui html http https ide ip json jwt login pdf "
        "php pin rest sdk smtp sql ssh ssl svg tcp tls udp ui uri url usb utf uuid vat vpn xml "
        "xsrf yaml number nummer número "
        "bsn cnpj cpf curp cvc cvv dni dob iban imei imsi isbn itin mrn nif nino npi rfc sku ssn"
    )
)
"""Names of formats, protocols and parts of programs, and what numbers are called: no organisation
and no place has one."""


def _is_acronym(tokens: Tokens, at: int) -> bool:
    """Whether capitals stand for something that the word list does not know as a place."""
    known = int(tokens.flags[at]) & (PLACE_NAME | PART)
    return bool(
        tokens.kinds[at] == UPPER and len(tokens.fold(at)) <= _LONGEST_ACRONYM and not known
    )


_LONGEST_ACRONYM = 5


_WORDS = frozenset({PERSON, PLACE, ORGANIZATION, "STREET_ADDRESS"})


def _is_glued(text: str, mark: Mark) -> bool:
    """Whether a mark is a piece of a longer word: of Base64, hexadecimal digits, an identifier."""
    if mark.category not in _WORDS:
        return False
    first, last = text[mark.start], text[mark.end - 1]
    before, behind = text[mark.start - 1 : mark.start], text[mark.end : mark.end + 1]
    return _joins(before, first) or _joins(last, behind)


def _given(tokens: Tokens, mark: Mark) -> bool:
    """Whether a mark is the name of a person also among products and formats.

    It begins with a given name that is no other word, or has two words and neither is one.
    """
    if mark.category != PERSON:
        return False
    first, last = tokens.at(mark.start), tokens.at(mark.end) - 1
    flags = int(tokens.flags[first])
    if flags & FIRST and not flags & COMMON:
        return True
    return last > first and all(_unlike_words(int(tokens.flags[at])) for at in (first, last))


def _unlike_words(flags: int) -> bool:
    return not flags & COMMON or bool(flags & (FIRST | LAST))


def _joins(left: str, right: str) -> bool:
    return left.isascii() and left.isalnum() and right.isascii() and right.isalnum()


class Engine:
    """Finds names, places, organisations, dates and traits; findings name `check`."""

    def __init__(self, check: str) -> None:
        self._check = check
        self._tagger: Tagger | None = None
        self._types: Types | None = None
        # The types grow with the texts, and threads of a worker share them.
        self._turn = threading.Lock()

    def find(self, texts: Sequence[str]) -> list[Finding]:
        """Findings in all texts, ordered by text and start; none overlaps another."""
        prose = [number for number, text in enumerate(texts) if is_prose(text)]
        if not prose:
            return []
        with self._turn:
            return self._found(texts, prose)

    def _found(self, texts: Sequence[str], prose: Sequence[int]) -> list[Finding]:
        self._types = fresh(self._types)
        tokens = Tokens([texts[number] for number in prose], self._types)
        if self._tagger is None:
            self._tagger = Tagger(tagger.load())
        marks = [*self._tagged(tokens, self._tagger.tag(tokens)), *self._ruled(tokens)]
        about = [is_about_software(texts[number]) for number in prose]
        marks = [
            mark for mark in marks if not about[tokens.text_at(mark.start)] or _given(tokens, mark)
        ]
        marks += people.find(tokens)
        marks = [mark for mark in marks if not _is_glued(tokens.joined, mark)]
        marks += addresses.codes(tokens, [mark for mark in marks if mark.category == PLACE])
        found = weighed(tokens, addresses.absorbed(tokens.joined, again(tokens, marks)))
        bounds, numbers = tokens.bounds, tokens.texts_at([mark.start for mark in found])
        return [
            Finding(prose[n], start - bounds[n], end - bounds[n], category, score, self._check)
            for (start, end, category, score), n in zip(found, numbers, strict=True)
        ]

    def _ruled(self, tokens: Tokens) -> Iterator[Mark]:
        yield from addresses.find(tokens)
        yield from dates.find(tokens)
        yield from traits.find(tokens)
        yield from codes.find(tokens)

    def _tagged(self, tokens: Tokens, tagged: Sequence[Tagged]) -> Iterator[Mark]:
        for item in tagged:
            start, end = tokens.starts[item.first], tokens.ends[item.last - 1]
            before, behind = tokens.joined[start - 1 : start], tokens.joined[end : end + 2]
            if _GLUED_BEFORE.match(before) or _GLUED_AFTER.match(behind) or _generic(tokens, item):
                continue
            if item.kind == "PER" and any(
                tokens.kinds[at] == MIXED and not _PREFIXED.match(tokens.name(at))
                for at in range(item.first, item.last)
            ):
                continue
            if behind[0] == "." and tokens.fold(item.last - 1) in _DOTTED:
                end += 1
            score = SURE if item.margin > 4 * SCALE else LIKELY
            yield Mark(start, end, _CATEGORY[item.kind], score)
