"""Grouped convolution with true kernels: all groups in one batch of matrix products.

A group's channels are few, so its product is small, and a sum split over kernel rows as in `dense`
would pass over its outputs more often than it multiplies. Instead the kw neighbours of each pixel are
copied side by side in columns, (group, W', H, kw·C): down a column the rows of a window follow each
other, and its whole kh·kw·C values are one run of memory, though each is copied kw times only. One
output row of one group is then a product of W' such runs, a column apart, with the group's matrix.

Dilated rows do not follow each other; each output row gets its own kh rows then.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from generator.engine.kernels import Array, Call, aligned_copy
from generator.engine.kernels.dense import merged, strips
from generator.engine.kernels.finish import Finish
from generator.engine.spec import ConvSpec

NARROW = 16
"""Groups of fewer channels are multiplied together, zeros between them: whole vectors."""
DEEP = 640
"""Longer sums gain more from the blocks of `dense`."""


def suits(spec: ConvSpec) -> bool:
    """Whether these products are narrow enough to go in one batch."""
    kh, kw = spec.kernel_size
    return spec.groups > 1 and kh * kw > 1 and kh * kw * _channels(spec) <= DEEP


def grouped(x: Array, weight: Array, spec: ConvSpec, finish: Finish, scratch: Array) -> Iterator[Call]:
    """Calls that convolve the padded map x (H, W, C) with weight (C_out, C/g, kh, kw) into finish.out."""
    (kh, kw), sh, dh, width = spec.kernel_size, spec.stride[0], spec.dilation[0], finish.out.shape[1]
    channels = _channels(spec)
    groups = spec.in_channels // channels
    joined = merged(weight, spec.groups, spec.groups // groups)
    matrices = joined.reshape(groups, -1, channels, kh, kw).transpose(0, 3, 4, 2, 1)
    matrices = aligned_copy(matrices.reshape(groups, 1, kh * kw * channels, -1))
    for rows in strips(len(finish.out), _row_values(spec, width)):
        sums, spare = finish.out[rows], scratch
        if finish.residual is not None:
            sums, spare = finish.room(scratch, rows), scratch[len(sums) * sums.strides[0] // sums.itemsize :]
        held, step = _held(spec, len(sums)), sh if dh == 1 else kh
        columns = spare[: groups * width * held * kw * channels]
        columns = columns.reshape(groups, width, held, kw, channels)
        yield _unfold(x[rows.start * sh :], spec, len(sums), columns)
        group, column, row, _, value = columns.strides
        shape = (groups, len(sums), width, kh * kw * channels)
        windows = as_strided(columns, shape, (group, row * step, column, value))
        by_group = sums.reshape(len(sums), width, groups, -1).transpose(2, 0, 1, 3)
        yield partial(np.matmul, windows, matrices, by_group)
        yield from finish.calls(sums, rows)


def grouped_scratch(spec: ConvSpec, out: Array) -> int:
    """Values of scratch that `grouped` needs: columns, and sums beside a residual."""
    rows: int = next(strips(len(out), _row_values(spec, out.shape[1]))).stop
    columns = _held(spec, rows) * int(out.shape[1]) * spec.kernel_size[1] * spec.in_channels
    return columns + rows * int(out.strides[0]) // int(out.itemsize)


def _channels(spec: ConvSpec) -> int:
    """Input channels of a product: a group's, or of as many narrow groups as fill a vector."""
    each = spec.in_channels // spec.groups
    most = max(1, NARROW // each)
    return each * max(j for j in range(1, min(spec.groups, most) + 1) if spec.groups % j == 0)


def _row_values(spec: ConvSpec, width: int) -> int:
    """Values that are unfolded for a row of output."""
    return width * spec.kernel_size[1] * spec.in_channels * _held(spec, 2) // 2


def _held(spec: ConvSpec, rows: int) -> int:
    """Rows that are unfolded for so many rows of output."""
    kh = spec.kernel_size[0]
    return rows * kh if spec.dilation[0] > 1 else (rows - 1) * spec.stride[0] + kh


def _unfold(x: Array, spec: ConvSpec, rows: int, columns: Array) -> Call:
    """The copy of what `rows` of output see into `columns` (group, W', H, kw, C)."""
    (sh, sw), (dh, dw), (row, pixel, value) = spec.stride, spec.dilation, x.strides
    groups, width, held, kw, channels = columns.shape
    down, steps = ([held], [row]) if dh == 1 else ([rows, spec.kernel_size[0]], [row * sh, row * dh])
    shape = (groups, width, *down, kw, channels)
    seen = as_strided(x, shape, (channels * value, pixel * sw, *steps, pixel * dw, value))
    return partial(np.copyto, columns.reshape(shape), seen)
