"""Depthwise convolution: no channel meets another, so there is no matrix product in it.

At stride 1 a whole row of pixels and channels is one vector: y[i, :] = Σ over u, v of
w[u, v, :] · x[i + u, v·C + :], with the kernel repeated over the row's pixels. `einsum` multiplies
and adds in one pass over memory; nine multiplications and eight additions would be seventeen.

At stride s the columns p, p + s, p + 2s … of the input only meet the taps p, p + s …: the sum falls
into s sums at stride 1, of every s-th column, which are copied together first.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from generator.engine.kernels import Array, Call, aligned_copy
from generator.engine.kernels.dense import strips
from generator.engine.kernels.finish import Finish, line_up
from generator.engine.spec import ConvSpec


def depthwise(x: Array, weight: Array, spec: ConvSpec, finish: Finish, scratch: Array) -> Iterator[Call]:
    """Calls that convolve the padded map x (H, W, C) with weight (C, 1, kh, kw) into finish.out."""
    (kh, kw), (sh, sw), (dh, dw) = spec.kernel_size, spec.stride, spec.dilation
    height, width, channels = finish.out.shape
    kernel = np.zeros((kh, (kw - 1) * dw + 1, channels), weight.dtype)  # its holes as zeros
    kernel[:, ::dw] = weight[:, 0].transpose(1, 2, 0)
    step = sw if width > 1 else 1
    phases = [p for p in range(step) if kernel[:, p::step].any()] or [0]
    lines = [aligned_copy(np.repeat(kernel[:, p::step][:, :, None], width, 2)) for p in phases]
    for rows in strips(height, width * channels):
        sums, spare = finish.out[rows], scratch
        count = len(sums)
        if finish.residual is not None:
            sums, spare = finish.room(scratch, rows), scratch[count * sums.strides[0] // sums.itemsize :]
        held = x[rows.start * sh :][: (count - 1) * sh + (kh - 1) * dh + 1]
        for number, p in enumerate(phases):
            seen, rest = held, spare
            if step > 1:
                columns = held[:, p::step]
                seen, rest = spare[: columns.size].reshape(columns.shape), spare[columns.size :]
                yield partial(np.copyto, seen, columns)
            into = sums if number == 0 else as_strided(rest, sums.shape, sums.strides)
            yield _row_products(seen, lines[number], (sh, dh), into)
            if number:
                yield from line_up(np.add, [sums, into, sums])
        yield from finish.calls(sums, rows)


def depthwise_scratch(spec: ConvSpec, input_width: int, out: Array) -> int:
    """Values of scratch that `depthwise` needs: sums, a phase of the input and its part of the sums."""
    height, width, channels = (int(n) for n in out.shape)
    rows = next(strips(height, width * channels)).stop
    held = (rows - 1) * spec.stride[0] + (spec.kernel_size[0] - 1) * spec.dilation[0] + 1
    sums = 2 * rows * int(out.strides[0]) // int(out.itemsize)
    return int(sums + held * input_width * channels)


def _row_products(x: Array, kernel: Array, steps: tuple[int, int], out: Array) -> Call:
    """out[i, :] = Σ kernel[u, v, :] · x[i·s + u·d, v·C + :], a row of pixels at a time."""
    (stride, dilation), (row, column, value) = steps, x.strides
    kh, kw, width, channels = kernel.shape
    shape = (len(out), kh, kw, width * channels)
    seen = as_strided(x, shape, (row * stride, row * dilation, column, value))
    lines = as_strided(out, (len(out), width * channels), (out.strides[0], value))
    return partial(np.einsum, "hijp,ijp->hp", seen, kernel.reshape(shape[1:]), out=lines)
