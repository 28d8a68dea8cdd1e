"""The claims of the note this project began with, each computed: right, wrong, or an upper bound."""

from __future__ import annotations

import numpy as np

from generator.engine import ConvSpec, conv2d_loops, macs, output_hw, params, separable_conv2d, weights, zoo
from generator.engine.arithmetic import separable_ratio
from generator.engine.cost import cost_table
from generator.engine.draft import Draft
from generator.engine.network import Network
from generator.engine.spec import LinearSpec
from generator.engine.zoo.blocks import basic, bottleneck


def block(of: str) -> Network:
    net = Draft(of, (256, 56, 56))
    if of == "bottleneck":
        bottleneck(net, 256)
    else:
        basic(net, 256)
    return net.done()


def test_69632_is_a_weight_count_not_a_computation() -> None:
    total = cost_table(block("bottleneck")).total
    assert total.weights == 69_632 and total.params("bn") == 70_400
    assert total.macs == 218_365_952


def test_896_and_4608_leave_out_the_input_channels() -> None:
    wide, narrow = cost_table(block("basic")).total, cost_table(block("bottleneck")).total
    assert 1 * 1 * 64 + 3 * 3 * 64 + 1 * 1 * 256 == 896 != narrow.weights
    assert 3 * 3 * 256 + 3 * 3 * 256 == 4_608 != wide.weights == 1_179_648
    assert wide.macs == 3_699_376_128
    assert round(wide.macs / narrow.macs, 2) == 16.94
    papers = 2 * weights(ConvSpec(64, 64, 3))
    assert papers == 73_728  # the paper sets the bottleneck beside a 64-channel basic block


def test_the_separable_example_of_11_by_11() -> None:
    standard = ConvSpec(3, 16, 3, stride=2, padding=1)
    dw, pw = ConvSpec(3, 3, 3, stride=2, padding=1, groups=3), ConvSpec(3, 16, 1)
    hw = (11, 11)
    assert output_hw(standard, hw) == output_hw(dw, hw) == (6, 6)
    assert macs(standard, hw) == 15_552
    assert (macs(dw, hw), macs(pw, (6, 6))) == (972, 1_728)
    assert (weights(standard), weights(dw) + weights(pw)) == (432, 75)
    assert round(15_552 / 2_700, 2) == 5.76


def test_nine_times_is_an_upper_bound() -> None:
    for channels, expected in ((16, 5.76), (64, 7.89), (512, 8.84)):
        part, whole = separable_ratio(3, channels)
        assert round(whole / part, 2) == expected == round(9 * channels / (channels + 9), 2)
    separable, standard = (cost_table(zoo.build("mobilenet_v1", standard=s)).total for s in (False, True))
    assert round(standard.macs / separable.macs, 2) == 8.56
    assert round(standard.params() / separable.params(), 2) == 6.92


def test_equivalent_in_effect_holds_for_shapes_only() -> None:
    """The nearest separable kernel, by the singular values of each input channel's 9×16 matrix."""
    rng = np.random.default_rng(0)
    left = []
    for _ in range(20):
        kernel = rng.standard_normal((16, 3, 3, 3))
        lost = 0.0
        for channel in range(3):
            strengths = np.linalg.svd(kernel[:, channel].reshape(16, 9), compute_uv=False) ** 2
            lost += strengths[1:].sum()
        left.append(lost / (kernel**2).sum())
    assert round(float(np.mean(left)), 2) == 0.72
    x = rng.standard_normal((1, 3, 11, 11))
    standard = conv2d_loops(x, kernel, stride=2, padding=1)
    separable = separable_conv2d(x, kernel[:3, :1], kernel[:, :, 0, 0], stride=2, padding=1)
    assert standard.shape == separable.shape and not np.allclose(standard, separable)


def test_28_layers_and_the_multipliers() -> None:
    layers = zoo.build("mobilenet_v1").layers
    convs = [layer.op for layer in layers if isinstance(layer.op, ConvSpec)]
    dw, pw = [c for c in convs if c.depthwise], [c for c in convs if c.pointwise]
    fc = [layer for layer in layers if isinstance(layer.op, LinearSpec)]
    assert (len(convs) - len(dw) - len(pw), len(dw), len(pw), len(fc)) == (1, 13, 13, 1)


def test_a_kernel_on_k_channels_is_one_filter_only() -> None:
    assert weights(ConvSpec(5, 1, 3)) == 3 * 3 * 5
    assert weights(ConvSpec(5, 7, 3)) == 3 * 3 * 5 * 7


def test_local_convolution_computes_the_same_with_more_weights() -> None:
    rows = {row.stage: row for row in cost_table(zoo.build("deepface")).rows if row.kind.startswith("local")}
    for stage, kernel, places in (("L4", 9, 3025), ("L5", 7, 625), ("L6", 5, 441)):
        shared = 16 * 16 * kernel * kernel
        assert rows[stage].macs == shared * places == rows[stage].weights


def test_depthwise_separable_weights_are_as_the_note_writes_them() -> None:
    k, c_in, c_out = 3, 32, 64
    dw, pw = ConvSpec(c_in, c_in, k, groups=c_in), ConvSpec(c_in, c_out, 1)
    assert params(dw) + params(pw) == k * k * c_in + 1 * 1 * c_in * c_out
    assert params(ConvSpec(c_in, c_out, k, groups=8)) == k * k * c_in * c_out // 8


def test_the_inverted_residual_example() -> None:
    """k=24, t=6, s=2, k'=32."""
    assert 24 * 144 + 9 * 144 + 144 * 32 == 9_360
    dw = ConvSpec(144, 144, 3, stride=2, padding=1, groups=144)
    assert weights(ConvSpec(24, 144, 1)) + weights(dw) + weights(ConvSpec(144, 32, 1)) == 9_360
