"""The pictures that other sites show beside a link to a post: which posts get one, and when again."""

from __future__ import annotations

from dataclasses import replace

from generator.build.drawing import Drawing
from generator.build.memory import Memory
from generator.memo import digest
from generator.model import Drawn, Output, ResolvedPage, Site

_FOLDER = "notes-assets/share"


def share(site: Site, drawing: Drawing, memory: Memory) -> Drawing:
    """The drawing with a picture for each post that shall have one; none without a site URL, since
    other sites need a full address."""
    wanted = site.config.share_pictures if site.config.url else "none"
    if wanted == "none":
        return drawing
    rasters = {output.path: output for output in drawing.outputs}
    pages, outputs = dict(drawing.pages), list(drawing.outputs)
    for post in site.posts:
        drawn = drawing.pages.get(post.output, Drawn())
        figure = _figure(post, drawn, rasters)
        if not figure and wanted != "all":
            continue
        path = f"{_FOLDER}/{digest(post.output)[:12]}.png"
        arguments = (path, post.page.title, site.config.title, _foot(post), figure)
        picture = memory.recall("share", post.output, _picture, *arguments)
        pages[post.output] = replace(drawn, share=picture.path)
        outputs.append(picture)
    memory.forget("share", {post.output for post in site.posts})
    return replace(drawing, pages=pages, outputs=tuple(outputs))


def _figure(post: ResolvedPage, drawn: Drawn, rasters: dict[str, Output]) -> bytes:
    """The raster of the first figure that stands in the post, empty for none."""
    for shown in post.page.shown:
        found = drawn.pictures.get(shown) if isinstance(shown, str) else drawn.figures.get(shown)
        if found is not None:
            return rasters[found.raster].read() if found.raster in rasters else b""
    return b""


def _foot(post: ResolvedPage) -> str:
    date = post.page.front.date
    return f"{date:%Y-%m-%d}" if date else ""


def _picture(path: str, title: str, site_title: str, foot: str, figure: bytes) -> Output:
    from generator.figures.share import share_picture

    return Output(path, share_picture(title, site_title, foot, figure))
