"""A network's forward pass, layer by layer, as its definition reads: the oracle of `fast`.

Any floating type, any batch; NCHW. `fast.Runner` computes the same in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.engine import family, operators
from generator.engine.conv import Array, conv2d
from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    LocalResponseNorm,
    Network,
    Op,
    Shuffle,
    ZeroPadShortcut,
    readers,
    shapes,
)
from generator.engine.parameters import Weights
from generator.engine.spec import ConvSpec, LinearSpec, PoolSpec, TransposedConvSpec


def forward(network: Network, weights: Weights, x: Array) -> Array:
    """The output (N, C, H, W) for images x (N, C, H, W); every map's shape is asserted."""
    sizes = shapes(network)
    last = {name: max(indices, default=-1) for name, indices in readers(network).items()}
    maps = {INPUT: x}
    for index, layer in enumerate(network.layers):
        y = apply(layer.op, [maps[name] for name in layer.inputs], weights.get(layer.name, ()))
        assert y.shape[1:] == sizes[layer.name], f"{layer.name}: {y.shape[1:]} is not {sizes[layer.name]}"  # noqa: S101 # a shape that differs from theory is our bug
        maps[layer.name] = y
        for name in {name for name in layer.inputs if last[name] == index}:
            del maps[name]
    return maps[network.layers[-1].name]


def apply(op: Op, inputs: Sequence[Array], weights: Sequence[Array]) -> Array:
    """One layer's output."""
    x = inputs[0]
    match op:
        case ConvSpec():
            return _convolved(op, x, *weights)
        case TransposedConvSpec():
            return family.conv_transpose2d(
                x,
                *weights,
                stride=op.stride,
                padding=op.padding,
                output_padding=op.output_padding,
                dilation=op.dilation,
                groups=op.groups,
            )
        case PoolSpec():
            return operators.pool2d(x, op)
        case LinearSpec():
            return operators.linear(x, *weights)
        case BatchNorm():
            scale, shift, mean, var = weights
            return operators.batch_norm(x, scale, shift, mean, var)
        case Activation():
            return operators.activation(x, op.kind)
        case Add():
            return sum(inputs[1:], start=x)
        case Concat():
            return operators.concat(inputs)
        case GlobalPool():
            return operators.global_pool2d(x)
        case Shuffle():
            return operators.shuffle(x, op.groups)
        case ZeroPadShortcut():
            return operators.zero_pad_shortcut(x, op.out_channels, op.stride)
        case LocalResponseNorm():
            return operators.local_response_norm(x, op.size)


def _convolved(op: ConvSpec, x: Array, kernels: Array, *bias: Array) -> Array:
    function = family.local_conv2d if op.local else conv2d
    turned = kernels[..., ::-1, ::-1] if op.flip else kernels
    return function(
        x,
        turned,
        *bias,
        stride=op.stride,
        padding=op.padding,
        dilation=op.dilation,
        groups=op.groups,
    )
