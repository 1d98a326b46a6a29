"""Dates moved by one number of days, so that what lies between two of them stays the same.

Format, language, case and zeros stay; a weekday moves along with the day. A year alone moves by
whole years, a month by whole months. The number of days is a function of the key, and of the
entity where the run names one (`Keyed` of the scope).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from transforms.core.surrogates.draw import Draw, Keyed

_LEAST, _MOST = 400, 1500
"""Days that dates are moved back by: more than a year, so that a year alone moves, too; not into
the future."""

_MONTHS = tuple(
    tuple(line.split())
    for line in (
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mar apr may jun jul aug sept oct nov dec",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jän feb mrz apr mai jun jul aug sep okt nov dez",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
        "dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
    )
)
_WEEKDAYS = tuple(
    tuple(line.split())
    for line in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "mon tue wed thu fri sat sun",
        "lunes martes miércoles jueves viernes sábado domingo",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    )
)

_WEEKDAY = "|".join(sorted({name for row in _WEEKDAYS for name in row}, key=len, reverse=True))
_WORD = "|".join(sorted({name for row in _MONTHS for name in row}, key=len, reverse=True))
_DAY = r"(?P<{0}>3[01]|[12]\d|0?[1-9])(?P<{1}>st|nd|rd|th|er|ª|º)?(?P<{2}>\.?,?\s?(?:of\s|de\s)?)"
_YEAR = r"(?P<{0}>\.?,?[\s/.-](?:de\s|del\s|of\s)?)(?P<{1}>\d{{4}}|['’]?\d\d)(?!\d)"

_DATES = re.compile(
    rf"""(?i)
      (?P<y>\d{{4}})(?P<s1>[-./])(?P<m>\d{{1,2}})(?P<s2>[-./])(?P<d>\d{{1,2}})(?!\d)
    | (?P<a>\d{{1,2}})(?P<s3>[-./])(?P<b>\d{{1,2}})(?P<s4>[-./])(?P<y2>\d{{4}}|\d{{2}})(?![\d:])
    | (?<!\d)(?:{_DAY.format("d2", "o2", "g2")}[-./ ]?)(?P<n2>{_WORD})\b
      (?:{_YEAR.format("g3", "y3")})?
    | \b(?P<n3>{_WORD})\b(?:(?P<g4>\.?\s)(?P<d3>3[01]|[12]\d|0?[1-9])(?P<o3>st|nd|rd|th)?(?!\d))?
      (?:{_YEAR.format("g5", "y4")})?
    | (?<![\d:])(?P<y5>(?:1[4-9]|20)\d\d)(?![\d:])
    | \b(?P<w>{_WEEKDAY})\b
    | (?<![\d:])(?P<d6>3[01]|[12]\d|0?[1-9])(?P<o6>st|nd|rd|th)?(?![\d:])
      (?=\W+(?:\w+\W+){{0,3}}?(?:\d|{_WORD}))
    """,
    re.VERBOSE,
)


def days(keyed: Keyed) -> int:
    """The days that this key's dates move back: no whole weeks, years or months round."""
    attempt = 0
    while True:
        moved = _LEAST + keyed.draw("dates", "", attempt).below(_MOST - _LEAST)
        if moved % 7 and moved % 366 and round(moved / 30.44) % 12:
            return moved
        attempt += 1


def make_date(keyed: Keyed, value: str, draw: Draw) -> str:
    """The date, dates or span of dates in `value`, each moved."""
    moved = days(keyed)
    plain = unicodedata.normalize("NFC", value)
    return _DATES.sub(lambda match: _moved(match, moved), plain)


def _moved(match: re.Match[str], by: int) -> str:
    if match["y"]:
        return _iso(match, by)
    if match["a"]:
        return _numbers(match, by)
    if match["n2"]:
        return _day_first(match, by)
    if match["n3"]:
        return _month_first(match, by)
    if match["y5"]:
        return str(int(match["y5"]) - _years(by))
    if match["w"]:
        return _weekday(match["w"], by)
    return _bare_day(match, by)


def _years(by: int) -> int:
    return max(1, round(by / 365.25))


def _date(year: int, month: int, day: int, by: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) - dt.timedelta(by)
    except (ValueError, OverflowError):
        return None


def _like(number: int, model: str) -> str:
    """The number with a 0 in front where the model has one, or is as long as two digits."""
    return f"{number:02d}" if model[0] == "0" else str(number)


def _iso(match: re.Match[str], by: int) -> str:
    made = _date(int(match["y"]), int(match["m"]), int(match["d"]), by)
    if made is None:
        return f"{int(match['y']) - _years(by):04d}{match[0][4:]}"
    month = f"{made.month:02d}" if len(match["m"]) == 2 else str(made.month)
    day = f"{made.day:02d}" if len(match["d"]) == 2 else str(made.day)
    return f"{made.year:04d}{match['s1']}{month}{match['s2']}{day}"


def _numbers(match: re.Match[str], by: int) -> str:
    """Day and month in either order: by size, else the month first with a slash."""
    first, second, year = int(match["a"]), int(match["b"]), _full(match["y2"])
    american = second > 12 or (first <= 12 and match["s3"] == "/")
    day, month = (second, first) if american else (first, second)
    made = _date(year, month, day, by)
    if made is None:
        kept = match[0][: match.start("y2") - match.start()]
        return kept + _short(year - _years(by), match["y2"])
    one, two = (made.month, made.day) if american else (made.day, made.month)
    padded = match["a"][0] == "0" or match["b"][0] == "0"
    shown = (f"{one:02d}", f"{two:02d}") if padded else (str(one), str(two))
    return f"{shown[0]}{match['s3']}{shown[1]}{match['s4']}{_short(made.year, match['y2'])}"


def _full(year: str) -> int:
    digits = year.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return (2000 if int(digits) < 30 else 1900) + int(digits)


def _short(year: int, model: str) -> str:
    digits = model.lstrip("'’")
    mark = model[: len(model) - len(digits)]
    return mark + (f"{year:04d}" if len(digits) == 4 else f"{year % 100:02d}")


def _named(name: str) -> tuple[tuple[str, ...], int]:
    """The names that `name` is one of, and its number, 1 to 12."""
    folded = name.lower()
    for row in _MONTHS:
        if folded in row:
            return row, row.index(folded) + 1
    return _MONTHS[0], 1


def _cased(made: str, model: str) -> str:
    if model.isupper() and len(model) > 1:
        return made.upper()
    return made.capitalize() if model[:1].isupper() else made


def _day_first(match: re.Match[str], by: int) -> str:
    row, month = _named(match["n2"])
    year = _full(match["y3"]) if match["y3"] else 2000
    made = _date(year, month, int(match["d2"]), by) or _date(year, month, 1, by)
    if made is None:
        return match[0]
    name = _cased(row[made.month - 1], match["n2"])
    between = match[0][match.end("g2") - match.start() : match.start("n2") - match.start()]
    day = _like(made.day, match["d2"]) + _ordinal(made.day, match["o2"])
    text = f"{day}{match['g2']}{between}{name}"
    return text + (f"{match['g3']}{_short(made.year, match['y3'])}" if match["y3"] else "")


def _month_first(match: re.Match[str], by: int) -> str:
    row, month = _named(match["n3"])
    year = _full(match["y4"]) if match["y4"] else 2000
    day = int(match["d3"]) if match["d3"] else 15
    made = _date(year, month, day, by) or _date(year, month, 1, by)
    if made is None:
        return match[0]
    text = _cased(row[made.month - 1], match["n3"])
    if match["d3"]:
        text += f"{match['g4']}{_like(made.day, match['d3'])}{_ordinal(made.day, match['o3'])}"
    return text + (f"{match['g5']}{_short(made.year, match['y4'])}" if match["y4"] else "")


def _bare_day(match: re.Match[str], by: int) -> str:
    """A day whose month follows with another day ("29 and 30 June")."""
    day = (int(match["d6"]) - 1 - by) % 28 + 1
    return f"{_like(day, match['d6'])}{_ordinal(day, match['o6'])}"


def _ordinal(day: int, model: str | None) -> str:
    """The ending that English numbers have; others' stay, but for the first of a month's."""
    if not model:
        return ""
    if model.lower() not in {"st", "nd", "rd", "th"}:
        return model if model.lower() != "er" or day == 1 else ""
    if day in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _weekday(name: str, by: int) -> str:
    folded = name.lower()
    row = next(row for row in _WEEKDAYS if folded in row)
    return _cased(row[(row.index(folded) - by) % 7], name)
