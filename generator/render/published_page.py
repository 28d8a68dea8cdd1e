"""A page as it was published, and with another text in it: what stands around the text need not be rendered.

Most edits change the text and nothing that is said of it: no heading, not its minutes. Where the templates do
no more with the text than print it, all around it stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from generator.diagnostics import Checked
from generator.model import Output
from generator.records import replace
from generator.render.page_view import PageInput, page_view
from generator.render.published_code import highlighter_of
from generator.render.renderers import Renderer, layout_of
from generator.render.surroundings import Surroundings
from generator.render.templates import Templates


def plain_layouts(templates: Templates, layouts: Iterable[str]) -> tuple[str, ...]:
    """Those of the layouts whose templates do no more with a page's text than print it."""
    return tuple(layout for layout in layouts if templates.only_print_body(f"{layout}.html"))


class PublishedPage:
    """The HTML that a page was rendered as, and what it showed."""

    def __init__(
        self, html: str, given: PageInput, around: Surroundings, templates: Templates, plain: Collection[str]
    ) -> None:
        """The page that was rendered from `given` as `html`, its layout maybe one of the `plain`."""
        self.highlighter = highlighter_of(html, given.resolved.page.body)
        """Which takes what it can from the page."""
        self._html, layout = html, layout_of(given.resolved, templates)
        self._shown = page_view(given, around, layout, self.highlighter) if layout in plain else None

    def rendered(self, one: Renderer, now: PageInput) -> Checked[Output]:
        """The page as it is rendered now."""
        output = self._with_text(one, now)
        return one(now) if output is None else Checked(output)

    def _with_text(self, one: Renderer, now: PageInput) -> Output | None:
        """The page where nothing but its text is another, and it can be told from what is around it."""
        shown = self._shown
        if shown is None or "<" not in shown.body or self._html.count(shown.body) != 1:
            return None
        coming = page_view(now, one.around, layout_of(now.resolved, one.templates), one.highlighter)
        if replace(shown, body=coming.body) != coming:
            return None
        return Output(now.resolved.output, self._html.replace(shown.body, coming.body).encode())
