"""A network with its weights as an ONNX model, for onnxruntime."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from generator.engine.arithmetic import pads
from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    LocalResponseNorm,
    Network,
    Shuffle,
    shapes,
)
from generator.engine.spec import ConvSpec, LinearSpec, PoolSpec

ACTIVATIONS = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}


def onnx_bytes(network: Network, weights: Any) -> bytes:
    """The serialised model; ONNX has no local convolution, so DeepFace has no export."""
    sizes, nodes, tensors = shapes(network), [], []

    def constant(name: str, array: np.ndarray) -> str:
        tensors.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    for layer in network.layers:
        name, op, inputs = layer.name, layer.op, list(layer.inputs)
        arrays = [constant(f"{name}/{i}", a) for i, a in enumerate(weights.get(name, ()))]
        hw = sizes[inputs[0]][1:]
        match op:
            case ConvSpec():
                (top, bottom), (left, right) = pads(op, hw)
                node(
                    "Conv",
                    inputs + arrays,
                    name,
                    strides=op.stride,
                    pads=(top, left, bottom, right),
                    dilations=op.dilation,
                    group=op.groups,
                )
            case PoolSpec():
                (top, bottom), (left, right) = pads(op, hw)
                kind = "MaxPool" if op.kind == "max" else "AveragePool"
                node(
                    kind,
                    inputs,
                    name,
                    kernel_shape=op.kernel_size,
                    strides=op.stride,
                    pads=(top, left, bottom, right),
                    ceil_mode=int(op.ceil_mode),
                )
            case LinearSpec():
                node("Flatten", inputs, f"{name}/flat")
                node("Gemm", [f"{name}/flat", *arrays], f"{name}/row", transB=1)
                node("Reshape", [f"{name}/row", constant(f"{name}/shape", np.array([1, -1, 1, 1]))], name)
            case BatchNorm():
                node("BatchNormalization", inputs + arrays, name)
            case Activation("relu6"):
                bounds = [constant(f"{name}/{v}", np.float32(v)) for v in (0, 6)]
                node("Clip", inputs + bounds, name)
            case Activation("softmax"):
                node("Softmax", inputs, name, axis=1)
            case Activation():
                node(ACTIVATIONS[op.kind], inputs, name)
            case Add():
                node("Sum", inputs, name)
            case Concat():
                node("Concat", inputs, name, axis=1)
            case GlobalPool():
                node("GlobalAveragePool", inputs, name)
            case LocalResponseNorm():
                node("LRN", inputs, name, size=op.size, alpha=1e-4, beta=0.75, bias=2.0)
            case Shuffle():
                c, h, w = sizes[name]
                split = constant(f"{name}/split", np.array([1, op.groups, c // op.groups, h, w]))
                node("Reshape", [*inputs, split], f"{name}/a")
                node("Transpose", [f"{name}/a"], f"{name}/b", perm=(0, 2, 1, 3, 4))
                node("Reshape", [f"{name}/b", constant(f"{name}/whole", np.array([1, c, h, w]))], name)
            case _:
                raise NotImplementedError(op)
    x = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, (1, *network.input_shape))
    last = network.layers[-1].name
    y = helper.make_tensor_value_info(last, TensorProto.FLOAT, (1, *sizes[last]))
    graph = helper.make_graph(nodes, network.name, [x], [y], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    return model.SerializeToString()


def onnx_runner(network: Network, weights: Any, x: np.ndarray) -> Any:
    """A function of no arguments that runs onnxruntime once on x, on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_bytes(network, weights), options, ["CPUExecutionProvider"])
    return lambda: session.run(None, {INPUT: x})[0]
