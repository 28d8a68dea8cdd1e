"""A channel shuffle between two grouped convolutions: where each channel goes, and who then sees whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.engine import SpecError
from generator.engine.operators import shuffle
from generator.engine.spec import positive
from generator.figures.palette import DATA
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene, Style
from generator.figures.shapes import (
    BODY,
    HEAD,
    SMALL,
    Grid,
    arrow,
    brace,
    cells,
    grid,
    label,
    outline,
    rect,
    soft,
)
from generator.model import Column, Table
from generator.records import dataclass

MOST_CHANNELS = 12
_CELL, _BEFORE, _AFTER, _MATRICES, _SIDE = 28.0, 34.0, 138.0, 238.0, 108.0


@dataclass(frozen=True, slots=True)
class ChannelShuffle:
    """`channels` in `groups` equal groups."""

    channels: int = 9
    groups: int = 3


def draw_channel_shuffle(params: ChannelShuffle, say: Say = chinese) -> Scene:
    """The channels before and after, their groups in one role each; below, which output sees which input."""
    _check(params)
    c, g = params.channels, params.groups
    order = [int(value) for value in shuffle(np.arange(c).reshape(1, c, 1, 1), g).ravel()]
    apart, mixed = _seen(c, g, range(c)), _seen(c, g, order)
    ops = _rows(order, c // g, say)
    left, right = say("不洗牌", "unshuffled"), say("洗牌", "shuffled")
    for x, name, seen in ((60.0, left, apart), (WIDTH - 60.0 - _SIDE, right, mixed)):
        title = say(f"{name}：", f"{name}: ") + f"{int(seen.sum())} / {c * c}"
        ops += _matrix(x, title, seen)
    said = say(
        "行是第二层的输出，列是第一层的输入，涂色的相通",
        "rows: outputs of the second; columns: inputs of the first",
    )
    ops += label(WIDTH / 2, _MATRICES + _SIDE + 38, said, SMALL, "muted")
    heads = (say("新位置", "place"), say("原来的通道", "channel"), say("原来的组", "group"))
    return Scene(
        WIDTH,
        _MATRICES + _SIDE + 52,
        *_words(order, g, (int(apart.sum()), int(mixed.sum())), say),
        ops,
        Table(
            tuple(Column(head, numeric=True) for head in heads),
            tuple((str(n), str(came + 1), str(came * g // c + 1)) for n, came in enumerate(order, 1)),
        ),
        lang=tag(say),
    )


def _words(order: Sequence[int], g: int, pairs: tuple[int, int], say: Say) -> Words:
    c, listed = len(order), " ".join(str(channel + 1) for channel in order)
    return Words(
        say("通道洗牌", "A channel shuffle"),
        say(
            f"{c} 个通道分 {g} 组，洗牌后的次序是 {listed}。接连两层分组卷积，不洗牌时 {c * c} 对输出与输入里"
            f"有 {pairs[0]} 对相通，洗牌后有 {pairs[1]} 对。",
            f"{c} channels in {g} groups; shuffled, their order is {listed}. Of {c * c} pairs of output and "
            f"input two grouped convolutions join {pairs[0]} without the shuffle, {pairs[1]} with it.",
        ),
        say(
            "洗牌只换次序，没有权重，也没有乘加；它让后一层的每一组都拿到前一层各组的通道。",
            "A shuffle changes the order only: no weights, no multiply-accumulates. Each group of the second "
            "layer gets channels of several groups of the first.",
        ),
    )


def _check(params: ChannelShuffle) -> None:
    c, g = params.channels, params.groups
    positive("channels", c)
    if not 2 <= g <= len(DATA):
        raise SpecError("groups", g, f"2 <= groups <= {len(DATA)} fails: a role for each")
    if c % g or c > MOST_CHANNELS:
        reason = f"channels % groups = 0 and channels <= {MOST_CHANNELS} fails: {c} % {g} = {c % g}"
        raise SpecError("channels", c, reason)


def _seen(c: int, g: int, order: Sequence[int]) -> NDArray[np.bool_]:
    """(c, c): whether an output of the second grouped layer depends on an input of the first."""
    layer = np.kron(np.eye(g, dtype=int), np.ones((c // g, c // g), dtype=int))
    moved = np.eye(c, dtype=int)[list(order)]
    return np.asarray(layer @ moved @ layer > 0)


def _rows(order: Sequence[int], per: int, say: Say) -> Ops:
    """Both orders as rows of cells, and an arrow for every channel."""
    c = len(order)
    x = (WIDTH - c * _CELL) / 2
    before, after = Grid(x, _BEFORE, _CELL, 1, c), Grid(x, _AFTER, _CELL, 1, c)
    above = say("第一层分组卷积的输出", "out of the first grouped convolution")
    below = say("第二层分组卷积的输入", "into the second")
    ops = label(WIDTH / 2, 16, above, HEAD, bold=True)
    for place, came in enumerate(order):
        start, end = before.centre(0, came), after.centre(0, place)
        ops += arrow((start[0], _BEFORE + _CELL + 2), (end[0], _AFTER - 2), "muted")
    for at, channels in ((before, range(c)), (after, order)):
        for place, channel in enumerate(channels):
            ops += rect(at.box(0, place), soft(DATA[channel // per]))
            ops += label(*at.centre(0, place), str(channel + 1), BODY)
    for group in range(c // per):
        left = x + group * per * _CELL
        ops += brace(left + 3, left + per * _CELL - 3, _AFTER + _CELL + 4)
        ops += label(
            left + per * _CELL / 2,
            _AFTER + _CELL + 20,
            say(f"第 {group + 1} 组", f"group {group + 1}"),
            SMALL,
        )
    return ops + label(WIDTH / 2, _AFTER + _CELL + 44, below, HEAD, bold=True)


def _matrix(x: float, title: str, seen: NDArray[np.bool_]) -> Ops:
    """Which output (row) sees which input (column)."""
    c = len(seen)
    at = Grid(x, _MATRICES, _SIDE / c, c, c)
    filled = [(int(row), int(column)) for row, column in np.argwhere(seen)]
    ops = cells(at, filled, Style("active-soft")) + grid(at)
    return ops + rect(at.frame, outline()) + label(x + _SIDE / 2, _MATRICES + _SIDE + 16, title, BODY)
