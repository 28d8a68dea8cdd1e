"""One page rendered, and one list: all that is needed where no other is."""

from __future__ import annotations

from itertools import islice

from generator.diagnostics import Checked
from generator.model import CodeBlock, Kind, Output, ResolvedPage
from generator.records import dataclass
from generator.render.highlight import Highlighter, highlight
from generator.render.lists import ListPage
from generator.render.page_view import PageInput, page_view
from generator.render.surroundings import Surroundings
from generator.render.templates import Templates

_FIRST = 32
"""Blocks of a page's code that are highlighted before it is rendered."""


@dataclass(frozen=True, slots=True)
class Renderer:
    """`render_page` with what all pages share: a value, so that it can be sent to a worker."""

    around: Surroundings
    templates: Templates
    highlighter: Highlighter = highlight
    """Which may remember the code that it has highlighted, and gives the same in any case."""

    def __call__(self, given: PageInput) -> Checked[Output]:
        """The page as its output."""
        return render_page(given, self.around, self.templates, self.highlighter)

    def state(self, given: PageInput) -> tuple[Surroundings, str]:
        """What else the page is rendered from: the site around it, and its templates."""
        return self.around, self.templates.digest(f"{layout_of(given.resolved, self.templates)}.html")


@dataclass(frozen=True, slots=True)
class ListRenderer:
    """Renders a list page."""

    templates: Templates

    def __call__(self, given: ListPage) -> Checked[Output]:
        """The list as its output."""
        view = given.view()
        rendered = self.templates.render(f"{view.layout}.html", view)
        return Checked(Output(given.output, rendered.value.encode()), rendered.diagnostics)


def render_page(
    given: PageInput, around: Surroundings, templates: Templates, highlighter: Highlighter = highlight
) -> Checked[Output]:
    """One post or page as its output; empty, with a diagnostic, when its template is at fault."""
    layout = layout_of(given.resolved, templates)
    rendered = templates.render(f"{layout}.html", page_view(given, around, layout, highlighter))
    return Checked(Output(given.resolved.output, rendered.value.encode()), rendered.diagnostics)


def layout_of(resolved: ResolvedPage, templates: Templates) -> str:
    """The layout that the page names, where it exists and is for pages; else that of its kind."""
    named = resolved.page.front.layout
    ours = "post" if resolved.page.kind is Kind.POST else "page"
    return named if named and templates.has(f"{named}.html") else ours


def render_one(one: Renderer, page: PageInput) -> Checked[Output]:
    """One page rendered."""
    return one(page)


def highlight_first(one: Renderer, page: PageInput) -> None:
    """Highlights the page's code, for a renderer that remembers it: of many pages their code is highlighted
    first, since a processor is quicker at what it has just done. No more than are sure to be remembered."""
    blocks = (piece for piece in page.resolved.page.body if isinstance(piece, CodeBlock))
    for block in islice(blocks, _FIRST):
        one.highlighter(block.language, block.code)


def render_list(one: ListRenderer, page: ListPage) -> Checked[Output]:
    """One list rendered."""
    return one(page)
