"""The layers beside convolution, on NCHW arrays, as their papers and PyTorch define them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator.engine.arithmetic import effective_kernel, output_hw, pads
from generator.engine.conv import Array, pad, windows
from generator.engine.spec import ActivationKind, PoolSpec

EPSILON = 1e-5
"""Batch norm's ε, and the one of public model zoos."""


def pool2d(x: Array, spec: PoolSpec) -> Array:
    """The maximum or mean of each window: (N, C, H', W'). Padding never wins and, unless
    `count_include_pad`, is not counted."""
    hw = x.shape[2:]
    height, width = output_hw(spec, hw)
    ends = pads(spec, hw)
    missing = [
        max(0, (o - 1) * s + effective_kernel(k, d) - i - sum(p))
        for o, s, k, d, i, p in zip(
            (height, width), spec.stride, spec.kernel_size, spec.dilation, hw, ends, strict=True
        )
    ]
    overhang = ((0, missing[0]), (0, missing[1]))  # what ceil_mode lets windows hang over the edge
    if spec.kind == "max":
        lowest = -np.inf if np.issubdtype(x.dtype, np.floating) else np.iinfo(x.dtype).min
        seen = windows(pad(pad(x, ends, lowest), overhang, lowest), spec)
        return np.asarray(seen.max((-2, -1)))
    counted = pad(np.ones((1, 1, *hw), x.dtype), ends, float(spec.count_include_pad))
    sizes = windows(pad(counted, overhang), spec).sum((-2, -1))
    return np.asarray(windows(pad(pad(x, ends), overhang), spec).sum((-2, -1)) / sizes)


def global_pool2d(x: Array) -> Array:
    """The mean of each channel: (N, C, 1, 1)."""
    return np.asarray(x.mean((2, 3), keepdims=True))


def batch_norm(
    x: Array, scale: Array, shift: Array, mean: Array, var: Array, epsilon: float = EPSILON
) -> Array:
    """γ (x - mean) / sqrt(var + ε) + β in each channel, at inference (Ioffe and Szegedy, alg. 2)."""
    factor = scale / np.sqrt(var + epsilon)
    return np.asarray(x * _per_channel(factor, x) + _per_channel(shift - mean * factor, x))


def activation(x: Array, kind: ActivationKind) -> Array:
    """A function of each value; softmax over the channels."""
    match kind:
        case "relu":
            return np.maximum(x, 0)
        case "relu6":
            return np.clip(x, 0, 6)
        case "sigmoid":
            return np.asarray(1 / (1 + np.exp(-x)))
        case "tanh":
            return np.asarray(np.tanh(x))
        case "softmax":
            powers = np.exp(x - x.max(1, keepdims=True))
            return np.asarray(powers / powers.sum(1, keepdims=True))


def linear(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """W x + b over all values of each image, channel by channel: (N, features, 1, 1)."""
    y = x.reshape(len(x), -1) @ weight.T
    return np.asarray(y if bias is None else y + bias)[:, :, None, None]


def shuffle(x: Array, groups: int) -> Array:
    """Channels read group by group and dealt out one of each (ShuffleNet, figure 1c)."""
    n, c, h, w = x.shape
    return x.reshape(n, groups, c // groups, h, w).swapaxes(1, 2).reshape(n, c, h, w)


def zero_pad_shortcut(x: Array, out_channels: int, stride: int) -> Array:
    """Every `stride`-th pixel, zeros for the new channels (ResNet, section 3.3, option A)."""
    kept = x[:, :, ::stride, ::stride]
    return np.pad(kept, ((0, 0), (0, out_channels - x.shape[1]), (0, 0), (0, 0)))


def local_response_norm(
    x: Array, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 2.0
) -> Array:
    """x / (k + α/n Σ x²)^β over n = `size` channels (AlexNet, section 3.3, α as Caffe counts it)."""
    before = (size - 1) // 2
    squares = np.pad(x * x, ((0, 0), (before, size - 1 - before), (0, 0), (0, 0)))
    sums: NDArray[Any] = sum(
        (squares[:, i : i + x.shape[1]] for i in range(1, size)), squares[:, : x.shape[1]]
    )
    return np.asarray(x / (k + alpha / size * sums) ** beta)


def concat(inputs: Sequence[Array]) -> Array:
    """Maps stacked along their channels."""
    return np.concatenate(inputs, axis=1)


def _per_channel(values: Array, x: Array) -> Array:
    return values.reshape(-1, *[1] * (x.ndim - 2))
