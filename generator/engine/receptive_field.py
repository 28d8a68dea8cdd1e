"""What a value of a map can see: in theory, pixel by pixel, and in effect.

*Theoretical*: the extent, by recurrence (Araujo et al. 2019, equations 1 to 4; `arithmetic.grow`).
*Path counts*: through how many ways each pixel reaches the value; the adjoint of the network with
all weights one. Pixels of count 0 are not touched, which is how stacked dilations leave a grid
(Wang et al. 2018). *Effective*: path counts as shares of their sum. For independent zero-mean
weights these are the expected squared gradients, since in E[(Σ w g)²] only the squares survive
(Luo et al. 2016, section 2.1): one exact pass instead of many random ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.engine.arithmetic import Field, grow, pads
from generator.engine.family import conv_transpose2d
from generator.engine.network import (
    INPUT,
    GlobalPool,
    Layer,
    Network,
    Shape,
    ZeroPadShortcut,
    shapes,
)
from generator.engine.spec import ConvSpec, LinearSpec, Pair, PoolSpec, SpecError, TransposedConvSpec

Fields = tuple[Field, Field]
"""(vertical, horizontal)."""


def fields(network: Network) -> dict[str, Fields | None]:
    """The receptive field of every map along both axes, by layer name.

    None behind a transposed convolution, where it differs from value to value.
    """
    sizes = shapes(network)
    found: dict[str, Fields | None] = {INPUT: (Field(), Field())}
    for layer in network.layers:
        seen = [found[name] for name in layer.inputs]
        known = [field for field in seen if field is not None]
        whole = len(known) == len(seen) and not isinstance(layer.op, TransposedConvSpec)
        found[layer.name] = _behind(layer, _union(known), sizes[layer.inputs[0]]) if whole else None
    return found


def last_map(network: Network) -> str:
    """The map whose field is the network's: the last before global pooling or a full connection."""
    for layer in network.layers:
        if isinstance(layer.op, GlobalPool | LinearSpec):
            return layer.inputs[0]
    return network.layers[-1].name if network.layers else INPUT


def theoretical(network: Network) -> int | None:
    """The receptive field of the last map in pixels, of the longer axis; None where undefined."""
    field = fields(network)[last_map(network)]
    return None if field is None else max(axis.size for axis in field)


def path_counts(network: Network, at: str = "", position: Pair | None = None) -> NDArray[np.float64]:
    """Through how many paths each input pixel (H, W) reaches one value of the map `at`.

    Channels are counted as one. `at` defaults to the last map, `position` to its centre. Counts
    are exact up to 2^53.
    """
    sizes, at = shapes(network), at or last_map(network)
    height, width = sizes[at][1:]
    ways = {name: np.zeros(shape[1:]) for name, shape in sizes.items()}
    ways[at][position or (height // 2, width // 2)] = 1
    for layer in reversed(network.layers):
        if ways[layer.name].any():
            for name in layer.inputs:
                ways[name] += _adjoint(layer, ways[layer.name], sizes[name])
    return ways[INPUT]


def chain_counts(layers: Sequence[tuple[int, int, int]]) -> NDArray[np.int64]:
    """Path counts along one axis of a chain of (kernel, stride, dilation) layers, without edges.

    In two dimensions they are the outer product of this with itself.
    """
    counts, jump = np.ones(1, np.int64), 1
    for kernel, stride, dilation in layers:
        taps = np.zeros(jump * dilation * (kernel - 1) + 1, np.int64)
        taps[:: jump * dilation] = 1
        counts, jump = np.convolve(counts, taps), jump * stride
    return counts


def touched(counts: NDArray[Any]) -> tuple[int, int]:
    """(pixels reached, pixels of the smallest box around them) of two-dimensional path counts."""
    rows, columns = np.nonzero(counts.any(1))[0], np.nonzero(counts.any(0))[0]
    box = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    return int(np.count_nonzero(counts)), int(box)


def extent(counts: NDArray[Any]) -> Pair:
    """(height, width) of the smallest box around the pixels reached."""
    rows, columns = np.nonzero(counts.any(1))[0], np.nonzero(counts.any(0))[0]
    return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


def effective(counts: NDArray[Any]) -> NDArray[np.float64]:
    """Path counts as shares: the expected squared gradient of random weights, summing to 1."""
    shares: NDArray[np.float64] = counts.astype(np.float64)
    shares /= shares.sum()
    return shares


def effective_side(counts: NDArray[Any], mass: float = 0.95) -> int:
    """The side of the smallest centred square that holds `mass` of the effective field."""
    shares = effective(counts)
    centre = [
        int(np.rint((np.arange(n) * shares.sum(1 - axis)).sum())) for axis, n in enumerate(shares.shape)
    ]
    for reach in range(max(shares.shape)):
        box = tuple(slice(max(0, c - reach), c + reach + 1) for c in centre)
        if shares[box].sum() >= mass:
            return 2 * reach + 1
    return int(max(shares.shape))


def _union(known: Sequence[Fields]) -> Fields:
    """What a sum or a concatenation sees: from the first pixel of any branch to the last."""
    vertical, horizontal = (_hull([field[axis] for field in known]) for axis in (0, 1))
    return vertical, horizontal


def _hull(axis: Sequence[Field]) -> Field:
    jumps = {field.jump for field in axis}
    if len(jumps) != 1:
        raise SpecError("jump", tuple(sorted(jumps)), "branches that meet must have strided equally")
    return Field(min(f.first for f in axis), max(f.last for f in axis), jumps.pop())


def _behind(layer: Layer, field: Fields, shape: Shape) -> Fields:
    (vertical, horizontal), op = field, layer.op
    match op:
        case ConvSpec() | PoolSpec():
            (top, _), (left, _) = pads(op, shape[1:])
            (kh, kw), (sh, sw), (dh, dw) = op.kernel_size, op.stride, op.dilation
            return grow(vertical, kh, sh, top, dh), grow(horizontal, kw, sw, left, dw)
        case GlobalPool() | LinearSpec():
            return grow(vertical, shape[1]), grow(horizontal, shape[2])
        case ZeroPadShortcut():
            return grow(vertical, 1, op.stride), grow(horizontal, 1, op.stride)
        case _:
            return field


def _adjoint(layer: Layer, ways: NDArray[np.float64], shape: Shape) -> NDArray[np.float64]:
    """The paths of a layer's output handed back to its input of `shape`."""
    op = layer.op
    match op:
        case ConvSpec() | PoolSpec():
            (top, bottom), (left, right) = pads(op, shape[1:])
            ones = np.ones((1, 1, *op.kernel_size))
            padded = (shape[1] + top + bottom, shape[2] + left + right)
            back = conv_transpose2d(ways[None, None], ones, stride=op.stride, dilation=op.dilation)[0, 0]
            room = np.zeros([max(a, b) for a, b in zip(padded, back.shape, strict=True)])
            room[: back.shape[0], : back.shape[1]] = back
            return room[top : top + shape[1], left : left + shape[2]]
        case GlobalPool() | LinearSpec():
            return np.full(shape[1:], ways.sum())
        case ZeroPadShortcut():
            spread = np.zeros(shape[1:])
            spread[:: op.stride, :: op.stride] = ways
            return spread
        case TransposedConvSpec():
            raise SpecError("layer", layer.name, "path counts of a transposed convolution are not computed")
        case _:
            return ways
