"""How much each pixel of a receptive field counts: path counts along its middle row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.engine import SpecError
from generator.engine.receptive_field import chain_counts, effective, effective_side
from generator.engine.spec import positive
from generator.figures.numbers import dims, percent
from generator.figures.palette import Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Path, Scene
from generator.figures.shapes import BODY, HAIR, HEAD, bar, brace, label, outline
from generator.model import Column, Table
from generator.records import dataclass

LEFT, HIGH, BASE = 20.0, 130.0, 176.0
SPAN = WIDTH - 2 * LEFT
MASS = 0.95
MOST = 180
"""Pixels across that can still be told apart, at two pixels each."""


@dataclass(frozen=True, slots=True)
class EffectiveField:
    """`layers` convolutions of `kernel`², one behind the other, stride 1."""

    layers: int = 20
    kernel: int = 3


def draw_effective_field(params: EffectiveField, say: Say = chinese) -> Scene:
    """A bar for each pixel across, the smallest centred square with 95 % of the mass marked."""
    positive("layers", params.layers)
    positive("kernel", params.kernel)
    side = params.layers * (params.kernel - 1) + 1
    if max(side, params.layers) > MOST:
        reason = f"layers, layers * (kernel - 1) + 1 <= {MOST} fails: {params.layers}, {side} bars"
        raise SpecError("layers", params.layers, reason)
    counts = chain_counts([(params.kernel, 1, 1)] * params.layers).astype(np.float64)
    shares = effective(counts)
    inner = effective_side(np.outer(counts, counts), MASS)
    kernel = dims(params.kernel, params.kernel)
    name = say(f"{params.layers} 层 {kernel} 卷积", f"{params.layers} convolutions {kernel}")
    title = say(f"{name}：各像素的分量", f"{name}: what each pixel weighs")
    return Scene(
        WIDTH,
        BASE + 74,
        *_words(name, shares, inner, say),
        _bars(shares.tolist(), inner, say) + label(WIDTH / 2, 18, title, HEAD, bold=True),
        Table(
            (
                Column(say("离中心", "from the centre"), numeric=True),
                Column(say("这一列的分量", "share of the column"), numeric=True),
            ),
            tuple((str(n), percent(float(shares[side // 2 + n]))) for n in range(side - side // 2)),
        ),
        lang=tag(say),
    )


def _words(name: str, shares: NDArray[np.float64], inner: int, say: Say) -> Words:
    most, least = percent(float(shares.max())), percent(float(shares.min()))
    side, centre, mass = len(shares), dims(inner, inner), percent(MASS, 0)
    return Words(
        say(f"{name}的有效感受野", f"The effective receptive field of {name}"),
        say(
            f"一行 {side} 个像素的分量：正中一列占 {most}，最边上一列占 {least}。"
            f"中央 {centre} 的方块占全部影响的 {mass}。",
            f"What each of {side} pixels in a row weighs: the middle column {most}, the outermost {least}. "
            f"The {centre} square in the centre has {mass} of all influence.",
        ),
        say(
            f"理论上看得到 {dims(side, side)}，{mass} 的影响来自中央的 {centre}。",
            f"In theory {dims(side, side)} pixels are seen; {mass} of the influence is from {centre}.",
        ),
    )


def _bars(shares: list[float], inner: int, say: Say) -> Ops:
    """The bars on their line, and below it the two extents."""
    side, pitch = len(shares), SPAN / len(shares)
    first = (side - inner) // 2
    ops: Ops = ()
    for index, share in enumerate(shares):
        tall = HIGH * share / max(shares)
        role: Data = "active" if first <= index < first + inner else "input"
        ops += bar(LEFT + (index + 0.1) * pitch, BASE - tall, 0.8 * pitch, tall, role)
    ops += (Path(((LEFT, BASE), (LEFT + SPAN, BASE)), outline("muted", HAIR)),)
    mass = percent(MASS, 0)
    extents = (
        (first, inner, say(f"{mass} 的影响：{inner} 个像素", f"{mass} of the influence: {inner} pixels")),
        (0, side, say(f"理论感受野：{side} 个像素", f"theoretical field: {side} pixels")),
    )
    for row, (start, pixels, name) in enumerate(extents):
        y = BASE + 6 + row * 30
        ops += brace(LEFT + start * pitch, LEFT + (start + pixels) * pitch, y)
        ops += label(WIDTH / 2, y + 15, name, BODY, bold=not row)
    return ops
