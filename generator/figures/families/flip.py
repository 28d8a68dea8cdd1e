"""Convolution with and without turning the kernel, and what the turning buys: associativity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from generator.engine import SpecError, conv2d, convolve2d
from generator.figures.numbers import bracketed, signed
from generator.figures.palette import Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import BODY, FIRM, HEAD, SMALL, Grid, arrow, cells, grid, label, outline, solid
from generator.model import Column, Table
from generator.records import dataclass

Values = tuple[int, ...]
Product = Callable[[Values, Values], Values]

LEFT, CELL, SMALL_CELL = 84.0, 26.0, 20.0
PANEL, RESULT = 146.0, 40.0
"""The height of a panel, and of one line of results."""
_WHOLE = re.compile(r"-?[0-9]{1,9}")
MOST = 8
"""Cells of a result that two of them fit side by side."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A signal `x` under a kernel `w`; with `u` between them, three sequences to associate."""

    x: str = "1 3 2 4 1"
    u: str = "1 2"
    w: str = "2 1 -1"


def draw_flip(params: Flip, say: Say = chinese) -> Scene:
    """Cross-correlation above, convolution below it, and both ways to bracket three sequences."""
    x, u, w = (_sequence(field, getattr(params, field)) for field in ("x", "u", "w"))
    _check_sizes(x, u, w)
    plain, turned = correlate(x, w), convolve(x, w)
    middle = len(plain) // 2
    kernels = (say("核 w", "kernel w"), say("翻转的 w", "w turned"))
    ops = _panel(
        0, say("互相关：核原样滑动", "cross-correlation: as it is"), kernels[0], x, w, plain, middle, say
    )
    over = say("卷积：核先翻转，再滑动", "convolution: the kernel is turned first")
    ops += _panel(PANEL, over, kernels[1], x, w[::-1], turned, middle, say)
    foot = 2 * PANEL + 6
    title = say("三个序列，先算哪两个（两端补零）", "three sequences: which two first (zeros around)")
    ops += label(10, foot + 6, title, HEAD, bold=True, anchor="start")
    for side, order in enumerate(("(x ○ u) ○ w", "x ○ (u ○ w)")):
        ops += label(_column(side, MOST // 2), foot + 32, order, BODY, "muted")
    full_plain, full_turned = _associated(x, u, w, correlate), _associated(x, u, w, convolve)
    names = (say("互相关", "corr."), say("卷积", "conv."))
    ops += _results(foot + 44, names[0], full_plain) + _results(foot + 44 + RESULT, names[1], full_turned)
    same = (full_turned[0] == full_turned[1], full_plain[0] == full_plain[1])
    heads = (say("输出", "output"), say("互相关", "cross-correlation"), say("卷积", "convolution"))
    return Scene(
        WIDTH,
        foot + 34 + 2 * RESULT,
        *_words((x, u, w), (plain, turned), same, say),
        ops,
        Table(
            tuple(map(Column, heads)),
            tuple(
                (f"[{n}]", _sum(x, w, n, plain[n]), _sum(x, w[::-1], n, turned[n])) for n in range(len(plain))
            ),
        ),
        lang=tag(say),
    )


def _words(
    given: tuple[Values, Values, Values], made: tuple[Values, Values], same: tuple[bool, bool], say: Say
) -> Words:
    x, u, w = map(_listed, given)
    plain, turned = map(_listed, made)
    verdicts = [say("结果相同", "agree") if equal else say("结果不同", "differ") for equal in same]
    return Words(
        say("翻转与不翻转", "With and without turning the kernel"),
        say(
            f"信号 {x}，核 {w}。不翻转得到 {plain}，翻转得到 {turned}。"
            f"再与 {u} 相卷：翻转时两种次序{verdicts[0]}，不翻转时{verdicts[1]}。",
            f"Signal {x}, kernel {w}. As it is, the kernel gives {plain}; turned, {turned}. With {u} between "
            f"them, both orders {verdicts[0]} when kernels are turned and {verdicts[1]} when they are not.",
        ),
        say(
            "翻转让运算满足结合律：先算哪两个都一样；不翻转时次序一换，结果就变。",
            "Turning makes the operation associative: which two come first does not matter; without it, the "
            "order changes the result.",
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
    if not words or not all(_WHOLE.fullmatch(word) for word in words):
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


def _panel(
    top: float, title: str, kernel_name: str, x: Values, taps: Values, results: Values, at: int, say: Say
) -> Ops:
    """The signal, the kernel as it lies under output `at`, the outputs, and the sum of that one."""
    ops = label(10, top + 18, title, HEAD, bold=True, anchor="start")
    rows = {"x": top + 32, "w": top + 64, "y": top + 100}
    source = Grid(LEFT, rows["x"], CELL, 1, len(x))
    kernel = Grid(LEFT + at * CELL, rows["w"], CELL, 1, len(taps))
    output = Grid(LEFT + CELL * (len(taps) - 1) / 2, rows["y"], CELL, 1, len(results))
    names = ((say("信号 x", "signal x"), source), (kernel_name, kernel), (say("输出", "output"), output))
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
