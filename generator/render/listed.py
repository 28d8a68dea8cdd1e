"""The posts as lists show them, and which list shows which of them in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from generator.memo import Recall, call
from generator.model import Drawn, Page, ResolvedPage, Site, Target, Term
from generator.records import dataclass
from generator.render.page_view import Terms
from generator.render.words import reading_minutes


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
class Filed:
    """A tag or category, and the posts that have it: their numbers among all."""

    name: str
    url: str
    posts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The outputs of all posts, newest first, and what they are listed under."""

    posts: tuple[str, ...]
    tags: tuple[Filed, ...]
    categories: tuple[Filed, ...]
    years: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Posts:
    """All that lists are made of; of a large blog the rows may be looked up one by one."""

    order: Order
    tags: tuple[Label, ...]
    cards: Sequence[Card]
    """The row of each post of the order."""
    shown: Callable[[int, int], tuple[Shown, ...]]
    """The posts from one number to before another, as the home page shows them."""


def posts_of(
    site: Site, terms: Mapping[str, Terms], drawn: Mapping[str, Drawn], recall: Recall = call
) -> Posts:
    """The posts of a site; `terms` and `drawn` are by output."""
    lang, nothing = site.config.lang, Drawn()
    cards = {
        p.url: recall("card", p.url, card_of, p.page, p.output, terms[p.output], lang) for p in site.posts
    }
    numbers = {url: number for number, url in enumerate(cards)}

    def shown(start: int, stop: int) -> tuple[Shown, ...]:
        return tuple(shown_of(p, cards[p.url], drawn.get(p.output, nothing)) for p in site.posts[start:stop])

    order = Order(
        posts=tuple(card.output for card in cards.values()),
        tags=_filed(site.tags, numbers),
        categories=_filed(site.categories, numbers),
        years=tuple(Label(year.name, year.url, len(year.posts)) for year in site.years),
    )
    return Posts(order, labels_of(order.tags), tuple(cards.values()), shown)


def labels_of(terms: Iterable[Filed]) -> tuple[Label, ...]:
    """Terms as a list of them shows them."""
    return tuple(Label(term.name, term.url, len(term.posts)) for term in terms)


def card_of(page: Page, output: str, terms: Terms, lang: str) -> Card:
    """The row of a post; `lang` is the site's language."""
    front = page.front
    return Card(page.title, output, front.lang or lang, front.date, reading_minutes(page), terms)


def shown_of(post: ResolvedPage, card: Card, drawn: Drawn) -> Shown:
    """A post as the home page shows it."""
    return Shown(card, post.page, post.targets, drawn)


def _filed(terms: Iterable[Term], numbers: Mapping[str, int]) -> tuple[Filed, ...]:
    return tuple(Filed(t.name, t.url, tuple(numbers[post.url] for post in t.posts)) for t in terms)
