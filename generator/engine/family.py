"""The relatives of `conv2d`: flipped, depthwise, pointwise, separable, local, transposed.

NCHW arrays and the types of `conv`. Depthwise, pointwise and flipped convolution are `conv2d` with
other arguments; local and transposed convolution are other equations.
"""

from __future__ import annotations

import numpy as np

from generator.engine.arithmetic import effective_kernel, output_hw, pads
from generator.engine.conv import Array, add_bias, conv2d, pad, result_type, spec_of, windows
from generator.engine.spec import Padding, Pads, Pair, Size, SpecError, TransposedConvSpec


def convolve2d(
    x: Array, weight: Array, bias: Array | None = None, *, stride: Size = 1, padding: Padding = 0
) -> Array:
    """Convolution as in mathematics: the kernel is turned by 180° before it slides."""
    return conv2d(x, weight[..., ::-1, ::-1], bias, stride=stride, padding=padding)


def depthwise_conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Array:
    """Each channel with its own kernels: weight (C · multiplier, 1, kh, kw) (MobileNet, eq. 3)."""
    groups = x.shape[1]
    return conv2d(x, weight, bias, stride=stride, padding=padding, dilation=dilation, groups=groups)


def pointwise_conv2d(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """A matrix product over the channels at every pixel: weight (C_out, C_in) or (C_out, C_in, 1, 1)."""
    return conv2d(x, weight.reshape(*weight.shape[:2], 1, 1), bias)


def separable_conv2d(
    x: Array,
    depthwise: Array,
    pointwise: Array,
    bias: Array | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
) -> Array:
    """Depthwise, then pointwise: space first, channels second (MobileNet, eq. 5)."""
    between = depthwise_conv2d(x, depthwise, stride=stride, padding=padding, dilation=dilation)
    return pointwise_conv2d(between, pointwise, bias)


def local_conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Size = 1,
    padding: Padding = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Unshared convolution: weight (H', W', C_out, C_in/groups, kh, kw), bias (C_out, H', W').

    Every output position has kernels of its own (DeepFace, section 2.2).
    """
    spec = spec_of(x, weight[0, 0], None, stride, padding, dilation, groups, local=True)
    if weight.shape[:2] != (expected := output_hw(spec, x.shape[2:])):
        raise SpecError("weight", weight.shape, f"one set of kernels a position needs {expected} first")
    result = result_type(x, weight)
    seen = windows(pad(x, pads(spec, x.shape[2:])), spec)
    seen = seen.reshape(len(x), groups, -1, *seen.shape[2:]).astype(result, copy=False)
    kernels = weight.reshape(*weight.shape[:2], groups, -1, *weight.shape[3:])
    y = np.einsum("ijgocuv,ngcijuv->ngoij", kernels, seen, optimize=False)
    y = y.reshape(len(x), spec.out_channels, *expected)
    return y if bias is None else add_bias(y, bias)


def conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Size = 1,
    padding: int | Pair | Pads = 0,
    output_padding: Size = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """The adjoint of `conv2d`: each value of x stamps weight (C_in, C_out/groups, kh, kw) onto y.

    Dumoulin and Visin, chapter 4; y is what a convolution with these arguments would take to x.
    """
    c_in, per_group, kh, kw = weight.shape
    sizes = c_in, per_group * groups, (kh, kw)
    spec = TransposedConvSpec(*sizes, stride, padding, output_padding, dilation, groups)
    height, width = output_hw(spec, x.shape[2:])
    (top, _), (left, _) = spec.padding
    (sh, sw), (dh, dw) = spec.stride, spec.dilation
    room = [
        max(size + sum(ends), (i - 1) * s + effective_kernel(k, d))
        for size, ends, i, s, k, d in zip(
            (height, width), spec.padding, x.shape[2:], spec.stride, (kh, kw), spec.dilation, strict=True
        )
    ]
    y = np.zeros((len(x), groups, per_group, *room), result_type(x, weight))
    grouped = x.reshape(len(x), groups, c_in // groups, *x.shape[2:])
    kernels = weight.reshape(groups, c_in // groups, per_group, kh, kw)
    for u, v in np.ndindex(kh, kw):
        rows = slice(u * dh, u * dh + (x.shape[2] - 1) * sh + 1, sh)
        columns = slice(v * dw, v * dw + (x.shape[3] - 1) * sw + 1, sw)
        y[..., rows, columns] += np.einsum("gco,ngchw->ngohw", kernels[..., u, v], grouped)
    y = y.reshape(len(x), -1, *room)[:, :, top : top + height, left : left + width]
    return y if bias is None else add_bias(y, bias.reshape(-1, 1, 1))
