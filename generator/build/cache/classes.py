"""The classes of which remembered values are made, by name; a module is loaded when one of its classes is
first met. An edit meets few before it must know the site's settings."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Any

from generator import model

_HOMES = {
    "generator.model": tuple(name for name in model.__all__ if isinstance(getattr(model, name), type)),
    "generator.diagnostics": ("Checked", "Diagnostic", "Location", "Severity"),
    "generator.resolve": ("Placed",),
    "generator.source.discover": ("Entry",),
    "generator.source.load": ("Loaded", "Skipped"),
    "generator.build.answers": ("Answers",),
    "generator.build.ties": ("Ties",),
    "generator.render.search.entry": ("IndexEntry", "Indexed"),
    "generator.render.page_view": ("PageInput",),
    "generator.render.surroundings": ("Files", "Surroundings"),
    "generator.render.listed": ("Card", "Filed", "Label", "Order"),
}
_HOME_OF = MappingProxyType({name: home for home, names in _HOMES.items() for name in names})


class Classes(dict[str, type[Any]]):
    """Classes by name, KeyError for any but those of which remembered values are made."""

    def __missing__(self, name: str) -> type[Any]:
        """The class, loaded now."""
        self[name] = getattr(import_module(_HOME_OF[name]), name)
        return self[name]


CLASSES = Classes()


def every_class() -> tuple[type[Any], ...]:
    """All of them."""
    return tuple(CLASSES[name] for name in _HOME_OF)
