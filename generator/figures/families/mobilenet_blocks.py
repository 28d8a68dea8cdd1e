"""MobileNet's units and MobileNetV2's blocks, drawn from the networks they are made of."""

from __future__ import annotations

from dataclasses import dataclass

from generator.engine import cost_table
from generator.engine.arithmetic import separable_ratio
from generator.engine.network import Activation, Add, BatchNorm, Network
from generator.engine.spec import ConvSpec
from generator.engine.zoo.blocks import separable
from generator.figures.families.stacks import (
    ENTRY,
    FORK,
    PLUS,
    Conv,
    Unit,
    convolutions,
    costs,
    draft,
    edge,
    millions,
    narrowing,
    shortcut,
    size,
    stack,
    widening,
)
from generator.figures.font import measure
from generator.figures.numbers import count, dims, percent
from generator.figures.palette import Data
from generator.figures.scene import WIDTH, Circle, Ops, Path, Scene, Style
from generator.figures.shapes import (
    BODY,
    FIRM,
    HAIR,
    HEAD,
    SMALL,
    Block,
    arrow,
    block,
    label,
    lines,
    outline,
    plus,
    route,
)

LEFT, RIGHT = 100.0, 300.0
"""The trunks of two columns side by side."""
HEADING, TOP = 18.0, 42.0
WIDEST = 168.0
TALL = 44.0
MARGIN, FRONT, DEEPEST, SLICES = 16.0, 34.0, 42.0, 14
"""Maps in a row: left and right of it, a map's front, its greatest depth and the slices in it."""


@dataclass(frozen=True, slots=True)
class ConvUnits:
    """A layer from `in_channels` to `out_channels` on maps of `size` pixels a side."""

    kernel: int = 3
    in_channels: int = 32
    out_channels: int = 64
    size: int = 112


@dataclass(frozen=True, slots=True)
class MicroStructure:
    """V1's and V2's unit from `in_channels` (M) to `out_channels` (N), widened `expansion` (t) times."""

    in_channels: int = 24
    out_channels: int = 24
    expansion: int = 6
    size: int = 56


@dataclass(frozen=True, slots=True)
class InvertedResidual:
    """V2's block at stride 1, its channels kept, and at stride 2, going to `out_channels`."""

    channels: int = 24
    out_channels: int = 32
    expansion: int = 6
    size: int = 56


@dataclass(frozen=True, slots=True)
class WideNarrow:
    """A bottleneck from `channels` to `narrow` and back, and one from `thin` to `expansion` times as many."""

    channels: int = 256
    narrow: int = 64
    thin: int = 24
    expansion: int = 6
    size: int = 56


def draw_conv_units(params: ConvUnits) -> Scene:
    """A standard convolution with BN and ReLU, and the separable one with twice as many boxes."""
    networks = (_standard(params), _separable(params, "bn relu"))
    titles = ("标准卷积", "深度可分离卷积")
    ops: Ops = ()
    foot = max(_unit_column(0, "", network)[1] for network in networks)
    for x, title, network in zip((LEFT, RIGHT), titles, networks, strict=True):
        ops += _unit_column(x, title, network, foot)[0]
    foot += 20
    totals = [cost_table(network).total for network in networks]
    for x, total in zip((LEFT, RIGHT), totals, strict=True):
        ops += label(x, foot, f"权重 {count(total.weights)}", BODY, bold=True)
        ops += label(x, foot + 19, f"乘加 {millions(total.macs)}", BODY)
    ops += _divider(foot - 20)
    m, n, k = params.in_channels, params.out_channels, params.kernel
    over, under = separable_ratio(k, n)
    ratio = percent(over / under, 1)
    ops += label(WIDTH / 2, foot + 44, f"右边是左边的 1/{n} + 1/{k * k} = {ratio}", BODY, "muted")
    orders = [_order(network) for network in networks]
    return Scene(
        WIDTH,
        round(foot + 58),
        "标准卷积单元与深度可分离卷积单元",
        f"标准卷积单元：{orders[0]}。深度可分离卷积单元：{orders[1]}。",
        f"一层拆成两层，每层后面都有 BN 与 ReLU。例：{size(convolutions(networks[0])[0].input)} 到 "
        f"{n} 个通道，权重由 {dims(k, k, m, n)} = {count(totals[0].weights)} 减到 "
        f"{dims(k, k, m)} + {dims(m, n)} = {count(totals[1].weights)}，"
        f"乘加（一次乘、一次加）是原来的 {ratio}。",
        ops,
        costs(titles, networks),
    )


def draw_micro_structure(params: MicroStructure) -> Scene:
    """V1's depthwise and pointwise layers, and V2's, which widens before and ends linear."""
    m, t, n = params.in_channels, params.expansion, params.out_channels
    units = ConvUnits(3, m, n, params.size)
    networks = (_separable(units, "bn relu6"), widening(m, t, n, 1, params.size))
    titles = ("MobileNet V1", "MobileNet V2")
    most = max(conv.output[0] for network in networks for conv in convolutions(network))
    ops: Ops = ()
    foot = max(_channel_column(0, "", network, most)[1] for network in networks)
    for x, title, network in zip((LEFT, RIGHT), titles, networks, strict=True):
        ops += _channel_column(x, title, network, most, foot)[0]
    ops += _divider(foot)
    ops += label(WIDTH / 2, foot + 20, "框的上边、下边示意进出的通道数", SMALL, "muted")
    ops += label(WIDTH / 2, foot + 38, "带齿的框：逐通道，不改变通道数", SMALL, "muted")
    made = [_channels(network) for network in networks]
    return Scene(
        WIDTH,
        round(foot + 52),
        "MobileNet V1 与 V2 的微结构",
        f"V1 先逐通道卷积再 1×1 卷积，通道数 {made[0]}，两层后面都有 ReLU6；"
        f"V2 在逐通道卷积之前先用 1×1 卷积升维到 {t} 倍，通道数 {made[1]}，最后的 1×1 卷积是线性的。",
        f"逐通道卷积不能改变通道数，所以 V2 先升维（t={t}），让它在 {t}×{m} = {t * m} 个通道上提特征；"
        "降维之后不再用 ReLU6，以免在低维空间丢失信息。",
        ops,
        costs(("V1", "V2"), networks),
    )


def draw_inverted_residual(params: InvertedResidual) -> Scene:
    """MobileNetV2's block: with the addition at stride 1, without at stride 2."""
    c, t = params.channels, params.expansion
    networks = (
        widening(c, t, c, 1, params.size),
        widening(c, t, params.out_channels, 2, params.size),
    )
    widest = max(conv.output[0] for network in networks for conv in convolutions(network))
    ops: Ops = ()
    foot = 0.0
    for x, stride, network in zip((96.0, 290.0), (1, 2), networks, strict=True):
        drawn, bottom = _block_column(x, f"步幅 {stride}", network, widest)
        ops += drawn
        foot = max(foot, bottom)
    ops += _divider(foot)
    sizes = [tuple(size(conv.output) for conv in convolutions(network)) for network in networks]
    came = size(convolutions(networks[0])[0].input)
    return Scene(
        WIDTH,
        round(foot + 12),
        "倒残差块：步幅 1 有相加，步幅 2 没有",
        "两块都是 1×1 升维、3×3 逐通道、1×1 线性降维。"
        f"步幅 1：{came} 经 {'、'.join(sizes[0])}，再与输入相加；"
        f"步幅 2：{came} 经 {'、'.join(sizes[1])}，尺寸变了，没有捷径。",
        "只有输入与输出的高、宽、通道都相同，才能逐元素相加。框的上边、下边示意进出的通道数，带齿的是逐通道卷积。",
        ops,
        costs(("步幅 1", "步幅 2"), networks),
    )


def draw_wide_narrow(params: WideNarrow) -> Scene:
    """The maps along a residual and an inverted residual block, as deep as they have channels."""
    networks = (
        narrowing(params.channels, params.narrow, params.size),
        widening(params.thin, params.expansion, params.thin, 1, params.size),
    )
    titles = ("(a) 残差块：宽 → 窄 → 宽", "(b) 倒残差块：窄 → 宽 → 窄")
    notes = ("捷径连着宽的两端", "捷径连着窄的两端")
    ops: Ops = ()
    low = 0.0
    for title, note, network in zip(titles, notes, networks, strict=True):
        ops += label(MARGIN, low + HEADING, title, HEAD, bold=True, anchor="start")
        drawn, low = _map_row(low + 42, network, note)
        ops += drawn
    ops += label(WIDTH / 2, low + 4, "数字是通道数，厚度与它成正比（两行比例不同）", SMALL, "muted")
    a, b = (_channels(network) for network in networks)
    return Scene(
        WIDTH,
        round(low + 18),
        "残差块与倒残差块：宽窄相反",
        f"残差块的通道数是 {a}，捷径连着宽的两端；倒残差块是 {b}，捷径连着窄的两端，中间是逐通道卷积。",
        f"残差块在窄处做 3×3 卷积以省计算；倒残差块的 3×3 是逐通道的，在宽处也不贵，"
        f"块与块之间只需保存 {params.thin} 个通道的特征图。",
        ops,
        costs(("残差块", "倒残差块"), networks),
    )


def _standard(params: ConvUnits) -> Network:
    net = draft(params.in_channels, params.size)
    net.conv(params.out_channels, params.kernel, then="bn relu")
    return net.done()


def _separable(params: ConvUnits, then: str) -> Network:
    net = draft(params.in_channels, params.size)
    separable(net, params.out_channels, params.kernel, then=then)
    return net.done()


def _divider(low: float) -> Ops:
    return (Path(((WIDTH / 2, TOP - 10), (WIDTH / 2, low)), outline("hairline", HAIR)),)


def _unit_column(x: float, title: str, network: Network, foot: float = 0) -> tuple[Ops, float]:
    """A box for every layer, the convolution's with its shape of weights; it ends at `foot` or lower."""
    ops = label(x, HEADING, title, HEAD, bold=True)
    ops += label(x, TOP, size(network.input_shape), BODY)
    y = TOP + 13
    ops += arrow((x, y), (x, y + 20))
    made = stack(x, y + 20, _all_units(network), 17)
    low = max(foot, made.bottom + 40)
    ops += made.ops + arrow((x, made.bottom), (x, low - 20))
    return ops + label(x, low - 7, size(convolutions(network)[-1].output), BODY), low


def _all_units(network: Network) -> tuple[Unit, ...]:
    units: list[Unit] = []
    convs = iter(convolutions(network))
    for layer in network.layers:
        match layer.op:
            case ConvSpec():
                units.append(_kernel_unit(next(convs)))
            case BatchNorm():
                units.append(Unit("BN", "", "intermediate", height=28))
            case Activation():
                units.append(Unit("ReLU", height=28))
            case _:
                raise TypeError(f"no box for {layer.op}")
    return tuple(units)


def _kernel_unit(conv: Conv) -> Unit:
    spec = conv.spec
    kernel = dims(*spec.kernel_size, spec.in_channels // spec.groups, spec.out_channels)
    return Unit(conv.name, f"核 {kernel}", "kernel", 136, 136, TALL, spec.depthwise)


def _order(network: Network) -> str:
    return "、".join(
        f"{conv.name}、BN、{conv.activation}" if conv.activation else conv.name
        for conv in convolutions(network)
    )


def _channel_column(x: float, title: str, network: Network, most: int, foot: float = 0) -> tuple[Ops, float]:
    """Boxes shaped by their channels, named on the arrows between them; it ends at `foot` or lower."""
    convs = convolutions(network)
    ops = label(x, HEADING, title, HEAD, bold=True) + label(x, TOP, f"M = {convs[0].input[0]}", BODY)
    y = TOP + 12
    ops += arrow((x, y), (x, y + 20))
    widened = len(convs) == 3
    inner = f"{'tM' if widened else 'M'} = {convs[0].output[0]}"
    said = dict.fromkeys(range(len(convs) - 1), inner)
    made = stack(x, y + 20, [_shaped(conv, most, WIDEST) for conv in convs], 24, said)
    low = max(foot, made.bottom + 44)
    ops += made.ops + arrow((x, made.bottom), (x, low - 22))
    return ops + label(x, low - 9, f"N = {convs[-1].output[0]}", BODY), low


def _shaped(conv: Conv, most: int, widest: float) -> Unit:
    came, went = conv.input[0], conv.output[0]
    kind = "DW" if conv.spec.depthwise else "PW"
    stride = conv.spec.stride[0]
    change = ("升维",) if went > came else ("降维",) if went < came else ()
    slower = (f"步幅 {stride}",) if stride > 1 else ()
    top, bottom = edge(came, most, widest), edge(went, most, widest)
    detail = "，".join((*slower, conv.activation or "线性"))
    whole = "，".join((*change, detail))
    detail = whole if _fits(whole, top, bottom) else detail
    return Unit(f"{kind} {conv.kernel}", detail, "kernel", top, bottom, TALL, conv.spec.depthwise)


def _fits(detail: str, top: float, bottom: float) -> bool:
    """Whether a box's second line keeps clear of its slanted sides, from over half its height on."""
    narrowest = min(top + (bottom - top) * share for share in (0.55, 0.82))
    return measure(detail, SMALL) + 8 <= narrowest


def _channels(network: Network) -> str:
    convs = convolutions(network)
    return "→".join(str(value) for value in (convs[0].input[0], *(conv.output[0] for conv in convs)))


def _block_column(x: float, title: str, network: Network, most: int) -> tuple[Ops, float]:
    """One of V2's blocks with the size of every map, and its shortcut if it has one."""
    convs = convolutions(network)
    added = any(isinstance(layer.op, Add) for layer in network.layers)
    ops = label(x, HEADING, title, HEAD, bold=True) + label(x, TOP, size(network.input_shape), BODY)
    y = TOP + 13
    ops += arrow((x, y), (x, y + ENTRY))
    said = {index: size(conv.output) for index, conv in enumerate(convs[:-1])}
    made = stack(x, y + ENTRY, [_shaped(conv, most, 140) for conv in convs], 24, said)
    low = made.bottom
    joint = low + 20 + PLUS
    if added:
        ops += made.ops + arrow((x, low), (x, joint - PLUS)) + shortcut(x, y + FORK, joint, x + 84)
        ops += arrow((x, joint + PLUS), (x, joint + PLUS + 20))
    else:
        ops += made.ops + arrow((x, low), (x, joint + PLUS + 20))
    low = joint + PLUS + 20
    ops += label(x, low + 13, size(convs[-1].output), BODY)
    if added:
        return ops + label(x, low + 33, "尺寸不变，与输入相加", BODY, "muted"), low + 42
    return ops + label(x, low + 33, "尺寸改变，没有捷径", BODY, "muted"), low + 42


def _map_row(y: float, network: Network, note: str) -> tuple[Ops, float]:
    """The maps of a block from left to right, its convolutions between them, its shortcut above."""
    convs = convolutions(network)
    channels = (convs[0].input[0], *(conv.output[0] for conv in convs))
    depths = [round(DEEPEST * value / max(channels), 1) for value in channels]
    front = y + 28 + DEEPEST
    room = WIDTH - 2 * MARGIN - len(channels) * FRONT - sum(depths) - (2 * PLUS + 8)
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
    for at, role, value in zip(maps, roles, channels, strict=True):
        ops += block(at, [role] * max(1, round(SLICES * value / max(channels))))
        ops += label(at.x + FRONT / 2, at.y + FRONT / 2, str(value), BODY, bold=True)
    joint = (maps[-1].x - 11 - PLUS, front + FRONT / 2)
    for conv, one, other in zip(convs, maps, maps[1:], strict=False):
        last = conv is convs[-1]
        ops += _between(conv, one, joint[0] - PLUS if last else other.x - 4)
    ops += arrow((joint[0] + PLUS, joint[1]), (maps[-1].x - 1, joint[1]))
    return ops + _over(maps[0], joint, y, note), front + FRONT + 46


def _between(conv: Conv, one: Block, end: float) -> Ops:
    """The arrow from one map to the next, and below it what is done on the way."""
    y = one.y + FRONT / 2
    start = one.x + FRONT + min(one.depth, FRONT / 2) + 4
    kind = f"DW {conv.kernel}" if conv.spec.depthwise else conv.kernel
    ops = arrow((start, y), (end, y))
    return ops + lines((start + end) / 2, y + 15, (kind, conv.activation or "线性"), SMALL)


def _over(first: Block, joint: tuple[float, float], y: float, note: str) -> Ops:
    """The shortcut from the first map over the others into the addition."""
    start = (first.x + (first.width + first.depth) / 2, first.y - first.depth / 2)
    line = route((start, (start[0], y), (joint[0], y), (joint[0], joint[1] - PLUS)), "active-line", FIRM, 8)
    said = label((start[0] + joint[0]) / 2, y + 13, note, SMALL, "muted")
    return (Circle(*start, 2.6, Style("active-line")), *line, *plus(*joint, PLUS), *said)
