"""The pages of our own: home and its parts, archive, tags, categories, the 404 page, moved pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator import addresses
from generator.memo import Recall, call
from generator.model import THUMBNAIL, Config, Drawn, Page, Site, Target, Term
from generator.render.body import Filling, render_body
from generator.render.page_view import PageInput, Terms, day, figures_in, page_view
from generator.render.surroundings import (
    ARCHIVE,
    CATEGORIES,
    HOME,
    LOST,
    SEARCH,
    TAGS,
    Place,
    Surroundings,
    canonical,
    frame_at,
)
from generator.render.view import Anchor, Entry, Group, Pager, PageView, Thumbnail, finished
from generator.render.words import counted, reading_minutes, words_for

_HOME_LENGTH = 20
"""Posts on an unpaginated home page; the archive has the rest."""


@dataclass(frozen=True, slots=True)
class Card:
    """A post as a row of a list: all that the row shows, before it is known from where."""

    title: str
    output: str
    lang: str
    date: datetime | None
    minutes: int
    terms: Terms


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as the home page shows it: its row, and what its excerpt and thumbnail are made of."""

    card: Card
    page: Page
    targets: Mapping[str, Target]
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Label:
    """A tag, category or year as a list of them shows it."""

    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a long list a page is, from 1, and the URLs of those beside it, "" for none."""

    number: int
    of: int
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list page that is yet to be made: where it is written, and what makes its view from what.

    `listed` is false for pages that are no pages of the site's: the search and 404 pages, and moved ones.
    """

    output: str
    build: Callable[..., PageView]
    arguments: tuple[object, ...]
    listed: bool = True

    def view(self) -> PageView:
        """The page as its template sees it."""
        return self.build(*self.arguments)


def cards_of(site: Site, terms: Mapping[str, Terms], recall: Recall = call) -> dict[str, Card]:
    """URL → card, for every post, newest first. `terms` are by output."""
    lang = site.config.lang
    return {p.url: recall("card", p.url, _card, p.page, p.output, terms[p.output], lang) for p in site.posts}


def _card(page: Page, output: str, terms: Terms, lang: str) -> Card:
    front = page.front
    return Card(page.title, output, front.lang or lang, front.date, reading_minutes(page), terms)


def list_pages(
    site: Site, cards: Mapping[str, Card], drawn: Mapping[str, Drawn], around: Surroundings
) -> Iterator[ListPage]:
    """Every list page, the search page, the 404 page, and one for each address that a page had before."""
    posts = tuple(cards.values())
    tags, years = _labels(site.tags), _labels(site.years)
    yield from _home(site, cards, drawn, around)
    for url, rows, part in _split("/archive/", posts):
        place = Place(addresses.output_of(url))
        yield ListPage(place.output, _archive, (tags, years, rows, around, place, part))
    words = words_for(site.config.lang)
    kinds = ((site.tags, TAGS, words.tags), (site.categories, CATEGORIES, words.categories))
    for terms, output, title in kinds:
        yield ListPage(output, _terms, (_labels(terms), output, title, around))
        for term in terms:
            listed, number = tuple(cards[post.url] for post in term.posts), len(term.posts)
            for url, rows, part in _split(term.url, listed):
                output = addresses.output_of(url)
                yield ListPage(output, _term, (term.name, output, title, rows, number, around, part))
    if site.config.search:
        yield ListPage(SEARCH, _bare, (Place(SEARCH), around, "search", words.search), listed=False)
    yield ListPage(LOST, _lost, (around,), listed=False)
    yield from _moved_pages(site, around)


def own_list(
    given: PageInput,
    layout: str,
    site: Site,
    cards: Mapping[str, Card],
    drawn: Mapping[str, Drawn],
    around: Surroundings,
) -> ListPage:
    """A page of the author's whose layout is home or archive: its own words, with the posts below."""
    tags, years = _labels(site.tags), _labels(site.years)
    place = Place(given.resolved.output)
    if layout == "home":
        shown = _part(site, cards, drawn, 1)
        part = _part_of(_home_urls(site.config, len(cards)), 1)
        lists: tuple[object, ...] = (tags, years, shown, around, place, part)
    else:
        _, rows, part = next(_split("/archive/", tuple(cards.values())))
        lists = (tags, years, rows, around, place, part)
    return ListPage(place.output, _own, (given, layout, around, lists))


def _own(given: PageInput, layout: str, around: Surroundings, arguments: tuple[Any, ...]) -> PageView:
    lists = (_home_part if layout == "home" else _archive)(*arguments)
    place = Place(given.resolved.output)
    own = page_view(given, around, layout)
    has_math = own.has_math or lists.has_math
    has_mathml = bool(own.frame.mathml or lists.frame.mathml)
    return replace(
        own,
        frame=frame_at(
            place,
            around,
            own.lang,
            has_math=has_math,
            has_mathml=has_mathml,
            has_explorer=bool(own.frame.explorer),
        ),
        has_math=has_math,
        toc=(),
        groups=lists.groups,
        terms=lists.terms,
        years=lists.years,
        pager=lists.pager if layout == "archive" or place.output == HOME else None,
    )


def _home(
    site: Site, cards: Mapping[str, Card], drawn: Mapping[str, Drawn], around: Surroundings
) -> Iterator[ListPage]:
    urls = _home_urls(site.config, len(cards))
    tags, years = _labels(site.tags), _labels(site.years)
    for number in range(1, len(urls) + 1):
        place = Place(addresses.output_of(urls[number - 1]))
        shown = _part(site, cards, drawn, number)
        part = _part_of(urls, number)
        yield ListPage(place.output, _home_part, (tags, years, shown, around, place, part))


def _part(
    site: Site, cards: Mapping[str, Card], drawn: Mapping[str, Drawn], number: int
) -> tuple[Shown, ...]:
    size = site.config.paginate or _HOME_LENGTH
    nothing = Drawn()
    return tuple(
        Shown(cards[post.url], post.page, post.targets, drawn.get(post.output, nothing))
        for post in site.posts[(number - 1) * size : number * size]
    )


def _home_urls(config: Config, posts: int) -> tuple[str, ...]:
    """The URLs of the home page's parts."""
    count = max(1, -(-posts // config.paginate)) if config.paginate else 1
    return tuple(addresses.part_url(config.paginate_path, number) for number in range(1, count + 1))


def _split(url: str, cards: tuple[Card, ...]) -> Iterator[tuple[str, tuple[Card, ...], Part]]:
    """The parts of a list: the URL of each, its rows, and where it stands."""
    urls = addresses.parts_of(url, len(cards))
    for number, each in enumerate(urls, 1):
        rows = cards[(number - 1) * addresses.ROWS : number * addresses.ROWS]
        yield each, rows, _part_of(urls, number)


def _part_of(urls: tuple[str, ...], number: int) -> Part:
    newer, older = urls[number - 2 : number - 1], urls[number : number + 1]
    return Part(number, len(urls), *(newer if number > 1 else ("",)), *(older or ("",)))


def _labels(terms: Iterable[Term]) -> tuple[Label, ...]:
    return tuple(Label(term.name, term.url, len(term.posts)) for term in terms)


def _home_part(
    tags: tuple[Label, ...],
    years: tuple[Label, ...],
    posts: tuple[Shown, ...],
    around: Surroundings,
    place: Place,
    part: Part,
) -> PageView:
    """A part of the home page as seen from `place`."""
    config = around.config
    entries = tuple(_full_entry(post, place, config.lang) for post in posts)
    has_math = any("\\(" in entry.excerpt or "\\[" in entry.excerpt for entry in entries)
    has_mathml = any("<math" in entry.excerpt for entry in entries)
    return replace(
        _bare(place, around, "home", config.title),
        frame=frame_at(place, around, config.lang, has_math=has_math, has_mathml=has_mathml),
        has_math=has_math,
        groups=(Group("", "", entries),),
        terms=_anchors(tags, place),
        years=_anchors(years, place),
        pager=_pager(config, place, part),
    )


def _archive(
    tags: tuple[Label, ...],
    years: tuple[Label, ...],
    cards: tuple[Card, ...],
    around: Surroundings,
    place: Place,
    part: Part,
) -> PageView:
    words = words_for(around.config.lang)
    groups = tuple(
        Group(
            title=str(year) if year else words.undated,
            anchor=f"y{year}" if year else "",
            entries=_rows(part, place, around.config.lang),
        )
        for year, part in groupby(cards, _year)
    )
    return replace(
        _bare(place, around, "archive", words.archive),
        groups=groups,
        terms=_anchors(tags, place),
        years=_anchors(years, place),
        pager=_pager(around.config, place, part),
    )


def _terms(terms: tuple[Label, ...], output: str, title: str, around: Surroundings) -> PageView:
    place = Place(output)
    return replace(_bare(place, around, "terms", title), terms=_anchors(terms, place))


def _term(
    name: str,
    output: str,
    kind: str,
    cards: tuple[Card, ...],
    number: int,
    around: Surroundings,
    part: Part,
) -> PageView:
    """A part of the list of a term's posts, of which there are `number` in all."""
    place = Place(output)
    view = _bare(place, around, "term", name)
    groups = tuple(
        Group(str(year) if year else view.words.undated, "", _rows(part, place, around.config.lang))
        for year, part in groupby(cards, _year)
    )
    count = counted(number, view.words.written)
    pager = _pager(around.config, place, part)
    return replace(view, groups=groups, lede=kind, counts=(count,), pager=pager)


def _lost(around: Surroundings) -> PageView:
    place = Place(LOST, around.config.baseurl)
    return replace(_bare(place, around, "lost", words_for(around.config.lang).lost), canonical="")


def _moved_pages(site: Site, around: Surroundings) -> Iterator[ListPage]:
    """A page at each address that a text had before, leading to where it is now."""
    words = words_for(site.config.lang)
    titles = {HOME: site.config.title, ARCHIVE: words.archive, TAGS: words.tags, CATEGORIES: words.categories}
    titles |= {resolved.output: resolved.page.title for resolved in site.pages}
    for output, target in site.moved:
        if output.endswith(".html"):
            title = titles.get(target, site.config.title)
            yield ListPage(output, _moved_page, (output, target, title, around), listed=False)


def _moved_page(output: str, target: str, title: str, around: Surroundings) -> PageView:
    place = Place(output)
    address = canonical(around.config, target)
    return replace(_bare(place, around, "moved", title), canonical=address, moved_to=place.href(target))


def _bare(place: Place, around: Surroundings, layout: str, title: str) -> PageView:
    lang = around.config.lang
    return PageView(
        layout=layout,
        title=title,
        lang=lang,
        words=words_for(lang),
        frame=frame_at(place, around, lang),
        description=around.config.description,
        canonical=canonical(around.config, place.output),
    )


def _pager(config: Config, place: Place, part: Part) -> Pager | None:
    """The way to the parts beside this one; None where there is no other."""
    if part.of == 1:
        return None
    newer, older = (place.href_of(url) if url else "" for url in (part.newer, part.older))
    return Pager(words_for(config.lang).page_of.format(part.number, part.of), newer, older)


def _anchors(labels: Iterable[Label], place: Place) -> tuple[Anchor, ...]:
    return tuple(Anchor(label.name, place.href_of(label.url), count=label.count) for label in labels)


def _rows(cards: Iterable[Card], place: Place, lang: str) -> tuple[Entry, ...]:
    return tuple(_entry(card, place, lang) for card in cards)


def _year(card: Card) -> int | None:
    return card.date.year if card.date else None


def _entry(card: Card, place: Place, lang: str) -> Entry:
    return Entry(
        title=card.title,
        href=place.href(card.output),
        minutes=counted(card.minutes, words_for(lang).minutes),
        lang=card.lang,
        day=day(card.date, lang),
    )


def _full_entry(post: Shown, place: Place, lang: str) -> Entry:
    return replace(
        _entry(post.card, place, lang),
        excerpt=_excerpt(post, place),
        tags=tuple(Anchor(name, place.href_of(url)) for name, url in post.card.terms),
        thumbnail=_thumbnail(post, place),
    )


def _excerpt(post: Shown, place: Place) -> Markup:
    """The excerpt with its links seen from the list's place, not from the post's own."""
    seen = {href: _seen_from(target, place) for href, target in post.targets.items()}
    return finished(render_body(post.page.excerpt, Filling(seen, post.drawn, place.href)))


def _seen_from(target: Target, place: Place) -> Target:
    if not target.output:
        return target
    return replace(target, url=place.href(target.output, target.fragment or None))


def _thumbnail(post: Shown, place: Place) -> Thumbnail | None:
    figure = next(figures_in(post.page, post.drawn), None)
    return Thumbnail(place.href(figure.thumbnail), *THUMBNAIL) if figure else None
