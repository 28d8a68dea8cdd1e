"""The arithmetic of convolution: sizes, pads, multiply-accumulates, parameters, receptive fields.

Integer functions of specifications; no arrays. Everything here is one equation of the literature:
sizes as in Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (relations
1 to 14), costs as in MobileNet (section 3.1, equations 2 to 5), receptive fields as in Araujo,
Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks" (equations 1 to 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from generator.engine.spec import (
    ConvSpec,
    LinearSpec,
    Pads,
    Pair,
    PoolSpec,
    SpecError,
    TransposedConvSpec,
)

WindowSpec = ConvSpec | PoolSpec


def effective_kernel(kernel: int, dilation: int = 1) -> int:
    """The extent of a kernel with its holes, in pixels: d(k - 1) + 1."""
    return dilation * (kernel - 1) + 1


def same_tf_pads(size: int, kernel: int, stride: int = 1, dilation: int = 1) -> Pair:
    """TensorFlow's SAME along one axis: just enough zeros for ceil(size / stride) outputs.

    An odd zero goes behind. At stride 2 on an even size this pads (0, 1) where PyTorch's habitual
    k // 2 pads (1, 1): equal shapes and costs, other values.
    """
    outputs = -(-size // stride)
    total = max((outputs - 1) * stride + effective_kernel(kernel, dilation) - size, 0)
    return total // 2, total - total // 2


def output_size(
    size: int,
    kernel: int,
    stride: int = 1,
    padding: int | Pair | Literal["same_tf"] = 0,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """How many windows fit along one axis: floor((i + p - k_eff) / s) + 1.

    `padding` is zeros at each end or (before, behind). `ceil_mode` (pooling) rounds up, but never
    to a window that starts behind the last pixel. Raises `SpecError` when none fits.
    """
    if padding == "same_tf":
        return -(-size // stride)
    before, behind = (padding, padding) if isinstance(padding, int) else padding
    room = size + before + behind - effective_kernel(kernel, dilation)
    outputs = (-(-room // stride) if ceil_mode else room // stride) + 1
    if ceil_mode and (outputs - 1) * stride >= size + before:
        outputs -= 1
    if room < 0 or outputs < 1:
        reason = (
            f"({size} + {before} + {behind} - {dilation} * ({kernel} - 1) - 1) // {stride} + 1"
            f" = {room // stride + 1}, no window fits"
        )
        raise SpecError("kernel_size", kernel, reason)
    return outputs


def pads(spec: WindowSpec, input_hw: Pair) -> Pads:
    """((top, bottom), (left, right)) zeros of a layer on an input of `input_hw` pixels."""
    if spec.padding != "same_tf":
        return spec.padding
    (kh, kw), (sh, sw), (dh, dw) = spec.kernel_size, spec.stride, spec.dilation
    return same_tf_pads(input_hw[0], kh, sh, dh), same_tf_pads(input_hw[1], kw, sw, dw)


def output_hw(spec: WindowSpec | TransposedConvSpec, input_hw: Pair) -> Pair:
    """(H_out, W_out) of a convolution or pooling layer; `SpecError` when no window fits."""
    if isinstance(spec, TransposedConvSpec):
        return _transposed_size(spec, input_hw, 0), _transposed_size(spec, input_hw, 1)
    ceil_mode = isinstance(spec, PoolSpec) and spec.ceil_mode
    ends = pads(spec, input_hw)
    height, width = (
        output_size(input_hw[a], spec.kernel_size[a], spec.stride[a], ends[a], spec.dilation[a], ceil_mode)
        for a in (0, 1)
    )
    return height, width


def _transposed_size(spec: TransposedConvSpec, input_hw: Pair, axis: int) -> int:
    """(i - 1) s - p + d(k - 1) + 1 + output_padding, the size whose convolution gives i back."""
    k, s, d = spec.kernel_size[axis], spec.stride[axis], spec.dilation[axis]
    i, p, extra = input_hw[axis], sum(spec.padding[axis]), spec.output_padding[axis]
    size = (i - 1) * s - p + effective_kernel(k, d) + extra
    if size < 1:
        reason = f"({i} - 1) * {s} - {p} + {d} * ({k} - 1) + 1 + {extra} = {size}, nothing is left"
        raise SpecError("padding", spec.padding, reason)
    return size


def kernel_weights(spec: ConvSpec | TransposedConvSpec) -> int:
    """Weights of one set of kernels: k_h k_w (C_in / g) C_out."""
    kh, kw = spec.kernel_size
    return kh * kw * (spec.in_channels // spec.groups) * spec.out_channels


def positions(spec: ConvSpec, input_hw: Pair) -> int:
    """H_out W_out: how often the kernels are applied."""
    height, width = output_hw(spec, input_hw)
    return height * width


def macs(spec: ConvSpec | LinearSpec | TransposedConvSpec, input_hw: Pair = (1, 1)) -> int:
    """Multiply-accumulates of one image: one multiplication and one addition count as one.

    A convolution applies its kernels at every output position; a product with a padded zero is
    counted, as everyone does. Local convolution costs the same: its weights differ, not its work.
    A transposed convolution applies them at every input position.
    """
    if isinstance(spec, LinearSpec):
        return spec.in_features * spec.out_features
    if isinstance(spec, TransposedConvSpec):
        return kernel_weights(spec) * input_hw[0] * input_hw[1]
    return kernel_weights(spec) * positions(spec, input_hw)


def weights(spec: ConvSpec | LinearSpec | TransposedConvSpec, input_hw: Pair = (1, 1)) -> int:
    """Learned weights, biases left out. Local convolution has one set of kernels a position."""
    if isinstance(spec, LinearSpec):
        return spec.in_features * spec.out_features
    if isinstance(spec, ConvSpec) and spec.local:
        return kernel_weights(spec) * positions(spec, input_hw)
    return kernel_weights(spec)


def biases(spec: ConvSpec | LinearSpec | TransposedConvSpec, input_hw: Pair = (1, 1)) -> int:
    """Learned biases: one an output channel; in local convolution one an output value."""
    if not spec.bias:
        return 0
    if isinstance(spec, LinearSpec):
        return spec.out_features
    if isinstance(spec, ConvSpec) and spec.local:
        return spec.out_channels * positions(spec, input_hw)
    return spec.out_channels


def params(spec: ConvSpec | LinearSpec | TransposedConvSpec, input_hw: Pair = (1, 1)) -> int:
    """Weights and biases."""
    return weights(spec, input_hw) + biases(spec, input_hw)


def separable_ratio(kernel: int, out_channels: int) -> tuple[int, int]:
    """(numerator, denominator) of the cost of depthwise + pointwise over a standard convolution.

    1/N + 1/D_K² (MobileNet, section 3.1) as one fraction, (N + D_K²) / (N D_K²).
    """
    return out_channels + kernel**2, out_channels * kernel**2


@dataclass(frozen=True, slots=True)
class Field:
    """The pixels that one value sees along one axis of the input.

    Value i of a map sees the pixels `first + i * jump` to `last + i * jump`; negative ones, and
    ones behind the edge, are padding. `jump` is the distance of neighbouring values in pixels.
    """

    first: int = 0
    last: int = 0
    jump: int = 1

    @property
    def size(self) -> int:
        """The receptive field in pixels, gaps of dilation included."""
        return self.last - self.first + 1

    @property
    def start(self) -> float:
        """The centre of value 0's receptive field, in pixels: whole or half."""
        return (self.first + self.last) / 2


def grow(field: Field, kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1) -> Field:
    """The field behind one more layer: r' = r + (k_eff - 1) j, j' = s j, first' = first - p j.

    `pad` is the padding before the first pixel.
    """
    reach = effective_kernel(kernel, dilation) - 1
    j = field.jump
    return Field(field.first - pad * j, field.last + (reach - pad) * j, j * stride)
