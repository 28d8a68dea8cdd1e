"""What a figure may not do: text too faint, too small for a phone, off the canvas or overlapped.

The ground behind a text is found among the operations, not believed: what was painted last under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, product

from generator.figures.font import missing
from generator.figures.geometry import bounds, covers, crosses, inset, overlap, text_box, within
from generator.figures.palette import PALETTE, Role, contrast
from generator.figures.scene import Box, Circle, Ops, Path, Rects, Scene, Text
from generator.records import dataclass

PHONE = 320
"""The text column of a 360-pixel phone, which a wider figure shrinks into."""
SMALLEST = 9.0
FAINTEST = 4.5


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one text of a figure."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Written:
    """A text, the box of its ink, and when it was painted."""

    text: Text
    box: Box
    place: int


@dataclass(frozen=True, slots=True)
class _Painted:
    """A shape, the box around it, and when it was painted."""

    shape: Rects | Path | Circle
    box: Box
    place: int


@dataclass(frozen=True, slots=True)
class _Layer:
    """The texts and the shapes of some operations."""

    texts: tuple[_Written, ...]
    shapes: tuple[_Painted, ...]


def lint(scene: Scene) -> tuple[Fault, ...]:
    """Every fault of a figure, in all of its steps, each once.

    The ground that the steps share is looked at once; in each step only what it adds, and the texts of
    the ground that this touches.
    """
    ground = _layer(scene.ops, 0)
    found = [*_faults(ground.texts, ground.shapes, scene), *_overlaps(combinations(ground.texts, 2))]
    for step in scene.steps:
        added = _layer(step.ops, len(scene.ops))
        touched = [text for text in ground.texts if _near(text, added.shapes)]
        found += _faults((*touched, *added.texts), (*ground.shapes, *added.shapes), scene)
        found += _overlaps(chain(product(ground.texts, added.texts), combinations(added.texts, 2)))
    return tuple(dict.fromkeys(found))


def _layer(ops: Ops, first: int) -> _Layer:
    places = tuple(enumerate(ops, first))
    return _Layer(
        tuple(_Written(op, _ink(op), place) for place, op in places if isinstance(op, Text)),
        tuple(_Painted(op, bounds(op), place) for place, op in places if not isinstance(op, Text)),
    )


def _faults(texts: Iterable[_Written], shapes: Sequence[_Painted], scene: Scene) -> Iterator[Fault]:
    for one in texts:
        near = _near(one, shapes)
        for reason in (*_alone(one, scene), *_on_ground(one, near), *_crossed(one, near)):
            yield Fault(one.text.content, reason)


def _near(one: _Written, shapes: Iterable[_Painted]) -> list[_Painted]:
    return [shape for shape in shapes if overlap(shape.box, one.box)]


def _overlaps(pairs: Iterable[tuple[_Written, _Written]]) -> Iterator[Fault]:
    for one, other in pairs:
        if overlap(one.box, other.box):
            yield Fault(one.text.content, f'overlaps the text "{other.text.content}"')


def _alone(one: _Written, scene: Scene) -> list[str]:
    reasons = []
    if lacking := missing(one.text.content):
        reasons.append(f'the font has no "{lacking}" (U+{ord(lacking[0]):04X})')
    if not within(one.box, (1, 1, scene.width - 2, scene.height - 2)):
        reasons.append("runs off the canvas")
    shown = one.text.size * min(1.0, PHONE / scene.width)
    if shown < SMALLEST:
        reasons.append(f"is {shown:.1f} px on a phone, expected at least {SMALLEST:g}")
    return reasons


def _on_ground(one: _Written, near: list[_Painted]) -> list[str]:
    """The contrast with what lies under the text, in both themes."""
    x, y, width, height = one.box
    ground: Role = "paper"
    for op in near:
        fill = op.shape.style.fill
        if fill and op.place < one.place and covers(op.shape, (x + width / 2, y + height / 2)):
            ground = fill
    ratios = {
        theme: contrast(getattr(PALETTE[one.text.role], theme), getattr(PALETTE[ground], theme))
        for theme in ("light", "dark")
    }
    return [
        f"has contrast {ratio:.1f} on {ground} in the {theme} theme, expected at least {FAINTEST:g}"
        for theme, ratio in ratios.items()
        if ratio < FAINTEST
    ]


def _crossed(one: _Written, near: list[_Painted]) -> list[str]:
    """Lines through the text, unless something painted between hides them."""
    x, y, width, height = one.box
    corners = [(x + i * width, y + j * height) for i in (0, 1) for j in (0, 1)]
    for line in near:
        if not crosses(line.shape, one.box):
            continue
        between = (cover.shape for cover in near if line.place < cover.place < one.place)
        if not any(all(covers(cover, corner) for corner in corners) for cover in between):
            return ["is crossed by a line"]
    return []


def _ink(text: Text) -> Box:
    """The box of a text without the room above and below that its glyphs leave free."""
    return inset(text_box(text), 0.3, 0.09 * text.size)
