"""A post's picture for cards on other sites: its title, the site's, and the post's first figure.

1200×630 pixels, painted as figures are, so that it has the same bytes on every machine.
"""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image, ImageChops

from generator.figures.font import measure, missing
from generator.figures.raster import SCALE, painted
from generator.figures.scene import Op, Path, Scene, Style, Text

WIDTH, HEIGHT = 600, 315
"""In the scene's units, two pixels each."""
_MARGIN = 36
_FIGURE_WIDTH = 228
_SIZES = (34, 30, 26, 22)
_MOST_LINES = 4
_FAINT = 4
"""What differs less from a figure's own ground is ground: a GIF's palette only comes near to paper."""
# What a line break leaves together: a Han character with the marks behind it, a word with its space.
_PART = re.compile(
    r"[\u3000-\u9fff\uf900-\uffef][，。、：；！？）》」』…]*|[^\s\u3000-\u9fff\uf900-\uffef]+\s*|\s+"
)


def share_picture(title: str, site_title: str, foot: str, figure: bytes) -> bytes:
    """The picture as PNG. `figure` is the raster of the post's figure, empty for none."""
    width = WIDTH - 2 * _MARGIN - 4 - (_FIGURE_WIDTH + _MARGIN if figure else 0)
    size, lines = _set(_known(title), width)
    leading = size * 1.4
    top = (HEIGHT - 2 * _MARGIN - leading * len(lines)) / 2 + _MARGIN / 2 + size
    ops: list[Op] = [Text(_MARGIN, top + leading * n, line, size, bold=True) for n, line in enumerate(lines)]
    low = HEIGHT - _MARGIN + 8
    rule = Path(((_MARGIN, low - 24), (WIDTH - _MARGIN, low - 24)), Style(line="hairline"))
    ops += [rule, Text(_MARGIN, low, _known(site_title), 14, "muted")]
    ops += [Text(WIDTH - _MARGIN, low, _known(foot), 14, "muted", anchor="end")]
    picture = painted(Scene(WIDTH, HEIGHT, title, title, "", tuple(ops)))
    if figure:
        _paste(picture, figure)
    written = BytesIO()
    picture.save(written, "PNG", compress_level=3)
    return written.getvalue()


def _paste(picture: Image.Image, figure: bytes) -> None:
    """Puts the figure's last frame on the right, between the margins."""
    with Image.open(BytesIO(figure)) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        still = image.convert("RGB")
    room = (_FIGURE_WIDTH * SCALE, (HEIGHT - 3 * _MARGIN) * SCALE)
    still.thumbnail(room, Image.Resampling.LANCZOS)
    left = (WIDTH - _MARGIN - _FIGURE_WIDTH) * SCALE + (room[0] - still.width) // 2
    corner = still.crop((0, 0, 1, 1)).resize(still.size)
    drawn = ImageChops.difference(still, corner).convert("L").point([0] * _FAINT + [255] * (256 - _FAINT))
    picture.paste(still, (left, _MARGIN * SCALE + (room[1] - still.height) // 2), drawn)


def _set(title: str, width: float) -> tuple[int, list[str]]:
    """The largest size at which the title fits, with its lines; at the smallest, the rest is cut."""
    for size in _SIZES:
        lines = _lines(title, size, width)
        if len(lines) <= _MOST_LINES:
            return size, lines
    kept = lines[:_MOST_LINES]
    return size, [*kept[:-1], kept[-1][:-1] + "…"]


def _lines(title: str, size: float, width: float) -> list[str]:
    lines = [""]
    for part in _PART.findall(title):
        if measure((lines[-1] + part).rstrip(), size) <= width or not lines[-1]:
            lines[-1] += part
        else:
            lines.append(part.lstrip())
        while measure(lines[-1].rstrip(), size) > width:
            lines[-1:] = _cut(lines[-1], size, width)
    return [line.rstrip() for line in lines]


def _cut(word: str, size: float, width: float) -> list[str]:
    """A word longer than a line, in two."""
    fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or measure(word[:n], size) <= width)
    return [word[:fits], word[fits:]]


def _known(text: str) -> str:
    """The text without the characters that the font lacks, such as emoji."""
    unknown = missing(text)
    return "".join(character for character in text if character not in unknown)
