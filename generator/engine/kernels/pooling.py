"""Pooling: rows first, in whole-row vectors, then the few columns that are left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from generator.engine.arithmetic import effective_kernel
from generator.engine.kernels import Array, Call, aligned, taps
from generator.engine.kernels.dense import strips
from generator.engine.spec import Pads, PoolSpec


def pool(x: Array, spec: PoolSpec, out: Array, scratch: Array, counts: Array) -> Iterator[Call]:
    """Calls that pool the padded map x (H, W, C) into out; `counts` (H', W', 1) divides a mean.

    A window's maximum is the maximum of its rows' maxima: kh + kw passes instead of kh·kw, a strip
    of rows at a time.
    """
    combine = np.maximum if spec.kind == "max" else np.add
    (kh, kw), (sh, sw), (dh, dw) = spec.kernel_size, spec.stride, spec.dilation
    width = x.shape[1]
    for rows in strips(len(out), width * x.shape[2]):
        sums = out[rows]
        between = scratch[: len(sums) * width * x.shape[2]].reshape(len(sums), width, -1)
        held = x[rows.start * sh :]
        yield from _combine(combine, [held[u * dh :: sh][: len(sums)] for u in range(kh)], between)
        columns = [between[:, v * dw :: sw][:, : out.shape[1]] for v in range(kw)]
        yield from _combine(combine, columns, sums)
        if spec.kind == "avg":
            yield partial(np.divide, sums, counts[rows], sums)


def _combine(combine: np.ufunc, parts: list[Array], out: Array) -> Iterator[Call]:
    if len(parts) == 1:
        yield partial(np.copyto, out, parts[0])
        return
    yield partial(combine, parts[0], parts[1], out=out)
    for part in parts[2:]:
        yield partial(combine, out, part, out=out)


def pool_scratch(row_values: int, height: int) -> int:
    """Values of scratch that `pool` needs for `height` rows of output, `row_values` in a row of x."""
    rows: int = next(strips(height, row_values)).stop
    return rows * row_values


def global_pool(x: Array, out: Array) -> Iterator[Call]:
    """The mean of each channel as a product with a row of 1 / (H·W)."""
    height, width, channels = x.shape
    if not x.flags.c_contiguous:
        yield partial(np.mean, x, (0, 1), None, out.reshape(channels))
        return
    share = aligned((1, height * width), x.dtype)
    share[...] = 1 / (height * width)
    yield partial(np.matmul, share, x.reshape(-1, channels), out.reshape(1, channels))


def window_counts(spec: PoolSpec, hw: tuple[int, int], ends: Pads, out: Array) -> Array:
    """How many values each mean divides by, (H', W', 1)."""
    room = [
        max(i + sum(p), (o - 1) * s + effective_kernel(k, d))
        for i, p, o, s, k, d in zip(
            hw, ends, out.shape[:2], spec.stride, spec.kernel_size, spec.dilation, strict=True
        )
    ]
    inside = np.zeros((*room, 1), out.dtype)
    (top, bottom), (left, right) = ends
    inside[: hw[0] + top + bottom, : hw[1] + left + right] = float(spec.count_include_pad)
    inside[top : top + hw[0], left : left + hw[1]] = 1
    seen = taps(inside, spec.kernel_size, spec.stride, spec.dilation, (out.shape[0], out.shape[1]))
    return np.asarray(seen.sum((2, 3)))
