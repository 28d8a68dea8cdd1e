"""Winograd's F(2×2, 3×3): 16 multiplications for four outputs where the equation has 36.

Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A for each 4×4 tile d of the input (Lavin and Gray 2016, equation 8).
The products of one position in the tile, over all tiles and channels, are a matrix product; the
transforms around it are additions of whole maps. Sums are formed in another order than the equation
has them, so results differ in the last digits; this is why it must be asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import numpy as np

from generator.engine.kernels import Array, Call, aligned_copy
from generator.engine.kernels.finish import Finish
from generator.engine.kernels.gemm import COLUMNS
from generator.engine.spec import ConvSpec

G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
"""The kernel's transform: 3 taps as 4 points."""
HELD = 1 << 18
"""Transformed values of a strip."""
LEAST_TILES = 48


def suits(spec: ConvSpec, output: tuple[int, int]) -> bool:
    """Whether F(2×2, 3×3) computes this layer: 3×3, stride 1, even maps, enough channels to gain."""
    plain = (spec.kernel_size, spec.stride, spec.dilation, spec.groups) == ((3, 3), (1, 1), (1, 1), 1)
    even = output[0] % 2 == 0 and output[1] % 2 == 0
    channels = min(spec.in_channels, spec.out_channels) >= 32 and spec.out_channels % COLUMNS == 0
    return plain and even and channels and not spec.local


def winograd(x: Array, weight: Array, finish: Finish, scratch: Array) -> Iterator[Call]:
    """Calls that convolve the padded map x (H + 2, W + 2, C) with weight (C_out, C, 3, 3)."""
    height, width, c_out = finish.out.shape
    channels, across = x.shape[2], width // 2
    kernels = _transformed(weight)
    step = _tile_rows(height, width, channels + c_out)
    for start in range(0, height // 2, step):
        down = min(step, height // 2 - start)
        rows = slice(2 * start, 2 * (start + down))
        points_in, points_out, between, sums = _divided(scratch, down, across, channels, c_out)
        yield from _into_points(x[rows.start : rows.stop + 2], points_in, between)
        columns = points_out.reshape(16, down * across, -1, COLUMNS).transpose(0, 2, 1, 3)
        yield partial(np.matmul, points_in.reshape(16, 1, down * across, channels), kernels, columns)
        sums = finish.out[rows] if finish.residual is None else finish.room(sums, rows)
        yield from _from_points(points_out, sums, between)
        yield from finish.calls(sums, rows)


def winograd_scratch(out: Array, channels: int) -> int:
    """Values of scratch that `winograd` needs."""
    height, width, c_out = out.shape
    down = _tile_rows(height, width, channels + c_out)
    sums = 2 * down * int(out.strides[0]) // int(out.itemsize)
    return sum(_sizes(down, width // 2, channels, c_out)) + sums


def _transformed(weight: Array) -> Array:
    """The kernels at 16 points, (16, C_out / 64, C, 64); computed in float64."""
    c_out, channels = weight.shape[:2]
    points = np.einsum("au,ocuv,bv->abco", G, weight.astype(np.float64), G)
    blocks = points.reshape(16, channels, c_out // COLUMNS, COLUMNS).transpose(0, 2, 1, 3)
    return aligned_copy(blocks.astype(weight.dtype))


def _tile_rows(height: int, width: int, channels: int) -> int:
    """Rows of tiles in a strip: what the cache holds, but enough to use each weight often."""
    tiles = max(LEAST_TILES, HELD // (16 * channels))
    rows = max(1, tiles // (width // 2))
    strips = -(-(height // 2) // rows)
    return -(-(height // 2) // strips)


def _sizes(down: int, across: int, channels: int, c_out: int) -> tuple[int, int, int]:
    tiles = down * across
    between = max(4 * down * (2 * across + 2) * channels, 8 * tiles * c_out)
    return 16 * tiles * channels, 16 * tiles * c_out, between


def _divided(
    scratch: Array, down: int, across: int, channels: int, c_out: int
) -> tuple[Array, Array, Array, Array]:
    """The scratch as points of the input and output (4, 4, down, across, C), room between, and the rest."""
    ends = np.cumsum((0, *_sizes(down, across, channels, c_out)))
    points_in, points_out, between = (scratch[a:b] for a, b in pairwise(ends))
    return (
        points_in.reshape(4, 4, down, across, channels),
        points_out.reshape(4, 4, down, across, c_out),
        between,
        scratch[ends[-1] :],
    )


def _into_points(x: Array, points: Array, between: Array) -> Iterator[Call]:
    """Bᵀ d B: along rows for the whole width, then along columns for all four at once."""
    down, across, channels = points.shape[2:]
    shape = (4, down, 2 * across + 2, channels)
    lines = between[: int(np.prod(shape))].reshape(shape)
    yield from _four([x[u : u + 2 * down - 1 : 2] for u in range(4)], lines)
    columns = [lines[:, :, v : v + 2 * across - 1 : 2] for v in range(4)]
    yield from _four(columns, points.swapaxes(0, 1))


def _four(d: list[Array], out: Array) -> Iterator[Call]:
    """The rows of Bᵀ: d0 - d2, d1 + d2, d2 - d1, d1 - d3."""
    yield partial(np.subtract, d[0], d[2], out[0])
    yield partial(np.add, d[1], d[2], out[1])
    yield partial(np.subtract, d[2], d[1], out[2])
    yield partial(np.subtract, d[1], d[3], out[3])


def _from_points(points: Array, out: Array, between: Array) -> Iterator[Call]:
    """Aᵀ m A, written to the 2×2 outputs of each tile."""
    down, across, channels = points.shape[2:]
    half = between[: points.size // 2].reshape(2, 4, down, across, channels)
    yield from _two(points, half)
    tiled = out.reshape(down, 2, across, 2, channels)
    yield from _two(half.swapaxes(0, 1), tiled.transpose(3, 1, 0, 2, 4))


def _two(m: Array, out: Array) -> Iterator[Call]:
    """The rows of Aᵀ: m0 + m1 + m2, m1 - m2 - m3."""
    yield partial(np.add, m[0], m[1], out[0])
    yield partial(np.add, out[0], m[2], out[0])
    yield partial(np.subtract, m[1], m[2], out[1])
    yield partial(np.subtract, out[1], m[3], out[1])
