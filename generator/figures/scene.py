"""A figure as a display list: frozen drawing operations whose colours are roles.

Owns what a figure *is*, once drawn: its size, its operations in painting order, its words and its
data. Knows neither how it is painted (`svg`, `raster`) nor what it shows (`families`). Lengths are
CSS pixels, y grows downwards; a figure is 400 wide, so that 13-pixel text still reads on a phone.
"""

from __future__ import annotations

from typing import Literal

from generator.figures.palette import Role
from generator.model import Setting, Table
from generator.records import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""(x, y, width, height)."""
Anchor = Literal["start", "middle", "end"]
WIDTH = 400


@dataclass(frozen=True, slots=True)
class Style:
    """How a shape is painted: `fill` and `line` are roles, None leaves it out; `width` in pixels."""

    fill: Role | None = None
    line: Role | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rects:
    """Rectangles of one style, with corners rounded by `radius`: a box, or the cells of a grid."""

    boxes: tuple[Box, ...]
    style: Style
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, its corners rounded by `radius`; closed, it is a polygon."""

    points: tuple[Point, ...]
    style: Style
    closed: bool = False
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around (x, y)."""

    x: float
    y: float
    radius: float
    style: Style


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text whose baseline passes (x, y). `D_K` sets a real subscript."""

    x: float
    y: float
    content: str
    size: float = 13
    role: Role = "ink"
    bold: bool = False
    anchor: Anchor = "start"


Op = Rects | Path | Circle | Text
Ops = tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One frame of a figure in steps: what it adds to the common ground, and what it says."""

    ops: Ops
    says: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawn figure with its words and its data.

    `alt` says in one sentence what is to be seen, without markup; `description` what it means, for
    the caption; `table` holds the numbers that placed the ink. A figure in steps paints `ops` and
    then one step's own; its still is the last step. `explores` says what a script may vary.
    """

    width: float
    height: float
    title: str
    alt: str
    description: str
    ops: Ops
    table: Table | None = None
    steps: tuple[Step, ...] = ()
    lang: str = "zh-CN"
    explores: tuple[Setting, ...] = ()

    def frame(self, index: int = -1) -> Ops:
        """Everything that one step shows, in painting order; the still's for -1."""
        return self.ops + (self.steps[index].ops if self.steps else ())
