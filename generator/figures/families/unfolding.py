"""im2col: the windows of an input laid out as columns, so that a convolution is a product of matrices."""

from __future__ import annotations

import numpy as np

from generator.engine import ConvSpec, SpecError, conv2d, output_hw
from generator.figures.numbers import dims, signed
from generator.figures.palette import ON
from generator.figures.samples import pixels, taps
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene, Style
from generator.figures.shapes import (
    BODY,
    FIRM,
    HEAD,
    SMALL,
    Grid,
    arrow,
    cells,
    grid,
    label,
    outline,
    rect,
    solid,
)
from generator.model import Column, Table
from generator.records import dataclass

CELL, TOP, COLUMNS = 20.0, 36.0, 202.0
MOST = 9
"""Rows and columns of the unfolded matrix that a phone can show."""


@dataclass(frozen=True, slots=True)
class Unfolding:
    """A `kernel`² convolution of one channel of `input`² pixels, stride 1, no padding."""

    input: int = 4
    kernel: int = 3


@dataclass(frozen=True, slots=True)
class _Product:
    """W (1, k²), X (k², positions) and Y = W X (1, positions), and the input (side, side)."""

    image: list[list[int]]
    w: list[int]
    x: list[list[int]]
    y: list[int]

    @property
    def left(self) -> float:
        """How far all is moved to the right, so that it stands in the middle."""
        return max(0.0, (WIDTH - COLUMNS - CELL * len(self.y) - 8) / 2)

    @property
    def source(self) -> Grid:
        """Where the input stands."""
        n = len(self.image)
        return Grid(self.left + 8, TOP, min(28.0, 140 / n), n, n)

    @property
    def columns(self) -> Grid:
        """Where X stands: no higher than the input's foot."""
        rows, below = len(self.w), max(self.source.height, CELL * len(self.w))
        return Grid(self.left + COLUMNS, TOP + below - CELL * rows, CELL, rows, len(self.y))


def draw_unfolding(params: Unfolding, say: Say = chinese) -> Scene:
    """The input with one window marked, its column in the matrix, and the product below."""
    made = _product(params)
    heads = (say("窗口", "window"), say("拉直的一列", "its column"), say("输出", "output"))
    return Scene(
        WIDTH,
        made.columns.y + made.columns.height + CELL + 50,
        *_words(params, made, say),
        _input(params, made, say) + _matrices(params, made, say),
        Table(
            (Column(heads[0]), Column(heads[1]), Column(heads[2], numeric=True)),
            tuple(
                (_place(n, params), " ".join(str(row[n]) for row in made.x), signed(value))
                for n, value in enumerate(made.y)
            ),
        ),
        lang=tag(say),
    )


def _words(params: Unfolding, made: _Product, say: Say) -> Words:
    k, n = dims(params.kernel, params.kernel), dims(params.input, params.input)
    size, results = dims(len(made.w), len(made.y)), signed(" ".join(map(str, made.y)))
    read, held = params.input**2, len(made.w) * len(made.y)
    return Words(
        say("im2col：窗口摊成列", "im2col: windows as columns"),
        say(
            f"{n} 的输入有 {len(made.y)} 个 {k} 窗口，每个拉直成一列，排成 {size} 的矩阵；核拉直成一行，"
            f"两者相乘得到 {results}，与卷积相同。",
            f"An input of {n} has {len(made.y)} windows of {k}; each laid out as a column, they are a matrix "
            f"of {size}. The kernel as a row times that matrix gives {results}, as the convolution does.",
        ),
        say(
            f"输入 {read} 个数，摊开以后 {held} 个：相邻的窗口互相重叠，同一个像素抄了好几遍。",
            f"{read} values come in, {held} are laid out: windows overlap, a pixel is copied several times.",
        ),
    )


def _product(params: Unfolding) -> _Product:
    k = params.kernel
    side, _ = output_hw(ConvSpec(1, 1, k), (params.input, params.input))
    if k * k > MOST:
        raise SpecError("kernel", k, f"kernel * kernel <= {MOST} fails: {k * k} rows")
    if side * side > MOST:
        raise SpecError("input", params.input, f"{side} * {side} <= {MOST} fails: {side * side} columns")
    image, weights = pixels(params.input), taps(k)
    windows = np.lib.stride_tricks.sliding_window_view(image, (k, k))
    x = windows.reshape(side * side, k * k).T
    y = weights.ravel() @ x
    if not np.array_equal(y, conv2d(image[None, None], weights[None, None]).ravel()):
        raise AssertionError(f"the unfolded product and the convolution differ for {params}")
    return _Product(image.tolist(), weights.ravel().tolist(), x.tolist(), y.tolist())


def _place(n: int, params: Unfolding) -> str:
    side = params.input - params.kernel + 1
    return f"[{n // side},{n % side}]"


def _input(params: Unfolding, made: _Product, say: Say) -> Ops:
    """The image, and its last window."""
    n, k, at = params.input, params.kernel, made.source
    last, title = n - k, f"{say('输入', 'input')} {dims(n, n)}"
    ops = label(at.x + at.width / 2, 18, title, HEAD, bold=True) + grid(at, "input")
    window = [(last + u, last + v) for u in range(k) for v in range(k)]
    ops += cells(at, window, Style("kernel", "kernel-line", 1))
    for i, row in enumerate(made.image):
        for j, value in enumerate(row):
            ops += label(*at.centre(i, j), str(value), BODY, ON["kernel"] if (i, j) in window else "ink")
    ops += rect(at.box(last, last, k, k), outline("active-line", FIRM))
    y = max(at.y + at.cell * (n - k / 2), made.columns.centre(0, 0)[1])
    return ops + arrow((at.x + at.width + 4, y), (made.columns.x - 6, y))


def _matrices(params: Unfolding, made: _Product, say: Say) -> Ops:
    """X, below it Y, and left of Y the row W: each value of Y is W times the column above it."""
    x = made.columns
    rows, columns = x.rows, x.columns
    y = Grid(x.x, x.y + x.height + 16, CELL, 1, columns)
    w = Grid(x.x - 14 - CELL * rows, y.y, CELL, 1, rows)
    ops = label(x.x + x.width / 2, x.y - 18, f"X {dims(rows, columns)}", HEAD, bold=True)
    ops += grid(x, "input")
    ops += cells(x, [(row, columns - 1) for row in range(rows)], Style("kernel", "kernel-line", 1))
    for i, values in enumerate(made.x):
        for j, value in enumerate(values):
            ops += label(*x.centre(i, j), str(value), SMALL, ON["kernel"] if j == columns - 1 else "ink")
    ops += rect(x.box(0, columns - 1, rows, 1), outline("active-line", FIRM))
    ops += grid(w, "kernel", [made.w], SMALL)
    others = [*made.y[:-1], ""]
    ops += grid(y, "output", [others], SMALL) + cells(y, [(0, columns - 1)], solid("active"))
    ops += label(*y.centre(0, columns - 1), signed(made.y[-1]), SMALL, "on-active", bold=True)
    k = dims(params.kernel, params.kernel)
    flat = say(f"W：{k} 的核拉直", f"W: the {k} kernel")
    ops += label(w.x + w.width, y.y + CELL + 15, flat, BODY, anchor="end")
    return ops + label(y.x + y.width / 2, y.y + CELL + 15, "Y = W X", BODY, bold=True)
