"""How remembered values are written, and digests of what they were computed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from generator import model
from generator.build.answers import Answers
from generator.build.shelf import Row, Shelf
from generator.build.tree_record import TreeRecord
from generator.codec import Codec
from generator.diagnostics import Checked, Diagnostic, Location, Severity
from generator.memo import Lazy, digest_of
from generator.model import Config, Output, Page, SourceFile
from generator.render.lists import Card
from generator.render.search.entry import Indexed, IndexEntry
from generator.render.surroundings import Surroundings
from generator.resolve import Placed
from generator.source.discover import Entry
from generator.source.jekyll_tags import TagContext
from generator.source.load import Loaded, Skipped

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value that was on the shelf."""

    value: T


class TornError(Exception):
    """A part of a remembered value is gone: nothing of that memory can be used."""


class Writing:
    """Values as rows of a shelf, and digests of values.

    An output's bytes are not written: it is remembered where it stands in the published tree. A
    page's content lies apart and is loaded when it is looked into; a source file's text not at all.
    """

    def __init__(self, shelf: Shelf, tree: TreeRecord) -> None:
        """For rows of `shelf`, with outputs that stand in `tree`."""
        self._shelf, self._tree = shelf, tree
        self._digests: dict[int, tuple[object, str]] = {}
        self._content = b""
        shared: dict[type[Any], Callable[[Any], Any]] = dict.fromkeys(_SHARED, self._once)
        self._digesting = Codec(stand_ins={**shared, Lazy: lambda lazy: lazy.digest})
        self._storing = Codec(
            _CLASSES,
            stand_ins={Lazy: self._put_apart, Output: _output, SourceFile: _without_text},
            restore={
                "Lazy": lambda digest: Lazy(lambda: self._load(digest), digest),
                "Output": self._standing,
                "SourceFile": lambda values: SourceFile(*values),
            },
        )

    def digest(self, value: object) -> str:
        """A short digest of a value; of what many values share it is taken once."""
        if type(value) in _SHARED:
            return self._once(value)
        return digest_of(self._digesting.dumps(value))[:_SHORT]

    def stands_for(self, value: object, key: str) -> None:
        """Takes the key of a page as the page's digest: the one follows from the other."""
        made = value.value if isinstance(value, Checked) else None
        if isinstance(made, Placed):
            self._digests[id(made.page)] = (made.page, digest_of(key.encode())[:_SHORT])

    def read(self, row: Row) -> Found[Any] | None:
        """The value of a row; None where it or a file of it is not what it was."""
        try:
            return Found(self._storing.loads(row.value))
        except ValueError:
            return None

    def row(self, key: str, value: object) -> tuple[Row, bytes]:
        """A value as a row for `key`, and the bytes that are kept apart."""
        self._content = b""
        written = self._storing.dumps(value)
        content = self._content
        return Row(key, written, digest_of(content) if content else ""), content

    def _once(self, value: Any) -> str:
        known = self._digests.get(id(value))
        if known is None:
            parts = tuple(getattr(value, field.name) for field in fields(value))
            known = self._digests[id(value)] = (value, digest_of(self._digesting.dumps(parts))[:_SHORT])
        return known[1]

    def _put_apart(self, lazy: Lazy[Any]) -> str:
        self._content = lazy.sealed()
        return lazy.digest

    def _load(self, digest: str) -> Any:
        content = self._shelf.content(digest)
        if content is None:
            raise TornError(digest)
        return self._storing.loads(content)

    def _standing(self, values: tuple[str, str, str]) -> Output:
        path, digest, origin = values
        file = origin or self._tree.file(path, digest)
        if not file:
            raise ValueError(f"{path} is not in the tree")
        return Output(path, origin=file)


def _output(output: Output) -> tuple[str, str, str]:
    return (output.path, "" if output.origin else digest_of(output.content), output.origin)


def _without_text(source: SourceFile) -> tuple[object, ...]:
    """A source file's fields; of texts only those that the context looks into are kept."""
    bare = source if "include_relative" in source.body else replace(source, text="", body="")
    return tuple(getattr(bare, field.name) for field in fields(bare))


def _classes() -> tuple[type[Any], ...]:
    """Every class of which remembered values are made."""
    models = [getattr(model, name) for name in model.__all__]
    ours = [each for each in models if isinstance(each, type)]
    return (
        *ours,
        Checked,
        Diagnostic,
        Location,
        Severity,
        Placed,
        Entry,
        Loaded,
        Skipped,
        Answers,
        IndexEntry,
        Indexed,
    )


_CLASSES = _classes()
_SHARED = (Page, Card, Config, TagContext, Surroundings)
"""Classes of values that many keys share."""
_SHORT = 20
