"""Stamps of files as bytes: packed, looked into, and changed where they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.build.changes.stamps import (
    Stamps,
    differing,
    is_young,
    packed,
    packed_old,
    packed_with,
    paths_in,
    stamps_below,
    unpacked,
)

PATHS = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=5)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
STAMPS = st.dictionaries(PATHS, st.tuples(NUMBERS, NUMBERS), max_size=6)


@given(STAMPS)
def test_what_is_packed_is_unpacked(stamps: Stamps) -> None:
    assert unpacked(packed(stamps)) == stamps
    assert paths_in(packed(stamps)) == sorted(stamps)
    assert packed(dict(reversed(stamps.items()))) == packed(stamps)


@given(STAMPS, STAMPS)
def test_some_are_put_among_others(stamps: Stamps, others: Stamps) -> None:
    assert packed_with(packed(stamps), others) == packed(stamps | others)
    same = dict.fromkeys(stamps, (0, 0))
    assert packed_with(packed(stamps), same) == packed(same)


@given(STAMPS, STAMPS)
def test_what_differs_is_told(one: Stamps, other: Stamps) -> None:
    found = differing(packed(one), packed(other))
    if one.keys() != other.keys():
        assert found is None
    else:
        assert found == sorted(path for path in one if one[path] != other[path])


@given(STAMPS, NUMBERS)
def test_files_that_were_just_written_have_no_stamp(stamps: Stamps, time: int) -> None:
    told = unpacked(packed_old(packed(stamps), time))
    assert told == {path: (-2, 0) if is_young(stamp[1], time) else stamp for path, stamp in stamps.items()}


@pytest.mark.parametrize(
    ("ago", "young"), [(0.0, True), (0.04, True), (0.06, False), (1.9, False), (-1.0, True), (-86400.0, True)]
)
@pytest.mark.parametrize("is_whole", [False, True])
def test_a_file_is_young_for_a_tick(ago: float, young: bool, is_whole: bool) -> None:
    written = 1_700_000_000_000_000_000 + (0 if is_whole else 123_456_789)
    assert is_young(written, written + int(ago * 1e9)) is (young or (is_whole and ago < 2))


def test_a_time_beyond_64_bits_is_some_number() -> None:
    assert packed({"a": (1, 2**64 + 5), "b": (1, 7)}) == packed({"a": (1, 5), "b": (1, 7)})
    assert packed_with(packed({"a": (1, 2)}), {"a": (1, 2**64 + 5)}) == packed({"a": (1, 5)})


@given(st.binary(max_size=60))
def test_what_was_not_packed_is_refused_or_is_stamps(content: bytes) -> None:
    try:
        stamps = unpacked(content)
    except ValueError:
        with pytest.raises(ValueError):
            differing(content, packed({}))
    else:
        assert all(len(stamp) == 2 for stamp in stamps.values())


def test_a_file_written_since_is_told_of_once(tmp_path: Path) -> None:
    for number, name in enumerate(("old", "new", "newer")):
        (tmp_path / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / name, (number, number))
    met: list[str] = []
    second = 1_000_000_000
    for since, times in ((0, 1), (second, 1), (2 * second, 0)):
        met.clear()
        stamps = stamps_below(str(tmp_path), (), since, lambda: met.append("met"))
        assert len(met) == times
        assert stamps == {"new": (1, second), "newer": (1, 2 * second), "old": (1, 0)}
