"""The pictures that other sites show beside a link to a post: which posts get one, and when again."""

from __future__ import annotations

from collections.abc import Mapping

from generator.build.cache.memory import Memory
from generator.build.drawing import Drawing
from generator.memo import Lazy, digest
from generator.model import Drawn, Output, ResolvedPage, Site
from generator.records import replace

_FOLDER = "notes-assets/share"


def share(site: Site, drawing: Drawing, memory: Memory) -> Drawing:
    """The drawing with a picture for each post that shall have one; none without a site URL, since
    other sites need a full address."""
    wanted = site.config.share_pictures if site.config.url else "none"
    if wanted == "none":
        return drawing
    files = {output.path: output for output in drawing.outputs}
    pages, outputs = dict(drawing.pages), list(drawing.outputs)
    for post in site.posts:
        drawn = drawing.pages.get(post.output, Drawn())
        figure = _figure(post, drawn, files)
        if figure is None and wanted != "all":
            continue
        arguments = (post.page.title, site.config.title, _foot(post), figure)
        path = f"{_FOLDER}/{digest(post.output)[:12]}.png"
        picture = memory.recall("share", post.output, _picture, path, *arguments)
        pages[post.output] = replace(drawn, share=picture.path)
        outputs.append(picture)
    memory.forget("share", {post.output for post in site.posts})
    return replace(drawing, pages=pages, outputs=tuple(outputs))


def _figure(post: ResolvedPage, drawn: Drawn, files: Mapping[str, Output]) -> Output | None:
    """The raster of the first figure that stands in the post."""
    for shown in post.page.shown:
        found = drawn.pictures.get(shown) if isinstance(shown, str) else drawn.figures.get(shown)
        if found is not None:
            return files.get(found.raster)
    return None


def _foot(post: ResolvedPage) -> str:
    date = post.page.front.date
    return f"{date:%Y-%m-%d}" if date else ""


def _picture(path: str, title: str, site_title: str, foot: str, figure: Output | None) -> Output:
    """The picture, painted when it is first asked for; `figure` tells by itself whether it is another."""
    made_from = digest(title, site_title, foot, _identity(figure))
    return Output(path, Lazy(lambda: _painted(title, site_title, foot, figure), made_from))


def _identity(figure: Output | None) -> object:
    if figure is None:
        return ""
    return figure.held.digest if isinstance(figure.held, Lazy) else (figure.held, figure.origin)


def _painted(title: str, site_title: str, foot: str, figure: Output | None) -> bytes:
    from generator.figures.share import share_picture

    return share_picture(title, site_title, foot, figure.read() if figure else b"")
