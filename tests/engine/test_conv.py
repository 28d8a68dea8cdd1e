from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.engine import (
    ConvSpec,
    SpecError,
    conv2d,
    conv2d_loops,
    conv_transpose2d,
    convolve2d,
    depthwise_conv2d,
    local_conv2d,
    output_hw,
    output_size,
    pointwise_conv2d,
    separable_conv2d,
)
from generator.engine.arithmetic import effective_kernel, same_tf_pads
from tests.engine.settings import Setting, settings_of_conv


@given(settings_of_conv(), st.sampled_from([np.float32, np.float64, np.int8, np.int64]))
@settings(max_examples=150, deadline=None)
def test_fast_path_equals_the_equation(setting: Setting, dtype: type) -> None:
    x, w, b = setting.arrays(dtype)
    s = setting.spec
    fast = conv2d(x, w, b, stride=s.stride, padding=s.padding, dilation=s.dilation, groups=s.groups)
    slow = conv2d_loops(x, w, b, stride=s.stride, padding=s.padding, dilation=s.dilation, groups=s.groups)
    assert fast.dtype == slow.dtype and fast.shape == slow.shape == (
        len(x),
        s.out_channels,
        *output_hw(s, setting.hw),
    )
    if np.issubdtype(dtype, np.integer):
        assert fast.dtype == np.int64 and np.array_equal(fast, slow)
    else:
        assert np.allclose(fast, slow, rtol=0, atol=1e-5 if dtype is np.float32 else 1e-12)


@given(settings_of_conv())
@settings(max_examples=50, deadline=None)
def test_local_with_equal_kernels_is_the_shared_convolution(setting: Setting) -> None:
    x, w, _ = setting.arrays()
    s = setting.spec
    height, width = output_hw(s, setting.hw)
    each = np.broadcast_to(w, (height, width, *w.shape))
    bias = np.arange(s.out_channels * height * width, dtype=float).reshape(-1, height, width)
    shared = conv2d(x, w, stride=s.stride, padding=s.padding, dilation=s.dilation, groups=s.groups)
    local = local_conv2d(
        x, each, bias, stride=s.stride, padding=s.padding, dilation=s.dilation, groups=s.groups
    )
    assert np.allclose(local, shared + bias)


@given(settings_of_conv())
@settings(max_examples=60, deadline=None)
def test_transposed_convolution_is_the_adjoint(setting: Setting) -> None:
    """<conv(x), y> = <x, transposed(y)> for every x and y."""
    x, w, _ = setting.arrays()
    s = setting.spec
    if s.padding == "same_tf":
        return
    y = conv2d(x, w, stride=s.stride, padding=s.padding, dilation=s.dilation, groups=s.groups)
    z = np.random.default_rng(1).standard_normal(y.shape)
    lost_h, lost_w = (
        (i + sum(p) - effective_kernel(k, d)) % step
        for i, p, k, d, step in zip(setting.hw, s.padding, s.kernel_size, s.dilation, s.stride, strict=True)
    )
    back = conv_transpose2d(
        z,
        w,
        stride=s.stride,
        padding=s.padding,
        output_padding=(lost_h, lost_w),
        dilation=s.dilation,
        groups=s.groups,
    )
    assert back.shape == x.shape
    assert np.isclose((y * z).sum(), (x * back).sum())


def test_depthwise_pointwise_and_separable_are_conv2d() -> None:
    rng = np.random.default_rng(0)
    x, dw, pw = (
        rng.standard_normal((2, 3, 11, 11)),
        rng.standard_normal((3, 1, 3, 3)),
        rng.standard_normal((16, 3)),
    )
    between = conv2d_loops(x, dw, stride=2, padding=1, groups=3)
    assert np.allclose(depthwise_conv2d(x, dw, stride=2, padding=1), between)
    after = conv2d_loops(between, pw[..., None, None])
    assert np.allclose(pointwise_conv2d(between, pw), after)
    assert np.allclose(separable_conv2d(x, dw, pw, stride=2, padding=1), after)
    assert after.shape == (2, 16, 6, 6)


def test_a_depthwise_multiplier_repeats_each_channel() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((1, 2, 5, 5)), rng.standard_normal((6, 1, 3, 3))
    assert np.allclose(depthwise_conv2d(x, w), conv2d_loops(x, w, groups=2))


def test_mathematical_convolution_is_associative_and_correlation_is_not() -> None:
    rng = np.random.default_rng(0)
    x, a, b = (rng.standard_normal((1, 1, n, n)) for n in (5, 3, 2))
    assert np.allclose(
        convolve2d(convolve2d(x, a, padding=2), b, padding=1),
        convolve2d(x, convolve2d(a, b, padding=1), padding=3),
    )
    ab = conv2d(a, b, padding=1)
    assert not np.allclose(conv2d(conv2d(x, a, padding=2), b, padding=1), conv2d(x, ab, padding=3))


def test_grouped_convolution_is_the_block_diagonal_dense_one() -> None:
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((1, 4, 5, 5)), rng.standard_normal((6, 2, 3, 3))
    dense = np.zeros((6, 4, 3, 3))
    dense[:3, :2], dense[3:, 2:] = w[:3], w[3:]
    assert np.allclose(conv2d(x, w, groups=2), conv2d(x, dense))


def test_large_integers_stay_exact_beyond_float64() -> None:
    x = np.array([[[[2**53, 1]]]], np.int64)
    assert conv2d(x, np.ones((1, 1, 1, 2), np.int64))[0, 0, 0, 0] == 2**53 + 1


@given(
    st.integers(1, 20),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 3),
)
def test_output_size_counts_the_windows(size: int, k: int, s: int, before: int, behind: int, d: int) -> None:
    starts = [
        i for i in range(0, size + before + behind, s) if i + effective_kernel(k, d) <= size + before + behind
    ]
    if starts:
        assert output_size(size, k, s, (before, behind), d) == len(starts)
    else:
        with pytest.raises(SpecError, match=r"no window fits"):
            output_size(size, k, s, (before, behind), d)


@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
def test_same_of_tensorflow_gives_ceil_outputs_with_the_least_zeros(
    size: int, k: int, s: int, d: int
) -> None:
    before, behind = same_tf_pads(size, k, s, d)
    assert (
        output_size(size, k, s, (before, behind), d) == -(-size // s) == output_size(size, k, s, "same_tf", d)
    )
    assert behind - before in (0, 1)
    if behind and size + before + behind - 1 >= effective_kernel(k, d):
        assert output_size(size, k, s, (before, behind - 1), d) < -(-size // s)


def test_same_of_torch_and_tensorflow_differ_at_stride_two() -> None:
    assert same_tf_pads(224, 3, 2) == (0, 1)
    x, w = np.arange(16.0).reshape(1, 1, 4, 4), np.ones((1, 1, 3, 3))
    torch_like, tf_like = conv2d(x, w, stride=2, padding=1), conv2d(x, w, stride=2, padding="same_tf")
    assert torch_like.shape == tf_like.shape and not np.allclose(torch_like, tf_like)


@pytest.mark.parametrize(
    ("arguments", "field", "reason"),
    [
        ({"groups": 3}, "groups", "in_channels % groups = 0 fails: 64 % 3 = 1"),
        ({"stride": 0}, "stride", "stride >= 1 fails: 0 < 1"),
        ({"kernel_size": (3, 3, 3)}, "kernel_size", "not 3 values"),
        ({"padding": "same", "stride": 2}, "padding", "'same' needs stride = 1"),
        ({"padding": "wrap"}, "padding", "a mode must be"),
        ({"dilation": 1.5}, "dilation", "must be an integer"),
        ({"in_channels": 0}, "in_channels", "in_channels >= 1 fails: 0 < 1"),
    ],
)
def test_impossible_specs_name_field_value_and_equation(
    arguments: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(SpecError) as caught:
        ConvSpec(**{"in_channels": 64, "out_channels": 64, "kernel_size": 3, **arguments})
    assert caught.value.field == field and caught.value.value == arguments[field]
    assert reason in caught.value.reason and str(caught.value).startswith(f"{field}=")


def test_a_kernel_larger_than_its_input_prints_the_equation() -> None:
    with pytest.raises(
        SpecError, match=r"\(4 \+ 0 \+ 0 - 2 \* \(3 - 1\) - 1\) // 1 \+ 1 = 0, no window fits"
    ):
        output_size(4, 3, dilation=2)


def test_arrays_that_cannot_meet_raise() -> None:
    x, w = np.zeros((1, 3, 5, 5)), np.zeros((4, 2, 3, 3))
    with pytest.raises(SpecError, match=r"in_channels = weight.shape\[1\] \* groups fails: 3 is not 2 \* 1"):
        conv2d(x, w)
    with pytest.raises(SpecError, match=r"bias"):
        conv2d(x, np.zeros((4, 3, 3, 3)), np.zeros(3))
