"""Small hand-made pages and sites for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from generator.diagnostics import Location
from generator.model import (
    Column,
    Config,
    Content,
    Figure,
    FrontMatter,
    Heading,
    Kind,
    Output,
    PageRef,
    Piece,
    ResolvedPage,
    Site,
    StaticFile,
    Table,
    Target,
    Term,
    page_of,
)
from generator.render import Theme, load_assets, load_templates

AT = Location("_posts/a.md", 7)
THEME = Theme(load_templates(), load_assets())

TABLE = Table(
    columns=(Column("层"), Column("权重", "", True), Column("乘加", "M", True)),
    rows=(("3×3 <卷积>", "589824", "1,849.7"), ("小计", "-1234567.5", "12")),
    caption="代价。按 k² C_in C_out 计。",
    notes=("k² C_in C_out = 3² × 256 × 256", ""),
    totals_from=1,
)

FIGURE = Figure(
    kind="dilated_steps",
    title="空洞卷积 D_K",
    alt="三步",
    description="每步一个窗口。",
    width=400,
    height=300,
    svg="imgs/空洞.gif.svg",
    raster="imgs/空洞.gif",
    thumbnail="imgs/空洞.gif.thumbnail.svg",
    table=TABLE,
    frames=("imgs/空洞.1.svg", "imgs/空洞.2.svg"),
)


def heading(level: int, text: str, anchor: str, html: str = "", *, in_toc: bool = True) -> Heading:
    return Heading(level, text, anchor, AT, html or text, in_toc)


def front(title: str, day: int | None = None, year: int = 2019, **rest: object) -> FrontMatter:
    date = datetime(year, 9, day, tzinfo=UTC) if day else None
    return FrontMatter(title=title, date=date, **rest)  # type: ignore[arg-type] # the tests name real fields


def page(
    matter: FrontMatter,
    *body: Piece,
    output: str = "a.html",
    kind: Kind = Kind.POST,
    excerpt: tuple[Piece, ...] = (),
    headings: tuple[Heading, ...] = (),
    targets: Mapping[str, Target] | None = None,
    has_math: bool = False,
    text: str = "",
    related: tuple[PageRef, ...] = (),
) -> ResolvedPage:
    content = Content(body, excerpt, (text, *("" for _ in headings)))
    path = f"{output}.md"
    made = page_of(content, path=path, kind=kind, front=matter, headings=headings, has_math=has_math)
    url = "/" + output.removesuffix("index.html")
    return ResolvedPage(made, url, output, dict(targets or {}), related=related)


def site(
    *pages: ResolvedPage,
    config: Config | None = None,
    tags: tuple[Term, ...] = (),
    categories: tuple[Term, ...] = (),
    statics: tuple[StaticFile, ...] = (),
) -> Site:
    posts = tuple(p for p in pages if p.page.kind is Kind.POST)
    years: dict[int, list[PageRef]] = {}
    for post in posts:
        if post.page.front.date:
            years.setdefault(post.page.front.date.year, []).append(reference(post))
    listed = tuple(Term(str(y), f"/archive/#y{y}", tuple(refs)) for y, refs in years.items())
    return Site(config or Config(title="笔记"), pages, posts, tags, categories, listed, statics)


def reference(resolved: ResolvedPage) -> PageRef:
    return PageRef(resolved.url, resolved.page.title, resolved.page.front.date)


def by_path(outputs: tuple[Output, ...]) -> dict[str, str]:
    """The HTML outputs as text, by path."""
    return {o.path: o.content.decode() for o in outputs if o.path.endswith(".html")}
