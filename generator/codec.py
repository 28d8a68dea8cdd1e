"""Frozen values as JSON and back: what is remembered on disk, and what digests are taken of.

A value is written as it stands: a record as a list behind its class's name, a tuple, mapping or
date behind a mark. Only the classes handed to a `Codec` are read back, so a forged file can at
worst be a wrong value, never code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any

from generator.digests import as_bytes
from generator.records import is_dataclass, types_of

_PLAIN = frozenset((str, int, float, bool, type(None)))
_TUPLE, _LIST, _MAPPING, _SET, _BYTES, _DATE, _TIME = "(", "[", "{", "<", "b", "d", "t"
_LENGTH = "#"
"""Marks the length of a text that stands apart; nothing else is written as an object."""
_LONG = 100
"""Characters beyond which a text is long."""
_MAY_HOLD_TEXT = frozenset((str, list))
_NOT_PLAIN = frozenset((list, dict))
_DECODER = json.JSONDecoder()
Encode = Callable[[Any], Any]
_LINE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


class Codec:
    """Writes values as JSON; reads back those made of `classes` (dataclasses and enums).

    `stand_ins` replace values of some classes, or of classes of some names, before they are written;
    `restore` makes such a value again from what was written for it.
    """

    def __init__(
        self,
        classes: Iterable[type[Any]] | Mapping[str, type[Any]] = (),
        stand_ins: Mapping[type[Any] | str, Encode] | None = None,
        restore: Mapping[str, Callable[[Any], Any]] | None = None,
    ) -> None:
        """A codec whose per-class writers are made when a class is first met."""
        self._classes = classes if isinstance(classes, Mapping) else _by_name(tuple(classes))
        self._stand_ins = dict(stand_ins or {})
        self._restore = dict(restore or {})
        self._writers = _Writers(self._writer)

    def dumps(self, value: object) -> bytes:
        """The value as one line of JSON; `TypeError` for what no record, tuple or plain value is."""
        return as_line(self.written(value)).encode("utf-8", "surrogatepass")

    def dumps_text(self, value: object) -> bytes:
        """The value as `dumps` writes it, but for its long texts, which follow the line as they are: for what
        is text for the most part, and is written and read in a third of the time so."""
        texts: list[str] = []
        line = as_line(_without_texts(self.written(value), texts))
        return "\n".join((line, "".join(texts))).encode("utf-8", "surrogatepass")

    def sealed(self, value: object) -> bytes:
        """The value as bytes of which a digest can be taken: equal ones for equal values alone, in any
        process. They are made faster than those of `dumps`, and are not for reading."""
        return as_bytes(self.written(value))

    def loads(self, content: bytes) -> Any:
        """The value that `dumps` or `dumps_text` wrote; `ValueError` for anything else."""
        line, _, texts = content.decode("utf-8", "surrogatepass").partition("\n")
        try:
            return self._read(_DECODER.decode(line), _Texts(texts).take)
        except (KeyError, TypeError, IndexError, RecursionError) as fault:
            raise ValueError(f"no value of ours: {fault}") from None

    def written(self, value: Any) -> Any:
        """The value in lists and plain values."""
        return value if type(value) in _PLAIN else self._writers[type(value)](value)

    def _all(self, values: Iterable[Any]) -> list[Any]:
        """Each value as `written` gives it; most are plain."""
        writers = self._writers
        return [value if type(value) in _PLAIN else writers[type(value)](value) for value in values]

    def _writer(self, kind: type[Any]) -> Encode:
        name, written = kind.__name__, self.written
        stand_in = self._stand_ins.get(kind) or self._stand_ins.get(name)
        if stand_in is not None:
            return lambda value: [name, written(stand_in(value))]
        if issubclass(kind, Enum):
            return lambda value: [name, value.value]
        if is_dataclass(kind):
            return _record_writer(kind, self._writers)
        for base, writer in self._plain_writers():
            if issubclass(kind, base):
                return writer
        raise TypeError(f"nothing to remember in a {name}")

    def _plain_writers(self) -> tuple[tuple[Any, Encode], ...]:
        written = self.written
        return (
            (tuple, lambda value: [_TUPLE, *self._all(value)]),
            (list, lambda value: [_LIST, *self._all(value)]),
            (Mapping, lambda value: [_MAPPING, *(written(part) for pair in value.items() for part in pair)]),
            (frozenset | set, lambda value: [_SET, *sorted((written(item) for item in value), key=repr)]),
            (bytes, lambda value: [_BYTES, value.decode("latin-1")]),
            (datetime, lambda value: [_TIME, value.isoformat()]),
            (date, lambda value: [_DATE, value.isoformat()]),
            (PurePath, str),
            (str, str),
        )

    def _read(self, data: Any, text_of: Callable[[Mapping[str, int]], str]) -> Any:
        """The value, of which the long texts are taken in the order in which they were written."""
        if type(data) is not list:
            return text_of(data) if type(data) is dict else data
        mark, *items = data
        read = self._read
        if mark in self._restore:
            return self._restore[mark](read(items[0], text_of))
        values = [read(item, text_of) if type(item) in _NOT_PLAIN else item for item in items]
        if mark == _TUPLE:
            return tuple(values)
        make = _CONTAINERS.get(mark)
        return self._classes[mark](*values) if make is None else make(values)


def _by_name(classes: tuple[type[Any], ...]) -> dict[str, type[Any]]:
    named = {cls.__name__: cls for cls in classes}
    if len(named) != len(set(classes)):
        raise TypeError("two classes of one name")
    return named


def _without_texts(written: Any, texts: list[str]) -> Any:
    """Written values with the length of each long text in its place; the texts are added to `texts`."""
    if type(written) is list:
        return [_without_texts(item, texts) if type(item) in _MAY_HOLD_TEXT else item for item in written]
    if type(written) is str and len(written) > _LONG:
        texts.append(written)
        return {_LENGTH: len(written)}
    return written


class _Texts:
    """Long texts, one behind the other, in the order in which their lengths are read."""

    def __init__(self, texts: str) -> None:
        self._texts, self._place = texts, 0

    def take(self, told: Mapping[str, int]) -> str:
        start = self._place
        self._place += told[_LENGTH]
        if not start <= self._place <= len(self._texts):
            raise IndexError(self._place)
        return self._texts[start : self._place]


def as_line(plain: Any) -> str:
    """Lists, mappings and plain values as one line of JSON, in half the time of `json.dumps`, which makes an
    encoder each time that it is told how."""
    return _LINE.encode(plain)


class _Writers(dict[type[Any], Encode]):
    """How the values of each class are written; made when a class is first met."""

    def __init__(self, make: Callable[[type[Any]], Encode]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, kind: type[Any]) -> Encode:
        self[kind] = self._make(kind)
        return self[kind]


def _record_writer(kind: type[Any], writers: _Writers) -> Encode:
    """How a record is written, as one expression over its fields: most of what is remembered are records.

    A field that is declared to be plain is taken as it is; `types_of` gives names only, which are no code.
    """
    parts = [_WRITTEN.get(told, _ANY).format(f"r.{name}") for name, told in types_of(kind).items()]
    source = f"lambda r: [{', '.join((repr(kind.__name__), *parts))}]"
    made: Encode = eval(source, {"plain": _PLAIN, "writers": writers})  # noqa: S307 of our own classes
    return made


_AS_IT_IS = "{0}"
_ANY = "(v if type(v := {0}) in plain else writers[type(v)](v))"
_WRITTEN: Mapping[str, str] = {
    "str": _AS_IT_IS,
    "int": _AS_IT_IS,
    "float": _AS_IT_IS,
    "bool": _AS_IT_IS,
    "tuple[str, ...]": f"[{_TUPLE!r}, *{{0}}]",
}
"""How a field of a declared type is written."""
_CONTAINERS: Mapping[str, Callable[[list[Any]], Any]] = {
    _LIST: list,
    _MAPPING: lambda items: dict(zip(items[::2], items[1::2], strict=True)),
    _SET: frozenset,
    _BYTES: lambda items: items[0].encode("latin-1"),
    _DATE: lambda items: date.fromisoformat(items[0]),
    _TIME: lambda items: datetime.fromisoformat(items[0]),
}
