"""ONNX's own tests and models; they need the package `onnx` with its data, and are skipped without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from generator.engine import cost_report, macs, operators
from generator.engine.conv import Array
from generator.engine.fast import Runner
from generator.engine.network import Network, Shuffle, shapes
from generator.engine.parameters import Weights, random_weights
from generator.engine.spec import ConvSpec
from generator.onnx_reader import ReadModel, read
from tests.engine import onnx_nodes

INAPPLICABLE = {
    "1 spatial axes, the engine has two": 3,
    "3 spatial axes, the engine has two": 11,
    "a second output: indices of maxima, or running statistics of training": 4,
    "a concatenation of vectors; maps have channels": 2,
}
"""Why tests of the engine's operators do not apply, and how many. Operators it does not offer are
left out whole: deformable and quantised convolution, Col2Im, LpPool, unpooling."""
LIGHT = {
    "bvlc_alexnet": (654_560_384, 60_965_224),
    "densenet121": (2_834_161_664, 8_062_504),
    "inception_v1": (1_431_556_352, 6_998_552),
    "inception_v2": (2_018_851_840, 11_214_888),
    "resnet50": (4_089_184_256, 25_557_032),
    "shufflenet": (124_664_528, 1_393_320),
    "squeezenet": (349_151_936, 1_235_496),
    "vgg19": (19_632_062_464, 143_667_240),
    "zfnet512": (1_481_727_008, 87_250_536),
}
"""MACs and parameters; resnet50's and vgg19's parameters are those of public documentation."""


@pytest.fixture
def data() -> Iterator[Path]:
    pytest.importorskip("onnx", reason="the optional package onnx is not installed")
    if not onnx_nodes.folder().is_dir():
        pytest.skip("this release of onnx carries no node tests")
    yield onnx_nodes.folder().parent


def test_all_applicable_node_tests_pass(data: Path) -> None:
    assert data.is_dir()
    passed, reasons = list[str](), dict[str, str]()
    for name in onnx_nodes.names():
        try:
            found, expected = onnx_nodes.run(name)
        except onnx_nodes.Inapplicable as reason:
            reasons[name] = str(reason)
            continue
        assert found.shape == expected.shape, name
        assert np.allclose(found, expected, rtol=1e-3, atol=1e-5), name
        passed.append(name)
    assert len(passed) == 89
    assert Counter(reasons.values()) == INAPPLICABLE


def light(data: Path, name: str) -> ReadModel:
    return read(data / "light" / f"light_{name}.onnx")


@pytest.mark.parametrize("name", LIGHT)
def test_whole_light_networks_are_read(data: Path, name: str) -> None:
    model = light(data, name)
    assert model.network is not None, (model.unknown, model.problem)
    report = cost_report(model.network)
    assert (report["macs"], report["params"]) == LIGHT[name]
    assert shapes(model.network)[model.network.layers[-1].name] == (1000, 1, 1)


def test_a_shuffle_written_as_three_nodes_is_one(data: Path) -> None:
    model = light(data, "shufflenet")
    assert model.network is not None
    assert sum(isinstance(layer.op, Shuffle) for layer in model.network.layers) == 4 + 8 + 4


def test_unknown_operators_are_listed_not_guessed(data: Path, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    weight = helper.make_tensor("w", kind, (8, 3, 3, 3), np.zeros(216).tolist())
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], "first", pads=[1, 1, 1, 1]),
        helper.make_node("Erf", ["a"], ["b"], "bent"),
        helper.make_node("Relu", ["b"], ["y"], "last"),
    ]
    x, y = (helper.make_tensor_value_info(n, kind, (1, c, 8, 8)) for n, c in (("x", 3), ("y", 8)))
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(helper.make_graph(nodes, "g", [x], [y], [weight])), str(path))
    assert data.is_dir()
    model = read(path)
    assert model.network is None and model.unknown == ("Erf bent",)
    onnx.save(helper.make_model(helper.make_graph(nodes[:1], "g", [x], [y], [weight])), str(path))
    network = read(path).network
    assert network is not None and macs(ConvSpec(3, 8, 3, padding=1), (8, 8)) == cost_report(network)["macs"]


def test_a_file_that_is_no_model_is_a_problem(data: Path, tmp_path: Path) -> None:
    assert data.is_dir()
    path = tmp_path / "broken.onnx"
    path.write_bytes(b"\x00not a model")
    assert read(path).network is None and "not an ONNX file" in read(path).problem


def constant_weights(network: Network, value: float) -> Weights:
    """Every stored value of a light model is one number; a product with one (`Mul`) is a scale alone."""

    def filled(name: str, arrays: tuple[Array, ...]) -> tuple[Array, ...]:
        same = tuple(np.full_like(array, value) for array in arrays)
        if name.startswith("mul"):
            scale, shift, mean, _ = same
            return scale, shift, np.zeros_like(mean), np.full_like(mean, 1 - operators.EPSILON)
        return same

    return {name: filled(name, arrays) for name, arrays in random_weights(network).items()}


def test_a_light_networks_output_is_what_onnx_stores(data: Path) -> None:
    """The light models hold no real weights: all are 0.02. Eight of the nine end in a softmax of
    equal scores, 1/1000 whatever stands before it; DenseNet's output alone tells right from wrong."""
    network = light(data, "densenet121").network
    assert network is not None
    expected = onnx_nodes.tensor(import_module("onnx"), data / "light" / "light_densenet121_output_0.pb")
    count = int(np.prod(network.input_shape))
    x = (np.arange(count) / count).reshape(1, *network.input_shape).astype(np.float32)
    found = Runner(network, constant_weights(network, 0.02))(x)
    assert found.shape == expected.shape and np.allclose(found, expected, rtol=1e-4)
