"""Convolution with and without turning the kernel, and what the turning buys: associativity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from generator.engine import SpecError, conv2d, convolve2d
from generator.figures.numbers import bracketed, signed
from generator.figures.palette import Data
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import BODY, FIRM, HEAD, SMALL, Grid, arrow, cells, grid, label, outline, solid
from generator.model import Column, Table

Values = tuple[int, ...]
Product = Callable[[Values, Values], Values]

LEFT, CELL, SMALL_CELL = 84.0, 26.0, 20.0
PANEL, RESULT = 146.0, 40.0
"""The height of a panel, and of one line of results."""
MOST = 8
"""Cells of a result that two of them fit side by side."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A signal `x` under a kernel `w`; with `u` between them, three sequences to associate."""

    x: str = "1 3 2 4 1"
    u: str = "1 2"
    w: str = "2 1 -1"


def draw_flip(params: Flip) -> Scene:
    """Cross-correlation above, convolution below it, and both ways to bracket three sequences."""
    x, u, w = (_sequence(field, getattr(params, field)) for field in ("x", "u", "w"))
    _check_sizes(x, u, w)
    plain, turned = correlate(x, w), convolve(x, w)
    middle = len(plain) // 2
    ops = _panel(0, "互相关：核原样滑动", x, w, plain, middle)
    ops += _panel(PANEL, "卷积：核先翻转，再滑动", x, w[::-1], turned, middle)
    foot = 2 * PANEL + 6
    ops += label(10, foot + 6, "三个序列，先算哪两个（两端补零）", HEAD, bold=True, anchor="start")
    for side, order in enumerate(("(x ○ u) ○ w", "x ○ (u ○ w)")):
        ops += label(_column(side, MOST // 2), foot + 32, order, BODY, "muted")
    full_plain, full_turned = _associated(x, u, w, correlate), _associated(x, u, w, convolve)
    ops += _results(foot + 44, "互相关", full_plain) + _results(foot + 44 + RESULT, "卷积", full_turned)
    return Scene(
        WIDTH,
        foot + 34 + 2 * RESULT,
        "翻转与不翻转",
        f"信号 {_listed(x)}，核 {_listed(w)}。不翻转得到 {_listed(plain)}，翻转得到 {_listed(turned)}。"
        f"再与 {_listed(u)} 相卷：翻转时两种次序{_verdict(full_turned)}，不翻转时{_verdict(full_plain)}。",
        "翻转让运算满足结合律：先算哪两个都一样；不翻转时次序一换，结果就变。",
        ops,
        Table(
            (Column("输出"), Column("互相关"), Column("卷积")),
            tuple(
                (f"[{n}]", _sum(x, w, n, plain[n]), _sum(x, w[::-1], n, turned[n])) for n in range(len(plain))
            ),
        ),
    )


def correlate(x: Values, w: Values, full: bool = False) -> Values:
    """Σ x[n + m]·w[m] by the engine, where w lies wholly on x, or everywhere in `full`."""
    return _slid(conv2d, x, w, full)


def convolve(x: Values, w: Values, full: bool = False) -> Values:
    """Σ x[n − m]·w[m] by the engine, where w lies wholly on x, or everywhere in `full`."""
    return _slid(convolve2d, x, w, full)


def _slid(operation: Callable[..., np.ndarray], x: Values, w: Values, full: bool) -> Values:
    reach = len(w) - 1 if full else 0
    row, kernel = (np.array(values, np.int64).reshape(1, 1, 1, -1) for values in (x, w))
    return tuple(operation(row, kernel, padding=((0, 0), (reach, reach))).ravel().tolist())


def _associated(x: Values, u: Values, w: Values, operation: Callable[..., Values]) -> tuple[Values, Values]:
    """(x u) w and x (u w)."""
    full = partial(operation, full=True)
    return full(full(x, u), w), full(x, full(u, w))


def _sequence(field: str, text: str) -> Values:
    words = text.split()
    if not words or not all(word.lstrip("-").isdigit() for word in words):
        raise SpecError(field, text, "needs whole numbers parted by spaces, as in 1 0 -1")
    return tuple(map(int, words))


def _check_sizes(x: Values, u: Values, w: Values) -> None:
    if not 2 <= len(w) < len(x):
        raise SpecError("w", _listed(w), f"2 <= values of w < values of x fails: {len(w)}, {len(x)}")
    full = len(x) + len(u) + len(w) - 2
    if full > MOST:
        reason = f"values of x + u + w - 2 <= {MOST} fails: {full}, the results would not fit"
        raise SpecError("x", _listed(x), reason)
    if longest := [v for v in (*x, *u, *w) if abs(v) > 9]:
        raise SpecError("x", longest[0], "one digit each fails, its cell would be too narrow")


def _panel(top: float, title: str, x: Values, taps: Values, results: Values, at: int) -> Ops:
    """The signal, the kernel as it lies under output `at`, the outputs, and the sum of that one."""
    ops = label(10, top + 18, title, HEAD, bold=True, anchor="start")
    rows = {"x": top + 32, "w": top + 64, "y": top + 100}
    source = Grid(LEFT, rows["x"], CELL, 1, len(x))
    kernel = Grid(LEFT + at * CELL, rows["w"], CELL, 1, len(taps))
    output = Grid(LEFT + CELL * (len(taps) - 1) / 2, rows["y"], CELL, 1, len(results))
    names = (("信号 x", source), ("核 w" if "互" in title else "翻转的 w", kernel), ("输出", output))
    for name, place in names:
        ops += label(10, place.y + CELL / 2, name, BODY, "muted", anchor="start")
    others = [value if n != at else "" for n, value in enumerate(results)]
    ops += grid(source, "input", [x]) + grid(kernel, "kernel", [taps]) + grid(output, "output", [others])
    ops += cells(output, [(0, at)], solid("active"))
    ops += label(*output.centre(0, at), signed(results[at]), BODY, "on-active", bold=True)
    x_middle = kernel.x + kernel.width / 2
    ops += arrow((x_middle, kernel.y + CELL), (x_middle, output.y))
    ops += cells(source, [(0, at + n) for n in range(len(taps))], outline("active-line", FIRM))
    beside, y = LEFT + CELL * len(x) + 16, kernel.y + CELL / 2
    terms, _, result = _sum(x, taps, at, results[at]).partition(" = ")
    ops += label(beside, y - 10, terms, BODY, anchor="start")
    return ops + label(beside, y + 10, f"= {result}", BODY, bold=True, anchor="start")


def _results(y: float, name: str, both: tuple[Values, Values]) -> Ops:
    """Two results side by side, and whether they agree."""
    ops = label(10, y + SMALL_CELL / 2, name, BODY, anchor="start")
    for side, values in enumerate(both):
        at = Grid(_column(side, 0), y, SMALL_CELL, 1, len(values))
        role: Data = "output" if both[0] == both[1] else "intermediate"
        ops += grid(at, role, [values], SMALL)
    between = (_column(0, len(both[0])) + _column(1, 0)) / 2
    return ops + label(between, y + SMALL_CELL / 2, "=" if both[0] == both[1] else "≠", BODY)


def _column(side: int, cell: int) -> float:
    """The left end of a cell of the left or the right result."""
    return 54 + side * (MOST * SMALL_CELL + 20) + cell * SMALL_CELL


def _sum(x: Values, taps: Values, n: int, result: int) -> str:
    terms = " + ".join(f"{v}×{bracketed(t)}" for v, t in zip(x[n:], taps, strict=False))
    return f"{terms} = {signed(result)}"


def _listed(values: Sequence[int]) -> str:
    return signed(" ".join(map(str, values)))


def _verdict(both: tuple[Values, Values]) -> str:
    return "结果相同" if both[0] == both[1] else "结果不同"
