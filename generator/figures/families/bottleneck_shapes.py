"""The three layers of MobileNetV2's block: what goes in, is done and comes out, in symbols and numbers."""

from __future__ import annotations

from generator.engine import cost_table
from generator.engine.cost import LayerCost
from generator.engine.network import Network
from generator.figures.families.stacks import Conv, convolutions, millions, size, widening
from generator.figures.numbers import count, dims, factors
from generator.figures.ruled import LEFT, RIGHT, Lane, Line, depth, ruled
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Scene
from generator.figures.shapes import BODY, HEAD, SMALL, label
from generator.model import Column, Table
from generator.records import dataclass

TOP = 42.0


@dataclass(frozen=True, slots=True)
class BottleneckShapes:
    """A block from `in_channels` (k) to `out_channels` (k′), widened `expansion` (t) times, of `stride` s,
    on maps of `size` pixels a side (h = w)."""

    in_channels: int = 24
    out_channels: int = 32
    expansion: int = 6
    stride: int = 2
    size: int = 56


def draw_bottleneck_shapes(params: BottleneckShapes, say: Say = chinese) -> Scene:
    """The block's shape table (MobileNetV2, table 1) with the weights of an example below the symbols."""
    network = widening(params.in_channels, params.expansion, params.out_channels, params.stride, params.size)
    convs, total = convolutions(network), cost_table(network).total
    lanes = (
        Lane(say("输入", "input"), LEFT + 6),
        Lane(say("算子", "operator"), 108),
        Lane(say("输出", "output"), 228),
        Lane(say("权重", "weights"), RIGHT - 6, "end"),
    )
    rows = tuple(_row(conv, place, say) for place, conv in enumerate(convs))
    foot = TOP + depth(rows) + 18
    parts = " + ".join(count(conv.weights) for conv in convs)
    sums = f"{say('权重', 'weights')} {parts} = {count(total.weights)}"
    given = f"h = w = {params.size}, k = {params.in_channels}, t = {params.expansion}, s = {params.stride}"
    given = f"{say('小字', 'small lines')}: {given}, k′ = {params.out_channels}"
    note = f"{given}{say('；乘加', '; MACs')} {millions(total.macs)}"
    ops = label(WIDTH / 2, 20, say("倒残差块的形状", "Shapes of an inverted residual"), HEAD, bold=True)
    ops += ruled(TOP, lanes, rows)
    ops += label(WIDTH / 2, foot, sums, BODY, bold=True) + label(WIDTH / 2, foot + 21, note, SMALL, "muted")
    return Scene(
        WIDTH,
        round(foot + 36),
        *_words(convs, total, say),
        ops,
        _table(network, convs, say),
        lang=tag(say),
    )


def _words(convs: tuple[Conv, ...], total: LayerCost, say: Say) -> Words:
    maps = "→".join(size(shape) for shape in (convs[0].input, *(conv.output for conv in convs)))
    return Words(
        say("倒残差块三层的形状与权重", "Shapes and weights of an inverted residual's three layers"),
        say(
            "h×w×k 经 1×1 升维成 h×w×tk，经步幅 s 的 3×3 逐通道卷积成 h/s×w/s×tk，"
            f"再由线性的 1×1 降到 k′ 个通道。例：{maps}，共 {count(total.weights)} 个权重。",
            "h×w×k is widened by 1×1 to h×w×tk, convolved depthwise at stride s to h/s×w/s×tk, and narrowed "
            f"by a linear 1×1 to k′ channels. Example: {maps}, {count(total.weights)} weights.",
        ),
        say(
            f"两个 1×1 卷积占去多数权重，逐通道的 3×3 只有 {count(convs[1].weights)} 个；"
            f"整块的乘加（一次乘、一次加）是 {count(total.macs)}。",
            f"The two 1×1 convolutions hold most weights, the depthwise 3×3 only {count(convs[1].weights)}; "
            f"the block takes {count(total.macs)} multiply-accumulates (one multiplication, one addition).",
        ),
    )


def _row(conv: Conv, place: int, say: Say) -> Line:
    """A layer as the paper writes it, and its numbers below."""
    came = ("h×w×k", "h×w×tk", "h/s×w/s×tk")[place]
    went = ("h×w×tk", "h/s×w/s×tk", "h/s×w/s×k′")[place]
    work = conv.behind(say)
    stride = say("步幅", "stride")
    done = ("", f"{say('，', ', ')}{stride} s={conv.spec.stride[0]}", "")[place]
    return Line(
        (came, conv.named(say), went, count(conv.weights)),
        "kernel" if conv.spec.depthwise else "input",
        (size(conv.input), f"{work}{done}", size(conv.output), _product(conv)),
    )


def _product(conv: Conv) -> str:
    """The kernels' sizes whose product the weights are: 3×3×144."""
    spec = conv.spec
    sizes = (*spec.kernel_size, spec.in_channels // spec.groups, spec.out_channels)
    return factors(*(value for value in sizes if value != 1))


def _table(network: Network, convs: tuple[Conv, ...], say: Say) -> Table:
    total = cost_table(network).total
    rows = tuple(
        (
            f"{conv.named(say)}{say('，', ', ')}{conv.behind(say)}",
            dims(*conv.spec.kernel_size, conv.spec.in_channels // conv.spec.groups, conv.spec.out_channels),
            size(conv.input),
            size(conv.output),
            count(conv.weights),
            count(conv.macs),
        )
        for conv in convs
    )
    columns = (say("层", "layer"), say("核", "kernel"), say("输入", "input"), say("输出", "output"))
    return Table(
        (
            *map(Column, columns),
            Column(say("权重", "weights"), numeric=True),
            Column(say("乘加", "MACs"), numeric=True),
        ),
        (*rows, (say("合计", "total"), "", "", "", count(total.weights), count(total.macs))),
        totals_from=len(rows),
    )
