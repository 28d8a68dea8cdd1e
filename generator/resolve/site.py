"""The whole site from its pages: collisions, links, order, neighbours, terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, pairwise

from generator import addresses
from generator.diagnostics import Checked, Diagnostic
from generator.memo import Recall, call
from generator.model import Config, Kind, PageRef, Program, ResolvedPage, Site, StaticFile, Target, TextFile
from generator.resolve.generated import generated
from generator.resolve.links import Addresses, addresses_of, targets_of
from generator.resolve.moved import moved, taken
from generator.resolve.places import Placed, collisions
from generator.resolve.taxonomy import reference, terms, years

_RELATED = 4


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

    `figures` are the image paths that the engine draws; `recall` may know where links lead and what
    posts are related. `texts` are written as they are, `programs` not at all.
    """
    placed = tuple(sorted(pages, key=lambda p: p.output))
    static_files = tuple(sorted(statics, key=lambda s: s.path))
    text_files = tuple(sorted(texts, key=lambda t: t.output))
    posts = sorted((p for p in placed if p.page.kind is Kind.POST), key=_newest_first)
    tags = terms(posts, lambda page: page.front.tags, "tags")
    categories = terms(posts, lambda page: page.front.categories, "categories")
    ours = generated(config, (*tags, *categories), len(posts))
    files = (*(s.path for s in static_files), *(t.output for t in text_files), *figures)
    owners = dict.fromkeys((*ours, *files), "")
    owners |= {s.path: s.path for s in static_files} | {t.output: t.path for t in text_files}
    onward = moved(placed, programs, taken(owners | {p.output: p.page.path for p in placed}), _feed(config))
    known = addresses_of(placed, files, (*ours, *(output for output, _ in onward.value)), config.baseurl)
    known = recall("addresses", "", _same, known)
    checked = {p.page.path: recall("targets", p.page.path, targets_of, p, known) for p in placed}
    resolved = _with_neighbours(placed, posts, {path: c.value for path, c in checked.items()}, known, recall)
    site = Site(
        config=config,
        pages=tuple(resolved[p.page.path] for p in placed),
        posts=tuple(resolved[p.page.path] for p in posts),
        tags=tags,
        categories=categories,
        years=years(posts),
        statics=static_files,
        texts=text_files,
        moved=onward.value,
    )
    found: Iterable[Diagnostic] = chain.from_iterable(c.diagnostics for c in checked.values())
    return Checked(site, (*collisions(placed, static_files, text_files), *onward.diagnostics, *found))


def _feed(config: Config) -> str:
    """The output that the settings of Jekyll's feed plugin name."""
    feed = dict(config.extra).get("feed")
    path = feed.get("path") if isinstance(feed, dict) else None
    return addresses.join("", path.lstrip("/")) or "" if isinstance(path, str) else ""


def _same(known: Addresses) -> Addresses:
    """The first of equal addresses, so that each page's are compared by identity."""
    return known


def _newest_first(post: Placed) -> tuple[bool, float, str]:
    date = post.page.front.date
    return (date is None, -date.timestamp() if date else 0.0, post.page.path)


def _with_neighbours(
    placed: tuple[Placed, ...],
    posts: list[Placed],
    targets: Mapping[str, dict[str, Target]],
    known: Addresses,
    recall: Recall,
) -> dict[str, ResolvedPage]:
    newer = {post.output: other for other, post in pairwise(posts)}
    older = {post.output: other for post, other in pairwise(posts)}
    backlinks = _backlinks(placed, targets, known)
    listed = tuple((post.output, reference(post), _labels(post)) for post in posts)
    related = recall("related", "", _related, listed)
    return {
        p.page.path: ResolvedPage(
            page=p.page,
            url=p.url,
            output=p.output,
            targets=targets[p.page.path],
            previous=_reference(older.get(p.output)),
            next=_reference(newer.get(p.output)),
            backlinks=backlinks.get(p.output, ()),
            related=related.get(p.output, ()),
        )
        for p in placed
    }


def _reference(placed: Placed | None) -> PageRef | None:
    return None if placed is None else reference(placed)


def _backlinks(
    placed: tuple[Placed, ...], targets: Mapping[str, dict[str, Target]], known: Addresses
) -> dict[str, tuple[PageRef, ...]]:
    linked: dict[str, list[PageRef]] = {}
    for page in placed:
        for output in sorted({target.output for target in targets[page.page.path].values()}):
            if output in known.pages and output != page.output:
                linked.setdefault(output, []).append(reference(page))
    return {output: tuple(references) for output, references in linked.items()}


def _related(posts: tuple[tuple[str, PageRef, tuple[str, ...]], ...]) -> dict[str, tuple[PageRef, ...]]:
    """For each post the few that share most of its labels, newest first among equals.

    `posts` are (output, reference, labels), newest first.
    """
    by_term: dict[str, list[int]] = {}
    for index, (_, _, labels) in enumerate(posts):
        for label in labels:
            by_term.setdefault(label, []).append(index)
    related: dict[str, tuple[PageRef, ...]] = {}
    for index, (output, _, labels) in enumerate(posts):
        shared: dict[int, int] = {}
        for label in labels:
            for other in by_term[label][: _RELATED * 8]:
                shared[other] = shared.get(other, 0) + 1
        shared.pop(index, None)
        best = sorted(shared, key=lambda other: (-shared[other], other))[:_RELATED]
        related[output] = tuple(posts[other][1] for other in best)
    return related


def _labels(post: Placed) -> tuple[str, ...]:
    return tuple(sorted({label.casefold() for label in (*post.page.front.tags, *post.page.front.categories)}))
