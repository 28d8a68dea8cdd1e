"""The plane geometry that both sinks and the lint share: rounded corners, boxes, crossings."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from generator.figures.font import ASCENT, DESCENT, measure
from generator.figures.scene import Box, Circle, Path, Point, Rects, Text

Command = tuple[str, tuple[Point, ...]]
"""("M", (to,)), ("L", (to,)) or ("Q", (control, to))."""


def commands(path: Path) -> tuple[Command, ...]:
    """The path as moves, lines and, where its radius asks for it, quadratic corners."""
    points = path.points
    if path.radius <= 0 or len(points) < 3:
        return (("M", (points[0],)), *(("L", (point,)) for point in points[1:]))
    found: list[Command] = [("M", (points[0],))]
    for before, corner, behind in zip(points, points[1:], points[2:], strict=False):
        reach = min(path.radius, distance(before, corner) / 2, distance(corner, behind) / 2)
        found.append(("L", (_towards(corner, before, reach),)))
        found.append(("Q", (corner, _towards(corner, behind, reach))))
    found.append(("L", (points[-1],)))
    return tuple(found)


def distance(one: Point, other: Point) -> float:
    """How far two points are apart."""
    return hypot(one[0] - other[0], one[1] - other[1])


def text_box(text: Text) -> Box:
    """The box that a text fills: its advance, from the top of capitals to below the baseline."""
    width = measure(text.content, text.size)
    left = text.x - {"start": 0.0, "middle": width / 2, "end": width}[text.anchor]
    return left, text.y - ASCENT * text.size, width, (ASCENT + DESCENT) * text.size


def inset(box: Box, dx: float, dy: float) -> Box:
    """A box made smaller by dx at its sides and dy above and below (larger where negative)."""
    return box[0] + dx, box[1] + dy, box[2] - 2 * dx, box[3] - 2 * dy


def bounds(shape: Rects | Path | Circle) -> Box:
    """The box around a shape, half its stroke and a pixel included, so that none is empty."""
    match shape:
        case Rects():
            left, top = min(box[0] for box in shape.boxes), min(box[1] for box in shape.boxes)
            right = max(box[0] + box[2] for box in shape.boxes)
            bottom = max(box[1] + box[3] for box in shape.boxes)
        case Circle():
            left, top = shape.x - shape.radius, shape.y - shape.radius
            right, bottom = shape.x + shape.radius, shape.y + shape.radius
        case Path():
            left, top = min(x for x, _ in shape.points), min(y for _, y in shape.points)
            right, bottom = max(x for x, _ in shape.points), max(y for _, y in shape.points)
    reach = 1 + shape.style.width / 2
    return inset((left, top, right - left, bottom - top), -reach, -reach)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def within(inner: Box, outer: Box) -> bool:
    """Whether a box lies in another."""
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[0] + inner[2] <= outer[0] + outer[2]
        and inner[1] + inner[3] <= outer[1] + outer[3]
    )


def covers(shape: Rects | Path | Circle, point: Point) -> bool:
    """Whether a filled shape paints a point."""
    if shape.style.fill is None:
        return False
    x, y = point
    match shape:
        case Rects():
            return any(
                left <= x <= left + width and top <= y <= top + height
                for left, top, width, height in shape.boxes
            )
        case Circle():
            return distance((shape.x, shape.y), point) <= shape.radius
        case Path():
            return shape.closed and _inside(shape.points, point)


def crosses(shape: Rects | Path | Circle, box: Box) -> bool:
    """Whether an outline runs through a box."""
    if shape.style.line is None:
        return False
    match shape:
        case Rects():
            return any(overlap(edge, box) and not within(box, edge) for edge in shape.boxes)
        case Circle():
            corners = [(box[0] + i * box[2], box[1] + j * box[3]) for i in (0, 1) for j in (0, 1)]
            reach = [distance((shape.x, shape.y), corner) for corner in corners]
            near = distance((shape.x, shape.y), _nearest(box, (shape.x, shape.y)))
            return near < shape.radius < max(reach)
        case Path():
            ends = shape.points[1:] + (shape.points[:1] if shape.closed else ())
            return any(_cuts(a, b, box) for a, b in zip(shape.points, ends, strict=False))


def _towards(start: Point, end: Point, reach: float) -> Point:
    part = reach / (distance(start, end) or 1)
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _nearest(box: Box, point: Point) -> Point:
    return (
        min(max(point[0], box[0]), box[0] + box[2]),
        min(max(point[1], box[1]), box[1] + box[3]),
    )


def _inside(polygon: Sequence[Point], point: Point) -> bool:
    """Even-odd rule: a ray to the right meets the polygon's sides an odd number of times."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def _cuts(start: Point, end: Point, box: Box) -> bool:
    """Whether a segment enters a box: Liang and Barsky's clipping leaves something of it."""
    enters, leaves = 0.0, 1.0
    for axis in (0, 1):
        low, high = box[axis], box[axis] + box[axis + 2]
        step = end[axis] - start[axis]
        if step == 0:
            if not low < start[axis] < high:
                return False
            continue
        first, last = sorted(((low - start[axis]) / step, (high - start[axis]) / step))
        enters, leaves = max(enters, first), min(leaves, last)
    return enters < leaves
