"""What a layer is: frozen specifications, normalised once at the door.

Owns the shapes of the arguments: an int becomes a pair, a padding mode becomes explicit pads
where that needs no input size, and an impossible value raises `SpecError` with the equation that
fails. Behind the door nobody checks or normalises again. Computes nothing on arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pair = tuple[int, int]
"""(vertical, horizontal)."""
Pads = tuple[Pair, Pair]
"""((top, bottom), (left, right)), in zeros."""
Size = int | Pair
PaddingMode = Literal["valid", "same", "same_tf"]
Padding = int | Pair | Pads | PaddingMode
"""n zeros on every side; (vertical, horizontal); ((top, bottom), (left, right)); or a mode:
"valid" pads nothing, "same" keeps the size as PyTorch does (stride 1 only), "same_tf" gives
ceil(size / stride) outputs as TensorFlow does, with the odd zero at the bottom and right."""
PoolKind = Literal["max", "avg"]
ActivationKind = Literal["relu", "relu6", "sigmoid", "tanh", "softmax"]


class SpecError(ValueError):
    """An impossible value: its `field`, its `value`, and the `reason` as an equation in numbers."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        """Keep the three parts; the text is "field=value: reason"."""
        super().__init__(f"{field}={value!r}: {reason}")
        self.field, self.value, self.reason = field, value, reason


@dataclass(frozen=True, slots=True, init=False)
class ConvSpec:
    """A convolution layer, in the vocabulary of `torch.nn.Conv2d`.

    `groups` splits the channels: 1 is the ordinary convolution, `in_channels` the depthwise one.
    `local` gives every output position weights of its own (DeepFace, section 2.2). `flip` turns
    the kernel by 180°, which makes the cross-correlation of machine learning the convolution of
    mathematics; shapes and costs are unchanged by it.
    """

    in_channels: int
    out_channels: int
    kernel_size: Pair
    stride: Pair
    padding: Pads | Literal["same_tf"]
    dilation: Pair
    groups: int
    bias: bool
    local: bool
    flip: bool

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = False,
        local: bool = False,
        flip: bool = False,
    ) -> None:
        """Normalise every field; raise `SpecError` for a value no layer can have."""
        kernel, steps, spread = (
            pair("kernel_size", kernel_size),
            pair("stride", stride),
            pair("dilation", dilation),
        )
        _set(
            self,
            in_channels=positive("in_channels", in_channels),
            out_channels=positive("out_channels", out_channels),
            kernel_size=kernel,
            stride=steps,
            padding=explicit_padding(padding, kernel, steps, spread),
            dilation=spread,
            groups=divisor(groups, in_channels=in_channels, out_channels=out_channels),
            bias=bool(bias),
            local=bool(local),
            flip=bool(flip),
        )

    @property
    def depthwise(self) -> bool:
        """Whether each input channel is convolved alone (MobileNet, section 3.1)."""
        return self.groups == self.in_channels > 1

    @property
    def pointwise(self) -> bool:
        """Whether the kernel is 1×1 over all channels: a matrix product at every pixel."""
        return self.kernel_size == (1, 1) and self.groups == 1 and not self.local


@dataclass(frozen=True, slots=True, init=False)
class TransposedConvSpec:
    """The adjoint of a convolution: every input value stamps the kernel onto the output."""

    in_channels: int
    out_channels: int
    kernel_size: Pair
    stride: Pair
    padding: Pads
    output_padding: Pair
    dilation: Pair
    groups: int
    bias: bool

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: int | Pair | Pads = 0,
        output_padding: Size = 0,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = False,
    ) -> None:
        """Normalise every field; raise `SpecError` for a value no layer can have."""
        steps, spread = pair("stride", stride), pair("dilation", dilation)
        extra = pair("output_padding", output_padding, least=0)
        for e, s, d in zip(extra, steps, spread, strict=True):
            if e >= max(s, d):
                reason = f"output_padding < max(stride, dilation) fails: {e} >= max({s}, {d})"
                raise SpecError("output_padding", output_padding, reason)
        _set(
            self,
            in_channels=positive("in_channels", in_channels),
            out_channels=positive("out_channels", out_channels),
            kernel_size=pair("kernel_size", kernel_size),
            stride=steps,
            padding=explicit_pads(padding),
            output_padding=extra,
            dilation=spread,
            groups=divisor(groups, in_channels=in_channels, out_channels=out_channels),
            bias=bool(bias),
        )


@dataclass(frozen=True, slots=True, init=False)
class PoolSpec:
    """Pooling: the maximum or the mean of a window, in each channel alone.

    `ceil_mode` lets a last window hang over the edge; `count_include_pad` divides a mean by the
    whole window, padding included.
    """

    kind: PoolKind
    kernel_size: Pair
    stride: Pair
    padding: Pads | Literal["same_tf"]
    dilation: Pair
    ceil_mode: bool
    count_include_pad: bool

    def __init__(
        self,
        kind: PoolKind,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Padding = 0,
        dilation: Size = 1,
        ceil_mode: bool = False,
        count_include_pad: bool = False,
    ) -> None:
        """Normalise every field (`stride` defaults to the window); raise `SpecError`."""
        if kind not in ("max", "avg"):
            raise SpecError("kind", kind, "must be 'max' or 'avg'")
        kernel, spread = pair("kernel_size", kernel_size), pair("dilation", dilation)
        steps = kernel if stride is None else pair("stride", stride)
        pads = explicit_padding(padding, kernel, steps, spread)
        if pads != "same_tf":
            for k, d, ends in zip(kernel, spread, pads, strict=True):
                if max(ends) > d * (k - 1):
                    reason = f"padding <= dilation * (kernel_size - 1) fails: {max(ends)} > {d} * ({k} - 1)"
                    raise SpecError("padding", padding, f"{reason}, a window would see only padding")
        _set(
            self,
            kind=kind,
            kernel_size=kernel,
            stride=steps,
            padding=pads,
            dilation=spread,
            ceil_mode=bool(ceil_mode),
            count_include_pad=bool(count_include_pad),
        )


@dataclass(frozen=True, slots=True)
class LinearSpec:
    """A fully connected layer: y = W x + b, with W of (out_features, in_features)."""

    in_features: int
    out_features: int
    bias: bool = True

    def __post_init__(self) -> None:
        """Raise `SpecError` for a width below 1."""
        positive("in_features", self.in_features)
        positive("out_features", self.out_features)


def positive(field: str, value: int, least: int = 1) -> int:
    """`value` if it is an integer of at least `least`, else `SpecError`."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise SpecError(field, value, "must be an integer")
    if value < least:
        raise SpecError(field, value, f"{field} >= {least} fails: {value} < {least}")
    return int(value)


def pair(field: str, value: Size, least: int = 1) -> Pair:
    """`value` as (vertical, horizontal), both integers of at least `least`."""
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise SpecError(field, value, f"must be an integer or a pair, not {len(value)} values")
        return positive(field, value[0], least), positive(field, value[1], least)
    n = positive(field, value, least)
    return n, n


def divisor(groups: int, **channels: int) -> int:
    """`groups` if it divides every one of the channel counts, else `SpecError`."""
    positive("groups", groups)
    for field, count in channels.items():
        if count % groups:
            reason = f"{field} % groups = 0 fails: {count} % {groups} = {count % groups}"
            raise SpecError("groups", groups, reason)
    return int(groups)


def explicit_pads(padding: int | Pair | Pads) -> Pads:
    """((top, bottom), (left, right)) of a padding given in numbers."""
    if not isinstance(padding, tuple | list):
        n = positive("padding", padding, 0)
        return (n, n), (n, n)
    if len(padding) != 2:
        raise SpecError("padding", padding, "must be n, (vertical, horizontal) or two pairs of ends")
    vertical, horizontal = padding
    return pair("padding", vertical, 0), pair("padding", horizontal, 0)


def explicit_padding(
    padding: Padding, kernel: Pair, stride: Pair, dilation: Pair
) -> Pads | Literal["same_tf"]:
    """Explicit pads of any padding but "same_tf", whose pads depend on the input's size."""
    if not isinstance(padding, str):
        return explicit_pads(padding)
    if padding == "same_tf":
        return padding
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding != "same":
        raise SpecError("padding", padding, "a mode must be 'valid', 'same' or 'same_tf'")
    if stride != (1, 1):
        raise SpecError("padding", padding, f"'same' needs stride = 1, found {stride}; 'same_tf' allows more")
    total_h, total_w = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
    return (total_h // 2, total_h - total_h // 2), (total_w // 2, total_w - total_w // 2)


def _set(spec: object, **fields: object) -> None:
    for name, value in fields.items():
        object.__setattr__(spec, name, value)
