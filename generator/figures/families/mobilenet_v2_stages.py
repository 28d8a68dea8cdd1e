"""MobileNetV2's table of stages: t, c, n and s, and what each row costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from generator.engine import ConvSpec, CostTable, LinearSpec, cost_table
from generator.engine.cost import LayerCost
from generator.figures.families.layer_rows import (
    Row,
    built,
    cost_cells,
    cost_lanes,
    role_of,
    rows_of,
    with_bn,
)
from generator.figures.families.stacks import size
from generator.figures.numbers import count, dims
from generator.figures.palette import Data
from generator.figures.ruled import LEFT, Lane, Line, depth, ruled
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Scene
from generator.figures.shapes import HEAD, SMALL, label, lines
from generator.model import Column, Table
from generator.records import dataclass

TOP = 40.0


@dataclass(frozen=True, slots=True)
class MobilenetV2Stages:
    """MobileNetV2 with all channels times `width`, for images of `size` pixels a side."""

    width: float = 1.0
    size: int = 224
    classes: int = 1000


@dataclass(frozen=True, slots=True)
class _Stage:
    """A row of the table: its input, operator, t, c, n and s as texts, its colour and its cost."""

    texts: tuple[str, ...]
    role: Data | None
    cost: LayerCost


def draw_mobilenet_v2_stages(params: MobilenetV2Stages, say: Say = chinese) -> Scene:
    """MobileNetV2's stages (Sandler et al. 2018, table 2), everything read off the network."""
    network = built("mobilenet_v2", params.width, params.size, params.classes)
    table = cost_table(network)
    stages = _stages(table)
    lanes = (
        Lane(say("输入", "input"), LEFT + 6),
        Lane(say("算子", "operator"), 98),
        *(Lane(name, x, "end") for name, x in (("t", 190), ("c", 224), ("n", 244), ("s", 264))),
        *cost_lanes(say),
    )
    body = [Line((*stage.texts, *cost_cells(stage.cost)), stage.role) for stage in stages]
    total = Line((say("合计", "total"), *("",) * 5, *cost_cells(table.total)), bold=True)
    low = TOP + depth(body, (total,))
    notes = (
        say(
            "t 扩展倍数，c 输出通道，n 次数，s 首次的步幅", "t widening, c channels, n times, s first stride"
        ),
        with_bn(table, say),
    )
    return Scene(
        WIDTH,
        round(low + 46),
        *_words(table, stages, say),
        label(WIDTH / 2, 20, say("MobileNetV2 的各级", "The stages of MobileNetV2"), HEAD, bold=True)
        + ruled(TOP, lanes, body, (total,))
        + lines(WIDTH / 2, low + 17, notes, SMALL, "muted"),
        _table(table, stages, say),
        lang=tag(say),
    )


def _stages(table: CostTable) -> tuple[_Stage, ...]:
    """A stage of bottlenecks is a row; the layers before and behind them have a row each."""
    costs = {row.name: row for row in table.by("stage")}
    found: list[_Stage] = []
    for name, group in groupby(rows_of(table.network), lambda row: row.layer.stage):
        rows = tuple(group)
        if any(isinstance(row.layer.op, ConvSpec) and row.layer.op.depthwise for row in rows):
            found.append(_Stage(_bottlenecks(rows), "kernel", costs[name]))
        else:
            found += [_Stage(_single(row), role_of(row.layer.op), row.cost) for row in rows]
    return tuple(found)


def _bottlenecks(rows: Sequence[Row]) -> tuple[str, ...]:
    """t, c, n and s of a stage: how far its depthwise layers are widened, how many there are."""
    deep = [row.layer.op for row in rows if isinstance(row.layer.op, ConvSpec) and row.layer.op.depthwise]
    came, went = rows[0].input, rows[-1].cost.output_shape
    t = deep[0].in_channels // came[0]
    return (size(came), "bottleneck", str(t), str(went[0]), str(len(deep)), str(deep[0].stride[0]))


def _single(row: Row) -> tuple[str, ...]:
    op = row.layer.op
    match op:
        case ConvSpec():
            operator, stride = f"conv2d {dims(*op.kernel_size)}", str(op.stride[0])
        case LinearSpec():
            operator, stride = "fc", "–"
        case _:
            operator, stride = f"avgpool {dims(*row.input[1:])}", "–"
    channels = str(row.cost.output_shape[0]) if row.counts else "–"
    return size(row.input), operator, "–", channels, "1", stride


def _words(table: CostTable, stages: Sequence[_Stage], say: Say) -> Words:
    total, pixels = table.total, size(table.network.input_shape)
    blocks = [stage.texts for stage in stages if stage.texts[1] == "bottleneck"]
    number = sum(int(texts[4]) for texts in blocks)
    channels = "、".join(texts[3] for texts in blocks)
    macs, weights = count(total.macs), count(total.weights)
    last = [stage.texts[3] for stage in stages if stage.texts[1].startswith("conv2d")][-1]
    return Words(
        say("MobileNetV2 网络结构：t、c、n、s 与代价", "MobileNetV2: t, c, n, s and what they cost"),
        say(
            f"MobileNetV2：一层 3×3 卷积，{len(blocks)} 级共 {number} 个倒残差块，输出通道依次为 {channels}，"
            f"再是到 {last} 个通道的 1×1 卷积、平均池化与全连接层。"
            f"输入 {pixels}，共 {macs} 次乘加、{weights} 个权重。",
            f"MobileNetV2: a 3×3 convolution, {number} inverted residuals in {len(blocks)} stages of "
            f"{channels.replace('、', ', ')} channels, a 1×1 convolution to {last} channels, average pooling "
            f"and a full connection. Input {pixels}: {macs} MACs, {weights} weights.",
        ),
        say(
            f"每级只有第一块用步幅 s，其余为 1。一次乘、一次加算一次乘加；{with_bn(table, say)}。",
            "Only the first block of a stage has stride s, the others 1. One multiplication and one addition "
            f"count as one multiply-accumulate; {with_bn(table, say)}.",
        ),
    )


def _table(table: CostTable, stages: Sequence[_Stage], say: Say) -> Table:
    rows = tuple((*stage.texts, count(stage.cost.macs), count(stage.cost.weights)) for stage in stages)
    total = (say("合计", "total"), *("",) * 5, count(table.total.macs), count(table.total.weights))
    return Table(
        (
            Column(say("输入", "input")),
            Column(say("算子", "operator")),
            *(Column(name, numeric=True) for name in "tcns"),
            Column(say("乘加", "MACs"), numeric=True),
            Column(say("权重", "weights"), numeric=True),
        ),
        (*rows, total),
        totals_from=len(rows),
    )
