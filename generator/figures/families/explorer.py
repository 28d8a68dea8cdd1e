"""The still of an explorer: one convolution with all that it costs, its formulas filled in.

Where a page has a script, `assets/explorer/` goes on from here with the same settings, numbers and
formulas; `tests/figures/test_explorer.py` holds its arithmetic equal to the engine's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from generator.engine import ConvSpec, SpecError, conv2d, effective_kernel, macs, output_hw, weights
from generator.engine.spec import positive
from generator.figures.numbers import count, dims, signed
from generator.figures.palette import ON, Data
from generator.figures.samples import pixels, taps
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene, Style
from generator.figures.shapes import (
    BODY,
    FIRM,
    HEAD,
    SMALL,
    TAP,
    Grid,
    cells,
    grid,
    label,
    outline,
    rect,
    solid,
)
from generator.model import Column, Setting, Table
from generator.records import dataclass

LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "input": (1, 32),
        "kernel": (1, 9),
        "stride": (1, 6),
        "padding": (0, 8),
        "dilation": (1, 6),
        "in_channels": (1, 32),
        "out_channels": (1, 32),
        "groups": (1, 32),
    }
)
"""The least and the most that an explorer's sliders reach; its cells would not be seen beyond."""
_GROUPS: tuple[Data, ...] = ("input", "kernel", "output", "intermediate", "active")
_TOP, _SIDE, _SMALL_SIDE = 34.0, 232.0, 84.0
_RULED = 16
"""Up to how many channels a side the connections are ruled."""


@dataclass(frozen=True, slots=True)
class Explorer:
    """Where an explorer starts: a `kernel`² convolution of `in_channels` maps of `input`² pixels into
    `out_channels`, in `groups`, with `stride`, zeros of `padding` at each edge and `dilation`."""

    input: int = 7
    kernel: int = 3
    stride: int = 2
    padding: int = 1
    dilation: int = 1
    in_channels: int = 8
    out_channels: int = 8
    groups: int = 4


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a convolution: what it is called, its text, and the formula with numbers in."""

    name: str
    value: str
    formula: str


def draw_explorer(params: Explorer, say: Say = chinese) -> Scene:
    """The input with its first window, kernel, output, connections of channels, and four formulas."""
    for name, (_, most) in LIMITS.items():
        if (value := getattr(params, name)) > most:
            raise SpecError(name, value, f"{name} <= {most} fails: {value} > {most}")
    told = quantities(params, say)
    return Scene(
        WIDTH,
        _TOP + _SIDE + 186,
        *_words(params, told, say),
        _maps(params, say) + _connections(params, say) + _formulas(told),
        Table(
            (
                Column(say("量", "quantity")),
                Column(say("算式", "formula")),
                Column(say("值", "value"), numeric=True),
            ),
            tuple((each.name, each.formula, each.value) for each in told),
        ),
        lang=tag(say),
        explores=tuple(Setting(name, value, *LIMITS[name]) for name, value in asdict(params).items()),
    )


def _words(params: Explorer, told: Sequence[Quantity], say: Say) -> Words:
    output, held, done, field = (each.value for each in told)
    kernel, k = dims(params.kernel, params.kernel), params
    source = dims(params.input, params.input, params.in_channels)
    return Words(
        say(
            "一个卷积：输出大小、权重、乘加与感受野",
            "One convolution: output size, weights, MACs, receptive field",
        ),
        say(
            f"{kernel} 卷积核以步幅 {k.stride}、补零 {k.padding}、扩张率 {k.dilation} 在 {source} 的输入上"
            f"滑动，通道分成 {k.groups} 组；输出 {output}，权重 {held}，乘加 {done}，感受野 {field}。",
            f"A {kernel} kernel slides over a {source} input with stride {k.stride}, padding {k.padding}, "
            f"dilation {k.dilation} and {k.groups} groups; output {output}, weights {held}, "
            f"multiply-accumulates {done}, receptive field {field}.",
        ),
        say(
            "图中是一个通道；每个输出值还要把本组各个输入通道的和相加。",
            "One channel is shown; an output value adds up those of all input channels of its group.",
        ),
    )


def quantities(params: Explorer, say: Say = chinese) -> tuple[Quantity, Quantity, Quantity, Quantity]:
    """Output size, weights, multiply-accumulates and receptive field; `SpecError` where there are none."""
    size = (positive("input", params.input),) * 2
    spec = ConvSpec(
        params.in_channels,
        params.out_channels,
        params.kernel,
        params.stride,
        params.padding,
        params.dilation,
        params.groups,
    )
    i, k, s, p, d = params.input, params.kernel, params.stride, params.padding, params.dilation
    n, _ = output_hw(spec, size)
    held, seen = count(weights(spec)), effective_kernel(k, d)
    per = f"({params.in_channels}/{params.groups})" if params.groups > 1 else str(params.in_channels)
    return (
        Quantity(
            say("输出", "output"),
            dims(n, n, params.out_channels),
            f"⌊({i} + 2×{p} − {d}×({k}−1) − 1) / {s}⌋ + 1 = {n}",
        ),
        Quantity(say("权重", "weights"), held, f"{k}×{k}×{per}×{params.out_channels}"),
        Quantity(say("乘加", "MACs"), count(macs(spec, size)), f"{held}×{n}×{n}"),
        Quantity(say("感受野", "receptive field"), dims(seen, seen), f"{d}×({k}−1) + 1 = {seen}"),
    )


def _outputs(params: Explorer) -> int:
    size = params.input + 2 * params.padding
    return (size - effective_kernel(params.kernel, params.dilation)) // params.stride + 1


def _maps(params: Explorer, say: Say) -> Ops:
    """The padded input with its first window, the kernel with its holes, and the output."""
    i, k, p, d = params.input, params.kernel, params.padding, params.dilation
    n, reach, side = _outputs(params), effective_kernel(k, d), i + 2 * p
    image, weighs = pixels(i), taps(k)
    results = conv2d(image[None, None], weighs[None, None], stride=params.stride, padding=p, dilation=d)[0, 0]
    cell = min(30.0, _SIDE / side)
    source = Grid(14 + (_SIDE - cell * side) / 2, _TOP, cell, side, side)
    right = 14 + _SIDE + 70
    tap, out = min(22.0, _SMALL_SIDE / reach), min(26.0, _SMALL_SIDE / n)
    kernel = Grid(right - tap * reach / 2, _TOP, tap, reach, reach)
    output = Grid(right - out * n / 2, _TOP + _SMALL_SIDE + 46, out, n, n)
    padded = say(f"，补零 {p}", f", padding {p}") if p else ""
    ops = label(14 + _SIDE / 2, 16, f"{say('输入', 'input')} {dims(i, i)}{padded}", HEAD, bold=True)
    ops += label(
        right, 16, f"{say('核', 'kernel')} {dims(k, k)}" + (f", d={d}" if d > 1 else ""), HEAD, bold=True
    )
    ops += label(right, output.y - 18, f"{say('输出', 'output')} {dims(n, n)}", HEAD, bold=True)
    inner = Grid(*source.box(p, p)[:2], cell, i, i)
    ops += grid(source) + rect(inner.frame, Style("input-soft")) + grid(inner, "input")
    window = [(u * d, v * d) for u in range(k) for v in range(k)]
    ops += cells(source, window, TAP)
    ops += rect(source.box(0, 0, reach, reach), outline("active-line", FIRM))
    ops += grid(kernel) + cells(kernel, window, TAP)
    ops += grid(output, "output") + cells(output, [(0, 0)], solid("active"))
    return (
        ops
        + _numbers(source, _placed(np.pad(image, p)), window, "kernel")
        + _numbers(kernel, dict(zip(window, weighs.ravel(), strict=True)), window, "kernel")
        + _numbers(output, _placed(results), [(0, 0)], "active")
    )


def _numbers(
    at: Grid, values: Mapping[tuple[int, int], int], marked: Collection[tuple[int, int]], on: Data
) -> Ops:
    """Every value in its cell, those of marked cells as on `on`; none where the cells are too small."""
    size = BODY if at.cell >= 20 else SMALL
    if at.cell < max(13.0, 0.56 * size * max(len(str(value)) for value in values.values()) + 2):
        return ()
    ops: Ops = ()
    for (row, column), value in values.items():
        role, bold = (ON[on], True) if (row, column) in marked else ("ink", False)
        ops += label(*at.centre(row, column), signed(value), size, role, bold)
    return ops


def _placed(values: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    return {(i, j): value for i, row in enumerate(values.tolist()) for j, value in enumerate(row)}


def _connections(params: Explorer, say: Say) -> Ops:
    """Output by input channels: each group's block in a colour of its own, the rest empty."""
    rows, columns, g = params.out_channels, params.in_channels, params.groups
    cell = min(16.0, 110.0 / max(rows, columns))
    top = _TOP + _SIDE + 42
    at = Grid(14, top, cell, rows, columns)
    ops = label(14, top - 20, f"{say('连接', 'links')} C_o×C_i", BODY, bold=True, anchor="start")
    for index in range(g):
        block = at.box(index * rows // g, index * columns // g, rows // g, columns // g)
        ops += rect(block, solid(_GROUPS[index % len(_GROUPS)]))
    ruled = grid(at) if max(rows, columns) <= _RULED else rect(at.frame, outline())
    return ops + ruled + label(14, at.y + at.height + 14, f"g={g}", SMALL, "muted", anchor="start")


def _formulas(told: tuple[Quantity, ...]) -> Ops:
    """Each quantity with its formula below, beside the connections. The font has no floor brackets."""
    ops: Ops = ()
    for row, each in enumerate(told):
        y = _TOP + _SIDE + 22 + 40 * row
        formula = each.formula.replace("⌊", "floor(").replace("⌋", ")")
        ops += label(152, y, f"{each.name} {each.value}", BODY, bold=True, anchor="start")
        ops += label(152, y + 17, formula, SMALL, "muted", anchor="start")
    return ops
