"""What is to be rendered of a site: each page with all that it is rendered from, the lists, the files.

Nothing is rendered here. Who looks on may so have some pages rendered before the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from generator.memo import Recall, call
from generator.model import Drawn, Output, ResolvedPage, Site, Term
from generator.records import dataclass
from generator.render.assets import Assets, versioned
from generator.render.listed import Posts, posts_of
from generator.render.lists import ListPage, list_pages, own_list
from generator.render.math_assets import (
    mathjax_outputs,
    mathjax_script,
    mathml_font,
    mathml_style,
    mathml_stylesheet,
)
from generator.render.page_view import PageInput, Terms
from generator.render.renderers import layout_of
from generator.render.surroundings import Files, Surroundings, surroundings_of
from generator.render.templates import Templates
from generator.render.translations import translations

T = TypeVar("T")
Sizes = Mapping[str, tuple[int, int]]
"""Output of an ordinary image → its width and height in pixels."""
Urls = tuple[Mapping[str, str], Mapping[str, str]]
"""Folded name → URL, of categories and of tags."""

LISTING = frozenset({"home", "archive"})
"""Layouts that list posts, whoever's page has them."""
_NOTHING = Drawn()


@dataclass(frozen=True, slots=True)
class Theme:
    """How a site looks: its templates, and its style sheet and script."""

    templates: Templates
    assets: Assets


@dataclass(frozen=True, slots=True)
class Plan:
    """A site before it is rendered."""

    around: Surroundings
    posts: Posts
    pages: tuple[PageInput, ...]
    lists: tuple[ListPage, ...]
    assets: tuple[Output, ...]
    """The files that pages name, which need no rendering."""

    @property
    def outputs(self) -> frozenset[str]:
        """Where pages and lists will be written."""
        return frozenset(page.resolved.output for page in self.pages) | {page.output for page in self.lists}


def plan_site(
    site: Site, drawn: Mapping[str, Drawn], theme: Theme, sizes: Sizes, recall: Recall = call
) -> Plan:
    """The plan of a site; `drawn` is by output. What `recall` remembers comes back as the same values."""
    around = recall("around", "", _same, surroundings(site, theme))
    inputs = page_inputs(site, drawn, sizes, recall)
    layouts = [layout_of(given.resolved, theme.templates) for given in inputs]
    posts = posts_of(site, {given.resolved.output: given.terms for given in inputs}, drawn, recall)
    taken = taken_by_sources(site)
    lists = [page for page in list_pages(posts, site, around) if page.output not in taken]
    for given, layout in zip(inputs, layouts, strict=True):
        if layout in LISTING:
            lists.append(own_list(given, layout, posts, around))
    pages = (given for given, layout in zip(inputs, layouts, strict=True) if layout not in LISTING)
    return Plan(around, posts, tuple(pages), tuple(lists), _assets(site, drawn, theme))


def taken_by_sources(site: Site) -> frozenset[str]:
    """The outputs that come from a file of the source: in their place nothing of ours is made."""
    pages, statics = (page.output for page in site.pages), (static.path for static in site.statics)
    return frozenset((*pages, *statics, *(text.output for text in site.texts)))


def surroundings(site: Site, theme: Theme) -> Surroundings:
    """What every page of the site shows of it."""
    assets = theme.assets
    css, js, icon = map(versioned, (assets.css, assets.js, assets.icon))
    maths = (mathjax_script(), mathml_style(), mathml_font())
    return surroundings_of(
        site, Files(css, js, icon, *maths, versioned(assets.explorer), versioned(assets.search))
    )


def page_inputs(
    site: Site, drawn: Mapping[str, Drawn], sizes: Sizes, recall: Recall = call
) -> tuple[PageInput, ...]:
    """For each page of the site, all that it is rendered from."""
    urls = recall("urls", "", _urls, site.categories, site.tags)
    sizes = recall("sizes", "", _same, sizes)
    others = translations(site)
    return tuple(
        recall(
            "input",
            page.output,
            _input,
            page,
            drawn.get(page.output, _NOTHING),
            urls,
            sizes,
            others.get(page.output, ()),
        )
        for page in site.pages
    )


def _input(
    page: ResolvedPage, drawn: Drawn, urls: Urls, sizes: Sizes, others: tuple[tuple[str, str], ...]
) -> PageInput:
    front, (categories, tags) = page.page.front, urls
    terms = (*_terms(front.categories, categories), *_terms(front.tags, tags))
    return PageInput(page, drawn, terms, _sizes_of(page, sizes), others)


def _same(value: T) -> T:
    """The first of equal values, so that each page's is compared by identity."""
    return value


def _urls(categories: tuple[Term, ...], tags: tuple[Term, ...]) -> Urls:
    by_name = ({term.name.casefold(): term.url for term in terms} for terms in (categories, tags))
    return next(by_name), next(by_name)


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
