"""The zones are the pinned database's, whatever the machine has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from generator.zones import names, within, zone


@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/GMT+8", "UTC"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert zone(name) is not None
    assert name in names()


@pytest.mark.parametrize(
    "name", ["", "Asia", "../zones", "Asia/Beijing", "asia/shanghai", "/etc/localtime", "x\0"]
)
def test_what_is_no_name_is_no_zone(name: str) -> None:
    assert zone(name) is None


def test_the_machine_s_own_database_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONTZPATH", "/nowhere")
    monkeypatch.setenv("TZ", "America/New_York")
    shanghai = zone("Asia/Shanghai")
    assert shanghai is not None
    assert (
        within(datetime(2019, 9, 23, 23, 30, tzinfo=UTC), shanghai).isoformat() == "2019-09-24T07:30:00+08:00"
    )
    # China had summer time in 1988.
    assert within(datetime(1988, 7, 1, tzinfo=UTC), shanghai).isoformat() == "1988-07-01T09:00:00+09:00"


def test_a_moment_is_a_value_with_a_bare_offset() -> None:
    shanghai = zone("Asia/Shanghai")
    assert shanghai is not None
    moment = within(datetime(2019, 9, 23, tzinfo=UTC), shanghai)
    assert moment.tzinfo == timezone(timedelta(hours=8))
