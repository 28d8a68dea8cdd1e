"""Grouped convolution: split, convolve, concatenate; and its weights as a block-diagonal matrix."""

from __future__ import annotations

import numpy as np

from generator.engine import ConvSpec, SpecError, conv2d, weights
from generator.figures.numbers import count, dims, factors
from generator.figures.palette import Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Path, Scene
from generator.figures.shapes import (
    BODY,
    HEAD,
    SMALL,
    Block,
    Grid,
    Layer,
    arrow,
    block,
    cells,
    grid,
    label,
    layer_box,
    outline,
    route,
    solid,
)
from generator.model import Column, Table
from generator.records import dataclass

_COLOURS: tuple[Data, ...] = ("input", "kernel", "output", "intermediate", "active")
_MATRIX, _TOP = 80.0, 214.0
MOST = 15
"""The largest kernel whose identity is checked in no time."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """`channels` in and out, `kernel`² weights for each pair, split into `groups` above."""

    channels: int = 8
    kernel: int = 3
    groups: int = 2


def grouped(params: Grouped, say: Say = chinese) -> Scene:
    """Above, the groups each on its own; below, the weight matrices from one group to depthwise."""
    if params.channels > 16:
        raise SpecError(
            "channels", params.channels, f"channels <= 16 fails: {params.channels} rows of a matrix"
        )
    if params.kernel > MOST:
        raise SpecError("kernel", params.kernel, f"kernel <= {MOST} fails: {params.kernel}")
    if not 2 <= params.groups <= 4:
        raise SpecError("groups", params.groups, f"2 <= groups <= 4 fails: {params.groups} rows of boxes")
    ConvSpec(params.channels, params.channels, params.kernel, groups=params.groups)  # or a SpecError
    specs = {g: ConvSpec(params.channels, params.channels, params.kernel, groups=g) for g in _counts(params)}
    for spec in specs.values():
        assert_block_diagonal(spec)
    held = {g: weights(spec) for g, spec in specs.items()}
    k, c = params.kernel, params.channels
    return Scene(
        WIDTH,
        _TOP + _MATRIX + 84,
        *_words(params, held, say),
        _flow(params, say) + _matrices(params, held, say),
        Table(
            (
                Column(say("组数 g", "groups g"), numeric=True),
                Column(say("算式", "product")),
                Column(say("权重", "weights"), numeric=True),
            ),
            tuple((str(g), f"{factors(k, k, c // g, c)}", count(n)) for g, n in held.items()),
        ),
        lang=tag(say),
    )


def _words(params: Grouped, held: dict[int, int], say: Say) -> Words:
    c, g, kernel = params.channels, params.groups, dims(params.kernel, params.kernel)
    zh = "、".join(f"g={groups} 时 {count(n)}" for groups, n in held.items())
    en = ", ".join(f"{count(n)} at g={groups}" for groups, n in held.items())
    return Words(
        say("分组卷积：块对角的权重", "Grouped convolution: block-diagonal weights"),
        say(
            f"{c} 个通道分成 {g} 组，各组独立做 {kernel} 卷积再拼接。权重矩阵随组数变稀：{zh}。",
            f"{c} channels are split into {g} groups, each is convolved {kernel} alone, and the results are "
            f"joined. The matrix of weights gets sparser with the groups: {en}.",
        ),
        say(
            f"权重除以 g；g = {c} 就是逐通道卷积。构建时验证了分组卷积等于块对角的标准卷积。",
            f"The weights are divided by g; g = {c} is the depthwise convolution. Drawing this has checked "
            "that the grouped convolution equals the block-diagonal standard one.",
        ),
    )


def assert_block_diagonal(spec: ConvSpec) -> None:
    """The identity that the figure claims, on small whole numbers; its failure is our bug."""
    k, per = spec.kernel_size, spec.in_channels // spec.groups
    shape = (spec.out_channels, per, *k)
    kernel = (np.arange(np.prod(shape)).reshape(shape) * 7) % 11 - 5
    sizes = (1, spec.in_channels, k[0] + 2, k[1] + 2)
    image = (np.arange(np.prod(sizes)).reshape(sizes) * 5) % 13 - 6
    dense = np.zeros((spec.out_channels, spec.in_channels, *k), dtype=np.int64)
    for out in range(spec.out_channels):
        first = out // (spec.out_channels // spec.groups) * per
        dense[out, first : first + per] = kernel[out]
    if not np.array_equal(conv2d(image, kernel, groups=spec.groups), conv2d(image, dense)):
        raise AssertionError(f"grouped and block-diagonal convolution differ for {spec}")


def _counts(params: Grouped) -> tuple[int, ...]:
    """Up to four group counts, from one to depthwise."""
    divisors = [g for g in range(1, params.channels + 1) if params.channels % g == 0]
    return (1, *divisors[1:-1][:2], params.channels) if len(divisors) > 2 else (1, params.channels)


def _flow(params: Grouped, say: Say) -> Ops:
    """Each group's channels, its convolution, and the concatenated result."""
    per, g = params.channels // params.groups, params.groups
    name = f"{dims(params.kernel, params.kernel)} {say('卷积', 'conv')}"
    ops = label(
        WIDTH / 2,
        16,
        say(f"g={g}：拆分 → 各自卷积 → 拼接", f"g={g}: split → convolve each → concatenate"),
        HEAD,
        bold=True,
    )
    pitch = 136.0 / g
    joined: list[Data] = []
    for index in range(g):
        role = _COLOURS[index]
        y = 36 + pitch * (index + 0.5)
        side = min(30.0, pitch - 32)
        at = Block(30, y - side / 2 - 2, side, side, 3.0 * min(per, 4))
        ops += block(at, (role,) * min(per, 4))
        first, last = index * per + 1, (index + 1) * per
        ops += label(at.centre, at.bottom + 11, f"{say('通道', 'channels')} {first}–{last}", SMALL)
        ops += layer_box(186, y - 17, 112, 36, Layer(name, f"{per} → {per}", role))
        ops += arrow((at.right + 6, y), (128, y))
        ops += route(((242, y), (270, y), (270, 104), (300, 104)))
        joined += [role] * min(per, 4)
    out = Block(306, 84, 34, 44, 3.0 * len(joined))
    ops += block(out, joined)
    ops += label(out.centre, out.bottom + 14, say("拼接 concat", "concatenated"), SMALL)
    return ops + label(out.centre, out.bottom + 31, f"{params.channels} {say('通道', 'channels')}", SMALL)


def _matrices(params: Grouped, held: dict[int, int], say: Say) -> Ops:
    """The matrices of output by input channels, each cell a kernel, with their weight counts."""
    c, k = params.channels, params.kernel
    ops: Ops = (Path(((10, _TOP - 34), (WIDTH - 10, _TOP - 34)), outline("hairline", 1)),)
    note = say(
        f"权重矩阵：行是输出通道，列是输入通道，一格是一个 {dims(k, k)} 核",
        f"weights: rows are output, columns input channels, a cell a {dims(k, k)} kernel",
    )
    ops += label(WIDTH / 2, _TOP - 18, note, SMALL, "muted")
    gap = (WIDTH - len(held) * _MATRIX) / (len(held) + 1)
    for place, (g, number) in enumerate(held.items()):
        at = Grid(gap + place * (_MATRIX + gap), _TOP, _MATRIX / c, c, c)
        x = at.x + at.width / 2
        ops += _blocks(at, g) + grid(at)
        ops += label(x, _TOP + _MATRIX + 16, f"g={g}", BODY, bold=True)
        ops += label(x, _TOP + _MATRIX + 34, f"{count(number)} {say('权重', 'weights')}", BODY)
        ends = {1: say("标准卷积", "standard"), c: say("逐通道", "depthwise")}
        name = ends.get(g, f"1/{g}")
        ops += label(x, _TOP + _MATRIX + 51, name, SMALL, "muted")
    formula = f"{say('权重', 'weights')} = k×k×(C_i/g)×C_o{say('，空格是结构上的 0', '; empty cells are 0')}"
    return ops + label(WIDTH / 2, _TOP + _MATRIX + 72, formula, SMALL, "muted")


def _blocks(at: Grid, groups: int) -> Ops:
    """The cells that hold weights, each group in a colour of its own."""
    per = at.rows // groups
    ops: Ops = ()
    for index in range(groups):
        places = [
            (row, column)
            for row in range(index * per, (index + 1) * per)
            for column in range(index * per, (index + 1) * per)
        ]
        ops += cells(at, places, solid(_COLOURS[index % len(_COLOURS)]))
    return ops
