"""Dates: the one strict parser, the date in a file's name, and the zone of the site.

A time without an offset is the site's own, so that a note's URL is the same on any machine.
Knows neither clock nor files.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

from generator import zones
from generator.model import Config
from generator.patterns import pattern
from generator.records import dataclass

_QUOTES = "\"'“”‘’「」 \t\u3000"
_DATE = pattern(
    r"(?P<year>\d{4}|\d{2}(?=\s*[-/.]))\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"(?:[\sTt,，]*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})\s*分?"
    r"(?:[:：]?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?"
    r"\s*(?P<offset>[Zz]|UTC|GMT|[-+]\d{1,2}(?::?\d{2})?)?"
)
_LONGEST = 100
"""Characters of a date at most: what is written in more is none, and is not looked through."""
_ALWAYS = 28
"""Days that every month has."""
# What YAML itself takes for a moment: Jekyll reads such a naive time as UTC.
_YAML_MOMENT = pattern(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?")
_NAMED = pattern(r"((?:\d{4}|\d{2})-\d{1,2}-\d{1,2})-(.+)")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no date."""

    why: str


def zone_of(config: Config) -> tzinfo:
    """The site's time zone."""
    return zones.zone(config.timezone) or UTC


def read_date(text: str, config: Config) -> datetime | Unreadable:
    """The moment that a text names, aware and in the site's zone.

    With `jekyll_dates`, a naive time in YAML's own form is UTC, as Jekyll reads it.
    """
    bare = text.strip(_QUOTES)
    found = _DATE.fullmatch(bare) if len(bare) <= _LONGEST else None
    if found is None:
        return Unreadable("expected year, month and day, then perhaps a time and an offset")
    part = {name: int(value or 0) for name, value in found.groupdict().items() if name != "offset"}
    part["year"] = _whole_year(found["year"])
    if why := _out_of_range(part):
        return Unreadable(why)
    zone = zone_of(config)
    offset = _offset(found["offset"])
    if isinstance(offset, Unreadable):
        return offset
    if offset is None and config.jekyll_dates and _YAML_MOMENT.fullmatch(bare):
        offset = UTC
    return zones.within(datetime(**part, tzinfo=offset or zone), zone)


def split_name(stem: str) -> tuple[str, str]:
    """A file name's date text and the rest: `2019-9-3-title` → ("2019-9-3", "title")."""
    found = _NAMED.fullmatch(stem)
    return (found[1], found[2]) if found else ("", stem)


def _whole_year(text: str) -> int:
    """The year that two digits mean, as Ruby reads them: 69 to 99 are of the last century."""
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year > 68 else 2000)


def _out_of_range(part: dict[str, int]) -> str:
    if not 1000 <= part["year"] <= 9999:
        return f"year {part['year']} is not in 1000–9999"
    if not 1 <= part["month"] <= 12:
        return f"month {part['month']} is not in 1–12"
    if not 1 <= part["day"] <= _ALWAYS:
        from calendar import monthrange  # which takes longer to load than most dates are worth

        days = monthrange(part["year"], part["month"])[1]
        if not 1 <= part["day"] <= days:
            return f"day {part['day']} is not in 1–{days}"
    limits = {"hour": 23, "minute": 59, "second": 59}
    over = next((name for name, most in limits.items() if part[name] > most), None)
    return f"{over} {part[over]} is not in 0–{limits[over]}" if over else ""


def _offset(text: str | None) -> tzinfo | Unreadable | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        return Unreadable(f"offset {text} is not in -14:00–+14:59")
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if text[0] == "-" else distance)
