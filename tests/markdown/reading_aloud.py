"""Parsing a text in tests, and comparing HTML by what a browser makes of it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator.diagnostics import Checked
from generator.markdown.page import parse_page
from generator.markdown.plain import as_html
from generator.model import Config, FrontMatter, Kind, Page, SourceFile


def read(text: str, config: Config | None = None, front: FrontMatter | None = None) -> Checked[Page]:
    """The page that the text makes."""
    source = SourceFile("note.md", Kind.POST, text, text, "")
    return parse_page(source, front or FrontMatter(), config or Config())


def html_of(text: str, config: Config | None = None) -> str:
    """The body's HTML with every hole filled plainly."""
    return as_html(read(text, config).value.body)


def as_tree(html: str) -> str:
    """The HTML as the parser of a browser sees it: closed, attributes in order, blanks at edges gone."""
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{html}").body
    assert body is not None
    return _tree(body)


def _tree(node: LexborNode) -> str:
    if node.tag == "-text":
        text = node.text_content or ""
        inside_pre = any(parent in ("pre", "textarea") for parent in _ancestors(node))
        return text if inside_pre else re.sub(r"\s+", " ", text)
    if node.tag in ("-comment", "_comment"):
        return ""
    attrs = "".join(f" {key}={unquote(value or '')!r}" for key, value in sorted(node.attributes.items()))
    children = "".join(_tree(child) for child in node.iter(include_text=True))
    return f"<{node.tag}{attrs}>{children if node.tag == 'pre' else children.strip()}</{node.tag}>"


def _ancestors(node: LexborNode) -> list[str]:
    names: list[str] = []
    parent = node.parent
    while parent is not None:
        names.append(parent.tag or "")
        parent = parent.parent
    return names
