"""Time zones as the pinned zone database has them, never the machine's own: a note's day in its URL
must not move between machines."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timezone, tzinfo

from generator.patterns import pattern

_NAME = pattern(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")


@functools.cache
def zone(name: str) -> tzinfo | None:
    """The zone of this name (`Asia/Shanghai`), None where the database has none."""
    if name == "UTC":
        return UTC
    if not _NAME.fullmatch(name):
        return None
    from importlib import resources
    from zoneinfo import ZoneInfo

    try:
        with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ValueError):
        return None


def names() -> tuple[str, ...]:
    """The names of all zones."""
    from importlib import resources

    return tuple((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


def within(moment: datetime, zone: tzinfo) -> datetime:
    """The aware moment as the clocks of a zone show it, with the offset they then have.

    A bare offset compares, and travels to other processes, as a value; a zone of the database does not.
    """
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        local = moment  # the last hours of the year 9999, by which authors mean never
    offset = local.utcoffset()
    assert offset is not None  # noqa: S101 an aware moment has one
    return local.replace(tzinfo=timezone(offset))
