"""MobileNet's units and MobileNetV2's blocks, drawn from the networks they are made of."""

from __future__ import annotations

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
    channels,
    convolutions,
    costs,
    draft,
    edge,
    millions,
    shortcut,
    size,
    stack,
    widening,
)
from generator.figures.font import measure
from generator.figures.numbers import count, dims, percent
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Path, Scene
from generator.figures.shapes import (
    BODY,
    HAIR,
    HEAD,
    SMALL,
    arrow,
    label,
    lines,
    outline,
)
from generator.records import dataclass

LEFT, RIGHT = 100.0, 300.0
"""The trunks of two columns side by side."""
HEADING, TOP = 18.0, 42.0
WIDEST = 168.0
TALL = 44.0


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


def draw_conv_units(params: ConvUnits, say: Say = chinese) -> Scene:
    """A standard convolution with BN and ReLU, and the separable one with twice as many boxes."""
    networks = (_standard(params), _separable(params, "bn relu"))
    titles = (say("标准卷积", "standard"), say("深度可分离卷积", "depthwise separable"))
    ops: Ops = ()
    foot = max(_unit_column(0, "", network, say)[1] for network in networks)
    for x, title, network in zip((LEFT, RIGHT), titles, networks, strict=True):
        ops += _unit_column(x, title, network, say, foot)[0]
    foot += 20
    totals = [cost_table(network).total for network in networks]
    for x, total in zip((LEFT, RIGHT), totals, strict=True):
        ops += label(x, foot, f"{say('权重', 'weights')} {count(total.weights)}", BODY, bold=True)
        ops += label(x, foot + 19, f"{say('乘加', 'MACs')} {millions(total.macs)}", BODY)
    ops += _divider(foot - 20)
    sum_ = f"1/{params.out_channels} + 1/{params.kernel**2} = {_ratio(params)}"
    note = say(f"右边是左边的 {sum_}", f"the right takes {sum_} of the left")
    return Scene(
        WIDTH,
        round(foot + 58),
        *_units_words(params, networks, say),
        ops + label(WIDTH / 2, foot + 44, note, BODY, "muted"),
        costs(titles, networks, say),
        lang=tag(say),
    )


def _ratio(params: ConvUnits) -> str:
    over, under = separable_ratio(params.kernel, params.out_channels)
    return percent(over / under, 1)


def _units_words(params: ConvUnits, networks: tuple[Network, Network], say: Say) -> Words:
    m, n, k = params.in_channels, params.out_channels, params.kernel
    first, second = (_order(network, say) for network in networks)
    came, ratio = size(networks[0].input_shape), _ratio(params)
    held = [count(cost_table(network).total.weights) for network in networks]
    whole, parts = f"{dims(k, k, m, n)} = {held[0]}", f"{dims(k, k, m)} + {dims(m, n)} = {held[1]}"
    return Words(
        say("标准卷积单元与深度可分离卷积单元", "A standard and a depthwise separable unit"),
        say(
            f"标准卷积单元：{first}。深度可分离卷积单元：{second}。",
            f"Standard unit: {first}. Depthwise separable unit: {second}.",
        ),
        say(
            f"一层拆成两层，每层后面都有 BN 与 ReLU。例：{came} 到 {n} 个通道，权重由 {whole} 减到 {parts}，"
            f"乘加（一次乘、一次加）是原来的 {ratio}。",
            f"One layer becomes two, each with BN and ReLU behind it. Example: from {came} to {n} channels "
            f"weights go from {whole} to {parts}, multiply-accumulates (one multiplication, one addition) "
            f"to {ratio}.",
        ),
    )


def draw_micro_structure(params: MicroStructure, say: Say = chinese) -> Scene:
    """V1's depthwise and pointwise layers, and V2's, which widens before and ends linear."""
    m, t, n = params.in_channels, params.expansion, params.out_channels
    units = ConvUnits(3, m, n, params.size)
    networks = (_separable(units, "bn relu6"), widening(m, t, n, 1, params.size))
    titles = ("MobileNet V1", "MobileNet V2")
    most = max(conv.output[0] for network in networks for conv in convolutions(network))
    ops: Ops = ()
    foot = max(_channel_column(0, "", network, most, say)[1] for network in networks)
    for x, title, network in zip((LEFT, RIGHT), titles, networks, strict=True):
        ops += _channel_column(x, title, network, most, say, foot)[0]
    notes = (
        say("框的上边、下边示意进出的通道数", "upper and lower edges stand for channels in and out"),
        say("带齿的框：逐通道，不改变通道数", "toothed: depthwise, which keeps the channels"),
    )
    return Scene(
        WIDTH,
        round(foot + 52),
        *_micro_words(networks, t, say),
        ops + _divider(foot) + lines(WIDTH / 2, foot + 20, notes, SMALL, "muted", pitch=18),
        costs(("V1", "V2"), networks, say),
        lang=tag(say),
    )


def _micro_words(networks: tuple[Network, Network], t: int, say: Say) -> Words:
    m = networks[0].input_shape[0]
    first, second = (channels(network) for network in networks)
    return Words(
        say("MobileNet V1 与 V2 的微结构", "The units of MobileNet V1 and V2"),
        say(
            f"V1 先逐通道卷积再 1×1 卷积，通道数 {first}，两层后面都有 ReLU6；"
            f"V2 在逐通道卷积之前先用 1×1 卷积升维到 {t} 倍，通道数 {second}，最后的 1×1 卷积是线性的。",
            f"V1 convolves depthwise, then 1×1, channels {first}, ReLU6 behind both; V2 first widens {t} "
            f"times by a 1×1 convolution, channels {second}, and its last 1×1 is linear.",
        ),
        say(
            f"逐通道卷积不能改变通道数，所以 V2 先升维（t={t}），让它在 {t}×{m} = {t * m} 个通道上提特征；"
            "降维之后不再用 ReLU6，以免在低维空间丢失信息。",
            f"A depthwise convolution cannot change the channels, so V2 widens first (t={t}) and lets it "
            f"work on {t}×{m} = {t * m}; behind the narrowing no ReLU6 loses information.",
        ),
    )


def draw_inverted_residual(params: InvertedResidual, say: Say = chinese) -> Scene:
    """MobileNetV2's block: with the addition at stride 1, without at stride 2."""
    c, t = params.channels, params.expansion
    networks = (
        widening(c, t, c, 1, params.size),
        widening(c, t, params.out_channels, 2, params.size),
    )
    widest = max(conv.output[0] for network in networks for conv in convolutions(network))
    titles = (say("步幅 1", "stride 1"), say("步幅 2", "stride 2"))
    ops: Ops = ()
    foot = 0.0
    for x, title, network in zip((96.0, 290.0), titles, networks, strict=True):
        drawn, bottom = _block_column(x, title, network, widest, say)
        ops += drawn
        foot = max(foot, bottom)
    return Scene(
        WIDTH,
        round(foot + 12),
        *_inverted_words(networks, say),
        ops + _divider(foot),
        costs(titles, networks, say),
        lang=tag(say),
    )


def _inverted_words(networks: tuple[Network, Network], say: Say) -> Words:
    came = size(networks[0].input_shape)
    still, strided = (
        say("、", ", ").join(size(conv.output) for conv in convolutions(network)) for network in networks
    )
    return Words(
        say("倒残差块：步幅 1 有相加，步幅 2 没有", "Inverted residuals: added at stride 1, not at stride 2"),
        say(
            "两块都是 1×1 升维、3×3 逐通道、1×1 线性降维。"
            f"步幅 1：{came} 经 {still}，再与输入相加；步幅 2：{came} 经 {strided}，尺寸变了，没有捷径。",
            "Both blocks widen by 1×1, convolve depthwise by 3×3 and narrow by a linear 1×1. Stride 1: "
            f"{came} by {still}, added to the input; stride 2: {came} by {strided}, no shortcut.",
        ),
        say(
            "只有输入与输出的高、宽、通道都相同，才能逐元素相加。"
            "框的上边、下边示意进出的通道数，带齿的是逐通道卷积。",
            "Only maps of the same height, width and channels can be added. A box's edges stand for the "
            "channels in and out, teeth mark the depthwise convolution.",
        ),
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


def _unit_column(x: float, title: str, network: Network, say: Say, foot: float = 0) -> tuple[Ops, float]:
    """A box for every layer, the convolution's with its shape of weights; it ends at `foot` or lower."""
    ops = label(x, HEADING, title, HEAD, bold=True)
    ops += label(x, TOP, size(network.input_shape), BODY)
    y = TOP + 13
    ops += arrow((x, y), (x, y + 20))
    made = stack(x, y + 20, _all_units(network, say), 17)
    low = max(foot, made.bottom + 40)
    ops += made.ops + arrow((x, made.bottom), (x, low - 20))
    return ops + label(x, low - 7, size(convolutions(network)[-1].output), BODY), low


def _all_units(network: Network, say: Say) -> tuple[Unit, ...]:
    units: list[Unit] = []
    convs = iter(convolutions(network))
    for layer in network.layers:
        match layer.op:
            case ConvSpec():
                units.append(_kernel_unit(next(convs), say))
            case BatchNorm():
                units.append(Unit("BN", "", "intermediate", height=28))
            case Activation():
                units.append(Unit("ReLU", height=28))
            case _:
                raise TypeError(f"no box for {layer.op}")
    return tuple(units)


def _kernel_unit(conv: Conv, say: Say) -> Unit:
    spec = conv.spec
    kernel = dims(*spec.kernel_size, spec.in_channels // spec.groups, spec.out_channels)
    return Unit(conv.named(say), f"{say('核', 'kernel')} {kernel}", "kernel", 136, 136, TALL, spec.depthwise)


def _order(network: Network, say: Say) -> str:
    comma = say("、", ", ")
    return comma.join(
        comma.join((conv.named(say), "BN", conv.activation)) if conv.activation else conv.named(say)
        for conv in convolutions(network)
    )


def _channel_column(
    x: float, title: str, network: Network, most: int, say: Say, foot: float = 0
) -> tuple[Ops, float]:
    """Boxes shaped by their channels, named on the arrows between them; it ends at `foot` or lower."""
    convs = convolutions(network)
    ops = label(x, HEADING, title, HEAD, bold=True) + label(x, TOP, f"M = {convs[0].input[0]}", BODY)
    y = TOP + 12
    ops += arrow((x, y), (x, y + 20))
    widened = len(convs) == 3
    inner = f"{'tM' if widened else 'M'} = {convs[0].output[0]}"
    said = dict.fromkeys(range(len(convs) - 1), inner)
    made = stack(x, y + 20, [_shaped(conv, most, WIDEST, say) for conv in convs], 24, said)
    low = max(foot, made.bottom + 44)
    ops += made.ops + arrow((x, made.bottom), (x, low - 22))
    return ops + label(x, low - 9, f"N = {convs[-1].output[0]}", BODY), low


def _shaped(conv: Conv, most: int, widest: float, say: Say) -> Unit:
    came, went = conv.input[0], conv.output[0]
    kind = "DW" if conv.spec.depthwise else "PW"
    stride = conv.spec.stride[0]
    change = (say("升维", "widen"),) if went > came else (say("降维", "narrow"),) if went < came else ()
    slower = (f"{say('步幅', 'stride')} {stride}",) if stride > 1 else ()
    top, bottom = edge(came, most, widest), edge(went, most, widest)
    comma = say("，", ", ")
    plain = comma.join((*slower, conv.behind(say)))
    short = comma.join((f"s{stride}", conv.behind(say))) if slower else plain
    texts = (comma.join((*change, plain)), plain)
    detail = next((text for text in texts if _fits(text, top, bottom)), short)
    return Unit(f"{kind} {conv.kernel}", detail, "kernel", top, bottom, TALL, conv.spec.depthwise)


def _fits(detail: str, top: float, bottom: float) -> bool:
    """Whether a box's second line keeps clear of its slanted sides, from over half its height on."""
    narrowest = min(top + (bottom - top) * share for share in (0.55, 0.82))
    return measure(detail, SMALL) + 8 <= narrowest


def _block_column(x: float, title: str, network: Network, most: int, say: Say) -> tuple[Ops, float]:
    """One of V2's blocks with the size of every map, and its shortcut if it has one."""
    convs = convolutions(network)
    added = any(isinstance(layer.op, Add) for layer in network.layers)
    ops = label(x, HEADING, title, HEAD, bold=True) + label(x, TOP, size(network.input_shape), BODY)
    y = TOP + 13
    ops += arrow((x, y), (x, y + ENTRY))
    said = {index: size(conv.output) for index, conv in enumerate(convs[:-1])}
    made = stack(x, y + ENTRY, [_shaped(conv, most, 140, say) for conv in convs], 24, said)
    low = made.bottom
    joint = low + 20 + PLUS
    if added:
        ops += made.ops + arrow((x, low), (x, joint - PLUS)) + shortcut(x, y + FORK, joint, x + 84)
        ops += arrow((x, joint + PLUS), (x, joint + PLUS + 20))
    else:
        ops += made.ops + arrow((x, low), (x, joint + PLUS + 20))
    low = joint + PLUS + 20
    ops += label(x, low + 13, size(convs[-1].output), BODY)
    note = (
        say("尺寸不变，与输入相加", "same size, input added")
        if added
        else say("尺寸改变，没有捷径", "other size, no shortcut")
    )
    return ops + label(x, low + 33, note, BODY, "muted"), low + 42
