"""The manifest that a build leaves beside the site: which source line each address came from.

Owns the format (`Manifest`) and turns a page's address back into lines of the source. Reads JSON;
must not know how the build works.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from generator.diagnostics import Diagnostic, Location, Severity
from generator.digests import digest_of
from generator.records import dataclass

VERSION = 2

T = TypeVar("T")


class ManifestError(ValueError):
    """A manifest that cannot be read, with the reason in plain words."""


@dataclass(frozen=True, slots=True)
class Written:
    """An address as its author wrote it, and where."""

    href: str
    at: Location


@dataclass(frozen=True, slots=True)
class Noted:
    """A problem that the build has met itself."""

    diagnostic: Diagnostic
    href: str = ""


class Manifest:
    """One build's manifest. The empty one (`Manifest()`) knows no sources.

    JSON: `{"version": 2, "source": folder, "url": "", "baseurl": "", "pages": {output: {"source":
    path, "links": [[href in the HTML, href as written, line], …], "anchors": [[id, line], …]}},
    "generated": [output, …], "diagnostics": [{"code", "severity", "message", "path", "line",
    "help", "href"}, …], "sum": digest}`. `url`, `anchors`, `generated` and a diagnostic's `href` may be
    absent. `sum` is a line by itself, the last: the digest (`digests.digest_of`) of all before it.
    """

    def __init__(self, tree: dict[str, object] | None = None, origin: str = "") -> None:
        """Keep a parsed manifest; raises ManifestError when it is of another shape."""
        tree = tree or {"version": VERSION}
        if tree.get("version") != VERSION:
            raise ManifestError(f"{origin} has version {tree.get('version')!r}, expected {VERSION}")
        self.known = len(tree) > 1
        self.source = str(tree.get("source", ""))
        self.base_url = str(tree.get("url", "")).rstrip("/") + str(tree.get("baseurl", "")).rstrip("/")
        self._origin = origin
        self._pages = _mapping(tree.get("pages", {}), origin, "pages")
        self.generated = frozenset(map(str, _list(tree.get("generated", []), origin, "generated")))
        self.noted = tuple(self._read(tree.get("diagnostics", []), _noted, "diagnostics"))
        """The build's own problems, its notices too."""

    def source_of(self, page: str) -> str:
        """The source file of a page, "" for one that templates made alone."""
        entry = self._pages.get(page)
        return str(entry.get("source", "")) if isinstance(entry, dict) else ""

    def written(self, page: str, href: str) -> tuple[Written, ...]:
        """Each place in the source that put `href` on `page`, in order; empty where a template did."""
        return self._lines(page).get(href, ())

    def anchor(self, page: str, name: str) -> Location | None:
        """Where the source last defines an id of `page`."""
        rows = self._rows(page, "anchors", lambda row: (str(row[0]), int(row[1])))
        found = [line for anchor, line in rows if anchor == name]
        return Location(self.source_of(page), found[-1]) if found else None

    @cached_property
    def outputs(self) -> dict[str, str]:
        """source file → its page."""
        return {self.source_of(page): page for page in reversed(self._pages)}

    def _lines(self, page: str) -> dict[str, tuple[Written, ...]]:
        source = self.source_of(page)
        found: dict[str, tuple[Written, ...]] = defaultdict(tuple)
        for in_html, place in self._rows(page, "links", partial(_written, source)):
            if place not in found[in_html]:
                found[in_html] += (place,)
        return found

    def _rows(self, page: str, kind: str, read: Callable[[Any], T]) -> Iterator[T]:
        entry = self._pages.get(page)
        rows = entry.get(kind, []) if isinstance(entry, dict) else []
        return self._read(rows, read, f"{kind} of {page}")

    def _read(self, rows: object, read: Callable[[Any], T], what: str) -> Iterator[T]:
        """Each row of a list read; a row of another shape is the manifest's fault, not ours."""
        try:
            for row in _list(rows, self._origin, what):
                yield read(row)
        except (LookupError, TypeError, ValueError) as error:
            raise ManifestError(f"{self._origin}: {what} are of another shape: {error!r}") from error


def _written(source: str, row: Any) -> tuple[str, Written]:
    in_html, as_written, line = row
    return str(in_html), Written(str(as_written), Location(source, int(line)))


def _noted(row: Any) -> Noted:
    at = Location(str(row["path"]), int(row["line"]))
    severity = Severity(row["severity"])
    diagnostic = Diagnostic(str(row["code"]), severity, str(row["message"]), at, str(row.get("help", "")))
    return Noted(diagnostic, str(row.get("href", "")))


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`; raises ManifestError when it is missing, no manifest or not as it was left."""
    try:
        content = path.read_bytes()
        tree = json.loads(content)
    except OSError as error:
        raise ManifestError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ManifestError(f"{path} is not JSON: {error}") from error
    tree = _mapping(tree, str(path), "it")
    if tree.get("version") == VERSION and tree.get("sum") != digest_of(content.rpartition(b"\n")[0]):
        raise ManifestError(f"{path} is not what the build has left; delete it and build again")
    return Manifest(tree, str(path))


def beside(site: Path) -> Path:
    """Where the build of `site` leaves its manifest."""
    whole = site.resolve()
    return whole.parent / f".{whole.name}.notes" / "manifest.json"


def _mapping(value: object, origin: str, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ManifestError(f"{origin}: {what} should be an object, found {type(value).__name__}")
    return value


def _list(value: object, origin: str, what: str) -> list[object]:
    if not isinstance(value, list):
        raise ManifestError(f"{origin}: {what} should be a list, found {type(value).__name__}")
    return value
