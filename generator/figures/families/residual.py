"""Residual blocks: the shortcut itself, basic against bottleneck, and activation behind or before."""

from __future__ import annotations

from collections.abc import Sequence

from generator.engine import cost_table
from generator.engine.cost import LayerCost
from generator.engine.network import Activation, Add, BatchNorm, Network
from generator.engine.spec import ConvSpec
from generator.engine.zoo.blocks import basic
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
)
from generator.figures.numbers import count, dims, percent
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Path, Scene
from generator.figures.shapes import (
    BODY,
    FIRM,
    HAIR,
    HEAD,
    SMALL,
    arrow,
    label,
    lines,
    outline,
    side_brace,
)
from generator.model import Column, Table
from generator.records import dataclass

LEFT, RIGHT = 96.0, 290.0
"""The trunks of two columns side by side; a shortcut runs right of each."""
ASIDE = 84.0
"""How far from its trunk."""
WIDEST = 132.0
HEADING, TOP = 18.0, 38.0


@dataclass(frozen=True, slots=True)
class Residual:
    """A basic block of `channels`, on maps of `size` pixels a side."""

    channels: int = 64
    size: int = 56


@dataclass(frozen=True, slots=True)
class ResidualBlocks:
    """Two blocks of `channels` in and out; the bottleneck works on `narrow` of them."""

    channels: int = 256
    narrow: int = 64
    size: int = 56


@dataclass(frozen=True, slots=True)
class Preactivation:
    """Two blocks of two convolutions of `channels`, on maps of `size` pixels a side."""

    channels: int = 64
    size: int = 56


def draw_residual(params: Residual, say: Say = chinese) -> Scene:
    """One residual block: F(x), the identity beside it, their sum."""
    network = _basic(params.channels, params.size)
    first, second = convolutions(network)
    x, side = 190.0, 300.0
    ops = label(x, 16, "x", HEAD, bold=True) + arrow((x, 28), (x, 28 + ENTRY))
    units = (
        _weights(first, say("权重层 1", "weight layer 1"), say),
        Unit(first.activation, top=90, bottom=90),
        _weights(second, say("权重层 2", "weight layer 2"), say),
    )
    made = stack(x, 28 + ENTRY, units)
    top, joint = made.boxes[0][1], made.bottom + 22 + PLUS
    ops += made.ops + arrow((x, made.bottom), (x, joint - PLUS))
    ops += shortcut(x, 28 + FORK, joint, side)
    ops += side_brace(x - 88, top, made.bottom)
    ops += label(x - 96, (top + made.bottom) / 2, "F(x)", HEAD, anchor="end", bold=True)
    identity = (say("恒等映射", "identity:"), say("x 原样通过", "x as it is"))
    ops += lines(side + 10, (top + made.bottom) / 2 - 9, identity, BODY, anchor="start")
    ops += label(x - 18, joint, "F(x) + x", HEAD, anchor="end", bold=True)
    low = joint + PLUS
    ops += arrow((x, low), (x, low + 20))
    after = stack(x, low + 20, (Unit(_names(network, say)[-1], top=90, bottom=90),))
    ops += after.ops + arrow((x, after.bottom), (x, after.bottom + 20))
    ops += label(x, after.bottom + 33, "y", HEAD, bold=True)
    return Scene(
        WIDTH,
        round(after.bottom + 48),
        *_residual_words(network, say),
        ops,
        costs((say("残差块", "residual block"),), (network,), say),
        lang=tag(say),
    )


def _residual_words(network: Network, say: Say) -> Words:
    first, last = convolutions(network)[0], _names(network, say)[-1]
    held = count(cost_table(network).total.weights)
    return Words(
        say("残差块：F(x) + x", "A residual block: F(x) + x"),
        say(
            f"输入 x 经权重层、{first.activation}、权重层得到 F(x)；另有一条捷径把 x 原样送到加号，"
            f"二者相加后再过 {last}。",
            f"Input x passes a weight layer, {first.activation} and a weight layer, which gives F(x); a "
            f"shortcut takes x to the addition as it is; behind the sum stands {last}.",
        ),
        say(
            f"权重层只需学习与恒等映射的差 F(x)。例：{size(first.input)} 的输入，"
            f"{first.kernel} 卷积两层共 {held} 个权重；捷径不带权重。",
            "The layers need only learn what differs from the identity, F(x). Example: with an input of "
            f"{size(first.input)}, two {first.kernel} layers hold {held} weights; the shortcut has none.",
        ),
    )


def draw_residual_blocks(params: ResidualBlocks, say: Say = chinese) -> Scene:
    """A basic and a bottleneck block of the same input and output, with what each costs."""
    wide = _basic(params.channels, params.size)
    narrow = narrowing(params.channels, params.narrow, params.size)
    ops: Ops = ()
    foot = max(_block_column(0, "", network, params.channels)[1] for network in (wide, narrow))
    for x, title, network in ((LEFT, "(a) basicBlock", wide), (RIGHT, "(b) bottleNeck", narrow)):
        ops += _block_column(x, title, network, params.channels, foot)[0]
    totals = [cost_table(network).total for network in (wide, narrow)]
    foot += 20
    for x, total in zip((LEFT, RIGHT), totals, strict=True):
        ops += label(x, foot, f"{say('权重', 'weights')} {count(total.weights)}", BODY, bold=True)
        ops += label(x, foot + 19, f"{say('乘加', 'MACs')} {millions(total.macs)}", BODY)
    ratio = _ratio(totals, say)
    note = say(f"(b) 的权重和乘加都是 (a) 的 {ratio}", f"(b) has {ratio} of (a)'s weights and MACs")
    ops += label(WIDTH / 2, foot + 44, note, BODY, "muted")
    ops += (Path(((WIDTH / 2 - 7, TOP - 6), (WIDTH / 2 - 7, foot - 20)), outline("hairline", HAIR)),)
    return Scene(
        WIDTH,
        round(foot + 58),
        *_blocks_words(wide, narrow, ratio, say),
        ops,
        costs(("basicBlock", "bottleNeck"), (wide, narrow), say),
        lang=tag(say),
    )


def _ratio(totals: Sequence[LayerCost], say: Say) -> str:
    part = totals[1].weights / totals[0].weights
    return f"{percent(part, 1)}{say('，约', ', about')} 1/{1 / part:.1f}"


def _blocks_words(wide: Network, narrow: Network, ratio: str, say: Say) -> Words:
    shape, pointwise, inner = size(wide.input_shape), *convolutions(narrow)[:2]
    held = [count(cost_table(network).total.weights) for network in (wide, narrow)]
    made = [_sequence(network, say) for network in (wide, narrow)]
    came, went = pointwise.input[0], pointwise.output[0]
    return Words(
        say("两种残差块：basicBlock 与 bottleNeck", "Two residual blocks: basicBlock and bottleNeck"),
        say(
            f"输入输出同为 {shape}：basicBlock 是 {made[0]}，权重 {held[0]}；"
            f"bottleNeck 是 {made[1]}，权重 {held[1]}。两者都与捷径相加后过 ReLU。",
            f"Input and output are {shape} in both: basicBlock is {made[0]}, {held[0]} weights; "
            f"bottleNeck is {made[1]}, {held[1]} weights. Both are added to the shortcut, then pass ReLU.",
        ),
        say(
            f"先用 {pointwise.kernel} 卷积把 {came} 个通道降到 {went}，在窄处做 {inner.kernel} 卷积，"
            f"再升回去：权重和乘加（一次乘、一次加）都只有 {ratio}。框的上下边长示意进出的通道数。",
            f"A {pointwise.kernel} convolution narrows {came} channels to {went}, the {inner.kernel} works "
            f"there, another widens again: weights and multiply-accumulates (one multiplication, one "
            f"addition) are {ratio}. A box's edges stand for the channels in and out.",
        ),
    )


def draw_preactivation(params: Preactivation, say: Say = chinese) -> Scene:
    """ResNet's block with ReLU behind the sum, against the one with BN and ReLU before each layer."""
    networks = (_basic(params.channels, params.size), _preactivation(params))
    titles = (say("V1：后激活", "V1: activation after"), say("V2：预激活", "V2: activation before"))
    ops: Ops = ()
    foot = 0.0
    for x, title, network in zip((LEFT, RIGHT), titles, networks, strict=True):
        drawn, bottom = _ordered_column(x, title, network, say)
        ops += drawn
        foot = max(foot, bottom)
    notes = (
        (
            say("相加之后还有 ReLU，", "ReLU behind the sum:"),
            say("x 不能原样传下去", "x is not passed on as is"),
        ),
        (
            say("相加之后没有运算，", "nothing behind the sum:"),
            say("x 原样传到下一块", "x reaches the next block"),
        ),
    )
    for x, note in zip((LEFT, RIGHT), notes, strict=True):
        ops += lines(x, foot + 16, note, BODY, "muted")
    ops += (Path(((WIDTH / 2 - 7, TOP - 6), (WIDTH / 2 - 7, foot + 40)), outline("hairline", HAIR)),)
    return Scene(
        WIDTH,
        round(foot + 54),
        *_orders_words(networks, say),
        ops,
        _orders_table(titles, networks, say),
        lang=tag(say),
    )


def _orders_words(networks: Sequence[Network], say: Say) -> Words:
    first, second = (" → ".join(_names(network, say)) for network in networks)
    return Words(
        say(
            "残差块的两种次序：后激活与预激活", "Two orders of a residual block: activation after and before"
        ),
        say(
            f"V1 的次序是 {first}，相加之后还有 ReLU；"
            f"V2 的次序是 {second}，BN 与 ReLU 都在卷积之前，相加之后直接输出。",
            f"V1 is {first}, with ReLU behind the sum; V2 is {second}, with BN and ReLU before each "
            "convolution and nothing behind the sum.",
        ),
        say(
            "权重与乘加不变，只换了次序：V2 的捷径从头到尾不经过任何运算，梯度可以原样传回。",
            "Weights and multiply-accumulates are equal, only the order differs: V2's shortcut passes no "
            "operation from end to end, so that gradients come back as they are.",
        ),
    )


def _orders_table(titles: Sequence[str], networks: Sequence[Network], say: Say) -> Table:
    totals = [cost_table(network).total for network in networks]
    rows = tuple(
        (title, " → ".join(_names(network, say)), count(total.weights), count(total.macs))
        for title, network, total in zip(titles, networks, totals, strict=True)
    )
    heads = (Column(say("块", "block")), Column(say("次序", "order")))
    numbers = (Column(say("权重", "weights"), numeric=True), Column(say("乘加", "MACs"), numeric=True))
    return Table((*heads, *numbers), rows)


def _basic(channels: int, pixels: int) -> Network:
    net = draft(channels, pixels)
    basic(net, channels)
    return net.done()


def _preactivation(params: Preactivation) -> Network:
    """The basic block's layers in the order of He et al. 2016, figure 1b."""
    net = draft(params.channels, params.size)
    came = net.at
    net.units("bn relu")
    net.conv(params.channels, 3, then="bn relu")
    net.conv(params.channels, 3)
    net.add(came)
    return net.done()


def _weights(conv: Conv, name: str, say: Say) -> Unit:
    channels = conv.output[0]
    detail = say(f"{conv.named(say)}，{channels} 通道", f"{conv.named(say)}, {channels} channels")
    return Unit(name, detail, "kernel", 150, 150, 42)


def _names(network: Network, say: Say) -> tuple[str, ...]:
    """The layers in order, as a diagram names them."""
    words: list[str] = []
    for layer in network.layers:
        match layer.op:
            case ConvSpec():
                words.append(f"{dims(*layer.op.kernel_size)} {say('卷积', 'conv')}")
            case BatchNorm():
                words.append("BN")
            case Activation():
                words.append("ReLU")
            case Add():
                words.append(say("相加", "add"))
            case _:
                raise TypeError(f"no word for {layer.op}")
    return tuple(words)


def _sequence(network: Network, say: Say) -> str:
    return say("、", ", ").join(
        say(f"{conv.kernel} 卷积（{conv.output[0]} 通道）", f"{conv.kernel} to {conv.output[0]} channels")
        for conv in convolutions(network)
    )


def _block_column(x: float, title: str, network: Network, most: int, foot: float = 0) -> tuple[Ops, float]:
    """One block, its boxes as wide as their channels: its operations, and where it ends (`foot` or lower)."""
    convs = convolutions(network)
    ops = label(x, HEADING, title, HEAD, bold=True)
    ops += label(x, TOP + 4, size(convs[0].input), BODY)
    y = TOP + 17
    ops += arrow((x, y), (x, y + ENTRY))
    units = [
        Unit(
            f"{conv.kernel}, {conv.output[0]}",
            "",
            "kernel",
            edge(conv.input[0], most, WIDEST),
            edge(conv.output[0], most, WIDEST),
            34,
        )
        for conv in convs
    ]
    said = {index: conv.activation for index, conv in enumerate(convs) if conv.activation}
    made = stack(x, y + ENTRY, units, 22, said)
    joint = made.bottom + 20 + PLUS
    ops += made.ops + arrow((x, made.bottom), (x, joint - PLUS)) + shortcut(x, y + FORK, joint, x + ASIDE)
    low, end = joint + PLUS, max(foot, joint + PLUS + 24)
    ops += arrow((x, low), (x, end)) + label(x + 8, low + 10, "ReLU", SMALL, "muted", anchor="start")
    return ops, end


def _ordered_column(x: float, title: str, network: Network, say: Say) -> tuple[Ops, float]:
    """One block, a box for every layer; what is identity from end to end is drawn as such."""
    words = _names(network, say)
    at = words.index(say("相加", "add"))
    ops = label(x, HEADING, title, HEAD, bold=True) + label(x, TOP + 4, "x", BODY, bold=True)
    y = TOP + 14
    ops += arrow((x, y), (x, y + ENTRY))
    made = stack(x, y + ENTRY, _units(words[:at]), 17)
    joint = made.bottom + 18 + PLUS
    ops += made.ops + arrow((x, made.bottom), (x, joint - PLUS)) + shortcut(x, y + FORK, joint, x + ASIDE)
    low = joint + PLUS
    if not words[at + 1 :]:
        ops += arrow((x, low), (x, low + 28), "active-line", FIRM)
        return ops, low + 28
    ops += arrow((x, low), (x, low + 17))
    behind = stack(x, low + 17, _units(words[at + 1 :]), 17)
    return ops + behind.ops + arrow((x, behind.bottom), (x, behind.bottom + 20)), behind.bottom + 20


def _units(words: Sequence[str]) -> tuple[Unit, ...]:
    return tuple(
        Unit(word, "", "intermediate" if word == "BN" else None if word == "ReLU" else "kernel", height=28)
        for word in words
    )
