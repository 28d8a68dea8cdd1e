"""Forward passes: the compiled runner against the spelled-out one, and that against float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.engine import SpecError, zoo
from generator.engine.cost import cost_table
from generator.engine.draft import Draft
from generator.engine.fast import Runner
from generator.engine.layers_language import parse
from generator.engine.network import Network, peak_activation_bytes, shapes
from generator.engine.parameters import folded, random_weights
from generator.engine.plan import placed, steps
from generator.engine.run import forward

SIZES = {"xception": 107, "deepface": 92, "alexnet": 99}
"""Small inputs, for speed; 64 elsewhere."""


def small(name: str) -> Network:
    return zoo.build(name, size=SIZES.get(name, 64), classes=10)


def image(network: Network, dtype: type = np.float32, count: int = 1) -> np.ndarray:
    shape = (count, *network.input_shape)
    return np.random.default_rng(3).standard_normal(shape).astype(dtype)


def difference(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-9))


@pytest.mark.parametrize("name", zoo.NAMES)
def test_the_runner_computes_what_the_network_says(name: str) -> None:
    """In float64, so that only a wrong sum can differ; both with and without Winograd."""
    network = small(name)
    weights, x = random_weights(network, 1, np.float64), image(network, np.float64)
    expected = forward(network, weights, x)
    assert expected.shape == (1, *shapes(network)[network.layers[-1].name])
    for winograd in (False, True):
        assert difference(Runner(network, weights, np.float64, winograd)(x), expected) < 1e-11


@pytest.mark.parametrize("name", zoo.NAMES)
def test_single_precision_stays_within_two_millionths(name: str) -> None:
    network = small(name)
    weights, x = random_weights(network, 1), image(network)
    precise = {layer: tuple(a.astype(np.float64) for a in arrays) for layer, arrays in weights.items()}
    expected = forward(network, precise, x.astype(np.float64))
    bound = 3e-6 if name == "mobilenet_v2" else 2e-6  # its random linear bottlenecks: 1.6e-6 spelled out
    assert difference(Runner(network, weights)(x), expected) <= bound
    assert difference(Runner(network, weights, winograd=True)(x), expected) <= 1e-5


def test_runs_repeat_to_the_bit_and_images_do_not_meet() -> None:
    network = small("resnet18")
    runner, x = Runner(network, random_weights(network, 1)), image(network, count=2)
    first, again = runner(x), runner(x)
    assert np.array_equal(first, again)
    assert np.array_equal(first[1:], runner(x[1:]))


@pytest.mark.parametrize("name", zoo.NAMES)
def test_memory_of_a_run_stays_near_the_graphs_peak(name: str) -> None:
    """Activations and scratch within 1.3 times peak activations and weights, at full size."""
    network = zoo.build(name)
    total = cost_table(network).total.params("bn") * 4
    plan = steps(folded(network, random_weights(network, 0))[0])
    _, values = placed(plan, shapes(network))
    assert 4 * values + total <= 1.3 * (peak_activation_bytes(network) + total)


def test_batch_norm_folds_into_the_convolution_before_it() -> None:
    network = small("resnet18")
    weights, x = random_weights(network, 2, np.float64), image(network, np.float64)
    without, fewer = folded(network, weights)
    assert not any(layer.name.endswith(".bn") for layer in without.layers)
    assert difference(forward(without, fewer, x), forward(network, weights, x)) < 1e-12


TEXTS = [
    "conv 3x3 8 bias tanh\nconv 3x3 8 sigmoid",
    "came: conv 3x3 8 relu\nconv 3x3 8 g=2\nadd came relu6",
    "came: conv 5x3 8 /2x1 d=1x2 relu\ndw 3x3 /2 relu6\npw 4",
    "conv 3x3 8 p=same_tf flip relu\nmax 3x3 /2 p=1\navg 2 ceil",
    "came: conv 3x3 8 bn\nmax 3x3 /2 p=same_tf from came\navg 3x3 /2 p=1 include_pad",
    "a: conv 3x3 4 relu\nb: conv 1 4 from a\nconcat a b a\nbn relu\nshuffle 3\nlrn 5",
    "a: conv 3x3 4 bias relu\nlocal 3x3 6 g=2 bias p=1 relu\nlocal 3x3 4 flip\nfc 7 softmax",
    "a: conv 3x3 4 bias relu\nshortcut 6 /2\navg 3x3 /2 p=1\ngap\nfc 5 nobias relu",
    "dw 5x5 d=2 bias relu\ndw 3x3 p=0,1,1,0 relu\ndw 3x3 /3 relu\nconv 3x3 48 relu\nconv 3x3 64 bn relu",
    "a: conv 3x3 4 bias relu\nb: conv 3x3 4 relu\nadd a b b tanh\na2: conv 3x3 4\nadd a2 a2",
    "a: conv 3x3 4 relu\nb: dw 3x3 relu\nc: conv 3x3 8 g=2\nconcat a b c",
    "a: conv 3x3 12 relu\nb: conv 3x3 24 g=3 d=2 /2 relu\nconv 5x3 8 g=4\nc: conv 3x3 8 g=8 relu6\nadd c",
    "a: conv 3x3 8\nmax 3x3 p=1 /1\nb: conv 3x3 8 g=2\nadd a relu\nmax 3x3 p=1 from b\ndw 3x3 p=1",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", ["3x9x12", "6x14x14"])
def test_every_kind_of_layer_runs_alike(text: str, size: str) -> None:
    parsed = parse(f"input {size}\n{text}")
    assert parsed.problems == () and parsed.network is not None
    network = parsed.network
    weights, x = random_weights(network, 5, np.float64), image(network, np.float64, 2)
    expected = forward(network, weights, x)
    for winograd in (False, True):
        assert difference(Runner(network, weights, np.float64, winograd)(x), expected) < 1e-12


@given(
    st.integers(1, 40),
    st.integers(1, 70),
    st.sampled_from([1, 3, 5]),
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(5, 17),
    st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_any_convolution_runs_alike(c: int, o: int, k: int, s: int, d: int, size: int, seed: int) -> None:
    net = Draft("one", (c, size, size + 1))
    net.conv(o, k, s, dilation=d, bias=True, then="relu")
    net.conv(o, 3, then="bn relu6")
    network = net.done()
    weights, x = random_weights(network, seed, np.float64), image(network, np.float64)
    assert difference(Runner(network, weights, np.float64)(x), forward(network, weights, x)) < 1e-12


WORDS = (
    "conv 3x3 8 relu",
    "conv 3x3 8 bias p=1",
    "conv 3x3 8 g=4 bn relu6",
    "conv 5x3 8 g=2 bias relu",
    "dw 3x3 bias",
    "dw 3x3 bn relu",
    "pw 8 relu6",
    "bn relu",
    "relu",
    "tanh",
    "max 3x3 /1 p=1",
    "avg 3x3 /1 p=1",
    "shuffle 2",
    "lrn 3",
)


@given(
    st.lists(st.tuples(st.sampled_from((*WORDS, "add", "concat")), st.integers(0, 9)), min_size=3, max_size=9)
)
@settings(max_examples=80, deadline=None)
def test_any_graph_runs_alike(drawn: list[tuple[str, int]]) -> None:
    """Maps read by several layers, stacked, summed and kept in memory that others had before."""
    lines, eights = ["input 8x7x9"], ["input"]
    for number, (word, chosen) in enumerate(drawn):
        source = eights[chosen % len(eights)]
        if word == "concat":
            lines.append(f"j{number}: concat {eights[-1]} {source}\nm{number}: pw 8")
        else:
            lines.append(
                f"m{number}: {word} {source}" if word == "add" else f"m{number}: {word} from {source}"
            )
        eights.append(f"m{number}")
    network = parse("\n".join(lines)).network
    assert network is not None, lines
    weights, x = random_weights(network, 7, np.float64), image(network, np.float64, 2)
    expected = forward(network, weights, x)
    assert difference(Runner(network, weights, np.float64)(x), expected) < 1e-11


def test_a_transposed_convolution_runs_spelled_out_only() -> None:
    parsed = parse("input 4x5x5\ntransposed 3x3 6 /2 p=1 out=1 g=2 bias")
    assert parsed.network is not None
    weights = random_weights(parsed.network, 0)
    assert forward(parsed.network, weights, image(parsed.network)).shape == (1, 6, 10, 10)
    with pytest.raises(SpecError, match=r"use run\.forward"):
        Runner(parsed.network, weights)
