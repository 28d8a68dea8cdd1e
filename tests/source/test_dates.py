"""The one parser of dates, on what is written in real front matter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source.dates import Unreadable, read_date, split_name
from tests.source.notes import config

SHANGHAI = config("timezone: Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019-09-23", "2019-09-23T00:00:00+08:00"),
        ("2019-9-3", "2019-09-03T00:00:00+08:00"),
        ("2019/9/23", "2019-09-23T00:00:00+08:00"),
        ("2019.09.23 8:05", "2019-09-23T08:05:00+08:00"),
        ("2019-09-23 16:58:05", "2019-09-23T16:58:05+08:00"),
        ("2019年9月23日16:58:05", "2019-09-23T16:58:05+08:00"),
        ("2019年9月23号", "2019-09-23T00:00:00+08:00"),
        ("2019年9月23日 16时58分05秒", "2019-09-23T16:58:05+08:00"),
        ("2019-09-23T16:58:05+09:00", "2019-09-23T15:58:05+08:00"),
        ("2019-09-23 23:30:00 -0400", "2019-09-24T11:30:00+08:00"),
        ("2019-09-23 16:58:05 UTC", "2019-09-24T00:58:05+08:00"),
        ("2019-09-23T16:58:05.123Z", "2019-09-24T00:58:05+08:00"),
        ("“2019-09-23”", "2019-09-23T00:00:00+08:00"),
        ("19-9-3", "2019-09-03T00:00:00+08:00"),
        ("99/12/31 10:00", "1999-12-31T10:00:00+08:00"),
        ("9999-12-31", "9999-12-31T00:00:00+08:00"),
        ("9999-12-31 23:00 -0800", "9999-12-31T23:00:00-08:00"),
        ("2019-09-23 16：58：05", "2019-09-23T16:58:05+08:00"),
    ],
)
def test_a_date_reads_in_the_site_s_zone(text: str, iso: str) -> None:
    found = read_date(text, SHANGHAI)
    assert isinstance(found, datetime)
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2019-13-01", "month 13 is not in 1–12"),
        ("2019-02-29", "day 29 is not in 1–28"),
        ("2019-09-00", "day 0 is not in 1–30"),
        ("2019-09-23 24:00", "hour 24 is not in 0–23"),
        ("2019-09-23 10:60", "minute 60 is not in 0–59"),
        ("2019-09-23 10:00 +15:00", "offset +15:00"),
        ("0000-01-01", "year 0"),
        ("2019-09", "expected year, month and day"),
        ("20190923", "expected year, month and day"),
        ("yesterday", "expected year, month and day"),
        ("2019-09-23 later", "expected year, month and day"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, why: str) -> None:
    found = read_date(text, SHANGHAI)
    assert isinstance(found, Unreadable)
    assert why in found.why


def test_jekyll_dates_reads_yaml_s_own_form_as_utc() -> None:
    jekyll = config("timezone: Asia/Shanghai\njekyll_dates: true")
    moment, day = read_date("2019-09-23 16:58:05", jekyll), read_date("2019-09-23", jekyll)
    assert isinstance(moment, datetime)
    assert isinstance(day, datetime)
    assert moment.isoformat() == "2019-09-24T00:58:05+08:00"
    assert day.isoformat() == "2019-09-23T00:00:00+08:00"


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_iso_with_an_offset_is_the_same_moment(when: datetime) -> None:
    assert read_date(when.isoformat(timespec="seconds"), SHANGHAI) == when.replace(microsecond=0)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_date(text, SHANGHAI), datetime | Unreadable)


@pytest.mark.parametrize(
    ("stem", "parts"),
    [
        ("2019-9-3-title-two", ("2019-9-3", "title-two")),
        ("19-9-3-title", ("19-9-3", "title")),
        ("net_models", ("", "net_models")),
        ("2019-09-23", ("", "2019-09-23")),
    ],
)
def test_a_file_s_name_may_hold_a_date(stem: str, parts: tuple[str, str]) -> None:
    assert split_name(stem) == parts
