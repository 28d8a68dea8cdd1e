"""ONNX's node tests on the engine's operators: which apply, which do not and why, and how to run one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from generator.engine import conv2d, conv_transpose2d, operators
from generator.engine.arithmetic import effective_kernel, same_tf_pads
from generator.engine.conv import Array
from generator.engine.spec import Pads, PoolSpec

FAMILIES = {
    "Conv": "conv",
    "ConvInteger": "convinteger",
    "ConvTranspose": "convtranspose",
    "MaxPool": "maxpool",
    "AveragePool": "averagepool",
    "GlobalAveragePool": "globalaveragepool",
    "BatchNormalization": "batchnorm",
    "LRN": "lrn",
    "Relu": "relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softmax": "softmax",
    "Gemm": "gemm",
    "Concat": "concat",
    "Add": "add",
}
"""The operators that the engine has, each with how its tests' folders begin."""
PREFIXES = ("basic_conv", *FAMILIES.values())


class Inapplicable(Exception):  # noqa: N818 # not a fault: a test of something the engine does not offer
    """Why a node test does not apply."""


def folder() -> Path:
    """Where the installed `onnx` keeps its node tests."""
    return Path(str(import_module("onnx").__file__)).parent / "backend/test/data/node"


def names() -> list[str]:
    """The tests of the engine's operators, function expansions left out."""
    found = sorted(path.name.removeprefix("test_") for path in folder().iterdir())
    families = [name for name in found if name.startswith(PREFIXES) and "expanded" not in name]
    return [name for name in families if not name.startswith("basic_deform")]


def run(name: str) -> tuple[Array, Array]:
    """(what the engine computes, what ONNX expects); `Inapplicable` with the reason."""
    onnx: Any = import_module("onnx")
    model = onnx.load(str(folder() / f"test_{name}" / "model.onnx"))
    if len(model.graph.node) != 1:
        raise Inapplicable("several nodes")
    node = model.graph.node[0]
    if node.op_type not in FAMILIES:
        raise Inapplicable(f"the engine has no {node.op_type}")
    sets = folder() / f"test_{name}" / "test_data_set_0"
    count = sum(bool(source) for source in node.input)
    inputs = [tensor(onnx, sets / f"input_{i}.pb") for i in range(count)]
    values = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    if len([output for output in node.output if output]) > 1:
        raise Inapplicable("a second output: indices of maxima, or running statistics of training")
    return operator(node.op_type, values, inputs), tensor(onnx, sets / "output_0.pb")


def tensor(onnx: Any, path: Path) -> Array:
    """A stored array."""
    return np.asarray(onnx.numpy_helper.to_array(onnx.load_tensor(str(path))))


def operator(kind: str, values: dict[str, Any], inputs: Sequence[Array]) -> Array:
    """One operator, in the engine's words."""
    x = inputs[0]
    elementwise = kind in ("Relu", "Sigmoid", "Tanh", "Softmax", "Add", "Concat", "Gemm")
    if not elementwise and x.ndim != 4:
        raise Inapplicable(f"{x.ndim - 2} spatial axes, the engine has two")
    match kind:
        case "Conv" | "ConvInteger":
            return convolution(kind, values, inputs)
        case "ConvTranspose":
            return transposed(values, inputs)
        case "MaxPool" | "AveragePool":
            return pooled(kind, values, x)
        case "GlobalAveragePool":
            return operators.global_pool2d(x)
        case "BatchNormalization":
            scale, shift, mean, var = inputs[1:]
            return operators.batch_norm(x, scale, shift, mean, var, values.get("epsilon", 1e-5))
        case "LRN":
            alpha, beta, bias = values.get("alpha", 1e-4), values.get("beta", 0.75), values.get("bias", 1.0)
            return operators.local_response_norm(x, values["size"], alpha, beta, bias)
        case "Relu":
            return operators.activation(x, "relu")
        case "Sigmoid":
            return operators.activation(x, "sigmoid")
        case "Tanh":
            return operators.activation(x, "tanh")
        case "Softmax":
            axis = values.get("axis", -1)
            return (
                np.moveaxis(operators.activation(np.moveaxis(x, axis, 1), "softmax"), 1, axis)
                if x.ndim > 1
                else x
            )
        case "Gemm":
            return gemm(values, inputs)
        case "Concat":
            axis = values["axis"]
            if x.ndim == 1:
                raise Inapplicable("a concatenation of vectors; maps have channels")
            return np.moveaxis(operators.concat([np.moveaxis(a, axis, 1) for a in inputs]), 1, axis)
        case _:
            return np.asarray(x + inputs[1])


def ends(values: dict[str, Any], size: Sequence[int], kernel: Sequence[int]) -> Pads:
    """The padding ((top, bottom), (left, right)) of a node."""
    steps, spread = values.get("strides", (1, 1)), values.get("dilations", (1, 1))
    auto = (values.get("auto_pad") or b"NOTSET").decode()
    if auto.startswith("SAME"):
        pairs = [same_tf_pads(n, k, s, d) for n, k, s, d in zip(size, kernel, steps, spread, strict=True)]
        (top, bottom), (left, right) = pairs
        lower = auto == "SAME_LOWER"
        return ((bottom, top), (right, left)) if lower else ((top, bottom), (left, right))
    top, left, bottom, right = values.get("pads", (0, 0, 0, 0))
    return (top, bottom), (left, right)


def two(values: dict[str, Any], name: str) -> tuple[int, int]:
    """An attribute of two integers, 1 where it is left out."""
    first, second = values.get(name, (1, 1))
    return first, second


def convolution(kind: str, values: dict[str, Any], inputs: Sequence[Array]) -> Array:
    """Conv, or ConvInteger: zero points are subtracted first, int32 is expected."""
    x, weight, *rest = inputs
    bias = None
    if kind == "ConvInteger":
        points = [np.asarray(point).astype(np.int64) for point in rest]
        x, weight = (a.astype(np.int64) for a in (x, weight))
        x = x - points[0] if points else x
        weight = weight - points[1].reshape(-1, 1, 1, 1) if len(points) > 1 else weight
    elif rest:
        bias = rest[0]
    y = conv2d(
        x,
        weight,
        bias,
        stride=two(values, "strides"),
        padding=ends(values, x.shape[2:], weight.shape[2:]),
        dilation=two(values, "dilations"),
        groups=values.get("group", 1),
    )
    return y.astype(np.int32) if kind == "ConvInteger" else y


def transposed(values: dict[str, Any], inputs: Sequence[Array]) -> Array:
    """ConvTranspose; a wanted output size fixes the padding, the odd zero behind unless SAME_LOWER."""
    x, weight, *bias = inputs
    steps, spread = two(values, "strides"), two(values, "dilations")
    extra = tuple(values.get("output_padding", (0, 0)))
    padding = ends({**values, "auto_pad": b"NOTSET"}, x.shape[2:], weight.shape[2:])
    auto = (values.get("auto_pad") or b"NOTSET").decode()
    wanted = values.get("output_shape")
    if auto.startswith("SAME"):
        wanted = [n * s for n, s in zip(x.shape[2:], steps, strict=True)]
    if wanted is not None:
        pairs: list[tuple[int, int]] = []
        missing: list[int] = []
        for axis, (k, s, d) in enumerate(zip(weight.shape[2:], steps, spread, strict=True)):
            total = (x.shape[2 + axis] - 1) * s + effective_kernel(k, d) + extra[axis] - wanted[axis]
            small = max(total, 0) // 2
            larger = max(total, 0) - small
            pairs.append((larger, small) if auto == "SAME_LOWER" else (small, larger))
            missing.append(max(-total, extra[axis]))
        padding, extra = (pairs[0], pairs[1]), tuple(missing)
    return conv_transpose2d(
        x,
        weight,
        *bias,
        stride=steps,
        padding=padding,
        output_padding=(extra[0], extra[1]),
        dilation=spread,
        groups=values.get("group", 1),
    )


def pooled(kind: str, values: dict[str, Any], x: Array) -> Array:
    """MaxPool and AveragePool."""
    kernel = tuple(values["kernel_shape"])
    spec = PoolSpec(
        "max" if kind == "MaxPool" else "avg",
        (kernel[0], kernel[1]),
        two(values, "strides"),
        ends(values, x.shape[2:], kernel),
        two(values, "dilations"),
        bool(values.get("ceil_mode", 0)),
        bool(values.get("count_include_pad", 0)),
    )
    return operators.pool2d(x, spec)


def gemm(values: dict[str, Any], inputs: Sequence[Array]) -> Array:
    """alpha A B + beta C by the fully connected layer."""
    a, b, *c = inputs
    a = a.T if values.get("transA", 0) else a
    b = b if values.get("transB", 0) else b.T
    y = operators.linear(a, b * values.get("alpha", 1.0))[:, :, 0, 0]
    return np.asarray(y + values.get("beta", 1.0) * c[0] if c else y)
