"""The convolution family on NCHW arrays, as `torch.nn.functional` defines it.

`conv2d_loops` transcribes the equation and is the oracle; `conv2d` is the same function, fast.
For a padded input x and a kernel w, with strides s and dilations d,

    y[n, o, i, j] = b[o] + sum over c, u, v of  w[o, c, u, v] · x[n, c, i·s + u·d, j·s + v·d]

where c runs over the channels of o's group. This is cross-correlation, what machine learning calls
convolution; `family.convolve2d` turns the kernel first, which makes the operation associative.

Arrays come and go as given: shapes (N, C, H, W), weights (C_out, C_in / groups, kh, kw). float32
and float64 stay what they are; integers give exact int64. Impossible arguments raise `SpecError`.
Whole networks run faster in `run`, which keeps channels last and reuses its buffers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from generator.engine.arithmetic import effective_kernel, output_hw, pads
from generator.engine.spec import ConvSpec, Padding, Pads, PoolSpec, Size, SpecError

Array = NDArray[Any]

STRIP = 1 << 18
"""Values of unfolded input held at once: 1 MB of float32, which stays in a core's own cache."""


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """The convolution of x (N, C_in, H, W) with weight (C_out, C_in/groups, kh, kw): (N, C_out, H', W').

    The sums of the equation are gathered into matrix products (BLAS) or, for depthwise kernels,
    into one vector operation a tap; `padding` takes every form of `ConvSpec`.
    """
    spec = spec_of(x, weight, bias, stride, padding, dilation, groups)
    result = result_type(x, weight)
    x, weight = _exact(x, weight)
    x = pad(x, pads(spec, x.shape[2:]))
    if spec.in_channels == spec.groups:
        y = _by_taps(x, weight, spec)
    elif spec.kernel_size == (1, 1):
        y = _by_pixels(x, weight, spec)
    else:
        y = _by_strips(x, weight, spec)
    y = y.astype(result, copy=False)
    return y if bias is None else add_bias(y, bias.reshape(-1, 1, 1))


def conv2d_loops(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """The equation as it is written, one multiply-accumulate at a time: slow, and the oracle."""
    spec = spec_of(x, weight, bias, stride, padding, dilation, groups)
    ends = pads(spec, x.shape[2:])
    height, width = output_hw(spec, x.shape[2:])
    x, (sh, sw), (dh, dw) = pad(x, ends), spec.stride, spec.dilation
    c_out, c_in, kh, kw = weight.shape
    y = np.zeros((len(x), c_out, height, width), result_type(x, weight))
    for n, o, i, j in np.ndindex(*y.shape):
        first = o // (c_out // groups) * c_in  # the first channel of o's group
        for c, u, v in np.ndindex(c_in, kh, kw):
            y[n, o, i, j] += weight[o, c, u, v] * x[n, first + c, i * sh + u * dh, j * sw + v * dw]
    return y if bias is None else add_bias(y, bias.reshape(-1, 1, 1))


def spec_of(
    x: Array,
    weight: Array,
    bias: Array | None,
    stride: Size,
    padding: Padding,
    dilation: Size,
    groups: int,
    local: bool = False,
) -> ConvSpec:
    """The checked specification that these arrays imply; `SpecError` where they cannot meet."""
    for name, array in (("x", x), ("weight", weight)):
        if array.ndim != 4:
            raise SpecError(name, array.shape, f"needs 4 axes, found {array.ndim}")
    c_out, c_in, kh, kw = weight.shape
    if x.shape[1] != c_in * groups:
        reason = f"in_channels = weight.shape[1] * groups fails: {x.shape[1]} is not {c_in} * {groups}"
        raise SpecError("weight", weight.shape, reason)
    if bias is not None and bias.shape != (c_out,):
        raise SpecError("bias", bias.shape, f"needs one value an output channel, ({c_out},)")
    return ConvSpec(
        x.shape[1], c_out, (kh, kw), stride, padding, dilation, groups, bias=bias is not None, local=local
    )


def pad(x: Array, ends: Pads, value: float = 0) -> Array:
    """x (N, C, H, W) with `value` around its pixels; x itself where there is nothing to add."""
    if not any(map(any, ends)):
        return x
    return np.pad(x, ((0, 0), (0, 0), *ends), constant_values=value)


def windows(x: Array, spec: ConvSpec | PoolSpec) -> Array:
    """What each output position sees: a view (N, C, H', W', kh, kw) of the padded x, nothing copied."""
    (sh, sw), (dh, dw) = spec.stride, spec.dilation
    extent = [effective_kernel(k, d) for k, d in zip(spec.kernel_size, spec.dilation, strict=True)]
    seen = sliding_window_view(x, extent, axis=(2, 3))
    return seen[:, :, ::sh, ::sw, ::dh, ::dw]


def _by_taps(x: Array, weight: Array, spec: ConvSpec) -> Array:
    """Depthwise: every channel has its own kernels, so no matrix product gathers the sum.

    For each of the kh·kw taps, one multiplication of the whole shifted map by a number a channel.
    """
    seen = windows(x, spec)[:, :, None]
    w = weight.reshape(spec.groups, -1, *spec.kernel_size, 1, 1)
    y = np.zeros((len(x), *w.shape[:2], *seen.shape[3:5]), np.result_type(x, weight))
    product = np.empty_like(y)
    for u, v in np.ndindex(*spec.kernel_size):
        np.multiply(seen[..., u, v], w[:, :, u, v], out=product)
        y += product
    return y.reshape(len(x), spec.out_channels, *y.shape[3:])


def _by_pixels(x: Array, weight: Array, spec: ConvSpec) -> Array:
    """Kernel 1×1: the map is already the matrix (C_in, H·W)."""
    x = x[:, :, :: spec.stride[0], :: spec.stride[1]]
    pixels = x.reshape(len(x), spec.groups, -1, x.shape[2] * x.shape[3])
    w = weight.reshape(spec.groups, -1, pixels.shape[2])
    y: Array = np.matmul(w, pixels)
    return y.reshape(len(x), -1, *x.shape[2:])


def _by_strips(x: Array, weight: Array, spec: ConvSpec) -> Array:
    """im2col, a strip of output rows at a time.

    The windows of a strip are copied side by side as the columns of a matrix (C·kh·kw, pixels);
    one product with the weights then gives the strip. A whole map of columns would be kh·kw times
    the input and leave the cache.
    """
    seen = windows(x, spec).transpose(0, 1, 4, 5, 2, 3)  # (N, C, kh, kw, H', W')
    n, _, _, _, height, width = seen.shape
    y = np.empty((n, spec.groups, spec.out_channels // spec.groups, height, width), np.result_type(x, weight))
    w = weight.reshape(*y.shape[1:3], -1)
    rows = max(1, STRIP // (w.shape[2] * spec.groups * width))
    for image in range(n):
        for i in range(0, height, rows):
            strip = seen[image, ..., i : i + rows, :]
            columns = np.ascontiguousarray(strip).reshape(spec.groups, w.shape[2], -1)
            y[image, :, :, i : i + rows] = np.matmul(w, columns).reshape(*y.shape[1:3], -1, width)
    return y.reshape(n, spec.out_channels, height, width)


def result_type(x: Array, weight: Array) -> np.dtype[Any]:
    """The type of the result: integers widen to int64, half precision to float32."""
    if all(np.issubdtype(a.dtype, np.integer) or a.dtype == np.bool_ for a in (x, weight)):
        return np.dtype(np.int64)
    kind: np.dtype[Any] = np.result_type(x, weight, np.float32)
    return kind


def _exact(x: Array, weight: Array) -> tuple[Array, Array]:
    """The operands in the type to compute in.

    BLAS multiplies no integers, but float64 holds every integer up to 2^53: where no sum can pass
    that, integers are computed as float64 and stay exact; else they are computed as int64.
    """
    result = result_type(x, weight)
    if result == np.int64 and x.size and weight.size:
        largest = float(np.abs(x.astype(np.float64)).max()) * float(np.abs(weight.astype(np.float64)).max())
        if largest * weight[0].size < 2**53:
            result = np.dtype(np.float64)
    return x.astype(result, copy=False), weight.astype(result, copy=False)


def add_bias(y: Array, bias: Array) -> Array:
    """y with the bias added in place, in y's type."""
    y += bias.astype(y.dtype, copy=False)
    return y
