"""MobileNet's layers one below the other, with what each costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.engine import ConvSpec, CostTable, LinearSpec, cost_table
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
from generator.figures.numbers import count, dims, percent
from generator.figures.ruled import ROW, Lane, Line, depth, ruled
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import HEAD, SMALL, label, lines, side_brace
from generator.model import Column, Table
from generator.records import dataclass, replace

TOP, NUMBERED = 40.0, 34.0
"""Where the table begins, and where the layers' numbers end."""


@dataclass(frozen=True, slots=True)
class MobilenetLayers:
    """MobileNet with all channels times `width`, for images of `size` pixels a side."""

    width: float = 1.0
    size: int = 224
    classes: int = 1000


def draw_mobilenet_layers(params: MobilenetLayers, say: Say = chinese) -> Scene:
    """MobileNet's table of layers (Howard et al. 2017, table 1), those that repeat written once."""
    network = built("mobilenet_v1", params.width, params.size, params.classes)
    table, rows = cost_table(network), rows_of(network)
    lanes = (
        Lane(say("层", "no."), NUMBERED, "end"),
        Lane(say("类型", "type"), NUMBERED + 9),
        Lane(say("核", "kernel"), 120),
        Lane(say("输入", "input"), 213),
        *cost_lanes(say),
    )
    body, braces = _numbered(rows)
    body.append(Line(("", "Softmax", "–", size(rows[-1].cost.output_shape), "–", "–")))
    counted = sum(row.counts for row in rows)
    layers = say(f"{counted} 层", f"{counted} layers")
    total = Line(("", say("合计", "total"), layers, "", *cost_cells(table.total)), bold=True)
    low = TOP + depth(body, (total,))
    notes = (
        say("dw：逐通道；s：步幅；带倍数的行是各层之和", "dw: depthwise; s: stride; rows of n× are sums"),
        with_bn(table, say),
    )
    return Scene(
        WIDTH,
        round(low + 46),
        *_words(table, counted, say),
        label(WIDTH / 2, 20, say("MobileNet 的各层", "The layers of MobileNet"), HEAD, bold=True)
        + ruled(TOP, lanes, body, (total,))
        + braces
        + lines(WIDTH / 2, low + 17, notes, SMALL, "muted"),
        _table(table, rows, say),
        lang=tag(say),
    )


def _numbered(rows: Sequence[Row]) -> tuple[list[Line], Ops]:
    """The lines of the layers, and a brace beside those that stand for several."""
    body: list[Line] = []
    ops: Ops = ()
    number = 0
    for run, times in _runs(rows):
        y = TOP + depth(body)
        for place, row in enumerate(run):
            nth = str(number + place + 1) if times == 1 and row.counts else ""
            line = Line((nth, *_named(row), size(row.input), *cost_cells(row.cost, times)))
            body.append(replace(line, role=role_of(row.layer.op), joined=place > 0))
        number += times * sum(row.counts for row in run)
        if times > 1:
            low = y + len(run) * ROW
            ops += side_brace(NUMBERED - 2, y + 4, low - 4, 5)
            ops += label(NUMBERED - 6, (y + low) / 2, f"{times}×", SMALL, bold=True, anchor="end")
    return body, ops


def _runs(rows: Sequence[Row]) -> Iterator[tuple[Sequence[Row], int]]:
    """Rows one by one, and pairs of rows that come several times in turn, with how often."""
    place = 0
    while place < len(rows):
        pair, times = rows[place : place + 2], 1
        while _alike(pair, rows[place + 2 * times : place + 2 * times + 2]):
            times += 1
        yield (pair if times > 1 else pair[:1]), times
        place += 2 * times if times > 1 else 1


def _alike(pair: Sequence[Row], other: Sequence[Row]) -> bool:
    return [(row.layer.op, row.input) for row in pair] == [(row.layer.op, row.input) for row in other]


def _named(row: Row) -> tuple[str, str]:
    """A layer's type and kernel as the paper writes them: ("Conv dw / s2", "3×3×64 dw")."""
    op = row.layer.op
    match op:
        case ConvSpec() if op.depthwise:
            return f"Conv dw / s{op.stride[0]}", f"{dims(*op.kernel_size, op.in_channels)} dw"
        case ConvSpec():
            return f"Conv / s{op.stride[0]}", dims(*op.kernel_size, op.in_channels, op.out_channels)
        case LinearSpec():
            return "FC", dims(op.in_features, op.out_features)
        case _:
            return "Avg Pool", dims(*row.input[1:])


def _words(table: CostTable, counted: int, say: Say) -> Words:
    total, pixels = table.total, size(table.network.input_shape)
    point = percent(table.share("kind", "conv 1x1", "macs"))
    macs, weights = count(total.macs), count(total.weights)
    return Words(
        say(
            "MobileNet 网络结构：各层的乘加与权重",
            "MobileNet: every layer's multiply-accumulates and weights",
        ),
        say(
            f"MobileNet 的 {counted} 层：一层 3×3 标准卷积，逐通道与 1×1 卷积交替，全局平均池化，全连接层。"
            f"输入 {pixels}，共 {macs} 次乘加、{weights} 个权重。",
            f"MobileNet's {counted} layers: a standard 3×3 convolution, depthwise and 1×1 convolutions in "
            f"turn, global pooling, a full connection. Input {pixels}: {macs} MACs, {weights} weights.",
        ),
        say(
            f"乘加（一次乘、一次加）的 {point} 在 1×1 卷积里。池化与 Softmax 没有权重，不计入层数。"
            f"{with_bn(table, say)}。",
            f"{point} of the multiply-accumulates are in 1×1 convolutions. Pooling and softmax have no "
            f"weights and do not count as layers; {with_bn(table, say)}.",
        ),
    )


def _table(table: CostTable, rows: Sequence[Row], say: Say) -> Table:
    """Every layer, repeated ones too, with whole numbers."""
    cells = tuple(
        (
            *_named(row),
            size(row.input),
            size(row.cost.output_shape),
            count(row.cost.macs),
            count(row.cost.weights),
        )
        for row in rows
    )
    heads = (say("类型", "type"), say("核", "kernel"), say("输入", "input"), say("输出", "output"))
    total = (say("合计", "total"), "", "", "", count(table.total.macs), count(table.total.weights))
    return Table(
        (
            *map(Column, heads),
            Column(say("乘加", "MACs"), numeric=True),
            Column(say("权重", "weights"), numeric=True),
        ),
        (*cells, total),
        totals_from=len(cells),
    )
