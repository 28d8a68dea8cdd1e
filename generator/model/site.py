"""What the whole site knows: addresses, neighbours, terms."""

from __future__ import annotations

from datetime import datetime

from generator.model.config import Config
from generator.model.page import Page
from generator.model.source import StaticFile, TextFile
from generator.records import dataclass


@dataclass(frozen=True, slots=True)
class PageRef:
    """Another page as lists show it. `url` is site-absolute and unescaped."""

    url: str
    title: str
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where an href of a page leads: `url` is ready to write (relative, percent-encoded)."""

    url: str
    output: str = ""
    """The output file it names, "" for an address off the site."""
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedPage:
    """A page with its place in the site."""

    page: Page
    url: str
    output: str
    targets: dict[str, Target]
    """href as written → where it leads; what is absent is written as it stands."""
    previous: PageRef | None = None
    next: PageRef | None = None
    backlinks: tuple[PageRef, ...] = ()
    related: tuple[PageRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A tag, category or year with the posts that have it, newest first."""

    name: str
    url: str
    posts: tuple[PageRef, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """All pages in output order and what only the whole site can know. No template sees it."""

    config: Config
    pages: tuple[ResolvedPage, ...]
    posts: tuple[ResolvedPage, ...]
    """Posts alone, newest first, undated last."""
    tags: tuple[Term, ...]
    categories: tuple[Term, ...]
    years: tuple[Term, ...]
    statics: tuple[StaticFile, ...]
    texts: tuple[TextFile, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    """(output, target): outputs that only lead on, to where their text is now."""
