"""What a style sheet fetches: `url()`, `@import`, `src()` and the strings of `image-set()`.

Owns the door to tinycss2. Must not know HTML or files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tinycss2
from tinycss2 import ast

_MAY_FETCH = ("url(", "@import", "image-set(", "src(", "\\")
"""Without any of these nothing is fetched; a backslash may spell one of them."""


class Fetch(NamedTuple):
    """One address in a style sheet, with its line from 1."""

    href: str
    line: int
    sheet: bool
    """Whether it names another style sheet (`@import`)."""


def fetches(css: str) -> tuple[Fetch, ...]:
    """Every address that `css` (a sheet or a style attribute) makes a browser fetch, in order."""
    lowered = css.lower()
    if not any(word in lowered for word in _MAY_FETCH):
        return ()
    return tuple(_statements(tinycss2.parse_component_value_list(css, skip_comments=True)))


def _statements(nodes: Sequence[ast.Node]) -> Iterator[Fetch]:
    """Walk the top level, where imports count until the first rule and namespaces fetch nothing."""
    at_rule, imports_allowed = "", True
    for node in nodes:
        match node:
            case ast.AtKeywordToken():
                at_rule = node.lower_value
            case ast.LiteralToken(value=";"):
                at_rule = ""
            case ast.CurlyBracketsBlock():
                # An empty or block @layer may stand before imports, any other rule may not.
                imports_allowed = imports_allowed and at_rule == "layer"
                at_rule = ""
                yield from _values(node.content)
            case ast.WhitespaceToken():
                pass
            case _ if at_rule == "import":
                if imports_allowed and (href := _address(node)) is not None:
                    yield Fetch(href, node.source_line, sheet=True)
                at_rule = "import, its address read"
            case _ if at_rule != "namespace":
                yield from _values([node])


def _values(nodes: Sequence[ast.Node]) -> Iterator[Fetch]:
    for node in nodes:
        match node:
            case ast.URLToken():
                yield Fetch(node.value, node.source_line, sheet=False)
            case ast.FunctionBlock(lower_name="url" | "src"):
                if (href := _address(node)) is not None:
                    yield Fetch(href, node.source_line, sheet=False)
            case ast.FunctionBlock(lower_name="image-set" | "-webkit-image-set"):
                yield from _image_set(node.arguments)
            case ast.FunctionBlock():
                yield from _values(node.arguments)
            case ast.CurlyBracketsBlock() | ast.ParenthesesBlock() | ast.SquareBracketsBlock():
                yield from _values(node.content)
            case _:
                pass


def _image_set(nodes: Sequence[ast.Node]) -> Iterator[Fetch]:
    for node in nodes:
        if isinstance(node, ast.StringToken):
            yield Fetch(node.value, node.source_line, sheet=False)
        elif not (isinstance(node, ast.FunctionBlock) and node.lower_name == "type"):
            yield from _values([node])


def _address(node: ast.Node) -> str | None:
    """The address of a string, a url token or a `url("…")`, else None."""
    match node:
        case ast.StringToken() | ast.URLToken():
            return str(node.value)
        case ast.FunctionBlock(lower_name="url" | "src"):
            strings = [part for part in node.arguments if isinstance(part, ast.StringToken)]
            return str(strings[0].value) if strings else None
        case _:
            return None
