"""How remembered values are written, and digests of what they were computed from."""

from __future__ import annotations

import pickle
from _thread import get_ident
from collections.abc import Callable
from functools import cache, lru_cache, partial
from io import BytesIO
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from generator.build.cache.classes import CLASSES, every_class
from generator.build.cache.contents import Place
from generator.build.cache.shelf import Row, Shelf
from generator.build.cache.tree_record import digest_of_output
from generator.codec import Codec
from generator.diagnostics import Checked
from generator.digests import digest_of
from generator.memo import Lazy, Task
from generator.model import Output, Page, PageRef, SourceFile
from generator.records import dataclass, is_dataclass, replace, types_of
from generator.resolve import Placed

if TYPE_CHECKING:
    from generator.render.page_view import PageInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value that need not be computed now; it took `seconds` of processor time if this build did it."""

    value: T
    seconds: float = 0.0


class Written(NamedTuple):
    """A value as it is remembered: its row, and with their digest the bytes that are kept apart, or the place
    where they are already."""

    row: bytes
    content: bytes | Place
    digest: str


class Made(NamedTuple):
    """A value that was computed in another process, and as it is remembered."""

    value: Any
    written: Written
    ahead: tuple[Ahead, ...] = ()
    """What will be wanted once this value is known."""


class Ahead(NamedTuple):
    """A value that was computed before it was asked for."""

    key: str
    made: Made
    seconds: float


class Late(NamedTuple):
    """What was left for later when others were computed: of which phase and name it is."""

    phase: str
    name: str
    ahead: Ahead


class TornError(Exception):
    """A part of a remembered value is gone: nothing of that memory can be used."""


class Outputs(Protocol):
    """Where remembered outputs are: in a published tree, or `whole` on the shelf, with their bytes."""

    @property
    def whole(self) -> bool:
        """Whether a row keeps the bytes of its output."""

    def find(self, path: str, digest: str) -> Output | None:
        """The output of that digest; None where it is no longer there."""


class Writing:
    """Values as rows of a shelf, and digests of values.

    A page's content lies apart and is loaded when it is looked into; a source file's text is not
    written at all, nor are an output's bytes where it stands in a tree.
    """

    def __init__(self, shelf: Shelf, outputs: Outputs) -> None:
        """For rows of `shelf`."""
        self._shelf, self._outputs = shelf, outputs
        self._load = lru_cache(_HELD)(self._loaded)
        self._digests: dict[int, tuple[object, str]] = {}
        self._digesting = Codec(
            stand_ins={**dict.fromkeys(_SHARED, self._once), Lazy: lambda lazy: lazy.digest}
        )
        self._reading = Codec(
            CLASSES,
            restore={
                "Lazy": self._lazily,
                "Output": self._standing,
                "SourceFile": lambda values: SourceFile(*values),
            },
        )

    def digest(self, value: object) -> str:
        """A short digest of a value; of what many values share it is taken once."""
        if type(value).__name__ in _SHARED:
            return self._once(value)
        return digest_of(self._digesting.sealed(value))[:_SHORT]

    def note_key(self, value: object, key: str) -> None:
        """Takes the key of a page as the page's digest: the one follows from the other."""
        made = value.value if isinstance(value, Checked) else None
        if isinstance(made, Placed):
            self._digests[id(made.page)] = (made.page, digest_of(key.encode())[:_SHORT])

    def read(self, row: Row) -> Found[Any] | None:
        """The value of a row; None where it or a file of it is not what it was."""
        try:
            return Found(self._reading.loads(row.value))
        except ValueError:
            return None

    def unpack(self, sent: bytes) -> Any:
        """What another process packed; what it keeps apart is sought on the shelf when it is looked into."""
        return _Unpacking(BytesIO(sent), self._lazily).load()

    def _once(self, value: Any) -> str:
        known = self._digests.get(id(value))
        if known is None:
            parts = tuple(getattr(value, name) for name in types_of(type(value)))
            known = self._digests[id(value)] = (value, digest_of(self._digesting.sealed(parts))[:_SHORT])
        return known[1]

    def _lazily(self, digest: str) -> Lazy[Any]:
        return Lazy(partial(self._load, digest), digest, keeps=self._outputs.whole)

    def _loaded(self, digest: str) -> Any:
        content = self._shelf.content(digest)
        if content is None:
            raise TornError(digest)
        return self._reading.loads(content)

    def _standing(self, values: tuple[str, str, str]) -> Output:
        path, digest, origin = values
        found = Output(path, origin=origin) if origin else self._outputs.find(path, digest)
        if found is None:
            raise ValueError(f"{path} is no longer there")
        return found


# ---------------------------------------------------------------- where values are computed


def made_here(workshop: str, task: Task) -> Any:
    """The value of a task, its output laid down in the folder `workshop`."""
    return with_bytes_laid_down(task(), workshop)


def written(value: object, whole: bool) -> Written:
    """A value as it is remembered; `whole` with the bytes of its output, of which it may have one."""
    return _rows(whole).written(value)


def given(page: PageInput) -> bytes:
    """What a page is rendered from, but for the page."""
    return _given().dumps(page)


def with_page(content: bytes, page_of: Callable[[str], Page]) -> PageInput:
    """What `given` wrote, with the page that its source has by now; `ValueError` for anything else."""
    read: PageInput = Codec(CLASSES, restore={"Page": page_of}).loads(content)
    return read


def naming(url: str) -> bytes:
    """What stands in the bytes of `given` wherever a page shows a reference to that URL."""
    return _given().dumps(PageRef(url, "")).removesuffix(b'"",null]')


@cache
def _given() -> Codec:
    return Codec(stand_ins={Page: attrgetter("path")})


class _Rows:
    """Writes values as rows, with the lazy one among their parts put apart, or the bytes of an output."""

    def __init__(self, whole: bool) -> None:
        self._apart: dict[int, tuple[bytes, str]] = {}
        """What the value that a thread writes has apart, by thread: an executor may have many."""
        stand_ins: dict[type[Any] | str, Callable[[Any], Any]] = {
            Lazy: self._put_apart,
            Output: self._put_bytes_apart if whole else _output,
            SourceFile: _without_text,
        }
        self._codec = Codec(stand_ins=stand_ins)

    def written(self, value: object) -> Written:
        row = self._codec.dumps(value)
        return Written(row, *self._apart.pop(get_ident(), (b"", "")))

    def _put_apart(self, lazy: Lazy[Any]) -> str:
        self._apart[get_ident()] = (lazy.sealed(), lazy.digest)
        return lazy.digest

    def _put_bytes_apart(self, output: Output) -> tuple[str, str, str]:
        named = _output(output)
        if named[1]:
            self._apart[get_ident()] = (output.content, named[1])
        return named


@cache
def _rows(whole: bool) -> _Rows:
    return _Rows(whole)


def with_bytes_laid_down(value: Any, workshop: str) -> Any:
    """The value with the bytes of its output in a file, from where they are moved into the tree."""
    from generator.output.made import laid_down  # what an edit alone has no use for

    if isinstance(value, Output):
        return laid_down(value, workshop)
    if isinstance(value, Checked) and isinstance(value.value, Output):
        return replace(value, value=laid_down(value.value, workshop))
    return value


def _by_fields(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """How a record is pickled: its class, called with its fields (what it would do itself is slow)."""
    names = [*types_of(kind)]
    if len(names) == 1:
        return lambda value: (kind, (getattr(value, names[0]),))
    of = attrgetter(*names)
    return lambda value: (kind, of(value))


@cache
def _reductions() -> dict[type[Any], Callable[[Any], tuple[Any, ...]]]:
    records = {kind: _by_fields(kind) for kind in every_class() if is_dataclass(kind) and types_of(kind)}
    return {
        **records,
        Lazy: lambda lazy: (_lazily, (lazy.digest,)),
        SourceFile: lambda source: (SourceFile, _without_text(source)),
    }


class _Unpacking(pickle.Unpickler):
    """What was `packed`: what is lazy is found on the shelf."""

    def __init__(self, file: BytesIO, lazily: Callable[[str], Lazy[Any]]) -> None:
        super().__init__(file)
        self._lazily = lazily

    def find_class(self, module: str, name: str) -> Any:
        return self._lazily if name == _lazily.__name__ else super().find_class(module, name)


def _lazily(digest: str) -> Lazy[Any]:
    raise TornError(digest)


def packed(value: object) -> bytes:
    """A value as it travels to this process, without what it keeps apart, and without texts that are not
    kept."""
    file = BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _reductions()
    pickler.dump(value)
    return file.getvalue()


def _output(output: Output) -> tuple[str, str, str]:
    theirs = output.origin and not output.made
    return (output.path, "" if theirs else digest_of_output(output), output.origin if theirs else "")


def _without_text(source: SourceFile) -> tuple[object, ...]:
    """A source file's fields; of texts only those that the context looks into are kept."""
    bare = source if "include_relative" in source.body else replace(source, text="", body="")
    return tuple(getattr(bare, name) for name in types_of(SourceFile))


_SHARED = frozenset({"Page", "Card", "Config", "TagContext", "Surroundings"})
"""Classes of values that many keys share, by name: most are not loaded where an edit is small."""
_HELD = 256
"""Values that are kept apart and held in memory at most, where a build looks into each for its own page."""
_SHORT = 20
