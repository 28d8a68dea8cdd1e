"""The HTML around pictures: a plain `<img>`, or a drawn figure with caption, steps and data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from html import escape

from generator.model import Figure
from generator.patterns import pattern
from generator.render.tables import prose, table_html
from generator.render.words import Words, counted

_MARGIN_LIMIT = 480
"""Natural width in px up to which a figure stands in the text column with its caption in the margin."""

# "fig1.", "Figure 2:", "图 3", "表4：" at the start of an author's own line.
_LABEL = pattern(r"^\s*(?:fig(?:ure)?\.?\s*\d+|table\s*\d+|[图表]\s*\d+)(?:\s*[.:：])?", re.IGNORECASE)


def image_html(
    src: str, alt: str, size: tuple[int, int] | None, attrs: Iterable[tuple[str, str]] = (), title: str = ""
) -> str:
    """An `<img>`, lazily loaded, with its natural size where that is known."""
    given = dict(attrs)
    known = {"src": src, "alt": alt} | ({"title": title} if title else {})
    measured = {"width": str(size[0]), "height": str(size[1])} if size else {}
    all_attrs = known | measured | {"loading": "lazy", "decoding": "async"} | given
    return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in all_attrs.items()) + ">"


def missing_image_html(image: str, src: str, alt: str, words: Words) -> str:
    """An `<img>` whose file does not exist, and in its place what it shows and where it should be."""
    said = f"<b>{words.no_image}</b> {escape(alt, quote=False)} <code>{escape(src, quote=False)}</code>"
    return f'<span class="missing">{image}{said}</span>'


def drawn_image_html(figure: Figure, href: Callable[[str], str], alt: str = "", *, bare: bool = False) -> str:
    """A drawn figure's picture alone: the SVG, with the raster for readers that have none (`bare`)."""
    image = image_html(href(figure.raster), alt or figure.alt, (figure.width, figure.height))
    if bare:
        return image
    source = f'<source type="image/svg+xml" srcset="{escape(_in_srcset(href(figure.svg)))}">'
    return f"<picture{_steps(figure, href)}>{source}{image}</picture>"


def figure_html(figure: Figure, href: Callable[[str], str], words: Words, caption: str = "") -> str:
    """A drawn figure as a block. `caption` is the author's own line, already HTML, if he wrote one."""
    wide = " wide" if figure.width > _MARGIN_LIMIT else ""
    return (
        f'<figure class="figure{wide}"{_explores(figure)}>'
        f"<figcaption>{_caption(figure, caption)}</figcaption>"
        f'<div class="art">{drawn_image_html(figure, href)}</div>'
        f"{_data(figure, words)}</figure>"
    )


def bare_figure_html(figure: Figure, href: Callable[[str], str], caption: str = "") -> str:
    """A drawn figure for feeds: its raster and its caption."""
    image = drawn_image_html(figure, href, bare=True)
    return f"<figure>{image}<figcaption>{_caption(figure, caption)}</figcaption></figure>"


def _caption(figure: Figure, caption: str) -> str:
    """The author's line, or the figure's title, in bold; one muted sentence below."""
    title = _LABEL.sub(r'<span class="label">\g<0></span>', caption) or prose(figure.title)
    sentence = prose(figure.description or figure.alt)
    muted = f'<span class="detail">{sentence}</span>' if sentence else ""
    return f'<strong class="title">{title}</strong>{muted}'


def _data(figure: Figure, words: Words) -> str:
    if figure.table is None:
        return ""
    rows = counted(len(figure.table.rows), words.rows)
    label = f"{words.data}{words.colon}{figure.title}"
    return (
        f'<details class="data"><summary>{words.data} · {rows}</summary>'
        f"{table_html(figure.table, label)}</details>"
    )


def _explores(figure: Figure) -> str:
    """What the explorer's script starts from: for each setting its value, least and most."""
    if not figure.explores:
        return ""
    settings = {each.name: (each.value, each.least, each.most) for each in figure.explores}
    return f' data-explorer="{escape(json.dumps(settings, separators=(",", ":")))}"'


def _steps(figure: Figure, href: Callable[[str], str]) -> str:
    if not figure.frames:
        return ""
    frames = json.dumps([href(frame) for frame in figure.frames], ensure_ascii=False)
    return f' data-frames="{escape(frames)}"'


def _in_srcset(href: str) -> str:
    """An href inside `srcset`, where commas part candidates."""
    return href.replace(",", "%2C")
