"""The maps along a residual and an inverted residual block: wide where the other is narrow."""

from __future__ import annotations

from generator.engine.network import Network
from generator.figures.families.stacks import PLUS, Conv, channels, convolutions, costs, narrowing, widening
from generator.figures.palette import Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Circle, Ops, Scene, Style
from generator.figures.shapes import (
    BODY,
    FIRM,
    HEAD,
    SMALL,
    Block,
    arrow,
    block,
    label,
    lines,
    plus,
    route,
)
from generator.records import dataclass

MARGIN, FRONT, DEEPEST, SLICES = 16.0, 34.0, 42.0, 14
"""Left and right of a row, a map's front, its greatest depth and the slices in it."""


@dataclass(frozen=True, slots=True)
class WideNarrow:
    """A bottleneck from `channels` to `narrow` and back, and one from `thin` to `expansion` times as many."""

    channels: int = 256
    narrow: int = 64
    thin: int = 24
    expansion: int = 6
    size: int = 56


def draw_wide_narrow(params: WideNarrow, say: Say = chinese) -> Scene:
    """The maps along a residual and an inverted residual block, as deep as they have channels."""
    networks = (
        narrowing(params.channels, params.narrow, params.size),
        widening(params.thin, params.expansion, params.thin, 1, params.size),
    )
    titles = (
        say("(a) 残差块：宽 → 窄 → 宽", "(a) residual: wide → narrow → wide"),
        say("(b) 倒残差块：窄 → 宽 → 窄", "(b) inverted residual: narrow → wide → narrow"),
    )
    notes = (
        say("捷径连着宽的两端", "the shortcut joins the wide ends"),
        say("捷径连着窄的两端", "the shortcut joins the narrow ends"),
    )
    ops: Ops = ()
    low = 0.0
    for title, note, network in zip(titles, notes, networks, strict=True):
        ops += label(MARGIN, low + 18, title, HEAD, bold=True, anchor="start")
        drawn, low = _map_row(low + 42, network, note, say)
        ops += drawn
    scale = say(
        "数字是通道数，厚度与它成正比（两行比例不同）",
        "numbers are channels, as are depths (each row to its scale)",
    )
    names = (say("残差块", "residual"), say("倒残差块", "inverted residual"))
    return Scene(
        WIDTH,
        round(low + 18),
        *_words(networks, say),
        ops + label(WIDTH / 2, low + 4, scale, SMALL, "muted"),
        costs(names, networks, say),
        lang=tag(say),
    )


def _words(networks: tuple[Network, Network], say: Say) -> Words:
    a, b = (channels(network) for network in networks)
    thin = networks[1].input_shape[0]
    return Words(
        say("残差块与倒残差块：宽窄相反", "Residual and inverted residual: wide and narrow exchanged"),
        say(
            f"残差块的通道数是 {a}，捷径连着宽的两端；倒残差块是 {b}，捷径连着窄的两端，中间是逐通道卷积。",
            f"A residual block's channels are {a}, its shortcut joins the wide ends; an inverted residual's "
            f"are {b}, its shortcut joins the narrow ends, with a depthwise convolution between.",
        ),
        say(
            "残差块在窄处做 3×3 卷积以省计算；倒残差块的 3×3 是逐通道的，在宽处也不贵，"
            f"块与块之间只需保存 {thin} 个通道的特征图。",
            "A residual block convolves 3×3 where it is narrow, to save work; an inverted residual's 3×3 is "
            f"depthwise and cheap where it is wide, and only {thin} channels are kept between blocks.",
        ),
    )


def _map_row(y: float, network: Network, note: str, say: Say) -> tuple[Ops, float]:
    """The maps of a block from left to right, its convolutions between them, its shortcut above."""
    convs = convolutions(network)
    widths = (convs[0].input[0], *(conv.output[0] for conv in convs))
    depths = [round(DEEPEST * value / max(widths), 1) for value in widths]
    front = y + 28 + DEEPEST
    room = WIDTH - 2 * MARGIN - len(widths) * FRONT - sum(depths) - (2 * PLUS + 8)
    gap = room / len(convs)
    x = MARGIN
    maps: list[Block] = []
    for depth in depths:
        x += (2 * PLUS + 8) if len(maps) == len(convs) else 0
        maps.append(Block(x, front, FRONT, FRONT, depth))
        x += FRONT + depth + gap
    ops: Ops = ()
    between: list[Data] = ["intermediate"] * (len(convs) - 1)
    roles: list[Data] = ["input", *between, "output"]
    for at, role, value in zip(maps, roles, widths, strict=True):
        ops += block(at, [role] * max(1, round(SLICES * value / max(widths))))
        ops += label(at.x + FRONT / 2, at.y + FRONT / 2, str(value), BODY, bold=True)
    joint = (maps[-1].x - 11 - PLUS, front + FRONT / 2)
    for conv, one, other in zip(convs, maps, maps[1:], strict=False):
        last = conv is convs[-1]
        ops += _between(conv, one, joint[0] - PLUS if last else other.x - 4, say)
    ops += arrow((joint[0] + PLUS, joint[1]), (maps[-1].x - 1, joint[1]))
    return ops + _over(maps[0], joint, y, note), front + FRONT + 46


def _between(conv: Conv, one: Block, end: float, say: Say) -> Ops:
    """The arrow from one map to the next, and below it what is done on the way."""
    y = one.y + FRONT / 2
    start = one.x + FRONT + min(one.depth, FRONT / 2) + 4
    kind = f"DW {conv.kernel}" if conv.spec.depthwise else conv.kernel
    ops = arrow((start, y), (end, y))
    return ops + lines((start + end) / 2, y + 15, (kind, conv.behind(say)), SMALL)


def _over(first: Block, joint: tuple[float, float], y: float, note: str) -> Ops:
    """The shortcut from the first map over the others into the addition."""
    start = (first.x + (first.width + first.depth) / 2, first.y - first.depth / 2)
    line = route((start, (start[0], y), (joint[0], y), (joint[0], joint[1] - PLUS)), "active-line", FIRM, 8)
    said = label((start[0] + joint[0]) / 2, y + 13, note, SMALL, "muted")
    return (Circle(*start, 2.6, Style("active-line")), *line, *plus(*joint, PLUS), *said)
