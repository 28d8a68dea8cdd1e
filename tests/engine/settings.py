"""Random convolution settings for the property tests: always possible ones, mostly small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from generator.engine import ConvSpec, SpecError, output_hw
from generator.engine.conv import Array
from generator.engine.spec import Padding


@dataclass(frozen=True)
class Setting:
    """A specification, an input size and the seed of the values."""

    spec: ConvSpec
    n: int
    hw: tuple[int, int]
    seed: int

    def arrays(self, dtype: type = np.float64) -> tuple[Array, Array, Array]:
        """Seeded x, weight and bias."""
        rng = np.random.default_rng(self.seed)
        shapes = (
            (self.n, self.spec.in_channels, *self.hw),
            (self.spec.out_channels, self.spec.in_channels // self.spec.groups, *self.spec.kernel_size),
            (self.spec.out_channels,),
        )
        whole = np.issubdtype(dtype, np.integer)
        drawn: list[Array] = [rng.integers(-9, 10, s) if whole else rng.standard_normal(s) for s in shapes]
        x, w, b = drawn
        return x.astype(dtype), w.astype(dtype), b.astype(dtype)


def pairs(least: int, most: int) -> st.SearchStrategy[tuple[int, int]]:
    """Two independent integers."""
    return st.tuples(st.integers(least, most), st.integers(least, most))


@st.composite
def settings_of_conv(draw: st.DrawFn) -> Setting:
    """A possible setting: groups divide the channels and at least one window fits."""
    groups = draw(st.integers(1, 3))
    c_in, c_out = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    padding: Padding = draw(
        st.one_of(
            st.integers(0, 2),
            pairs(0, 2),
            st.tuples(pairs(0, 2), pairs(0, 2)),
            st.sampled_from(["valid", "same_tf"]),
        )
    )
    spec = ConvSpec(
        c_in,
        c_out,
        draw(pairs(1, 3)),
        draw(pairs(1, 3)),
        padding,
        draw(pairs(1, 2)),
        groups,
    )
    hw = draw(pairs(1, 7))
    try:
        output_hw(spec, hw)
    except SpecError:
        hw = (7, 7)
    return Setting(spec, draw(st.integers(1, 2)), hw, draw(st.integers(0, 2**16)))
