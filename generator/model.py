"""The site's data: what one phase hands to the next. Frozen, no behaviour beyond small lookups.

Paths are relative to the source root, or to the site root for outputs, with forward slashes.
URLs are site-absolute and unescaped ("/net_models.html"), before any baseurl.

A page's body is a tuple of `Piece`s: strings of finished HTML with typed holes between them, for
what one file cannot know alone (where a link leads, what a figure looks like). Rendering fills
the holes; nothing is patched into HTML afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from generator.diagnostics import Diagnostic, Location

# ---------------------------------------------------------------- configuration


@dataclass(frozen=True, slots=True)
class Scope:
    """One entry of `_config.yml`'s `defaults`: values for files under `path`, of `kind`."""

    path: str
    kind: str
    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """A Jekyll collection: files of the folder `_name`, written when `output` is true."""

    name: str
    output: bool = False
    permalink: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """`_config.yml`, read once. `baseurl` is "" or starts with a slash and ends without one."""

    title: str = ""
    description: str = ""
    author: str = ""
    lang: str = "zh-CN"
    url: str = ""
    baseurl: str = ""
    timezone: str = "UTC"
    permalink: str = "date"
    paginate: int = 0
    paginate_path: str = "/page:num/"
    excerpt_separator: str = "\n\n"
    math: bool = True
    """Whether a single `$` opens maths where a page does not say."""
    maths_by: str = "mathjax"
    """"mathjax" (in the browser) or "mathml" (at build time)."""
    future: bool = False
    drafts: bool = False
    auto_ids: bool = True
    highlighter_guess: bool = False
    jekyll_dates: bool = False
    safe: bool = False
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    collections: tuple[Collection, ...] = ()
    nav: tuple[tuple[str, str], ...] = ()
    """(label, href) pairs for the header; empty means ours."""
    extra: tuple[tuple[str, object], ...] = ()
    """Every top-level key as read, for `{{ site.x }}`."""


# ---------------------------------------------------------------- source


class Kind(StrEnum):
    """What a source file becomes."""

    POST = "post"
    PAGE = "page"
    STATIC = "static"


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


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that is carried over unchanged: `path` in the site, `origin` on the disk."""

    path: str
    origin: str
    size: int
    mtime_ns: int


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


# ---------------------------------------------------------------- what one file yields


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `html` is its rendered inner text (no links, no ids), `text` its plain text."""

    level: int
    text: str
    anchor: str
    at: Location
    html: str
    in_toc: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A hole for the value of a `href`: rendered as the escaped, resolved address."""

    href: str
    at: Location


@dataclass(frozen=True, slots=True)
class Flow:
    """The HTML around a picture that stands on a line of its own, for either outcome.

    An ordinary image keeps its paragraph (`inline_*`); a drawn figure is a block, so the
    paragraph must close before it and open again behind it (`block_*`).
    """

    inline_before: str
    inline_after: str
    block_before: str
    block_after: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A hole for an image. `src` is as written (percent-decoded), `alt` plain text.

    `attrs` are further attributes of the `<img>`. `flow` is None where the image stands within
    running text. `caption` (the author's "fig. 1 …" line below it, as pieces) is only set beside
    a flow; in the inline outcome it is printed behind `inline_after`, which then leaves the
    paragraph open, and `caption_end` closes it.
    """

    src: str
    alt: str
    title: str
    at: Location
    attrs: tuple[tuple[str, str], ...] = ()
    flow: Flow | None = None
    caption: tuple[Piece, ...] = ()
    caption_end: str = ""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A hole for a code block: highlighted by `render`. `language` is "" where none is named."""

    language: str
    code: str
    at: Location
    attrs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Param:
    """One `:key: value` line of a directive, raw, with its place."""

    key: str
    value: str
    at: Location


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """A ```` ```{figure} kind ```` fence (also `explorer`), not yet validated."""

    kind: str
    params: tuple[Param, ...]
    caption: tuple[Piece, ...]
    at: Location


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A `cost-table` or `compare-table` fence: `subject` is the text behind the directive's name,
    `body` its raw lines that are no params (for tables over layers written in the note)."""

    kind: str
    subject: str
    params: tuple[Param, ...]
    body: str
    at: Location


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """A `network` fence: a network written in the note, in the engine's layer language."""

    name: str
    body: str
    at: Location


@dataclass(frozen=True, slots=True)
class ValueRequest:
    """A role in prose: `role` is cost, shape or rf; the hole is filled with one number's text."""

    role: str
    expression: str
    at: Location


Request = FigureRequest | TableRequest | NetworkRequest | ValueRequest
Piece = str | Link | Picture | CodeBlock | FigureRequest | TableRequest | NetworkRequest | ValueRequest


@dataclass(frozen=True, slots=True)
class Page:
    """What one file yields alone: its body with holes, and everything it defines and uses."""

    path: str
    kind: Kind
    front: FrontMatter
    body: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    headings: tuple[Heading, ...]
    anchors: tuple[str, ...]
    """Every id the body defines, in order."""
    text: str
    """The body as plain text, for reading time and search."""
    has_math: bool
    draft: bool = False
    collection: str = "posts"

    @property
    def title(self) -> str:
        """The title a reader sees: the front matter's, else the first heading, else the name."""
        if self.front.title:
            return self.front.title
        if self.headings:
            return self.headings[0].text
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


# ---------------------------------------------------------------- what the whole site knows


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


# ---------------------------------------------------------------- figures and tables


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: `numeric` ones are right-aligned with tabular figures."""

    label: str
    unit: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of finished texts: from the engine's numbers, ready to print.

    `notes[i]` is a muted line under row i (the formula with its numbers), "" for none; rows from
    `totals_from` on are totals.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    totals_from: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn figure: where its files lie and what stands beside it. `svg` and `raster` are output
    paths; `width`×`height` are its natural CSS pixels."""

    kind: str
    title: str
    alt: str
    description: str
    width: int
    height: int
    svg: str
    raster: str
    table: Table | None = None
    frames: tuple[str, ...] = ()
    """Output paths of the SVGs of single steps, for the stepper; empty for a still."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site: its path, and its bytes or the file on disk to copy."""

    path: str
    content: bytes = b""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the figures phase found for one page: every hole's value, by request or image source."""

    pictures: dict[str, Figure] = field(default_factory=dict)
    """`Picture.src` as written → the engine's figure (absent: an ordinary image)."""
    figures: dict[FigureRequest, Figure] = field(default_factory=dict)
    tables: dict[TableRequest, Table] = field(default_factory=dict)
    values: dict[ValueRequest, str] = field(default_factory=dict)


# ---------------------------------------------------------------- problems of a whole file


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that could not be read at all, kept so that the others still are."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
