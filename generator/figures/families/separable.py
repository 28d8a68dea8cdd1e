"""Standard convolution against its two separated steps: depthwise, then pointwise."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from generator.engine import ConvSpec, macs, output_hw, weights
from generator.figures.numbers import count, dims
from generator.figures.palette import Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import BODY, HEAD, Block, arrow, block, label, outline, rect
from generator.model import Column, Table
from generator.records import dataclass

MARGIN, PANEL, GAP = 10.0, 138.0, 10.0
_CHANNELS: tuple[Data, ...] = ("input", "output", "intermediate", "active")
_MOST_SLICES = 6


@dataclass(frozen=True, slots=True)
class Separable:
    """A `kernel`² convolution from `in_channels` to `out_channels` on a square input of `input` pixels."""

    input: int = 11
    in_channels: int = 3
    out_channels: int = 16
    kernel: int = 3
    stride: int = 2
    padding: int = 1


@dataclass(frozen=True, slots=True)
class _Stage:
    """One convolution: what goes in, how many kernels of which size, what comes out, its costs."""

    title: str
    source: tuple[int, int]
    kernels: tuple[int, int, int]
    """(how many, side, channels of each)."""
    result: tuple[int, int]
    weights: int
    macs: int


def separable(params: Separable, say: Say = chinese) -> Scene:
    """Three panels with weights and multiply-accumulates, and the ratio below them."""
    stages = _stages(params, say)
    standard, depthwise, pointwise = stages
    ops: Ops = ()
    top = 6.0
    for stage in stages:
        ops += _panel(stage, top, say, split=stage is depthwise)
        top += PANEL + GAP
    held, done = depthwise.weights + pointwise.weights, depthwise.macs + pointwise.macs
    ratio = Fraction(done, standard.macs)
    n, k = params.out_channels, params.kernel
    weights_, macs_ = f"{count(held)} / {count(standard.weights)}", f"{count(done)} / {count(standard.macs)}"
    sums = say(f"①+②：权重 {weights_}，乘加 {macs_}", f"①+②: weights {weights_}, MACs {macs_}")
    ops += label(WIDTH / 2, top + 12, sums, BODY, bold=True)
    share = f"1/N + 1/k² = 1/{n} + 1/{k * k} = {float(ratio):.4f}"
    ratio_of = say("乘加之比", "ratio of MACs")
    return Scene(
        WIDTH,
        top + 50,
        *_words(params, stages, ratio, say),
        ops + label(WIDTH / 2, top + 34, f"{ratio_of} = {share}", BODY, "muted"),
        Table(
            (
                Column(say("步骤", "step")),
                Column(say("输出", "output")),
                Column(say("权重", "weights"), numeric=True),
                Column(say("乘加", "MACs"), numeric=True),
            ),
            (
                *((s.title, _shape(s.result), count(s.weights), count(s.macs)) for s in stages),
                ("①+②", _shape(pointwise.result), count(held), count(done)),
            ),
            totals_from=3,
        ),
        lang=tag(say),
    )


def _words(params: Separable, stages: Sequence[_Stage], ratio: Fraction, say: Say) -> Words:
    standard, depthwise, pointwise = stages
    shapes = f"{_shape(standard.source)}→{_shape(standard.result)}"
    held, done = count(depthwise.weights + pointwise.weights), count(depthwise.macs + pointwise.macs)
    n, area = params.out_channels, params.kernel**2
    return Words(
        say("深度可分离卷积：标准卷积拆成两步", "Depthwise separable convolution: one step becomes two"),
        say(
            f"标准卷积 {shapes} 用 {count(standard.weights)} 个权重、"
            f"{count(standard.macs)} 次乘加；逐通道加逐点得到同样的形状，合计 {held} 个权重、"
            f"{done} 次乘加，约为前者的 {float(ratio):.4f}。",
            f"A standard convolution {shapes} takes {count(standard.weights)} weights and "
            f"{count(standard.macs)} multiply-accumulates; depthwise and pointwise reach the same shape with "
            f"{held} weights and {done} multiply-accumulates, about {float(ratio):.4f} of it.",
        ),
        say(
            f"乘加省到 1/{float(1 / ratio):.2f}，不是 1/{area}：输出只有 {n} 个通道。",
            f"Multiply-accumulates go down to 1/{float(1 / ratio):.2f}, not 1/{area}: "
            f"there are only {n} output channels.",
        ),
    )


def _stages(params: Separable, say: Say) -> tuple[_Stage, _Stage, _Stage]:
    m, n, k, size = params.in_channels, params.out_channels, params.kernel, (params.input, params.input)
    whole = ConvSpec(m, n, k, params.stride, params.padding)
    deep = ConvSpec(m, m, k, params.stride, params.padding, groups=m)
    out = output_hw(whole, size)
    point = ConvSpec(m, n, 1)
    source, between, result = (params.input, m), (out[0], m), (out[0], n)
    names = (
        say("标准卷积", "standard"),
        say("① 逐通道 depthwise", "① depthwise"),
        say("② 逐点 pointwise", "② pointwise"),
    )
    return (
        _Stage(names[0], source, (n, k, m), result, weights(whole), macs(whole, size)),
        _Stage(names[1], source, (m, k, 1), between, weights(deep), macs(deep, size)),
        _Stage(names[2], between, (n, 1, m), result, weights(point), macs(point, out)),
    )


def _panel(stage: _Stage, top: float, say: Say, *, split: bool) -> Ops:
    """One stage: input tensor, kernels, output tensor. `split` gives each channel its own colour."""
    many, side, depth = stage.kernels
    kernel = dims(side, side, depth)
    ops = rect((MARGIN, top, WIDTH - 2 * MARGIN, PANEL), outline("hairline", 1), 6)
    ops += label(MARGIN + 10, top + 18, stage.title, HEAD, bold=True, anchor="start")
    held, done = count(stage.weights), count(stage.macs)
    costs = say(f"权重 {held}　乘加 {done}", f"weights {held}, MACs {done}")
    ops += label(WIDTH - MARGIN - 10, top + 18, costs, BODY, anchor="end")
    base = top + PANEL - 30
    roles = _roles("input", stage.source, split)
    ops += _tensor(72, base, stage.source, roles)
    ops += _tensor(326, base, stage.result, _roles("output", stage.result, split))
    ops += _kernels(199, base, stage, roles)
    ops += arrow((126, base - 30), (152, base - 30)) + arrow((246, base - 30), (272, base - 30))
    ops += label(72, top + PANEL - 14, _shape(stage.source), BODY)
    ops += label(199, top + PANEL - 14, say(f"{count(many)} 个 {kernel}", f"{count(many)} of {kernel}"), BODY)
    return ops + label(326, top + PANEL - 14, _shape(stage.result), BODY)


def _tensor(centre: float, base: float, shape: tuple[int, int], roles: Sequence[Data]) -> Ops:
    """A tensor standing on `base`, its front ruled where its cells can be seen."""
    side = min(56.0, 26.0 + 3.0 * shape[0])
    depth = 4.0 * len(roles)
    cells = (shape[0], shape[0]) if shape[0] <= 14 else (0, 0)
    at = Block(centre - (side + depth) / 2, base - side, side, side, depth)
    return block(at, roles, cells)


def _kernels(centre: float, base: float, stage: _Stage, roles: Sequence[Data]) -> Ops:
    """Up to three kernels above each other, dots for the rest."""
    many, side, depth = stage.kernels
    shown = min(many, 3)
    width = 16.0 if side > 1 else 9.0
    thick = 3.0 * min(depth, 4)
    pitch = width + thick + 2
    top = base - 36 - (shown * pitch) / 2 + thick
    ops: Ops = ()
    for index in range(shown):
        role: Data = roles[index % len(roles)] if depth == 1 else "kernel"
        slices = (role,) * min(depth, 4)
        at = Block(centre - (width + thick) / 2, top + index * pitch, width, width, thick)
        ops += block(at, slices, (side, side) if 1 < side <= 5 else (0, 0))
    if many > shown:
        ops += label(centre + 24, base - 30, "…", BODY, "muted")
    return ops


def _roles(role: Data, shape: tuple[int, int], split: bool) -> tuple[Data, ...]:
    """The colours of a tensor's slices: one for each channel where they stay apart, else one for all."""
    slices = _depth_of(shape)
    return tuple(_CHANNELS[i % len(_CHANNELS)] if split else role for i in range(slices))


def _depth_of(shape: tuple[int, int]) -> int:
    """How many slices a tensor is drawn with: its channels, up to a few."""
    return min(shape[1], _MOST_SLICES)


def _shape(shape: tuple[int, int]) -> str:
    return dims(shape[0], shape[0], shape[1])
