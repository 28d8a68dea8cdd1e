"""What is written can be read again, and nothing else can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.codec import Codec
from generator.memo import Lazy, digest


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Point:
    at: tuple[int, ...]
    name: str = ""
    inner: Point | None = None
    colour: Colour = Colour.RED
    words: tuple[str, ...] = ()
    weight: float = 0.5
    is_even: bool = False


CODEC = Codec((Point, Colour))
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.text(alphabet="([{<bdt"),
    st.binary(max_size=8),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])),
    st.builds(
        Point,
        st.tuples(st.integers()),
        st.text(),
        st.none() | st.builds(Point, st.just(())),
        words=st.lists(st.text(), max_size=3).map(tuple),
        weight=st.floats(allow_nan=False),
        is_even=st.booleans(),
    ),
    st.just(Colour.RED),
)
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(), st.integers()), inner, max_size=4),
        st.frozensets(st.text(), max_size=4),
    ),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_comes_back_as_it_went(value: object) -> None:
    assert CODEC.loads(CODEC.dumps(value)) == value


TEXTS = st.text(min_size=1, max_size=4).map(lambda text: text * 120)


@given(st.recursive(VALUES | TEXTS, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=8))
def test_long_texts_come_back_though_they_stand_apart(value: object) -> None:
    assert CODEC.loads(CODEC.dumps_text(value)) == value


def test_a_long_text_stands_behind_the_line_as_it_is() -> None:
    first, second = 'a "quoted"\n' * 20, "卷积\n" * 60
    content = CODEC.dumps_text(((first, "short"), second))
    assert content.decode().partition("\n")[2] == first + second


@given(VALUES, VALUES)
def test_digests_tell_values_apart(one: object, other: object) -> None:
    if digest(one) == digest(other):
        assert one == other
    else:
        assert repr(one) != repr(other)


@given(VALUES)
def test_a_digest_does_not_depend_on_who_else_holds_a_part(value: object) -> None:
    again = CODEC.loads(CODEC.dumps((value, value, "word" * 3)))
    assert digest(*again) == digest(value, value, "".join(["word"] * 3))


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"{",
        b"[]",
        b'["Popen", "ls"]',
        b'["Point"]',
        b'["d", "x"]',
        b"\xff",
        b"{}",
        b'{"#": 2}',
        b'{"#": "2"}\nab',
    ],
)
def test_a_foreign_line_is_no_value(forged: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        CODEC.loads(forged)


def test_what_is_no_record_cannot_be_remembered() -> None:
    with pytest.raises(TypeError, match="nothing to remember in a object"):
        CODEC.dumps((1, object()))


def test_paths_and_stand_ins_are_digested_by_what_they_stand_for() -> None:
    assert digest(Path("a/b")) == digest("a/b")
    assert digest(Lazy.of((1, 2))) == digest(Lazy(tuple, Lazy.of((1, 2)).digest))


def test_a_lazy_value_is_loaded_once_and_compared_by_content() -> None:
    loads: list[int] = []

    def load() -> tuple[int, ...]:
        loads.append(1)
        return (1, 2)

    lazy = Lazy(load, Lazy.of((1, 2)).digest)
    assert lazy == Lazy.of((1, 2))
    assert not loads
    assert lazy.value == lazy.value == (1, 2)
    assert loads == [1]
    assert date(2026, 1, 1) != lazy
    assert datetime(2026, 1, 1, tzinfo=UTC) not in {lazy}
