"""What follows a layer's sums, strip by strip while they are still in the cache.

A bias may be *deferred*. Since max(s + b, 0) = max(s, -b) + b, a map can be kept without its bias:
as t = max(s, -b), with b noted beside it as the map's *shift*. The next layer is linear, W (t + b) =
W t + W b, and takes W b into its own bias when the network is compiled; one of two passes is saved.
(A zero of the true map, as padding needs, is -b in the kept one.) Never twice in a row: W b would
become W' W b and so on, and outgrow the map itself, which the activations keep in bounds.

What passes there are run over the strip as one line of memory, zeros around the map included; they
are put right afterwards. The bounds are repeated to a line of some thousand values: NumPy's loops
over shorter ones, or with a single number, run at half the speed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from generator.engine.kernels import Array, Call, aligned_copy
from generator.engine.spec import ActivationKind

LINE = 8192
"""Values from which NumPy's inner loops run at full speed."""
BOUNDED: tuple[ActivationKind, ...] = ("relu", "relu6")
"""Activations that bound a value from below, and from above."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Turns sums into the kept map `out` (H, W, C): adds residual and bias, bounds from both sides."""

    out: Array
    bias: Array | None = None
    """One value a channel, `repeated`; None where it is deferred."""
    floor: Array | None = None
    """-shift, likewise; None where there is no activation."""
    ceiling: Array | None = None
    residual: Array | None = None

    def calls(self, sums: Array, rows: slice) -> Iterator[Call]:
        """The passes over a strip's `sums`, which have the layout of `out` or are its own memory."""
        out = self.out[rows]
        if self.residual is not None:
            yield from line_up(np.add, [sums, self.residual[rows], out])
            sums = out
        if self.bias is not None:
            yield from per_channel(np.add, sums, self.bias, out)
            sums = out
        if self.floor is not None:
            yield from per_channel(np.maximum, sums, self.floor, out)
            sums = out
        if self.ceiling is not None:
            yield from per_channel(np.minimum, sums, self.ceiling, out)
        if sums is not out and not _same(sums, out):
            yield partial(np.copyto, out, sums)

    def room(self, scratch: Array, rows: slice) -> Array:
        """Where the sums of a strip may lie in scratch: laid as `out`, gaps between rows included."""
        strip = self.out[rows]
        return as_strided(scratch, strip.shape, strip.strides)


def activate(kind: ActivationKind | None, x: Array, out: Array) -> Iterator[Call]:
    """out = activation(x) of a true map, element by element; nothing where there is none."""
    match kind:
        case "relu":
            yield partial(np.maximum, x, 0, out=out)
        case "relu6":
            yield partial(np.clip, x, 0, 6, out=out)
        case "tanh":
            yield partial(np.tanh, x, out=out)
        case "sigmoid":
            yield partial(_sigmoid, x, out)
        case "softmax":
            yield partial(_softmax, x, out)


def curve(kind: ActivationKind | None, out: Array) -> Iterator[Call]:
    """The activations that are no bounds, which `Finish` has not done, on a whole true map."""
    if kind not in BOUNDED:
        yield from activate(kind, out, out)


def repeated(values: Array) -> Array:
    """One value a channel, again and again to a line's length: what `per_channel` takes."""
    return aligned_copy(np.resize(values, len(values) * -(-LINE // len(values))))


def per_channel(function: np.ufunc, x: Array, line: Array, out: Array) -> Iterator[Call]:
    """One pass of maximum, minimum, sum or product with a `repeated` line, over a strip (rows, W, C)."""
    width, channels = x.shape[1:]
    if not (_dense_pixels(x) and _dense_pixels(out) and x.strides[0] == out.strides[0]):
        one_row = aligned_copy(np.resize(line[:channels], (width, channels)))
        yield partial(function, x, one_row, out=out)
        return
    x, out = _line(x), _line(out)
    whole = len(x) // len(line) * len(line)
    if whole:
        rows = [m[:whole].reshape(-1, len(line)) for m in (x, out)]
        yield partial(function, rows[0], line, out=rows[1])
    if whole < len(x):
        yield partial(function, x[whole:], line[: len(x) - whole], out=out[whole:])


def _sigmoid(x: Array, out: Array) -> None:
    np.negative(x, out=out)
    np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)


def _softmax(x: Array, out: Array) -> None:
    np.subtract(x, x.max(-1, keepdims=True), out=out)
    np.exp(out, out=out)
    np.divide(out, out.sum(-1, keepdims=True), out=out)


def _same(a: Array, b: Array) -> bool:
    return bool(a.ctypes.data == b.ctypes.data and a.strides == b.strides)


def _dense_pixels(x: Array) -> bool:
    """Whether a map (rows, W, C) is a line of memory, gaps between rows apart."""
    return bool(x.strides[1] == x.shape[2] * x.itemsize and x.strides[2] == x.itemsize)


def _line(x: Array) -> Array:
    """A strip from its first value to its last, what lies between its rows included."""
    length = (x.shape[0] - 1) * x.strides[0] // x.itemsize + x.shape[1] * x.shape[2]
    return as_strided(x, (length,), (x.itemsize,))


def line_up(function: np.ufunc, maps: list[Array]) -> Iterator[Call]:
    """One pass of a function of equal maps; as lines where all have the same layout."""
    if all(_dense_pixels(m) and m.strides[0] == maps[0].strides[0] for m in maps):
        maps = [_line(m) for m in maps]
    yield partial(function, *maps[:-1], out=maps[-1])
