"""A grid of convolution settings, and what PyTorch makes of them.

Run as a program with PyTorch installed, this writes `torch_grid.json`: for every 30th setting, the
output of `torch.nn.functional.conv2d` in float64 on inputs drawn from the setting's number, rounded
to six decimals. The suite reads that file and needs no PyTorch; the soak test compares all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from generator.engine import SpecError, conv2d, output_size
from generator.engine.conv import Array

STORED = Path(__file__).parent / "torch_grid.json"
EVERY = 30
PRINTED = 12
"""Output values kept of each setting, evenly spread, beside their sum."""


@dataclass(frozen=True)
class Setting:
    """One call of conv2d; `number` seeds its arrays."""

    number: int
    channels: tuple[int, int]
    groups: int
    hw: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]

    def arrays(self) -> tuple[Array, Array, Array | None]:
        """x, weight and, for every other setting, bias."""
        rng, (c_in, c_out) = np.random.default_rng(self.number), self.channels
        x = rng.standard_normal((1 + self.number % 2, c_in, *self.hw))
        weight = rng.standard_normal((c_out, c_in // self.groups, *self.kernel))
        return x, weight, rng.standard_normal(c_out) if self.number % 2 else None

    def ours(self) -> Array:
        """What the engine computes."""
        x, w, b = self.arrays()
        return conv2d(
            x, w, b, stride=self.stride, padding=self.padding, dilation=self.dilation, groups=self.groups
        )


def settings() -> Iterator[Setting]:
    """Every possible combination of the lists below, numbered in order."""
    number = 0
    channels = (((1, 1), 1), ((2, 3), 1), ((4, 6), 2), ((4, 4), 4), ((3, 6), 3))
    kernels = ((1, 1), (2, 2), (3, 3), (1, 3), (3, 2), (5, 5))
    strides, paddings, dilations = (
        ((1, 1), (2, 2), (2, 1), (3, 3)),
        ((0, 0), (1, 1), (0, 2), (2, 1)),
        ((1, 1), (2, 2), (1, 3)),
    )
    for hw, ((io, groups), kernel, stride, padding, dilation) in product(
        ((5, 5), (7, 6), (8, 11), (12, 4), (4, 9), (10, 10), (6, 6), (9, 9)),
        product(channels, kernels, strides, paddings, dilations),
    ):
        try:
            for axis in (0, 1):
                output_size(hw[axis], kernel[axis], stride[axis], padding[axis], dilation[axis])
        except SpecError:
            continue
        yield Setting(number, io, groups, hw, kernel, stride, padding, dilation)
        number += 1


def kept(y: Array) -> list[float]:
    """The sum of an output and some of its values, rounded."""
    flat = y.reshape(-1)
    chosen = flat[np.linspace(0, len(flat) - 1, PRINTED).astype(int)]
    return [round(float(value), 6) + 0.0 for value in (flat.sum(), *chosen)]


def by_torch(setting: Setting) -> Array:
    """What PyTorch computes."""
    torch: Any = import_module("torch")  # optional, and without it there are no types to check
    x, w, b = (None if a is None else torch.from_numpy(a) for a in setting.arrays())
    y = torch.nn.functional.conv2d(x, w, b, setting.stride, setting.padding, setting.dilation, setting.groups)
    return np.asarray(y.numpy())


if __name__ == "__main__":
    rows = {
        str(s.number): [list(by_torch(s).shape), kept(by_torch(s))]
        for s in settings()
        if s.number % EVERY == 0
    }
    STORED.write_text(
        json.dumps(rows, separators=(",", ":")).replace("]],", "]],\n") + "\n", encoding="utf-8"
    )
