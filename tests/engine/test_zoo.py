from __future__ import annotations

import pytest

from generator.engine import SpecError, zoo
from generator.engine.network import Shape, shapes
from generator.engine.spec import ConvSpec, LinearSpec

STAGES: dict[str, list[tuple[str, Shape]]] = {
    "resnet50": [
        ("conv1", (64, 112, 112)),
        ("conv2_x", (256, 56, 56)),
        ("conv3_x", (512, 28, 28)),
        ("conv4_x", (1024, 14, 14)),
        ("conv5_x", (2048, 7, 7)),
        ("head", (1000, 1, 1)),
    ],
    "resnet34": [("conv2_x", (64, 56, 56)), ("conv3_x", (128, 28, 28)), ("conv5_x", (512, 7, 7))],
    "resnet50_v2": [("conv2_x", (256, 56, 56)), ("conv5_x", (2048, 7, 7))],
    "resnext50": [("conv2_x", (256, 56, 56)), ("conv5_x", (2048, 7, 7))],
    "mobilenet_v1": [
        ("stem", (32, 112, 112)),
        ("separable1", (64, 112, 112)),
        ("separable3", (128, 56, 56)),
        ("separable5", (256, 28, 28)),
        ("separable11", (512, 14, 14)),
        ("separable13", (1024, 7, 7)),
    ],
    "mobilenet_v2": [
        ("bottleneck1", (16, 112, 112)),
        ("bottleneck2", (24, 56, 56)),
        ("bottleneck3", (32, 28, 28)),
        ("bottleneck4", (64, 14, 14)),
        ("bottleneck5", (96, 14, 14)),
        ("bottleneck6", (160, 7, 7)),
        ("bottleneck7", (320, 7, 7)),
    ],
    "deepface": [
        ("C1", (32, 142, 142)),
        ("M2", (32, 71, 71)),
        ("C3", (16, 63, 63)),
        ("L4", (16, 55, 55)),
        ("L5", (16, 25, 25)),
        ("L6", (16, 21, 21)),
        ("F7", (4096, 1, 1)),
        ("F8", (4030, 1, 1)),
    ],
    "googlenet": [("3b", (480, 14, 14)), ("4e", (832, 7, 7)), ("5b", (1024, 7, 7))],
    "xception": [("entry", (728, 19, 19)), ("middle8", (728, 19, 19)), ("exit", (2048, 10, 10))],
    "shufflenet_v1": [("stage2", (240, 28, 28)), ("stage3", (480, 14, 14)), ("stage4", (960, 7, 7))],
    "alexnet": [("conv1", (96, 27, 27)), ("conv2", (256, 13, 13)), ("conv5", (256, 6, 6))],
}
"""The papers' tables: what each stage hands on."""


@pytest.mark.parametrize("name", STAGES)
def test_stages_have_the_shapes_of_the_paper(name: str) -> None:
    network = zoo.build(name)
    found = shapes(network)
    last = {layer.stage: found[layer.name] for layer in network.layers}
    for stage, shape in STAGES[name]:
        assert last[stage] == shape, stage


def layers_with_weights(name: str, **options: object) -> int:
    """How many layers a paper counts: convolutions on the main path and full connections."""
    layers = zoo.build(name, **options).layers
    return sum(isinstance(layer.op, ConvSpec | LinearSpec) for layer in layers)


def test_networks_have_as_many_layers_as_their_names_say() -> None:
    for depth in (18, 34):
        assert layers_with_weights(f"resnet{depth}", shortcut="A") == depth
    for depth in (50, 101, 152):
        assert layers_with_weights(f"resnet{depth}") == depth + 4  # and four projections
    assert layers_with_weights("mobilenet_v1") == 28
    assert layers_with_weights("googlenet") == 1 + 2 + 9 * 6 + 1  # 22 deep, modules counted as two


def test_option_a_has_no_parameters_where_option_b_projects() -> None:
    weights_a, weights_b = layers_with_weights("resnet34", shortcut="A"), layers_with_weights("resnet34")
    assert weights_b - weights_a == 3


def test_width_scales_channels_and_keeps_the_last_of_v2() -> None:
    def channels(width: float) -> int:
        network = zoo.build("mobilenet_v2", width=width)
        return next(layer.op.in_features for layer in network.layers if isinstance(layer.op, LinearSpec))

    assert [channels(width) for width in (0.35, 0.5, 1.0, 1.4)] == [1280, 1280, 1280, 1792]
    assert shapes(zoo.build("mobilenet_v1", width=0.25))["conv1"][0] == 8


@pytest.mark.parametrize("size", [96, 128, 160, 192, 224])
def test_every_input_size_of_mobilenet_v2_ends_at_a_thirtysecond(size: int) -> None:
    network = zoo.build("mobilenet_v2", size=size)
    before_pool = next(layer.inputs[0] for layer in network.layers if layer.name == "gap1")
    assert shapes(network)[before_pool] == (1280, size // 32, size // 32)


def test_the_first_bottleneck_of_v2_does_not_widen() -> None:
    network = zoo.build("mobilenet_v2")
    first = [layer.name for layer in network.layers if layer.stage == "bottleneck1"]
    assert first[0].startswith("dw")


def test_unknown_names_and_options_say_what_is_known() -> None:
    with pytest.raises(SpecError, match="known are resnet18"):
        zoo.build("resnet19")
    with pytest.raises(SpecError, match="alexnet takes size, classes"):
        zoo.build("alexnet", width=2)
    assert set(zoo.NAMES) >= set(STAGES) and len(zoo.NAMES) == 14


@pytest.mark.parametrize(
    ("name", "option", "value", "reason"),
    [
        ("mobilenet_v1", "width", "0.25inf0.25", "a number above 0"),
        ("mobilenet_v1", "width", float("inf"), "a number above 0"),
        ("mobilenet_v1", "width", float("nan"), "a number above 0"),
        ("mobilenet_v1", "size", 1e3, "an integer from 1"),
        ("mobilenet_v1", "size", 10**4000, "an integer from 1"),
        ("mobilenet_v1", "shallow", 3, "true or false"),
        ("resnet50", "variant", 3, "v1 or v1.5 or slim"),
        ("resnet50", "width_per_group", 0, "an integer from 1"),
        ("shufflenet_v1", "groups", 7, "one of 1, 2, 3, 4, 8"),
    ],
)
def test_a_value_that_no_network_has_is_refused(name: str, option: str, value: object, reason: str) -> None:
    with pytest.raises(SpecError, match=reason):
        zoo.build(name, **{option: value})
