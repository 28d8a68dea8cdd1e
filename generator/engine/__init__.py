"""A convolution engine in NumPy, written to be read: first the ideas, then where to look further.

**A window slides over an image.** At every place the window's numbers are multiplied by the kernel's and
summed. Three pixels and a kernel of two give two places, 1·1 + 2·10 and 2·1 + 3·10. Arrays are (images,
channels, height, width), kernels (channels out, channels in, height, width), as in PyTorch:

>>> import numpy as np
>>> def row(*values):
...     return np.array(values).reshape(1, 1, 1, -1)
>>> conv2d(row(1, 2, 3), row(1, 10)).ravel()
array([21, 32])

(Mathematics turns the kernel first, `convolve2d`, so that the order of two kernels does not matter.)

**Padding, stride, dilation** say where windows lie. Zeros around the image keep its size; a stride leaves
places out; dilation spreads a kernel, d(k - 1) + 1 wide, with holes between its k weights:

>>> conv2d(row(1, 2, 3), row(1, 1, 1), padding=(0, 1)).ravel()
array([3, 6, 5])
>>> conv2d(row(1, 2, 3, 4, 5), row(1, 1, 1), stride=2).ravel()
array([ 6, 12])
>>> conv2d(row(1, 2, 3, 4, 5), row(1, 1, 1), dilation=2).ravel()
array([9])
>>> output_size(5, kernel=3, stride=2), output_size(5, kernel=3, dilation=2)
(2, 1)

**Channels.** An output channel has a kernel for every input channel and sums over all of them; so there are
C_in · C_out kernels, and a 1×1 kernel is a matrix that mixes channels at each pixel (*pointwise*):

>>> two_channels = np.array([1, 2]).reshape(1, 2, 1, 1)
>>> pointwise_conv2d(two_channels, np.array([[3, 4], [5, 6], [7, 8]])).ravel()
array([11, 17, 23])

`groups` cuts the channels into sets that do not meet; as many groups as channels is *depthwise*. Depthwise
in space, then pointwise over channels, is *separable*: a standard layer's shapes for a part of its cost.

>>> depthwise_conv2d(two_channels, np.array([10, 100]).reshape(2, 1, 1, 1)).ravel()
array([ 10, 200])

**What it costs** follows from the specification alone. Every output value takes one multiply-accumulate
(MAC) for each weight of its kernels; weights are shared by all places, unless the layer is `local`:

>>> standard = ConvSpec(3, 16, 3, stride=2, padding=1)
>>> output_hw(standard, (11, 11)), macs(standard, (11, 11)), weights(standard)
((6, 6), 15552, 432)
>>> parts = ConvSpec(3, 3, 3, stride=2, padding=1, groups=3), ConvSpec(3, 16, 1)
>>> macs(parts[0], (11, 11)) + macs(parts[1], (6, 6)), weights(parts[0]) + weights(parts[1])
(2700, 75)

What no layer can be raises `SpecError`, which prints the equation that fails:

>>> ConvSpec(64, 64, 3, groups=3)
Traceback (most recent call last):
generator.engine.spec.SpecError: groups=3: in_channels % groups = 0 fails: 64 % 3 = 1

**Layers on layers see further.** Each adds (k_eff - 1) times the strides before it to the *receptive field*.
Three 3×3 layers see 7 pixels, as one 7×7 layer does, with 27 weights for its 49:

>>> from generator.engine.arithmetic import Field, grow
>>> grow(grow(grow(Field(), 3), 3), 3).size
7

**Networks** are such layers in a graph: written in Python as the papers' tables read (`zoo`), or one line a
layer (`layers_language`). A `CostTable` has a row a layer:

>>> from generator.engine.layers_language import parse
>>> tiny = parse("input 3x32x32\\nconv 3x3 16 /2 bn relu\\ndw 3x3 bn relu\\npw 32 bn relu").network
>>> shapes(tiny)["pw1"], [(row.name, row.macs) for row in cost_table(tiny).by("kind") if row.macs]
((32, 16, 16), [('conv 3x3', 110592), ('dw 3x3', 36864), ('conv 1x1', 131072)])
>>> from generator.engine import zoo
>>> total = cost_table(zoo.build("mobilenet_v1")).total
>>> total.macs, total.params("weights"), total.params("bn"), total.receptive_field
(568740352, 4209088, 4231976, (315, 315))

Where to read on, each file with its paper's section and equation beside the code: `arithmetic` (sizes and
costs), `conv` (the equation as seven loops, `conv2d_loops`, and the fast `conv2d` that must equal it),
`family` (transposed, local, separable), `operators` (pooling, norms, activations), `network` and `cost`,
`receptive_field` (path counts and the effective field), `run` (a forward pass spelled out), then `fast`
and `kernels`, the same pass at the speed of the libraries: each kernel says where it departs from the
equation, and why that is faster.

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
