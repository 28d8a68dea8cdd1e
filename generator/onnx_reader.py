"""Somebody's real model: an ONNX file read into the engine's `Network`.

Needs the optional extra `onnx`. Only the graph is read: weights count, but are not loaded. An
operator without a counterpart in the engine is listed, never guessed at; the network is then None, and
the part before it stands alone.
Knows ONNX and the engine, nothing of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    Layer,
    LocalResponseNorm,
    Network,
    Op,
    Shape,
    Shuffle,
    output_shape,
)
from generator.engine.spec import ConvSpec, LinearSpec, Padding, PoolSpec, SpecError, TransposedConvSpec
from generator.records import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadModel:
    """The network of a file, or None and why: operators unknown to the engine, or a problem."""

    network: Network | None
    unknown: tuple[str, ...] = ()
    """Operators without a counterpart, each with its node, in order."""
    problem: str = ""
    help: str = ""
    part: Network | None = None
    """The layers that no unknown operator stands before, where there are unknown ones."""


_SMALL = 8
"""Values up to which a constant may say something beyond its shape."""


class _UnknownError(Exception):
    """A node that has no counterpart."""


@dataclass(slots=True)
class _Graph:
    """What is known of the values so far."""

    layers: list[Layer] = field(default_factory=list)
    shapes: dict[str, Shape] = field(default_factory=dict)
    alias: dict[str, str] = field(default_factory=dict)
    """ONNX value → the map it is."""
    constants: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Constant → its shape."""
    integers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Small integer constant → its values."""
    numbers: dict[str, float] = field(default_factory=dict)
    """Constant of one number → that number."""
    views: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    """A reshaped map that is no map itself: on its way through a channel shuffle."""

    def add(self, node: Any, op: Op, *sources: str) -> None:
        """A layer that reads the maps behind these values."""
        inputs = tuple(self.alias[source] for source in sources)
        name = f"{node.op_type.lower()}{len(self.layers) + 1}"
        self.shapes[name] = output_shape(op, [self.shapes[source] for source in inputs])
        self.layers.append(Layer(name, op, inputs))
        self.alias[node.output[0]] = name


def read(path: Path) -> ReadModel:
    """The network of an ONNX file; a file that cannot be read gives a problem, nothing raises."""
    try:
        onnx: Any = import_module("onnx")
    except ImportError:
        return ReadModel(
            None,
            problem="reading ONNX files needs the optional package onnx",
            help="pip install computed-notes[onnx]",
        )
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # the parser raises types of its own for broken files
        return ReadModel(None, problem=f"not an ONNX file: {' '.join(str(error).split())}")
    return _network(onnx, model.graph, path.stem)


def _network(onnx: Any, graph: Any, name: str) -> ReadModel:
    known, unknown = _Graph(), list[str]()
    for tensor in graph.initializer:
        known.constants[tensor.name] = tuple(tensor.dims)
        if prod(tensor.dims) <= _SMALL:
            _small_constant(tensor.name, onnx.numpy_helper.to_array(tensor), known)
    inputs = [value for value in graph.input if value.name not in known.constants]
    sizes = [dim.dim_value for dim in inputs[0].type.tensor_type.shape.dim] if len(inputs) == 1 else []
    if len(sizes) != 4 or not all(sizes[1:]):
        return ReadModel(
            None, problem=f"one input (N, C, H, W) of known size is needed, found {sizes or len(inputs)}"
        )
    shape = (sizes[1], sizes[2], sizes[3])
    known.alias[inputs[0].name], known.shapes[INPUT] = INPUT, shape
    lost = set[str]()  # what unknown operators gave, and what was made of it
    for node in graph.node:
        try:
            if lost.isdisjoint(node.input):
                _node(onnx, node, known)
            else:
                lost.update(node.output)
        except SpecError as error:
            return ReadModel(None, tuple(unknown), f"{node.op_type} {node.name}: {error}")
        except (_UnknownError, KeyError):
            unknown.append(f"{node.op_type} {node.name or node.output[0]}")
            lost.update(node.output)
    network = Network(name, shape, tuple(known.layers))
    if unknown:
        return ReadModel(None, tuple(unknown), "operators without a counterpart", part=network)
    return ReadModel(network)


def _node(onnx: Any, node: Any, known: _Graph) -> None:
    values = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    if node.op_type in ("Constant", "ConstantOfShape"):
        _constant(onnx, node, values, known)
    elif all(source in known.constants for source in node.input if source):
        _of_constants(node, values, known)
    elif node.op_type in OPERATORS:
        OPERATORS[node.op_type](node, values, known)
    else:
        raise _UnknownError


def _constant(onnx: Any, node: Any, values: dict[str, Any], known: _Graph) -> None:
    if node.op_type == "ConstantOfShape":
        known.constants[node.output[0]] = known.integers[node.input[0]]
        return
    array = onnx.numpy_helper.to_array(values["value"])
    known.constants[node.output[0]] = array.shape
    _small_constant(node.output[0], array, known)


def _small_constant(name: str, array: Any, known: _Graph) -> None:
    """Keeps the values of a small constant, which may be a shape, axes or a bound."""
    if array.dtype.kind == "i" and array.size <= _SMALL:
        known.integers[name] = tuple(map(int, array.reshape(-1)))
    elif array.dtype.kind == "f" and array.size == 1:
        known.numbers[name] = float(array.reshape(-1)[0])


def _of_constants(node: Any, values: dict[str, Any], known: _Graph) -> None:
    """Constants of constants; only shapes matter, and only of rearrangements."""
    shape = known.constants[node.input[0]]
    if node.op_type == "Reshape":
        wanted = known.integers[node.input[1]]
        rest = prod(shape) // abs(prod(n or 1 for n in wanted)) if -1 in wanted else 0
        shape = tuple(rest if n < 0 else n for n in wanted)
    elif node.op_type == "Unsqueeze":
        for axis in sorted(values.get("axes") or known.integers[node.input[1]]):
            shape = (*shape[:axis], 1, *shape[axis:])
    elif node.op_type == "Transpose":
        shape = tuple(shape[axis] for axis in values.get("perm", range(len(shape))[::-1]))
    elif node.op_type not in ("Identity", "Cast", "Dropout"):
        raise _UnknownError
    known.constants[node.output[0]] = shape


def _window(values: dict[str, Any], size: Shape, kernel: Sequence[int]) -> dict[str, Any]:
    """The window arguments of a specification; two spatial axes are needed."""
    if len(kernel) != 2:
        raise _UnknownError
    steps, spread = tuple(values.get("strides", (1, 1))), tuple(values.get("dilations", (1, 1)))
    auto = (values.get("auto_pad") or b"NOTSET").decode()
    top, left, bottom, right = values.get("pads", (0, 0, 0, 0))
    padding: Padding = ((top, bottom), (left, right))
    if auto == "SAME_UPPER":
        padding = "same_tf"
    elif auto == "VALID":
        padding = "valid"
    elif auto == "SAME_LOWER":  # the odd zero before, not behind
        ends = [
            max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
            for n, k, s, d in zip(size[1:], kernel, steps, spread, strict=True)
        ]
        (high, wide) = ends
        padding = ((high - high // 2, high // 2), (wide - wide // 2, wide // 2))
    return {"kernel_size": tuple(kernel), "stride": steps, "padding": padding, "dilation": spread}


def _conv(node: Any, values: dict[str, Any], known: _Graph) -> None:
    c_out, c_in, *kernel = known.constants[node.input[1]]
    groups, size = values.get("group", 1), known.shapes[known.alias[node.input[0]]]
    window = _window(values, size, kernel)
    bias = len(node.input) > 2
    known.add(node, ConvSpec(c_in * groups, c_out, **window, groups=groups, bias=bias), node.input[0])


def _conv_transpose(node: Any, values: dict[str, Any], known: _Graph) -> None:
    c_in, per_group, *kernel = known.constants[node.input[1]]
    window = _window(values, known.shapes[known.alias[node.input[0]]], kernel)
    if isinstance(window["padding"], str) or "output_shape" in values:
        raise _UnknownError
    groups, extra = values.get("group", 1), tuple(values.get("output_padding", (0, 0)))
    bias = len(node.input) > 2
    op = TransposedConvSpec(
        c_in, per_group * groups, **window, output_padding=extra, groups=groups, bias=bias
    )
    known.add(node, op, node.input[0])


def _pool(node: Any, values: dict[str, Any], known: _Graph) -> None:
    size = known.shapes[known.alias[node.input[0]]]
    window = _window(values, size, values["kernel_shape"])
    if (
        node.op_type == "AveragePool"
        and window["kernel_size"] == size[1:]
        and not any(values.get("pads", ()))
    ):
        known.add(node, GlobalPool(), node.input[0])  # one mean of the whole map
        return
    ceil_mode, counted = bool(values.get("ceil_mode", 0)), bool(values.get("count_include_pad", 0))
    op = PoolSpec(
        "max" if node.op_type == "MaxPool" else "avg",
        **window,
        ceil_mode=ceil_mode,
        count_include_pad=counted,
    )
    known.add(node, op, node.input[0])


def _matrix(node: Any, values: dict[str, Any], known: _Graph) -> None:
    """Gemm and MatMul by a constant matrix: a fully connected layer."""
    rows, columns = known.constants[node.input[1]]
    transposed = bool(values.get("transB", 0))
    inside, outside = (columns, rows) if transposed else (rows, columns)
    if values.get("transA", 0):
        raise _UnknownError
    known.add(node, LinearSpec(inside, outside, bias=len(node.input) > 2), node.input[0])


def _sum(node: Any, _: dict[str, Any], known: _Graph) -> None:
    maps = [source for source in node.input if source in known.alias]
    if len(maps) == len(node.input):
        known.add(node, Add(), *node.input)
        return
    source, layer = maps[0], known.layers[-1]
    if known.alias[source] != layer.name:
        raise _UnknownError
    if isinstance(layer.op, LinearSpec) and not layer.op.bias:  # the bias of a MatMul
        op = LinearSpec(layer.op.in_features, layer.op.out_features)
        known.layers[-1] = Layer(layer.name, op, layer.inputs)
    elif not isinstance(layer.op, BatchNorm):  # a shift behind a scale belongs to it
        raise _UnknownError
    known.alias[node.output[0]] = layer.name


def _scale(node: Any, _: dict[str, Any], known: _Graph) -> None:
    """A product with one number a channel: batch norm at inference, its shift in the sum behind."""
    maps = [source for source in node.input if source in known.alias]
    constants = [source for source in node.input if source in known.constants]
    if len(maps) != 1 or len(constants) != 1:
        raise _UnknownError
    channels = known.shapes[known.alias[maps[0]]][0]
    if known.constants[constants[0]] not in ((channels, 1, 1), (1, channels, 1, 1)):
        raise _UnknownError
    known.add(node, BatchNorm(channels), maps[0])


def _reshape(node: Any, values: dict[str, Any], known: _Graph) -> None:
    """Flattening, which the engine's fully connected layer does itself, or a step of a shuffle."""
    wanted = tuple(values.get("shape") or known.integers[node.input[1]])
    source = known.views.get(node.input[0])
    if source is not None and len(wanted) == 4:  # (N, c/g, g, H, W) back to a map
        known.add(node, Shuffle(source[1][0]), source[0])
        return
    shape = known.shapes[known.alias[node.input[0]]]
    if len(wanted) == 5 and wanted[1] * wanted[2] == shape[0]:
        known.views[node.output[0]] = (node.input[0], wanted[1:3])
    elif len(wanted) == 2 or (len(wanted) == 4 and wanted[1:] == shape):
        known.alias[node.output[0]] = known.alias[node.input[0]]
    else:
        raise _UnknownError


def _transpose(node: Any, values: dict[str, Any], known: _Graph) -> None:
    if tuple(values.get("perm", ())) != (0, 2, 1, 3, 4):
        raise _UnknownError
    known.views[node.output[0]] = known.views[node.input[0]]


def _clip(node: Any, values: dict[str, Any], known: _Graph) -> None:
    """Clip between bounds that are attributes or, since ONNX 11, constants."""
    named = zip(("min", "max"), (*node.input[1:], "", ""), strict=False)
    low, high = (known.numbers[source] if source else values.get(key) for key, source in named)
    if low != 0.0 or high not in (6.0, None):
        raise _UnknownError
    known.add(node, Activation("relu6" if high else "relu"), node.input[0])


def _mean(node: Any, values: dict[str, Any], known: _Graph) -> None:
    """The mean of each channel's pixels, however its axes are said."""
    axes = values.get("axes") or (known.integers[node.input[1]] if len(node.input) > 1 else ())
    if sorted(axis % 4 for axis in axes) != [2, 3]:
        raise _UnknownError
    known.add(node, GlobalPool(), node.input[0])


def _concat(node: Any, values: dict[str, Any], known: _Graph) -> None:
    if values.get("axis") != 1:
        raise _UnknownError
    known.add(node, Concat(), *node.input)


def _same(node: Any, _: dict[str, Any], known: _Graph) -> None:
    known.alias[node.output[0]] = known.alias[node.input[0]]


def _single(op_of: Callable[[dict[str, Any], Shape], Op]) -> Callable[[Any, dict[str, Any], _Graph], None]:
    """A node that is one operation of its first input, whatever its further inputs hold."""

    def add(node: Any, values: dict[str, Any], known: _Graph) -> None:
        known.add(node, op_of(values, known.shapes[known.alias[node.input[0]]]), node.input[0])

    return add


OPERATORS: MappingProxyType[str, Callable[[Any, dict[str, Any], _Graph], None]] = MappingProxyType(
    {
        "Conv": _conv,
        "ConvTranspose": _conv_transpose,
        "MaxPool": _pool,
        "AveragePool": _pool,
        "Gemm": _matrix,
        "MatMul": _matrix,
        "Add": _sum,
        "Sum": _sum,
        "Mul": _scale,
        "Concat": _concat,
        "Reshape": _reshape,
        "Transpose": _transpose,
        "Clip": _clip,
        "ReduceMean": _mean,
        "Flatten": _same,
        "Dropout": _same,
        "Identity": _same,
        "GlobalAveragePool": _single(lambda _, __: GlobalPool()),
        "BatchNormalization": _single(lambda _, shape: BatchNorm(shape[0])),
        "LRN": _single(lambda values, _: LocalResponseNorm(values["size"])),
        "Relu": _single(lambda _, __: Activation("relu")),
        "Sigmoid": _single(lambda _, __: Activation("sigmoid")),
        "Tanh": _single(lambda _, __: Activation("tanh")),
        "Softmax": _single(lambda _, __: Activation("softmax")),
    }
)
