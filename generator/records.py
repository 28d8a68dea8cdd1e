"""Data classes that are quick to make. A command that does little spends much of its time on making the
classes it imports, of which the standard library writes and compiles six methods for each, and this one.

What is asked for and what comes of it is that of `dataclasses`, whose functions know these classes too. Those
that are not frozen, or ask for more than is made here, are the standard library's own; it is imported when
it is needed, for that alone takes a tenth of the time of a build that has nothing to do.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import dataclass, field, is_dataclass, replace
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """What `dataclasses.dataclass` is."""

        def made(cls: type) -> type:
            ours = options == _OURS and all(_is_ours(base) for base in cls.__mro__[1:])
            return _frozen(cls) if ours else _of_the_library(cls, options)

        return made if cls is None else made(cls)

    def field(**options: Any) -> Any:
        """What `dataclasses.field` is."""
        return _Field(options)

    def replace(value: Any, /, **changes: Any) -> Any:
        """What `dataclasses.replace` is."""
        kind = type(value)
        if "_declared" not in kind.__dict__:
            import dataclasses

            return dataclasses.replace(value, **changes)
        return kind(**{name: getattr(value, name) for name in kind._declared} | changes)

    def is_dataclass(value: Any) -> bool:
        """What `dataclasses.is_dataclass` is."""
        kind = value if isinstance(value, type) else type(value)
        return any(name in base.__dict__ for base in kind.__mro__ for name in ("_declared", _FIELDS))


__all__ = ["dataclass", "field", "is_dataclass", "replace", "types_of"]

_OURS = {"frozen": True, "slots": True}
_FIELDS = "__dataclass_fields__"
_ASKED = (_FIELDS, "__dataclass_params__")
_NO_SLOT = frozenset({"__dict__", "__weakref__"})


def types_of(kind: type[Any]) -> Mapping[str, str]:
    """The names of a data class's fields, in order, with their types as they are declared."""
    declared: Mapping[str, str] | None = kind.__dict__.get("_declared")
    if declared is not None:
        return declared
    import dataclasses

    return {each.name: str(each.type) for each in dataclasses.fields(kind)}


class _Field:
    """What was asked for a field."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options


def _is_ours(base: type) -> bool:
    return "_declared" in base.__dict__ or _FIELDS not in base.__dict__


def _frozen(cls: type) -> type:
    """The class again, with slots for its fields and with the methods of a frozen data class."""
    own: Mapping[str, str] = cls.__annotations__
    declared: dict[str, str] = {}
    defaults: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        declared |= base.__dict__.get("_declared", {})
        defaults |= base.__dict__.get("_defaults", {})
    slots = tuple(name for name in own if name not in declared)
    declared |= own
    body = {name: value for name, value in cls.__dict__.items() if name not in _NO_SLOT}
    defaults |= {name: body.pop(name) for name in own if name in body}
    made: Any = type(cls)(
        cls.__name__,
        cls.__bases__,
        {
            **_methods(tuple(declared)),
            **body,
            "__slots__": slots,
            "__match_args__": tuple(declared),
            "__qualname__": cls.__qualname__,
            **{name: _Asked(name) for name in _ASKED},
            "_declared": declared,
            "_defaults": defaults,
        },
    )
    if "__init__" not in body:
        made.__init__ = _once_called(made)
    return made  # type: ignore[no-any-return] # a class


def _once_called(cls: Any) -> Callable[..., None]:
    """The initialiser until it is first called: of the classes that a command loads it makes half."""

    def first(self: Any, *values: Any, **named: Any) -> None:
        cls.__init__ = made = _initialiser(cls)
        made(self, *values, **named)

    return first


def _initialiser(cls: Any) -> Callable[..., None]:
    """What sets the fields: a function whose parameters are their names, so that it must be compiled."""
    known: dict[str, Any] = {"missing": _ASKED}
    parameters, lines = ["self"], []
    for name in cls._declared:
        known[f"set_{name}"] = getattr(cls, name).__set__
        default, value = cls._defaults.get(name), name
        if isinstance(default, _Field):
            known[f"make_{name}"], default = default.options["default_factory"], known["missing"]
            value = f"make_{name}() if {name} is missing else {name}"
        if name in cls._defaults:
            known[f"of_{name}"] = default
            parameters.append(f"{name}=of_{name}")
        else:
            parameters.append(name)
        lines.append(f" set_{name}(self, {value})")
    lines.append(" self.__post_init__()" if hasattr(cls, "__post_init__") else " pass")
    source = f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines)
    exec(source, known)  # noqa: S102 of names, which are no code
    return known["__init__"]  # type: ignore[no-any-return] # it was just made


def _methods(names: tuple[str, ...]) -> dict[str, Callable[..., Any]]:
    """The other methods of a class with fields of these names."""
    one_or_all: Callable[[object], object] = attrgetter(*names) if names else lambda _: ()

    def values(self: Any) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in names)

    def equal(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self is other or one_or_all(self) == one_or_all(other)

    def hashed(self: Any) -> int:
        return hash(one_or_all(self))

    return {
        "__eq__": equal,
        "__hash__": hashed,
        "__repr__": _repr,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__replace__": lambda self, /, **changes: replace(self, **changes),
        "__getstate__": values,
        "__setstate__": _set_state,
    }


def _repr(self: Any) -> str:
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._declared)
    return f"{type(self).__qualname__}({told})"


def _refuse(self: Any, name: str, value: object = None) -> None:
    from dataclasses import FrozenInstanceError

    del self, value
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _set_state(self: Any, values: tuple[Any, ...]) -> None:
    for name, value in zip(self._declared, values, strict=True):
        object.__setattr__(self, name, value)


class _Asked:
    """What the standard library, and others that know it, ask a data class for; made when one first does."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: Any) -> object:
        body = {"__annotations__": owner._declared, **owner._defaults}
        made = _of_the_library(type(owner.__name__, (), body), {"frozen": True})
        for name in _ASKED:
            setattr(owner, name, getattr(made, name))
        return getattr(owner, self._name)


def _of_the_library(cls: Any, options: Mapping[str, bool]) -> Any:
    import dataclasses

    for name, value in [*cls.__dict__.items()]:
        if isinstance(value, _Field):
            setattr(cls, name, dataclasses.field(**value.options))
    return dataclasses.dataclass(cls, **options)
