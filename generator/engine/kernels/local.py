"""Local convolution: every weight is read once for one product, so its speed is the memory's.

The windows of a row of positions are copied side by side and each is multiplied by its own matrix,
(C_out, kh·kw·C) times a vector; the weights stream through without ever being reused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from generator.engine.kernels import Array, Call, aligned_copy, taps
from generator.engine.spec import ConvSpec


def local(
    x: Array, weight: Array, offsets: Array, spec: ConvSpec, out: Array, scratch: Array
) -> Iterator[Call]:
    """Calls that convolve the padded map x (H, W, C) into out, `offsets` (H', W', C_out) added.

    Weight is (H', W', C_out, C/g, kh, kw).
    """
    height, width, c_out = out.shape
    groups, per_group = spec.groups, c_out // spec.groups
    kernels = weight.transpose(0, 1, 2, 4, 5, 3).reshape(height, width, groups, per_group, -1)
    kernels = aligned_copy(kernels)
    seen = taps(x, spec.kernel_size, spec.stride, spec.dilation, (height, width))
    seen = seen.reshape(*seen.shape[:4], groups, -1).transpose(0, 1, 4, 2, 3, 5)
    columns, rest = scratch[: seen[0].size].reshape(seen.shape[1:]), scratch[seen[0].size :]
    vectors = columns.reshape(width, groups, -1, 1)
    sums = rest[: width * c_out].reshape(width, groups, per_group, 1)
    row, offsets = sums.reshape(width, c_out), aligned_copy(offsets)
    for i in range(height):
        yield partial(np.copyto, columns, seen[i])
        yield partial(np.matmul, kernels[i], vectors, sums)
        yield partial(np.add, row, offsets[i], out=out[i])


def local_scratch(channels: int, spec: ConvSpec, out: Array) -> int:
    """Values of scratch that `local` needs: a row of windows and its sums."""
    kh, kw = spec.kernel_size
    return int(out.shape[1] * (kh * kw * channels + out.shape[2])) + 16
