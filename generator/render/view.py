"""What a template may see: one `PageView`, called `page`, and nothing behind it.

Every href is finished: relative to the page, percent-encoded. Knows nothing of `Site`.
"""

from __future__ import annotations

from markupsafe import Markup

from generator.records import dataclass
from generator.render.words import Words

_NOTHING = Markup()


def finished(html: str) -> Markup:
    """HTML of ours, escaped where it was made, as templates print it unchanged."""
    return Markup(html)  # noqa: S704 the one place where HTML is declared finished


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link."""

    label: str
    """Its words."""
    href: str
    """Where it leads."""
    current: bool = False
    """Whether it leads to this very page."""
    count: int | None = None
    """How many posts lie behind it, where that is told."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date for people and for machines."""

    iso: str
    """For `<time datetime>`."""
    long: str
    """In a sentence: "2019年9月23日", "23 September 2019"."""
    short: str
    """In a list: "2019.09.23", "23 Sep 2019"."""
    in_year: str
    """Below its year's heading: "09.23", "23 Sep"."""


@dataclass(frozen=True, slots=True)
class Translation:
    """The page in another language."""

    lang: str
    """The other language's tag."""
    name: str
    """The other language as its readers call it."""
    href: str
    """The other page."""
    canonical: str
    """The other page's full address, "" where the site does not name its own."""


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of the contents."""

    label: Markup
    """The heading's words, without an English gloss in brackets."""
    href: str
    """The jump to it."""
    entries: tuple[TocEntry, ...] = ()
    """The third-level headings below one of the second level."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A figure beside a list entry; decorative, so it has no words."""

    href: str
    """An SVG of the figure's shapes without its texts."""
    width: int
    """Its width in pixels."""
    height: int
    """Its height in pixels."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as lists show it. Home pages fill all of it, other lists title, day and minutes."""

    title: str
    """The post's title."""
    href: str
    """The post."""
    minutes: str
    """Reading time in words."""
    lang: str
    """The post's language."""
    day: Day | None = None
    """The post's date, if it has one."""
    excerpt: Markup = _NOTHING
    """Its opening."""
    tags: tuple[Anchor, ...] = ()
    """Its categories and tags."""
    thumbnail: Thumbnail | None = None
    """Its first drawn figure."""


@dataclass(frozen=True, slots=True)
class Group:
    """Posts under one heading."""

    title: str
    """The heading: a year; "" on home pages."""
    anchor: str
    """The heading's id, "" for none."""
    entries: tuple[Entry, ...]
    """The posts, newest first."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a part of a long list stands."""

    label: str
    """In words: "page 2 of 5"."""
    newer: str
    """The part before, "" at the start."""
    older: str
    """The part after, "" at the end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: the site's name, its links and its files."""

    site_title: str
    """`title` of `_config.yml`."""
    site_description: str
    """`description` of `_config.yml`."""
    author: str
    """`author` of `_config.yml`."""
    home: str
    """The home page."""
    archive: str
    """The archive."""
    tags: str
    """The page of all tags."""
    categories: str
    """The page of all categories."""
    nav: tuple[Anchor, ...]
    """The header's links."""
    css: str
    """The style sheet."""
    js: str
    """The script."""
    icon: str
    """The site's icon: its own favicon, else ours."""
    search: str
    """The search page, "" where the site has none."""
    search_js: str
    """The script that searches, to be fetched on first use."""
    feed: str
    """The Atom feed, "" where the site has none."""
    json_feed: str
    """The JSON feed, "" where the site has none."""
    mathjax: str
    """The script that sets maths, "" on a page without any for it."""
    mathml: str = ""
    """The style sheet of formulas set at build, "" on a page without any."""
    mathml_font: str = ""
    """Their font, to be asked for early; "" on a page without any."""
    explorer: str = ""
    """The script of explorers, "" on a page without any."""


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything one template may see of its page."""

    layout: str
    """post, page, home, archive, terms, term, search, lost, moved, or the layout that the page names."""
    title: str
    """The page's title."""
    lang: str
    """The page's language: its own, else the site's."""
    words: Words
    """The interface's own words in the page's language."""
    frame: Frame
    """What stands around the page."""
    show_title: bool = True
    """False where the body opens with a heading of its own and no title is given."""
    description: str = ""
    """The page's own summary, else the site's."""
    canonical: str = ""
    """The page's full address, "" where the site does not name its own."""
    properties: tuple[tuple[str, str], ...] = ()
    """Open Graph (property, content) pairs."""
    json_ld: Markup = _NOTHING
    """The page as schema.org data, "" for none."""
    body: Markup = _NOTHING
    """The text."""
    lede: str = ""
    """The author's own summary, "" when the front matter gives none."""
    toc: tuple[TocEntry, ...] = ()
    """The contents; empty where there is too little to list."""
    date: Day | None = None
    """When it was written, if that is known."""
    updated: Day | None = None
    """When it was last changed, if the front matter says so."""
    reading: str = ""
    """Reading time in words."""
    counts: tuple[str, ...] = ()
    """Figures and tables, or a term's posts, counted in words."""
    tags: tuple[Anchor, ...] = ()
    """Its categories and tags."""
    translations: tuple[Translation, ...] = ()
    """The same text in other languages."""
    previous: Anchor | None = None
    """The post before it in time."""
    next: Anchor | None = None
    """The post after it in time."""
    backlinks: tuple[Anchor, ...] = ()
    """The pages that link here."""
    related: tuple[Anchor, ...] = ()
    """The posts that share most of its tags."""
    has_math: bool = False
    """Whether it holds formulas that MathJax sets."""
    has_code: bool = False
    """Whether it holds code blocks."""
    groups: tuple[Group, ...] = ()
    """The posts of a list page, under their headings."""
    terms: tuple[Anchor, ...] = ()
    """All tags (or categories) with how many posts each has."""
    years: tuple[Anchor, ...] = ()
    """The years with how many posts each has."""
    moved_to: str = ""
    """On a page that only leads on: where its reader is led."""
    pager: Pager | None = None
    """Where this part of the home page stands, where it has several."""
