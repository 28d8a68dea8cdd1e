"""Dates, counts and reading time in both languages."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model import Content, FrontMatter, Kind, Page, page_of
from generator.render.words import (
    CHINESE,
    ENGLISH,
    Words,
    counted,
    day_of_year,
    long_date,
    reading_minutes,
    short_date,
    words_for,
)


def page_with(text: str) -> Page:
    return page_of(Content((), (), (text,)), path="a.md", kind=Kind.POST, front=FrontMatter())


DATE = datetime(2019, 9, 3, 16, 58, tzinfo=UTC)


def test_dates_follow_the_language() -> None:
    assert [f(DATE, "zh-CN") for f in (long_date, short_date, day_of_year)] == [
        "2019年9月3日",
        "2019.09.03",
        "09.03",
    ]
    assert [f(DATE, "en") for f in (long_date, short_date, day_of_year)] == [
        "3 September 2019",
        "3 Sep 2019",
        "3 Sep",
    ]


def test_counts_have_a_singular() -> None:
    assert [counted(n, ENGLISH.rows) for n in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", 1), ("字" * 3500, 10), ("word " * 2000, 10), ("字" * 1750 + " word" * 1000, 10), ("1 2 3 4", 1)],
)
def test_reading_time_counts_han_characters_and_latin_words(text: str, minutes: int) -> None:
    assert reading_minutes(page_with(text)) == minutes


@settings(deadline=None)
@given(st.text(alphabet="字卷 word\n", max_size=4000), st.text(alphabet="字积 ab", max_size=400))
def test_more_text_never_takes_less_time(text: str, more: str) -> None:
    assert reading_minutes(page_with(text + "\n" + more)) >= reading_minutes(page_with(text))


@pytest.mark.parametrize("field", [f.name for f in fields(Words)])
def test_both_languages_say_everything_with_the_same_blanks(field: str) -> None:
    chinese, english = getattr(CHINESE, field), getattr(ENGLISH, field)
    assert chinese and english
    assert str(chinese).count("{}") == str(english).count("{}")


def test_an_unknown_language_is_spoken_to_in_english() -> None:
    assert [words_for(lang) for lang in ("zh", "ZH-TW", "en-GB", "de")] == [
        CHINESE,
        CHINESE,
        ENGLISH,
        ENGLISH,
    ]
