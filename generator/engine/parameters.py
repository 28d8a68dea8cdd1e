"""The weights of a network: drawn from a seed, counted, and folded for inference.

A layer's weights are a tuple of arrays under its name: convolution (kernels, bias?), in the shapes
of `conv` and `family.local_conv2d`; fully connected (matrix (out, in), bias?); batch norm (scale,
shift, mean, variance). Other layers have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import DTypeLike

from generator.engine.arithmetic import output_hw
from generator.engine.conv import Array
from generator.engine.network import BatchNorm, Layer, Network, Shape, readers, shapes
from generator.engine.operators import EPSILON
from generator.engine.spec import ConvSpec, LinearSpec, TransposedConvSpec

Weights = Mapping[str, tuple[Array, ...]]


def random_weights(network: Network, seed: int = 0, dtype: DTypeLike = np.float32) -> Weights:
    """Seeded weights of every layer: normal, scaled to keep the signal's size (He et al. 2015)."""
    rng, sizes = np.random.default_rng(seed), shapes(network)
    drawn = {layer.name: _draw(rng, layer, sizes[layer.inputs[0]], dtype) for layer in network.layers}
    return MappingProxyType({name: arrays for name, arrays in drawn.items() if arrays})


def _draw(rng: np.random.Generator, layer: Layer, shape: Shape, dtype: DTypeLike) -> tuple[Array, ...]:
    op = layer.op

    def normal(*size: int, scale: float = 0.1) -> Array:
        values = rng.standard_normal(size, np.float32)
        values *= np.float32(scale)
        return values.astype(dtype, copy=False)

    match op:
        case ConvSpec():
            kernel = (op.out_channels, op.in_channels // op.groups, *op.kernel_size)
            places = output_hw(op, shape[1:]) if op.local else ()
            scale = float(np.sqrt(2 / np.prod(kernel[1:])))
            bias = (normal(op.out_channels, *places),) if op.bias else ()
            return (normal(*places, *kernel, scale=scale), *bias)
        case TransposedConvSpec():
            kernel = (op.in_channels, op.out_channels // op.groups, *op.kernel_size)
            return (normal(*kernel), *((normal(op.out_channels),) if op.bias else ()))
        case LinearSpec():
            scale = float(np.sqrt(1 / op.in_features))
            bias = (normal(op.out_features),) if op.bias else ()
            return (normal(op.out_features, op.in_features, scale=scale), *bias)
        case BatchNorm():
            spread = [1 + normal(op.channels), normal(op.channels), normal(op.channels)]
            return (*spread, np.abs(1 + normal(op.channels)))
        case _:
            return ()


def folded(network: Network, weights: Weights) -> tuple[Network, Weights]:
    """The same function with batch norm folded into the convolution it alone follows.

    γ (W x + b - mean) / σ + β is a convolution with W γ/σ and (b - mean) γ/σ + β.
    """
    used, found = readers(network), dict(weights)
    layers: list[Layer] = []
    renamed: dict[str, str] = {}
    for layer in network.layers:
        inputs = tuple(renamed.get(name, name) for name in layer.inputs)
        before = layers[-1] if layers and layers[-1].name == inputs[0] else None
        foldable = (
            isinstance(layer.op, BatchNorm)
            and before is not None
            and isinstance(before.op, ConvSpec)
            and not before.op.local
            and len(used[layer.inputs[0]]) == 1
        )
        if foldable and before is not None and isinstance(before.op, ConvSpec):
            kernel, *bias = found[before.name]
            scale, shift, mean, var = found.pop(layer.name)
            factor = scale / np.sqrt(var + EPSILON)
            offset = (bias[0] - mean if bias else -mean) * factor + shift
            found[before.name] = (kernel * factor[:, None, None, None], offset)
            layers[-1] = replace(before, op=_with_bias(before.op))
            renamed[layer.name] = before.name
        else:
            layers.append(replace(layer, inputs=inputs))
    return replace(network, layers=tuple(layers)), MappingProxyType(found)


def _with_bias(op: ConvSpec) -> ConvSpec:
    return replace(op, bias=True)
