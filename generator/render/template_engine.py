"""The one door to Jinja2: templates rendered, and what is said when one is wrong.

A fault in a template is the user's, so it comes back as a diagnostic at its line.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.meta import find_referenced_templates

from generator.diagnostics import Checked, Diagnostic, Location
from generator.problems.render import missing_template, template_error, template_fault
from generator.records import types_of
from generator.render import view
from generator.render.compiled import CompiledTemplates
from generator.render.shared_parts import SharingEnvironment
from generator.render.templates import Templates
from generator.render.view import PageView
from generator.render.words import Words

_MISSING_ATTRIBUTE = re.compile(r"'(?P<owner>[^']+) object' has no attribute '(?P<name>[^']+)'")
_MISSING_NAME = re.compile(r"'(?P<name>[^']+)' is undefined")
_IN_PLACE = (nodes.Template, nodes.Block)
"""What leaves what is printed below it where it stands, and as it is, whatever the page."""
_WHOLE = frozenset({"page", "self", "super", "caller"})
"""Names behind which the text may be, or what was printed of it."""


class BodyUse(NamedTuple):
    """What a template does with the text of a page, `page.body`."""

    only_prints: bool
    """Whether it does no more with it than print it in its place, always."""
    has_it: bool
    """Whether it names it at all."""
    aside: tuple[str | None, ...]
    """The templates that it names where what they print may be left out or altered; None for any."""


class TemplateEngine:
    """Renders templates of a set."""

    def __init__(self, templates: Templates) -> None:
        """An engine for these templates; nothing is read before one is rendered."""
        self._templates = templates
        self._environment = SharingEnvironment(
            loader=FileSystemLoader(templates.folders),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=CompiledTemplates(lambda: templates.digest("")),
        )

    def render(self, name: str, page: PageView) -> Checked[str]:
        """The page as HTML; "" and a diagnostic when the template cannot be rendered."""
        try:
            return Checked(self._environment.get_template(name).render(page=page))
        except TemplateNotFound as fault:
            missing = str(fault.name or name)
            found = missing_template(missing, self._templates.known(), self._line(fault, name))
        except TemplateSyntaxError as fault:
            at = Location(_shown(fault.filename or fault.name or name), fault.lineno)
            found = template_error(fault.message or "syntax error", at)
        except UndefinedError as fault:
            found = self._undefined(fault, name)
        except (TypeError, ValueError, KeyError, ArithmeticError) as fault:
            found = template_error(str(fault), self._line(fault, name))
        return Checked("", (found,))

    def named_in(self, source: str) -> Iterable[str | None]:
        """The templates that the text of one names; None for one that may be any."""
        parsed = self._parsed(source)
        return () if parsed is None else find_referenced_templates(parsed)

    def body_use(self, source: str) -> BodyUse:
        """What the text of a template does with that of a page."""
        parsed = self._parsed(source)
        if parsed is None:
            return BodyUse(False, True, ())
        has_it = any(_is_of_page(node) and node.attr == "body" for node in parsed.find_all(nodes.Getattr))
        return BodyUse(_only_prints(parsed), has_it, tuple(_named_aside(parsed)))

    def _parsed(self, source: str) -> nodes.Template | None:
        """The syntax tree of a template; None where it has none, which is told when it is rendered."""
        try:
            return self._environment.parse(source)
        except TemplateSyntaxError:
            return None

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
        folders = tuple(str(folder) for folder in self._templates.folders)
        for frame in reversed(traceback.extract_tb(fault.__traceback__)):
            if frame.filename.startswith(folders):
                return Location(_shown(frame.filename), frame.lineno or 0)
        return Location(name)


def _only_prints(node: nodes.Node, in_place: bool = True, printed: bool = False) -> bool:
    """Whether no more is done with the text below a node, which may be `printed`, and all around it
    `in_place`. What cannot be followed does more."""
    if isinstance(node, nodes.Getattr) and _is_of_page(node):
        return not node.attr.startswith("_") and (printed or node.attr != "body")
    if isinstance(node, nodes.Name):
        return node.name not in _WHOLE
    if isinstance(node, nodes.Block) and not in_place:
        return False  # what another template has for it may be the text
    below = in_place and isinstance(node, (*_IN_PLACE, nodes.Output))
    shown = below and isinstance(node, nodes.Output)
    return all(_only_prints(child, below, shown) for child in node.iter_child_nodes())


def _is_of_page(node: nodes.Getattr) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "page"


def _named_aside(node: nodes.Node, in_place: bool = True) -> Iterator[str | None]:
    """The templates that are named below a node and not in place."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Include | nodes.Extends) and in_place:
            continue
        if isinstance(child, nodes.Include | nodes.Extends | nodes.Import | nodes.FromImport):
            yield from find_referenced_templates(nodes.Template([child]))
        yield from _named_aside(child, in_place and isinstance(child, _IN_PLACE))


def _fields_of(owner: str) -> tuple[str, ...]:
    """The field names of a view class, for "did you mean"."""
    kind = Words if owner == "Words" else getattr(view, owner, None)
    return tuple(types_of(kind)) if kind is not None else ()


def _shown(filename: str) -> str:
    """A template's path as diagnostics name it: absolute, since templates lie outside the source."""
    return Path(filename).absolute().as_posix()
