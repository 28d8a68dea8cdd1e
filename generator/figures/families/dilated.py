"""A convolution step by step on a small integer grid, its kernel spread by dilation."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np

from generator.engine import ConvSpec, SpecError, conv2d, effective_kernel, output_hw
from generator.figures.numbers import bracketed, dims
from generator.figures.palette import ON
from generator.figures.samples import pixels, taps
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene, Step, Style
from generator.figures.shapes import (
    BODY,
    FIRM,
    HEAD,
    PITCH_LINE,
    SMALL,
    TAP,
    Grid,
    cells,
    grid,
    label,
    lines,
    outline,
    rect,
    solid,
    wrapped,
)
from generator.model import Column, Table
from generator.records import dataclass

LEFT, TOP, RIGHT = 14.0, 36.0, WIDTH - 14.0
INPUT_SIDE, SIDE = 224.0, 120.0
"""The largest pictures of the input, and of the kernel and the output beside it."""
READABLE = 13.0
"""The smallest cell, in pixels, that holds a digit."""
MOST_PIXELS, MOST_STEPS = 16, 64

Values = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class DilatedSteps:
    """`input` pixels a side (before `padding`), a kernel of `kernel`² weights `dilation` apart."""

    input: int = 7
    kernel: int = 3
    dilation: int = 2
    stride: int = 1
    padding: int = 0


@dataclass(frozen=True, slots=True)
class _Pass:
    """What the engine computed, and where it is drawn."""

    params: DilatedSteps
    values: Values
    weights: Values
    results: Values
    input: Grid
    kernel: Grid
    output: Grid

    @property
    def reach(self) -> int:
        return effective_kernel(self.params.kernel, self.params.dilation)


def dilated_steps(params: DilatedSteps, say: Say = chinese) -> Scene:
    """The sum behind every output value, one step each, the sampled pixels marked in the input."""
    made = _computed(params)
    places = [(i, j) for i in range(made.output.rows) for j in range(made.output.columns)]
    sums = [_sum(made, place) for place in places]
    rows = max(len(_sum_lines(text)) for text in sums)
    foot = max(made.input.y + made.input.height, made.output.y + made.output.height) + 28
    height = foot + (rows + 1) * PITCH_LINE * BODY
    steps = tuple(
        Step(
            _step(made, places[: number + 1], sums[number], foot, say),
            _says(places, number, sums[number], say),
        )
        for number in range(len(places))
    )
    heads = (Column(say("输出", "output")), Column(say("算式", "sum")))
    return Scene(
        WIDTH,
        ceil(height),
        *_words(made, say),
        _ground(made, say),
        Table(
            (*heads, Column(say("值", "value"), numeric=True)),
            tuple(
                (f"[{i},{j}]", text, str(made.results[i][j]))
                for (i, j), text in zip(places, sums, strict=True)
            ),
        ),
        steps,
        tag(say),
    )


def _words(made: _Pass, say: Say) -> Words:
    params, n = made.params, made.output.rows
    k, d, side = params.kernel, params.dilation, params.input + 2 * params.padding
    kernel, reach = dims(k, k), dims(made.reach, made.reach)
    rows = [" ".join(map(str, row)) for row in made.results]
    plain = say(f"卷积：{kernel} 核逐步滑动", f"Convolution: a {kernel} kernel slides")
    spread = say(f"空洞卷积：{kernel} 核，扩张率 {d}", f"Dilated convolution: {kernel} kernel, dilation {d}")
    return Words(
        spread if d > 1 else plain,
        say(
            f"{kernel} 卷积核以扩张率 {d} 在 {dims(side, side)} 的输入上滑动 {n * n} 步，"
            f"每步取 {k * k} 个数，等效窗口 {reach}，输出 {dims(n, n)}：{'；'.join(rows)}。",
            f"A {kernel} kernel of dilation {d} slides over a {dims(side, side)} input in {n * n} steps, "
            f"each with {k * k} numbers from a window of {reach}. Output {dims(n, n)}: {'; '.join(rows)}.",
        ),
        say(
            f"每步只读 {k * k} 个输入，却看到 {reach} 的范围：d(k−1)+1 = {d}×{k - 1}+1 = {made.reach}。",
            f"Each step reads {k * k} inputs only, yet sees {reach}: "
            f"d(k−1)+1 = {d}×{k - 1}+1 = {made.reach}.",
        ),
    )


def _computed(params: DilatedSteps) -> _Pass:
    spec = ConvSpec(1, 1, params.kernel, params.stride, params.padding, params.dilation)
    side = params.input + 2 * params.padding
    if side > MOST_PIXELS:
        raise SpecError(
            "input",
            params.input,
            f"input + 2 * padding <= {MOST_PIXELS} fails: {side}, its digits would not be readable",
        )
    n, _ = output_hw(spec, (params.input, params.input))
    if n * n > MOST_STEPS:
        raise SpecError(
            "input", params.input, f"{n} * {n} = {n * n} steps, at most {MOST_STEPS} can be shown"
        )
    image, weights = pixels(params.input), taps(params.kernel)
    results = conv2d(
        image[None, None],
        weights[None, None],
        stride=params.stride,
        padding=params.padding,
        dilation=params.dilation,
    )[0, 0]
    reach = effective_kernel(params.kernel, params.dilation)
    right = RIGHT - SIDE
    tap, out = min(24.0, SIDE / reach), min(26.0, SIDE / n)
    kernel = Grid(right + (SIDE - tap * reach) / 2, TOP, tap, reach, reach)
    output = Grid(right + (SIDE - out * n) / 2, TOP + kernel.height + 60, out, n, n)
    cell = min(32.0, INPUT_SIDE / side)
    source = Grid(LEFT + (INPUT_SIDE - cell * side) / 2, TOP, cell, side, side)
    padded = np.pad(image, params.padding)
    return _Pass(params, padded.tolist(), weights.tolist(), results.tolist(), source, kernel, output)


def _ground(made: _Pass, say: Say) -> Ops:
    """What every step shows: the input, the kernel with its holes, the empty output."""
    params, source, n = made.params, made.input, made.output.rows
    k, p, reach = params.kernel, params.padding, made.reach
    x, right = source.x + source.width / 2, RIGHT - SIDE / 2
    padded = say(f"，补零 {p}", f", padding {p}") if p else ""
    ops = label(x, 18, f"{say('输入', 'input')} {dims(params.input, params.input)}{padded}", HEAD, bold=True)
    ops += label(right, 18, f"{say('核', 'kernel')} {dims(k, k)}, d={params.dilation}", HEAD, bold=True)
    ops += grid(source)
    inner = Grid(*source.box(p, p)[:2], source.cell, params.input, params.input)
    ops += rect(inner.frame, Style("input-soft")) + grid(inner, "input")
    ops += grid(made.kernel) + _taps(made)
    if params.dilation > 1:
        note = say(f"空洞填 0，等效 {dims(reach, reach)}", f"holes are 0; spans {dims(reach, reach)}")
        ops += label(right, made.kernel.y + made.kernel.height + 13, note, SMALL, "muted")
    ops += label(right, made.output.y - 16, f"{say('输出', 'output')} {dims(n, n)}", HEAD, bold=True)
    return ops + grid(made.output, "output")


def _taps(made: _Pass) -> Ops:
    """The weights in the spread kernel, and zeros in its holes where they can be read."""
    at, d, k = made.kernel, made.params.dilation, made.params.kernel
    places = [(u * d, v * d) for u in range(k) for v in range(k)]
    ops = cells(at, places, TAP)
    if at.cell < READABLE:
        return ops
    size = BODY if at.cell >= 20 else SMALL
    held = [weight for weights in made.weights for weight in weights]
    for (row, column), weight in zip(places, held, strict=True):
        ops += label(*at.centre(row, column), f"{weight}".replace("-", "−"), size, ON["kernel"], bold=True)
    holes = [(i, j) for i in range(at.rows) for j in range(at.columns) if (i, j) not in places]
    for row, column in holes:
        ops += label(*at.centre(row, column), "0", SMALL, "muted")
    return ops


def _step(made: _Pass, done: Sequence[tuple[int, int]], text: str, foot: float, say: Say) -> Ops:
    """The numbers of the input with the window marked, the outputs so far, and the sum."""
    params, at = made.params, made.input
    row, column = done[-1]
    top, left = row * params.stride, column * params.stride
    sampled = {
        (top + u * params.dilation, left + v * params.dilation): made.weights[u][v]
        for u in range(params.kernel)
        for v in range(params.kernel)
    }
    ops = cells(at, list(sampled), TAP)
    ops += rect(at.box(top, left, made.reach, made.reach), outline("active-line", FIRM))
    for i, values in enumerate(made.values):
        for j, value in enumerate(values):
            ops += _pixel(made, (i, j), value, sampled.get((i, j)))
    for i, j in done[:-1]:
        ops += _result(made, i, j, False)
    ops += _result(made, row, column, True)
    count = made.output.rows * made.output.columns
    ops += label(
        LEFT,
        foot,
        say(f"第 {len(done)}/{count} 步", f"step {len(done)}/{count}"),
        BODY,
        "muted",
        anchor="start",
    )
    ops += label(
        LEFT + 72, foot, f"{say('输出', 'output')}[{row},{column}] =", BODY, bold=True, anchor="start"
    )
    return ops + lines(LEFT, foot + PITCH_LINE * BODY, _sum_lines(text), BODY, anchor="start")


def _pixel(made: _Pass, place: tuple[int, int], value: int, weight: int | None) -> Ops:
    """A number of the input; below a sampled one, its weight."""
    at, p, n = made.input, made.params.padding, made.params.input
    x, y = at.centre(*place)
    size = BODY if at.cell >= 18 else SMALL
    if weight is None:
        inside = p <= place[0] < p + n and p <= place[1] < p + n
        return label(x, y, str(value), size, "ink" if inside else "muted")
    if at.cell < 30:
        return label(x, y, str(value), size, ON["kernel"], bold=True)
    times = f"×{weight}".replace("-", "−")
    return label(x, y - 6.5, str(value), BODY, ON["kernel"], bold=True) + label(
        x, y + 8, times, SMALL, ON["kernel"]
    )


def _result(made: _Pass, row: int, column: int, active: bool) -> Ops:
    at, value = made.output, str(made.results[row][column]).replace("-", "−")
    ops = cells(at, [(row, column)], solid("active")) if active else ()
    if at.cell < READABLE:
        return ops
    size = BODY if at.cell >= 20 else SMALL
    return ops + label(*at.centre(row, column), value, size, ON["active"] if active else "ink", active)


def _sum(made: _Pass, place: tuple[int, int]) -> str:
    """The products of one output value and their sum: "0×1 + 2×(−1) = −2"."""
    params, d = made.params, made.params.dilation
    top, left = place[0] * params.stride, place[1] * params.stride
    terms = [
        f"{made.values[top + u * d][left + v * d]}×{bracketed(made.weights[u][v])}"
        for u in range(params.kernel)
        for v in range(params.kernel)
    ]
    return f"{' + '.join(terms)} = {made.results[place[0]][place[1]]}".replace("-", "−")


def _sum_lines(text: str) -> tuple[str, ...]:
    return wrapped(text, BODY, RIGHT - LEFT)


def _says(places: Sequence[tuple[int, int]], number: int, text: str, say: Say) -> str:
    row, column = places[number]
    return say(
        f"第 {number + 1}/{len(places)} 步，输出第 {row + 1} 行第 {column + 1} 列：{text}。",
        f"Step {number + 1}/{len(places)}, output row {row + 1}, column {column + 1}: {text}.",
    )
