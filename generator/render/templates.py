"""Where templates lie, and what a set of them is; Jinja2, which renders them, is loaded when one is.

A theme is a folder that goes before ours; any template or partial may be replaced alone. An edit of a text
often leaves all around it as it is, and to load Jinja2 takes longer than all else that it needs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import memo
from generator.bundles import bundled_folder
from generator.diagnostics import Checked, Diagnostic, Location
from generator.files import is_file, read_whole
from generator.leftovers import is_leftover
from generator.problems.render import template_error

if TYPE_CHECKING:
    from generator.render.template_engine import TemplateEngine
    from generator.render.view import PageView

_SUFFIXES = (".html", ".xml")
_MAY_NAME = re.compile(r"\b(?:extends|include|import)\b")
_NAMING = re.compile(r"""\{%[-+]? *(?:extends|include) +["']([\w./-]+)["'] *[-+]?%\}""")


class Templates:
    """A set of templates: `folders` in the order in which a name is looked for."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Templates from `folders`; nothing is read before a name is asked for."""
        self.folders = folders
        self._digests: dict[str, str] = {}
        self._found: dict[str, bool] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by its folders alone, so that a worker process reads them for itself, and once."""
        return _in_worker, (self.folders,)

    def faults(self) -> tuple[Diagnostic, ...]:
        """The errors of what stands where a template should: no file, or no text."""
        return tuple(fault for folder in self.folders for fault in _faults(folder))

    def has(self, name: str) -> bool:
        """Whether a template of that name exists."""
        if name not in self._found:
            self._found[name] = any(is_file(folder / name) for folder in self.folders)
        return self._found[name]

    def render(self, name: str, page: PageView) -> Checked[str]:
        """The page as HTML; "" and a diagnostic when the template cannot be rendered."""
        return self._engine.render(name, page)

    def only_print_body(self, name: str) -> bool:
        """Whether a template, with all that it names, always prints a page's text, and no more."""
        uses = {part: self._engine.body_use(self._source(part)) for part in self._closure(name)}
        if not all(use.only_prints for use in uses.values()):
            return False
        aside = {named for use in uses.values() for named in use.aside}
        parts = uses if None in aside else frozenset().union(*(self._closure(part) for part in aside if part))
        return not any(uses[part].has_it for part in parts)

    def digest(self, name: str) -> str:
        """A digest of a template and of every template it extends, includes or imports; of all
        templates for ""."""
        if name not in self._digests:
            parts = self._closure(name) if name else self.known()
            self._digests[name] = memo.digest(sorted((part, self._source(part)) for part in parts))
        return self._digests[name]

    def known(self) -> list[str]:
        """The names of all templates."""
        found = {
            path.relative_to(folder).as_posix()
            for folder in self.folders
            for path in _below(folder)
            if path.is_file() and not is_leftover(path.name)
        }
        return sorted(found)

    @cached_property
    def _engine(self) -> TemplateEngine:
        from generator.render.template_engine import TemplateEngine

        return TemplateEngine(self)

    def _closure(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            part = waiting.pop()
            if part in found or not self.has(part):
                continue
            found.add(part)
            for named in self._named_in(self._source(part)):
                # A name computed at run time may be any template.
                waiting += self.known() if named is None else [named]
        return frozenset(found)

    def _named_in(self, source: str) -> Iterable[str | None]:
        """The templates that one names, None for any: by its tags where they are plain, else parsed."""
        tags = _NAMING.findall(source)
        return tags if len(tags) == len(_MAY_NAME.findall(source)) else self._engine.named_in(source)

    def _source(self, name: str) -> str:
        path = next(folder / name for folder in self.folders if (folder / name).is_file())
        return path.read_text(encoding="utf-8", errors="surrogateescape")


def _below(folder: Path) -> Iterator[Path]:
    """The files below a folder, also behind links; each folder is looked into once."""
    seen: set[str] = set()
    for place, within, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in seen:
            within.clear()
            continue
        seen.add(real)
        within.sort()
        yield from (Path(place, name) for name in sorted(names))


def _faults(folder: Path) -> Iterator[Diagnostic]:
    for path in _below(folder):
        if path.suffix not in _SUFFIXES:
            continue
        at = Location(path.absolute().as_posix())
        read = read_whole(path, at)
        yield from read.diagnostics
        try:
            (read.value or b"").decode()
        except UnicodeDecodeError as fault:
            yield template_error(f"found byte 0x{fault.object[fault.start]:02x}, expected UTF-8", at)


@cache
def _in_worker(folders: tuple[Path, ...]) -> Templates:
    """The templates of a worker process, which lives for one build."""
    return Templates(folders)


def load_templates(theme: Path | None = None) -> Templates:
    """The bundled templates, with those of the folder `theme` before them."""
    bundled = bundled_folder("templates")
    return Templates((theme, bundled) if theme is not None else (bundled,))
