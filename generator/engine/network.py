"""Networks: layers in a directed acyclic graph, with the shape of every map.

Owns the operations beside the specifications of `spec`, the order of layers and what is alive
when. A map has shape (C, H, W), one image, float32 unless said otherwise; layers stand in an order
in which each reads only what stands before it. Weights are not part of a network: `run` draws or
takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from generator.engine.arithmetic import output_hw
from generator.engine.spec import (
    ActivationKind,
    ConvSpec,
    LinearSpec,
    PoolSpec,
    SpecError,
    TransposedConvSpec,
)

Shape = tuple[int, int, int]
"""(C, H, W); a fully connected layer gives (features, 1, 1)."""
INPUT = "input"
"""The name by which layers read the network's input."""


@dataclass(frozen=True, slots=True)
class BatchNorm:
    """y = γ (x - mean) / sqrt(var + ε) + β in each channel (Ioffe and Szegedy, algorithm 1)."""

    channels: int


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of each value alone (softmax: of each pixel's channels)."""

    kind: ActivationKind


@dataclass(frozen=True, slots=True)
class Add:
    """The sum of maps of one shape: the shortcut of a residual block."""


@dataclass(frozen=True, slots=True)
class Concat:
    """Maps of one height and width, stacked along their channels."""


@dataclass(frozen=True, slots=True)
class GlobalPool:
    """The mean of each channel: (C, 1, 1)."""


@dataclass(frozen=True, slots=True)
class Shuffle:
    """Channels dealt out anew among `groups` (ShuffleNet, section 3.1): a transposition."""

    groups: int

    def __post_init__(self) -> None:
        """Refuse a division by nothing."""
        if self.groups < 1:
            raise SpecError("groups", self.groups, f"groups >= 1 fails: {self.groups} < 1")


@dataclass(frozen=True, slots=True)
class ZeroPadShortcut:
    """ResNet's option A: every `stride`-th pixel, new channels zero, no parameters."""

    out_channels: int
    stride: int


@dataclass(frozen=True, slots=True)
class LocalResponseNorm:
    """x / (2 + α Σ x²)^β over `size` neighbouring channels (AlexNet, section 3.3)."""

    size: int


Op = (
    ConvSpec
    | TransposedConvSpec
    | PoolSpec
    | LinearSpec
    | BatchNorm
    | Activation
    | Add
    | Concat
    | GlobalPool
    | Shuffle
    | ZeroPadShortcut
    | LocalResponseNorm
)
IN_PLACE = (BatchNorm, Activation, Add)
"""Operations that may overwrite an input nobody reads again."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One operation: its `name`, the names it reads in order, and the paper's `stage` it is in."""

    name: str
    op: Op
    inputs: tuple[str, ...]
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """Layers in a runnable order; the last one gives the network's output."""

    name: str
    input_shape: Shape
    layers: tuple[Layer, ...]


def shapes(network: Network) -> dict[str, Shape]:
    """The shape of every map by layer name, the input's under "input"; `SpecError` if none fits."""
    found = {INPUT: network.input_shape}
    for layer in network.layers:
        found[layer.name] = output_shape(layer.op, [found[name] for name in layer.inputs])
    return found


def output_shape(op: Op, inputs: Sequence[Shape]) -> Shape:
    """(C, H, W) of an operation's output; `SpecError` where the inputs cannot be its inputs."""
    first = inputs[0]
    channels, height, width = first
    match op:
        case ConvSpec() | TransposedConvSpec():
            _expect("in_channels", op.in_channels, channels)
            return (op.out_channels, *output_hw(op, (height, width)))
        case PoolSpec():
            return (channels, *output_hw(op, (height, width)))
        case LinearSpec():
            _expect("in_features", op.in_features, prod(first))
            return op.out_features, 1, 1
        case BatchNorm():
            _expect("channels", op.channels, channels)
            return first
        case Activation() | LocalResponseNorm():
            return first
        case Add():
            for other in inputs[1:]:
                if other != first:
                    raise SpecError("add", first, f"maps of one shape are needed, {first} is not {other}")
            return first
        case Concat():
            for other in inputs[1:]:
                if other[1:] != first[1:]:
                    reason = f"maps of one height and width are needed, {first[1:]} is not {other[1:]}"
                    raise SpecError("concat", first, reason)
            return sum(c for c, _, _ in inputs), height, width
        case GlobalPool():
            return channels, 1, 1
        case Shuffle():
            if channels % op.groups:
                reason = f"channels % groups = 0 fails: {channels} % {op.groups} = {channels % op.groups}"
                raise SpecError("groups", op.groups, reason)
            return first
        case ZeroPadShortcut():
            if op.out_channels < channels:
                raise SpecError("out_channels", op.out_channels, f"{op.out_channels} < {channels} channels")
            return op.out_channels, -(-height // op.stride), -(-width // op.stride)


def readers(network: Network) -> dict[str, tuple[int, ...]]:
    """For every map, the indices of the layers that read it, in order."""
    found: dict[str, list[int]] = {INPUT: [], **{layer.name: [] for layer in network.layers}}
    for index, layer in enumerate(network.layers):
        for name in layer.inputs:
            found[name].append(index)
    return {name: tuple(indices) for name, indices in found.items()}


def live_values(network: Network) -> tuple[int, ...]:
    """How many values must be held while each layer runs: its inputs, its output and what waits.

    A map lives from its layer to its last reader; element-wise layers write into an input whose
    last reader they are. The largest entry is the network's peak.
    """
    sizes = {name: prod(shape) for name, shape in shapes(network).items()}
    last = {name: max(indices, default=len(network.layers)) for name, indices in readers(network).items()}
    live, held = {INPUT: sizes[INPUT]}, []
    for index, layer in enumerate(network.layers):
        dying = [name for name in dict.fromkeys(layer.inputs) if last[name] == index]
        if isinstance(layer.op, IN_PLACE) and dying:
            del live[dying.pop()]
        live[layer.name] = sizes[layer.name]
        held.append(sum(live.values()))
        for name in dying:
            del live[name]
    return tuple(held)


def peak_activation_bytes(network: Network, itemsize: int = 4) -> int:
    """The bytes of activations that must be held at once, one image, element-wise in place."""
    return itemsize * max(live_values(network), default=prod(network.input_shape))


def kind_of(op: Op) -> str:
    """What sort of layer it is, in the words of the papers' tables: "dw 3x3", "conv 1x1", "fc"."""
    match op:
        case ConvSpec():
            family = (
                "local" if op.local else "dw" if op.depthwise else "conv" if op.groups == 1 else "group conv"
            )
            return f"{family} {op.kernel_size[0]}x{op.kernel_size[1]}"
        case TransposedConvSpec():
            return f"transposed {op.kernel_size[0]}x{op.kernel_size[1]}"
        case PoolSpec():
            return f"{op.kind} pool {op.kernel_size[0]}x{op.kernel_size[1]}"
        case LinearSpec():
            return "fc"
        case Activation():
            return op.kind
        case BatchNorm():
            return "bn"
        case Add():
            return "add"
        case Concat():
            return "concat"
        case GlobalPool():
            return "global pool"
        case Shuffle():
            return "shuffle"
        case ZeroPadShortcut():
            return "shortcut"
        case LocalResponseNorm():
            return "lrn"


def _expect(field: str, expected: int, found: int) -> None:
    if expected != found:
        raise SpecError(field, expected, f"the input has {found}, {expected} is not {found}")
