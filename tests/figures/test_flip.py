"""Turning the kernel: the figure's numbers are sums that a reader can redo, and its claim holds."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.engine import SpecError
from generator.figures.families.flip import Flip, convolve, correlate, draw_flip
from generator.figures.lint import lint

SEQUENCES = st.lists(st.integers(-9, 9), min_size=1, max_size=6).map(tuple)


@given(SEQUENCES, SEQUENCES)
def test_full_convolution_is_numpys(x: tuple[int, ...], w: tuple[int, ...]) -> None:
    assert convolve(x, w, full=True) == tuple(np.convolve(x, w).tolist())
    assert correlate(x, w, full=True) == tuple(np.convolve(x, w[::-1]).tolist())


@given(SEQUENCES, SEQUENCES, SEQUENCES)
def test_convolution_associates(x: tuple[int, ...], u: tuple[int, ...], w: tuple[int, ...]) -> None:
    left = convolve(convolve(x, u, full=True), w, full=True)
    assert left == convolve(x, convolve(u, w, full=True), full=True)


def test_correlation_does_not() -> None:
    x, u, w = (1, 3, 2, 4, 1), (1, 2), (2, 1, -1)
    left = correlate(correlate(x, u, full=True), w, full=True)
    assert left != correlate(x, correlate(u, w, full=True), full=True)


def test_every_printed_sum_is_true() -> None:
    scene = draw_flip(Flip())
    assert scene.table is not None
    for _, *sums in scene.table.rows:
        for text in sums:
            products, _, total = text.replace("−", "-").partition(" = ")
            terms = re.findall(r"(-?\d+)×\(?(-?\d+)\)?", products)
            assert sum(int(a) * int(b) for a, b in terms) == int(total)
    assert "翻转时两种次序结果相同，不翻转时结果不同" in scene.alt
    assert lint(scene) == ()


@pytest.mark.parametrize(
    ("params", "field"),
    [
        (Flip(x="1 a"), "x"),
        (Flip(w="1"), "w"),
        (Flip(x="1 2", w="1 2 3"), "w"),
        (Flip(x="1 2 3 4 5 6 7"), "x"),
        (Flip(x="1 2 30 4"), "x"),
    ],
)
def test_what_does_not_fit_is_refused(params: Flip, field: str) -> None:
    with pytest.raises(SpecError) as fault:
        draw_flip(params)
    assert fault.value.field == field
