"""The pages of our own: home and its parts, archive, tags, categories, the 404 page, moved pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from generator import addresses
from generator.memo import Recall, call
from generator.model import Config, Drawn, ResolvedPage, Site, Target, Term
from generator.render.body import Filling, render_body
from generator.render.page_view import PageInput, Terms, day, figures_in, page_view
from generator.render.surroundings import (
    ARCHIVE,
    CATEGORIES,
    HOME,
    LOST,
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
    """A post for lists: what they show of it, before it is known from where."""

    post: ResolvedPage
    terms: Terms
    minutes: int
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class ListView:
    """A list page with the output it is written to."""

    output: str
    view: PageView


def cards_of(
    site: Site, drawn: Mapping[str, Drawn], terms: Mapping[str, Terms], recall: Recall = call
) -> dict[str, Card]:
    """URL → card, for every post, newest first. `drawn` and `terms` are by output."""
    nothing = Drawn()
    return {
        post.url: recall("card", post.url, _card, post, terms[post.output], drawn.get(post.output, nothing))
        for post in site.posts
    }


def _card(post: ResolvedPage, terms: Terms, drawn: Drawn) -> Card:
    return Card(post, terms, reading_minutes(post.page), drawn)


def list_views(
    site: Site, cards: Mapping[str, Card], around: Surroundings, recall: Recall = call
) -> Iterator[ListView]:
    """Every list page, the 404 page, and one for each address that a page had before."""
    posts = tuple(cards.values())
    yield from _home(site, posts, around, recall)
    view = recall("view", ARCHIVE, _archive, site.tags, site.years, posts, around, Place(ARCHIVE))
    yield ListView(ARCHIVE, view)
    words = words_for(site.config.lang)
    kinds = ((site.tags, TAGS, words.tags), (site.categories, CATEGORIES, words.categories))
    for terms, output, title in kinds:
        yield _terms(terms, output, title, around)
        for term in terms:
            listed = tuple(cards[post.url] for post in term.posts)
            yield recall("view", addresses.output_of(term.url), _term, term, title, listed, around)
    yield _lost(around)
    yield from _moved_pages(site, around)


def own_list(
    given: PageInput, layout: str, site: Site, cards: Mapping[str, Card], around: Surroundings
) -> ListView:
    """A page of the author's whose layout is home or archive: its own words, with the posts below."""
    place = Place(given.resolved.output)
    posts = tuple(cards.values())
    lists = (
        _home_part(
            site.tags,
            site.years,
            _part(site.config, posts, 1),
            around,
            place,
            (1, _parts(site.config, posts)),
        )
        if layout == "home"
        else _archive(site.tags, site.years, posts, around, place)
    )
    own = page_view(given, around, layout)
    has_math = own.has_math or lists.has_math
    has_mathml = bool(own.frame.mathml or lists.frame.mathml)
    view = replace(
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
        pager=lists.pager if place.output == HOME else None,
    )
    return ListView(place.output, view)


def _home(site: Site, cards: tuple[Card, ...], around: Surroundings, recall: Recall) -> Iterator[ListView]:
    count = _parts(site.config, cards)
    for number in range(1, count + 1):
        place = Place(addresses.output_of(addresses.part_url(site.config.paginate_path, number)))
        part = _part(site.config, cards, number)
        given = (site.tags, site.years, part, around, place, (number, count))
        yield ListView(place.output, recall("view", place.output, _home_part, *given))


def _part(config: Config, cards: tuple[Card, ...], number: int) -> tuple[Card, ...]:
    size = config.paginate or _HOME_LENGTH
    return cards[(number - 1) * size : number * size]


def _parts(config: Config, cards: tuple[Card, ...]) -> int:
    return max(1, -(-len(cards) // config.paginate)) if config.paginate else 1


def _home_part(
    tags: tuple[Term, ...],
    years: tuple[Term, ...],
    cards: tuple[Card, ...],
    around: Surroundings,
    place: Place,
    part: tuple[int, int],
) -> PageView:
    """A part of the home page as seen from `place`: which, from 1, and of how many."""
    config = around.config
    number, count = part
    entries = tuple(_entry(card, place, config.lang, full=True) for card in cards)
    has_math = any("\\(" in entry.excerpt or "\\[" in entry.excerpt for entry in entries)
    has_mathml = any("<math" in entry.excerpt for entry in entries)
    return replace(
        _bare(place, around, "home", config.title),
        frame=frame_at(place, around, config.lang, has_math=has_math, has_mathml=has_mathml),
        has_math=has_math,
        groups=(Group("", "", entries),),
        terms=_anchors(tags, place),
        years=_anchors(years, place),
        pager=_pager(config, place, number, count) if count > 1 else None,
    )


def _archive(
    tags: tuple[Term, ...],
    years: tuple[Term, ...],
    cards: tuple[Card, ...],
    around: Surroundings,
    place: Place,
) -> PageView:
    words = words_for(around.config.lang)
    groups = tuple(
        Group(
            title=str(year) if year else words.undated,
            anchor=f"y{year}" if year else "",
            entries=_rows(part, place, around.config),
        )
        for year, part in groupby(cards, _year)
    )
    return replace(
        _bare(place, around, "archive", words.archive),
        groups=groups,
        terms=_anchors(tags, place),
        years=_anchors(years, place),
    )


def _terms(terms: tuple[Term, ...], output: str, title: str, around: Surroundings) -> ListView:
    place = Place(output)
    return ListView(output, replace(_bare(place, around, "terms", title), terms=_anchors(terms, place)))


def _term(term: Term, kind: str, cards: tuple[Card, ...], around: Surroundings) -> ListView:
    place = Place(addresses.output_of(term.url))
    view = _bare(place, around, "term", term.name)
    groups = tuple(
        Group(str(year) if year else view.words.undated, "", _rows(part, place, around.config))
        for year, part in groupby(cards, _year)
    )
    count = counted(len(cards), view.words.written)
    return ListView(place.output, replace(view, groups=groups, lede=kind, counts=(count,)))


def _lost(around: Surroundings) -> ListView:
    place = Place(LOST, around.config.baseurl)
    view = _bare(place, around, "lost", words_for(around.config.lang).lost)
    return ListView(LOST, replace(view, canonical=""))


def _moved_pages(site: Site, around: Surroundings) -> Iterator[ListView]:
    """A page at each address that a text had before, leading to where it is now."""
    words = words_for(site.config.lang)
    titles = {HOME: site.config.title, ARCHIVE: words.archive, TAGS: words.tags, CATEGORIES: words.categories}
    titles |= {resolved.output: resolved.page.title for resolved in site.pages}
    for output, target in site.moved:
        if output.endswith(".html"):
            place = Place(output)
            view = _bare(place, around, "moved", titles.get(target, site.config.title))
            address = canonical(around.config, target)
            yield ListView(output, replace(view, canonical=address, moved_to=place.href(target)))


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


def _pager(config: Config, place: Place, number: int, count: int) -> Pager:
    words = words_for(config.lang)
    newer = place.href_of(addresses.part_url(config.paginate_path, number - 1)) if number > 1 else ""
    older = place.href_of(addresses.part_url(config.paginate_path, number + 1)) if number < count else ""
    return Pager(words.page_of.format(number, count), newer, older)


def _anchors(terms: Iterable[Term], place: Place) -> tuple[Anchor, ...]:
    return tuple(Anchor(term.name, place.href_of(term.url), count=len(term.posts)) for term in terms)


def _rows(cards: Iterable[Card], place: Place, config: Config) -> tuple[Entry, ...]:
    return tuple(_entry(card, place, config.lang) for card in cards)


def _year(card: Card) -> int | None:
    date = card.post.page.front.date
    return date.year if date else None


def _entry(card: Card, place: Place, lang: str, *, full: bool = False) -> Entry:
    page = card.post.page
    words = words_for(lang)
    return Entry(
        title=page.title,
        href=place.href(card.post.output),
        minutes=counted(card.minutes, words.minutes),
        lang=page.front.lang or lang,
        day=day(page.front.date, lang),
        excerpt=_excerpt(card, place) if full else finished(""),
        tags=tuple(Anchor(name, place.href_of(url)) for name, url in card.terms) if full else (),
        thumbnail=_thumbnail(card, place) if full else None,
    )


def _excerpt(card: Card, place: Place) -> Markup:
    """The excerpt with its links seen from the list's place, not from the post's own."""
    post = card.post
    seen = {href: _moved(target, place) for href, target in post.targets.items()}
    return finished(render_body(post.page.excerpt, Filling(seen, card.drawn, place.href)))


def _moved(target: Target, place: Place) -> Target:
    if not target.output:
        return target
    return replace(target, url=place.href(target.output, target.fragment or None))


def _thumbnail(card: Card, place: Place) -> Thumbnail | None:
    figure = next(figures_in(card.post.page, card.drawn), None)
    return Thumbnail(place.href(figure.svg), figure.width, figure.height) if figure else None
