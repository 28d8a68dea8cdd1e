"""Rendering with memory: a page is rendered again when what it is rendered from has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from generator.build.cache.memory import Memory
from generator.build.changes.stamps import packed, stamps_below
from generator.build.onlooker import Onlooker
from generator.build.report import Tell
from generator.build.ties import ROWS_KEPT
from generator.bundles import bundled_folder
from generator.diagnostics import Checked
from generator.memo import Aside, Task, nothing
from generator.model import Drawn, Output, Site, StaticFile
from generator.render import Plan, Theme, load_assets, load_templates, render_site
from generator.render.image_size import HEAD, image_size
from generator.render.listed import Posts
from generator.render.published_page import plain_layouts
from generator.render.renderers import ListRenderer, Renderer, layout_of, render_list, render_one

_IMAGES = (".png", ".gif", ".jpg", ".jpeg", ".webp", ".svg")


def theme_of(templates: Path | None, memory: Memory) -> Theme:
    """The templates and assets, loaded again when one of their files changes."""
    folders = (bundled_folder("templates"), bundled_folder("assets"), *((templates,) if templates else ()))
    stamps = tuple(packed(stamps_below(str(folder))) for folder in folders)
    return memory.recall("theme", "", _theme, templates, stamps)


def _theme(templates: Path | None, stamps: tuple[bytes, ...]) -> Theme:
    del stamps
    return Theme(load_templates(templates), load_assets())


def render(
    site: Site,
    drawn: Mapping[str, Drawn],
    theme: Theme,
    tell: Tell,
    memory: Memory,
    onlooker: Onlooker | None = None,
) -> Checked[tuple[Output, ...]]:
    """Every output of the site but the carried-over files and the figures. The pages that an `onlooker`
    sees are rendered and shown before the others."""

    def recall_all(*batches: Sequence[Task], meanwhile: Aside = nothing) -> list[list[Any]]:
        def progress(done: int, of: int) -> None:
            tell("rendering", done, of)

        return memory.recall_all(*batches, progress=progress, meanwhile=meanwhile)

    def planned(plan: Plan) -> Aside:
        if onlooker is not None:
            _render_first(plan, theme, onlooker, memory)
        return partial(_leave, plan, theme, memory)

    memory.forget("card", {post.url for post in site.posts})
    memory.forget("input", {page.output for page in site.pages})
    sizes = sizes_of(site.statics, memory)
    return render_site(site, drawn, theme, sizes, memory.recall, recall_all, planned)


def _leave(plan: Plan, theme: Theme, memory: Memory) -> None:
    """Leaves for the builds to come what an edit looks up."""
    layouts = tuple(sorted({layout_of(page.resolved, theme.templates) for page in plan.pages}))
    memory.recall("plain layouts", "", plain_layouts, theme.templates, layouts)
    _leave_posts(plan.posts, memory)


def _leave_posts(posts: Posts, memory: Memory) -> None:
    """Leaves what lists are made of, rows in blocks: an edit takes a few."""
    memory.leave("order", "", posts.order)
    starts = range(0, len(posts.cards), ROWS_KEPT)
    for start in starts:
        memory.leave("cards", str(start), tuple(posts.cards[start : start + ROWS_KEPT]))
    memory.forget("cards", {str(start) for start in starts})


def _render_first(plan: Plan, theme: Theme, onlooker: Onlooker, memory: Memory) -> None:
    """Shows the pages in view, unless one of them is at fault."""
    wanted = onlooker.seen(plan.outputs)
    one, lister = Renderer(plan.around, theme.templates), ListRenderer(theme.templates)
    pages = [
        memory.recall("render", page.resolved.output, render_one, one, page)
        for page in plan.pages
        if page.resolved.output in wanted
    ]
    pages += [
        memory.recall("list", page.output, render_list, lister, page)
        for page in plan.lists
        if page.output in wanted
    ]
    if pages and not any(page.diagnostics for page in pages):
        onlooker.show((*plan.assets, *(page.value for page in pages)))


def sizes_of(statics: Iterable[StaticFile], memory: Memory) -> dict[str, tuple[int, int]]:
    """The width and height of each image that is carried over, by output."""
    images = [static for static in statics if static.path.lower().endswith(_IMAGES)]
    memory.forget("size", {static.path for static in images})
    sizes = ((static.path, memory.recall("size", static.path, _size, static)) for static in images)
    return {path: size for path, size in sizes if size is not None}


def _size(static: StaticFile) -> tuple[int, int] | None:
    try:
        with Path(static.origin).open("rb") as file:
            return image_size(file.read(HEAD))
    except OSError:
        return None
