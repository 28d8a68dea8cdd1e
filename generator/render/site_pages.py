"""The whole site's pages from `Site` and what was drawn: each page alone, then the lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from generator.diagnostics import Checked, Diagnostic, Location
from generator.memo import Aside, Recall, RecallAll, Task, call, call_all, nothing
from generator.model import Drawn, Output, Site
from generator.problems.render import unknown_layout
from generator.records import replace
from generator.render.feeds import feeds
from generator.render.plan import Plan, Sizes, Theme, plan_site, taken_by_sources
from generator.render.renderers import (
    ListRenderer,
    Renderer,
    highlight_first,
    layout_of,
    render_list,
    render_one,
)
from generator.render.search import NO_INDEX, plan_index
from generator.render.templates import Templates
from generator.render.translations import repeated

_AS_IT_IS = Output(".nojekyll")
"""Tells GitHub Pages to publish the files as they are."""


def _as_planned(plan: Plan) -> Aside:
    """What is done with a plan where nobody looks on."""
    del plan
    return nothing


def render_site(
    site: Site,
    drawn: Mapping[str, Drawn],
    theme: Theme,
    sizes: Sizes | None = None,
    recall: Recall = call,
    recall_all: RecallAll = call_all,
    planned: Callable[[Plan], Aside] = _as_planned,
) -> Checked[tuple[Output, ...]]:
    """Every page, list and asset of the site. `drawn` is by output; `recall_all` computes what is much, all
    at once, so that no process waits for another. `planned` is told what is about to be rendered: a preview
    can render and show some of it before all the rest. What it gives back is done meanwhile.

    A source page at the address of one of our lists stands in its place.
    """
    if faults := theme.templates.faults():
        return Checked((), faults)
    plan = plan_site(site, drawn, theme, sizes or {}, recall)
    later = planned(plan)
    index = plan_index(site, drawn, recall, recall_all) if site.config.search else NO_INDEX
    told: list[Output] = []

    def meanwhile() -> None:
        later()
        told.extend(_told(site, drawn, plan, recall))

    batches = (*_batches(plan, theme.templates), *index.batches)
    pages, lists, blocks, texts = recall_all(*batches, meanwhile=meanwhile)
    html = tuple(c.value for c in (*pages, *lists))
    outputs = (*html, *told, *index.outputs(blocks, texts, recall), *plan.assets)
    found = chain.from_iterable(c.diagnostics for c in (*pages, *lists))
    return Checked(outputs, (*_layouts(site, theme.templates), *repeated(site), *found))


def _told(site: Site, drawn: Mapping[str, Drawn], plan: Plan, recall: Recall) -> Iterator[Output]:
    """What machines read of the site: feeds and sitemap, also where they were before."""
    lists = (page.output for page in plan.lists if page.listed)
    made = feeds(site, drawn, (*(page.resolved.output for page in plan.pages), *lists), recall)
    again = [replace(feed, path=path) for path, target in site.moved for feed in made if feed.path == target]
    taken = taken_by_sources(site)
    return (output for output in (*made, *again, _AS_IT_IS) if output.path not in taken)


def _batches(plan: Plan, templates: Templates) -> tuple[list[Task], list[Task]]:
    """The rendering of the pages, and of the lists."""
    one, lister = Renderer(plan.around, templates), ListRenderer(templates)
    pages = [
        Task("render", page.resolved.output, render_one, (one, page), first=highlight_first)
        for page in plan.pages
    ]
    return pages, [Task("list", page.output, render_list, (lister, page)) for page in plan.lists]


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
