"""Our data classes are what the standard library makes of the same class."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError
from typing import Any, Generic, TypeVar

import pytest

from generator import records
from generator.records import dataclass, field, is_dataclass, replace, types_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Base:
    """A class with a property and defaults."""

    name: str
    size: int = 3

    @property
    def double(self) -> int:
        """Twice the size."""
        return 2 * self.size


@dataclass(frozen=True, slots=True)
class Derived(Base):
    """One with more fields, of which one is made anew for each."""

    parts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuses what is too large."""
        if self.size > 100:
            raise ValueError(self.size)


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """A generic class."""

    held: T


@dataclass(frozen=True, slots=True)
class Nothing:
    """A class without fields."""


THEIRS: Any = dataclasses.make_dataclass(
    "Derived",
    [
        ("name", str),
        ("size", int, dataclasses.field(default=3)),
        ("parts", "list[int]", dataclasses.field(default_factory=list)),
    ],
    frozen=True,
    slots=True,
)
CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 4), {}),
    (("a",), {"size": 4, "parts": [1]}),
    (("a", 4, [1]), {}),
    ((), {"name": "b"}),
]


def test_most_classes_are_made_here() -> None:
    for value in (Base("a"), Derived("a"), Box(1), Nothing()):
        assert "_declared" in type(value).__dict__ and not hasattr(value, "__dict__")


@pytest.mark.parametrize(("given", "named"), CALLS)
def test_values_are_those_of_the_standard_library(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = Derived(*given, **named), THEIRS(*given, **named)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours == Derived(*given, **named) and ours != replace(ours, name="other")
    assert ours != theirs and ours.__match_args__ == theirs.__match_args__
    assert ours.double == 2 * theirs.size


@pytest.mark.parametrize(("given", "named"), [((), {}), (("a", 1, [], 2), {}), (("a",), {"none": 1})])
def test_what_fits_no_field_is_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Derived, THEIRS):
        with pytest.raises(TypeError):
            kind(*given, **named)


def test_a_factory_makes_a_value_for_each() -> None:
    assert Derived("a").parts is not Derived("a").parts


def test_nothing_can_be_set() -> None:
    value = Derived("a")
    for name in ("name", "parts", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, 1)
        with pytest.raises(FrozenInstanceError):
            delattr(value, name)


def test_what_is_checked_when_made_is_checked_when_replaced() -> None:
    with pytest.raises(ValueError, match="101"):
        Derived("a", 101)
    with pytest.raises(ValueError, match="101"):
        replace(Derived("a"), size=101)


@pytest.mark.parametrize("value", [Base("a"), Derived("a", 4, [1]), Box(Box(1)), Nothing()])
def test_values_travel_and_are_copied(value: Any) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(value, protocol)) == value  # noqa: S301 our own
    assert copy.deepcopy(value) == value == copy.copy(value)


def test_equal_values_are_found_by_their_hash() -> None:
    assert len({Base("a"), Base("a", 3), Base("a", 4), Box(1), Box(1), Nothing(), Nothing()}) == 4
    with pytest.raises(TypeError):
        hash(Derived("a"))


def test_the_standard_library_knows_them() -> None:
    assert [f.name for f in dataclasses.fields(Derived)] == ["name", "size", "parts"] == [*types_of(Derived)]
    assert dataclasses.replace(Derived("a"), size=4) == replace(Derived("a"), size=4)
    assert Base("a").__replace__(size=4) == Base("a", 4)  # type: ignore[attr-defined] # of Python 3.13
    params = Base.__dataclass_params__  # type: ignore[attr-defined] # of the standard library's own
    assert params.frozen and params.eq and not params.order
    assert is_dataclass(Base) and is_dataclass(Nothing()) and dataclasses.is_dataclass(Box)
    assert not is_dataclass(1) and not is_dataclass(str)
    assert (
        types_of(Base)
        == {"name": "str", "size": "int"}
        == types_of(dataclasses.make_dataclass("B", types_of(Base).items()))
    )


def test_what_asks_for_more_is_made_by_the_standard_library() -> None:
    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        """One that has an order."""

        number: int

    @dataclass(frozen=True, slots=True)
    class Above(Ordered):
        """One that is derived of it."""

        more: int = 0

    @dataclass(slots=True)
    class Open:
        """One that can be set."""

        number: int = 0

    assert Ordered(1) < Ordered(2) and Above(1, 2) == replace(Above(1), more=2)
    opened = Open()
    opened.number = 4
    assert opened == Open(4) and [*types_of(Above)] == ["number", "more"]


def test_what_makes_an_instance_is_compiled_for_the_first_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(cls: Any) -> Any:
        made.append(cls.__name__)
        return initialiser(cls)

    initialiser = records._initialiser
    monkeypatch.setattr(records, "_initialiser", counted)

    @dataclass(frozen=True, slots=True)
    class One:
        a: int = 1

    @dataclass(frozen=True, slots=True)
    class Two(One):
        b: int = 2

    assert not made
    assert (Two(3), Two(3, b=2), One().a) == (Two(3, 2), Two(3), 1)
    assert made == ["Two", "One"]
    with pytest.raises(TypeError):
        One(1, 2)  # type: ignore[call-arg]
