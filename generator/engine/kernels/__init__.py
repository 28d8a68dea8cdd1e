"""The fast kernels: each compiles one layer, on fixed buffers, into a list of NumPy calls.

Maps are (H, W, C), channels last, so that a pixel's channels lie side by side: a pointwise
convolution is then a matrix product as it stands, and a row of a depthwise one is one long vector
operation. A kernel gets its views of the buffers once, when the network is compiled; running the
network is running the calls. `Call` takes nothing and its value is not read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike, NDArray

from generator.engine.spec import Pair

Array = NDArray[Any]
Call = Callable[[], object]
ALIGNMENT = 64
"""Bytes of a cache line; a matrix that starts elsewhere costs up to 40 % on small maps."""


def aligned(shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """An empty array that starts on a cache line."""
    kind = np.dtype(dtype)
    count = int(np.prod(shape))
    raw = np.empty(count * kind.itemsize + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + count * kind.itemsize].view(kind).reshape(shape)


def aligned_copy(values: Array) -> Array:
    """`values`, contiguous and on a cache line."""
    copy = aligned(values.shape, values.dtype)
    copy[...] = values
    return copy


def taps(x: Array, kernel: Pair, stride: Pair, dilation: Pair, output: Pair) -> Array:
    """What each output pixel sees: a view (H', W', kh, kw, C) of the padded map x (H, W, C)."""
    row, column, channel = x.strides
    strides = (
        row * stride[0],
        column * stride[1],
        row * dilation[0],
        column * dilation[1],
        channel,
    )
    return as_strided(x, (*output, *kernel, x.shape[2]), strides)
