"""The manifest that a build leaves beside the site: which source line each address came from.

Owns the format (`Manifest`) and turns a page's address back into lines of the source. Reads JSON;
must not know how the build works.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.diagnostics import Diagnostic, Location, Severity

VERSION = 1


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

    JSON: `{"version": 1, "source": folder, "url": "", "baseurl": "", "pages": {output: {"source":
    path, "links": [[href in the HTML, href as written, line], …], "anchors": [[id, line], …]}},
    "generated": [output, …], "diagnostics": [{"code", "severity", "message", "path", "line",
    "help", "href"}, …]}`. `url`, `anchors`, `generated` and a diagnostic's `href` may be absent.
    """

    def __init__(self, tree: dict[str, object] | None = None, origin: str = "") -> None:
        """Keep a parsed manifest; raises ManifestError when it is of another shape."""
        tree = tree or {"version": VERSION}
        if tree.get("version") != VERSION:
            raise ManifestError(f"{origin} has version {tree.get('version')!r}, expected {VERSION}")
        self.known = len(tree) > 1
        self.source = str(tree.get("source", ""))
        self.base_url = str(tree.get("url", "")).rstrip("/") + str(tree.get("baseurl", "")).rstrip("/")
        self._pages = _mapping(tree.get("pages", {}), origin, "pages")
        self._notes = tree.get("diagnostics", [])
        self.generated = frozenset(map(str, _list(tree.get("generated", []), origin, "generated")))
        self._origin = origin

    def source_of(self, page: str) -> str:
        """The source file of a page, "" for one that templates made alone."""
        entry = self._pages.get(page)
        return str(entry.get("source", "")) if isinstance(entry, dict) else ""

    def written(self, page: str, href: str) -> tuple[Written, ...]:
        """Each place in the source that put `href` on `page`, in order; empty where a template did."""
        return self._lines(page).get(href, ())

    def anchor(self, page: str, name: str) -> Location | None:
        """Where the source defines an id of `page`."""
        entry = self._pages.get(page)
        rows = entry.get("anchors", ()) if isinstance(entry, dict) else ()
        source = self.source_of(page)
        found = [int(row[1]) for row in rows if row[0] == name]
        return Location(source, found[-1]) if found else None

    @cached_property
    def noted(self) -> tuple[Noted, ...]:
        """The build's errors and warnings (its notices are no findings)."""
        found = []
        for row in _list(self._notes, self._origin, "diagnostics"):
            if not isinstance(row, dict):
                raise ManifestError(f"{self._origin}: a diagnostic is no object")
            severity = Severity(row["severity"])
            at = Location(str(row["path"]), int(row["line"]))
            diagnostic = Diagnostic(
                str(row["code"]), severity, str(row["message"]), at, str(row.get("help", ""))
            )
            if severity is not Severity.NOTICE:
                found.append(Noted(diagnostic, str(row.get("href", ""))))
        return tuple(found)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """source file → its page."""
        return {self.source_of(page): page for page in reversed(self._pages)}

    def _lines(self, page: str) -> dict[str, tuple[Written, ...]]:
        entry = self._pages.get(page)
        if not isinstance(entry, dict):
            return {}
        source = self.source_of(page)
        found: dict[str, tuple[Written, ...]] = defaultdict(tuple)
        for in_html, as_written, line in entry.get("links", ()):
            place = Written(str(as_written), Location(source, int(line)))
            if place not in found[in_html]:
                found[in_html] += (place,)
        return found


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`; raises ManifestError when it is missing or no manifest."""
    try:
        tree = json.loads(path.read_bytes())
    except OSError as error:
        raise ManifestError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise ManifestError(f"{path} is not JSON: {error}") from error
    return Manifest(_mapping(tree, str(path), "it"), str(path))


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
