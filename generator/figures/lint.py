"""What a figure may not do: text too faint, too small for a phone, off the canvas or overlapped.

The ground behind a text is found among the operations, not believed: what was painted last under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from generator.figures.font import missing
from generator.figures.geometry import covers, crosses, inset, overlap, text_box, within
from generator.figures.palette import PALETTE, Role, contrast
from generator.figures.scene import Ops, Scene, Text

PHONE = 320
"""The text column of a 360-pixel phone, which a wider figure shrinks into."""
SMALLEST = 9.0
FAINTEST = 4.5


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one text of a figure."""

    text: str
    reason: str


def lint(scene: Scene) -> tuple[Fault, ...]:
    """Every fault of a figure, in all of its steps, each once."""
    frames = range(len(scene.steps) or 1)
    found = [fault for index in frames for fault in _frame_faults(scene, scene.frame(index))]
    return tuple(dict.fromkeys(found))


def _frame_faults(scene: Scene, ops: Ops) -> list[Fault]:
    texts = [(place, op) for place, op in enumerate(ops) if isinstance(op, Text)]
    faults = [
        Fault(text.content, reason)
        for place, text in texts
        for reason in (*_alone(text, scene), *_on_ground(text, ops[:place]), *_crossed(place, text, ops))
    ]
    for (_, one), (_, other) in combinations(texts, 2):
        if overlap(_ink(one), _ink(other)):
            faults.append(Fault(one.content, f'overlaps the text "{other.content}"'))
    return faults


def _alone(text: Text, scene: Scene) -> list[str]:
    reasons = []
    if lacking := missing(text.content):
        reasons.append(f'the font has no "{lacking}" (U+{ord(lacking[0]):04X})')
    if not within(_ink(text), (1, 1, scene.width - 2, scene.height - 2)):
        reasons.append("runs off the canvas")
    shown = text.size * min(1.0, PHONE / scene.width)
    if shown < SMALLEST:
        reasons.append(f"is {shown:.1f} px on a phone, expected at least {SMALLEST:g}")
    return reasons


def _on_ground(text: Text, painted: Ops) -> list[str]:
    """The contrast with what lies under the text, in both themes."""
    x, y, width, height = _ink(text)
    ground: Role = "paper"
    for op in painted:
        if not isinstance(op, Text) and op.style.fill and covers(op, (x + width / 2, y + height / 2)):
            ground = op.style.fill
    ratios = {
        theme: contrast(getattr(PALETTE[text.role], theme), getattr(PALETTE[ground], theme))
        for theme in ("light", "dark")
    }
    return [
        f"has contrast {ratio:.1f} on {ground} in the {theme} theme, expected at least {FAINTEST:g}"
        for theme, ratio in ratios.items()
        if ratio < FAINTEST
    ]


def _crossed(place: int, text: Text, ops: Ops) -> list[str]:
    """Lines through the text, unless something painted between hides them."""
    box = _ink(text)
    x, y, width, height = box
    for index, op in enumerate(ops):
        if isinstance(op, Text) or not crosses(op, box):
            continue
        corners = [(x + i * width, y + j * height) for i in (0, 1) for j in (0, 1)]
        between = [cover for cover in ops[index + 1 : place] if not isinstance(cover, Text)]
        if not any(all(covers(cover, corner) for corner in corners) for cover in between):
            return ["is crossed by a line"]
    return []


def _ink(text: Text) -> tuple[float, float, float, float]:
    """The box of a text without the room above and below that its glyphs leave free."""
    return inset(text_box(text), 0.3, 0.09 * text.size)
