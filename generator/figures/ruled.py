"""Tables as drawings, ruled as textbooks do: lines above, below and under the heads, none upright.

Rows are tinted by role; what a row is stands in it as text too.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.figures.palette import SOFT, Data
from generator.figures.scene import WIDTH, Anchor, Ops, Path, Style
from generator.figures.shapes import BODY, HAIR, SMALL, THIN, label, outline, rect
from generator.records import dataclass

LEFT, RIGHT = 12.0, WIDTH - 12.0
ROW, TALL = 21.0, 44.0
"""The height of a row with one line of text, and with two."""
LINE = 8.5
"""How far a row's two lines stand above and below its middle."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: its head, and where its texts stand."""

    head: str
    x: float
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a text for each lane, a second smaller one below it where `notes` has one."""

    cells: tuple[str, ...]
    role: Data | None = None
    notes: tuple[str, ...] = ()
    bold: bool = False
    joined: bool = False
    """No line between it and the row above."""

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return TALL if self.notes else ROW


def ruled(top: float, lanes: Sequence[Lane], rows: Sequence[Line], totals: Sequence[Line] = ()) -> Ops:
    """The table from `top` downwards; `totals` stand in bold behind a rule of their own."""
    ops = _rule(top) + _cells(top, lanes, Line(tuple(lane.head for lane in lanes), bold=True))
    y = top + ROW
    ops += _rule(y)
    for index, row in enumerate(rows):
        ops += (
            _tint(y, row) + (_rule(y, hair=True) if index and not row.joined else ()) + _cells(y, lanes, row)
        )
        y += row.height
    ops += _rule(y)
    for row in totals:
        ops += _cells(y, lanes, row)
        y += row.height
    return ops + (_rule(y) if totals else ())


def depth(rows: Sequence[Line], totals: Sequence[Line] = ()) -> float:
    """The height in pixels of a table of these rows, its head included."""
    return ROW + sum(row.height for row in (*rows, *totals))


def _rule(y: float, *, hair: bool = False) -> Ops:
    style = outline("hairline", HAIR) if hair else outline("muted", THIN)
    return (Path(((LEFT, y), (RIGHT, y)), style),)


def _tint(y: float, row: Line) -> Ops:
    return () if row.role is None else rect((LEFT, y, RIGHT - LEFT, row.height), Style(SOFT[row.role]))


def _cells(y: float, lanes: Sequence[Lane], row: Line) -> Ops:
    middle, ops = y + row.height / 2, Ops()
    for place, (lane, content) in enumerate(zip(lanes, row.cells, strict=True)):
        note = row.notes[place] if row.notes else ""
        size = BODY if row.notes else SMALL
        ops += label(lane.x, middle - (LINE if note else 0), content, size, "ink", row.bold, lane.anchor)
        ops += label(lane.x, middle + LINE, note, SMALL, anchor=lane.anchor) if note else ()
    return ops
