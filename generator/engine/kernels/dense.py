"""Standard convolution, and pointwise or wide grouped, as matrix products.

A sum over c, u, v becomes a product of a matrix of pixels with a matrix of weights. For 1×1 kernels
the map is that matrix already, strided or not. For others the equation's sum over v is unfolded
along rows alone: the kw neighbours of each pixel are copied side by side, (H, W', kw·C), and the
sum over u stays a sum of kh products, of that matrix shifted by whole rows. This copies kh times
less than im2col. Only where kw·C is too short for a product (an image's three channels) is the
kernel unfolded whole.

All of it a strip of output rows at a time, so that what is copied is still in the cache when it is
multiplied, and what is multiplied when it is finished.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from generator.engine.kernels import Array, Call, taps
from generator.engine.kernels.finish import Finish
from generator.engine.kernels.gemm import Packed, pack, product
from generator.engine.spec import ConvSpec

STRIP = 1 << 17
"""Values of a strip: half a megabyte of float32."""
SHORT = 64
"""Unfolded rows shorter than this are unfolded over the kernel's height too."""
NARROW = 32
"""Groups of fewer channels are multiplied together, zeros between them."""
FEW = 12
"""Pixels of a row too few for a block of their own."""


def dense(x: Array, weight: Array, spec: ConvSpec, finish: Finish, scratch: Array) -> Iterator[Call]:
    """Calls that convolve the padded map x (H, W, C) with weight (C_out, C/g, kh, kw) into finish.out.

    `scratch` needs `dense_scratch` values.
    """
    joined = _joined(spec)
    weight, groups = merged(weight, spec.groups, joined), spec.groups // joined
    c_in, c_out = weight.shape[1], weight.shape[0] // groups
    packed = [_pack(weight[g * c_out : (g + 1) * c_out], _whole(spec)) for g in range(groups)]
    for rows in strips(len(finish.out), _row_values(spec, finish.out)):
        sums, spare = _sums(finish, rows, scratch)
        for g in range(groups):
            channels = slice(g * c_in, (g + 1) * c_in)
            into = sums[..., g * c_out : (g + 1) * c_out]
            yield from _strip(x[..., channels], packed[g], spec, rows, into, spare)
        yield from finish.calls(sums, rows)


def dense_scratch(spec: ConvSpec, out: Array) -> int:
    """Values of scratch that `dense` needs at most: sums, a part of a sum, unfolded rows."""
    rows: int = next(strips(len(out), _row_values(spec, out))).stop
    held = (rows - 1) * spec.stride[0] + (spec.kernel_size[0] - 1) * spec.dilation[0] + 1
    unfolded = (rows if _whole(spec) else held) * int(out.shape[1]) * _unfolded(spec)
    sums = rows * max(int(out.strides[0]) // int(out.itemsize), int(out.shape[1]) * int(out.shape[2]))
    return 2 * sums + unfolded + 64


def strips(height: int, row_values: int) -> Iterator[slice]:
    """Slices of output rows whose values fill about one strip."""
    count = max(1, -(-height * row_values // STRIP))
    rows = -(-height // count)
    for start in range(0, height, rows):
        yield slice(start, min(start + rows, height))


def _row_values(spec: ConvSpec, out: Array) -> int:
    """Values that a row of output costs: itself, or what is unfolded for it."""
    unfolded = _unfolded(spec) * spec.groups // _joined(spec) * (1 if _whole(spec) else spec.stride[0])
    return int(out.shape[1]) * max(int(out.shape[2]), unfolded)


def _joined(spec: ConvSpec) -> int:
    """How many narrow groups are multiplied together."""
    most = max(1, NARROW // (spec.in_channels // spec.groups))
    return max(j for j in range(1, min(spec.groups, most) + 1) if spec.groups % j == 0)


def _whole(spec: ConvSpec) -> bool:
    """Whether the kernel is unfolded whole, its rows being too short for products."""
    channels = spec.in_channels // spec.groups * _joined(spec)
    return spec.kernel_size[0] > 1 and spec.kernel_size[1] * channels < SHORT


def _unfolded(spec: ConvSpec) -> int:
    """Values that are unfolded for a pixel, of one group: none for kernels of width 1."""
    kh, kw = spec.kernel_size
    channels = spec.in_channels // spec.groups * _joined(spec)
    if _whole(spec):
        return kh * kw * channels
    return 0 if kw == 1 else kw * channels


def _sums(finish: Finish, rows: slice, scratch: Array) -> tuple[Array, Array]:
    """Where a strip's sums are formed, and the scratch that is left.

    In the output itself, unless its memory still holds the residual, or its rows have gaps and are
    too short to be blocks of a product.
    """
    out = finish.out[rows]
    gaps = out.strides[0] != out.shape[1] * out.strides[1]
    if gaps and out.shape[1] < FEW:
        return _take(scratch, out.shape)
    if finish.residual is None:
        return out, scratch
    return finish.room(scratch, rows), _take(scratch, (len(out), out.strides[0] // out.itemsize))[1]


def merged(weight: Array, groups: int, joined: int) -> Array:
    """Narrow groups joined into blocks with zeros between them: more products, but whole vectors.

    A product over 4 channels leaves three quarters of a vector idle.
    """
    c_out, c_in = weight.shape[0] // groups, weight.shape[1]
    blocks = np.zeros((groups // joined, joined, c_out, joined, c_in, *weight.shape[2:]), weight.dtype)
    apart = weight.reshape(groups // joined, joined, c_out, c_in, *weight.shape[2:])
    for j in range(joined):
        blocks[:, j, :, j] = apart[:, j]
    return blocks.reshape(len(weight), joined * c_in, *weight.shape[2:])


def _pack(weight: Array, whole: bool) -> list[Packed]:
    """One matrix a kernel row, (kw·C, C_out), or one for the kernel, (kh·kw·C, C_out)."""
    c_out, c_in, kh, kw = weight.shape
    matrix = weight.transpose(2, 3, 1, 0).reshape(kh, kw * c_in, c_out)
    if whole:
        return [pack(matrix.reshape(-1, c_out))]
    return [pack(rows) for rows in matrix]


def _strip(
    x: Array, packed: list[Packed], spec: ConvSpec, rows: slice, out: Array, spare: Array
) -> Iterator[Call]:
    """The sums of one strip of output rows."""
    (kh, kw), (sh, sw), (dh, _) = spec.kernel_size, spec.stride, spec.dilation
    count, width = out.shape[:2]
    first = rows.start * sh
    if _whole(spec):
        seen = taps(x[first:], (kh, kw), spec.stride, spec.dilation, (count, width))
        columns, spare = _take(spare, seen.shape)
        yield partial(np.copyto, columns, seen)
        yield from product(columns.reshape(count, width, -1), packed[0], out, spare)
        return
    held = x[first : first + (count - 1) * sh + (kh - 1) * dh + 1]
    if kw == 1:
        unfolded = held[:, : (width - 1) * sw + 1 : sw]
    else:
        seen = taps(held, (1, kw), (1, sw), (1, spec.dilation[1]), (len(held), width))[:, :, 0]
        columns, spare = _take(spare, seen.shape)
        yield partial(np.copyto, columns, seen)
        unfolded = columns.reshape(len(held), width, -1)
    for u in range(kh):
        shifted = unfolded[u * dh : u * dh + (count - 1) * sh + 1 : sh]
        yield from product(shifted, packed[u], out, spare, add=u > 0)


def _take(spare: Array, shape: tuple[int, ...]) -> tuple[Array, Array]:
    """An array of this shape from the front of the scratch, and the rest, both on cache lines."""
    size = int(np.prod(shape))
    used = -(-size // 16) * 16
    return spare[:size].reshape(shape), spare[used:]
