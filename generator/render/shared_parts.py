"""Parts of templates that are the same on many pages: rendered once, and again for other values.

What a part can show is known from its text. One that names nothing of its page but words and
surroundings (`page.words.theme`, `page.frame.nav`) is the same wherever those are equal: the header, the
footer, much of the head. No template has to say so; a theme's own are read in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count, groupby
from typing import Any

from jinja2 import Environment, TemplateError, nodes
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from generator.records import types_of
from generator.render.view import Frame

_WHOLE = frozenset({"words", "lang", "layout"})
_OF_FRAME = frozenset(types_of(Frame))
_PLAIN = (
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Tuple,
    nodes.List,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
"""What a shared part may be made of: nothing that has an effect, or another value each time."""
_TO_ESCAPE = re.compile("[&<>'\"]")
_WORTH_IT = 3
"""Values below which a part is rendered as quickly as it is found."""

Path = tuple[str, ...]
"""The attributes of `page` by which a value is reached; empty for what keeps a part from being shared."""


def printed(value: Any) -> Any:
    """What is printed of a value: as `escape` gives it, but a text with nothing to escape as it stands. Much
    is printed on every page, and what is joined to one text at once need not be marked as safe before."""
    if type(value) is str:
        return escape(value) if _TO_ESCAPE.search(value) else value
    return value if type(value) is Markup else escape(value)


class _Code(CodeGenerator):
    """The code of templates, which calls `printed`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if finalize.src is None and frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("environment.printed(")
        else:
            super()._output_child_pre(node, frame, finalize)


class SharingEnvironment(Environment):
    """A Jinja2 environment that renders shared parts once."""

    code_generator_class = _Code

    def __init__(self, **options: Any) -> None:
        """An environment with these of Jinja2's options."""
        super().__init__(**options)
        self.printed = printed
        self._latest: dict[str, tuple[tuple[object, ...], str]] = {}

    def part(self, label: str, values: tuple[object, ...], caller: Callable[[], str]) -> str:
        """The text of a part: that of the last time if it showed equal values, else what `caller` renders."""
        known, text = self._latest.get(label, ((), ""))
        if known != values:
            text = caller()
            self._latest[label] = values, text
        return text

    def _generate(self, source: nodes.Template, name: str | None, *arguments: Any, **options: Any) -> str:
        """Jinja2's hook between a template's syntax tree and its code."""
        labels = (f"{name} {number}" for number in count())
        if name is not None and source.find(nodes.Extends) is None:
            source.body = self._parted(source.body, labels)
        for block in source.find_all(nodes.Block) if name is not None else ():
            block.body = self._parted(block.body, labels)
        return super()._generate(source, name, *arguments, **options)

    def _parted(self, body: Iterable[nodes.Node], labels: Iterator[str]) -> list[nodes.Node]:
        """The statements, each run of them that can be shared put into a call of `part`."""
        parted: list[nodes.Node] = []
        shown = [(statement, list(self._shown(statement, ()))) for statement in _one_by_one(body)]
        for is_shared, run in groupby(shown, lambda each: () not in each[1]):
            pieces = list(run)
            statements = [statement for statement, _ in pieces]
            paths = [path for _, paths in pieces for path in paths]
            worth_it = is_shared and len(paths) >= _WORTH_IT
            parted += [self._call(next(labels), statements, sorted(set(paths)))] if worth_it else statements
        return parted

    def _call(self, label: str, body: list[nodes.Node], paths: Iterable[Path]) -> nodes.Node:
        values = nodes.Tuple([_value(path) for path in paths], "load")
        call = nodes.Call(nodes.EnvironmentAttribute("part"), [nodes.Const(label), values], [], None, None)
        return nodes.CallBlock(call, [], [], body).set_lineno(body[0].lineno).set_environment(self)

    def _shown(self, statement: nodes.Node, within: tuple[str, ...]) -> Iterator[Path]:
        """The path of each value that a statement may show; `within` are the templates that include it."""
        bound = {name.name for name in statement.find_all(nodes.Name) if name.ctx == "store"}
        loops = isinstance(statement, nodes.For) or statement.find(nodes.For) is not None
        yield from () if "page" not in bound else ((),)
        yield from self._paths(statement, bound | ({"loop"} if loops else set()), within)

    def _paths(self, node: nodes.Node, bound: set[str], within: tuple[str, ...]) -> Iterator[Path]:
        if isinstance(node, nodes.Include):
            yield from self._paths_included(node, within)
        elif isinstance(node, nodes.Getattr) and (path := _path(node)):
            yield _shared_path(path)
        elif isinstance(node, nodes.Name):
            yield from () if node.name in bound else ((),)
        elif isinstance(node, _PLAIN):
            for child in node.iter_child_nodes():
                yield from self._paths(child, bound, within)
        else:
            yield ()

    def _paths_included(self, node: nodes.Include, within: tuple[str, ...]) -> Iterator[Path]:
        """What an included template shows; one that cannot be read is left to say so when it is rendered."""
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or name in within or not node.with_context or self.loader is None:
            yield ()
            return
        try:
            body = self.parse(self.loader.get_source(self, name)[0]).body
        except (TemplateError, OSError, UnicodeDecodeError):
            yield ()
            return
        for statement in body:
            yield from self._shown(statement, (*within, name))


def _one_by_one(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """The statements, with a statement of its own for each thing that is printed."""
    for statement in body:
        if isinstance(statement, nodes.Output):
            for printed in statement.nodes:
                yield nodes.Output([printed]).set_lineno(printed.lineno)
        else:
            yield statement


def _path(node: nodes.Expr) -> Path:
    """The attributes by which an expression is reached from `page`, none where it starts elsewhere."""
    path: Path = ()
    while isinstance(node, nodes.Getattr):
        path = (node.attr, *path)
        node = node.node
    return path if isinstance(node, nodes.Name) and node.name == "page" else ()


def _shared_path(path: Path) -> Path:
    """The path of what is compared to tell that a value is the same; none where it may be the page's own."""
    if path[0] in _WHOLE:
        return path[:1]
    return path[:2] if path[0] == "frame" and path[1:2] and path[1] in _OF_FRAME else ()


def _value(path: Path) -> nodes.Expr:
    value: nodes.Expr = nodes.Name("page", "load")
    for attribute in path:
        value = nodes.Getattr(value, attribute, "load")
    return value
