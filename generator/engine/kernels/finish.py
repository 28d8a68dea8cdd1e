"""What follows a convolution's sums, strip by strip while they are still in the cache.

Bias, residual and activation are one pass each over a strip of a few hundred kilobytes that the
product has just written; done over the whole map they would fetch it from memory again. The bias
is repeated over a row of pixels, so that each pass is one long loop instead of one a pixel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from generator.engine.kernels import Array, Call, aligned_copy
from generator.engine.spec import ActivationKind


@dataclass(frozen=True, slots=True)
class Finish:
    """out = activation(sums + bias + residual); `sums` may be `out` itself."""

    out: Array
    bias: Array | None = None
    """Repeated over a row: (W, C)."""
    residual: Array | None = None
    activation: ActivationKind | None = None

    def calls(self, sums: Array, rows: slice) -> Iterator[Call]:
        """The passes over the rows of a strip."""
        residual = None if self.residual is None else self.residual[rows]
        given = [array for array in (self.bias, residual) if array is not None]
        target, sums, *others = flat(self.out[rows], sums, *given)
        for other in others:
            yield partial(np.add, sums, other, sums)
        if self.activation is not None:
            yield from activate(self.activation, sums, target)
        elif sums.ctypes.data != target.ctypes.data:
            yield partial(np.copyto, target, sums)


def activate(kind: ActivationKind, x: Array, out: Array) -> Iterator[Call]:
    """out = activation(x), element by element."""
    zero = np.zeros((), x.dtype)
    match kind:
        case "relu":
            yield partial(np.maximum, x, zero, out)
        case "relu6":
            yield partial(np.clip, x, zero, zero + 6, out)
        case "tanh":
            yield partial(np.tanh, x, out)
        case "sigmoid":
            yield partial(np.negative, x, out)
            yield partial(np.exp, out, out)
            yield partial(np.add, out, zero + 1, out)
            yield partial(np.reciprocal, out, out)
        case "softmax":
            yield partial(_softmax, x, out)


def _softmax(x: Array, out: Array) -> None:
    np.subtract(x, x.max(-1, keepdims=True), out)
    np.exp(out, out)
    np.divide(out, out.sum(-1, keepdims=True), out)


def row_of(bias: Array | None, width: int) -> Array | None:
    """A bias repeated over a row of pixels; None where there is nothing to add."""
    if bias is None or not bias.any():
        return None
    return aligned_copy(np.broadcast_to(bias, (width, *bias.shape[-1:])))


def flat(*maps: Array) -> list[Array]:
    """Maps (rows, W, C) as (rows, W·C) where all allow it: one inner loop a row."""
    if all(m.strides[-2] == m.shape[-1] * m.strides[-1] for m in maps):
        return [m.reshape(*m.shape[:-2], -1) for m in maps]
    return list(maps)
