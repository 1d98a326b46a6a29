"""Dates move together: format stays, intervals hold, nothing stays where it was."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.core.surrogates.dates import days, make_date
from transforms.core.surrogates.draw import Keyed
from transforms.core.surrogates.engine import SurrogateEngine

KEYED = Keyed(b"a key for tests only")
UNUSED = KEYED.draw("unused", "")

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2049, 12, 31))


def moved(value: str, keyed: Keyed = KEYED) -> str:
    return make_date(keyed, value, UNUSED)


def parsed(text: str, form: str) -> dt.date:
    return dt.datetime.strptime(f"{text} +0000", f"{form} %z").date()


@settings(max_examples=80, deadline=None)
@given(DATES, DATES, st.sampled_from(("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d. %B %Y")))
def test_days_between_two_dates_stay(first: dt.date, second: dt.date, form: str) -> None:
    shown = [parsed(moved(date.strftime(form)), form) for date in (first, second)]
    assert shown[1] - shown[0] == second - first
    assert first - shown[0] == dt.timedelta(days(KEYED))


@settings(max_examples=40, deadline=None)
@given(DATES)
def test_a_weekday_moves_with_its_day(date: dt.date) -> None:
    made = moved(date.strftime("%A, %d %B %Y"))
    assert made.startswith(parsed(made, "%A, %d %B %Y").strftime("%A, "))


@pytest.mark.parametrize(
    "value",
    [
        *("7 February 2009", "12 de marzo de 1987", "1er février 2009", "3. Februar 1961"),
        *("Feb. 7th, 2009", "FEBRUARY 2001", "28 June", "June 1998", "1974", "Thursday", "jueves"),
        *("13/05/2017", "7/14/1995", "18.03.2024", "2018-01-14 03:07:43", "12-Mar-87"),
        *("20 April and 31 May 2007", "between 15 March 1985 and 10 March 1989", "1998 and 2003"),
    ],
)
def test_the_shape_stays_and_the_date_does_not(value: str) -> None:
    made = moved(value)
    assert made != value

    def shape(text: str) -> str:
        return re.sub(r"[a-zà-ÿ]+", "a", re.sub(r"[A-ZÀ-Þ]+", "A", re.sub(r"\d+", "9", text)))

    assert shape(made).replace("9a", "9") == shape(value).replace("9a", "9")
    assert moved(value) == made
    assert moved(value, Keyed(b"another key")) != made


@pytest.mark.parametrize("value", ["1987", "2004", "1951"])
def test_years_alone_move_by_the_same_number_of_years(value: str) -> None:
    assert int(value) - int(moved(value)) == int("1900") - int(moved("1900")) > 0


def test_dates_of_one_entity_move_together_and_other_values_as_ever() -> None:
    engine = SurrogateEngine(b"a key of sixteen")
    ones, twos = engine.scope("one"), engine.scope("two")
    dates = ("2014-03-09", "9 March 2014", "2014-03-09")
    assert ones.surrogate("DATE", dates[0]) == ones.surrogate("DATE_OF_BIRTH", dates[2])
    made = {scope.surrogate("DATE", dates[0]) for scope in (ones, twos, engine.scope())}
    assert len(made) == 3
    assert ones.surrogate("DATE", dates[0]) == engine.scope("one").surrogate("DATE", dates[0])
    names = {s.surrogate("PERSON_NAME", "Mira Talvane") for s in (ones, twos, engine.scope())}
    assert len(names) == 1
    assert "one" not in repr(ones)
