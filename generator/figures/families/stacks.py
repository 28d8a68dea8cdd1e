"""Columns of layers read off an engine network: what each box says, how wide it is, what it costs.

Block diagrams are drawn from a network that the engine can run, not from a list typed in beside it:
kernel sizes, channels and costs are its own. A box's upper edge stands for the channels that come in
and its lower edge for those that go out, as the square root, so that the narrow ones can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from generator.engine import ConvSpec, SpecError, cost_table
from generator.engine.draft import Draft
from generator.engine.network import Activation, Network, Shape, shapes
from generator.engine.spec import positive
from generator.engine.zoo.blocks import bottleneck, inverted_residual
from generator.figures.numbers import count, dims
from generator.figures.palette import Data
from generator.figures.say import Say
from generator.figures.scene import Box, Ops, Path, Point, Style
from generator.figures.shapes import (
    BODY,
    HAIR,
    PITCH_LINE,
    RADIUS,
    SMALL,
    Chain,
    arrow,
    label,
    outline,
    plus,
    skip,
    soft,
)
from generator.model import Column, Table
from generator.records import dataclass

PLUS = 9.0
"""The radius of an addition."""
ENTRY = 30.0
"""The arrow into a column, long enough for a shortcut to leave it."""
FORK = 11.0
"""How far down that arrow the shortcut leaves."""
LEAST = 56.0
"""The narrowest box, in pixels, that holds a kernel's name."""
_TOOTH, _TEETH = 4.0, 10.0
_ACTIVATIONS = {"relu": "ReLU", "relu6": "ReLU6"}


@dataclass(frozen=True, slots=True)
class Conv:
    """A convolution of a network, the activation behind it ("" where it is linear) and its cost."""

    spec: ConvSpec
    activation: str
    input: Shape
    output: Shape
    weights: int
    macs: int

    @property
    def kernel(self) -> str:
        """Its kernel's size: 3×3."""
        return dims(*self.spec.kernel_size)

    def named(self, say: Say) -> str:
        """What it is: 3×3 卷积 or 3×3 逐通道."""
        kind = say("逐通道", "depthwise") if self.spec.depthwise else say("卷积", "conv")
        return f"{self.kernel} {kind}"

    def behind(self, say: Say) -> str:
        """The activation behind it, or that there is none."""
        return self.activation or say("线性", "linear")


@dataclass(frozen=True, slots=True)
class Unit:
    """A box of a column: its two lines of text, its role (None: no weights), its edges' widths."""

    name: str
    detail: str = ""
    role: Data | None = None
    top: float = 110
    bottom: float = 110
    height: float = 30
    depthwise: bool = False
    """Marks each channel going through alone by a comb along both edges."""


def draft(channels: int, pixels: int) -> Draft:
    """A block to be written down, on maps of `channels` and `pixels` a side."""
    return Draft("block", (channels, pixels, pixels))


def narrowing(channels: int, narrow: int, pixels: int) -> Network:
    """A bottleneck of `channels` in and out; `SpecError` where `narrow` would not be narrower."""
    positive("narrow", narrow)
    if narrow >= channels:
        raise SpecError("narrow", narrow, f"narrow < channels fails: {narrow} >= {channels}")
    net = draft(channels, pixels)
    bottleneck(net, channels, width=narrow)
    return net.done()


def widening(channels: int, t: int, c: int, stride: int, pixels: int) -> Network:
    """An inverted residual from `channels` over t times as many to c; `SpecError` where t widens nothing."""
    if t < 2:
        raise SpecError("expansion", t, f"expansion >= 2 fails: {t} < 2, the block would have two layers")
    net = draft(channels, pixels)
    inverted_residual(net, t, c, stride)
    return net.done()


def convolutions(network: Network) -> tuple[Conv, ...]:
    """The network's convolutions in order, with shapes (C, H, W) and costs from the engine."""
    sizes, costs = shapes(network), cost_table(network).rows
    found: list[Conv] = []
    for index, (layer, cost) in enumerate(zip(network.layers, costs, strict=True)):
        if isinstance(layer.op, ConvSpec):
            came, went = sizes[layer.inputs[0]], sizes[layer.name]
            behind = _activation(network, index)
            found.append(Conv(layer.op, behind, came, went, cost.weights, cost.macs))
    return tuple(found)


def channels(network: Network) -> str:
    """The channels of the maps between its convolutions: 24→144→144→24."""
    convs = convolutions(network)
    return "→".join(str(value) for value in (convs[0].input[0], *(conv.output[0] for conv in convs)))


def size(shape: Shape) -> str:
    """A map's size as the papers write it, height by width by channels."""
    channels, height, width = shape
    return dims(height, width, channels)


def edge(channels: int, most: int, widest: float) -> float:
    """The width in pixels of `channels`, where `most` channels are `widest`; never too narrow for text."""
    return max(LEAST, round(widest * sqrt(channels / most), 1))


def stack(
    x: float, y: float, units: Sequence[Unit], gap: float = 20, between: Mapping[int, str] | None = None
) -> Chain:
    """Boxes from (x, top y) downwards, an arrow between each two; `between[i]` stands right of the
    arrow behind box i, which is drawn also behind the last if it says something there."""
    ops: Ops = ()
    boxes: list[Box] = []
    said = between or {}
    for index, unit in enumerate(units):
        ops += _box(x, y, unit)
        wide = max(unit.top, unit.bottom)
        boxes.append((x - wide / 2, y, wide, unit.height))
        y += unit.height
        if index in said:
            ops += label(x + 8, y + gap / 2 - 1, said[index], SMALL, "muted", anchor="start")
        if index + 1 < len(units):
            ops += arrow((x, y), (x, y + gap))
            y += gap
    return Chain(ops, tuple(boxes), y)


def shortcut(x: float, y: float, joint: float, side: float) -> Ops:
    """The identity around a column: it leaves the trunk at (x, y), runs down at `side` and ends in
    the addition around (x, `joint`)."""
    end = x + PLUS if side > x else x - PLUS
    return skip((x, y), (end, joint), side) + plus(x, joint, PLUS)


def costs(names: Sequence[str], networks: Sequence[Network], say: Say) -> Table:
    """The convolutions of each network, a row each, and each network's sum."""
    rows: list[tuple[str, ...]] = []
    totals: list[tuple[str, ...]] = []
    for name, network in zip(names, networks, strict=True):
        total = cost_table(network).total
        rows.extend(
            (
                name,
                _described(conv, say),
                size(conv.input),
                size(conv.output),
                count(conv.weights),
                count(conv.macs),
            )
            for conv in convolutions(network)
        )
        totals.append((name, say("合计", "total"), "", "", count(total.weights), count(total.macs)))
    heads = (say("块", "block"), say("层", "layer"), say("输入", "input"), say("输出", "output"))
    columns = (
        *map(Column, heads),
        Column(say("权重", "weights"), numeric=True),
        Column(say("乘加", "MACs"), numeric=True),
    )
    return Table(columns, (*rows, *totals), totals_from=len(rows))


def millions(value: int) -> str:
    """A large number in millions, in at least three figures: 3,699 M, 29.3 M, 2.48 M."""
    decimals = 0 if value >= 10**8 else 1 if value >= 10**7 else 2
    return f"{value / 10**6:,.{decimals}f} M"


def _activation(network: Network, index: int) -> str:
    """What is applied behind layer `index` before anything is convolved or added again."""
    name = network.layers[index].name
    for layer in network.layers[index + 1 :]:
        if isinstance(layer.op, Activation) and layer.inputs == (name,):
            return _ACTIVATIONS[layer.op.kind]
        if layer.name.rpartition(".")[2] != "bn" or layer.inputs != (name,):
            return ""
        name = layer.name
    return ""


def _described(conv: Conv, say: Say) -> str:
    stride = conv.spec.stride[0]
    slower = [f"{say('步幅', 'stride')} {stride}"] if stride > 1 else []
    return say("，", ", ").join((conv.named(say), *slower, conv.behind(say)))


def _box(x: float, y: float, unit: Unit) -> Ops:
    """A rounded box, or a rounded trapezoid where the channels change, with its text."""
    style = Style("paper", "muted", 1.25) if unit.role is None else soft(unit.role)
    low = y + unit.height
    corners: tuple[Point, ...] = (
        (x, y),
        (x + unit.top / 2, y),
        (x + unit.bottom / 2, low),
        (x - unit.bottom / 2, low),
        (x - unit.top / 2, y),
        (x, y),
    )
    ops: Ops = (Path(corners, style, closed=True, radius=RADIUS),)
    if unit.depthwise:
        ops += _comb(x, y, unit)
    middle, bold = y + unit.height / 2, unit.role is not None
    if not unit.detail:
        return ops + label(x, middle, unit.name, BODY, bold=bold)
    half = 0.5 * PITCH_LINE * (BODY + SMALL) / 2 - 0.8
    return (
        ops
        + label(x, middle - half, unit.name, BODY, bold=bold)
        + label(x, middle + half, unit.detail, SMALL)
    )


def _comb(x: float, y: float, unit: Unit) -> Ops:
    """Short teeth along the upper and lower edge, away from the corners."""
    teeth = int((unit.top - 2 * RADIUS) / _TEETH)
    places = [x + (index - teeth / 2) * _TEETH for index in range(teeth + 1)]
    low = y + unit.height
    line = outline("kernel-line", HAIR)
    return tuple(
        Path(((place, start), (place, end)), line)
        for place in places
        for start, end in ((y, y + _TOOTH), (low - _TOOTH, low))
    )
