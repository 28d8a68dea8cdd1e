"""The whole site's pages from `Site` and what was drawn: each page alone, then the lists.

`render_page` needs one page's own inputs only, so a worker or a memo can call it for that page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from generator.diagnostics import Checked, Diagnostic, Location
from generator.memo import Recall, RecallAll, call, call_all
from generator.model import Drawn, Kind, Output, ResolvedPage, Site
from generator.problems.render import unknown_layout
from generator.render.assets import Assets, versioned
from generator.render.feeds import feeds
from generator.render.lists import ListPage, cards_of, list_pages, own_list
from generator.render.math_assets import (
    mathjax_outputs,
    mathjax_script,
    mathml_font,
    mathml_style,
    mathml_stylesheet,
)
from generator.render.page_view import PageInput, Terms, page_view
from generator.render.search import search_outputs
from generator.render.surroundings import Files, Surroundings, surroundings_of
from generator.render.templates import Templates
from generator.render.translations import repeated, translations

Sizes = Mapping[str, tuple[int, int]]
"""Output of an ordinary image → its width and height in pixels."""


_AS_IT_IS = Output(".nojekyll")
"""Tells GitHub Pages to publish the files as they are."""
_LISTING = frozenset({"home", "archive"})
"""Layouts that list posts, whoever's page has them."""


@dataclass(frozen=True, slots=True)
class Theme:
    """How a site looks: its templates, and its style sheet and script."""

    templates: Templates
    assets: Assets


@dataclass(frozen=True, slots=True)
class Renderer:
    """`render_page` with what all pages share: a value, so that it can be sent to a worker."""

    around: Surroundings
    templates: Templates

    def __call__(self, given: PageInput) -> Checked[Output]:
        """The page as its output."""
        return render_page(given, self.around, self.templates)

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


Run = Callable[[Renderer, Iterable[PageInput]], Iterable[Checked[Output]]]
"""How pages are mapped over: `map`, or an executor's, or one that remembers."""
RunLists = Callable[[ListRenderer, Iterable[ListPage]], Iterable[Checked[Output]]]


def render_site(
    site: Site,
    drawn: Mapping[str, Drawn],
    theme: Theme,
    sizes: Sizes | None = None,
    run: Run = map,
    run_lists: RunLists = map,
    recall: Recall = call,
    recall_all: RecallAll = call_all,
) -> Checked[tuple[Output, ...]]:
    """Every page, list and asset of the site. `drawn` is by output; `run` maps over pages, `run_lists`
    over the pages that list them, `recall` makes what those show.

    A source page at the address of one of our lists stands in its place.
    """
    around = surroundings(site, theme)
    inputs = page_inputs(site, drawn, sizes or {})
    plain = [given for given in inputs if layout_of(given.resolved, theme.templates) not in _LISTING]
    pages = tuple(run(Renderer(around, theme.templates), plain))
    cards = cards_of(site, {given.resolved.output: given.terms for given in inputs}, recall)
    taken = {page.output for page in site.pages} | {static.path for static in site.statics}
    taken |= {text.output for text in site.texts}
    wanted = [page for page in list_pages(site, cards, drawn, around) if page.output not in taken]
    for given in inputs:
        if (layout := layout_of(given.resolved, theme.templates)) in _LISTING:
            wanted.append(own_list(given, layout, site, cards, drawn, around))
    lists = tuple(run_lists(ListRenderer(theme.templates), wanted))
    html = tuple(c.value for c in (*pages, *lists))
    unlisted = {page.output for page in wanted if not page.listed}
    listed = [output.path for output in html if output.path not in unlisted]
    made = feeds(site, drawn, listed, recall)
    again = [replace(feed, path=path) for path, target in site.moved for feed in made if feed.path == target]
    told = [output for output in (*made, *again, _AS_IT_IS) if output.path not in taken]
    index = search_outputs(site, drawn, recall, recall_all) if site.config.search else ()
    outputs = (*html, *told, *index, *_assets(site, drawn, theme))
    found = chain.from_iterable(c.diagnostics for c in (*pages, *lists))
    return Checked(outputs, (*_layouts(site, theme.templates), *repeated(site), *found))


def surroundings(site: Site, theme: Theme) -> Surroundings:
    """What every page of the site shows of it."""
    assets = theme.assets
    css, js, icon = map(versioned, (assets.css, assets.js, assets.icon))
    maths = (mathjax_script(), mathml_style(), mathml_font())
    return surroundings_of(
        site, Files(css, js, icon, *maths, versioned(assets.explorer), versioned(assets.search))
    )


def page_inputs(site: Site, drawn: Mapping[str, Drawn], sizes: Sizes) -> tuple[PageInput, ...]:
    """For each page of the site, all that it is rendered from."""
    tags = {term.name.casefold(): term.url for term in site.tags}
    categories = {term.name.casefold(): term.url for term in site.categories}
    nothing = Drawn()
    others = translations(site)
    return tuple(
        PageInput(
            resolved,
            drawn.get(resolved.output, nothing),
            (*_terms(resolved.page.front.categories, categories), *_terms(resolved.page.front.tags, tags)),
            _sizes_of(resolved, sizes),
            others.get(resolved.output, ()),
        )
        for resolved in site.pages
    )


def render_page(given: PageInput, around: Surroundings, templates: Templates) -> Checked[Output]:
    """One post or page as its output; empty, with a diagnostic, when its template is at fault."""
    layout = layout_of(given.resolved, templates)
    rendered = templates.render(f"{layout}.html", page_view(given, around, layout))
    return Checked(Output(given.resolved.output, rendered.value.encode()), rendered.diagnostics)


def layout_of(resolved: ResolvedPage, templates: Templates) -> str:
    """The layout that the page names, where it exists and is for pages; else that of its kind."""
    named = resolved.page.front.layout
    ours = "post" if resolved.page.kind is Kind.POST else "page"
    return named if named and templates.has(f"{named}.html") else ours


def _terms(names: Iterable[str], urls: Mapping[str, str]) -> Terms:
    return tuple((name, urls[name.casefold()]) for name in names if name.casefold() in urls)


def _sizes_of(resolved: ResolvedPage, sizes: Sizes) -> Sizes:
    """The sizes of the images that this page shows."""
    outputs = {target.output for target in resolved.targets.values()}
    return {output: sizes[output] for output in sorted(outputs) if output in sizes}


def _assets(site: Site, drawn: Mapping[str, Drawn], theme: Theme) -> tuple[Output, ...]:
    """The files that pages name; maths and explorers bring theirs only where some page has any."""
    assets = theme.assets
    figures = (f for page in drawn.values() for f in (*page.pictures.values(), *page.figures.values()))
    explorer = (assets.explorer,) if any(figure.explores for figure in figures) else ()
    mathjax = mathjax_outputs() if any(page.page.has_math for page in site.pages) else ()
    mathml = (mathml_stylesheet(),) if any(page.page.has_mathml for page in site.pages) else ()
    search = (assets.search,) if site.config.search else ()
    return (assets.css, assets.js, assets.icon, *search, *explorer, *mathjax, *mathml)


def _layouts(site: Site, templates: Templates) -> Iterable[Diagnostic]:
    """One notice for each layout that no theme has, at the first page that names it."""
    seen: set[str] = set()
    for resolved in site.pages:
        front = resolved.page.front
        if not front.layout or front.layout in seen or templates.has(f"{front.layout}.html"):
            continue
        seen.add(front.layout)
        at = Location(resolved.page.path, front.line("layout"))
        yield unknown_layout(front.layout, layout_of(resolved, templates), at)
