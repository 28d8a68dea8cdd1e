"""Which path a dead one may mean. A site may hold thousands of paths and as many dead links, so few
are compared: those of the same name, else those in the same folder or with the same first letters."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

from generator.problems.wording import nearest
from generator.records import dataclass

_LETTERS = 2
_MOST = 200
"""How many paths one dead link is compared with."""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Paths by their names, by how these begin, and by their folders."""

    names: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, tuple[str, ...]]
    folders: Mapping[str, tuple[str, ...]]


def nearby_of(paths: Iterable[str]) -> Nearby:
    """The paths of a site, to be looked up by `nearest_path`."""
    names: dict[str, list[str]] = {}
    starts: dict[str, list[str]] = {}
    folders: dict[str, list[str]] = {}
    for path in sorted(paths):
        folder, name = _parts(path)
        names.setdefault(name, []).append(path)
        starts.setdefault(name[:_LETTERS], []).append(path)
        folders.setdefault(folder, []).append(path)
    return Nearby(
        *({key: tuple(value) for key, value in index.items()} for index in (names, starts, folders))
    )


def nearest_path(path: str, nearby: Nearby) -> str | None:
    """The known path closest to `path`, None when nothing is near."""
    folder, name = _parts(path)
    if same := nearby.names.get(name):
        return nearest(path, same[:_MOST]) or same[0]
    alike = (*nearby.starts.get(name[:_LETTERS], ()), *nearby.folders.get(folder, ()))
    return nearest(path, alike[:_MOST])


def _parts(path: str) -> tuple[str, str]:
    """A path's folder, and the part that names it without an extension: "a/b/index.html" is (a, b)."""
    bare = path.casefold().strip("/").removesuffix("/index.html")
    folder, _, name = bare.rpartition("/")
    return folder, posixpath.splitext(name)[0]
