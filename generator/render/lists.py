"""The pages of our own: home and its parts, archive, tags, categories, the 404 page, moved pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator import addresses
from generator.model import THUMBNAIL, Config, Site, Target
from generator.records import dataclass, replace
from generator.render.body import Filling, render_body
from generator.render.listed import Card, Filed, Label, Order, Part, Posts, Shown, labels_of
from generator.render.page_view import PageInput, day, figures_in, page_view
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
from generator.render.words import counted, words_for

_HOME_LENGTH = 20
"""Posts on an unpaginated home page; the archive has the rest."""
_ARCHIVE = "/archive/"


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


def list_pages(posts: Posts, site: Site, around: Surroundings) -> Iterator[ListPage]:
    """Every list page, the search page, the 404 page, and one for each address that a page had before."""
    config = site.config
    yield from (_home_page(posts, n, around) for n in _up_to(_home_parts(posts, config)))
    yield from (_archive_page(posts, n, around) for n in _up_to(addresses.list_parts(len(posts.cards))))
    for kind in _kinds(posts.order, config):
        yield ListPage(kind.output, _terms, (labels_of(kind.terms), kind.output, kind.title, around))
        for term in kind.terms:
            parts = addresses.list_parts(len(term.posts))
            yield from (_term_page(posts, kind, term, n, around) for n in _up_to(parts))
    if config.search:
        words = words_for(config.lang)
        yield ListPage(SEARCH, _bare, (Place(SEARCH), around, "search", words.search), listed=False)
    yield ListPage(LOST, _lost, (around,), listed=False)
    yield from _moved_pages(site, around)


def lists_with(posts: Posts, post: int, around: Surroundings) -> Iterator[ListPage]:
    """The list pages that show the post of that number."""
    part = post // _home_size(around.config) + 1
    if part <= _home_parts(posts, around.config):
        yield _home_page(posts, part, around)
    yield _archive_page(posts, post // addresses.ROWS + 1, around)
    for kind in _kinds(posts.order, around.config):
        for term in kind.terms:
            if post in term.posts:
                yield _term_page(posts, kind, term, term.posts.index(post) // addresses.ROWS + 1, around)


def own_list(given: PageInput, layout: str, posts: Posts, around: Surroundings) -> ListPage:
    """A page of the author's whose layout is home or archive: its own words, with the posts below."""
    place = Place(given.resolved.output)
    lists = (_home_page if layout == "home" else _archive_page)(posts, 1, around, place).arguments
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


def _home_page(posts: Posts, number: int, around: Surroundings, place: Place | None = None) -> ListPage:
    """The home page's part of that number, from 1, or what it shows at another place."""
    config, size = around.config, _home_size(around.config)
    part = _part(number, _home_parts(posts, config), partial(addresses.part_url, config.paginate_path))
    place = place or Place(addresses.output_of(addresses.part_url(config.paginate_path, number)))
    shown = posts.shown((number - 1) * size, number * size)
    return ListPage(place.output, _home_part, (posts.tags, posts.order.years, shown, around, place, part))


def _archive_page(posts: Posts, number: int, around: Surroundings, place: Place | None = None) -> ListPage:
    part = _part(number, addresses.list_parts(len(posts.cards)), partial(addresses.list_url, _ARCHIVE))
    place = place or Place(addresses.output_of(addresses.list_url(_ARCHIVE, number)))
    cards = tuple(posts.cards[_rows_of(number)])
    return ListPage(place.output, _archive, (posts.tags, posts.order.years, cards, around, place, part))


def _term_page(posts: Posts, kind: _Kind, term: Filed, number: int, around: Surroundings) -> ListPage:
    count = len(term.posts)
    part = _part(number, addresses.list_parts(count), partial(addresses.list_url, term.url))
    output = addresses.output_of(addresses.list_url(term.url, number))
    cards = tuple(posts.cards[post] for post in term.posts[_rows_of(number)])
    return ListPage(output, _term, (term.name, output, kind.title, cards, count, around, part))


@dataclass(frozen=True, slots=True)
class _Kind:
    """Tags or categories: the page that lists them all, and its title."""

    terms: tuple[Filed, ...]
    output: str
    title: str


def _kinds(order: Order, config: Config) -> tuple[_Kind, ...]:
    words = words_for(config.lang)
    return (_Kind(order.tags, TAGS, words.tags), _Kind(order.categories, CATEGORIES, words.categories))


def _home_size(config: Config) -> int:
    return config.paginate or _HOME_LENGTH


def _home_parts(posts: Posts, config: Config) -> int:
    return max(1, -(-len(posts.cards) // config.paginate)) if config.paginate else 1


def _rows_of(number: int) -> slice:
    """The rows of a list's part."""
    return slice((number - 1) * addresses.ROWS, number * addresses.ROWS)


def _up_to(last: int) -> range:
    return range(1, last + 1)


def _part(number: int, of: int, url_of: Callable[[int], str]) -> Part:
    newer = url_of(number - 1) if number > 1 else ""
    older = url_of(number + 1) if number < of else ""
    return Part(number, of, newer, older)


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
