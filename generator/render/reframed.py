"""A page whose text was edited, in what stood around its text as it was published.

Most edits change the text and nothing that is said of it: no heading, not its minutes. Where the templates do
no more with the text than print it, all around it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.model import Output
from generator.records import replace
from generator.render.page_view import PageInput, page_view
from generator.render.published_code import highlighter_of
from generator.render.renderers import Renderer, layout_of
from generator.render.templates import Templates


def plain_layouts(templates: Templates, layouts: Iterable[str]) -> tuple[str, ...]:
    """Those of the layouts whose templates do no more with a page's text than print it."""
    return tuple(layout for layout in layouts if templates.only_print_body(f"{layout}.html"))


def reframed(
    html: str, before: PageInput, now: PageInput, one: Renderer, plain: Iterable[str]
) -> Output | None:
    """The output of a page that was rendered from `before` as `html`, of a layout among `plain`; None where
    more than its text is another, or where its text cannot be told from what is around it."""
    layout = layout_of(now.resolved, one.templates)
    if layout not in plain or layout != layout_of(before.resolved, one.templates):
        return None
    known = highlighter_of(html, before.resolved.page.body)
    shown = page_view(before, one.around, layout, known)
    coming = page_view(now, one.around, layout, one.highlighter)
    if replace(shown, body=coming.body) != coming or "<" not in shown.body or html.count(shown.body) != 1:
        return None
    return Output(now.resolved.output, html.replace(shown.body, coming.body).encode())
