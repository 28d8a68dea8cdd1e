"""How much each pixel of a receptive field counts: path counts along its middle row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.engine import SpecError
from generator.engine.receptive_field import chain_counts, effective, effective_side
from generator.engine.spec import positive
from generator.figures.numbers import dims, percent
from generator.figures.palette import Data
from generator.figures.scene import WIDTH, Ops, Path, Scene
from generator.figures.shapes import BODY, HAIR, HEAD, bar, brace, label, outline
from generator.model import Column, Table

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


def draw_effective_field(params: EffectiveField) -> Scene:
    """A bar for each pixel across, the smallest centred square with 95 % of the mass marked."""
    positive("layers", params.layers)
    positive("kernel", params.kernel)
    side = params.layers * (params.kernel - 1) + 1
    if side > MOST:
        reason = f"layers * (kernel - 1) + 1 <= {MOST} fails: {side} bars"
        raise SpecError("layers", params.layers, reason)
    counts = chain_counts([(params.kernel, 1, 1)] * params.layers).astype(np.float64)
    shares = effective(counts)
    inner = effective_side(np.outer(counts, counts), MASS)
    name = f"{params.layers} 层 {dims(params.kernel, params.kernel)} 卷积"
    return Scene(
        WIDTH,
        BASE + 74,
        f"{name}的有效感受野",
        f"一行 {side} 个像素的分量：正中一列占 {percent(float(shares.max()))}，"
        f"最边上一列占 {percent(float(shares.min()))}。"
        f"中央 {dims(inner, inner)} 的方块占全部影响的 {percent(MASS, 0)}。",
        f"理论上看得到 {dims(side, side)}，{percent(MASS, 0)} 的影响来自中央的 {dims(inner, inner)}。",
        _bars(shares.tolist(), inner) + label(WIDTH / 2, 18, f"{name}：各像素的分量", HEAD, bold=True),
        Table(
            (Column("离中心", numeric=True), Column("这一列的分量", numeric=True)),
            tuple((str(n), percent(float(shares[side // 2 + n]))) for n in range(side // 2 + 1)),
        ),
    )


def _bars(shares: list[float], inner: int) -> Ops:
    """The bars on their line, and below it the two extents."""
    side, pitch = len(shares), SPAN / len(shares)
    first = (side - inner) // 2
    ops: Ops = ()
    for index, share in enumerate(shares):
        tall = HIGH * share / max(shares)
        role: Data = "active" if first <= index < first + inner else "input"
        ops += bar(LEFT + (index + 0.1) * pitch, BASE - tall, 0.8 * pitch, tall, role)
    ops += (Path(((LEFT, BASE), (LEFT + SPAN, BASE)), outline("muted", HAIR)),)
    extents = ((first, inner, f"{percent(MASS, 0)} 的影响"), (0, side, "理论感受野"))
    for row, (start, pixels, name) in enumerate(extents):
        y = BASE + 6 + row * 30
        ops += brace(LEFT + start * pitch, LEFT + (start + pixels) * pitch, y)
        ops += label(WIDTH / 2, y + 15, f"{name}：{pixels} 个像素", BODY, bold=not row)
    return ops
