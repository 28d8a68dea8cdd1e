"""Depthwise convolution: no channel meets another, so there is no matrix product in it.

What is left is y[i, j, :] = Σ over u, v of w[u, v, :] · x[i·s + u·d, j·s + v·d, :], a product of vectors
a tap. `einsum` multiplies and adds in one pass over memory, where nine multiplications and eight
additions would be seventeen, and reads the windows from the map as it lies, strided or dilated.

At stride 1 neighbouring pixels make one vector together, the kernel repeated for each: a vector of a
thousand values is long enough for the loop around it to cost nothing, and short enough for the
kernel's kh·kw of them to stay in the nearest cache. NumPy builds `einsum` for the oldest processors
it runs on, four values an instruction: this loop, not the memory, is what bounds the layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from generator.engine.kernels import Array, Call, aligned_copy
from generator.engine.kernels.dense import strips
from generator.engine.kernels.finish import Finish
from generator.engine.spec import ConvSpec

VECTOR = 1024
"""Values of pixels taken together: 9 · 4 kB of kernel beside them fit 48 kB of cache."""


def depthwise(x: Array, weight: Array, spec: ConvSpec, finish: Finish, scratch: Array) -> Iterator[Call]:
    """Calls that convolve the padded map x (H, W, C) with weight (C, 1, kh, kw) into finish.out."""
    height, width, channels = finish.out.shape
    kernel = weight[:, 0].transpose(1, 2, 0)
    side_by_side = all(m.strides[1] == channels * m.itemsize for m in (x, finish.out))
    together = max(1, min(width, VECTOR // channels)) if side_by_side and spec.stride[1] == 1 else 1
    whole = width // together * together
    for rows in strips(height, width * channels):
        sums = finish.out[rows] if finish.residual is None else finish.room(scratch, rows)
        held = x[rows.start * spec.stride[0] :]
        yield _products(held, kernel, spec, sums[:, :whole], together)
        if whole < width:
            yield _products(held[:, whole:], kernel, spec, sums[:, whole:], width - whole)
        yield from finish.calls(sums, rows)


def depthwise_scratch(out: Array) -> int:
    """Values of scratch that `depthwise` needs beside a residual: a strip of sums."""
    height, width, channels = (int(n) for n in out.shape)
    rows: int = next(strips(height, width * channels)).stop
    return rows * int(out.strides[0]) // int(out.itemsize)


def _products(x: Array, kernel: Array, spec: ConvSpec, out: Array, together: int) -> Call:
    """out[i, j, :] = Σ kernel[u, v, :] · x[i·s + u·d, j·s + v·d, :], `together` pixels in a vector."""
    (sh, sw), (dh, dw), (row, column, value) = spec.stride, spec.dilation, x.strides
    height, width, channels = out.shape
    vectors, length = width // together, together * channels
    seen = as_strided(
        x,
        (height, vectors, *spec.kernel_size, length),
        (row * sh, column * sw * together, row * dh, column * dw, value),
    )
    sums = as_strided(
        out, (height, vectors, length), (out.strides[0], out.strides[1] * together, out.strides[2])
    )
    return partial(np.einsum, "hwuvc,uvc->hwc", seen, aligned_copy(np.tile(kernel, together)), out=sums)
