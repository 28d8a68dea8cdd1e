"""Small ONNX models, made with the package itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def save_model(onnx: Any, path: Path, strange: bool = False) -> None:
    """A stride-2 convolution, ReLU6 as exporters write it, and a classifier; or an Erf in between."""
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT

    def constant(name: str, *shape: int, value: float = 0.0) -> Any:
        size = 1
        for n in shape:
            size *= n
        return helper.make_tensor(name, kind, shape, [value] * size)

    constants = [constant("w", 8, 3, 3, 3), constant("v", 10, 8), constant("b", 10)]
    constants += [constant("low"), constant("high", value=6.0)]
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], "first", pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("Erf" if strange else "Identity", ["a"], ["e"], "bent"),
        helper.make_node("Clip", ["e", "low", "high"], ["c"], "six"),
        helper.make_node("ReduceMean", ["c"], ["g"], "pool", axes=[2, 3]),
        helper.make_node("Flatten", ["g"], ["f"], "flat"),
        helper.make_node("Gemm", ["f", "v", "b"], ["y"], "head", transB=1),
    ]
    x = helper.make_tensor_value_info("x", kind, (1, 3, 16, 16))
    y = helper.make_tensor_value_info("y", kind, (1, 10))
    graph = helper.make_graph(nodes, "g", [x], [y], constants)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), str(path))
