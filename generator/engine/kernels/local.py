"""Local convolution: every weight is read once for one product, so its speed is the memory's.

The windows of a row of positions are copied side by side and each is multiplied by its own matrix,
(C_out, kh·kw·C) times a vector; the weights stream through without ever being reused.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from generator.engine.kernels import Array, Call, aligned_copy, taps
from generator.engine.kernels.finish import Finish, activate
from generator.engine.spec import ConvSpec


def local(
    x: Array, weight: Array, bias: Array | None, spec: ConvSpec, finish: Finish, scratch: Array
) -> Iterator[Call]:
    """Calls for weight (H', W', C_out, C/g, kh, kw) and bias (C_out, H', W') on the padded map x."""
    height, width, c_out = finish.out.shape
    per_group = c_out // spec.groups
    kernels = weight.transpose(0, 1, 2, 4, 5, 3).reshape(height, width, spec.groups, per_group, -1)
    kernels = aligned_copy(kernels)
    seen = taps(x, spec.kernel_size, spec.stride, spec.dilation, (height, width))
    seen = (
        seen.reshape(*seen.shape[:4], spec.groups, -1).transpose(0, 1, 4, 2, 3, 5)
        if spec.groups > 1
        else seen[:, :, None]
    )
    columns = scratch[: seen[0].size].reshape(seen.shape[1:])
    vectors = columns.reshape(width, spec.groups, -1, 1)
    sums = scratch[seen[0].size :][: width * c_out].reshape(width, spec.groups, per_group, 1)
    offsets = None if bias is None else aligned_copy(bias.transpose(1, 2, 0))
    for i in range(height):
        yield partial(np.copyto, columns, seen[i])
        yield partial(np.matmul, kernels[i], vectors, sums)
        row = sums.reshape(width, c_out)
        if offsets is not None:
            yield partial(np.add, row, offsets[i], row)
        if finish.activation is not None:
            yield from activate(finish.activation, row, finish.out[i])
        else:
            yield partial(np.copyto, finish.out[i], row)


def local_scratch(x: Array, spec: ConvSpec, out: Array) -> int:
    """Values of scratch that `local` needs: a row of windows and its sums."""
    kh, kw = spec.kernel_size
    return int(out.shape[1] * (kh * kw * x.shape[2] + out.shape[2])) + 16
