"""Depthwise convolution: no channel meets another, so there is no matrix product in it.

At stride 1 a whole row of pixels and channels is one vector: y[i, :] = Σ over u, v of
w[u, v, :] · x[i + u, v·C + :], with the kernel repeated over the row's pixels. `einsum` multiplies
and adds in one pass over memory; nine multiplications and eight additions would be seventeen.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from generator.engine.kernels import Array, Call, aligned_copy, taps
from generator.engine.kernels.dense import strips
from generator.engine.kernels.finish import Finish
from generator.engine.spec import ConvSpec


def depthwise(x: Array, weight: Array, spec: ConvSpec, finish: Finish, scratch: Array) -> Iterator[Call]:
    """Calls that convolve the padded map x (H, W, C) with weight (C, 1, kh, kw) into finish.out."""
    (kh, kw), out = spec.kernel_size, finish.out
    height, width, channels = out.shape
    kernel = weight[:, 0].transpose(1, 2, 0)  # (kh, kw, C)
    in_rows = spec.stride[1] == 1 and x.strides[1] == channels * x.itemsize
    repeated = aligned_copy(
        np.repeat(kernel[:, :, None], width, 2).reshape(kh, kw, -1) if in_rows else kernel
    )
    seen = taps(x, (kh, kw), spec.stride, spec.dilation, (height, width))
    for rows in strips(height, width * channels):
        sums = scratch[: out[rows].size].reshape(out[rows].shape)
        if in_rows:
            view = seen[rows]
            shape = (len(view), kh, kw, width * channels)
            strides = (view.strides[0], view.strides[2], view.strides[3], x.itemsize)
            lines = sums.reshape(len(view), -1)
            yield partial(np.einsum, "hijp,ijp->hp", as_strided(view, shape, strides), repeated, out=lines)
        else:
            yield partial(np.einsum, "hwijc,ijc->hwc", seen[rows], repeated, out=sums)
        yield from finish.calls(sums, rows)


def depthwise_scratch(out: Array) -> int:
    """Values of scratch that `depthwise` needs: the sums of a strip."""
    height, width, channels = out.shape
    rows: int = next(strips(height, width * channels)).stop
    return rows * int(width) * int(channels)
