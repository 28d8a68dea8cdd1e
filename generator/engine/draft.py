"""A network being written down, a line a layer, as a paper's table is read.

`Draft` keeps the layer the next one reads (`at`), infers the incoming channels and names layers by
kind and number. The zoo and the layer language both write with it, so what one prints the other
reads back equal.
"""

from __future__ import annotations

from math import prod
from typing import get_args

from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    Layer,
    Network,
    Op,
    Shape,
    output_shape,
)
from generator.engine.spec import (
    ActivationKind,
    ConvSpec,
    LinearSpec,
    Padding,
    PoolKind,
    PoolSpec,
    Size,
    SpecError,
    pair,
)

ACTIVATIONS: tuple[ActivationKind, ...] = get_args(ActivationKind)
_MOST_LAYERS = 5000


class Draft:
    """Layers so far. Every method adds one at `at` and returns its name; `then` appends to it."""

    def __init__(self, name: str, input_shape: Shape) -> None:
        """Start at the input, before any stage."""
        self.name, self.input_shape = name, input_shape
        self.at, self.stage = INPUT, ""
        self.layers: list[Layer] = []
        self.shapes: dict[str, Shape] = {INPUT: input_shape}
        self._numbers: dict[str, int] = {}

    def done(self) -> Network:
        """The network as written."""
        return Network(self.name, self.input_shape, tuple(self.layers))

    @property
    def shape(self) -> Shape:
        """(C, H, W) of the map at hand."""
        return self.shapes[self.at]

    def layer(self, word: str, op: Op, *inputs: str, name: str = "", then: str = "") -> str:
        """Add any operation, reading `inputs` or what is at hand; `then` is e.g. "bn relu"."""
        sources = inputs or (self.at,)
        shape = output_shape(op, [self.shapes[source] for source in sources])
        name = name or self.next_name(word)
        if name in self.shapes:
            raise SpecError("name", name, "is taken by an earlier layer")
        self._numbers[word] = self._numbers.get(word, 0) + 1
        self._append(name, op, sources, shape)
        for follower in then.split():
            self._append(f"{name}.{follower}", self.unit(follower), (self.at,), self.shape)
        return self.at

    def next_name(self, word: str) -> str:
        """The name the next layer of this word gets unless told: "conv3"."""
        return f"{word}{self._numbers.get(word, 0) + 1}"

    def unit(self, word: str) -> Op:
        """The operation of a word that needs no numbers: "bn" or an activation."""
        if word == "bn":
            return BatchNorm(self.shape[0])
        if word == "gap":
            return GlobalPool()
        for kind in ACTIVATIONS:
            if word == kind:
                return Activation(kind)
        raise SpecError("then", word, f"known are bn, {', '.join(ACTIVATIONS)}")

    def _append(self, name: str, op: Op, sources: tuple[str, ...], shape: Shape) -> None:
        if len(self.layers) >= _MOST_LAYERS:
            raise SpecError("layers", len(self.layers) + 1, f"a network has at most {_MOST_LAYERS}")
        self.layers.append(Layer(name, op, sources, self.stage))
        self.shapes[name] = shape
        self.at = name

    def conv(
        self,
        out_channels: int,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding | None = None,
        dilation: Size = 1,
        groups: int = 1,
        bias: bool = False,
        local: bool = False,
        flip: bool = False,
        name: str = "",
        then: str = "",
    ) -> str:
        """A convolution; padding None keeps the size at stride 1: d(k - 1) // 2 on each side."""
        if padding is None:
            padding = half(kernel_size, dilation)
        spec = ConvSpec(
            self.shape[0], out_channels, kernel_size, stride, padding, dilation, groups, bias, local, flip
        )
        return self.layer(conv_word(spec), spec, name=name, then=then)

    def dw(
        self,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding | None = None,
        dilation: Size = 1,
        then: str = "",
    ) -> str:
        """A depthwise convolution, one kernel a channel."""
        channels = self.shape[0]
        return self.conv(channels, kernel_size, stride, padding, dilation, groups=channels, then=then)

    def pw(self, out_channels: int, stride: Size = 1, bias: bool = False, then: str = "") -> str:
        """A pointwise (1×1) convolution."""
        return self.conv(out_channels, 1, stride, bias=bias, then=then)

    def pool(
        self,
        kind: PoolKind,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Padding = 0,
        ceil_mode: bool = False,
        then: str = "",
    ) -> str:
        """Max or average pooling; the stride is the window unless told."""
        return self.layer(kind, PoolSpec(kind, kernel_size, stride, padding, 1, ceil_mode), then=then)

    def fc(self, out_features: int, bias: bool = True, name: str = "", then: str = "") -> str:
        """A fully connected layer over all values of the map, channel by channel."""
        return self.layer("fc", LinearSpec(prod(self.shape), out_features, bias), name=name, then=then)

    def add(self, *others: str, then: str = "") -> str:
        """The sum of what is at hand and `others`."""
        return self.layer("add", Add(), self.at, *others, then=then)

    def concat(self, *names: str, then: str = "") -> str:
        """The named maps, channels stacked in this order."""
        return self.layer("concat", Concat(), *names, then=then)

    def one(self, word: str) -> str:
        """A layer that needs no numbers, on its own line: "gap", "bn", "relu", …"""
        return self.layer(word, self.unit(word))

    def units(self, words: str) -> str:
        """Several of them, e.g. "bn relu"."""
        for word in words.split():
            self.one(word)
        return self.at


def half(kernel_size: Size, dilation: Size = 1) -> tuple[int, int]:
    """The symmetric padding d(k - 1) // 2 that papers leave unsaid."""
    kernel, spread = pair("kernel_size", kernel_size), pair("dilation", dilation)
    return spread[0] * (kernel[0] - 1) // 2, spread[1] * (kernel[1] - 1) // 2


def conv_word(spec: ConvSpec) -> str:
    """The layer language's word for a convolution: conv, pw, dw or local."""
    if spec.local:
        return "local"
    if spec.depthwise and spec.out_channels == spec.in_channels:
        return "dw"
    return "pw" if spec.kernel_size == (1, 1) and spec.padding == ((0, 0), (0, 0)) else "conv"
