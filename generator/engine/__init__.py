"""A convolution engine in NumPy, written to be read.

Where a student may begin, in this order:

**What a layer is** (`spec`). A `ConvSpec` holds what `torch.nn.Conv2d` is told: channels in and
out, kernel size, stride, padding, dilation, groups. One family follows from it: groups equal to the
channels is *depthwise* convolution, a 1×1 kernel is *pointwise*, the two in turn are *separable*,
`local` kernels differ from place to place. A value that no layer can have raises `SpecError`, which
prints the equation that fails with its numbers.

>>> ConvSpec(64, 64, 3, groups=3)
Traceback (most recent call last):
generator.engine.spec.SpecError: groups=3: in_channels % groups = 0 fails: 64 % 3 = 1

**How large, how much** (`arithmetic`). Sizes, multiply-accumulates (MACs) and parameters are integer
equations of the specification alone:

>>> layer = ConvSpec(3, 16, 3, stride=2, padding=1)
>>> output_hw(layer, (11, 11)), macs(layer, (11, 11)), weights(layer)
((6, 6), 15552, 432)

**What it computes** (`conv`, `family`). `conv2d_loops` is the equation as it is written, seven loops
deep; `conv2d` is equal and fast. Both take and return (N, C, H, W) arrays as PyTorch does:

>>> import numpy as np
>>> conv2d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3)), padding=1)[0, 0].tolist()
[[4.0, 6.0, 4.0], [6.0, 9.0, 6.0], [4.0, 6.0, 4.0]]

**Networks** (`network`, `draft`, `zoo`, `layers_language`). Layers in a graph, written as the papers'
tables read, in Python or one line a layer:

>>> from generator.engine import zoo
>>> [layer.name for layer in zoo.build("mobilenet_v1").layers][:4]
['conv1', 'conv1.bn', 'conv1.relu', 'dw1']

**What they cost and see** (`cost`, `receptive_field`). A row a layer, under a named parameter
convention; receptive fields in theory, by path counts, and in effect:

>>> total = cost_table(zoo.build("mobilenet_v1")).total
>>> total.macs, total.params("weights"), total.params("bn"), total.receptive_field
(568740352, 4209088, 4231976, (315, 315))

**Running them** (`run`, `fast`, `kernels`). Forward passes with seeded weights, channels last, in reused
buffers; each kernel's docstring says where it departs from the equation, and why that is faster.

The engine needs NumPy and nothing else, and knows nothing of notes, pages or figures.
"""

from generator.engine.arithmetic import effective_kernel, macs, output_hw, output_size, params, weights
from generator.engine.conv import conv2d, conv2d_loops
from generator.engine.cost import CostTable, LayerCost, cost_table
from generator.engine.family import (
    conv_transpose2d,
    convolve2d,
    depthwise_conv2d,
    local_conv2d,
    pointwise_conv2d,
    separable_conv2d,
)
from generator.engine.network import Layer, Network, shapes
from generator.engine.report import cost_report
from generator.engine.spec import ConvSpec, LinearSpec, PoolSpec, SpecError, TransposedConvSpec

__all__ = [
    "ConvSpec",
    "CostTable",
    "Layer",
    "LayerCost",
    "LinearSpec",
    "Network",
    "PoolSpec",
    "SpecError",
    "TransposedConvSpec",
    "conv2d",
    "conv2d_loops",
    "conv_transpose2d",
    "convolve2d",
    "cost_report",
    "cost_table",
    "depthwise_conv2d",
    "effective_kernel",
    "local_conv2d",
    "macs",
    "output_hw",
    "output_size",
    "params",
    "pointwise_conv2d",
    "separable_conv2d",
    "shapes",
    "weights",
]
