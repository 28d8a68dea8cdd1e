"""The vocabulary of figures: grids, boxes, arrows, tensors, chains of layers.

Every function returns operations, painted in order; none knows a network or a number's meaning.
Stroke widths, corner radii and text sizes are set here once, so that all figures agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from generator.figures.font import HALF_CAP, measure
from generator.figures.numbers import signed
from generator.figures.palette import LINE, SOFT, Data, Role
from generator.figures.scene import Anchor, Box, Circle, Ops, Path, Point, Rects, Style, Text
from generator.records import dataclass

HAIR, THIN, FIRM = 0.75, 1.25, 2.0
"""Stroke widths: inside grids, outlines, what is active."""
SMALL, BODY, HEAD = 11.5, 13.0, 14.0
"""Text sizes: notes beside a shape, labels, headings of a panel."""
RADIUS = 5.0
PITCH_LINE = 1.45
"""Distance of baselines, in em."""

TAP = Style("kernel", "on-kernel", HAIR)
"""A cell that holds a weight; its outline tells it from the next one in both themes."""


def solid(role: Data) -> Style:
    """A filled shape of a role, outlined."""
    return Style(role, LINE[role], THIN)


def soft(role: Data) -> Style:
    """A large shape of a role: pale, with the role's outline."""
    return Style(SOFT[role], LINE[role], THIN)


def outline(role: Role = "ink", width: float = THIN, dash: tuple[float, ...] = ()) -> Style:
    """A line without a fill."""
    return Style(None, role, width, dash)


def label(
    x: float,
    y: float,
    content: str,
    size: float = BODY,
    role: Role = "ink",
    bold: bool = False,
    anchor: Anchor = "middle",
) -> Ops:
    """Text whose capitals are centred on y; centred on x unless `anchor` says otherwise."""
    return (Text(x, round(y + HALF_CAP * size, 2), content, size, role, bold, anchor),)


def lines(
    x: float,
    y: float,
    contents: Sequence[str],
    size: float = BODY,
    role: Role = "ink",
    anchor: Anchor = "middle",
    bold: bool = False,
    pitch: float = 0,
) -> Ops:
    """Lines of text below each other, the first centred on y; `pitch` apart, or as text is set."""
    return tuple(
        op
        for row, content in enumerate(contents)
        for op in label(x, y + row * (pitch or PITCH_LINE * size), content, size, role, bold, anchor)
    )


def wrapped(content: str, size: float, width: float) -> tuple[str, ...]:
    """The words of a text (parted by spaces) as lines no wider than `width` pixels."""
    rows: list[str] = []
    for word in content.split(" "):
        if rows and measure(f"{rows[-1]} {word}", size) <= width:
            rows[-1] = f"{rows[-1]} {word}"
        else:
            rows.append(word)
    return tuple(rows)


def rect(box: Box, style: Style, radius: float = 0) -> Ops:
    """One rectangle."""
    return (Rects((box,), style, radius),)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of square cells: where it stands, how large its cells are, how many it has."""

    x: float
    y: float
    cell: float
    rows: int
    columns: int

    @property
    def width(self) -> float:
        """Its width in pixels."""
        return self.columns * self.cell

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return self.rows * self.cell

    @property
    def frame(self) -> Box:
        """The box around all cells."""
        return self.x, self.y, self.width, self.height

    def box(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
        """The box of one cell, or of a block of them."""
        return (
            self.x + column * self.cell,
            self.y + row * self.cell,
            columns * self.cell,
            rows * self.cell,
        )

    def centre(self, row: int, column: int) -> Point:
        """The middle of a cell."""
        return self.x + (column + 0.5) * self.cell, self.y + (row + 0.5) * self.cell


def grid(
    at: Grid,
    role: Data | None = None,
    values: Sequence[Sequence[object]] = (),
    size: float = BODY,
    shade: Literal["solid", "soft"] = "soft",
    text: Role = "ink",
) -> Ops:
    """A grid with inner hairlines and an outline; `values` are printed in their cells."""
    fill = None if role is None else (SOFT[role] if shade == "soft" else role)
    line: Role = "hairline" if role is None else LINE[role]
    ops: Ops = rect(at.frame, Style(fill)) if fill else ()
    ops += tuple(
        Path(((at.x + c * at.cell, at.y), (at.x + c * at.cell, at.y + at.height)), outline(line, HAIR))
        for c in range(1, at.columns)
    )
    ops += tuple(
        Path(((at.x, at.y + r * at.cell), (at.x + at.width, at.y + r * at.cell)), outline(line, HAIR))
        for r in range(1, at.rows)
    )
    ops += rect(at.frame, outline("ink" if role is None else line))
    for row, contents in enumerate(values):
        for column, value in enumerate(contents):
            ops += label(*at.centre(row, column), signed(value), size, text) if value != "" else ()
    return ops


def cells(at: Grid, places: Sequence[tuple[int, int]], style: Style) -> Ops:
    """Some cells of a grid, painted over it."""
    return (Rects(tuple(at.box(row, column) for row, column in places), style),) if places else ()


def arrow(start: Point, end: Point, role: Role = "ink", width: float = THIN) -> Ops:
    """A straight arrow, its head's tip at `end`."""
    return route((start, end), role, width)


def route(points: Sequence[Point], role: Role = "ink", width: float = THIN, radius: float = RADIUS) -> Ops:
    """An arrow along right angles or any other line, its corners rounded."""
    (px, py), (x, y) = points[-2], points[-1]
    length = ((x - px) ** 2 + (y - py) ** 2) ** 0.5
    ux, uy = (x - px) / length, (y - py) / length
    size = 4.5 + width
    bx, by = x - ux * size, y - uy * size
    half = size * 0.42
    head = ((x, y), (bx - uy * half, by + ux * half), (bx + uy * half, by - ux * half))
    return (
        Path((*points[:-1], (bx, by)), outline(role, width), radius=radius),
        Path(_rounded(head), Style(role), closed=True),
    )


def brace(x1: float, x2: float, y: float, drop: float = 5, role: Role = "muted") -> Ops:
    """A bracket below a stretch, from x1 to x2."""
    return (Path(((x1, y), (x1, y + drop), (x2, y + drop), (x2, y)), outline(role, 1), radius=2.5),)


def side_brace(x: float, y1: float, y2: float, depth: float = 5, role: Role = "muted") -> Ops:
    """A bracket beside a stretch, from y1 to y2; it opens to the right where `depth` is positive."""
    return (Path(((x + depth, y1), (x, y1), (x, y2), (x + depth, y2)), outline(role, 1), radius=2.5),)


def plus(x: float, y: float, radius: float = 9) -> Ops:
    """The sign of an element-wise addition."""
    arm = radius * 0.55
    return (
        Circle(x, y, radius, Style("paper", "ink", THIN)),
        Path(((x - arm, y), (x + arm, y)), outline()),
        Path(((x, y - arm), (x, y + arm)), outline()),
    )


@dataclass(frozen=True, slots=True)
class Layer:
    """A box of a block diagram: what it says, a smaller second line, and its role (None: no weights)."""

    name: str
    detail: str = ""
    role: Data | None = None
    width: float = 0
    """Its own width, where it says something; 0 is the chain's."""


def layer_box(x: float, y: float, width: float, height: float, layer: Layer) -> Ops:
    """A rounded box around (x, top y) with one or two lines of text."""
    style = Style("paper", "muted", THIN) if layer.role is None else soft(layer.role)
    ops = rect((x - width / 2, y, width, height), style, RADIUS)
    if not layer.detail:
        return ops + label(x, y + height / 2, layer.name, bold=layer.role is not None)
    gap = 0.5 * PITCH_LINE * (BODY + SMALL) / 2 - 0.8
    ops += label(x, y + height / 2 - gap, layer.name, bold=layer.role is not None)
    return ops + label(x, y + height / 2 + gap, layer.detail, SMALL)


@dataclass(frozen=True, slots=True)
class Chain:
    """A column of boxes joined by arrows: its operations and where each box stands."""

    ops: Ops
    boxes: tuple[Box, ...]
    bottom: float


def chain(
    x: float,
    y: float,
    layers: Sequence[Layer],
    width: float = 116,
    height: float = 30,
    gap: float = 20,
    between: Mapping[int, str] | None = None,
) -> Chain:
    """Boxes from (x, top y) downwards, an arrow between each two; `between[i]` is said right of the
    arrow behind box i."""
    ops: Ops = ()
    boxes: list[Box] = []
    for index, layer in enumerate(layers):
        tall = height if not layer.detail else max(height, 40)
        wide = layer.width or width
        if index:
            ops += arrow((x, y), (x, y + gap))
            y += gap
        ops += layer_box(x, y, wide, tall, layer)
        boxes.append((x - wide / 2, y, wide, tall))
        y += tall
        if between and index in between:
            ops += label(x + 8, y + gap / 2, between[index], SMALL, "muted", anchor="start")
    return Chain(ops, tuple(boxes), y)


def skip(start: Point, end: Point, x: float, role: Role = "active-line") -> Ops:
    """A shortcut that leaves the main path at `start`, runs outside at `x` and comes in at `end`."""
    (x1, y1), (_, y2) = start, end
    return (
        Circle(x1, y1, 2.6, Style(role)),
        *route((start, (x, y1), (x, y2), end), role, FIRM, radius=8),
    )


@dataclass(frozen=True, slots=True)
class Block:
    """A tensor in oblique view: height×width at the front, channels behind it."""

    x: float
    y: float
    width: float
    height: float
    depth: float
    """How far the channels reach up and to the right, in pixels."""

    @property
    def right(self) -> float:
        """The rightmost pixel."""
        return self.x + self.width + self.depth

    @property
    def top(self) -> float:
        """The uppermost pixel."""
        return self.y - self.depth

    @property
    def bottom(self) -> float:
        """The lowest pixel."""
        return self.y + self.height

    @property
    def centre(self) -> float:
        """The middle between left and right."""
        return self.x + (self.width + self.depth) / 2


def block(
    at: Block,
    roles: Sequence[Data],
    cells: tuple[int, int] = (0, 0),
    shade: Literal["solid", "soft"] = "soft",
) -> Ops:
    """An oblique tensor, one slice a role from front to back; `cells` (rows, columns) rule its front."""
    ops: Ops = ()
    slices = len(roles)
    step = at.depth / slices
    for index in reversed(range(slices)):
        ops += _slice(at, index * step, step, roles[index], shade)
    rows, columns = cells
    front = Grid(at.x, at.y, 0, rows, columns)
    line = LINE[roles[0]]
    for c in range(1, front.columns):
        x = at.x + at.width * c / columns
        ops += (Path(((x, at.y), (x, at.bottom)), outline(line, HAIR)),)
    for r in range(1, front.rows):
        y = at.y + at.height * r / rows
        ops += (Path(((at.x, y), (at.x + at.width, y)), outline(line, HAIR)),)
    return ops


def _slice(at: Block, offset: float, step: float, role: Data, shade: Literal["solid", "soft"]) -> Ops:
    """One channel of an oblique tensor: its top, its side and its front, pushed back by `offset`."""
    x, y = at.x + offset, at.y - offset
    right, low = x + at.width, y + at.height
    fill = SOFT[role] if shade == "soft" else role
    style = Style(fill, LINE[role], 1)
    top = ((x, y), (x + step, y - step), (right + step, y - step), (right, y))
    side = ((right, y), (right + step, y - step), (right + step, low - step), (right, low))
    return (
        Path(top, style, closed=True),
        Path(side, style, closed=True),
        *rect((x, y, at.width, at.height), style),
    )


def bar(x: float, y: float, width: float, height: float, role: Data) -> Ops:
    """A bar of a chart, outlined so that its colour need not carry it."""
    return rect((x, y, max(width, 0.75), height), solid(role))


def _rounded(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple((round(x, 2), round(y, 2)) for x, y in points)
