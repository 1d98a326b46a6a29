"""Addresses: streets, post boxes, what a cue announces, and the lines that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from transforms.checks.pii.prose import streets
from transforms.checks.pii.prose.cues import cue
from transforms.checks.pii.prose.marks import LIKELY, SURE, Mark
from transforms.checks.pii.prose.streets import CAPITALS
from transforms.checks.pii.prose.text import Tokens
from transforms.core.language.lexicon import PART, PLACE

STREET, POSTAL = "STREET_ADDRESS", "POSTAL_CODE"

_ROOM = cue(
    "rooms",
    "apt apartment suite ste unit flat",
    r"""(?<!\w)(?:Apt|Apartment|Suite|Ste|Unit|Flat|apt|suite|unit|flat)\b\.?[ ]?
        \#?\d{1,5}[A-Za-z]?(?!\w)""",
    back=2,
    ahead=24,
)
_BOX = cue(
    "boxes",
    "box postfach apartado boîte postbox postboks casella psc unit uss usns usnv uscgc",
    r"""(?<!\w)(?:
        (?i:p\.?\s?o\.?\s?box|postfach|apartado(?:\sde\scorreos)?|boîte\spostale|postbox|postboks|
            casella\spostale)\s\d{1,6}
      | (?i:psc|unit)\s\d{1,5},?\s(?i:box)\s\d{1,5}
      | (?:USS|USNS|USNV|USCGC)\s[A-Z][\w]+(?=[,\s]{1,3}(?:FPO|APO|DPO)))""",
    back=14,
    ahead=40,
)
"""Post boxes, and the forms of the American military's post (USPS Publication 28, section 225)."""
_MILITARY = cue(
    "military",
    "apo fpo dpo",
    r"(?<!\w)(?:APO|FPO|DPO|apo|fpo|dpo)\s(?:AA|AE|AP|aa|ae|ap)\s\d{5}(?:-\d{4})?(?!\w)",
    back=2,
    ahead=24,
)

_SAID = cue(
    "addresses",
    "address lives live lived living reside resides resided residing located moved meet shipped "
    "ship send domicilio dirección direccion demeurant wohnhaft anschrift adresse wohnt indirizzo "
    "endereço adres where",
    r"""(?i)\b(?:
        (?:my|his|her|their|our|your|the|home|new|old|mailing|billing|shipping|postal|street|
        current)
            \ address(?:\ (?:is|was)|:)
      | address(?:\ (?:line\ ?)?\d)?\ ?: | lives?\ at | lived\ (?:at|in) | living\ at
      | reside[sd]?\ at | residing\ at | located\ at | moved\ to | meet\ (?:me|us|you)?\ ?at
      | ship(?:ped)?\ (?:it\ )?to | send\ it\ to | domicilio\ ?: | direcci[óo]n\ ?:
      | con\ domicilio\ en | adresse\ ?: | demeurant | wohnhaft\ in | anschrift\ ?:
      | wohnt\ in\ der | indirizzo\ ?: | endereço\ ?: | adres\ ?: | where\ ?:
      | address\?\ (?:it['’]s|it\ is)
      )[ \t]*(?=\S)""",
    back=24,
    ahead=60,
)
_REST = re.compile(
    r"""[^\n\0;?!|]{3,110}?(?=\.\s|\.?\n|[;?!|\0]|\.\Z
        |\ and\ (?:I|my|he|she|the)\b|\ (?:since|until|with\ (?:my|his|her))\b)""",
    re.VERBOSE,
)
"""What follows a cue, to the end of the sentence or line."""

_MOST_BEFORE_NUMBER = 40

_CODE_FORM = cue(
    "codes",
    "zip zipcode postal postcode post postalcode cp c código codigo code plz postleitzahl cap "
    "pin pincode eircode",
    r"""(?i)\b(?:zip(?:\ ?code)?|post(?:al)?\ ?code|c\.?\ ?p\.?|c[óo]digo\ postal|code\ postal|plz|
        postleitzahl|cap|pin\ ?code|eircode)(?:\ is|\ was)?[\ ]?[:=]?[ ]{0,3}
        (?P<value>[A-Z0-9][A-Z0-9-]{1,6}(?:\ [0-9][A-Z0-9]{1,3}|-\d{3,4})?)(?![\w-])""",
    back=4,
    ahead=48,
)
_CODE_AFTER = re.compile(
    r"""(?:,?[ ]|,?[ ]?\n[ \t>]*)(?:,\ )?(?:[A-Z]{2,3}[ ,]{1,2})?
    (?:\d{5}-\d{3,4}|\d{3,6}|\d{2,3}[ -]\d{2,3}|[A-Z]\d[A-Z]\ \d[A-Z]\d
      |[A-Z]{1,2}\d[\dA-Z]?\ \d[A-Z]{2}|\d{4}\ ?[A-Z]{2})(?![\w-]|[.,/]\d)""",
    re.VERBOSE,
)
_CODE_BEFORE = re.compile(
    r"""(?:[A-Z]{1,2}-)?\d{4,6}(?:[ -]\d{3,4})?(?!\w)|\d{3}\ \d{2}(?!\w)|\d{2}-\d{3}(?!\w)
    |[A-Z]{2}\b""",
    re.VERBOSE,
)
_LETTERED = re.compile(
    r"[A-Z](?<![\w-].)(?:[A-Z]?\d[\dA-Z]?\ \d[ABD-HJLNP-UW-Z]{2}"
    r"|(?<=[A-CEGHJ-NPR-TVXY])\d[A-Z]\ \d[A-Z]\d)(?!\w)"
)
"""Royal Mail, PAF guide: outward and inward code; Canada Post, Addressing Guidelines. The letter
comes first."""
_NEXT = re.compile(r"(?:[ ]?,[ ]?\n?|[ ]?\n)[ \t>?*|-]{0,8}(?:,[ ])?")

_MOST_PARTS = 6


_CORNER = cue(
    "corners",
    "corner",
    r"""(?:the\ )?corner\ of\ (?:\d{1,5}\ )?(?:[^\W\d_][\w'.-]*\ ){1,5}?(?:\d{1,4}\.?\ )?
        and\ (?:\d{1,5}\ )?
        (?:[a-z]{2,4}\ )?[^\W\d_a-z][\w'.-]*(?:\ [^\W\d_a-z][\w'-]*){0,3}(?:\ \d{1,4}(?!\w))?""",
    back=4,
    ahead=120,
)


def find(tokens: Tokens) -> Iterator[Mark]:
    """Addresses, as far as they go together: street, room, town, code, country."""
    spans = sorted({*streets.find(tokens), *_boxes(tokens), *_announced(tokens)})
    last = -1
    for start, end in spans:
        if start >= last:
            last = _extended(tokens, end)
            yield Mark(start, last, STREET, SURE)
    for match in _CODE_FORM.matches(tokens):
        if any(char.isdigit() for char in match["value"]):
            yield Mark(*match.span("value"), POSTAL, SURE)
    yield from _lettered(tokens)


def _lettered(tokens: Tokens) -> Iterator[Mark]:
    """Codes of letters and digits: of one or two capitals, with a number right behind them."""
    text, end = tokens.joined, 0
    for number in tokens.numbers:
        digit = tokens.starts[number]
        if "A" <= text[digit - 1 : digit] <= "Z":
            for start in range(max(end, digit - 2), digit):
                match = _LETTERED.match(text, start)
                if match is not None:
                    end = match.end()
                    yield Mark(start, end, POSTAL, LIKELY)
                    break


def codes(tokens: Tokens, places: Iterable[Mark]) -> Iterator[Mark]:
    """Postal codes beside a place: 41003 Sevilla, Bjert 6091."""
    for place in places:
        for pattern, reach in ((_BEFORE_PLACE, -1), (_BEHIND_PLACE, 1)):
            low = max(0, place.start - 12) if reach < 0 else place.end
            match = (
                pattern.search(tokens.joined, low, place.start)
                if reach < 0
                else pattern.match(tokens.joined, low)
            )
            if match and not _YEAR.fullmatch(match["value"]):
                yield Mark(*match.span("value"), POSTAL, LIKELY)


_BEFORE_PLACE = re.compile(r"(?<![\w.,/-])(?P<value>(?:[A-Z]{1,2}-)?\d{4,5})\ \Z")
_BEHIND_PLACE = re.compile(
    r",?\ (?P<value>\d{4,6}(?:-\d{3,4})?|\d{3}\ \d{2}|\d{2}-\d{3})(?!\w|[.,/:-]\d)"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def absorbed(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """The marks; an address takes in the places, codes and rooms that stand right behind it."""
    kept: list[Mark] = []
    for mark in sorted(marks):
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.category == STREET
            and mark.category in (STREET, POSTAL, "LOCATION")
            and _GAP.fullmatch(text, last.end, max(last.end, mark.start))
        ):
            kept[-1] = last._replace(end=max(last.end, mark.end))
        else:
            kept.append(mark)
    return kept


_GAP = re.compile(r"[ ]?[,.]?[ ]?(?:\n[ \t>?*|-]{0,8}(?:,\ )?)?")


def _boxes(tokens: Tokens) -> Iterator[tuple[int, int]]:
    for boxes in (_BOX, _ROOM, _MILITARY, _CORNER):
        for match in boxes.matches(tokens):
            yield match.span()


def _announced(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """What a cue says is an address, when it has a number."""
    for said in _SAID.matches(tokens):
        rest = _REST.match(tokens.joined, said.end())
        if rest is None:
            continue
        value = rest[0].rstrip(" ,.")
        digits = re.search(r"\d", value)
        if (
            digits is not None
            and digits.start() <= _MOST_BEFORE_NUMBER
            and (value[0].isdigit() or value[0].isupper())
            and re.search(r"[^\W\d_]{3}", value)
            and not re.search(r"https?:|@", value)
        ):
            yield said.end(), said.end() + len(value)


def _extended(tokens: Tokens, end: int) -> int:
    """The end of the address: town, state, code and country in what follows, a few parts."""
    text = tokens.joined
    for _ in range(_MOST_PARTS):
        gap = _NEXT.match(text, end)
        start = gap.end() if gap else end + 1 if text[end : end + 1] == " " else -1
        stop = _part(tokens, start, loose=gap is None) if start >= 0 else None
        if stop is None:
            break
        end = stop
    return end


def _part(tokens: Tokens, start: int, *, loose: bool) -> int | None:
    """The end of a part of an address that begins here: room, box, code, town with its code."""
    text = tokens.joined
    for boxes in (_ROOM, _BOX, _MILITARY):
        match = boxes.pattern.match(text, start)
        if match:
            return match.end()
    code = _CODE_BEFORE.match(text, start)
    first = at = tokens.at(code.end() if code else start)
    while (
        at < min(len(tokens), first + 5)
        and tokens.kinds[at] in CAPITALS
        and (at == first or tokens.starts[at] - tokens.ends[at - 1] <= 1)
    ):
        at += 1
    if at == first:
        return code.end() if code else None
    end = tokens.ends[at - 1]
    behind = _CODE_AFTER.match(text, end)
    if behind and "\n" not in behind[0]:
        return behind.end()
    known = all(tokens.flags[n] & (PLACE | PART) for n in range(first, at))
    ended = text[end : end + 1] in "\n\0" or behind is not None
    closed = ended or (text[end : end + 1] in ",.)" and (known or text[start - 1] == "\n"))
    return end if code or (closed and not (loose and at - first > 3)) else None
