"""A scene as pixels: the article's own PNG, JPEG and GIF names, for feeds and old links.

Matplotlib's Agg renderer is used as what it is, a fast anti-aliasing painter, without figures,
axes, pyplot or rcParams: nothing of one drawing can leak into the next. Text is painted from the
same outlines at the same places as in the SVG. Light only, on paper colour, at two pixels to one.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D
from PIL import Image

from generator.figures.font import BOLD, UNITS, glyph, measure, runs
from generator.figures.geometry import commands
from generator.figures.palette import PALETTE, Role, channels
from generator.figures.scene import Circle, Op, Path, Rects, Scene, Style, Text

SCALE = 2
HOLD_MS, REST_MS = 900, 2700
"""How long a GIF shows a step, and its last one."""
_COLOURS = 128
_CODES = {"M": Outline.MOVETO, "L": Outline.LINETO, "Q": Outline.CURVE3}
_PEN = {
    "moveTo": Outline.MOVETO,
    "lineTo": Outline.LINETO,
    "curveTo": Outline.CURVE4,
    "qCurveTo": Outline.CURVE3,
}


def raster(scene: Scene, extension: str) -> bytes:
    """The scene as a file of this type: "png", "jpg", "jpeg" or "gif" (all of its steps)."""
    kind = extension.lower().lstrip(".")
    written = BytesIO()
    if kind == "gif":
        _write_gif(scene, written)
    elif kind in ("jpg", "jpeg"):
        _frames(scene)[-1].save(written, "JPEG", quality=92, subsampling=0, optimize=True)
    else:
        _frames(scene)[-1].save(written, "PNG", compress_level=6)
    return written.getvalue()


def painted(scene: Scene) -> Image.Image:
    """The scene's still as an image, for pictures that are put together of several."""
    return _frames(scene)[-1]


def _write_gif(scene: Scene, written: BytesIO) -> None:
    frames = _frames(scene, every=True)
    shared = frames[-1].quantize(_COLOURS, dither=Image.Dither.NONE)
    first, *rest = [frame.quantize(palette=shared, dither=Image.Dither.NONE) for frame in frames]
    hold = [HOLD_MS] * len(rest) + [REST_MS]
    first.save(written, "GIF", save_all=True, append_images=rest, duration=hold, loop=0, optimize=True)


def _frames(scene: Scene, *, every: bool = False) -> list[Image.Image]:
    """The still, or every step; the ground that they have in common is painted once."""
    width, height = round(scene.width * SCALE), round(scene.height * SCALE)
    renderer = RendererAgg(width, height, 72 * SCALE)
    place = Affine2D().scale(SCALE, -SCALE).translate(0, height)
    paper = Rects(((0, 0, scene.width, scene.height),), Style("paper"))
    for op in (paper, *scene.ops):
        _paint(renderer, place, op)
    pixels = np.asarray(renderer.buffer_rgba())
    ground = pixels.copy()
    frames = []
    for ops in [step.ops for step in scene.steps[0 if every else -1 :]] or [()]:
        pixels[:] = ground
        for op in ops:
            _paint(renderer, place, op)
        frames.append(Image.fromarray(pixels).convert("RGB"))
    return frames


def _paint(renderer: RendererAgg, place: Affine2D, op: Op) -> None:
    if isinstance(op, Text):
        _write(renderer, place, op)
        return
    style = op.style
    pen = GraphicsContextBase()
    pen.set_linewidth(style.width if style.line else 0)
    if style.line:
        pen.set_foreground(_rgb(style.line))
    if style.dash:
        pen.set_dashes(0, style.dash)
    renderer.draw_path(pen, _outline(op), place, None if style.fill is None else _rgb(style.fill))


def _outline(op: Rects | Path | Circle) -> Outline:
    match op:
        case Circle():
            return Outline.unit_circle().transformed(Affine2D().scale(op.radius).translate(op.x, op.y))
        case Rects() if op.radius:
            return Outline.make_compound_path(*(_round_box(box, op.radius) for box in op.boxes))
        case Rects():
            corners = [((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)) for x, y, w, h in op.boxes]
            codes = [Outline.MOVETO, *[Outline.LINETO] * 3, Outline.CLOSEPOLY] * len(corners)
            return Outline(np.array(corners).reshape(-1, 2), codes)
        case Path():
            points = [(point, _CODES[name]) for name, group in commands(op) for point in group]
            if op.closed:
                points.append((op.points[0], Outline.CLOSEPOLY))
            return Outline([point for point, _ in points], [code for _, code in points])


def _round_box(box: tuple[float, float, float, float], radius: float) -> Outline:
    """A rectangle with circular corners, each a cubic of the usual 0.5523."""
    x, y, width, height = box
    r = min(radius, width / 2, height / 2)
    k = r * (1 - 0.5523)
    right, low = x + width, y + height
    corners = (
        ((x + r, y), (right - r, y), (right - k, y), (right, y + k), (right, y + r)),
        ((right, low - r), (right, low - k), (right - k, low), (right - r, low)),
        ((x + r, low), (x + k, low), (x, low - k), (x, low - r)),
        ((x, y + r), (x, y + k), (x + k, y), (x + r, y), (x + r, y)),
    )
    curve = [Outline.CURVE4] * 3
    codes = [Outline.MOVETO, Outline.LINETO, *curve, *[Outline.LINETO, *curve] * 3, Outline.CLOSEPOLY]
    return Outline([point for corner in corners for point in corner], codes)


def _write(renderer: RendererAgg, place: Affine2D, text: Text) -> None:
    width = measure(text.content, text.size)
    x = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    pen = GraphicsContextBase()
    pen.set_foreground(_rgb(text.role))
    pen.set_linewidth(BOLD * text.size if text.bold else 0)
    pen.set_joinstyle("round")
    for run in runs(text.content, text.size):
        em = run.size / UNITS
        at = Affine2D().scale(em, -em).translate(x + run.dx, text.y + run.dy)
        if outline := _line_of(run.content):
            renderer.draw_path(pen, outline, at + place, _rgb(text.role))


@cache
def _line_of(content: str) -> Outline | None:
    """The glyphs of a line side by side, in font units; None where all are blank."""
    drawn, x = [], 0.0
    for character in content:
        found = _glyph(character)
        if found is not None:
            drawn.append(found.transformed(Affine2D().translate(x, 0)))
        x += glyph(character).advance
    return Outline.make_compound_path(*drawn) if drawn else None


@cache
def _glyph(character: str) -> Outline | None:
    points: list[tuple[float, float]] = []
    codes: list[np.uint8] = []
    for name, group in glyph(character).outline:
        if name in ("closePath", "endPath"):
            points.append(points[-1])
            codes.append(Outline.CLOSEPOLY)
        else:
            points.extend(group)
            codes.extend([_PEN[name]] * len(group))
    return Outline(points, codes) if points else None


def _rgb(role: Role) -> tuple[float, float, float]:
    red, green, blue = channels(PALETTE[role].light)
    return red / 255, green / 255, blue / 255
