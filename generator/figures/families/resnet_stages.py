"""The five ResNets stage by stage: the block of each stage, how often it stands there, what all costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.engine import ConvSpec, CostTable, LinearSpec, PoolSpec, cost_table, shapes
from generator.engine.network import Add, Network
from generator.engine.spec import positive
from generator.engine.zoo import build
from generator.figures.numbers import count, dims
from generator.figures.palette import Data
from generator.figures.ruled import LEFT, RIGHT
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Path, Scene, Style
from generator.figures.shapes import (
    BODY,
    HAIR,
    HEAD,
    SMALL,
    THIN,
    bar,
    label,
    lines,
    outline,
    rect,
    side_brace,
)
from generator.model import Column, Table
from generator.records import dataclass

TOP, HEADS, PLAIN, LINE, BAND = 40.0, 26.0, 38.0, 17.0, 22.0
"""Where the table begins; the heights of its heads, of a row without blocks, of a layer, of a bar's row."""
BLOCK_X = (122.0, 253.0)
"""The middles of the two kinds of blocks."""
TIMES_X: Mapping[int, float] = {18: 171.0, 34: 196.0, 50: 303.0, 101: 335.0, 152: 369.0}
"""Where each network's repeats stand."""
HALF = 34.0
"""Half the width between a block's brackets."""
MACS_X, PARAMS_X, LONGEST = 66.0, 236.0, 100.0
"""Where the bars of costs begin, and their greatest length."""


@dataclass(frozen=True, slots=True)
class ResnetStages:
    """The ResNets of 18 to 152 layers, for images of `size` pixels a side and `classes` classes."""

    size: int = 224
    classes: int = 1000


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage of one network: its map's side, the layers of its block, how often the block stands."""

    name: str
    side: int
    block: tuple[str, ...]
    times: int


def draw_resnet_stages(params: ResnetStages, say: Say = chinese) -> Scene:
    """ResNet's table of stages (He et al. 2015, table 1): networks of one kind of block share a column."""
    given = {"size": positive("size", params.size), "classes": positive("classes", params.classes)}
    tables = {depth: cost_table(build(f"resnet{depth}", **given)) for depth in TIMES_X}
    stages = {depth: _stages(table.network) for depth, table in tables.items()}
    ops = label(WIDTH / 2, 20, say("ResNet 的各级", "The stages of ResNet"), HEAD, bold=True)
    ops += _heads(say)
    y = TOP + HEADS
    drawn, y = _plain_row(y, *_stem(tables[18].network, say))
    ops += drawn
    for place in range(len(stages[18])):
        note = _pooling(tables[18].network, say) if place == 0 else ""
        drawn, y = _stage_row(y, {depth: stages[depth][place] for depth in TIMES_X}, note)
        ops += drawn
    ops += _rule(y, hair=True)
    drawn, y = _plain_row(y, say("输出", "head"), "1×1", _classifier(tables[18].network, say))
    ops += drawn + _rule(y)
    drawn, y = _costs(y + 24, tables, say)
    ops += drawn
    notes = (
        say("conv3_x 起，每级首块步幅为 2", "from conv3_x on, a stage's first block has stride 2"),
        say("代价含捷径上的 1×1 卷积；参数含偏置与 BN", "costs include the shortcuts' 1×1, biases and BN"),
    )
    return Scene(
        WIDTH,
        round(y + 44),
        *_words(tables, say),
        ops + lines(WIDTH / 2, y + 14, notes, SMALL, "muted"),
        _table(tables, stages, say),
        lang=tag(say),
    )


def _stages(network: Network) -> tuple[_Stage, ...]:
    """The stages that are made of residual blocks, in order."""
    sizes = shapes(network)
    names = dict.fromkeys(layer.stage for layer in network.layers if isinstance(layer.op, Add))
    found = []
    for name in names:
        sums = [layer for layer in network.layers if layer.stage == name and isinstance(layer.op, Add)]
        found.append(_Stage(name, sizes[sums[0].name][1], _block(network, sums[0].name), len(sums)))
    return tuple(found)


def _block(network: Network, sum_: str) -> tuple[str, ...]:
    """The convolutions on the main path into an addition, first to last: ("3×3, 64", "3×3, 64")."""
    layers = {layer.name: layer for layer in network.layers}
    stage, at = layers[sum_].stage, layers[layers[sum_].inputs[0]]
    found: list[str] = []
    while at.stage == stage and not isinstance(at.op, Add | PoolSpec):
        if isinstance(at.op, ConvSpec):
            found.insert(0, f"{dims(*at.op.kernel_size)}, {at.op.out_channels}")
        at = layers[at.inputs[0]]
    return tuple(found)


def _heads(say: Say) -> Ops:
    """Which kind of block, and below it which depths are made of it."""
    ops = _rule(TOP) + _rule(TOP + HEADS)
    for x, name in zip(BLOCK_X, (say("两层的块", "basic"), say("三层的块", "bottleneck")), strict=True):
        ops += label(x, TOP + HEADS / 2, name, SMALL, bold=True)
    ops += label(LEFT + 6, TOP + HEADS / 2, say("阶段", "stage"), SMALL, bold=True, anchor="start")
    for depth, x in TIMES_X.items():
        ops += label(x, TOP + HEADS / 2, str(depth), SMALL, bold=True)
    return ops


def _stem(network: Network, say: Say) -> tuple[str, str, str]:
    """The first convolution: its stage, its map's size, what it is."""
    layer, spec = next((layer, layer.op) for layer in network.layers if isinstance(layer.op, ConvSpec))
    side = shapes(network)[layer.name][1]
    step = say(f"，步幅 {spec.stride[0]}", f", stride {spec.stride[0]}")
    return layer.stage, dims(side, side), f"{dims(*spec.kernel_size)}, {spec.out_channels}{step}"


def _pooling(network: Network, say: Say) -> str:
    pool = next(layer.op for layer in network.layers if isinstance(layer.op, PoolSpec))
    kernel, stride = dims(*pool.kernel_size), pool.stride[0]
    return say(f"{kernel} 最大池化，步幅 {stride}", f"{kernel} max pool, stride {stride}")


def _classifier(network: Network, say: Say) -> str:
    last = next(layer.op for layer in network.layers if isinstance(layer.op, LinearSpec))
    classes = count(last.out_features)
    return say(f"全局平均池化，{classes} 路全连接", f"global average pool, fc to {classes}")


def _plain_row(y: float, name: str, side: str, text: str) -> tuple[Ops, float]:
    """A row that all networks share."""
    middle = y + PLAIN / 2
    ops = _name(middle, name, side) + label((BLOCK_X[0] - HALF + RIGHT) / 2, middle, text, SMALL)
    return ops, y + PLAIN


def _stage_row(y: float, stages: Mapping[int, _Stage], note: str) -> tuple[Ops, float]:
    """A stage: both kinds of block in brackets, and how often each network repeats them."""
    ops = _rule(y, hair=True)
    tall = max(len(stage.block) for stage in stages.values()) * LINE
    if note:
        ops += label((BLOCK_X[0] - HALF + RIGHT) / 2, y + 14, note, SMALL)
    top = y + (26 if note else 8)
    middle = top + tall / 2
    ops += _name((y + top + tall + 8) / 2, stages[18].name, dims(stages[18].side, stages[18].side))
    for x, depth in zip(BLOCK_X, (18, 50), strict=True):
        ops += _bracketed(x, middle, stages[depth].block)
    for depth, x in TIMES_X.items():
        ops += label(x, middle, f"×{stages[depth].times}", BODY, bold=True)
    return ops, top + tall + 8


def _name(middle: float, name: str, side: str) -> Ops:
    ops = label(LEFT + 6, middle - 8, name, SMALL, bold=True, anchor="start")
    return ops + label(LEFT + 6, middle + 8, side, SMALL, "muted", anchor="start")


def _bracketed(x: float, middle: float, layers: Sequence[str]) -> Ops:
    half = len(layers) * LINE / 2
    y, low = middle - half, middle + half
    box: Ops = rect((x - HALF, y, 2 * HALF, low - y), Style("kernel-soft"))
    ends = side_brace(x - HALF, y, low, 5, "kernel-line") + side_brace(x + HALF, y, low, -5, "kernel-line")
    return box + ends + lines(x, y + LINE / 2, layers, SMALL, pitch=LINE)


def _costs(y: float, tables: Mapping[int, CostTable], say: Say) -> tuple[Ops, float]:
    """A bar for each network's multiply-accumulates, and one for its parameters."""
    ops = label(MACS_X, y, say("乘加", "MACs"), BODY, bold=True, anchor="start")
    ops += label(PARAMS_X, y, say("参数", "parameters"), BODY, bold=True, anchor="start")
    totals = {depth: table.total for depth, table in tables.items()}
    macs = {depth: total.macs for depth, total in totals.items()}
    params = {depth: total.params() for depth, total in totals.items()}
    for depth in tables:
        y += BAND
        ops += label(MACS_X - 10, y, say(f"{depth} 层", str(depth)), SMALL, bold=True, anchor="end")
        ops += _bar(MACS_X, y, macs[depth] / max(macs.values()), "input", f"{macs[depth] / 1e9:.2f} G")
        ops += _bar(
            PARAMS_X, y, params[depth] / max(params.values()), "kernel", f"{params[depth] / 1e6:.2f} M"
        )
    return ops, y + BAND / 2


def _bar(x: float, y: float, share: float, role: Data, text: str) -> Ops:
    wide = LONGEST * share
    return bar(x, y - 7, wide, 14, role) + label(x + wide + 6, y, text, SMALL, anchor="start")


def _rule(y: float, *, hair: bool = False) -> Ops:
    style = outline("hairline", HAIR) if hair else outline("muted", THIN)
    return (Path(((LEFT, y), (RIGHT, y)), style),)


def _words(tables: Mapping[int, CostTable], say: Say) -> Words:
    depths = "/".join(map(str, tables))
    macs = "/".join(f"{table.total.macs / 1e9:.2f}" for table in tables.values())
    params = "/".join(f"{table.total.params() / 1e6:.2f}" for table in tables.values())
    small, deep = tables[34].total, tables[50].total
    return Words(
        say("ResNet 结构：18 到 152 层", "The structure of ResNet, 18 to 152 layers"),
        say(
            f"{depths} 层的 ResNet 共用四级残差块：18、34 层每块两个 3×3 卷积，"
            "50 层起每块是 1×1、3×3、1×1，只有每级的块数不同。"
            f"乘加依次为 {macs} G，参数 {params} M。",
            f"The ResNets of {depths} layers share four stages of residual blocks: two 3×3 convolutions a "
            "block up to 34 layers, 1×1, 3×3, 1×1 from 50 on; only how often they stand differs. "
            f"MACs {macs} G, parameters {params} M.",
        ),
        say(
            "从 34 层到 50 层，每块多一层，通道多到四倍，"
            f"乘加（一次乘、一次加）只从 {small.macs / 1e9:.2f} G 到 {deep.macs / 1e9:.2f} G："
            "三层的块在窄处做 3×3 卷积。",
            f"From 34 to 50 layers every block has one layer more and four times the channels, yet the "
            f"multiply-accumulates only go from {small.macs / 1e9:.2f} G to {deep.macs / 1e9:.2f} G: a "
            "bottleneck convolves 3×3 where it is narrow.",
        ),
    )


def _table(tables: Mapping[int, CostTable], stages: Mapping[int, tuple[_Stage, ...]], say: Say) -> Table:
    """The paper's table: a column a network, a row a stage, then the costs as whole numbers."""
    places = range(len(stages[18]))
    rows = tuple(
        (
            stages[18][place].name,
            dims(stages[18][place].side, stages[18][place].side),
            *(f"[{'; '.join(made[place].block)}] ×{made[place].times}" for made in stages.values()),
        )
        for place in places
    )
    totals = [table.total for table in tables.values()]
    heads = (say("阶段", "stage"), say("输出", "output"))
    names = (say(f"{depth} 层", f"{depth} layers") for depth in tables)
    return Table(
        (*map(Column, heads), *(Column(name, numeric=True) for name in names)),
        (
            *rows,
            (say("乘加", "MACs"), "", *(count(total.macs) for total in totals)),
            (say("参数", "parameters"), "", *(count(total.params()) for total in totals)),
        ),
        totals_from=len(rows),
    )
