"""Source files as they are read, and their front matter."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from generator.records import dataclass


class Kind(StrEnum):
    """What a source file becomes."""

    POST = "post"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file that becomes a page. `text` has LF line ends and no BOM.

    `body` is `text` with the front matter's lines blanked, so that line numbers stay absolute.
    """

    path: str
    kind: Kind
    text: str
    body: str
    digest: str
    draft: bool = False
    collection: str = "posts"
    """"posts", a collection's name, or "" for a page of its own."""
    lines: tuple[int, ...] = ()
    """The file's line for each line of `body`; empty where they are the same."""
    marked: bool = False
    """Whether a tag may stand in the body: it holds `{%` or `{{`."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that is carried over unchanged: `path` in the site, `origin` on the disk."""

    path: str
    origin: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file with front matter that is no page of ours: a feed, a script, a whole HTML document.

    `text` is what is written to `output`: the file's without front matter, Jekyll's tags replaced.
    """

    path: str
    output: str
    text: str
    line: int = 0
    """The line of its permalink, 0 where it names none."""


@dataclass(frozen=True, slots=True)
class Program:
    """A page made by Liquid control tags, which are not run, and the output it would have had.

    An `empty` one holds none itself, and no text either: its layout would have made it.
    """

    path: str
    output: str
    empty: bool = False


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a page with the defaults applied, every value read and checked."""

    title: str = ""
    layout: str = ""
    date: datetime | None = None
    """Aware; None when neither front matter, file name nor history gives one."""
    updated: datetime | None = None
    permalink: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    excerpt: str = ""
    excerpt_separator: str = ""
    math: bool | None = None
    maths_by: str = ""
    """"mathjax" or "mathml" where the page says which, else ""."""
    lang: str = ""
    published: bool = True
    toc: bool = True
    slug: str = ""
    redirect_from: tuple[str, ...] = ()
    extra: tuple[tuple[str, object], ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    """The line at which each key stands, for diagnostics."""

    def line(self, key: str) -> int:
        """The line of `key`, or 0 when the front matter does not hold it."""
        return dict(self.lines).get(key, 0)
