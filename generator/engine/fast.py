"""A network compiled into a list of NumPy calls on fixed buffers.

`Runner` decides everything once: which kernel computes a layer (from its shape, never by timing, so
that results are the same on every run), where each map lies, which views the calls read and write.
Running is copying the image in and calling the list. `run.forward` is the same function, spelled
out; tests hold the two together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from generator.engine.buffers import Buffers
from generator.engine.compile import compiled, scratch_values
from generator.engine.kernels import Array
from generator.engine.network import INPUT, Network, shapes
from generator.engine.parameters import Weights, folded
from generator.engine.plan import steps


class Runner:
    """A network with its weights, ready to run on one image after another."""

    def __init__(
        self, network: Network, weights: Weights, dtype: DTypeLike = np.float32, winograd: bool = False
    ) -> None:
        """Compile; `winograd` allows F(2×2, 3×3): faster, its sums formed in another order."""
        without_norms, weights = folded(network, weights)
        plan = steps(without_norms)
        self.buffers = buffers = Buffers(plan, shapes(network), dtype)
        buffers.reserve(max(scratch_values(step, buffers, winograd) for step in plan))
        self.calls = tuple(call for step in plan for call in compiled(step, buffers, weights, winograd))
        self.prepare = tuple(buffers.edges(INPUT))
        self.image, self.output = buffers.pixels(INPUT), buffers.pixels(plan[-1].name)
        self.shift = buffers.shifts[plan[-1].name]

    def __call__(self, x: Array) -> Array:
        """The output (N, C, H, W) for images x (N, C, H, W)."""
        height, width, channels = self.output.shape
        y = np.empty((len(x), channels, height, width), self.output.dtype)
        for image, out in zip(x, y, strict=True):
            for call in self.prepare:
                call()
            self.image[...] = image.transpose(1, 2, 0)
            for call in self.calls:
                call()
            out[...] = (self.output + self.shift).transpose(2, 0, 1)
        return y
