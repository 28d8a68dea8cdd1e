"""What it takes to remember: digests of values, values that are loaded when they are first looked
into, and what a memory must offer to a phase.

Knows nothing of what is remembered; `build.cache.memory` is the memory of one process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from generator.codec import Codec
from generator.digests import digest_of
from generator.records import dataclass

T = TypeVar("T")


class Recall(Protocol):
    """Gives the value of a function of its arguments, from memory where they are what they were."""

    def __call__(self, phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
        """`compute(*arguments)`; `phase` and `name` say which earlier value it may be."""


def call(phase: str, name: str, compute: Callable[..., T], /, *arguments: object) -> T:
    """The `Recall` that remembers nothing."""
    del phase, name
    return compute(*arguments)


def nothing_of(*arguments: object) -> None:
    """Where nothing is worth doing first."""
    del arguments


@dataclass(frozen=True, slots=True)
class Task:
    """A value that is wanted: `compute(*arguments)`. `then` tells what will be wanted once it is known, so
    that it can be computed where the value is; None where that cannot be told. `first(*arguments)` does a
    part of the work, which `compute` then finds done: where many such values are computed it is called for
    all of them before."""

    phase: str
    name: str
    compute: Callable[..., Any]
    arguments: tuple[Any, ...]
    then: Callable[[Any], Task | None] | None = None
    first: Callable[..., object] = nothing_of

    def __call__(self) -> Any:
        """The value, computed now."""
        return self.compute(*self.arguments)

    def begin(self) -> None:
        """Does what is worth doing first."""
        self.first(*self.arguments)


Aside = Callable[[], object]
"""What is to be done while something else is."""


def nothing() -> None:
    """The `Aside` where there is nothing to do."""


class RecallAll(Protocol):
    """`Recall` for much at once."""

    def __call__(self, *batches: Sequence[Task], meanwhile: Aside = nothing) -> list[list[Any]]:
        """The values of every batch, in order. A batch names all that there is of its phase. What is to be
        done `meanwhile` is done once, while others compute them if there are any."""


def call_all(*batches: Sequence[Task], meanwhile: Aside = nothing) -> list[list[Any]]:
    """The `RecallAll` that remembers nothing."""
    meanwhile()
    return [[task() for task in batch] for batch in batches]


class Lazy(Generic[T]):
    """A value that is loaded when it is first looked into. Two are equal when their digests are."""

    __slots__ = ("_digest", "_keeps", "_load", "_value")

    def __init__(self, load: Callable[[], T], digest: str = "", keeps: bool = True) -> None:
        """A value that `load` gives; `digest` is its digest, if it is known. One that is not kept is loaded
        each time, so that who looks into many has room."""
        self._load: Callable[[], T] | None = load
        self._keeps = keeps
        self._digest = digest
        self._value: Any = None

    @classmethod
    def of(cls, value: T) -> Lazy[T]:
        """A value that is here already."""
        lazy = cls(lambda: value)
        lazy._value, lazy._load = value, None
        return lazy

    @property
    def value(self) -> T:
        """The value itself. Two threads that look at once may both load it."""
        load = self._load
        if load is not None and not self._keeps:
            return load()
        if load is not None:
            self._value = load()
            self._load = None
        value: T = self._value
        return value

    @property
    def is_loaded(self) -> bool:
        """Whether the value is here already."""
        return self._load is None

    @property
    def digest(self) -> str:
        """The value's digest, by content."""
        if not self._digest:
            self.sealed()
        return self._digest

    def sealed(self) -> bytes:
        """The value as bytes, of which the digest is taken."""
        content = _DIGESTS.dumps_text(self.value)
        self._digest = digest_of(content)
        return content

    def __eq__(self, other: object) -> bool:
        """Whether two values have the same digest."""
        return self is other or (isinstance(other, Lazy) and self.digest == other.digest)

    def __hash__(self) -> int:
        """The digest's."""
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travels to another process with its value."""
        return Lazy.of, (self.value,)


def digest(*parts: object) -> str:
    """A digest of values by content: equal values give equal digests in any process."""
    return digest_of(_DIGESTS.sealed(parts))


_DIGESTS = Codec(stand_ins={Lazy: lambda lazy: lazy.digest})
