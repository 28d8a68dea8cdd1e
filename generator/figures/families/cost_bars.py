"""Bars of costs: shares of a whole, and two quantities mirrored about an axis, stacked by kind."""

from __future__ import annotations

from collections.abc import Sequence

from generator.figures.font import measure
from generator.figures.numbers import short
from generator.figures.palette import LINE, Data
from generator.figures.say import Say
from generator.figures.scene import WIDTH, Box, Ops, Path, Style
from generator.figures.shapes import HAIR, SMALL, THIN, label, outline, rect
from generator.records import dataclass

LEFT, RIGHT = 12.0, WIDTH - 12.0
BAR = 20.0
"""The height of a bar of shares."""
SIDE, AXIS, AIR = 96.0, 18.0, 18.0
"""Columns: the longest of each side, the band of numbers between the sides, the room for a head."""
ROW = 19.0
VALUE = 56.0
"""Rows: their pitch, and the room beside a bar for its value."""


@dataclass(frozen=True, slots=True)
class Part:
    """Layers of one or more `kinds` (the engine's names), and their sums."""

    kinds: tuple[str, ...]
    name: str
    role: Data
    macs: int
    weights: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A layer or stage: (role, multiply-accumulates, weights) of each kind of layer in it."""

    name: str
    slices: tuple[tuple[Data, int, int], ...]

    @property
    def macs(self) -> int:
        """The multiply-accumulates of all its slices."""
        return sum(macs for _, macs, _ in self.slices)

    @property
    def weights(self) -> int:
        """The weights of all its slices."""
        return sum(weights for _, _, weights in self.slices)


def shares(y: float, values: Sequence[tuple[Data, int]]) -> Ops:
    """A bar as wide as the drawing, parted in proportion to the values."""
    scale = (RIGHT - LEFT) / sum(value for _, value in values)
    ops: Ops = ()
    x = LEFT
    for role, value in values:
        ops += rect((x, y, value * scale, BAR), Style(role))
        ops += (Path(((x, y), (x, y + BAR)), outline("ink", HAIR)),) if x > LEFT + 2 else ()
        x += value * scale
    return ops + rect((LEFT, y, RIGHT - LEFT, BAR), outline("ink", THIN))


def columns(y: float, bars: Sequence[Bar], say: Say) -> tuple[Ops, float]:
    """A column a bar, numbered: multiply-accumulates upwards, weights downwards, each to its own scale."""
    pitch = (RIGHT - LEFT) / len(bars)
    wide = min(0.72 * pitch, 16)
    above, below = y + AIR + SIDE, y + AIR + SIDE + AXIS
    most, heaviest = max(bar.macs for bar in bars), max(bar.weights for bar in bars)
    ops = _head(y, y + AIR, say(f"逐层乘加，最大 {short(most)}", f"MACs by layer, at most {short(most)}"))
    low = below + SIDE
    said = say(f"逐层权重，最大 {short(heaviest)}", f"weights by layer, at most {short(heaviest)}")
    ops += _head(low + AIR, low, said)
    for place, bar in enumerate(bars):
        x = LEFT + (place + 0.5) * pitch - wide / 2
        up, down = above, below
        for role, macs, weights in bar.slices:
            tall, deep = SIDE * macs / most, SIDE * weights / heaviest
            up -= tall
            ops += _filled((x, up, wide, tall), role) + _filled((x, down, wide, deep), role)
            down += deep
    for edge in (above, below):
        ops += (Path(((LEFT, edge), (RIGHT, edge)), outline("muted", THIN)),)
    for place in _numbered(len(bars), pitch):
        ops += label(LEFT + (place + 0.5) * pitch, above + AXIS / 2, str(place + 1), SMALL)
    return ops, low + AIR


def mirrored(y: float, bars: Sequence[Bar], say: Say) -> tuple[Ops, float]:
    """A row a bar, named in the middle: multiply-accumulates to the left, weights to the right."""
    room = max(measure(bar.name, SMALL) for bar in bars) + 14
    left, right = (WIDTH - room) / 2, (WIDTH + room) / 2
    longest = left - LEFT - VALUE
    most, heaviest = max(bar.macs for bar in bars), max(bar.weights for bar in bars)
    ops = label(left, y + 6, say("乘加", "MACs"), SMALL, "muted", anchor="end")
    ops += label(right, y + 6, say("权重", "weights"), SMALL, "muted", anchor="start")
    y += 8
    top = y + ROW - 9
    for bar in bars:
        y += ROW
        ops += label(WIDTH / 2, y, bar.name, SMALL)
        start, end = left, right
        for role, macs, weights in bar.slices:
            back, on = longest * macs / most, longest * weights / heaviest
            start -= back
            ops += _filled((start, y - 6.5, back, 13), role) + _filled((end, y - 6.5, on, 13), role)
            end += on
        ops += label(start - 5, y, short(bar.macs), SMALL, anchor="end")
        ops += label(end + 5, y, short(bar.weights), SMALL, anchor="start")
    axes = tuple(Path(((x, top), (x, y + 9)), outline("muted", THIN)) for x in (left, right))
    return ops + axes, y + 14


def _head(text: float, rule: float, content: str) -> Ops:
    """What a side shows and the length of its longest column, beside the line that this one reaches."""
    middle = (text + rule) / 2
    return (
        *label(LEFT, middle, content, SMALL, "muted", anchor="start"),
        Path(((LEFT, rule), (RIGHT, rule)), outline("hairline", HAIR)),
    )


def _filled(box: Box, role: Data) -> Ops:
    """A slice of a bar; one too thin for an outline is a line of it."""
    if min(box[2], box[3]) < 2 * THIN:
        return rect((box[0], box[1], max(box[2], 0.75), max(box[3], 0.75)), Style(LINE[role]))
    half = HAIR / 2
    inner = (box[0] + half, box[1] + half, box[2] - HAIR, box[3] - HAIR)
    return rect(inner, Style(role, LINE[role], HAIR))


def _numbered(bars: int, pitch: float) -> range:
    """The bars that have their number below them: as many as leave each other room."""
    step = next(step for step in (1, 2, 3, 5, 10, 20) if step * pitch >= 24)
    return range(0, bars, step) if step in (1, 2, 3) else range(step - 1, bars, step)
