"""What a template may see: one `PageView`, called `page`, and nothing behind it.

Every href is finished: relative to the page, percent-encoded. Knows nothing of `Site`.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.render.words import Words

_NOTHING = Markup()


def finished(html: str) -> Markup:
    """HTML of ours, escaped where it was made, as templates print it unchanged."""
    return Markup(html)  # noqa: S704 the one place where HTML is declared finished


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link: its words, where it leads, whether it is here, and how much lies behind it."""

    label: str
    href: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A date for people and for machines."""

    iso: str
    long: str
    short: str
    in_year: str


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of the contents: a second-level heading with its third-level ones."""

    label: Markup
    href: str
    entries: tuple[TocEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A figure beside a list entry; decorative, so it has no words."""

    href: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as lists show it. `excerpt` is finished HTML, empty where the list shows none."""

    title: str
    href: str
    minutes: str
    day: Day | None = None
    excerpt: Markup = _NOTHING
    tags: tuple[Anchor, ...] = ()
    thumbnail: Thumbnail | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Posts under one heading: a year, a tag. `anchor` is the heading's id, "" for none."""

    title: str
    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a part of a long list stands: "page 2 of 5", and its neighbours' hrefs ("" at the ends)."""

    label: str
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the site's name, its links and its files."""

    site_title: str
    site_description: str
    author: str
    home: str
    archive: str
    nav: tuple[Anchor, ...]
    css: str
    js: str
    icon: str
    feed: str
    """The Atom feed, "" where the site has none; likewise the JSON feed."""
    json_feed: str
    mathjax: str
    """The script that sets maths, "" on a page without any."""


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything one template may see of its page."""

    layout: str
    """What the page is: post, page, home, archive, terms, term or lost."""
    title: str
    lang: str
    words: Words
    """The interface's own words in the page's language."""
    frame: Frame
    show_title: bool = True
    """False where the body opens with a heading of its own and no title is given."""
    description: str = ""
    canonical: str = ""
    """The page's full address, "" where the site does not name its own."""
    properties: tuple[tuple[str, str], ...] = ()
    """Open Graph (property, content) pairs."""
    json_ld: Markup = _NOTHING
    """The page as schema.org data, "" for none."""
    body: Markup = _NOTHING
    lede: str = ""
    """The author's own summary, "" when the front matter gives none."""
    toc: tuple[TocEntry, ...] = ()
    date: Day | None = None
    updated: Day | None = None
    reading: str = ""
    counts: tuple[str, ...] = ()
    """Figures and tables, counted in words."""
    tags: tuple[Anchor, ...] = ()
    previous: Anchor | None = None
    next: Anchor | None = None
    backlinks: tuple[Anchor, ...] = ()
    related: tuple[Anchor, ...] = ()
    has_math: bool = False
    has_code: bool = False
    groups: tuple[Group, ...] = ()
    """The posts of a list page, under their headings."""
    terms: tuple[Anchor, ...] = ()
    """All tags (or categories) with how many posts each has."""
    years: tuple[Anchor, ...] = ()
    pager: Pager | None = None
