"""What one file yields alone: its body with typed holes, headings, requests."""

from __future__ import annotations

from generator.diagnostics import Location
from generator.memo import Lazy
from generator.model.outline import Heading, Outline
from generator.model.source import FrontMatter, Kind
from generator.records import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """A hole for the value of a `href`: rendered as the escaped, resolved address."""

    href: str
    at: Location


@dataclass(frozen=True, slots=True)
class WikiLink:
    """A hole for a whole link to a page by its title: `[[target|label]]`.

    Where no page has the title, the text stays as `written`.
    """

    target: str
    label: str
    written: str
    at: Location

    @property
    def key(self) -> str:
        """What stands for it among a page's targets, which no address can equal."""
        return f"[[{self.target}]]"


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
    directive: str = "figure"
    """Which fence asked: figure, explorer or exercise."""


@dataclass(frozen=True, slots=True)
class TableRequest:
    """A `cost-table`, `compare-table` or `published-table` fence.

    `subject` is the text behind the directive's name, `body` its raw lines that are no params (for
    tables over layers written in the note).
    """

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
Piece = (
    str | Link | WikiLink | Picture | CodeBlock | FigureRequest | TableRequest | NetworkRequest | ValueRequest
)


@dataclass(frozen=True, slots=True)
class Use:
    """A link, or an image that is shown: the address as written, and where."""

    href: str
    at: Location
    is_image: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What is needed of a page only to show it: its body, and what lists and the search take of it."""

    body: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    texts: tuple[str, ...]
    """The body as plain text, for reading time and search: before the first heading, then below each."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one file yields alone: its body with holes, and everything it defines and uses.

    The content is kept apart, so that a build which only needs to know of the page leaves it on disk.
    """

    path: str
    kind: Kind
    front: FrontMatter
    content: Lazy[Content]
    outline: Outline
    uses: tuple[Use, ...]
    """Every link and image of the body, captions included, in order."""
    requests: tuple[Request, ...]
    """Everything the body asks of the engine, captions included, in order."""
    shown: tuple[str | FigureRequest, ...]
    """The pictures (by `Picture.src`) and figures that stand in the body, in order."""
    han: int
    """Han characters of the text, and words of other scripts: what reading takes time for."""
    words: int
    has_math: bool
    """Whether it holds formulas that MathJax sets."""
    draft: bool = False
    collection: str = "posts"
    has_mathml: bool = False
    """Whether it holds formulas that are set already."""

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Its headings, in order."""
        return self.outline.headings_of(self.path)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Every id the body defines, in order."""
        return self.outline.anchors

    @property
    def body(self) -> tuple[Piece, ...]:
        """The page's text as finished HTML with typed holes."""
        return self.content.value.body

    @property
    def excerpt(self) -> tuple[Piece, ...]:
        """What lists show of the body."""
        return self.content.value.excerpt

    @property
    def texts(self) -> tuple[str, ...]:
        """The body as plain text: before the first heading, then below each."""
        return self.content.value.texts

    @property
    def title(self) -> str:
        """The title a reader sees: the front matter's, else the first heading, else the name."""
        if self.front.title:
            return self.front.title
        if self.outline.places:
            return self.headings[0].text
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
