"""The one door to Jinja2: where templates lie, and what is said when one is wrong.

A theme is a folder that goes before ours; any template or partial may be replaced alone. A fault
in a template is the user's, so it comes back as a diagnostic at its line.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.meta import find_referenced_templates

from generator import memo
from generator.bundles import bundled_folder
from generator.diagnostics import Checked, Diagnostic, Location
from generator.files import is_file, read_whole
from generator.problems.render import missing_template, template_error, template_fault
from generator.records import types_of
from generator.render import view
from generator.render.compiled import CompiledTemplates
from generator.render.shared_parts import SharingEnvironment
from generator.render.view import PageView
from generator.render.words import Words

_SUFFIXES = ("html", "xml")
_MAY_NAME = re.compile(r"\b(?:extends|include|import)\b")
_NAMING = re.compile(r"""\{%[-+]? *(?:extends|include) +["']([\w./-]+)["'] *[-+]?%\}""")
_MISSING_ATTRIBUTE = re.compile(r"'(?P<owner>[^']+) object' has no attribute '(?P<name>[^']+)'")
_MISSING_NAME = re.compile(r"'(?P<name>[^']+)' is undefined")


class Templates:
    """A set of templates: `folders` in the order in which a name is looked for."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Templates from `folders`; nothing is read before a name is asked for."""
        self.folders = folders
        self._digests: dict[str, str] = {}
        self._found: dict[str, bool] = {}
        self._environment = SharingEnvironment(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=CompiledTemplates(lambda: self.digest("")),
        )

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
        try:
            return Checked(self._environment.get_template(name).render(page=page))
        except TemplateNotFound as fault:
            missing = str(fault.name or name)
            found = missing_template(missing, self._known(), self._line(fault, name))
        except TemplateSyntaxError as fault:
            at = Location(_shown(fault.filename or fault.name or name), fault.lineno)
            found = template_error(fault.message or "syntax error", at)
        except UndefinedError as fault:
            found = self._undefined(fault, name)
        except (TypeError, ValueError, KeyError, ArithmeticError) as fault:
            found = template_error(str(fault), self._line(fault, name))
        return Checked("", (found,))

    def digest(self, name: str) -> str:
        """A digest of a template and of every template it extends, includes or imports; of all
        templates for ""."""
        if name not in self._digests:
            parts = self._closure(name) if name else self._known()
            self._digests[name] = memo.digest(sorted((part, self._source(part)) for part in parts))
        return self._digests[name]

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
                waiting += self._known() if named is None else [named]
        return frozenset(found)

    def _named_in(self, source: str) -> Iterable[str | None]:
        """The templates that one names, None for any: by its tags where they are plain, else parsed."""
        tags = _NAMING.findall(source)
        if len(tags) == len(_MAY_NAME.findall(source)):
            return tags
        return find_referenced_templates(self._environment.parse(source))

    def _source(self, name: str) -> str:
        path = next(folder / name for folder in self.folders if (folder / name).is_file())
        return path.read_text(encoding="utf-8")

    def _known(self) -> list[str]:
        return self._environment.list_templates(extensions=_SUFFIXES)

    def _undefined(self, fault: UndefinedError, name: str) -> Diagnostic:
        message = fault.message or ""
        at = self._line(fault, name)
        if attribute := _MISSING_ATTRIBUTE.search(message):
            owner = attribute["owner"].rpartition(".")[2]
            return template_fault(attribute["name"], _fields_of(owner), at, owner)
        if missing := _MISSING_NAME.search(message):
            return template_fault(missing["name"], ("page",), at)
        return template_error(message, at)

    def _line(self, fault: Exception, name: str) -> Location:
        """The innermost template line of a fault; Jinja2 writes template lines into tracebacks."""
        folders = tuple(str(folder) for folder in self.folders)
        for frame in reversed(traceback.extract_tb(fault.__traceback__)):
            if frame.filename.startswith(folders):
                return Location(_shown(frame.filename), frame.lineno or 0)
        return Location(name)


def _faults(folder: Path) -> Iterator[Diagnostic]:
    for path in sorted(path for suffix in _SUFFIXES for path in folder.rglob(f"*.{suffix}")):
        if path.is_dir():
            continue
        at = Location(_shown(str(path)))
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


def _fields_of(owner: str) -> tuple[str, ...]:
    """The field names of a view class, for "did you mean"."""
    kind = Words if owner == "Words" else getattr(view, owner, None)
    return tuple(types_of(kind)) if kind is not None else ()


def _shown(filename: str) -> str:
    """A template's path as diagnostics name it: absolute, since templates lie outside the source."""
    return Path(filename).absolute().as_posix()
