"""A scene as one SVG file: light and dark, text as text, its font with it.

Every class and id hangs on an id made of the drawing itself, so that figures can stand in one page.
Colours follow `prefers-color-scheme`, which an `<img>` takes from its page. The file has no script
and refers to nothing outside itself.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2s
from html import escape
from itertools import chain

from generator.figures.font import BOLD, runs, subset
from generator.figures.geometry import bounds, commands
from generator.figures.palette import PALETTE, Role
from generator.figures.scene import Box, Circle, Op, Path, Rects, Scene, Step, Style, Text
from generator.model import THUMBNAIL

_MOST_SHRUNK = 1.3
"""How much taller than a thumbnail a figure may be to be shown whole."""
_FALLBACK = '"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif'


def svg(scene: Scene) -> bytes:
    """The scene (of a figure in steps: the last) as an SVG file in UTF-8."""
    classes = _Classes()
    return _file(scene, scene.steps[-1] if scene.steps else None, _elements(scene.ops, classes), classes)


def svgs(scene: Scene) -> tuple[bytes, ...]:
    """Every step of a scene as `svg` would write it; the ground that they share is written once."""
    classes = _Classes()
    ground = _elements(scene.ops, classes)
    return tuple(_file(scene, step, ground, classes.copy()) for step in scene.steps)


def _file(scene: Scene, step: Step | None, ground: str, classes: _Classes) -> bytes:
    """The file of a step (None: of a scene without any) over the ground, whose looks are in `classes`."""
    body = ground + (_elements(step.ops, classes) if step else "")
    says = f"{scene.alt} {step.says}" if step else scene.alt
    name = "f" + blake2s(f"{scene.title}\n{says}\n{body}".encode(), digest_size=4).hexdigest()
    size = f'width="{number(scene.width)}" height="{number(scene.height)}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" viewBox="0 0 {number(scene.width)}'
        f' {number(scene.height)}" {size} lang="{scene.lang}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc">'
    )
    words = (
        f'<title id="{name}-title">{escape(scene.title)}</title>\n'
        f'<desc id="{name}-desc">{escape(says)}</desc>'
    )
    family, face = _font_of(_characters(scene))
    letters = f'#{name} text{{font-family:"{family}",{_FALLBACK};text-rendering:geometricPrecision}}'
    style = f"<style>{face}{letters}{classes.css(name)}</style>"
    return f"{head}\n{words}\n{style}\n{body}</svg>\n".encode()


def thumbnail(scene: Scene) -> bytes:
    """The still's shapes without its texts, as an SVG file of the size `THUMBNAIL`: all of a figure that
    is not much taller, of others the upper part in all its breadth."""
    shapes = [op for op in scene.frame() if not isinstance(op, Text)]
    classes = _Classes()
    body = _elements(shapes, classes)
    name = "t" + blake2s(body.encode(), digest_size=4).hexdigest()
    seen = " ".join(map(number, _cut([bounds(op) for op in shapes])))
    size = f'width="{THUMBNAIL[0]}" height="{THUMBNAIL[1]}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" viewBox="{seen}" {size}>'
    return f"{head}\n<style>{classes.css(name)}</style>\n{body}</svg>\n".encode()


def _cut(boxes: Sequence[Box]) -> Box:
    """What a thumbnail shows of shapes in these boxes."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    slope = THUMBNAIL[1] / THUMBNAIL[0]
    width = max(THUMBNAIL[0], right - left)
    if bottom - top < _MOST_SHRUNK * width * slope:
        width = max(width, (bottom - top) / slope)
    height = width * slope
    return (left + right - width) / 2, min(top, (top + bottom - height) / 2), width, height


def number(value: float) -> str:
    """A length with at most two decimals and no idle zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class _Classes:
    """The looks of one drawing, each named once in the order of first use."""

    def __init__(self) -> None:
        self._shapes: dict[Style, str] = {}
        self._texts: dict[tuple[object, ...], str] = {}

    def shape(self, style: Style) -> str:
        return self._shapes.setdefault(style, f"s{len(self._shapes)}")

    def text(self, text: Text) -> str:
        look = (text.role, text.size, text.bold, text.anchor)
        return self._texts.setdefault(look, f"t{len(self._texts)}")

    def copy(self) -> _Classes:
        """The same looks, to which others can be added."""
        other = _Classes()
        other._shapes, other._texts = dict(self._shapes), dict(self._texts)
        return other

    def css(self, name: str) -> str:
        light, dark = self._rules(name, 0), self._rules(name, 1)
        layout = "".join(f"#{name} .{key}{{{_layout(look)}}}" for look, key in self._texts.items())
        strokes = "".join(f"#{name} .{key}{{{_stroke(style)}}}" for style, key in self._shapes.items())
        return f"{layout}{strokes}{light}@media(prefers-color-scheme:dark){{{dark}}}"

    def _rules(self, name: str, theme: int) -> str:
        shapes = (f"#{name} .{key}{{{_colours(style, theme)}}}" for style, key in self._shapes.items())
        texts = (f"#{name} .{key}{{{_text_colours(look, theme)}}}" for look, key in self._texts.items())
        return "".join((*shapes, *texts))


def _layout(look: tuple[object, ...]) -> str:
    _, size, bold, anchor = look
    rules = f"font-size:{size}px"
    if anchor != "start":
        rules += f";text-anchor:{anchor}"
    if bold:
        rules += f";stroke-width:{number(BOLD * float(str(size)))};stroke-linejoin:round"
    return rules


def _stroke(style: Style) -> str:
    rules = f"stroke-width:{number(style.width)}" if style.line else ""
    if style.dash:
        rules += ";stroke-dasharray:" + " ".join(map(number, style.dash))
    return rules


def _colours(style: Style, theme: int) -> str:
    fill = _colour(style.fill, theme)
    return f"fill:{fill}" + (f";stroke:{_colour(style.line, theme)}" if style.line else "")


def _text_colours(look: tuple[object, ...], theme: int) -> str:
    role, _, bold, _ = look
    colour = PALETTE[str(role)][theme]
    return f"fill:{colour}" + (f";stroke:{colour}" if bold else "")


def _colour(role: Role | None, theme: int) -> str:
    return "none" if role is None else PALETTE[role][theme]


def _elements(ops: Iterable[Op], classes: _Classes) -> str:
    return "".join(f"{_element(op, classes)}\n" for op in ops)


def _element(op: Op, classes: _Classes) -> str:
    match op:
        case Rects(boxes=(box,), radius=radius):
            x, y, width, height = map(number, box)
            corner = f' rx="{number(radius)}"' if radius else ""
            return (
                f'<rect class="{classes.shape(op.style)}" x="{x}" y="{y}"'
                f' width="{width}" height="{height}"{corner}/>'
            )
        case Rects():
            outline = "".join(
                f"M{number(x)} {number(y)}h{number(w)}v{number(h)}h{number(-w)}z" for x, y, w, h in op.boxes
            )
            return f'<path class="{classes.shape(op.style)}" d="{outline}"/>'
        case Path():
            drawn = "".join(
                name + " ".join(f"{number(x)} {number(y)}" for x, y in points)
                for name, points in commands(op)
            )
            return f'<path class="{classes.shape(op.style)}" d="{drawn}{"z" if op.closed else ""}"/>'
        case Circle():
            return (
                f'<circle class="{classes.shape(op.style)}" cx="{number(op.x)}" cy="{number(op.y)}"'
                f' r="{number(op.radius)}"/>'
            )
        case Text():
            return (
                f'<text class="{classes.text(op)}" x="{number(op.x)}" y="{number(op.y)}">{_spans(op)}</text>'
            )


def _spans(text: Text) -> str:
    """The text, its subscripts as smaller spans dropped below the baseline and raised again."""
    spans, dropped = "", 0.0
    for run in runs(text.content, text.size):
        shift = run.dy - dropped
        dropped = run.dy
        content = escape(run.content, quote=False)
        size = f' font-size="{number(run.size)}"' if run.size != text.size else ""
        move = f' dy="{number(shift)}"' if shift else ""
        spans += f"<tspan{move}{size}>{content}</tspan>" if move or size else content
    return spans


def _characters(scene: Scene) -> str:
    """What a scene writes in any of its steps, so that they share one font."""
    ops = chain(scene.ops, *(step.ops for step in scene.steps))
    return "".join(sorted({c for op in ops if isinstance(op, Text) for c in op.content} - {"_"}))


@cache
def _font_of(characters: str) -> tuple[str, str]:
    """A font of these characters, as its family and the CSS that brings it. Fonts of one name are equal."""
    family = "notes-" + blake2s(characters.encode(), digest_size=4).hexdigest()
    encoded = b64encode(subset(characters, family)).decode()
    return family, f'@font-face{{font-family:"{family}";src:url(data:font/otf;base64,{encoded})}}'
