"""Dates as people type them."""

import datetime
import time

import pytest
from django.utils import translation
from django.utils.formats import date_format

from boards.rules import date_words
from boards.rules.date_words import date_from_words

pytestmark = pytest.mark.once
# A Friday.
TODAY = datetime.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-27"),
        ("  Tomorrow ", "2026-11-28"),
        ("yesterday", "2026-11-26"),
        ("+3", "2026-11-30"),
        ("+2w", "2026-12-11"),
        ("2 weeks", "2026-12-11"),
        ("in a week", "2026-12-04"),
        ("in three days", "2026-11-30"),
        ("+3m", "2027-02-27"),
        ("1y", "2027-11-27"),
        ("next week", "2026-11-30"),
        ("next-week", "2026-11-30"),
        ("next month", "2026-12-01"),
        ("eom", "2026-11-30"),
        ("fri", "2026-12-04"),
        ("Sat", "2026-11-28"),
        ("on thursday", "2026-12-03"),
        ("thurs", "2026-12-03"),
        ("this fri", "2026-11-27"),
        ("this thu", "2026-12-03"),
        ("next fri", "2026-12-04"),
        ("next mon", "2026-11-30"),
        ("2026-12-24", "2026-12-24"),
        ("20261224", "2026-12-24"),
        ("24.12.", "2026-12-24"),
        ("24.12", "2026-12-24"),
        ("24.12.27", "2027-12-24"),
        ("24. 12. 2026", "2026-12-24"),
        ("24/12", "2026-12-24"),
        ("12/24/2026", "2026-12-24"),
        ("24-12-2026", "2026-12-24"),
        ("5/5/2027", "2027-05-05"),
        ("24 Dec", "2026-12-24"),
        ("Dec 24", "2026-12-24"),
        ("dec. 24th, 2027", "2027-12-24"),
        ("24th of December", "2026-12-24"),
        ("27 Nov", "2026-11-27"),
        ("26 november", "2027-11-26"),
        ("sept 1", "2027-09-01"),
        ("29 Feb", "2028-02-29"),
        ("31st", "2026-12-31"),
        ("27th", "2026-11-27"),
        ("３ Dec", "2026-12-03"),
    ],
)
def test_words_mean_a_day(text, day):
    assert date_from_words(text, today=TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "such as tomorrow"),
        ("soon", "such as tomorrow"),
        ("12242026", "no such day"),
        ("dec", "such as tomorrow"),
        ("24", "such as tomorrow"),
        ("24 25 dec", "such as tomorrow"),
        ("dec dec 1", "such as tomorrow"),
        ("30 Feb", "no such day"),
        ("2026-02-30", "no such day"),
        ("0000-01-01", "no such day"),
        ("32nd", "no such day"),
        ("13/13", "no such day"),
        ("3/4", "in two ways"),
        ("11111111", "from 1900 to 2999"),
        ("1899-12-31", "from 1900 to 2999"),
        ("24 dec 3000", "from 1900 to 2999"),
        ("+99999y", "from 1900 to 2999"),
        ("x" * 5000, "such as tomorrow"),
        ("٣ dec", "such as tomorrow"),
        ("\x00", "such as tomorrow"),
    ],
)
def test_what_means_no_day_is_told_in_a_sentence(text, says):
    with pytest.raises(ValueError, match=says):
        date_from_words(text, today=TODAY)


@pytest.mark.parametrize("day", ["2026-01-31", "2028-02-29", "2999-12-31"])
def test_every_word_works_on_every_day(day):
    today = datetime.date.fromisoformat(day)
    for word in ("today", "31st", "29 feb", "eom", "1 jan", "+1m", "next week", "next month", "fri"):
        try:
            found = date_from_words(word, today=today)
        except ValueError as error:
            assert "to 2999" in str(error) or "no such day" in str(error)
        else:
            assert found >= today


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt"])
def test_what_a_page_shows_is_understood(language):
    with translation.override(language):
        for month in range(1, 13):
            shown = date_format(datetime.date(2027, month, 24), "DATE_FORMAT")
            assert date_from_words(shown, today=TODAY) == datetime.date(2027, month, 24), shown


def test_names_of_months_and_days_are_made_once_a_language(monkeypatch):
    made, make = [], date_words._names
    monkeypatch.setattr(date_words, "_names", lambda *names: made.append(names) or make(*names))
    date_words._months.cache_clear()
    date_words._weekdays.cache_clear()
    for language, month, friday in [("de", "Dez", "Fr"), ("fr", "décembre", "vendredi"), ("de", "Dezember", "Freitag")]:
        with translation.override(language):
            assert date_from_words(f"24 {month}", today=TODAY) == datetime.date(2026, 12, 24)
            assert date_from_words(friday, today=TODAY) == datetime.date(2026, 12, 4)
    with translation.override("fr"), pytest.raises(ValueError, match="Use a date"):
        date_from_words("24 Dez", today=TODAY)
    assert len(made) == 4


def test_numbers_are_read_in_the_order_of_the_language():
    with translation.override("fr"):
        assert date_from_words("3/4", today=TODAY).isoformat() == "2027-04-03"


@pytest.mark.parametrize("text", ["jan " * 8000 + "x " * 8000, "1" * 200_000, "ﷺ" * 100_000, "a" + "-1" * 100_000])
def test_endless_text_is_refused_at_once(text):
    begun = time.process_time()
    with pytest.raises(ValueError, match="Use a date such as"):
        date_from_words(text, today=TODAY)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("text", ["26-01-02", "24-12-26"])
def test_two_figures_that_may_be_a_year_or_a_day_are_asked_about(text):
    with pytest.raises(ValueError, match="two ways"):
        date_from_words(text, today=TODAY)
