"""The whole site from its pages: collisions, links, order, neighbours, terms."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from generator.diagnostics import Checked
from generator.memo import Recall, call
from generator.model import Config, PageRef, Program, ResolvedPage, Site, StaticFile, Target, TextFile
from generator.records import replace
from generator.resolve.facts import Facts, facts_of
from generator.resolve.links import Addresses, addresses_of, targets_of
from generator.resolve.neighbours import ALONE, Neighbours, backlinks
from generator.resolve.places import Placed
from generator.resolve.titles import titles_of
from generator.resolve.whole import Whole, whole_of

PER_PAGE = ("facts", "targets", "linked", "resolved")
"""The phases of which a value is remembered for each source."""


def resolve(
    config: Config,
    pages: Iterable[Placed],
    statics: Iterable[StaticFile],
    figures: Iterable[str],
    recall: Recall = call,
    texts: Iterable[TextFile] = (),
    programs: Iterable[Program] = (),
) -> Checked[Site]:
    """The site, with every diagnostic that needs more than one page.

    `figures` are the image paths that the engine draws. `texts` are written as they are, `programs` not
    at all. What `recall` remembers comes back as the very same values, so that later phases find at a
    glance what has not changed.
    """
    placed = tuple(sorted(pages, key=lambda p: p.output))
    static_files = tuple(sorted(statics, key=lambda s: s.path))
    text_files = tuple(sorted(texts, key=lambda t: t.output))
    paths, drawn = tuple(s.path for s in static_files), tuple(figures)
    facts = tuple(recall("facts", p.page.path, facts_of, p) for p in placed)
    bare = tuple(replace(text, text="") for text in text_files)
    whole = recall("whole", "", whole_of, config, facts, paths, bare, drawn, tuple(programs))
    goals = tuple(page.goal for page in facts)
    files = (*paths, *(text.output for text in text_files), *drawn)
    known = recall("addresses", "", addresses_of, goals, files, whole.generated, config.baseurl)
    targets = _targets(placed, facts, known, recall)
    resolved = _resolved_pages(placed, facts, [found.value for found in targets], whole, recall)
    site = Site(
        config=config,
        pages=tuple(resolved.values()),
        posts=tuple(resolved[path] for path in whole.posts),
        tags=whole.tags,
        categories=whole.categories,
        years=whole.years,
        statics=static_files,
        texts=text_files,
        moved=whole.moved,
    )
    return Checked(site, (*whole.diagnostics, *chain.from_iterable(c.diagnostics for c in targets)))


def _targets(
    placed: tuple[Placed, ...], facts: tuple[Facts, ...], known: Addresses, recall: Recall
) -> tuple[Checked[dict[str, Target]], ...]:
    """Where the links of each page lead. Titles are gathered only where some page links by them."""
    titles = recall("titles", "", titles_of, facts) if any(page.by_title for page in facts) else {}
    return tuple(
        recall("targets", page.path, targets_of, p, known, titles if page.by_title else {})
        for p, page in zip(placed, facts, strict=True)
    )


def _resolved_pages(
    placed: tuple[Placed, ...],
    facts: tuple[Facts, ...],
    targets: list[dict[str, Target]],
    whole: Whole,
    recall: Recall,
) -> dict[str, ResolvedPage]:
    """Source → page, in the order of `placed`."""
    linked = tuple(
        (page.reference, recall("linked", page.path, _linked, page.output, leading))
        for page, leading in zip(facts, targets, strict=True)
    )
    linking = recall("backlinks", "", backlinks, linked)
    pages: dict[str, ResolvedPage] = {}
    for p, leading in zip(placed, targets, strict=True):
        beside = whole.beside.get(p.output, ALONE)
        around = (leading, beside, linking.get(p.output, ()))
        pages[p.page.path] = recall("resolved", p.page.path, _resolved, p, *around)
    return pages


def _linked(output: str, targets: dict[str, Target]) -> tuple[str, ...]:
    """The outputs of others that a page at `output` links to."""
    return tuple(sorted({target.output for target in targets.values()} - {output, ""}))


def _resolved(
    placed: Placed, targets: dict[str, Target], beside: Neighbours, backlinks: tuple[PageRef, ...]
) -> ResolvedPage:
    return ResolvedPage(
        page=placed.page,
        url=placed.url,
        output=placed.output,
        targets=targets,
        previous=beside.previous,
        next=beside.next,
        backlinks=backlinks,
        related=beside.related,
    )
