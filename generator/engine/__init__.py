"""A convolution engine in NumPy (this text grows with it)."""

from generator.engine.arithmetic import effective_kernel, macs, output_hw, output_size, params, weights
from generator.engine.conv import conv2d, conv2d_loops
from generator.engine.family import (
    conv_transpose2d,
    convolve2d,
    depthwise_conv2d,
    local_conv2d,
    pointwise_conv2d,
    separable_conv2d,
)
from generator.engine.spec import ConvSpec, LinearSpec, PoolSpec, SpecError, TransposedConvSpec

__all__ = [
    "ConvSpec",
    "LinearSpec",
    "PoolSpec",
    "SpecError",
    "TransposedConvSpec",
    "conv2d",
    "conv2d_loops",
    "conv_transpose2d",
    "convolve2d",
    "depthwise_conv2d",
    "effective_kernel",
    "local_conv2d",
    "macs",
    "output_hw",
    "output_size",
    "params",
    "pointwise_conv2d",
    "separable_conv2d",
    "weights",
]
