from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from generator.engine import SpecError, conv2d, zoo
from generator.engine import receptive_field as rf
from generator.engine.arithmetic import Field, grow
from generator.engine.draft import Draft
from generator.engine.network import Network


def chain(layers: list[tuple[int, int, int]], size: int) -> Network:
    net = Draft("chain", (1, size, size))
    for kernel, stride, dilation in layers:
        net.conv(1, kernel, stride, 0, dilation)
    return net.done()


def test_doubling_dilations_cover_every_pixel() -> None:
    counts = rf.chain_counts([(3, 1, 1), (3, 1, 2), (3, 1, 4)])
    assert counts.tolist() == [1, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3, 1, 2, 1, 1]
    assert rf.touched(np.outer(counts, counts)) == (225, 225)


@pytest.mark.parametrize(
    ("dilations", "reached", "box"), [((2, 2, 2), 49, 169), ((1, 2, 5), 289, 289), ((2, 4, 8), 225, 841)]
)
def test_other_dilations_leave_a_grid_or_do_not(dilations: tuple[int, ...], reached: int, box: int) -> None:
    counts = rf.chain_counts([(3, 1, d) for d in dilations])
    assert rf.touched(np.outer(counts, counts)) == (reached, box)


def test_twenty_layers_see_41_pixels_and_use_17() -> None:
    counts = rf.chain_counts([(3, 1, 1)] * 20)
    assert len(counts) == 41
    square = np.outer(counts, counts)
    assert rf.effective_side(square, 0.95) == 17
    assert rf.effective(square).sum() == pytest.approx(1)


LAYERS = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(1, 2)), min_size=1, max_size=3)


@given(LAYERS)
@settings(max_examples=40, deadline=None)
def test_theory_path_counts_and_perturbation_agree(layers: list[tuple[int, int, int]]) -> None:
    counts = rf.chain_counts(layers)
    network = chain(layers, len(counts) + 6)
    field = rf.fields(network)[network.layers[-1].name]
    assert field is not None
    assert rf.theoretical(network) == len(counts) == field[0].size
    paths = rf.path_counts(network, position=(0, 0))
    assert np.array_equal(paths[: len(counts), : len(counts)], np.outer(counts, counts))
    assert np.array_equal(paths > 0, perturbed(network, layers))


def perturbed(network: Network, layers: list[tuple[int, int, int]]) -> NDArray[np.bool_]:
    """Which input pixels change output (0, 0): each is changed in turn."""
    size = network.input_shape[1]
    x = np.eye(size * size).reshape(-1, 1, size, size)
    for kernel, stride, dilation in layers:
        x = conv2d(x, np.ones((1, 1, kernel, kernel)), stride=stride, dilation=dilation)
    changed: NDArray[np.bool_] = x[:, 0, 0, 0] != 0
    return changed.reshape(size, size)


def test_a_branching_network_sees_the_union() -> None:
    net = Draft("branches", (1, 20, 20))
    net.conv(1, 3)
    came = net.at
    net.conv(1, 5, dilation=2)
    net.add(came)
    network = net.done()
    assert rf.theoretical(network) == 3 + 4 * 2
    paths = rf.path_counts(network)
    assert rf.extent(paths) == (11, 11)
    once = np.outer([1, 1, 1], [1, 1, 1])
    assert paths[9:12, 9:12].sum() > once.sum()  # the shortcut adds its own paths


def test_branches_that_stride_apart_cannot_meet() -> None:
    net = Draft("apart", (1, 1, 1))
    net.conv(1, 1, 2)
    came = net.at
    net.at = "input"
    net.conv(1, 1)
    net.add(came)
    with pytest.raises(SpecError, match="strided equally"):
        rf.fields(net.done())


def test_start_and_jump_follow_the_recurrence() -> None:
    field = grow(Field(), 3, 2, 1)
    assert (field.size, field.jump, field.start) == (3, 2, 0.0)
    field = grow(field, 2, 2, 0)
    assert (field.size, field.jump, field.start) == (5, 4, 1.0)


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("resnet18", {}, 435),
        ("resnet50", {"variant": "v1.5"}, 427),
        ("resnet50", {}, 483),
        ("resnet50", {"variant": "slim"}, 483),
        ("mobilenet_v1", {}, 315),
        ("mobilenet_v2", {}, 491),
    ],
)
def test_the_support_of_a_networks_gradient_equals_theory(
    name: str, options: dict[str, object], expected: int
) -> None:
    """On an input large enough that no edge cuts the field."""
    network = zoo.build(name, size=1024, **options)
    assert rf.theoretical(network) == expected
    assert rf.extent(rf.path_counts(network)) == (expected, expected)


def test_global_pooling_sees_everything() -> None:
    network = zoo.build("mobilenet_v1")
    field = rf.fields(network)["gap1"]
    assert field is not None and field[0].size == 315 + 6 * 32
